import pg from "pg";
import { expect, it } from "vitest";
import { freshPostgresUrl } from "./database.ts";

it("gives each suite an empty database of its own", async () => {
  const [one, two] = await Promise.all([freshPostgresUrl(), freshPostgresUrl()]);
  expect(one).not.toBe(two);
  for (const url of [one, two]) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query(
      "SELECT count(*)::int AS tables FROM pg_tables WHERE schemaname = 'public'",
    );
    expect(rows).toEqual([{ tables: 0 }]);
    await client.end();
  }
});
