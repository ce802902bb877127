import { afterEach, describe, expect, it } from "vitest";
import { DATABASES, finishes, startApp, type TestApp } from "../support/app.ts";
import { expectInvariants } from "../support/invariants.ts";

const DAY = 86_400_000;

describe.each(DATABASES)("a lead of which nothing is heard, on %s", (database) => {
  let app: TestApp;
  afterEach(() => app?.close());

  it("loses points by the week, with the reason, and gets them back when the contact writes", async () => {
    app = await startApp({ database });
    await finishes(app, "chat-1");
    for (const [days, points] of [
      [8, -5],
      [14, -15],
    ] as const) {
      await app.passes(days * DAY);
      const { score, scoreReasons } = await app.lead("chat-1");
      expect(scoreReasons).toContainEqual(expect.objectContaining({ rule: "decay", points }));
      expect(score).toBe(scoreReasons.reduce((sum, reason) => sum + reason.points, 0));
    }
    await app.says("chat-1", "Are you still there?");
    expect((await app.lead("chat-1")).scoreReasons.map(({ rule }) => rule)).not.toContain("decay");
    await expectInvariants(app);
  });

  it("moves a customer to inactive after ninety days, once, and not one who has written", async () => {
    app = await startApp({ database });
    for (const chat of ["chat-1", "chat-2"]) {
      const lead = await finishes(app, chat);
      const owner = lead.offeredTo ?? "maria";
      await app.asks(owner, `claim L-${lead.number}`);
      await app.asks("maria", `stage L-${lead.number} customer 5k`);
    }
    await app.drain();
    const quiet = await app.lead("chat-1");
    expect(quiet.stage).toBe("customer");
    const stages = async () => (await app.leads()).map(({ number, stage }) => `${number} ${stage}`);
    for (let week = 0; week < 8; week++) await app.passes(7 * DAY);
    await app.says("chat-2", "Hi, it's me again");
    for (let week = 0; week < 4; week++) await app.passes(7 * DAY);
    expect(await stages()).toEqual(["1 customer", "2 customer", "3 open-enquiry"]);
    await app.restart();
    await app.passes(8 * DAY);
    expect(await stages()).toEqual(["1 inactive", "2 customer", "3 open-enquiry"]);
    await app.passes(30 * DAY);
    const moves = (await app.trail(quiet)).filter(({ after: to }) => to?.stage === "inactive");
    expect(moves).toHaveLength(1);
    expect(moves[0]).toMatchObject({ actorKind: "system" });
    await expectInvariants(app);
  });

  it("is asked about once for each week, over restarts and clocks that are set back", async () => {
    app = await startApp({ database });
    await finishes(app, "chat-1");
    await app.passes(8 * DAY);
    const lead = await app.lead("chat-1");
    const scored = async () => (await app.trail(lead)).filter(({ kind }) => kind === "scored").length;
    const before = await scored();
    await app.restart();
    await app.drain();
    app.clock.advance(-2 * DAY);
    await app.drain();
    await app.passes(3 * DAY);
    expect(await scored()).toBe(before);
  });
});
