import { afterEach, describe, expect, it } from "vitest";
import { DATABASES, type DatabaseKind, startApp, type TestApp } from "../support/app.ts";
import { aRep } from "../support/builders.ts";
import { createFakeChannel, type FakeChannel } from "../support/fake-channel.ts";
import { createTeamChannel, linkTeam } from "../support/team-channel.ts";

/** It is a Tuesday, 11:00 in São Paulo, where everybody is. */
const HOUR = 3_600_000;
const ANA = "4711";

let t: TestApp;
afterEach(() => t.close());

/** Ana works from Telegram alone; her customer writes on the website. */
async function start(database: DatabaseKind, more: FakeChannel[] = []): Promise<string> {
  const reps = ["Ana", "Bruno"].map((name) => aRep({ name, timeZone: "America/Sao_Paulo" }));
  const channels = [createFakeChannel("web"), createFakeChannel("telegram", { personal: true }), ...more];
  t = await startApp({
    database,
    reps,
    teams: { sales: ["ana", "bruno"], projects: [] },
    channels,
  });
  await t.store.people.save({ identities: [{ id: "tg", repId: "ana", kind: "telegram", value: ANA }] });
  await t.says("chat-1", "Hello", { name: "Clara" });
  const ref = `L-${(await t.lead("chat-1")).number}`;
  await tells(`claim ${ref}`);
  return ref;
}

async function tells(text: string): Promise<string> {
  const answers = await t.says(ANA, text, { channel: "telegram" });
  return answers.join("\n");
}

function sentTo(chatId: string) {
  return t.channelOf("telegram").sent.filter((each) => each.chatId === chatId);
}

describe.each(DATABASES)("a rep who works from a chat alone, on %s", (database) => {
  it("is reminded there, with choices that work by a touch and by their number", async () => {
    const ref = await start(database);
    await tells(`followup ${ref} in 1 hour call about the price`);
    await t.passes(HOUR + 60_000);
    const { message } = sentTo(ANA).at(-1)!;
    expect(message.text).toMatch(/^⏰ 📞 Call: call about the price/);
    expect(message.text).toMatch(/› Reschedule: snooze L-\d+ fu:\S+ …/);
    expect(message.card).toBeUndefined();
    expect(message.choices!.map((choice) => choice.label)).toEqual([
      "Done",
      "In 1 hour",
      "This afternoon, 14:00",
      "Tomorrow morning, 09:00",
      "Next week, Monday 09:00",
    ]);
    expect(await tells("2")).toMatch(/^Put off: .*Tue 10 Mar, 13:0\d/);
    await t.passes(HOUR + 60_000);
    const done = sentTo(ANA).at(-1)!.message.choices![0]!;
    const answers = await t.says(ANA, "", { channel: "telegram", choice: done.value });
    expect(answers.join()).toMatch(/^Done with/);
    expect((await t.lead("chat-1")).nextStep).toBeNull();
  });

  it("gets the daily list there, and chooses among several by number; a number that means nothing is said to", async () => {
    const ref = await start(database);
    for (const n of [1, 2]) await tells(`followup ${ref} in ${n} hours call number ${n}`);
    await t.passes(22.5 * HOUR);
    const list = sentTo(ANA).findLast((each) => each.message.text?.startsWith("☀️"))!.message;
    expect(list.text).toMatch(/2 follow-ups are overdue/);
    expect(await tells(`done ${ref}`)).toMatch(/several follow-ups/);
    expect(await tells("2.")).toMatch(/^Done with .*call number 2/);
    expect(await tells("7")).not.toMatch(/Done/);
  });

  it("is told nothing there of what went to another", async () => {
    const ref = await start(database);
    await tells(`followup ${ref} in 1 hour call`);
    await tells(`assign ${ref} @bruno`);
    const before = t.channelOf("telegram").sent.length;
    await t.passes(HOUR + 60_000);
    expect(t.channelOf("telegram").sent).toHaveLength(before);
  });

  it("is told in the channel for colleagues alone, once linked there", async () => {
    const ref = await start(database, [createTeamChannel()]);
    await linkTeam(t);
    await tells(`followup ${ref} in 1 hour call`);
    const before = t.channelOf("telegram").sent.length;
    await t.passes(HOUR + 60_000);
    expect(t.channelOf("telegram").sent).toHaveLength(before);
    const told = t.channelOf("slack").texts("D-ana");
    expect(told.filter((text) => text.startsWith("⏰"))).toHaveLength(1);
  });
});
