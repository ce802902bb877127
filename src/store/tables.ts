import { consents, contacts, identities, merges } from "./tables/contacts.ts";
import { conversations, messages } from "./tables/conversations.ts";
import { counters } from "./tables/counters.ts";
import { activities, followUps, leads, offers } from "./tables/leads.ts";
import { newSends, outbox } from "./tables/outbox.ts";
import { campaignRecipients, campaigns, enrolments, outreach } from "./tables/outreach.ts";
import { digests, repIdentities, reps, teamMembers, teams } from "./tables/reps.ts";
import { templateVersions } from "./tables/template-versions.ts";
import { timers } from "./tables/timers.ts";
import { winModels } from "./tables/win-models.ts";

/**
 * The tables that the hot path reads and writes, and what is learned from ended leads. A test compares each with
 * prisma/schema.prisma.
 */
export const tables = {
  contacts,
  consents,
  identities,
  leads,
  conversations,
  messages,
  activities,
  reps,
  repIdentities,
  teams,
  teamMembers,
  offers,
  followUps,
  digests,
  enrolments,
  outreach,
  campaigns,
  campaignRecipients,
  timers,
  merges,
  templateVersions,
  newSends,
  outbox,
  winModels,
  counters,
} as const;
