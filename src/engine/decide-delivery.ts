import type { InboundUndelivered } from "../channel/inbound.ts";
import { undeliveredNotice } from "../commands/present/notices.ts";
import { BOT } from "../leads/change.ts";
import type { Turn } from "../leads/turn.ts";
import type { Person } from "./working-set.ts";

/**
 * A message to the customer did not arrive, or nobody can tell: the colleagues see it in the lead's thread, with a
 * button to send it again. Messages that belong to no lead are left to the list of dead letters.
 */
export function decideUndelivered(turn: Turn, person: Person | null, event: InboundUndelivered): void {
  const lead = person?.leads.find((each) => each.id === event.leadId);
  if (person === null || lead === undefined) return;
  turn.record(
    { kind: "send-failed", leadId: lead.id, contactId: person.contact.id, note: event.reason },
    BOT,
  );
  const message = undeliveredNotice({ lead, contact: person.contact, channel: turn.channel, ...event });
  turn.notify({ to: { thread: lead.id }, leadId: lead.id, message });
  if (lead.ownerId !== null) turn.notify({ to: { rep: lead.ownerId }, leadId: lead.id, message });
}
