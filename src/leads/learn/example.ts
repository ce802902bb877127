import { applyToLead } from "../trail.ts";
import type { Activity } from "../types/activity.ts";
import type { At } from "../types/at.ts";
import type { Lead } from "../types/lead.ts";
import { type FactPlan, type Facts, factsOf } from "./facts.ts";

/** An ended lead as it stood at a moment before: what was known of it, its rule score, and how it then ended. */
export interface Example {
  facts: Facts;
  won: boolean;
  ruleScore: number;
}

/** A step of a lead's trail, as far as taking it back needs it. */
export type Step = Pick<Activity, "at" | "before">;

/**
 * Learn from what was known at a moment between opening and end, not from what the lead had become by its end: answers
 * that a colleague filled in at the close would tell the outcome. Null for a lead that has not ended.
 *
 * @param trail the lead's steps, newest first; those before the moment may be missing
 */
export function exampleOf(lead: Lead, trail: readonly Step[], plan: FactPlan): Example | null {
  const endedAt = lead.wonAt ?? lead.lostAt;
  if (endedAt === null) return null;
  const then = leadAt(lead, trail, momentBefore(lead, endedAt));
  return { facts: factsOf(then, plan), won: lead.wonAt !== null, ruleScore: then.score };
}

/**
 * The moment as of which a lead is learned from. Drawn by its id, so that the same leads give the same model: evenly
 * over the order of magnitude of the time since its opening, because people look at a lead in its first minutes as
 * well as weeks later.
 */
export function momentBefore(lead: Pick<Lead, "id" | "openedAt">, endedAt: At): At {
  const opened = Date.parse(lead.openedAt);
  const minutes = (Date.parse(endedAt) - opened) / 60_000;
  if (!(minutes > 0)) return lead.openedAt;
  const share = Math.exp(hashOf(lead.id) * Math.log1p(minutes)) - 1;
  // The step that ended it lies at the end itself.
  return new Date(Math.min(opened + share * 60_000, Date.parse(endedAt) - 1)).toISOString();
}

/** The lead as it was: every later step taken back, and no answer that came later. */
function leadAt(lead: Lead, trail: readonly Step[], moment: At): Lead {
  let then = lead;
  for (const { at, before } of trail) {
    if (at <= moment) break;
    if (before !== null) then = applyToLead(then, before);
  }
  const known = Object.entries(then.answers).filter(([, answer]) => answer.at <= moment);
  const isAnswered = then.firstResponseAt !== null && then.firstResponseAt <= moment;
  return {
    ...then,
    answers: Object.fromEntries(known),
    firstResponseAt: isAnswered ? then.firstResponseAt : null,
  };
}

/** A number from 0 to 1 that depends on the text alone (FNV-1a, its bits mixed once more). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
