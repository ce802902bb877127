import { readFileSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { packageFolder } from "../../src/config.ts";
import { DATABASES, startApp, type TestApp, until } from "../support/app.ts";
import { aRep } from "../support/builders.ts";

/** The clock jumps, and a night has 23 or 25 hours. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function anApp(options: Parameters<typeof startApp>[0]): Promise<TestApp> {
  const app = await startApp(options);
  onTestFinished(() => app.close());
  return app;
}

it.each(DATABASES)(
  "asks a silent prospect once more, once, however the clock jumps, on %s",
  async (database) => {
    const app = await anApp({ database });
    expect(await app.says("chat-1", "Hi")).toHaveLength(1);
    await app.passes(29 * MINUTE);
    expect(app.channel.texts("chat-1")).toHaveLength(1);
    // Back by a day, and forth again: neither twice nor never.
    await app.passes(-24 * HOUR);
    expect(app.channel.texts("chat-1")).toHaveLength(1);
    await app.passes(24 * HOUR + 2 * MINUTE);
    expect(app.channel.texts("chat-1")).toHaveLength(2);
    await app.passes(-HOUR);
    await app.passes(HOUR);
    await app.restart();
    await app.drain();
    expect(app.channel.texts("chat-1")).toHaveLength(2);
    const [lead] = await app.leads();
    expect((await app.trail(lead!)).filter((entry) => entry.kind === "nudged")).toHaveLength(1);
  },
);

it.each(DATABASES)("fires what fell due while it was stopped, once, on %s", async (database) => {
  const app = await anApp({ database });
  await app.says("chat-1", "Hi");
  await app.says("chat-2", "Oi, bom dia");
  app.clock.advance(2 * HOUR);
  await app.restart();
  await app.drain();
  expect(app.channel.texts("chat-1")).toHaveLength(2);
  expect(app.channel.texts("chat-2")).toHaveLength(2);
});

it.each(DATABASES)(
  "asks nobody at night what it could not ask by day, while it was off, on %s",
  async (database) => {
    const app = await anApp({ database });
    await app.says("chat-1", "Hi");
    // Due at 11:30, looked at at 23:00: the business opens at nine, 12:00 in UTC.
    app.clock.advance(12 * HOUR);
    await app.restart();
    await app.drain();
    expect(app.channel.texts("chat-1")).toHaveLength(1);
    app.clock.set(new Date("2026-03-11T11:59:59.000Z"));
    await app.drain();
    expect(app.channel.texts("chat-1")).toHaveLength(1);
    app.clock.set(new Date("2026-03-11T12:00:00.000Z"));
    await app.drain();
    expect(app.channel.texts("chat-1")).toHaveLength(2);
  },
);

it.each(DATABASES)("sends what waits, though the clock is set back by a day, on %s", async (database) => {
  const app = await anApp({ database });
  app.channel.fates("hold", { kind: "retry", afterMs: 20_000, reason: "try again later" });
  await app.writes("chat-1", "Hi");
  await until(() => app.channel.tried.length === 1);
  // Its answer waits behind the first; both were decided on a day that is still to come now.
  app.clock.advance(5_000);
  await app.writes("chat-1", "solar");
  await until(async () => (await app.store.outbox.counts()).waiting === 2);
  app.clock.advance(-24 * HOUR);
  app.channel.release();
  await app.drain();
  expect(app.channel.tried).toHaveLength(2);
  // What the channel put off is no later for another leap.
  app.clock.advance(-24 * HOUR);
  await app.drain();
  app.clock.advance(20_000);
  await app.drain();
  expect(app.channel.texts("chat-1")).toHaveLength(2);
});

const business = readFileSync(`${packageFolder()}/flows/business.yaml`, "utf8");
const newYork = business.replace("America/Sao_Paulo", "America/New_York");

// In New York 2026 the clocks go forward in the night to Sunday, 8 March, and back in that to Sunday, 1 November.
it.each([
  { night: "of 23 hours", asked: "2026-03-07T16:50:00.000Z", opens: "2026-03-09T13:00:00.000Z" },
  { night: "of 25 hours", asked: "2026-10-31T15:50:00.000Z", opens: "2026-11-02T14:00:00.000Z" },
])("waits over a night $night until the business opens at nine, local time", async ({ asked, opens }) => {
  const app = await anApp({ database: "sqlite", flows: { "business.yaml": newYork } });
  app.clock.set(new Date(asked));
  await app.says("chat-1", "Hi");
  // Step by step through the night, as sweeps do.
  while (app.clock.now().getTime() < Date.parse(opens) - HOUR) await app.passes(HOUR);
  app.clock.set(new Date(Date.parse(opens) - 1_000));
  await app.drain();
  expect(app.channel.texts("chat-1")).toHaveLength(1);
  app.clock.set(new Date(opens));
  await app.drain();
  expect(app.channel.texts("chat-1")).toHaveLength(2);
  for (let i = 0; i < 4; i++) await app.passes(10 * MINUTE);
  expect(app.channel.texts("chat-1")).toHaveLength(2);
});

describe.each(DATABASES)("the daily list on %s", (database) => {
  const DAY = 24 * HOUR;

  async function aListedApp(): Promise<{ app: TestApp; lists: () => Promise<number> }> {
    const reps = [aRep({ name: "Ana", timeZone: "America/Sao_Paulo" })];
    const app = await anApp({ database, reps, teams: { sales: ["ana"], projects: [] } });
    await app.says("chat-1", "Hello");
    await app.does("ana", "claim L-1");
    await app.drain();
    const lists = async () => {
      const posts = await app.posts("rep:ana");
      return posts.filter((post) => post.payload.text?.startsWith("☀️")).length;
    };
    return { app, lists };
  }

  it.each([1, 2, 3])(
    "comes each morning, once, after the clock leapt %i days ahead and back",
    async (days) => {
      const { app, lists } = await aListedApp();
      for (let n = 0; n < days; n++) await app.passes(DAY);
      const ahead = await lists();
      expect(ahead).toBe(days);
      await app.passes(-days * DAY);
      expect(await lists()).toBe(ahead);
      // Tuesday, 11:00: Wednesday to Saturday follow, each with its list after nine.
      for (let morning = 1; morning <= 4; morning++) {
        await app.passes(DAY);
        await app.passes(1_000);
        expect(await lists()).toBe(ahead + morning);
      }
      const pending = await app.store.timers.pendingOf("daily-list");
      expect(pending.filter((timer) => timer.payload.repId === "ana")).toHaveLength(1);
    },
  );

  it("of today still comes when the clock leapt over it and back", async () => {
    const { app, lists } = await aListedApp();
    await app.passes(20 * HOUR); // Wednesday, 07:00.
    await app.passes(DAY);
    await app.passes(-DAY);
    await app.restart();
    await app.passes(3 * HOUR);
    expect(await lists()).toBe(1);
    await app.passes(DAY);
    expect(await lists()).toBe(2);
  });
});
