import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  CONVERSATIONS,
  DATABASES,
  type DatabaseKind,
  finishes,
  startApp,
  type TestApp,
} from "../support/app.ts";
import { aRep } from "../support/builders.ts";

let app: TestApp;
afterEach(() => app?.close());

const REPS = [
  ...["Ana", "Bruno", "Carla", "David"].map((name) => aRep({ name })),
  aRep({ name: "Olga", role: "admin" }),
  aRep({ name: "Otávio", id: "otavio", role: "admin", language: "pt", timeZone: "America/Sao_Paulo" }),
];

/** A hot lead and a cold one of a source that no flow file has, and a hot one of another. */
async function start(database: DatabaseKind): Promise<void> {
  app = await startApp({ database, reps: REPS });
  const referral = { source: "Trade Fair" };
  // Up to the question where they come from.
  for (const text of CONVERSATIONS.es.slice(0, -2)) await app.says("c-1", text, { referral });
  await app.says("c-2", "Hi", { referral });
  await finishes(app, "c-3", "en");
  const facts = (await app.leads()).map(({ source, grade }) => `${source} ${grade}`);
  expect(facts).toEqual(["trade fair hot", "trade fair cold", "google hot"]);
}

const numbers = (text: string) => (text.match(/L-\d+/g) ?? []).sort();

describe.each(DATABASES)("leads by where they came from and how they are (%s)", (database) => {
  it("finds those of a source that only the database knows with a grade, typed or said", async () => {
    await start(database);
    for (const said of [
      "leads hot trade-fair",
      'leads "trade fair" hot',
      'leads hot source "trade fair"',
      "leads quentes da trade-fair",
      "leads hot trade fair",
      "leads hot from trade fair",
      "leads source trade fair hot",
      "leads trade fair hot",
      "any hot leads from trade-fair?",
    ])
      expect(numbers(await app.does("olga", said)), said).toEqual(["L-1"]);
    expect(await app.does("otavio", "tem lead quente da trade-fair?")).toMatch(
      /Origem: Trade fair.*\n.*L-1/s,
    );
    expect(numbers(await app.does("olga", "leads cold trade-fair"))).toEqual(["L-2"]);
    expect(numbers(await app.does("olga", "leads open trade-fair"))).toEqual(["L-1", "L-2"]);
    expect(await app.does("olga", "leads negotiation trade-fair")).toContain("none");
    // Alone it is what the number of it counts, as of sources that the flow files know.
    for (const said of [
      "leads trade-fair",
      "leads from trade-fair",
      "leads trade fair",
      "leads from trade fair",
      "leads google",
    ])
      expect(await app.does("olga", said)).toContain("New leads: since the beginning");

    for (const said of ["stats trade fair this month", "stats this month from trade fair by owner"])
      expect(await app.does("olga", said), said).toMatch(/Trade fair[\s\S]*2/);

    expect(await app.does("olga", "leads hot trade-fairs")).toContain("I don't know the filter");
    const meant = (await app.posts("rep:olga")).at(-1)!.payload.choices;
    expect(meant).toEqual([{ value: 'leads hot source "trade fair"', label: "Source: Trade fair" }]);
    expect(numbers(await app.does("olga", meant![0]!.value))).toEqual(["L-1"]);
  });

  it("knows only what may be seen by who asks, and exports the same leads", async () => {
    await start(database);
    await app.does("olga", "assign L-1 @olga");
    await app.does("olga", "assign L-2 @olga");
    expect(await app.does("ana", "leads hot trade-fair")).toContain("I don't know the filter “trade-fair”");
    expect(JSON.stringify((await app.posts("rep:ana")).at(-1)!.payload)).not.toContain("Trade fair");
    expect(numbers(await app.does("olga", "mine hot trade-fair"))).toEqual(["L-1"]);

    expect(await app.does("olga", "export leads hot trade-fair")).toContain("1 row");
    const { file } = (await app.posts("rep:olga")).at(-1)!.payload;
    const csv = await readFile(join(dirname(app.flowsFolder), file!.path), "utf8");
    expect(csv.trimEnd().split("\r\n")).toHaveLength(2);
    expect(csv).toContain("Trade fair");
  });
});
