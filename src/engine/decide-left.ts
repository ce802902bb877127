import { z } from "zod";
import type { InboundTimer } from "../channel/inbound.ts";
import { calendarOf } from "../commands/calendar.ts";
import { announceLead } from "../commands/present/announce.ts";
import { leftNotice } from "../commands/present/notices.ts";
import { workingDirectory } from "../leads/change.ts";
import { releaseLead } from "../leads/release.ts";
import type { Turn } from "../leads/turn.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Person } from "./working-set.ts";

/** The timer of a colleague who has left while open leads are theirs, made by the sweep. */
export const LEFT = "left";
/** The timer of one of those leads. */
export const RELEASE = "release";

/**
 * Leads that one turn sets on their way; those beyond follow in another, with a message of their own. More than one
 * person has: the managers are told once.
 */
export const LEFT_LEADS = 20_000;

const leftSchema = z.object({
  repId: z.string(),
  /** Read when the timer comes in: the open leads that are not on their way yet. */
  leads: z.array(z.object({ id: z.string(), number: z.number() })).default([]),
});

/**
 * Somebody has left: each open lead of theirs gets a timer, due at once, that offers it to others, and the managers
 * are told once. Done twice it finds nothing left to do. A colleague who is back by now keeps what is still theirs.
 */
export function decideLeft(turn: Turn, snapshot: Snapshot, event: InboundTimer): void {
  const { repId, leads } = leftSchema.parse(event.timer.payload);
  const rep = snapshot.directory.reps.get(repId);
  if (rep === undefined || rep.active || leads.length === 0) return;
  for (const lead of leads) {
    turn.save("timers", {
      id: `${RELEASE}:${lead.id}`,
      kind: RELEASE,
      conversationId: null,
      leadId: lead.id,
      payload: { repId },
      dueAt: turn.at,
      status: "pending",
      createdAt: turn.at,
    });
  }
  turn.notify({ to: { managers: true }, leadId: null, message: leftNotice(rep, leads) });
}

/** One lead of a colleague who has left: it is offered anew. */
export function decideRelease(turn: Turn, snapshot: Snapshot, person: Person, event: InboundTimer): void {
  const { bundle, directory } = snapshot;
  const lead = person.leads.find((each) => each.id === event.timer.leadId);
  const holder = directory.reps.get(lead?.ownerId ?? lead?.offeredTo ?? "");
  if (lead === undefined || lead.stageKind !== "open" || holder === undefined || holder.active) return;
  const offer = person.offers.get(lead.id) ?? null;
  const { contact } = person;
  const calendar = calendarOf(bundle);
  const after = releaseLead(turn, lead, contact, offer, holder, directory, bundle.routing, calendar);
  announceLead(turn, lead, {
    lead: after,
    contact,
    offer: turn.changes().offers.find((each) => each.id === after.offerId) ?? null,
    directory: workingDirectory(directory, turn),
    bundle,
    at: turn.at,
  });
}
