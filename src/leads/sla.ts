import { addWorkingTime } from "./calendar.ts";
import type { BusinessCalendar, FirstResponse, Pipeline, Routing } from "./config.ts";
import type { At } from "./types/at.ts";
import type { Lead } from "./types/lead.ts";

/** The timer of a lead's limits; its payload is empty, and its id names the turn that set it. */
export const SLA = "sla";

/** An open lead should have limits and has none: it is older than they are. */
export const SLA_BEGINS = "sla-begins";

/** What the limits follow from, as the files are now. */
export interface SlaRules {
  pipeline: Pipeline;
  routing: Routing;
  calendar: BusinessCalendar;
}

/** A limit that a lead is under. */
export type Limit = "first-response" | "stage";

/** A limit whose time runs: when it is warned of and when it runs out, in working time of the business. */
export interface RunningLimit {
  limit: Limit;
  /** Null: no warning. */
  warnAt: At | null;
  dueAt: At;
}

/**
 * The limits of a lead that have not been kept or broken, by the rules, hours and holidays as they are now. The time of
 * a first answer runs from the opening until a person has answered, whoever has the lead; that of a stage from when the
 * lead came to it. Nothing runs on a lead that is closed.
 */
export function runningLimits(lead: Lead, rules: SlaRules): RunningLimit[] {
  if (lead.stageKind !== "open") return [];
  const { calendar } = rules;
  const running: RunningLimit[] = [];
  const add = (limit: Limit, since: At, minutes: number, warnMinutes: number | undefined) => {
    const dueAt = addWorkingTime(since, minutes, calendar);
    if (dueAt === null) return;
    const before = Math.min(warnMinutes ?? minutes / 4, minutes);
    const warnAt = before === 0 ? null : addWorkingTime(since, minutes - before, calendar);
    running.push({ limit, dueAt, warnAt });
  };
  const response = firstResponseOf(lead, rules);
  if (response !== null && lead.firstResponseAt === null && lead.responseBrokenAt === null) {
    add("first-response", lead.openedAt, response.minutes, response.warnMinutes);
  }
  const stage = rules.pipeline.stages.find((each) => each.id === lead.stage);
  if (stage?.slaHours !== undefined && lead.stageBrokenAt === null) {
    const warn = stage.slaWarnHours === undefined ? undefined : stage.slaWarnHours * 60;
    add("stage", lead.stageSince, stage.slaHours * 60, warn);
  }
  return running;
}

/** By when a person should answer: the team's own limit, else that of all. */
export function firstResponseOf(
  lead: Pick<Lead, "teamId">,
  { pipeline, routing }: SlaRules,
): FirstResponse | null {
  const own = lead.teamId === null ? undefined : routing.teams[lead.teamId]?.firstResponse;
  return own === undefined ? (pipeline.firstResponse ?? null) : own;
}

/** The columns that tell when a lead's limits run out. */
export function dueColumns(
  lead: Lead,
  running: readonly RunningLimit[],
): Pick<Lead, "responseDueAt" | "stageDueAt"> {
  const dueAt = (limit: Limit) => running.find((each) => each.limit === limit)?.dueAt;
  return {
    // What was answered or missed keeps its limit; a lead that is closed keeps it for when it is opened again.
    responseDueAt:
      dueAt("first-response") ??
      (lead.firstResponseAt === null && lead.responseBrokenAt === null && lead.stageKind === "open"
        ? null
        : lead.responseDueAt),
    stageDueAt: dueAt("stage") ?? (lead.stageBrokenAt === null ? null : lead.stageDueAt),
  };
}

/**
 * What has run out or nears its end by now, when the timer that was due at `plannedFor` comes. Of what was warned of
 * before that moment nothing is said again.
 */
export function limitsDue(
  running: readonly RunningLimit[],
  plannedFor: At,
  at: At,
): { broken: RunningLimit[]; near: RunningLimit[] } {
  return {
    broken: running.filter(({ dueAt }) => dueAt <= at),
    near: running.filter(
      ({ warnAt, dueAt }) => warnAt !== null && warnAt >= plannedFor && warnAt <= at && dueAt > at,
    ),
  };
}
