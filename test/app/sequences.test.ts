import { afterEach, describe, expect, it } from "vitest";
import { DATABASES, finishes, startApp, type TestApp, type TestAppOptions } from "../support/app.ts";
import { aRep } from "../support/builders.ts";
import { expectInvariants } from "../support/invariants.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let app: TestApp;
afterEach(() => app?.close());

/** Two texts, a day and four days apart, for leads that come to the stage "nurture". */
const TWO = `
id: two
name: { en: Two steps, pt: Dois passos, es: Dos pasos }
startOn: { stages: [nurture], tags: [later] }
steps:
  - { id: first, after: 1d, text: { en: "First, {first_name}", pt: "Primeiro", es: "Primero" } }
  - { id: second, after: 4d, text: { en: "Second", pt: "Segundo", es: "Segundo" } }
`;

async function start(options: Partial<TestAppOptions> & Pick<TestAppOptions, "database">): Promise<void> {
  app = await startApp({
    ...options,
    flows: { "nurture/not-ready-yet.yaml": TWO, ...options.flows },
    reps: options.reps ?? [aRep({ name: "Ana" }), aRep({ name: "Maria", role: "manager" })],
    teams: { sales: ["ana"] },
  });
}

/** A prospect whose lead Ana has put into the stage "nurture". */
async function inNurture(chatId = "c1") {
  const lead = await finishes(app, chatId);
  await app.does("ana", `claim L-${lead.number}`);
  await app.does("ana", `stage L-${lead.number} nurture`);
  return app.lead(chatId);
}

/** What happened to the lead with sequences, in order. */
async function story(chatId = "c1") {
  const trail = await app.trail(await app.lead(chatId));
  return trail.filter(({ kind }) => kind.startsWith("sequence")).map(({ kind, note }) => `${kind} ${note}`);
}

const automatic = (chatId = "c1") => app.channel.texts(chatId).filter((text) => /^(First|Second)/.test(text));

describe.each(DATABASES)("nurture sequences on %s", (database) => {
  it("begin in a stage, send each step when it is due, over restarts, and end", async () => {
    await start({ database });
    const lead = await inNurture();
    expect(lead.nurture?.active).toMatchObject([{ sequence: "two", step: "first", place: 0 }]);
    await app.passes(DAY - HOUR);
    expect(automatic()).toEqual([]);
    await app.passes(2 * HOUR);
    expect(automatic()).toEqual(["First, Ana"]);
    await app.restart();
    await app.passes(4 * DAY);
    expect(automatic()).toEqual(["First, Ana", "Second"]);
    expect((await app.lead("c1")).nurture?.active).toEqual([]);
    expect(await story()).toEqual([
      "sequence-started two",
      "sequence-sent two first",
      "sequence-sent two second",
    ]);
    await app.passes(30 * DAY);
    expect(automatic()).toEqual(["First, Ana", "Second"]);
    const thread = (await app.posts("team")).map(({ payload }) => payload.text ?? "");
    expect(thread).toContain("🌱 Sent automatically (Two steps): Second");
    expect(await app.does("maria", "nurture results")).toContain("2 sent, 0 delivered, 0 read, 0 answered");
    await expectInvariants(app);
  });

  it("send what is late once, and the next counted from then, when the program was off for weeks", async () => {
    await start({ database });
    await inNurture();
    app.clock.advance(40 * DAY);
    await app.restart();
    await app.drain();
    expect(automatic()).toEqual(["First, Ana"]);
    await app.passes(3 * DAY);
    expect(automatic()).toEqual(["First, Ana"]);
    await app.passes(1 * DAY);
    expect(automatic()).toEqual(["First, Ana", "Second"]);
  });

  it("wait while they are switched off, by a manager or by a vendor that objects", async () => {
    await start({ database });
    await inNurture();
    expect(await app.does("maria", "outreach off")).toContain("off now");
    await app.passes(3 * DAY);
    expect(automatic()).toEqual([]);
    expect(await app.does("maria", "outreach")).toContain("all channels: Maria");
    await app.does("maria", "outreach on");
    await app.app.accept("web", {
      type: "notice",
      externalId: "n1",
      chatId: "web",
      at: app.clock.now().toISOString(),
      text: { en: "Blocked", pt: "Bloqueado", es: "Bloqueado" },
      stopsUnasked: "blocked",
    });
    await app.passes(DAY);
    expect(automatic()).toEqual([]);
    expect(await app.does("maria", "outreach")).toContain("website: the channel has blocked us");
    await app.does("maria", "outreach on web");
    await app.passes(DAY);
    expect(automatic()).toEqual(["First, Ana"]);
    expect((await story()).filter((line) => line === "sequence-waits two off").length).toBeGreaterThan(1);
  });

  it("keep to the channel's day, whichever of the people is first", async () => {
    const business = await limitedBusiness("  perDay: { web: 1 }");
    await start({ database, flows: { "business.yaml": business } });
    for (const chatId of ["c1", "c2", "c3"]) await inNurture(chatId);
    const sent = () => ["c1", "c2", "c3"].flatMap((chatId) => automatic(chatId)).length;
    for (const most of [1, 2, 3]) {
      await app.passes(DAY);
      expect(sent()).toBe(most);
    }
  });
});

async function limitedBusiness(lines: string): Promise<string> {
  const { readFile } = await import("node:fs/promises");
  const text = await readFile(new URL("../../flows/business.yaml", import.meta.url), "utf8");
  return `${text.slice(0, text.indexOf("outreach:"))}outreach:\n${lines}\n`;
}

describe("a nurture sequence", () => {
  it.each<[string, () => Promise<unknown>, string]>([
    ["an answer", () => app.says("c1", "How much is it?"), "replied"],
    ["an opt-out", () => app.says("c1", "stop"), "opted-out"],
    ["a colleague's message", () => app.does("ana", "reply L-1 Hello again"), "human"],
    ["another stage", () => app.does("ana", "stage L-1 negotiation"), "stage-changed"],
    ["the end of the lead", () => app.does("ana", "stage L-1 unqualified too expensive"), "closed"],
    ["a colleague's word", () => app.does("ana", "unenrol L-1"), "by-hand"],
  ])("is stopped at once by %s", async (_, stop, reason) => {
    await start({ database: "sqlite" });
    await inNurture();
    await stop();
    expect((await story()).at(-1)).toBe(`sequence-ended two ${reason}`);
    expect((await app.lead("c1")).nurture?.active).toEqual([]);
    await app.passes(30 * DAY);
    expect(automatic()).toEqual([]);
    await expectInvariants(app);
  });

  it("begins by a tag, by hand, and once at a time", async () => {
    await start({ database: "sqlite" });
    await finishes(app, "c1");
    await app.does("ana", "claim L-1");
    await app.does("ana", "tag L-1 later");
    expect((await app.lead("c1")).nurture?.active).toHaveLength(1);
    expect(await app.does("ana", "enrol L-1 two")).toContain("already");
    await app.does("ana", "stage L-1 nurture");
    expect((await app.lead("c1")).nurture?.active).toHaveLength(1);
    expect(await app.does("ana", "unenrol L-1")).toContain("Two steps");
    expect(await app.does("ana", "enrol L-1 two steps")).toContain("message 1 of 2");
    expect(await app.does("ana", "nurture")).toMatch(/1 in it, 0 through, 1 stopped[\s\S]*L-1/);
  });

  it("begins by itself after days of silence", async () => {
    const silent = TWO.replace(
      "startOn: { stages: [nurture], tags: [later] }",
      "startOn: { silentDays: 10 }",
    );
    await start({ database: "sqlite", flows: { "nurture/not-ready-yet.yaml": silent } });
    await finishes(app, "c1");
    await app.does("ana", "claim L-1");
    await app.passes(9 * DAY);
    expect(await story()).toEqual([]);
    await app.passes(2 * DAY);
    expect(await story()).toEqual(["sequence-started two"]);
    await app.passes(2 * DAY);
    expect(automatic()).toEqual(["First, Ana"]);
  });

  it("does not begin again by itself before its time", async () => {
    await start({ database: "sqlite", flows: { "nurture/not-ready-yet.yaml": `${TWO}again: 20d\n` } });
    await inNurture();
    await app.says("c1", "hello?");
    await app.does("ana", "stage L-1 contacted");
    await app.does("ana", "stage L-1 nurture");
    expect((await app.lead("c1")).nurture?.active).toEqual([]);
    await app.passes(21 * DAY);
    await app.does("ana", "stage L-1 contacted");
    await app.does("ana", "stage L-1 nurture");
    expect((await app.lead("c1")).nurture?.active).toHaveLength(1);
  });

  it("shows what comes next on the card, and who would get what before it is sent", async () => {
    await start({ database: "sqlite" });
    await inNurture();
    const card = (await app.posts("team")).findLast(({ payload }) => payload.card?.leadId !== undefined);
    expect(JSON.stringify(card?.payload.card?.fields)).toContain("Two steps, message 1 of 2 on");
    await finishes(app, "c2");
    await app.does("ana", "claim L-2");
    await app.does("ana", "stage L-2 nurture");
    await app.says("c2", "stop");
    const preview = await app.does("ana", "nurture preview two");
    expect(preview).toMatch(/1 person would get a message, 1 would not/);
    expect(preview).toMatch(/L-1 Ana Souza – in it – message 1: /);
    expect(preview).toMatch(/L-2 Ana Souza – would begin – gets nothing \(asked for no more messages\)/);
    expect(automatic()).toEqual([]);
  });

  it("goes on by the steps' ids when its file is changed, and ends when it is gone", async () => {
    await start({ database: "sqlite" });
    await inNurture();
    await app.passes(DAY + HOUR);
    expect(automatic()).toEqual(["First, Ana"]);
    const changed = TWO.replace("steps:", 'steps:\n  - { id: zero, after: 1d, text: "Zero" }').replace(
      'en: "Second"',
      'en: "Second, changed"',
    );
    const { writeFile, rm } = await import("node:fs/promises");
    await writeFile(`${app.flowsFolder}/nurture/not-ready-yet.yaml`, changed);
    await app.restart();
    await app.passes(4 * DAY);
    expect(automatic()).toEqual(["First, Ana", "Second, changed"]);
    await app.does("ana", "enrol L-1 two");
    await rm(`${app.flowsFolder}/nurture/not-ready-yet.yaml`);
    await app.restart();
    await app.passes(10 * DAY);
    expect((await story()).at(-1)).toBe("sequence-ended two removed");
  });

  it("goes on once when two leads of one person are joined", async () => {
    await start({ database: "sqlite" });
    await inNurture("c1");
    await inNurture("c2");
    await app.does("maria", "merge L-1 L-2");
    const active = (await app.leads()).flatMap((lead) => lead.nurture?.active ?? []);
    expect(active).toHaveLength(1);
    await app.passes(DAY + HOUR);
    expect([...automatic("c1"), ...automatic("c2")]).toHaveLength(1);
    await expectInvariants(app);
  });
});
