import { describe, expect, it } from "vitest";
import type { Scope } from "../../src/commands/reads.ts";
import type { Campaign, CampaignRecipient } from "../../src/leads/campaign.ts";
import { type Changes, emptyChanges } from "../../src/leads/changes.ts";
import { DUPLICATE } from "../../src/leads/join.ts";
import { OFF_ALL, offCounter, sentCounter } from "../../src/leads/outreach-counters.ts";
import type { Activity } from "../../src/leads/types/activity.ts";
import type { Message } from "../../src/leads/types/conversation.ts";
import type { Enrolment } from "../../src/leads/types/nurture.ts";
import type { Outreach } from "../../src/leads/types/outreach.ts";
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

    it("tell what came of those that went out, each thing for the last message before it", async () => {
      const { contacts, leads, conversations, reps } = people();
      const won: Record<string, string> = { l1: at(20 * DAY), l3: at(91 * DAY) };
      const of: Record<string, Partial<Outreach>> = {
        o1: { step: "first", variant: "a" },
        o2: { step: "second", variant: "b", at: at(5 * DAY) },
        o3: { contactId: "c2", leadId: "l2", conversationId: "web:c2", at: at(MINUTE) },
        o4: { contactId: "c3", leadId: "l3", conversationId: "web:c3", source: "other", at: at(DAY) },
        o5: { kind: "campaign", source: "k1", at: at(2 * DAY) },
        o6: { at: at(-10 * DAY) },
        // Taken back before it went out.
        o7: { contactId: "c2", leadId: "l2", conversationId: "web:c2", at: at(3 * DAY) },
      };
      const outreach = Object.entries(of).map(([id, facts]) =>
        anOutreach(id, { messageId: `m-${id}`, outboxId: `s-${id}`, ...facts }),
      );
      const inbound = (id: string, chat: string, when: number) =>
        aMessage(id, { conversationId: chat, direction: "in", author: "contact", at: at(when) });
      await commit({
        reps,
        contacts,
        leads: leads.map((each) => ({ ...each, wonAt: won[each.id] ?? null })),
        conversations,
        sends: outreach.map(({ outboxId, conversationId, messageId }, n) => ({
          id: outboxId,
          seq: n + 1,
          channel: "web",
          lane: conversationId,
          chatId: conversationId,
          payload: { text: "News" },
          leadId: null,
          messageId,
          dueAt: NOW,
          createdAt: NOW,
        })),
        messages: [
          aMessage("m-o1", { conversationId: "web:c1", deliveredAt: at(MINUTE), readAt: at(2 * MINUTE) }),
          aMessage("m-o2", { conversationId: "web:c1", at: at(5 * DAY), readAt: at(6 * DAY) }),
          aMessage("m-o3", { conversationId: "web:c2", at: at(MINUTE), deliveredAt: at(2 * MINUTE) }),
          inbound("in-0", "web:c1", -MINUTE),
          inbound("in-1", "web:c1", 6 * DAY),
          inbound("in-2", "web:c1", 7 * DAY),
          // On the last of fourteen days; and on the day after it.
          inbound("in-3", "web:c3", 15 * DAY),
          inbound("in-4", "web:c2", 15 * DAY),
        ],
        outreach,
        consents: [
          aConsent({ id: "k-1", seq: 1, contactId: "c2", state: "withdrawn", at: at(4 * DAY) }),
          aConsent({ id: "k-2", seq: 2, contactId: "c1", state: "granted", at: at(6 * DAY) }),
          aConsent({ id: "k-3", seq: 3, contactId: "c3", state: "withdrawn", at: at(15 * DAY + 1) }),
        ],
        campaigns: [aCampaign("k1", { name: "spring" })],
      });
      const { outbox } = openStore();
      const query = { from: NOW, to: at(100 * DAY), scope: all, filter: {} };
      expect(await reads().reach(query)).toEqual([]);
      const ids = outreach.map(({ outboxId }) => outboxId).filter((id) => id !== "s-o7");
      const outcome = { token: "t", status: "sent", attempts: 1, dueAt: NOW, error: null, at: NOW } as const;
      // One after another: they are of one chat.
      for (const id of ids) {
        await outbox.claim([id], { token: "t", leaseUntil: at(MINUTE), now: NOW });
        await outbox.settle([{ ...outcome, id, lane: "", externalId: `x-${id}` }]);
      }

      const none = { delivered: 0, read: 0, replied: 0, won: 0, optedOut: 0 };
      const gentle = { ...none, kind: "sequence", source: "gentle", name: null, sent: 1 };
      const rows = [
        { ...gentle, kind: "campaign", source: "k1", name: "spring", step: null, variant: null },
        { ...gentle, step: "first", variant: "a", delivered: 1, read: 1 },
        { ...gentle, step: null, variant: null, delivered: 1, optedOut: 1 },
        { ...gentle, step: "second", variant: "b", delivered: 1, read: 1, replied: 1, won: 1 },
        { ...gentle, source: "other", step: null, variant: null, replied: 1, won: 1 },
      ];
      expect(await reads().reach(query)).toEqual(rows);
      expect(await reads().reach({ ...query, scope: sales })).toEqual(rows.slice(0, 4));
      expect(await reads().reach(query, { kind: "campaign" })).toEqual(rows.slice(0, 1));
      expect(await reads().reach(query, { kind: "sequence", source: "gentle" })).toEqual(rows.slice(1, 4));
      expect(await reads().reach(query, { kind: "campaign", source: "nothing" })).toEqual([]);
      expect(await reads().reach({ ...query, from: at(5 * DAY + 1) })).toEqual([]);
      expect(await reads().reach({ ...query, from: at(-11 * DAY), to: NOW })).toMatchObject([{ sent: 1 }]);
      const leadsOf = async (measure: "reach-sent" | "reach-replied" | "reach-out", part = {}) => {
        const page = { offset: 0, limit: 10 };
        const { rows: found } = await reads().insightLeads(query, measure, page, part);
        return found.map(({ number }) => number).sort();
      };
      expect(await leadsOf("reach-sent")).toEqual([1, 1, 1, 2, 3]);
      expect(await leadsOf("reach-sent", { campaign: "spring" })).toEqual([1]);
      expect(await leadsOf("reach-sent", { sequence: "other" })).toEqual([3]);
      expect(await leadsOf("reach-replied")).toEqual([1, 3]);
      expect(await leadsOf("reach-out")).toEqual([2]);
    });
  });

  describe("unasked messages to who was known as several", () => {
    it("count what was refused as any of those that are one person by now", async () => {
      const { contacts, leads, conversations, reps } = people();
      const join = (id: string, fromId: string, intoId: string, undoneAt: string | null = null) => ({
        id,
        fromId,
        intoId,
        moved: { identities: [], leads: [], conversations: [], before: {} },
        at: at(2 * DAY),
        undoneAt,
      });
      const theirs = { contactId: "c3", leadId: "l3", conversationId: "web:c3", outboxId: "s-1" };
      await commit({
        reps,
        contacts,
        leads,
        conversations,
        sends: [
          {
            id: "s-1",
            seq: 1,
            channel: "web",
            lane: "web:c3",
            chatId: "c3",
            payload: { text: "News" },
            leadId: "l3",
            messageId: null,
            dueAt: NOW,
            createdAt: NOW,
          },
        ],
        outreach: [anOutreach("o1", theirs)],
        consents: [aConsent({ id: "k-1", contactId: "c1", state: "withdrawn", at: at(DAY) })],
        merges: [join("j-1", "c1", "c2")],
      });
      const { outbox } = openStore();
      await outbox.claim(["s-1"], { token: "t", leaseUntil: at(MINUTE), now: NOW });
      const outcome = { token: "t", attempts: 1, dueAt: NOW, externalId: null, error: null, at: NOW };
      await outbox.settle([{ ...outcome, id: "s-1", lane: "", status: "sent" }]);
      const refused = async () => {
        const query = { from: NOW, to: at(DAY), scope: all, filter: {} };
        const { total } = await reads().insightLeads(query, "reach-out", { offset: 0, limit: 10 });
        const [row] = await reads().reach(query);
        return [row?.optedOut, total];
      };
      expect(await refused()).toEqual([0, 0]);
      await commit({ merges: [join("j-2", "c2", "c3")] });
      expect(await refused()).toEqual([1, 1]);
      await commit({ merges: [join("j-2", "c2", "c3", at(3 * DAY))] });
      expect(await refused()).toEqual([0, 0]);
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
