import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { emptyChanges } from "../../src/leads/changes.ts";
import { DATABASES, finishes, startApp, type TestApp } from "../support/app.ts";
import { aContact, aLead, aRep } from "../support/builders.ts";
import { expectInvariants } from "../support/invariants.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const PULL = "teams:\n  sales:\n    mode: pull\n    acceptMinutes: null\nrules: []\nfallback: sales\n";
const zone = "America/Sao_Paulo";
const people = [
  aRep({ name: "Ana", timeZone: zone }),
  aRep({ name: "Bruno", timeZone: zone }),
  aRep({ name: "Maria", role: "manager", timeZone: zone }),
];

/** First answer within 30 minutes, a warning 10 before; an open enquiry an hour, a warning 15 minutes before. */
describe.each(DATABASES)("the limits of a lead, on %s", (database) => {
  let app: TestApp;
  afterEach(() => app?.close());

  async function start(team = PULL): Promise<void> {
    app = await startApp({
      database,
      reps: people,
      teams: { sales: ["ana", "bruno"] },
      flows: { "routing.yaml": team },
    });
  }

  async function at(instant: string): Promise<void> {
    app.clock.set(new Date(instant));
    await app.drain();
  }

  const asks = (chat: string) => app.says(chat, "I want to talk to a human");
  const texts = async (chat: string, of: string) =>
    (await app.posts(chat)).map((post) => post.payload.text ?? "").filter((text) => text.includes(of));
  const breaches = async (chat = "chat-1") =>
    (await app.trail(await app.lead(chat)))
      .filter((each) => each.kind === "sla-broken")
      .map((each) => each.note);
  const pending = async () =>
    (await app.store.timers.due("2099-01-01T00:00:00.000Z", 1_000)).filter((each) => each.kind === "sla");

  it("of the first answer runs on after a claim and what the bot says, until a person has answered", async () => {
    await start();
    await asks("chat-1");
    expect(await app.lead("chat-1")).toMatchObject({
      responseDueAt: "2026-03-10T14:30:05.000Z",
      stageDueAt: "2026-03-10T15:00:05.000Z",
    });
    await app.does("ana", "claim L-1");
    await app.says("chat-1", "What are your hours?");
    await app.passes(19 * MINUTE);
    expect(await texts("rep:ana", "First answer")).toEqual([]);
    await app.passes(MINUTE);
    expect(await texts("rep:ana", "First answer")).toEqual([
      "⏳ L-1\nFirst answer to the customer: due by 11:30 (9 min 54 s left)",
    ]);
    expect(await texts("team", "First answer")).toEqual([]);
    await app.restart();
    await app.passes(10 * MINUTE);
    const over = "🔴 L-1\nFirst answer to the customer: overdue, it was due by 11:30 (just now)";
    expect((await texts("rep:ana", "overdue")).map((text) => text.slice(0, over.length))).toEqual([over]);
    expect(await texts("team", "overdue")).toEqual([`${over}\nWith Ana`]);
    expect(await breaches()).toEqual(["first-response"]);
    expect(await app.lead("chat-1")).toMatchObject({ responseBrokenAt: "2026-03-10T14:30:05.000Z" });
    await app.passes(HOUR);
    expect(await breaches()).toEqual(["first-response", "open-enquiry"]);
    await app.passes(24 * HOUR);
    expect(await breaches()).toEqual(["first-response", "open-enquiry"]);
    expect(await texts("team", "overdue")).toHaveLength(2);
    await expectInvariants(app);
  });

  it("that ran out while the program was off, and is ended by the very answer, counts and is told once", async () => {
    await start();
    await asks("chat-1");
    await app.does("ana", "claim L-1");
    app.clock.advance(2 * HOUR);
    // The answer is there before any timer is looked at.
    await app.asks("ana", "reply L-1 Hello, this is Ana");
    await app.restart();
    await app.drain();
    const late = "🔴 L-1\nFirst answer to the customer: came too late, it was due by 11:30";
    for (const chat of ["rep:ana", "team"]) {
      const told = (await texts(chat, "it was due by")).map((text) => text.split(" (")[0]);
      expect(told, chat).toEqual(expect.arrayContaining([late]));
      expect(new Set(told).size, chat).toBe(told.length);
    }
    expect((await breaches()).sort()).toEqual(["first-response", "open-enquiry"]);
    expect(await texts("team", "Stage Open enquiry: ended too late")).toHaveLength(1);
    await app.passes(HOUR);
    expect(await texts("team", "First answer")).toHaveLength(1);
    await expectInvariants(app);
  });

  it("is given to leads that are older than limits are, at the start, without waiting for a change", async () => {
    await start();
    const at = (minutes: number) => new Date(app.clock.now().getTime() - minutes * MINUTE).toISOString();
    const old = (n: number, minutes: number) =>
      aLead({
        id: `old-${n}`,
        number: 500 + n,
        openedAt: at(minutes),
        stageSince: at(minutes),
        ownerId: "ana",
      });
    const leads = [old(1, 20), old(2, 45), old(3, 40), { ...old(4, 40), firstResponseAt: at(30) }];
    const batch = await app.store.turns.begin();
    const changes = { ...emptyChanges(), contacts: [aContact()], leads };
    await batch.commit({ seqs: [], doneAt: app.clock.now().toISOString(), changes });
    await app.restart();
    await app.drain();
    const [first, second, , answered] = (await app.load({ leads: leads.map((lead) => lead.id) })).leads
      .filter((lead) => lead.id.startsWith("old-"))
      .sort((a, b) => a.number - b.number);
    expect(first).toMatchObject({ responseBrokenAt: null, stageBrokenAt: null });
    expect([first?.responseDueAt, first?.stageDueAt]).not.toContain(null);
    expect(second).toMatchObject({ responseBrokenAt: expect.any(String), stageBrokenAt: null });
    expect(answered).toMatchObject({ responseDueAt: null, responseBrokenAt: null });
    // What has run out counts, and is told to nobody: nobody knew of it.
    const broken = (await app.trail(second!)).filter((each) => each.kind === "sla-broken");
    expect(broken.map((each) => each.note)).toEqual(["first-response"]);
    expect(await texts("team", "due by")).toEqual([]);
    expect((await pending()).map((timer) => timer.leadId).sort()).toEqual(leads.map((lead) => lead.id));
    const steps = (await app.trail(first!)).length;
    await app.restart();
    await app.drain();
    expect((await app.trail(first!)).length).toBe(steps);
    // From now on as for all others.
    await app.passes(11 * MINUTE);
    expect(await texts("rep:ana", "First answer to the customer: overdue")).toHaveLength(1);
  });

  it("is kept by an answer, and each stage has its own", async () => {
    await start();
    await asks("chat-1");
    await app.does("ana", "claim L-1");
    await app.does("ana", "reply L-1 Hello, this is Ana");
    const lead = await app.lead("chat-1");
    // Contacted: 24 working hours, nine of them a day.
    expect(lead).toMatchObject({
      stage: "contacted",
      responseBrokenAt: null,
      stageBrokenAt: null,
      stageDueAt: "2026-03-12T20:00:07.000Z",
    });
    await app.passes(5 * HOUR);
    expect(await breaches()).toEqual([]);
    await at("2026-03-12T20:00:06.000Z");
    expect(await breaches()).toEqual([]);
    await at("2026-03-12T20:00:07.000Z");
    expect(await breaches()).toEqual(["contacted"]);
    expect(await texts("team", "Stage Contacted: overdue")).toHaveLength(1);
    expect(await pending()).toEqual([]);
    // The next stage begins anew.
    await app.does("ana", "stage L-1 qualified");
    expect(await app.lead("chat-1")).toMatchObject({ stageBrokenAt: null });
    expect(await pending()).toHaveLength(1);
    await app.does("ana", "stage L-1 unqualified no-need");
    expect(await app.lead("chat-1")).toMatchObject({ stageDueAt: null });
    expect(await pending()).toEqual([]);
    await app.passes(30 * 24 * HOUR);
    expect(await breaches()).toEqual(["contacted"]);
    await expectInvariants(app);
  });

  it("runs on where a move is taken back, and counts what was late meanwhile", async () => {
    await start();
    await asks("chat-1");
    await app.does("ana", "claim L-1");
    await app.does("ana", "reply L-1 Hello");
    const before = await app.lead("chat-1");
    await app.does("ana", "stage L-1 negotiation");
    await app.does("ana", "undo");
    expect(await app.lead("chat-1")).toMatchObject({
      stage: "contacted",
      stageDueAt: before.stageDueAt,
      stageBrokenAt: null,
    });
    await app.does("ana", "stage L-1 negotiation");
    // A week later it is late in both, of which only one counts.
    await at("2026-03-20T17:00:00.000Z");
    expect(await breaches()).toEqual(["negotiation"]);
    await app.does("ana", "undo");
    await app.drain();
    expect(await app.lead("chat-1")).toMatchObject({
      stage: "contacted",
      stageBrokenAt: before.stageDueAt,
    });
    expect(await breaches()).toEqual(["negotiation", "contacted"]);
    await expectInvariants(app);
  });

  it("waits for working time, and takes up a holiday that was added meanwhile", async () => {
    await start();
    await at("2026-03-10T20:50:00.000Z");
    await asks("chat-1");
    expect((await app.lead("chat-1")).responseDueAt).toBe("2026-03-11T12:20:05.000Z");
    const file = join(app.flowsFolder, "business.yaml");
    const business = await readFile(file, "utf8");
    await writeFile(
      file,
      business.replace("holidays:\n", "holidays:\n  - { date: 2026-03-11, name: Day off }\n"),
    );
    await app.restart();
    await at("2026-03-11T20:00:00.000Z");
    expect(await breaches()).toEqual([]);
    expect((await app.lead("chat-1")).responseDueAt).toBe("2026-03-12T12:20:05.000Z");
    await at("2026-03-12T12:20:05.000Z");
    expect(await breaches()).toEqual(["first-response"]);
    await expectInvariants(app);
  });

  it("may be of a team's own, and is told to who is asked, or the team", async () => {
    const own = PULL.replace(
      "mode: pull\n",
      "mode: pull\n    firstResponse: { minutes: 60, warnMinutes: 0 }\n",
    );
    await start(own);
    await asks("chat-1");
    expect((await app.lead("chat-1")).responseDueAt).toBe("2026-03-10T15:00:05.000Z");
    await app.passes(59 * MINUTE);
    expect(await texts("team", "First answer")).toEqual([]);
    await app.passes(2 * MINUTE);
    // The pool's team and the managers read the same place here: each is told.
    expect((await texts("team", "overdue")).length).toBeGreaterThan(0);
    expect(await breaches()).toEqual(["first-response", "open-enquiry"]);
  });

  it("is not told of a lead that the bot alone talks with, but to managers when it is late", async () => {
    await start();
    await app.says("chat-1", "Hi");
    await app.passes(21 * MINUTE);
    expect(await texts("team", "L-1")).toEqual([]);
    await app.passes(10 * MINUTE);
    expect(await texts("team", "overdue")).toHaveLength(1);
    expect(await texts("team", "Nobody has it")).toHaveLength(1);
  });

  it("what came late while the program was off is late, once, and a late answer is one", async () => {
    await start();
    await asks("chat-1");
    await asks("chat-2");
    await app.does("ana", "claim L-1");
    await app.restart();
    app.clock.advance(3 * HOUR);
    // The answer is decided before anything that fell due.
    await app.asks("ana", "reply L-1 Sorry, here I am");
    await app.drain();
    expect(await breaches("chat-1")).toEqual(expect.arrayContaining(["first-response", "open-enquiry"]));
    expect(await breaches("chat-1")).toHaveLength(2);
    expect(await breaches("chat-2")).toEqual(["first-response", "open-enquiry"]);
    expect(await app.lead("chat-1")).toMatchObject({ stage: "contacted", stageBrokenAt: null });
    await app.restart();
    await app.passes(HOUR);
    expect(await breaches("chat-1")).toHaveLength(2);
    await expectInvariants(app);
  });

  it("is listed when it is late or soon, in each language, counted, and shown to the manager", async () => {
    await start();
    await asks("chat-1");
    await app.passes(15 * MINUTE);
    await asks("chat-2");
    await app.passes(20 * MINUTE);
    const list = await app.does("maria", "leads overdue");
    expect(list).toMatch(
      /Overdue, or within an hour \(1–2 of 2\)\n.*L-1 .*\n {3}🔴 Overdue: no first answer by 11:30 \(5 min/,
    );
    expect(list).toMatch(/L-2 .*\n {3}⏳ First answer by 11:45 \(9 min/);
    for (const words of ["leads atrasados", "leads vencidos", "leads sla"])
      expect(await app.does("maria", words), words).toContain("L-1");
    await app.does("ana", "claim L-2");
    await app.does("ana", "reply L-2 Hello");
    await app.does("ana", "claim L-1");
    await app.does("ana", "reply L-1 Hello");
    const told = await app.does("maria", "sla this month");
    expect(told).toContain("First answer: 50% in time, 1 of 2; 1 late");
    expect(told).toContain("Open enquiry: 100% in time, 2 of 2");
    expect(await app.does("maria", "leads response-broken this month")).toMatch(
      /Leads not answered in time.*\n.*L-1/,
    );
    expect(await app.does("maria", "leads stage-kept this month left:open-enquiry")).toContain("1–2 of 2");
    expect(await app.does("maria", "leads overdue")).toContain("none");
    expect(await app.does("maria", "home")).toContain("First answers in time: 50% (1 / 2)");
  });

  it("goes along when people are joined and parted, and when a colleague leaves", async () => {
    await start();
    await finishes(app, "chat-1");
    await asks("chat-2");
    await app.does("ana", "claim L-1");
    await app.does("maria", "merge L-2 L-1");
    const timers = await pending();
    const open = (await app.leads()).filter((lead) => lead.stageKind === "open");
    expect(new Set(timers.map((timer) => timer.leadId))).toEqual(new Set(open.map((lead) => lead.id)));
    const ana = await app.rep("ana");
    const updatedAt = app.clock.now().toISOString();
    await app.store.people.save({
      reps: [{ ...ana, active: false, updatedAt }],
      only: ["active", "updatedAt"],
    });
    await app.passes(HOUR);
    expect((await app.lead("chat-1")).ownerId).toBeNull();
    expect(await breaches("chat-1")).toContain("first-response");
    await expectInvariants(app);
  });
});
