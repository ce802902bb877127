import { afterEach, describe, expect, it } from "vitest";
import { renderMessage } from "../../adapters/slack/render.ts";
import type { Lead } from "../../src/leads/types/lead.ts";
import { DATABASES, type DatabaseKind, startApp, type TestApp, type TestAppOptions } from "../support/app.ts";
import { aRep } from "../support/builders.ts";

/** It is a Tuesday, 11:00 in São Paulo, where everybody is; work begins at 09:00. */
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Wednesday, 09:30. */
const NEXT_MORNING = 22.5 * HOUR;

let t: TestApp;
afterEach(() => t.close());

async function start(database: DatabaseKind, options: Partial<TestAppOptions> = {}): Promise<Lead> {
  const timeZone = "America/Sao_Paulo";
  const reps = ["Ana", "Bruno"].map((name) => aRep({ name, timeZone }));
  t = await startApp({ database, reps, teams: { sales: ["ana", "bruno"], projects: [] }, ...options });
  await t.says("chat-1", "Hello", { name: "Clara" });
  const lead = await t.lead("chat-1");
  await t.does("ana", `claim L-${lead.number}`);
  return t.lead("chat-1");
}

async function lists(rep: string): Promise<string[]> {
  const posts = await t.posts(`rep:${rep}`);
  return posts
    .filter((post) => post.payload.privately !== true)
    .map((post) => post.payload.text ?? "")
    .filter((text) => text.startsWith("☀️"));
}

describe.each(DATABASES)("the daily list on %s", (database) => {
  it("tells the owner on working mornings what is overdue and unplanned, in one message, each morning once", async () => {
    const lead = await start(database);
    const ref = `L-${lead.number}`;
    expect(await lists("ana")).toEqual([]);
    await t.passes(NEXT_MORNING);
    const [told, ...more] = await lists("ana");
    expect(more).toEqual([]);
    expect(told).toMatch(/^☀️ Good morning: 1 lead has no next step/);
    expect(told).toContain(`(1): ${ref} Clara`);
    expect(await lists("bruno")).toEqual([]);
    const post = (await t.posts("rep:ana")).at(-1)!.payload.card!;
    expect(post.buttons[0]).toMatchObject({ command: `followup ${ref}`, asks: [{ moment: true }, {}] });
    for (const n of [1, 2, 3]) await t.does("ana", `followup ${ref} in ${n} hours call number ${n}`);
    await t.restart();
    await t.passes(DAY);
    expect((await lists("ana")).at(-1)).toMatch(/^☀️ Good morning: 3 follow-ups are overdue\n/);
    // Friday and Saturday, when the business is open too; not on Sunday.
    for (const count of [3, 4, 4, 5]) {
      await t.passes(DAY);
      expect(await lists("ana")).toHaveLength(count);
    }
  });

  it("is not sent where there is nothing, to who is away, to who wants none, nor where the business wants none", async () => {
    const lead = await start(database);
    await t.does("ana", `followup L-${lead.number} in 30 days call`);
    await t.passes(NEXT_MORNING);
    expect(await lists("ana")).toEqual([]);
    expect(await t.does("ana", "daily")).toMatch(/^Nothing is overdue/);
    await t.does("ana", `drop L-${lead.number}`);
    expect(await t.does("ana", "daily")).toMatch(/1 lead has no next step/);
    expect(await t.does("ana", "diário desligar")).toMatch(/comes no more/);
    await t.passes(DAY);
    expect(await lists("ana")).toEqual([]);
    await t.does("ana", "daily on");
    await t.does("ana", "away until saturday");
    await t.passes(DAY);
    expect(await lists("ana")).toEqual([]);
    await t.does("ana", "back");
    await t.passes(3 * DAY);
    expect(await lists("ana")).toHaveLength(1);
  });

  it("is told late when the program was off, once, and goes on from there", async () => {
    await start(database);
    t.clock.advance(NEXT_MORNING + 3 * HOUR);
    await t.restart();
    await t.passes(1_000);
    const told = await lists("ana");
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/comes late: it was meant for Wed 11 Mar, 09:00 \(São Paulo time\)/);
    await t.restart();
    await t.passes(HOUR);
    expect(await lists("ana")).toHaveLength(1);
    // Off over days: the morning that comes tells it.
    t.clock.advance(2 * DAY - 8 * HOUR);
    await t.restart();
    await t.passes(1_000);
    expect(await lists("ana")).toHaveLength(1);
    await t.passes(5 * HOUR);
    expect(await lists("ana")).toHaveLength(2);
  });

  it("comes to who was added or came back, and no more to who has left", async () => {
    const lead = await start(database);
    const carla = aRep({ name: "Carla", timeZone: "America/Sao_Paulo" });
    const identity = { id: "desk-carla", repId: "carla", kind: "desk", value: "carla" };
    await t.store.people.save({ reps: [carla], identities: [identity], members: [] });
    await t.passes(2 * 60_000);
    const waiting = async () => {
      const due = await t.store.timers.due("2027-01-01T00:00:00.000Z", 500);
      return due.filter((timer) => timer.kind === "daily-list").map((timer) => timer.payload.repId);
    };
    expect((await waiting()).sort()).toEqual(["ana", "bruno", "carla"]);
    await t.store.people.save({ reps: [{ ...carla, active: false }] });
    await t.passes(DAY);
    expect((await waiting()).sort()).toEqual(["ana", "bruno"]);
    await t.store.people.save({ reps: [{ ...carla, updatedAt: t.clock.now().toISOString() }] });
    await t.passes(2 * 60_000);
    expect((await waiting()).sort()).toEqual(["ana", "bruno", "carla"]);
    expect(lead.ownerId).toBe("ana");
  });
});

describe("the daily list", () => {
  it("can be switched off by the business", async () => {
    const { readFile } = await import("node:fs/promises");
    const file = await readFile(new URL("../../flows/business.yaml", import.meta.url), "utf8");
    const off = file
      .replace("overdue: true", "overdue: false")
      .replace("withoutNextStep: true", "withoutNextStep: false");
    await start("sqlite", { flows: { "business.yaml": off } });
    await t.passes(NEXT_MORNING);
    expect(await lists("ana")).toEqual([]);
  });

  it("of three hundred leads stays one short message, within what Slack takes", async () => {
    await start("sqlite");
    for (let n = 2; n <= 300; n += 1) {
      await t.writes(`chat-${n}`, "Hello", { name: `Customer with <a> long & name ${n}` });
      if (n % 50 === 0) await t.drain();
    }
    await t.drain();
    for (let n = 2; n <= 300; n += 1) await t.asks("ana", `claim L-${n}`);
    await t.drain();
    await t.passes(NEXT_MORNING);
    const [told, ...more] = await lists("ana");
    expect(more).toEqual([]);
    expect(told).toMatch(/300 leads have no next step/);
    expect(told!.length).toBeLessThan(3_000);
    const payload = (await t.posts("rep:ana")).find((post) => post.payload.text === told)!.payload;
    const { posts } = renderMessage(payload);
    expect(posts).toHaveLength(1);
    expect(posts[0]!.blocks.length).toBeLessThanOrEqual(50);
    expect(JSON.stringify(posts[0]!.blocks).length).toBeLessThan(13_200);
    const all = await t.does("ana", "followups unplanned page 2");
    expect(all).toMatch(/11–20 of 300/);
  });
});
