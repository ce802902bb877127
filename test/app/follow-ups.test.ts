import { afterEach, describe, expect, it } from "vitest";
import type { Lead } from "../../src/leads/types/lead.ts";
import { DATABASES, type DatabaseKind, startApp, type TestApp } from "../support/app.ts";
import { aRep } from "../support/builders.ts";

/** It is a Tuesday, 11:00 in São Paulo, where the colleagues are, unless a test says more. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let t: TestApp;
afterEach(() => t.close());

async function start(database: DatabaseKind): Promise<Lead> {
  const timeZone = "America/Sao_Paulo";
  const reps = ["Ana", "Bruno"].map((name) => aRep({ name, timeZone }));
  t = await startApp({ database, reps, teams: { sales: ["ana", "bruno"], projects: [] } });
  await t.says("chat-1", "Hello");
  const lead = await t.lead("chat-1");
  const answer = await t.does("ana", `claim L-${lead.number}`);
  expect(answer).toMatch(/yours/);
  return t.lead("chat-1");
}

async function reminders(rep: string): Promise<string[]> {
  const posts = await t.posts(`rep:${rep}`);
  return posts.map((post) => post.payload.text ?? "").filter((text) => text.startsWith("⏰"));
}

describe.each(DATABASES)("follow-ups on %s", (database) => {
  it("are told to their owner when they are due, once, with what can be done", async () => {
    const lead = await start(database);
    const planned = await t.does("ana", `followup L-${lead.number} in 2 hours call about the price`);
    expect(planned).toMatch(/Planned for L-\d+: .*13:01 \(São Paulo time\) – 📞 Call: call about the price/);
    expect((await t.lead()).nextStep).toMatchObject({ kind: "call", note: "call about the price" });
    await t.passes(HOUR);
    expect(await reminders("ana")).toEqual([]);
    await t.passes(HOUR + MINUTE);
    const [told, ...more] = await reminders("ana");
    expect(told).toMatch(/call about the price/);
    expect(told).not.toMatch(/not running/);
    expect(more).toEqual([]);
    const posts = await t.posts("rep:ana");
    const { buttons, select, more: rest } = posts.at(-1)!.payload.card!;
    const commands = buttons.map((button) => button.command.split(" ")[0]);
    expect(commands).toEqual(["done", "snooze", "call", "reply"]);
    expect(buttons[0]!.asks!.map((ask) => ask.name)).toEqual(["outcome", "note"]);
    expect(buttons[0]!.asks![0]!.options!.map((option) => option.label)).toContain("wants an offer");
    expect(buttons[1]!.asks).toMatchObject([{ name: "when", moment: true }]);
    expect(select!.options.map((option) => option.label)).toEqual([
      "In 1 hour",
      "Tomorrow morning, 09:00",
      "Next week, Monday 09:00",
    ]);
    expect(rest!.map((button) => button.command)).toEqual([`send L-${lead.number}`]);
    await t.passes(DAY);
    expect(await reminders("ana")).toHaveLength(1);
    expect(await reminders("bruno")).toEqual([]);
  });

  it("are ticked off with what came of it, chosen or in words, which the history tells in any language", async () => {
    const lead = await start(database);
    const ref = `L-${lead.number}`;
    for (const n of [1, 2, 3]) await t.does("ana", `followup ${ref} in ${n} hours call number ${n}`);
    await t.passes(3 * HOUR + MINUTE);
    const posts = await t.posts("rep:ana");
    const firsts = posts.flatMap(({ payload }) => payload.card?.buttons.slice(0, 1) ?? []);
    const commands = firsts.map((button) => button.command);
    const [first, second, third] = commands.filter((command) => command.startsWith("done")).slice(-3);
    expect(await t.does("ana", `${first} "wants an offer" by Friday`)).toMatch(
      /→ wants an offer – by Friday/,
    );
    expect(await t.does("ana", `${second} não atendeu`)).toMatch(/→ no answer/);
    const said = third!.replace(/^done L-\d+ fu:/, "done F-");
    expect(await t.does("ana", `${said} she wants a quote`)).toMatch(/→ she wants a quote/);
    const history = await t.does("ana", `history ${ref}`);
    expect(history).toMatch(/wants an offer – by Friday/);
    expect(history).toMatch(/she wants a quote/);
    expect(await t.does("ana", "done F-99 whatever")).toMatch(/no such open follow-up/);
    expect((await t.lead()).nextStep).toBeNull();
  });

  it("reach who is away, and the managers with them", async () => {
    const lead = await start(database);
    await t.does("ana", `followup L-${lead.number} tomorrow at 10:00 call`);
    await t.does("ana", "away until friday");
    await t.passes(DAY);
    const [told] = await reminders("ana");
    expect(told).toMatch(/You are away until Fri 13 Mar.*your managers have been told too/);
    const team = (await t.posts("team")).map((post) => post.payload.text ?? "");
    expect(team.filter((text) => text.startsWith("⏰"))).toHaveLength(1);
    expect(team.find((text) => text.startsWith("⏰"))).toMatch(/It is Ana’s, who is away until Fri 13 Mar/);
  });

  it("that were snoozed are told of at the later time only, and those done not at all", async () => {
    const lead = await start(database);
    const ref = `L-${lead.number}`;
    await t.does("ana", `followup ${ref} in 1 hour call`);
    await t.does("ana", `followup ${ref} in 5 hours send the offer`);
    expect(await t.does("ana", `snooze ${ref} 3h`)).toMatch(/several follow-ups/);
    const { followUpId } = (await t.lead()).nextStep!;
    expect(await t.does("ana", `snooze ${ref} fu:${followUpId} 3h`)).toMatch(
      /^Put off: .*14:01 \(São Paulo time\)/,
    );
    await t.passes(2 * HOUR);
    expect(await reminders("ana")).toEqual([]);
    await t.passes(HOUR + MINUTE);
    expect(await reminders("ana")).toHaveLength(1);
    expect(await t.does("ana", `done ${ref} fu:${followUpId} she wants it`)).toMatch(/^Done with/);
    const { nextStep } = await t.lead();
    expect(nextStep?.note).toBe("send the offer");
    expect(await t.does("ana", `done ${ref}`)).toMatch(/send the offer/);
    await t.passes(DAY);
    expect(await reminders("ana")).toHaveLength(1);
    expect((await t.lead()).nextStep).toBeNull();
  });

  it("say that they are late when the program was off, and are told once after a crash", async () => {
    const lead = await start(database);
    await t.does("ana", `followup L-${lead.number} in 1 hour call`);
    t.clock.advance(5 * HOUR);
    await t.restart();
    await t.passes(1_000);
    const told = await reminders("ana");
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/3 h 5\d min late\./);
    await t.restart();
    await t.passes(HOUR);
    expect(await reminders("ana")).toHaveLength(1);
  });

  it("go along with the lead to its next owner", async () => {
    const lead = await start(database);
    const ref = `L-${lead.number}`;
    await t.does("ana", `followup ${ref} in 2 hours call`);
    expect(await t.does("ana", `assign ${ref} @bruno`)).toMatch(/open follow-up goes along to Bruno/);
    await t.passes(2 * HOUR + MINUTE);
    expect(await reminders("ana")).toEqual([]);
    expect(await reminders("bruno")).toHaveLength(1);
  });

  it("go to whoever has the lead in the end: taken over, given back by undo, and of who has left", async () => {
    const lead = await start(database);
    const ref = `L-${lead.number}`;
    await t.does("ana", `followup ${ref} in 2 hours call`);
    await t.does("ana", `assign ${ref} @bruno`);
    expect(await t.does("bruno", "agenda")).toMatch(/Call/);
    await t.does("ana", `undo ${ref}`);
    expect(await t.does("ana", "agenda")).toMatch(/Call/);
    expect(await t.does("bruno", "agenda")).toMatch(/nothing is planned/);
    const { reps } = await t.store.turns.directory();
    await t.store.people.save({ reps: [{ ...reps.get("ana")!, active: false }] });
    await t.passes(60_000);
    await t.does("bruno", `claim ${ref}`);
    expect((await t.lead("chat-1")).ownerId).toBe("bruno");
    await t.passes(2 * HOUR);
    expect(await reminders("ana")).toEqual([]);
    expect(await reminders("bruno")).toHaveLength(1);
    await t.does("bruno", `pass ${ref}`);
    expect((await t.lead("chat-1")).nextStep).toMatchObject({ kind: "call" });
  });

  it("end with the lead, all but support, and come back when that is undone", async () => {
    const lead = await start(database);
    const ref = `L-${lead.number}`;
    await t.does("ana", `followup ${ref} in 2 hours call`);
    await t.does("ana", `followup ${ref} support in 3 hours how is it going`);
    const closed = await t.does("ana", `stage ${ref} unqualified no-budget`);
    expect(closed).toMatch(/Its open follow-up was dropped; support stays/);
    expect((await t.lead()).nextStep).toMatchObject({ kind: "support" });
    await t.does("ana", `undo ${ref}`);
    expect((await t.lead()).nextStep).toMatchObject({ kind: "call" });
    await t.passes(4 * HOUR);
    expect(await reminders("ana")).toHaveLength(2);
  });

  it("go along when two people are joined, and back when they are parted", async () => {
    const lead = await start(database);
    await t.says("chat-2", "Hello");
    const other = await t.lead("chat-2");
    const [ref, second] = [`L-${lead.number}`, `L-${other.number}`];
    await t.does("ana", `claim ${second}`);
    await t.does("ana", `followup ${second} in 2 hours call`);
    expect(await t.does("ana", `merge ${ref} with ${second}`)).toMatch(/of one person now/);
    const nextStepOf = async (number: number) => {
      const found = (await t.leads()).find((each) => each.number === number);
      return found?.nextStep ?? null;
    };
    expect(await nextStepOf(lead.number)).toMatchObject({ kind: "call" });
    expect(await nextStepOf(other.number)).toBeNull();
    await t.does("ana", `split ${ref}`);
    expect(await nextStepOf(lead.number)).toBeNull();
    expect(await nextStepOf(other.number)).toMatchObject({ kind: "call" });
    await t.passes(2 * HOUR + MINUTE);
    expect(await reminders("ana")).toHaveLength(1);
  });

  it("that repeat are planned again at the same local time", async () => {
    const lead = await start(database);
    const ref = `L-${lead.number}`;
    await t.does("ana", `followup ${ref} every week thursday 9:00 check in`);
    expect((await t.lead()).nextStep!.at).toBe("2026-03-12T12:00:00.000Z");
    const answer = await t.does("ana", `done ${ref}`);
    expect(answer).toMatch(/Again every week: next on Thu 19 Mar, 09:00/);
    await t.does("ana", `undo ${ref}`);
    expect((await t.lead()).nextStep!.at).toBe("2026-03-12T12:00:00.000Z");
  });

  it("are listed, overdue first; a colleague's are not for reps", async () => {
    const lead = await start(database);
    const ref = `L-${lead.number}`;
    expect(await t.does("ana", "agenda")).toMatch(/nothing is planned/);
    await t.does("ana", `followup ${ref} tomorrow at 10:00 send the offer`);
    await t.does("ana", `followup ${ref} in 1 hour call`);
    await t.passes(2 * HOUR);
    const lines = (await t.does("ana", "agenda")).split("\n");
    expect(lines[0]).toMatch(/\(1–2 of 2\)/);
    expect(lines[1]).toBe("Overdue");
    expect(lines[2]).toMatch(/Call/);
    expect(lines[3]).toBe("Tomorrow");
    expect(await t.does("bruno", "agenda @ana")).toMatch(/[Aa]sk/);
    expect(await t.does("bruno", `followups ${ref}`)).toMatch(/[Aa]sk/);
  });
});

describe.each(DATABASES)("calls and meetings on %s", (database) => {
  it("count as the first answer when the customer was reached, and tick off what was planned", async () => {
    const lead = await start(database);
    const ref = `L-${lead.number}`;
    await t.does("ana", `followup ${ref} in 1 hour call`);
    await t.does("ana", `call ${ref} no answer`);
    expect(await t.lead()).toMatchObject({ firstResponseAt: null, stage: lead.stage });
    const { followUpId } = (await t.lead()).nextStep!;
    const answer = await t.does("ana", `call ${ref} fu:${followUpId} reached: wants an offer`);
    expect(answer).toMatch(/reached – wants an offer/);
    const after = await t.lead();
    expect(after.firstResponseAt).not.toBeNull();
    expect(after.stage).toBe("contacted");
    expect(after.nextStep).toBeNull();
    const kinds = (await t.trail(after)).map((row) => row.kind);
    expect(kinds.filter((kind) => kind === "called")).toHaveLength(2);
    expect(kinds).toContain("follow-up-done");
    expect(await t.does("ana", `meeting ${ref} held`)).toMatch(/Meeting: held/);
  });
});
