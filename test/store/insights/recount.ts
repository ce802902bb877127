import { DateTime } from "luxon";
import {
  DIMENSIONS,
  type Dimension,
  type InsightAnswer,
  type InsightQuery,
  type MoneySum,
  type Numbers,
  type Spread,
} from "../../../src/commands/insights.ts";
import type { Tally } from "../../../src/commands/reads.ts";
import { type BusinessCalendar, DUPLICATE, workingMinutesBetween } from "../../../src/leads/index.ts";
import { replayLead } from "../../../src/leads/trail.ts";
import type { Activity } from "../../../src/leads/types/activity.ts";
import type { FollowUp } from "../../../src/leads/types/follow-up.ts";
import type { Lead } from "../../../src/leads/types/lead.ts";

/** What is known of everything: the trail, and the follow-ups, which have rows of their own. */
export interface Known {
  trail: readonly Activity[];
  followUps: readonly FollowUp[];
  calendar: BusinessCalendar;
  now: string;
}

/** Every number of an answer, counted once more in the plainest way: from the trail. */
export function recount(query: InsightQuery, known: Known): InsightAnswer {
  const leads = leadsOf(known).filter(({ lead }) => matches(lead, query));
  const within = (from: string, to: string) => (at: string | null) => at !== null && at >= from && at < to;
  const count = (chosen: readonly Told[], from: string, to: string) =>
    numbers(chosen, within(from, to), known);
  const groups = (from: string, to: string) => {
    if (query.by === undefined) return [];
    const keys = [...new Set(leads.map(({ lead }) => keyOf(lead, query.by!)))];
    return keys
      .map((key) => ({
        key,
        numbers: count(
          leads.filter(({ lead }) => keyOf(lead, query.by!) === key),
          from,
          to,
        ),
      }))
      .filter(({ numbers }) => hasAny(numbers))
      .sort((a, b) => b.numbers.created - a.numbers.created || (a.key < b.key ? -1 : 1));
  };
  return {
    total: count(leads, query.from, query.to),
    groups: groups(query.from, query.to),
    series: spans(query, known.calendar.timeZone).map(({ start, from, to }) => ({
      start,
      numbers: count(leads, from, to),
      groups: groups(from, to),
    })),
  };
}

interface Told {
  lead: Lead;
  stays: {
    stage: string;
    seconds: number;
    until: string;
    /** The limit of the stay, if it had one. */
    limit: "kept" | "broken" | null;
  }[];
  followUps: FollowUp[];
}

function leadsOf({ trail, followUps }: Known): Told[] {
  const ids = new Set(trail.flatMap(({ leadId }) => (leadId === null ? [] : [leadId])));
  return [...ids]
    .map((id) => {
      const own = trail.filter((activity) => activity.leadId === id);
      return {
        lead: replayLead(id, own),
        stays: staysOf(id, own),
        followUps: followUps.filter(({ leadId, status }) => leadId === id && status !== "dropped"),
      };
    })
    .filter(({ lead }) => lead.reason !== DUPLICATE);
}

/** Each move ends a stay, unless it was taken back. */
function staysOf(id: string, trail: readonly Activity[]): Told["stays"] {
  const takenBack = new Set(trail.filter(({ kind }) => kind === "undone").map(({ note }) => note));
  return trail.flatMap((move, i) => {
    if (move.kind !== "stage-moved" || takenBack.has(move.id)) return [];
    const { stage, stageSince, stageDueAt, stageBrokenAt } = replayLead(id, trail.slice(0, i));
    const limit = stageBrokenAt !== null ? "broken" : stageDueAt !== null ? "kept" : null;
    const seconds = (Date.parse(move.at) - Date.parse(stageSince)) / 1_000;
    return [{ stage, seconds, until: move.at, limit }];
  });
}

export function matches(lead: Lead, { scope, filter }: InsightQuery): boolean {
  const inScope =
    scope.kind === "all" ||
    (scope.kind === "owned" && lead.ownerId === scope.repId) ||
    (scope.kind === "visible" &&
      (lead.ownerId === scope.repId ||
        lead.offeredTo === scope.repId ||
        (lead.ownerId === null && lead.offeredTo === null) ||
        (scope.teamIds ?? []).includes(lead.teamId ?? ""))) ||
    (scope.kind === "teams" &&
      (lead.teamId === null ||
        scope.teamIds.includes(lead.teamId) ||
        (scope.repId !== null && [lead.ownerId, lead.offeredTo].includes(scope.repId))));
  if (!inScope) return false;
  if (filter.tag === "" && lead.tags.length > 0) return false;
  if (filter.tag !== undefined && filter.tag !== "" && !lead.tags.includes(filter.tag)) return false;
  return DIMENSIONS.every(
    (dimension) => filter[dimension] === undefined || keyOf(lead, dimension) === filter[dimension],
  );
}

export function keyOf(lead: Lead, dimension: Dimension): string {
  if (dimension === "owner") return lead.ownerId ?? "";
  if (dimension === "team") return lead.teamId ?? "";
  return lead[dimension] ?? "";
}

function numbers(told: readonly Told[], within: (at: string | null) => boolean, known: Known): Numbers {
  const all = told.map(({ lead }) => lead);
  const opened = all.filter((lead) => within(lead.openedAt));
  const won = all.filter((lead) => within(lead.wonAt));
  const lost = all.filter((lead) => within(lead.lostAt));
  const answered = opened.filter((lead) => lead.firstResponseAt !== null);
  const planned = told.flatMap(({ followUps }) => followUps).filter((each) => within(each.plannedFor));
  const stays = told.flatMap((each) => each.stays).filter((stay) => within(stay.until));
  const endOfDay = (at: string) =>
    DateTime.fromISO(at, { zone: known.calendar.timeZone }).plus({ days: 1 }).startOf("day").toMillis();
  const kept = planned.filter(
    (each) => each.status === "done" && Date.parse(each.doneAt!) < endOfDay(each.plannedFor),
  );
  const overdue = planned.filter(
    (each) => each.status === "open" && endOfDay(each.plannedFor) <= Date.parse(known.now),
  );
  return {
    created: opened.length,
    qualified: all.filter((lead) => within(lead.qualifiedAt)).length,
    won: { count: won.length, values: money(won) },
    lost: { count: lost.length, reasons: tally(lost.map((lead) => lead.reason ?? "")) },
    cohort: {
      qualified: opened.filter((lead) => lead.qualifiedAt !== null).length,
      won: opened.filter((lead) => lead.wonAt !== null).length,
      lost: opened.filter((lead) => lead.lostAt !== null).length,
      stages: tally(opened.map((lead) => lead.stage)).map(({ key, count }) => ({
        stage: key,
        count,
        values: money(opened.filter((lead) => lead.stage === key)),
      })),
      reached: tally(opened.flatMap((lead) => lead.reached)),
      answered: tally(opened.flatMap((lead) => Object.keys(lead.answers))),
      stoppedAfter: tally(opened.filter((lead) => lead.qualifiedAt === null).map(lastAnswers)),
    },
    firstResponse: {
      answered: answered.length,
      waiting: opened.filter((lead) => lead.firstResponseAt === null && lead.stageKind === "open").length,
      clock: spread(
        answered.map((lead) => (Date.parse(lead.firstResponseAt!) - Date.parse(lead.openedAt)) / 1_000),
      ),
      working: spread(
        answered.map(
          (lead) => 60 * workingMinutesBetween(lead.openedAt, lead.firstResponseAt!, known.calendar),
        ),
      ),
    },
    sla: {
      response: {
        kept: answered.filter((lead) => lead.responseDueAt !== null && lead.responseBrokenAt === null).length,
        broken: opened.filter((lead) => lead.responseBrokenAt !== null).length,
      },
      stages: tally(stays.filter(({ limit }) => limit !== null).map(({ stage }) => stage)).map(({ key }) => {
        const count = (of: "kept" | "broken") =>
          stays.filter(({ stage, limit }) => stage === key && limit === of).length;
        return { stage: key, kept: count("kept"), broken: count("broken") };
      }),
    },
    followUps: {
      planned: planned.length,
      kept: kept.length,
      late: planned.filter((each) => each.status === "done").length - kept.length,
      overdue: overdue.length,
    },
    timeInStage: tally(stays.map(({ stage }) => stage)).map(({ key, count }) => ({
      stage: key,
      stays: count,
      medianSeconds: quantile(
        stays.filter(({ stage }) => stage === key).map(({ seconds }) => seconds),
        0.5,
      )!,
    })),
  };
}

/** What was answered last; all that was at the same moment. */
export function lastAnswers({ answers }: Lead): string {
  const last = Object.values(answers).reduce((latest, { at }) => (at > latest ? at : latest), "");
  return Object.keys(answers)
    .filter((key) => answers[key]!.at === last)
    .sort()
    .join("+");
}

const hasAny = (numbers: Numbers): boolean =>
  numbers.created > 0 ||
  numbers.qualified > 0 ||
  numbers.won.count > 0 ||
  numbers.lost.count > 0 ||
  numbers.followUps.planned > 0 ||
  numbers.timeInStage.length > 0;

function tally(keys: readonly string[]): Tally {
  return [...new Set(keys)]
    .map((key) => ({ key, count: keys.filter((each) => each === key).length }))
    .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
}

function money(leads: readonly Lead[]): MoneySum[] {
  const valued = leads.filter((lead) => lead.value !== null && lead.value !== 0 && lead.currency !== null);
  return [...new Set(valued.map((lead) => lead.currency!))]
    .map((currency) => ({
      currency,
      value: valued.reduce((sum, lead) => sum + (lead.currency === currency ? lead.value! : 0), 0),
    }))
    .sort((a, b) => b.value - a.value || (a.currency < b.currency ? -1 : 1));
}

/** Exact, as one span for each length: see {@link sameSpread}. */
function spread(seconds: number[]): Spread {
  const lengths = [...new Set(seconds)].sort((a, b) => a - b);
  return {
    medianSeconds: quantile(seconds, 0.5),
    p90Seconds: quantile(seconds, 0.9),
    spans: lengths.map((each) => ({ upToSeconds: each, count: seconds.filter((s) => s === each).length })),
  };
}

function quantile(seconds: number[], q: number): number | null {
  const sorted = [...seconds].sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(sorted.length * q)) - 1] ?? null;
}

function spans({ from, to, each }: InsightQuery, zone: string) {
  if (each === undefined || from >= to) return [];
  const found: { start: string; from: string; to: string }[] = [];
  let start = DateTime.fromISO(from, { zone }).startOf(each);
  while (start.toMillis() < Date.parse(to)) {
    const next = start.plus({ [`${each}s`]: 1 }).startOf(each);
    const [a, b] = [start, next].map((at) => at.toUTC().toISO({ suppressMilliseconds: false })!);
    found.push({ start: start.toISODate()!, from: a! > from ? a! : from, to: b! < to ? b! : to });
    start = next;
  }
  return found;
}

/**
 * The answer with each length of time made the one of the other answer, when it is right to within a hundredth, so
 * that the two can be compared as they are.
 */
export function aligned(answer: InsightAnswer, exact: InsightAnswer): InsightAnswer {
  const groups = (own: InsightAnswer["groups"], others: InsightAnswer["groups"]) =>
    own.map((group, i) => ({
      ...group,
      numbers: others[i] === undefined ? group.numbers : alignedNumbers(group.numbers, others[i].numbers),
    }));
  return {
    total: alignedNumbers(answer.total, exact.total),
    groups: groups(answer.groups, exact.groups),
    series: answer.series.map((part, i) => {
      const other = exact.series[i];
      if (other === undefined) return part;
      return {
        ...part,
        numbers: alignedNumbers(part.numbers, other.numbers),
        groups: groups(part.groups, other.groups),
      };
    }),
  };
}

function alignedNumbers(own: Numbers, exact: Numbers): Numbers {
  return {
    ...own,
    firstResponse: {
      ...own.firstResponse,
      clock: alignedSpread(own.firstResponse.clock, exact.firstResponse.clock),
      working: alignedSpread(own.firstResponse.working, exact.firstResponse.working),
    },
    timeInStage: own.timeInStage.map((stay, i) => ({
      ...stay,
      medianSeconds: near(stay.medianSeconds, exact.timeInStage[i]?.medianSeconds ?? null, 1.0501)!,
    })),
  };
}

function alignedSpread(own: Spread, exact: Spread): Spread {
  return {
    medianSeconds: near(own.medianSeconds, exact.medianSeconds),
    p90Seconds: near(own.p90Seconds, exact.p90Seconds),
    spans: sameSpread(own, exact) ? exact.spans : own.spans,
  };
}

/** Every length lies in the span that holds it. */
function sameSpread(own: Spread, exact: Spread): boolean {
  const left = own.spans.map((span) => ({ ...span }));
  for (const { upToSeconds, count } of exact.spans) {
    const span = left.find((each) => near(each.upToSeconds, upToSeconds) === upToSeconds);
    if (span === undefined) return false;
    span.count -= count;
  }
  return left.every(({ count }) => count === 0);
}

/** A time as counted, made the exact one when it is that or at most a span more; up to a second counts as one. */
function near(counted: number | null, exact: number | null, span = 1.0101): number | null {
  if (counted === null || exact === null) return counted;
  if (exact <= 1) return counted === 1 ? exact : counted;
  return counted >= exact - 0.001 && counted <= exact * span ? exact : counted;
}
