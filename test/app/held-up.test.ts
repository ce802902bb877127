import { afterEach, describe, expect, it } from "vitest";
import { emptyChanges } from "../../src/leads/changes.ts";
import { DATABASES, finishes, startApp, type TestApp, type TestAppOptions } from "../support/app.ts";
import { aContact, aConversation, aLead, aRep } from "../support/builders.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FOREVER = "9999-01-01T00:00:00.000Z";

let app: TestApp;
afterEach(() => app?.close());

const sequence = (stopOn: string) => `
id: two
name: { en: Two steps, pt: Dois passos, es: Dos pasos }
startOn: { stages: [nurture] }
steps:
  - { id: first, after: 1d, text: { en: "First", pt: "Primeiro", es: "Primero" } }
  - { id: second, after: 4d, text: { en: "Second", pt: "Segundo", es: "Segundo" } }
stopOn: ${stopOn}
`;

async function start(
  database: TestAppOptions["database"],
  { stopOn = "[reply, stage-change]" }: { stopOn?: string } = {},
): Promise<void> {
  app = await startApp({
    database,
    flows: { "nurture/not-ready-yet.yaml": sequence(stopOn) },
    reps: [aRep({ name: "Ana" }), aRep({ name: "Maria", role: "manager" })],
    teams: { sales: ["ana"] },
  });
}

/** A prospect whose lead Ana has put into the stage "nurture" at 11 o'clock, and whose first message is decided. */
async function hasFirst(downMs: number): Promise<void> {
  const lead = await finishes(app, "c1");
  await app.does("ana", `claim L-${lead.number}`);
  await app.does("ana", `stage L-${lead.number} nurture`);
  isDown(downMs);
  await app.passes(DAY + 60_000);
}

/** The channel takes nothing, and then for so long. */
const isDown = (ms: number) => app.channel.fates({ kind: "retry", afterMs: ms, reason: "the phone is off" });

const automatic = () => app.channel.texts("c1").filter((text) => /^(First|Second)/.test(text));
const waiting = () => app.store.outbox.waiting({ limit: 100, now: FOREVER });
const thread = async () => (await app.posts("team")).map(({ payload }) => payload.text ?? "");
/** Hours and minutes in São Paulo. */
const clock = () => new Date(app.clock.now().getTime() - 3 * HOUR).toISOString().slice(11, 16);

async function hoursUntil(isSo: () => boolean): Promise<void> {
  for (let n = 0; n < 48 && !isSo(); n += 1) await app.passes(HOUR);
}

describe.each(DATABASES)("an unasked message that is held up, on %s", (database) => {
  it("keeps to the quiet hours when the channel is back in the night, over a restart, without another try", async () => {
    await start(database);
    await hasFirst(14 * HOUR);
    expect(await waiting()).toMatchObject([{ status: "pending", attempts: 1 }]);
    await app.passes(14 * HOUR + 60_000);
    expect(clock() > "01:00" && clock() < "01:30").toBe(true);
    const tried = app.channel.tried.length;
    await app.restart();
    await app.drain();
    for (let hour = 0; hour < 6; hour += 1) await app.passes(HOUR);
    expect(clock() < "08:00").toBe(true);
    expect(automatic()).toEqual([]);
    expect(app.channel.tried).toHaveLength(tried);
    expect(await waiting()).toMatchObject([{ status: "pending", attempts: 1 }]);
    await app.passes(HOUR);
    expect(clock() >= "08:00").toBe(true);
    expect(automatic()).toEqual(["First"]);
    expect(await waiting()).toEqual([]);
  });

  it("keeps to them when the program was off until the night", async () => {
    await start(database);
    await hasFirst(60_000);
    await app.app.stop();
    app.clock.advance(15 * HOUR);
    await app.restart();
    await app.drain();
    expect(automatic()).toEqual([]);
    await hoursUntil(() => automatic().length > 0);
    expect(clock() >= "08:00" && clock() < "10:00").toBe(true);
    expect(automatic()).toEqual(["First"]);
  });

  it("lets answers go first, at once, in the middle of the night", async () => {
    await start(database, { stopOn: "[]" });
    await hasFirst(14 * HOUR);
    await app.passes(14 * HOUR + 60_000);
    const before = app.channel.texts("c1").length;
    await app.says("c1", "start over");
    const got = app.channel.texts("c1").slice(before);
    expect(got.length).toBeGreaterThan(0);
    expect(automatic()).toEqual([]);
    await hoursUntil(() => automatic().length > 0);
    expect(automatic()).toEqual(["First"]);
    expect(clock() >= "08:00").toBe(true);
  });

  it("is taken back when the person has written meanwhile, and the thread tells so", async () => {
    await start(database);
    await hasFirst(2 * HOUR);
    expect((await app.conversation("c1")).unasked).toHaveLength(1);
    await app.says("c1", "How much is it?");
    await app.passes(3 * HOUR);
    await app.passes(DAY);
    expect(automatic()).toEqual([]);
    expect(await waiting()).toEqual([]);
    expect(await thread()).toContain("🌱 Not sent after all (Two steps): the customer answered.");
    expect((await app.conversation("c1")).unasked).toEqual([]);
    const trail = await app.trail(await app.lead("c1"));
    expect(trail.at(-1)).toMatchObject({ kind: "sequence-skipped", note: "two taken-back replied" });
    expect(await app.does("maria", "history L-1")).toContain("not sent after all: the customer answered");
  });

  it.each<[string, string, string]>([
    ["a colleague has written", "reply L-1 Good morning", "a colleague took over"],
    ["the stage has changed", "stage L-1 negotiation", "the stage changed"],
    ["news were refused", "consent L-1 withdraw news web on the phone", "has not agreed to news"],
  ])("is taken back when %s meanwhile", async (_what, command, why) => {
    await start(database);
    await hasFirst(2 * HOUR);
    await app.does("ana", command);
    for (let n = 0; n < 3; n += 1) await app.passes(2 * HOUR);
    expect(automatic()).toEqual([]);
    expect(await waiting()).toEqual([]);
    expect((await thread()).filter((text) => text.includes("Not sent after all"))).toEqual([
      expect.stringContaining(why),
    ]);
  });

  it("waits while unasked messages are switched off, and goes out after", async () => {
    await start(database);
    await hasFirst(HOUR);
    await app.does("maria", "outreach off web");
    for (let n = 0; n < 3; n += 1) await app.passes(HOUR);
    expect(automatic()).toEqual([]);
    expect(await waiting()).toHaveLength(1);
    await app.does("maria", "outreach on web");
    await app.passes(HOUR);
    expect(automatic()).toEqual(["First"]);
  });

  it("does not arrive together with another that was held up, but as far from it as the limits say", async () => {
    await start(database, { stopOn: "[]" });
    await hasFirst(5 * DAY);
    for (let day = 0; day < 4; day += 1) await app.passes(DAY);
    expect(await waiting()).toHaveLength(2);
    await hoursUntil(() => automatic().length > 0);
    expect(automatic()).toEqual(["First"]);
    await app.passes(2 * DAY);
    expect(automatic()).toEqual(["First"]);
    await hoursUntil(() => automatic().length > 1);
    expect(automatic()).toEqual(["First", "Second"]);
    expect(clock() >= "08:00" && clock() < "20:00").toBe(true);
  });
});

describe.each(DATABASES)("a message of a campaign that is held up, on %s", (database) => {
  async function launched(): Promise<void> {
    app = await startApp({ database });
    const changes = emptyChanges();
    const before = new Date(app.clock.now().getTime() - 10 * DAY).toISOString();
    changes.contacts.push(aContact({ id: "c-1", name: "Rui", language: "pt" }));
    changes.leads.push(aLead({ id: "l-1", number: 1, contactId: "c-1", ownerId: "maria", openedAt: before }));
    changes.conversations.push(
      aConversation({
        id: "web:c1",
        chatId: "c1",
        contactId: "c-1",
        leadId: "l-1",
        language: "pt",
        flow: null,
        lastInboundAt: before,
        lastOutboundAt: before,
      }),
    );
    changes.counters.push({ name: "lead-number", value: 1 });
    const batch = await app.store.turns.begin();
    await batch.commit({ seqs: [], doneAt: before, changes });
    await app.restart();
    isDown(2 * HOUR);
    await app.does("maria", "campaign new spring template:launch");
    await app.does("maria", (await app.posts("rep:maria")).at(-1)?.payload.choices?.[0]?.value ?? "");
    await app.passes(60_000);
    expect(await waiting()).toMatchObject([{ attempts: 1 }]);
    expect((await app.conversation("c1")).campaign).toMatchObject({ name: "spring" });
  }
  const got = () => app.channel.texts("c1").filter((text) => text.includes("Rui"));

  it.each<[string, () => Promise<unknown>, string]>([
    ["the person wrote", () => app.says("c1", "Oi, bom dia"), "1 left out: the customer answered"],
    [
      "news alone were refused",
      () => app.does("maria", "consent L-1 withdraw news web at the counter"),
      "1 left out: has not agreed to news on this channel",
    ],
  ])("is taken back when %s, and counts as left out", async (_what, happens, told) => {
    await launched();
    await happens();
    await app.passes(3 * HOUR);
    expect(got()).toEqual([]);
    expect(await app.does("maria", "campaign show spring")).toContain(told);
    expect(await app.does("maria", "campaign show spring")).toContain("0 sent, 0 waiting, 1 left out");
    expect((await app.conversation("c1")).campaign).toBeNull();
  });

  it("waits while the campaign is paused, and is taken back when it is cancelled", async () => {
    await launched();
    await app.does("maria", "campaign pause spring");
    for (let n = 0; n < 3; n += 1) await app.passes(HOUR);
    expect(got()).toEqual([]);
    expect(await waiting()).toHaveLength(1);
    await app.does("maria", "campaign cancel spring");
    await app.passes(HOUR);
    expect(got()).toEqual([]);
    expect(await waiting()).toEqual([]);
  });

  it("goes out after the pause", async () => {
    await launched();
    await app.does("maria", "campaign pause spring");
    await app.passes(2 * HOUR);
    expect(got()).toEqual([]);
    await app.does("maria", "campaign resume spring");
    await app.passes(HOUR);
    expect(got()).toHaveLength(1);
  });
});
