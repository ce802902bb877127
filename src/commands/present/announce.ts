import type { Turn } from "../../leads/turn.ts";
import type { Lead } from "../../leads/types/lead.ts";
import type { Rep } from "../../leads/types/rep.ts";
import { claimedNotice, type NoticeFacts, newLeadNotice, offerNotice } from "./notices.ts";

/**
 * Tell colleagues what has become of a lead in this turn, from how it was and how it is (`facts.lead`): a new
 * offer goes to the rep or the team, a new owner to the thread and to the owner unless they did it
 * themselves; any other change brings the card in the thread up to date. Nothing when nothing changed.
 */
export function announceLead(turn: Turn, before: Lead, facts: NoticeFacts & { by?: Rep | null }): void {
  const { lead } = facts;
  if (lead === before) return;
  const notify = (to: Parameters<Turn["notify"]>[0]["to"], message: ReturnType<typeof newLeadNotice>) =>
    turn.notify({ to, leadId: lead.id, message });
  if (lead.ownerId !== null && lead.ownerId !== before.ownerId) {
    notify({ thread: lead.id }, claimedNotice(facts));
    if (lead.ownerId !== turn.actor.id) notify({ rep: lead.ownerId }, claimedNotice(facts));
    return;
  }
  if (lead.offerId !== null && lead.offerId !== before.offerId) {
    const isPush = lead.offeredTo !== null;
    // Where its card is already, it is not free to claim any more.
    if (isPush && (before.offerId !== null || before.ownerId !== null))
      notify({ thread: lead.id }, cardUpdate(facts));
    if (isPush) notify({ rep: lead.offeredTo! }, offerNotice(facts));
    else notify({ team: lead.teamId }, newLeadNotice(facts));
    return;
  }
  notify({ thread: lead.id }, cardUpdate(facts));
}

/** The card alone: it replaces the one in the thread. */
function cardUpdate(facts: NoticeFacts): ReturnType<typeof newLeadNotice> {
  const whole = newLeadNotice(facts);
  return (language) => {
    const { text: _headline, ...card } = whole(language);
    return card;
  };
}
