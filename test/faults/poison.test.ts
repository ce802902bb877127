import { expect, it, onTestFinished } from "vitest";
import { serveControl } from "../../src/cli/control.ts";
import { createOperations } from "../../src/cli/operations.ts";
import { createLog } from "../../src/log.ts";
import { DATABASES, startApp, until } from "../support/app.ts";
import { leadline } from "../support/cli.ts";
import { temporaryFolder } from "./support.ts";

/** A message that cannot be processed. */

it.each(DATABASES)(
  "sets a poisonous message aside, goes on with all others, and replays it by command, on %s",
  async (database) => {
    let cured = false;
    const app = await startApp({
      database,
      faults: true,
      turnAttempts: 3,
      random: () => 0,
      beforeDecide: ({ payload }) => {
        if (payload.type === "message" && payload.text === "poison" && !cured)
          throw new Error("It cannot be digested");
      },
    });
    onTestFinished(() => app.close());
    const environment = { DATABASE_URL: app.databaseUrl };
    const file = app.databaseUrl.replace(/^file:/, "");
    if (database === "sqlite") {
      // What `leadline start` does: commands ask the program that has the file.
      const control = await serveControl(
        file,
        createOperations(app.store, app.clock, () => void app.drain()),
        createLog({ level: "silent" }),
      );
      onTestFinished(() => control.close());
    }
    const dead = async (...args: string[]) =>
      leadline(["dead", ...args], { cwd: temporaryFolder(), environment, clock: app.clock });

    // In the middle of a chat, with others beside and behind it.
    await app.writes("sick", "Hi", { id: "sick-1" });
    await app.writes("sick", "poison", { id: "sick-2" });
    await app.writes("sick", "solar", { id: "sick-3" });
    for (let i = 0; i < 20; i++) await app.writes(`well-${i}`, "Hi");
    await until(() =>
      Array.from({ length: 20 }, (_, i) => app.channel.texts(`well-${i}`).length).every(
        (count) => count === 1,
      ),
    );
    await until(async () => {
      // The pauses between the tries are the clock's.
      app.clock.advance(1_000);
      await app.drain();
      return (await app.store.inbox.counts()).dead === 1;
    });
    // What came behind it in its chat goes on without it.
    await until(() => app.channel.texts("sick").length === 2);

    const [letter] = JSON.parse((await dead("list", "--json")).stdout);
    expect(letter).toMatchObject({ kind: "message", lane: "web:sick", attempts: 3 });
    expect(letter.error).toContain("It cannot be digested");
    expect(JSON.parse((await dead("show", letter.id, "--json")).stdout)).toMatchObject({
      payload: { text: "poison", externalId: "sick-2" },
    });
    // Told again by the vendor, it is still the same message.
    expect(await app.writes("sick", "poison", { id: "sick-2" })).toEqual({ duplicate: true });

    cured = true;
    expect((await dead("retry", letter.id)).stdout).toBe("To be tried again: 1 of 1.\n");
    await until(async () => {
      await app.drain();
      return app.channel.texts("sick").length === 3;
    });
    expect(JSON.parse((await dead("list", "--json")).stdout)).toEqual([]);
    const said = await app.store.reads.history("web:sick", { limit: 100 });
    expect(
      said
        .filter((entry) => entry.direction === "in")
        .map((entry) => entry.text)
        .sort(),
    ).toEqual(["Hi", "poison", "solar"]);
    expect(await app.leads()).toHaveLength(21);
  },
);
