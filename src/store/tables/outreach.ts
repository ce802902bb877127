import type { Campaign, CampaignRecipient } from "../../leads/campaign.ts";
import type { Enrolment } from "../../leads/types/nurture.ts";
import type { Outreach } from "../../leads/types/outreach.ts";
import { table } from "./table.ts";

export const enrolments = table<Enrolment>("enrolments", {
  id: "text",
  contactId: "text",
  leadId: "text",
  sequence: "text",
  step: "int",
  status: "text",
  dueAt: "time",
  reason: "text",
  startedBy: "text",
  createdAt: "time",
  updatedAt: "time",
});

export const outreach = table<Outreach>("outreach", {
  id: "text",
  contactId: "text",
  leadId: "text",
  conversationId: "text",
  channel: "text",
  kind: "text",
  source: "text",
  step: "text",
  variant: "text",
  messageId: "text",
  outboxId: "text",
  at: "time",
});

export const campaigns = table<Campaign>("campaigns", {
  id: "text",
  name: "text",
  status: "text",
  template: "text",
  filter: "json",
  startAt: "time",
  createdBy: "text",
  createdAt: "time",
  confirmedAt: "time",
  updatedAt: "time",
});

export const campaignRecipients = table<CampaignRecipient>("campaign_recipients", {
  id: "text",
  campaignId: "text",
  contactId: "text",
  conversationId: "text",
  leadId: "text",
  status: "text",
  reason: "text",
  dueAt: "time",
  updatedAt: "time",
});
