import { changeLead, repNow } from "./change.ts";
import type { LeadAndContact } from "./details.ts";
import { type FollowUpChange, saveFollowUp } from "./follow-up-rows.ts";
import { closeOffer, makeOffer, openOfferOf, withoutOffer } from "./offer.ts";
import { leadRef } from "./ref.ts";
import { isRefusal, type Refusal, refuse } from "./refusal.ts";
import { isFull, refuseFull, refuseInactive, repName } from "./reps.ts";
import { applyToContact, applyToLead, FOLLOW_UP, fieldNow, isSame } from "./trail.ts";
import type { Turn } from "./turn.ts";
import type { Activity, ActivityKind } from "./types/activity.ts";
import type { Contact } from "./types/contact.ts";
import type { Directory } from "./types/directory.ts";
import type { FollowUp } from "./types/follow-up.ts";
import type { Lead } from "./types/lead.ts";
import type { Offer } from "./types/offer.ts";
import { type UndoPassContext, undoPass } from "./undo-pass.ts";
import { TOUCHES, type UndoTouchContext, undoTouch } from "./undo-touch.ts";
import { say, type Texts } from "./words.ts";

/** What can be taken back. */
export const UNDOABLE: readonly ActivityKind[] = [
  "stage-moved",
  "value-set",
  "tagged",
  "field-set",
  "claimed",
  "assigned",
  "follow-up-planned",
  "follow-up-moved",
  "follow-up-done",
  "follow-up-dropped",
  "passed",
  ...TOUCHES,
];

export interface UndoContext extends Pick<UndoPassContext, "accept">, Pick<UndoTouchContext, "isAnswer"> {
  directory: Directory;
  /** The lead's open offer, if it has one. */
  offer?: Offer | null;
  /** The lead's activities after the one to take back: they name who changed what. */
  since?: readonly Activity[];
  /** The follow-ups that the activity changed, as they are now. See {@link followUpsIn}. */
  followUps?: readonly FollowUp[];
}

/** The ids of the follow-ups that an activity changed. */
export function followUpsIn(activity: Pick<Activity, "after">): string[] {
  return Object.keys(activity.after ?? {})
    .filter((key) => key.startsWith(FOLLOW_UP))
    .map((key) => key.slice(FOLLOW_UP.length));
}

/**
 * Take back what an activity did: every field goes back to what it was before. Refuses when one of them has
 * changed since, and says who changed it. The note of the `undone` activity is the id of the one taken back.
 *
 * Offers are events, not facts: a lead that goes back to having no owner is put into its team's pool, not
 * offered again as it was.
 */
export function undo(
  turn: Turn,
  activity: Activity,
  lead: Lead,
  contact: Contact,
  context: UndoContext,
): LeadAndContact | Refusal {
  const { before, after } = activity;
  if (activity.kind === "passed") {
    const back = undoPass(turn, activity, lead, context);
    return isRefusal(back) ? back : { lead: back, contact };
  }
  if (TOUCHES.some((kind) => kind === activity.kind)) {
    const undoMove = (move: Activity) => undo(turn, move, lead, contact, context);
    return undoTouch(turn, activity, lead, contact, { ...context, undoMove });
  }
  if (!UNDOABLE.includes(activity.kind) || before === null || after === null) return refuseKind(lead);
  const changed = Object.keys(after).filter(
    (key) => !isDerived(key) && !LIMIT_FIELDS.has(key) && !isSame(fieldNow(lead, contact, key), after[key]),
  );
  if (changed.length > 0) return refuseChanged(lead, activity, changed, context);

  const values = Object.fromEntries(Object.entries(before).filter(([key]) => !isDerived(key)));
  const restored = applyToLead(lead, values);
  const obstacle = checkOwner(turn, lead, restored, context.directory);
  if (obstacle) return obstacle;
  const followUps = followUpsBefore(turn, activity, restored, context);
  if (followUps === null) return refuseChanged(lead, activity, [], context);
  for (const each of followUps) saveFollowUp(turn, each.before, each.after);

  const isContactChanged = Object.keys(after).some((key) => key.startsWith("contact."));
  const oldContact = isContactChanged ? { ...applyToContact(contact, values), updatedAt: turn.at } : contact;
  return {
    lead: changeLead(
      turn,
      lead,
      { ...restored, ...offerAfter(turn, lead, restored, typeof before.offerId === "string", context) },
      {
        kind: "undone",
        note: activity.id,
        directory: context.directory,
        followUps,
        ...(isContactChanged ? { contact: { before: contact, after: oldContact } } : {}),
      },
    ),
    contact: oldContact,
  };
}

const OFFER_FIELDS = new Set<string>(Object.keys(withoutOffer));

/** Time runs by itself: that a limit has been broken since is no change by anybody. They are put back as they were. */
const LIMIT_FIELDS = new Set(["responseDueAt", "responseBrokenAt", "stageDueAt", "stageBrokenAt"]);

/** What is not compared and not put back as it was, because it follows from the rest. */
function isDerived(key: string): boolean {
  return OFFER_FIELDS.has(key) || key === "nextStep" || key.startsWith(FOLLOW_UP);
}

/**
 * The follow-ups that the activity changed, as they go back: one that was planned is dropped. Null when one of them
 * has changed since, or has no place on the lead any more.
 */
function followUpsBefore(
  turn: Turn,
  activity: Activity,
  lead: Lead,
  context: UndoContext,
): Required<FollowUpChange>[] | null {
  const open = turn.openFollowUps(lead.id);
  const changes: Required<FollowUpChange>[] = [];
  for (const id of followUpsIn(activity)) {
    const now = open.find((row) => row.id === id) ?? context.followUps?.find((row) => row.id === id);
    if (now === undefined || now.leadId !== lead.id) return null;
    const after = fieldsOf(activity.after?.[FOLLOW_UP + id]);
    const before = activity.before?.[FOLLOW_UP + id] ?? null;
    const fields = new Map<string, unknown>(Object.entries(now));
    const isAsLeft = Object.entries(after).every(
      // To have been reminded changes nothing that somebody decided.
      ([key, value]) => key === "remindedAt" || isSame(fields.get(key), value),
    );
    if (!isAsLeft) return null;
    const back: FollowUp =
      before === null
        ? { ...now, status: "dropped", doneAt: turn.at }
        : { ...now, ...fieldsOf(before), remindedAt: now.remindedAt, moves: (now.moves ?? 0) + 1 };
    const isOpen = back.status === "open";
    if (isOpen && lead.stageKind !== "open" && back.kind !== "support") return null;
    // What is overdue by now needs no reminder: somebody has just looked at it.
    const remindedAt = isOpen && back.dueAt <= turn.at ? (back.remindedAt ?? turn.at) : null;
    changes.push({ before: now, after: isOpen ? { ...back, remindedAt } : back });
  }
  return changes;
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** The owner that comes back must be there and have room. */
function checkOwner(turn: Turn, lead: Lead, restored: Lead, directory: Directory): Refusal | null {
  if (restored.ownerId === null || restored.stageKind !== "open") return null;
  if (restored.ownerId === lead.ownerId && lead.stageKind === "open") return null;
  const owner = repNow(turn, directory, restored.ownerId);
  if (owner === null) return null;
  if (!owner.active) return refuseInactive(owner);
  return isFull(owner) ? refuseFull(owner) : null;
}

/** The offer that fits the restored lead: none for one that is closed or owned, the pool for one that lost its offer. */
function offerAfter(
  turn: Turn,
  lead: Lead,
  restored: Lead,
  hadOffer: boolean,
  context: UndoContext,
): Pick<Lead, "offerId" | "offeredTo" | "offerDueAt"> | Record<never, never> {
  const needsOwner = restored.stageKind === "open" && restored.ownerId === null;
  if (lead.offerId !== null) {
    if (needsOwner) return {};
    closeOffer(turn, openOfferOf(turn, lead, context.offer ?? null), "withdrawn");
    return withoutOffer;
  }
  if (!needsOwner || !hadOffer || restored.teamId === null) return {};
  const terms = { repId: null, teamId: restored.teamId, reasons: restored.routeReasons };
  return makeOffer(turn, lead, { ...terms, dueAt: null, remindAt: null });
}

function refuseKind(lead: Lead): Refusal {
  const ref = leadRef(lead);
  return refuse(
    "not-undoable",
    say(
      `That step of ${ref} cannot be taken back.`,
      `Esse passo de ${ref} não pode ser desfeito.`,
      `Ese paso de ${ref} no se puede deshacer.`,
    ),
  );
}

function refuseChanged(lead: Lead, activity: Activity, fields: string[], context: UndoContext): Refusal {
  const ref = leadRef(lead);
  const later = context.since?.findLast(
    (each) => each.seq > activity.seq && each.after !== null && fields.some((key) => key in each.after!),
  );
  const who = actorName(later, context.directory);
  const list = fields.join(", ");
  return refuse(
    "changed-since",
    say(
      `${who.en} changed ${list || "a follow-up"} of ${ref} since then, so it cannot be taken back.`,
      `${who.pt} mudou ${list || "um acompanhamento"} de ${ref} depois disso, então não dá para desfazer.`,
      `${who.es} cambió ${list || "un seguimiento"} de ${ref} después de eso, así que no se puede deshacer.`,
    ),
  );
}

function actorName(activity: Activity | undefined, directory: Directory): Texts {
  switch (activity?.actorKind) {
    case "rep": {
      const name = repName(directory, activity.actorId);
      return say(name, name, name);
    }
    case "contact":
      return say("The contact", "O contato", "El contacto");
    case "bot":
    case "system":
      return say("The bot", "O bot", "El bot");
    default:
      return say("Somebody", "Alguém", "Alguien");
  }
}
