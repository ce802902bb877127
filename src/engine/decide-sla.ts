import type { InboundEvent, InboundTimer } from "../channel/inbound.ts";
import { announceLead } from "../commands/present/announce.ts";
import { limitNotice } from "../commands/present/clock-notices.ts";
import { workingDirectory } from "../leads/change.ts";
import { SLA, SLA_BEGINS } from "../leads/sla.ts";
import { checkLimits } from "../leads/sla-check.ts";
import type { Turn } from "../leads/turn.ts";
import type { Lead } from "../leads/types/lead.ts";
import { isAnnounced } from "./mirror.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Person, WorkingSet } from "./working-set.ts";

/**
 * A limit of a lead is near, or has run out, by the hours, holidays and limits as they are now; where those give it more
 * time, its timer is set to then. A limit that is broken is told to who has the lead and to the managers, once; one
 * that is near to who has the lead.
 */
export function decideSla(turn: Turn, snapshot: Snapshot, person: Person, event: InboundTimer): void {
  const found = person.leads.find((each) => each.id === event.timer.leadId);
  const { rules } = turn;
  if (found === undefined || rules === null) return;
  const { lead, broken, near } = checkLimits(turn, rules, found, event.timer.dueAt);
  const facts = {
    lead,
    contact: person.contact,
    offer: person.offers.get(lead.id) ?? null,
    directory: workingDirectory(snapshot.directory, turn),
    bundle: snapshot.bundle,
    at: turn.at,
  };
  if (isAnnounced(lead)) announceLead(turn, found, facts);
  if (broken.length > 0) tell(turn, limitNotice({ ...facts, limits: broken, isOver: true }), lead, true);
  if (near.length > 0) tell(turn, limitNotice({ ...facts, limits: near, isOver: false }), lead, false);
}

/**
 * A lead that is older than its limits gets them. What has run out already is broken, which its card and the numbers say;
 * it is told to nobody one by one, because nobody knew of it.
 */
export function beginLimits(turn: Turn, snapshot: Snapshot, person: Person, event: InboundTimer): void {
  const found = person.leads.find((each) => each.id === event.timer.leadId);
  if (found === undefined || turn.rules === null || found.stageKind !== "open") return;
  const { lead } = checkLimits(turn, turn.rules, found, turn.at);
  if (lead === found || !isAnnounced(lead)) return;
  announceLead(turn, found, {
    lead,
    contact: person.contact,
    offer: person.offers.get(lead.id) ?? null,
    directory: workingDirectory(snapshot.directory, turn),
    bundle: snapshot.bundle,
    at: turn.at,
  });
}

/**
 * At the end of a turn: limits that had run out, while the program was off, before something ended them in this very
 * turn. They count, and are told to whom they are told otherwise.
 */
export function tellEnded(turn: Turn, snapshot: Snapshot, set: WorkingSet, event: InboundEvent): void {
  if (event.type === "timer" && (event.timer.kind === SLA || event.timer.kind === SLA_BEGINS)) return;
  const changes = turn.changes();
  for (const { kind, leadId, after, note } of changes.activities) {
    if (kind !== "sla-broken" || leadId === null) continue;
    const person = set.personByLead(leadId);
    const lead = changes.leads.find((each) => each.id === leadId);
    if (person === null || lead === undefined) continue;
    const limit = note === "first-response" ? "first-response" : "stage";
    const dueAt = limit === "stage" ? after?.stageBrokenAt : after?.responseBrokenAt;
    if (typeof dueAt !== "string") continue;
    const message = limitNotice({
      // The stage that it was in.
      lead: limit === "stage" && note !== null ? { ...lead, stage: note } : lead,
      contact: changes.contacts.find((each) => each.id === lead.contactId) ?? person.contact,
      offer: null,
      directory: workingDirectory(snapshot.directory, turn),
      bundle: snapshot.bundle,
      at: turn.at,
      limits: [{ limit, dueAt }],
      isOver: true,
      hasEnded: true,
    });
    tell(turn, message, lead, true);
  }
}

function tell(turn: Turn, message: ReturnType<typeof limitNotice>, lead: Lead, isOver: boolean): void {
  const to = whoHasIt(lead);
  if (to !== null) turn.notify({ to, leadId: lead.id, message: message(to) });
  if (isOver) turn.notify({ to: { managers: true }, leadId: lead.id, message: message(null) });
}

/** Nobody, as long as the bot alone knows of it. */
function whoHasIt(lead: Lead): { rep: string } | { team: string | null } | null {
  const rep = lead.ownerId ?? lead.offeredTo;
  if (rep !== null) return { rep };
  return lead.offerId === null ? null : { team: lead.teamId };
}
