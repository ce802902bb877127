import { describe, expect, it } from "vitest";
import type { Scope } from "../../src/commands/reads.ts";
import type { Campaign, CampaignRecipient } from "../../src/leads/campaign.ts";
import { DUPLICATE } from "../../src/leads/join.ts";
import { OFF_ALL, offCounter, sentCounter } from "../../src/leads/outreach-counters.ts";
import { type Changes, emptyChanges } from "../../src/leads/turn.ts";
import type { Activity, Enrolment, Message, Outreach } from "../../src/leads/types.ts";
import type { Store } from "../../src/store/port.ts";
import { aConsent, aContact, aConversation, aLead, aRep, NOW } from "../support/builders.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const all: Scope = { kind: "all" };
const sales: Scope = { kind: "teams", teamIds: ["sales"], repId: null };

const at = (ms: number) => new Date(Date.parse(NOW) + ms).toISOString();

/** What is read of sequences, campaigns and what came of them. */
export function describeOutreach(openStore: () => Store): void {
  const commit = async (changes: Partial<Changes>): Promise<void> => {
    const batch = await openStore().turns.begin();
    await batch.commit({ seqs: [], doneAt: NOW, changes: { ...emptyChanges(), ...changes } });
  };
  const reads = () => openStore().reads;

  describe("unasked messages", () => {
    it("tell who is in sequences, by lead, sequence and scope, what is due first before the rest", async () => {
      await commit({
        ...people(),
        enrolments: [
          anEnrolment("e1", { dueAt: at(3 * DAY) }),
          anEnrolment("e2", { contactId: "c2", leadId: "l2", dueAt: at(DAY), startedBy: "ana", step: 2 }),
          anEnrolment("e3", { sequence: "other", dueAt: at(2 * DAY) }),
          anEnrolment("e4", { status: "done", dueAt: null }),
          anEnrolment("e5", {
            contactId: "c2",
            leadId: "l2",
            status: "stopped",
            dueAt: null,
            reason: "replied",
          }),
          anEnrolment("e6", { contactId: "c3", leadId: "l3", dueAt: at(DAY) }),
        ],
      });
      const enrolled = async (filter: Parameters<Store["reads"]["enrolled"]>[0], offset = 0, limit = 10) => {
        const { rows, total } = await reads().enrolled(filter, { offset, limit });
        return { ids: rows.map(({ enrolment }) => enrolment.id), total };
      };
      expect(await enrolled({ scope: all })).toEqual({ ids: ["e2", "e6", "e3", "e1"], total: 4 });
      expect(await enrolled({ scope: all }, 1, 2)).toEqual({ ids: ["e6", "e3"], total: 4 });
      expect(await enrolled({ scope: all, sequence: "gentle" })).toEqual({
        ids: ["e2", "e6", "e1"],
        total: 3,
      });
      expect(await enrolled({ scope: all, leadId: "l1" })).toEqual({ ids: ["e3", "e1"], total: 2 });
      expect(await enrolled({ scope: sales, sequence: "gentle" })).toEqual({ ids: ["e2", "e1"], total: 2 });
      expect(await enrolled({ scope: all, sequence: "nothing" })).toEqual({ ids: [], total: 0 });
      const { rows } = await reads().enrolled({ scope: all, leadId: "l2" }, { offset: 0, limit: 1 });
      expect(rows).toEqual([
        {
          enrolment: anEnrolment("e2", {
            contactId: "c2",
            leadId: "l2",
            dueAt: at(DAY),
            startedBy: "ana",
            step: 2,
          }),
          lead: { id: "l2", number: 2, name: "Bia", company: "Sol" },
        },
      ]);
      expect(await reads().sequenceCounts(all)).toEqual([
        { sequence: "gentle", status: "active", count: 3 },
        { sequence: "gentle", status: "done", count: 1 },
        { sequence: "gentle", status: "stopped", count: 1 },
        { sequence: "other", status: "active", count: 1 },
      ]);
      expect(await reads().sequenceCounts(sales)).toContainEqual({
        sequence: "gentle",
        status: "active",
        count: 2,
      });
      expect(await reads().sequenceCounts({ kind: "owned", repId: "nobody" })).toEqual([]);
    });

    it("give the people of leads whole", async () => {
      const more = aLead({ id: "l9", number: 9, contactId: "c1", stageKind: "lost", stage: "unqualified" });
      await commit({ ...people(), leads: [...people().leads, more] });
      const found = await reads().people(["l1", "l2", "nothing"]);
      expect(found.map(({ contact }) => contact.id).sort()).toEqual(["c1", "c2"]);
      const first = found.find(({ contact }) => contact.id === "c1");
      expect(first?.leads.map(({ id }) => id).sort()).toEqual(["l1", "l9"]);
      expect(first?.conversations.map(({ id }) => id)).toEqual(["web:c1"]);
      expect(await reads().people([])).toEqual([]);
    });

    it("tell what is switched off, by whom or why, and what each channel sent on a day", async () => {
      const day = "2026-03-10";
      const switched = (n: number, note: string, actorId: string | null): Activity =>
        anActivity(n, { kind: "outreach-switched", note, actorId, at: at(n * MINUTE) });
      expect(await reads().outreachState(day)).toEqual({ off: [], sent: [], switched: [] });
      await commit({
        counters: [
          { name: OFF_ALL, value: 0 },
          { name: offCounter("whatsapp"), value: 1 },
          { name: offCounter("web"), value: 0 },
          { name: sentCounter("whatsapp", day), value: 7 },
          { name: sentCounter("web", day), value: 3 },
          { name: sentCounter("web", "2026-03-09"), value: 99 },
        ],
        activities: [
          switched(1, "off web", "maria"),
          switched(2, "off whatsapp spam", null),
          switched(3, "on web", "otto"),
          anActivity(4, { note: "off web" }),
        ],
      });
      const state = await reads().outreachState(day);
      expect(state.off).toEqual(["whatsapp"]);
      expect([...state.sent].sort((a, b) => a.count - b.count)).toEqual([
        { channel: "web", count: 3 },
        { channel: "whatsapp", count: 7 },
      ]);
      expect(state.switched).toEqual([
        { channel: "web", by: "otto", why: null, at: at(3 * MINUTE) },
        { channel: "whatsapp", by: null, why: "spam", at: at(2 * MINUTE) },
      ]);
      await commit({ counters: [{ name: OFF_ALL, value: 1 }] });
      expect((await reads().outreachState(day)).off.sort()).toEqual(["all", "whatsapp"]);
    });

    it("tell of each that was sent what followed it, in the order of sending", async () => {
      const { contacts, leads, conversations, reps } = people();
      await commit({
        reps,
        contacts: contacts.map((each) => (each.id === "c2" ? { ...each, optedOutAt: at(2 * DAY) } : each)),
        leads: leads.map((each) => (each.id === "l1" ? { ...each, wonAt: at(20 * DAY) } : each)),
        conversations,
        messages: [
          aMessage("m1", { conversationId: "web:c1", deliveredAt: at(MINUTE), readAt: at(2 * MINUTE) }),
          aMessage("m2", { conversationId: "web:c1", at: at(5 * DAY) }),
          aMessage("m3", { conversationId: "web:c2", at: at(MINUTE), deliveredAt: at(2 * MINUTE) }),
          aMessage("in-0", { conversationId: "web:c1", direction: "in", author: "contact", at: at(-MINUTE) }),
          aMessage("in-1", { conversationId: "web:c1", direction: "in", author: "contact", at: at(6 * DAY) }),
          aMessage("in-2", { conversationId: "web:c1", direction: "in", author: "contact", at: at(7 * DAY) }),
        ],
        outreach: [
          anOutreach("o2", { messageId: "m2", at: at(5 * DAY), step: "second", variant: "b" }),
          anOutreach("o1", { messageId: "m1", step: "first", variant: "a" }),
          anOutreach("o3", {
            contactId: "c2",
            leadId: "l2",
            conversationId: "web:c2",
            messageId: "m3",
            at: at(MINUTE),
          }),
          anOutreach("o4", {
            contactId: "c3",
            leadId: "l3",
            conversationId: "web:c3",
            source: "other",
            at: at(DAY),
          }),
          anOutreach("o5", { kind: "campaign", source: "gentle", at: at(2 * DAY) }),
          anOutreach("o6", { at: at(-10 * DAY) }),
        ],
      });
      const nothing = {
        nextAt: null,
        deliveredAt: null,
        readAt: null,
        repliedAt: null,
        wonAt: null,
        optedOutAt: null,
      };
      const kind = "sequence" as const;
      const first = { source: "gentle", step: "first", variant: "a", at: NOW };
      const bought = { repliedAt: at(6 * DAY), wonAt: at(20 * DAY) };
      const seen = { deliveredAt: at(MINUTE), readAt: at(2 * MINUTE) };
      const second = { source: "gentle", step: "second", variant: "b", at: at(5 * DAY) };
      const theirs = { source: "gentle", step: null, variant: null, at: at(MINUTE) };
      expect(await reads().outreachSent({ kind, source: "gentle", from: NOW, scope: all })).toEqual([
        // Whatever was sent next there, a campaign's too.
        { ...nothing, ...first, ...seen, ...bought, nextAt: at(2 * DAY) },
        { ...nothing, ...theirs, deliveredAt: at(2 * MINUTE), optedOutAt: at(2 * DAY) },
        { ...nothing, ...second, ...bought },
      ]);
      const sources = async (filter: Partial<Parameters<Store["reads"]["outreachSent"]>[0]>) =>
        (await reads().outreachSent({ kind, from: NOW, scope: all, ...filter })).map(
          ({ source, at: when }) => [source, when],
        );
      expect(await sources({})).toEqual([
        ["gentle", NOW],
        ["gentle", at(MINUTE)],
        ["other", at(DAY)],
        ["gentle", at(5 * DAY)],
      ]);
      expect(await sources({ scope: sales })).toHaveLength(3);
      expect(await sources({ kind: "campaign" })).toEqual([["gentle", at(2 * DAY)]]);
      expect(await sources({ from: at(-11 * DAY), source: "gentle" })).toHaveLength(4);
      expect(await sources({ from: at(5 * DAY + 1) })).toEqual([]);
    });
  });

  describe("campaigns", () => {
    it("are for people with a lead that fits, each once, by the newest of them", async () => {
      const { contacts, leads, conversations, reps } = people();
      const [one, two, three] = leads;
      await commit({
        reps,
        contacts,
        leads: [
          { ...one!, tags: ["vip"], language: "pt", segment: "home" },
          { ...two!, source: "instagram", product: "solar", grade: "hot" },
          { ...three!, stage: "customer", stageKind: "won" },
          aLead({ id: "l4", number: 4, contactId: "c1", teamId: "sales", ownerId: "ana", language: "pt" }),
          aLead({
            id: "l5",
            number: 5,
            contactId: "c2",
            stageKind: "lost",
            reason: DUPLICATE,
            tags: ["vip"],
          }),
        ],
        conversations: [
          ...conversations,
          aConversation({
            id: "whatsapp:c1",
            channel: "whatsapp",
            chatId: "c1",
            contactId: "c1",
            leadId: "l4",
          }),
        ],
      });
      const found = async (
        filter: Omit<Parameters<Store["reads"]["audience"]>[1], "words"> = {},
        scope = all,
        limit = 100,
      ) =>
        (await reads().audience(scope, { words: [], ...filter }, limit)).map(
          ({ contact, lead }) => `${contact.id} ${lead.id}`,
        );
      expect(await found()).toEqual(["c2 l2", "c3 l3", "c1 l4"]);
      expect(await found({ tag: "vip" })).toEqual(["c1 l1"]);
      expect(await found({ language: "pt" })).toEqual(["c1 l4"]);
      expect(await found({ segment: "home" })).toEqual(["c1 l1"]);
      expect(await found({ source: "instagram" })).toEqual(["c2 l2"]);
      expect(await found({ product: "solar" })).toEqual(["c2 l2"]);
      expect(await found({ grade: "hot" })).toEqual(["c2 l2"]);
      expect(await found({ stages: ["customer"] })).toEqual(["c3 l3"]);
      expect(await found({ stageKinds: ["won", "lost"] })).toEqual(["c3 l3"]);
      expect(await found({ ownerId: "ana" })).toEqual(["c1 l4"]);
      expect(await found({ tag: "nothing" })).toEqual([]);
      expect(await found({}, sales)).toEqual(["c2 l2", "c1 l4"]);
      expect(await found({}, all, 1)).toEqual(["c1 l4"]);
      const [first] = (await reads().audience(all, { words: [], tag: "vip" }, 10)) ?? [];
      expect(first?.conversations.map(({ id }) => id).sort()).toEqual(["web:c1", "whatsapp:c1"]);
      expect(first?.contact).toEqual(contacts[0]);
    });

    it("are listed newest first, as they were written last", async () => {
      expect(await reads().campaigns()).toEqual([]);
      const whole = aCampaign("k1", {
        status: "running",
        filter: { stages: ["customer"], tag: 'vip "one"', words: ["won", "#vip"] },
        startAt: at(DAY),
        confirmedAt: at(MINUTE),
      });
      await commit({
        campaigns: [aCampaign("k1"), aCampaign("k2", { createdAt: at(MINUTE) }), aCampaign("k3")],
      });
      await commit({ campaigns: [whole] });
      expect((await reads().campaigns()).map(({ id }) => id)).toEqual(["k2", "k3", "k1"]);
      expect((await reads().campaigns()).at(-1)).toEqual(whole);
    });

    it("tell how far they are, and why somebody was left out", async () => {
      const none = { waiting: 0, sent: 0, skipped: 0, cancelled: 0, lastDueAt: null, reasons: {} };
      expect(await reads().campaignCounts("k1")).toEqual(none);
      const to = (n: number, facts: Partial<CampaignRecipient>) =>
        aRecipient("k1", n, { dueAt: at(n * MINUTE), ...facts });
      await commit({
        campaigns: [aCampaign("k1"), aCampaign("k2")],
        campaignRecipients: [
          to(1, { status: "sent" }),
          to(2, { status: "sent" }),
          to(3, { status: "waiting" }),
          to(4, { status: "waiting", reason: "paused" }),
          to(5, { status: "skipped", reason: "opted-out" }),
          to(6, { status: "skipped", reason: "opted-out" }),
          to(7, { status: "skipped", reason: "no-consent" }),
          to(8, { status: "cancelled" }),
          to(9, { status: "sent" }),
          aRecipient("k2", 1, { status: "waiting" }),
        ],
      });
      expect(await reads().campaignCounts("k1")).toEqual({
        waiting: 2,
        sent: 3,
        skipped: 3,
        cancelled: 1,
        // Of those that wait.
        lastDueAt: at(4 * MINUTE),
        reasons: { "opted-out": 2, "no-consent": 1 },
      });
      await commit({ campaignRecipients: [to(3, { status: "sent" }), to(4, { status: "sent" })] });
      expect(await reads().campaignCounts("k1")).toMatchObject({ waiting: 0, sent: 5, lastDueAt: null });
    });

    it("tell what came of them by people: within a week of answers and opt-outs, within 90 days of sales", async () => {
      const { contacts, leads, conversations, reps } = people();
      const won: Record<string, string> = { l1: at(89 * DAY), l2: at(91 * DAY) };
      const send = (n: number) => ({
        id: `s${n}`,
        seq: n,
        channel: "web",
        lane: `web:c${n}`,
        chatId: `c${n}`,
        payload: { text: "News" },
        leadId: null,
        messageId: `m${n}`,
        dueAt: NOW,
        createdAt: NOW,
      });
      const outreach = (n: number, facts: Partial<Outreach> = {}) =>
        anOutreach(`o${n}`, {
          kind: "campaign",
          source: "k1",
          contactId: `c${n}`,
          leadId: `l${n}`,
          conversationId: `web:c${n}`,
          messageId: `m${n}`,
          outboxId: `s${n}`,
          ...facts,
        });
      const answer = (id: string, n: number, when: number) =>
        aMessage(id, { conversationId: `web:c${n}`, direction: "in", author: "contact", at: at(when) });
      await commit({
        reps,
        contacts,
        leads: leads.map((each) => ({ ...each, wonAt: won[each.id] ?? null })),
        conversations,
        sends: [send(1), send(2), send(3)],
        messages: [
          aMessage("m1", { conversationId: "web:c1", deliveredAt: at(1), readAt: at(2) }),
          aMessage("m2", { conversationId: "web:c2", deliveredAt: at(1) }),
          aMessage("m3", { conversationId: "web:c3" }),
          // Twice by the same person, within the week; and by another after it.
          answer("in-1", 1, MINUTE),
          answer("in-2", 1, DAY),
          answer("in-3", 2, 7 * DAY),
          answer("in-4", 3, -MINUTE),
        ],
        outreach: [outreach(1), outreach(2), outreach(3), outreach(1, { id: "o9", source: "k2" })],
        consents: [
          aConsent({ id: "k-1", seq: 1, contactId: "c2", state: "withdrawn", at: at(6 * DAY) }),
          aConsent({ id: "k-2", seq: 2, contactId: "c3", state: "withdrawn", at: at(7 * DAY) }),
          aConsent({ id: "k-3", seq: 3, contactId: "c1", state: "granted", at: at(DAY) }),
        ],
      });
      const counts = { sent: 0, delivered: 2, read: 1, replied: 1, won: 1, optedOut: 1 };
      expect(await reads().outreachResults("campaign", "k1")).toEqual(counts);
      // Sent is what the channel has taken.
      const { outbox } = openStore();
      const lease = { token: "t", leaseUntil: at(MINUTE), now: NOW };
      const taken = await outbox.claim(["s1", "s2"], lease);
      const outcome = { token: "t", status: "sent", attempts: 1, dueAt: NOW, error: null, at: NOW } as const;
      await outbox.settle(taken.map((id) => ({ ...outcome, id, lane: "", externalId: `x-${id}` })));
      expect(await reads().outreachResults("campaign", "k1")).toEqual({ ...counts, sent: 2 });
      const none = { sent: 0, delivered: 0, read: 0, replied: 0, won: 0, optedOut: 0 };
      expect(await reads().outreachResults("sequence", "k1")).toEqual(none);
      expect(await reads().outreachResults("campaign", "nothing")).toEqual(none);
    });
  });
}

/** Three people with a chat and a lead each; the third is another team's. */
function people() {
  const contacts = [
    aContact({ id: "c1", name: "Ana" }),
    aContact({ id: "c2", name: "Bia", company: "Sol" }),
    aContact({ id: "c3", name: "Caio" }),
  ];
  return {
    reps: [aRep({ name: "Ana" })],
    contacts,
    leads: contacts.map(({ id }, i) =>
      aLead({ id: `l${i + 1}`, number: i + 1, contactId: id, teamId: i === 2 ? "projects" : "sales" }),
    ),
    conversations: contacts.map(({ id }, i) =>
      aConversation({ id: `web:${id}`, chatId: id, contactId: id, leadId: `l${i + 1}` }),
    ),
  };
}

function anEnrolment(id: string, facts: Partial<Enrolment> = {}): Enrolment {
  return {
    id,
    contactId: "c1",
    leadId: "l1",
    sequence: "gentle",
    step: 0,
    status: "active",
    dueAt: at(DAY),
    reason: null,
    startedBy: null,
    createdAt: NOW,
    updatedAt: NOW,
    ...facts,
  };
}

function anOutreach(id: string, facts: Partial<Outreach> = {}): Outreach {
  return {
    id,
    contactId: "c1",
    leadId: "l1",
    conversationId: "web:c1",
    channel: "web",
    kind: "sequence",
    source: "gentle",
    step: null,
    variant: null,
    messageId: `message-of-${id}`,
    outboxId: `send-of-${id}`,
    at: NOW,
    ...facts,
  };
}

function aCampaign(id: string, facts: Partial<Campaign> = {}): Campaign {
  return {
    id,
    name: `name-${id}`,
    status: "draft",
    template: "launch",
    filter: { words: [] },
    startAt: null,
    createdBy: "maria",
    createdAt: NOW,
    confirmedAt: null,
    updatedAt: NOW,
    ...facts,
  };
}

function aRecipient(
  campaignId: string,
  n: number,
  facts: Partial<CampaignRecipient> = {},
): CampaignRecipient {
  return {
    id: `${campaignId}:c${n}`,
    campaignId,
    contactId: `c${n}`,
    conversationId: `web:c${n}`,
    leadId: `l${n}`,
    status: "waiting",
    reason: null,
    dueAt: NOW,
    updatedAt: NOW,
    ...facts,
  };
}

let lastSeq = 0;
function aMessage(id: string, facts: Partial<Message> = {}): Message {
  lastSeq += 1;
  return {
    id,
    seq: lastSeq,
    conversationId: "web:c1",
    leadId: null,
    direction: "out",
    author: "bot",
    text: "News",
    extra: null,
    externalId: null,
    outboxId: null,
    at: NOW,
    deliveredAt: null,
    readAt: null,
    ...facts,
  };
}

function anActivity(n: number, facts: Partial<Activity> = {}): Activity {
  return {
    id: `a${n}`,
    seq: n,
    leadId: null,
    contactId: null,
    kind: "noted",
    actorKind: "rep",
    actorId: null,
    channel: "desk",
    before: null,
    after: null,
    note: null,
    at: NOW,
    ...facts,
  };
}
