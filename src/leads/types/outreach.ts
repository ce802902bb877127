import type { At } from "./at.ts";

/** A message that nobody asked for. */
export interface Outreach {
  id: string;
  contactId: string;
  leadId: string | null;
  conversationId: string;
  channel: string;
  kind: "sequence" | "campaign";
  /** The id of the sequence or campaign. */
  source: string;
  step: string | null;
  variant: string | null;
  messageId: string;
  outboxId: string;
  at: At;
}
