import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DUPLICATE, isRefusal, type Joined, joinContacts, separateContacts } from "../../src/leads/index.ts";
import type { Contact, Identity } from "../../src/leads/types/contact.ts";
import type { Conversation } from "../../src/leads/types/conversation.ts";
import type { Lead } from "../../src/leads/types/lead.ts";
import type { Offer } from "../../src/leads/types/offer.ts";
import type { Rep } from "../../src/leads/types/rep.ts";
import {
  aContact,
  aConversation,
  aDirectory,
  aLead,
  anAnswer,
  anIdentity,
  anOffer,
  aPipeline,
  aRep,
  aTurn,
} from "../support/builders.ts";

const pipeline = aPipeline();
const into = aContact({ id: "into", name: "Ana", language: "pt" });
const from = aContact({ id: "from", name: "Ana S.", email: "ana@example.com", fields: { size: "L" } });

interface Rows {
  identities: Identity[];
  leads: Lead[];
  conversations: Conversation[];
  offers: Offer[];
}

const rows = (facts: Partial<Rows> = {}): Rows => ({
  identities: [],
  leads: [],
  conversations: [],
  offers: [],
  ...facts,
});

function join(facts: Rows, reps: Rep[] = [aRep()], pair: { from: Contact; into: Contact } = { from, into }) {
  const turn = aTurn();
  const joined = joinContacts(turn, pair.from, pair.into, facts, pipeline, aDirectory({ reps }));
  if (isRefusal(joined)) throw new Error(joined.text.en);
  return { turn, joined, after: overlay(facts, joined) };
}

/** The rows as they are after a join. */
function overlay(facts: Rows, joined: Joined): Rows {
  const put = <T extends { id: string }>(all: readonly T[], changed: readonly T[]) =>
    all.map((row) => changed.find((each) => each.id === row.id) ?? row);
  return {
    identities: put(facts.identities, joined.identities),
    leads: put(facts.leads, joined.leads),
    conversations: put(facts.conversations, joined.conversations),
    offers: [],
  };
}

const untimed = <T extends { updatedAt?: string }>(row: T): T => ({ ...row, updatedAt: "" });

describe("joinContacts", () => {
  it("moves what belongs to one and fills what the other does not know", () => {
    const { joined } = join(
      rows({
        identities: [anIdentity({ contactId: "from" })],
        leads: [aLead({ contactId: "from" })],
        conversations: [aConversation({ contactId: "from" })],
      }),
    );
    expect(joined.into).toMatchObject({
      name: "Ana",
      email: "ana@example.com",
      language: "pt",
      fields: { size: "L" },
    });
    expect(joined.from.mergedIntoId).toBe("into");
    expect(joined.identities[0]?.contactId).toBe("into");
    expect(joined.leads[0]?.contactId).toBe("into");
    expect(joined.conversations[0]).toMatchObject({ contactId: "into", leadId: "lead-1" });
  });

  it("keeps who opted out as either out of reach", () => {
    const out = { ...from, optedOutAt: "2026-01-01T00:00:00.000Z", optedOutVia: "whatsapp" };
    const { joined } = join(rows(), [aRep()], { from: out, into });
    expect(joined.into).toMatchObject({ optedOutAt: out.optedOutAt, optedOutVia: "whatsapp" });
  });

  it("leaves one open lead: the owned one, with the other's answers; no load is left behind", () => {
    const ana = aRep({ name: "Ana", openLeads: 1 });
    const bruno = aRep({ name: "Bruno", openLeads: 1 });
    const offer = anOffer({ leadId: "older", repId: "bruno" });
    const older = aLead({
      id: "older",
      number: 1,
      contactId: "into",
      offerId: offer.id,
      offeredTo: "bruno",
      answers: { need: anAnswer("roof"), city: anAnswer("Rio") },
    });
    const owned = aLead({
      id: "owned",
      number: 2,
      contactId: "from",
      ownerId: "ana",
      answers: { need: anAnswer("solar") },
    });
    const talk = aConversation({ contactId: "into", leadId: "older" });
    const { joined, turn } = join(rows({ leads: [older, owned], conversations: [talk], offers: [offer] }), [
      ana,
      bruno,
    ]);
    const lead = (id: string) => joined.leads.find((each) => each.id === id);
    expect(lead("older")).toMatchObject({ stageKind: "lost", reason: DUPLICATE, offerId: null });
    expect(lead("owned")).toMatchObject({ stageKind: "open", ownerId: "ana", contactId: "into" });
    expect(lead("owned")?.answers).toMatchObject({ need: { value: "solar" }, city: { value: "Rio" } });
    expect(joined.conversations[0]?.leadId).toBe("owned");
    expect(turn.changes().reps).toMatchObject([{ id: "bruno", openLeads: 0 }]);
    expect(turn.changes().offers).toMatchObject([{ status: "withdrawn", openKey: null }]);
  });

  it("refuses a contact that is joined already, and itself", () => {
    const turn = aTurn();
    const args = [rows(), pipeline, aDirectory()] as const;
    expect(joinContacts(turn, from, from, ...args)).toMatchObject({ code: "already-joined" });
    expect(joinContacts(turn, { ...from, mergedIntoId: "x" }, into, ...args)).toMatchObject({
      code: "already-joined",
    });
  });
});

describe("separateContacts", () => {
  const text = fc.option(fc.constantFrom("a", "b"));
  const contact = (id: string) =>
    fc
      .record({
        name: text,
        company: text,
        email: text,
        phone: text,
        optedOutAt: fc.option(fc.constantFrom("2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z")),
        size: text,
      })
      .map(({ size, ...facts }) =>
        aContact({
          id,
          ...facts,
          optedOutVia: facts.optedOutAt && "web",
          fields: size === null ? {} : { size },
        }),
      );
  const lead = fc.record({
    owner: fc.constantFrom("ana", null),
    contactId: fc.constantFrom("from", "into"),
    isOpen: fc.boolean(),
    need: text,
    tag: fc.constantFrom("vip", "late"),
    value: fc.option(fc.nat(100)),
  });

  it("restores exactly what the join changed", () => {
    fc.assert(
      fc.property(
        contact("from"),
        contact("into"),
        fc.array(lead, { maxLength: 3 }),
        (one, other, drafts) => {
          const leads = drafts.map((draft, i) =>
            aLead({
              id: `lead-${i}`,
              number: i + 1,
              contactId: draft.contactId,
              ownerId: draft.owner,
              tags: [draft.tag],
              value: draft.value,
              currency: draft.value === null ? null : "BRL",
              answers: draft.need === null ? {} : { need: anAnswer(draft.need) },
              ...(draft.isOpen
                ? {}
                : { stage: "customer", stageKind: "won" as const, closedAt: "2026-01-01T00:00:00.000Z" }),
            }),
          );
          const facts = rows({
            leads,
            identities: [
              anIdentity({ id: "1", contactId: "from" }),
              anIdentity({ id: "2", contactId: "into" }),
            ],
            conversations: leads.map((each, i) =>
              aConversation({ id: `web:${i}`, contactId: each.contactId, leadId: each.id }),
            ),
          });
          const load = leads.filter((each) => each.ownerId === "ana" && each.stageKind === "open").length;
          const { joined, after, turn } = join(facts, [aRep({ openLeads: load })], {
            from: one,
            into: other,
          });
          const ana = turn.changes().reps[0] ?? aRep({ openLeads: load });
          const merge = JSON.parse(JSON.stringify(joined.merge)) as typeof joined.merge;
          const back = aTurn({ seq: 2 });
          const separated = separateContacts(
            back,
            merge,
            joined.from,
            joined.into,
            after,
            aDirectory({ reps: [ana] }),
          );
          if (isRefusal(separated)) throw new Error(separated.text.en);
          const restored = overlay(after, separated);
          expect(untimed(separated.from)).toEqual(untimed(one));
          expect(untimed(separated.into)).toEqual(untimed(other));
          expect(restored.leads.map(untimed)).toEqual(leads.map(untimed));
          expect(restored.identities).toEqual(facts.identities);
          expect(restored.conversations.map(untimed)).toEqual(facts.conversations.map(untimed));
          expect((back.changes().reps[0] ?? ana).openLeads).toBe(load);
          expect(separated.merge.undoneAt).toBe(back.at);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("leaves what was changed since", () => {
    const { joined } = join(rows());
    const renamed = { ...joined.into, email: "new@example.com" };
    const separated = separateContacts(
      aTurn({ seq: 2 }),
      joined.merge,
      joined.from,
      renamed,
      rows(),
      aDirectory(),
    );
    expect(separated).toMatchObject({
      into: { email: "new@example.com", fields: {} },
      from: { mergedIntoId: null },
    });
  });

  it("refuses when the owner of a lead that would open again has no room", () => {
    const ana = aRep({ openLeads: 2, capacity: 2 });
    const mine = (id: string, contactId: string, number: number) =>
      aLead({ id, contactId, number, ownerId: "ana" });
    const { joined, after } = join(rows({ leads: [mine("a", "into", 1), mine("b", "from", 2)] }), [ana]);
    const full = aDirectory({ reps: [ana] });
    const turn = aTurn({ seq: 2 });
    expect(separateContacts(turn, joined.merge, joined.from, joined.into, after, full)).toMatchObject({
      code: "at-capacity",
    });
    expect(turn.changes().leads).toEqual([]);
  });

  it("refuses the second time", () => {
    const { joined } = join(rows());
    const undone = { ...joined.merge, undoneAt: "2026-01-01T00:00:00.000Z" };
    expect(separateContacts(aTurn(), undone, joined.from, joined.into, rows(), aDirectory())).toMatchObject({
      code: "not-joined",
    });
  });
});
