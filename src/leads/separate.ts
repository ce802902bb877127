import { z } from "zod";
import { LeadlineError } from "../errors.ts";
import { changeContact, changeLead, repNow } from "./change.ts";
import { carryConsents } from "./consent.ts";
import { saveFollowUp } from "./follow-up-rows.ts";
import type { ContactRows, Joined } from "./join.ts";
import { closeOffer, openOfferOf, withoutOffer } from "./offer.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { isFull, refuseFull } from "./reps.ts";
import { applyToContact, applyToLead, fieldNow, isSame, type Patch } from "./trail.ts";
import type { Turn } from "./turn.ts";
import type { Contact, ContactMerge } from "./types/contact.ts";
import type { Directory } from "./types/directory.ts";
import type { Lead } from "./types/lead.ts";
import type { Rep } from "./types/rep.ts";
import { say } from "./words.ts";

/**
 * Undo a join: what moved goes back, and every field that the join changed is as it was before, except those
 * that somebody has changed since. Leads opened after the join stay with `into`. An offer that a folded lead
 * had does not come back: route it anew. `rows` are what `into` has now.
 */
export function separateContacts(
  turn: Turn,
  merge: ContactMerge,
  from: Contact,
  into: Contact,
  rows: ContactRows,
  directory: Directory,
): Joined | Refusal {
  if (merge.undoneAt !== null || from.mergedIntoId !== into.id) return refuseSeparated();
  const record = readRecord(merge);
  const moved = new Set(merge.moved.leads);
  const plans = rows.leads.flatMap((lead) => {
    const patch = record.leads[lead.id];
    if (patch === undefined && !moved.has(lead.id)) return [];
    const restored = applyToLead(
      lead,
      patch ? unchangedSince(patch, (key) => fieldNow(lead, null, key)) : {},
    );
    return [{ lead, restored: moved.has(lead.id) ? { ...restored, contactId: from.id } : restored }];
  });
  const full = firstWithoutRoom(turn, plans, directory);
  if (full) return refuseFull(full);

  const note = merge.id;
  for (const { lead } of plans) returnFollowUps(turn, lead, record.followUps);
  const leads = plans.map(({ lead, restored }) => {
    const isClosing = lead.offerId !== null && restored.stageKind !== "open";
    if (isClosing) {
      const offer = rows.offers.find((each) => each.id === lead.offerId) ?? null;
      closeOffer(turn, openOfferOf(turn, lead, offer), "withdrawn");
    }
    const change = isClosing ? { ...restored, ...withoutOffer } : restored;
    return changeLead(turn, lead, change, { kind: "contacts-separated", note, directory });
  });
  const identities = rows.identities
    .filter((row) => merge.moved.identities.includes(row.id))
    .map((row) => ({ ...row, contactId: from.id }));
  const conversations = rows.conversations.flatMap((row) => {
    const lead = record.conversations[row.id];
    const isMoved = merge.moved.conversations.includes(row.id);
    if (!isMoved && lead === undefined) return [];
    const leadId = lead !== undefined && row.leadId === lead.after ? lead.before : row.leadId;
    return [{ ...row, leadId, contactId: isMoved ? from.id : row.contactId, updatedAt: turn.at }];
  });
  for (const row of identities) turn.save("identities", row);
  for (const row of conversations) turn.save("conversations", row);
  const undone: ContactMerge = { ...merge, undoneAt: turn.at };
  turn.save("merges", undone);
  return {
    // Nobody knows which of the two has said it: it counts for both.
    from: carryConsents(turn, restoreContact(turn, from, record.from, note), into, merge.at),
    into: restoreContact(turn, into, record.into, note),
    merge: undone,
    identities,
    leads,
    conversations,
  };
}

const patchSchema = z.object({
  before: z.record(z.string(), z.unknown()),
  after: z.record(z.string(), z.unknown()),
});

const recordSchema = z.object({
  from: patchSchema,
  into: patchSchema,
  leads: z.record(z.string(), patchSchema),
  conversations: z.record(
    z.string(),
    z.object({ before: z.string().nullable(), after: z.string().nullable() }),
  ),
  /** Joins of earlier versions took none along. */
  followUps: z.record(z.string(), z.string()).default({}),
});

/** Follow-ups that came along with a folded lead, and are still open, go back to it. */
function returnFollowUps(turn: Turn, lead: Lead, cameFrom: Readonly<Record<string, string>>): void {
  for (const row of turn.openFollowUps(lead.id)) {
    const leadId = cameFrom[row.id];
    if (leadId !== undefined && leadId !== lead.id) saveFollowUp(turn, row, { ...row, leadId });
  }
}

function readRecord(merge: ContactMerge): z.infer<typeof recordSchema> {
  const read = recordSchema.safeParse(merge.moved.before);
  if (read.success) return read.data;
  throw new LeadlineError("turn-failed", `What the join ${merge.id} changed cannot be read.`, {
    fix: "Separate the contacts by hand: set their fields and leads to what the trail says.",
    cause: read.error,
  });
}

function restoreContact(turn: Turn, contact: Contact, patch: Patch, note: string): Contact {
  const back = unchangedSince(patch, (key) => contactField(contact, key));
  return changeContact(turn, contact, applyToContact(contact, back), { kind: "contacts-separated", note });
}

function contactField(contact: Contact, key: string): unknown {
  const field = key.slice("contact.".length);
  if (field.startsWith("fields.")) {
    const name = field.slice("fields.".length);
    return Object.hasOwn(contact.fields, name) ? contact.fields[name] : null;
  }
  return new Map<string, unknown>(Object.entries(contact)).get(field) ?? null;
}

/** The values before, of those fields that still are as the join left them. */
function unchangedSince(patch: Patch, now: (key: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(patch.before).filter(([key]) => isSame(now(key), patch.after[key])),
  );
}

/** The first rep who would get more open leads back than they have room for. */
function firstWithoutRoom(
  turn: Turn,
  plans: readonly { lead: Lead; restored: Lead }[],
  directory: Directory,
): Rep | null {
  for (const { lead, restored } of plans) {
    if (restored.ownerId === null || restored.stageKind !== "open" || lead.stageKind === "open") continue;
    const owner = repNow(turn, directory, restored.ownerId);
    if (owner !== null && isFull(owner)) return owner;
  }
  return null;
}

function refuseSeparated(): Refusal {
  return refuse(
    "not-joined",
    say(
      "These contacts are not joined any more.",
      "Esses contatos não estão mais unidos.",
      "Estos contactos ya no están unidos.",
    ),
  );
}
