import { z } from "zod";
import type { InboundTimer } from "../channel/inbound.ts";
import type { OutboundMessage } from "../channel/outbound.ts";
import { repName } from "../commands/present/labels.ts";
import { templateMessage } from "../flow/template-message.ts";
import { templateValues } from "../flow/template-values.ts";
import type { CampaignDue, CampaignRecipient } from "../leads/campaign.ts";
import { asksFirst } from "../leads/consent.ts";
import { campaignCounter } from "../leads/outreach-counters.ts";
import { saveRecipient } from "../leads/save-recipient.ts";
import type { Turn } from "../leads/turn.ts";
import type { Contact } from "../leads/types/contact.ts";
import type { Conversation } from "../leads/types/conversation.ts";
import type { Lead } from "../leads/types/lead.ts";
import { say } from "../leads/words.ts";
import { counterNow, judgeUnasked, sendUnasked } from "./outreach.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Person } from "./working-set.ts";

/** A campaign that is paused is looked at again after so long. */
const PAUSED_MS = 30 * 60_000;

const dueSchema = z.object({
  campaignId: z.string(),
  name: z.string(),
  template: z.string(),
  contactId: z.string(),
  leadId: z.string(),
  conversationId: z.string(),
});

/**
 * The turn of one recipient of a campaign: sent when the guard lets it, put off until the time that the guard names,
 * or left out with the reason. Whatever crashes, each gets it once: the send, the recipient's state and the end of the
 * timer are one commit. Who was joined with somebody who has had it does not get it again.
 */
export function decideCampaign(turn: Turn, snapshot: Snapshot, person: Person, event: InboundTimer): void {
  const due = dueSchema.parse(event.timer.payload);
  saveRecipient(turn, due, takeTurn(turn, snapshot, person, due));
}

function takeTurn(turn: Turn, snapshot: Snapshot, person: Person, due: CampaignDue): Outcome {
  const over = (status: Outcome["status"], reason: string | null = null): Outcome => ({
    status,
    reason,
    dueAt: turn.at,
  });
  const state = counterNow(turn, snapshot, campaignCounter(due.campaignId));
  if (state === 2) return over("cancelled");
  if (state === 1) {
    const dueAt = new Date(Date.parse(turn.at) + PAUSED_MS).toISOString();
    return { status: "waiting", reason: "paused", dueAt };
  }
  const { contact, conversations, leads } = person;
  if (conversations.some((each) => each.campaign?.id === due.campaignId)) return over("skipped", "already");
  const conversation = conversations.find((each) => each.id === due.conversationId) ?? null;
  const lead =
    leads.find((each) => each.id === conversation?.leadId) ??
    leads.find((each) => each.id === due.leadId) ??
    leads.at(-1);
  const needsYes = asksFirst(snapshot.bundle.business.consent.optIn, conversation?.channel ?? "");
  const verdict = judgeUnasked(turn, snapshot, { contact, conversations, conversation }, undefined, needsYes);
  if (verdict.kind === "never") return over("skipped", verdict.why.code);
  if (verdict.kind === "wait") return { status: "waiting", reason: verdict.why.code, dueAt: verdict.until };
  if (conversation === null || lead === undefined) return over("skipped", "never-wrote");
  const filled = fill(turn, snapshot, due.template, { lead, contact, conversation });
  if (filled === null) return over("skipped", "no-template");
  sendUnasked(turn, snapshot, {
    kind: "campaign",
    source: due.campaignId,
    step: null,
    variant: null,
    lead,
    contact,
    conversation,
    ...filled,
    title: say(due.name, due.name, due.name),
    // Who has written meanwhile is in a talk of their own, where the guard would not have let it go.
    terms: { enrolmentId: null, endsOnReply: true },
  });
  const sent = turn.changes().conversations.find((each) => each.id === conversation.id) ?? conversation;
  turn.save("conversations", { ...sent, campaign: { id: due.campaignId, name: due.name, at: turn.at } });
  return over("sent");
}

type Outcome = Pick<CampaignRecipient, "status" | "reason" | "dueAt">;

/** The text as it is now, with what is known of the person; null when none may be sent. */
function fill(
  turn: Turn,
  { bundle, directory, abilities }: Snapshot,
  template: string,
  { lead, contact, conversation }: { lead: Lead; contact: Contact; conversation: Conversation },
): { text: string; message: OutboundMessage } | null {
  const { channel, language, lastInboundAt } = conversation;
  const rep = lead.ownerId === null ? null : repName(directory, lead.ownerId);
  const filled = templateMessage(bundle, template, {
    language,
    channel,
    values: templateValues(bundle, { lead, contact, rep, language }),
    lastInboundAt,
    freeFormHours: abilities?.(channel)?.freeFormHours,
    at: turn.at,
  });
  if (filled === null || filled === "not-approved" || filled.text.trim() === "") return null;
  return { text: filled.text, message: filled.message };
}
