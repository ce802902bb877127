import type { Changes } from "../../leads/changes.ts";
import type { Activity } from "../../leads/types/activity.ts";
import type { At } from "../../leads/types/at.ts";
import type { Lead } from "../../leads/types/lead.ts";
import type { Statement } from "../database.ts";
import type { Dialect } from "../sql.ts";
import { STATE_KEY } from "./state.ts";

/**
 * Mark the days stale whose counts a commit changes, in the same commit: at most two statements, and none for
 * what lies within the last half hour of `doneAt`, which is what prospects' turns change. Such days have no
 * roll-up yet: a day gets one two hours after its end ({@link CLOSED_AFTER_MS}).
 *
 * A mark is an instant of the day, so that it means the right day under any time zone, and names the commit: who
 * counts a day again takes away the marks that it saw, never one that came meanwhile.
 */
export function createMarks(dialect: Dialect): (changes: Changes, doneAt: At) => Statement[] {
  const sql = markStatements(dialect);
  return (changes, doneAt) => {
    const recent = new Date(Date.parse(doneAt) - RECENT_MS).toISOString();
    // A prospect's turn, mostly.
    const fresh = new Set(changes.leads.flatMap((lead) => (liesAfter(lead, recent) ? [lead.id] : [])));
    const isFresh = ({ leadId, at }: Activity) => leadId === null || (at >= recent && fresh.has(leadId));
    if (changes.followUps.length === 0 && changes.activities.every(isFresh)) return [];
    const { instants, leads } = touched(changes, recent);
    if (instants.size === 0 && leads.size === 0) return [];
    const token = `#${changes.activities.at(-1)?.seq.toString(36) ?? changes.followUps[0]?.id} ${doneAt}`;
    const out: Statement[] = [];
    if (instants.size > 0) out.push({ sql: sql.instants, params: [JSON.stringify([...instants]), token] });
    if (leads.size > 0) out.push({ sql: sql.leads, params: [JSON.stringify([...leads]), token] });
    return out;
  };
}

/** A day is closed so long after its end: then no commit can be under way that took it for the present. */
export const CLOSED_AFTER_MS = 2 * 3_600_000;
const RECENT_MS = 1_800_000;

/** Fields by which a lead is filed: a change moves all that was ever counted of it. */
const FILED_BY = new Set([
  "source",
  "product",
  "segment",
  "ownerId",
  "teamId",
  "channel",
  "language",
  "tags",
  "reason",
]);
const COUNTED = new Set([
  ...FILED_BY,
  "stage",
  "stageKind",
  "reached",
  "value",
  "currency",
  "openedAt",
  "qualifiedAt",
  "firstResponseAt",
  "responseDueAt",
  "responseBrokenAt",
  "wonAt",
  "lostAt",
]);
const MILESTONES = ["openedAt", "qualifiedAt", "wonAt", "lostAt"] as const satisfies readonly (keyof Lead)[];

/** The instants whose days a commit changes, and the leads of which every move and follow-up is concerned. */
function touched({ activities, followUps, leads: rows }: Changes, recent: At) {
  const instants = new Set<At>();
  const leads = new Set<string>();
  const add = (at: unknown) => {
    if (typeof at === "string" && at !== "" && at < recent) instants.add(at);
  };
  const changed = new Set<string>();
  for (const activity of activities) {
    if (activity.leadId === null || activity.after === null) continue;
    for (const field of Object.keys(activity.after)) {
      if (FILED_BY.has(field)) leads.add(activity.leadId);
      if (COUNTED.has(field) || field.startsWith("answers.")) changed.add(activity.leadId);
    }
    for (const field of MILESTONES) {
      add(activity.before?.[field]);
      add(activity.after[field]);
    }
    addMoves(activity, add);
  }
  for (const row of rows) {
    if (!changed.has(row.id)) continue;
    for (const field of MILESTONES) add(row[field]);
    if (liesAfter(row, recent)) leads.delete(row.id);
  }
  for (const row of followUps) add(row.plannedFor);
  return { instants, leads };
}

/**
 * Whether nothing of a lead lies before `recent`. A message that waited long is dated when it came in, which may be
 * before the lead was opened by another one: then a milestone lies earlier, or it has been moved.
 */
function liesAfter(lead: Lead, recent: At): boolean {
  // A prospect's own turns bring a lead through two stages at most.
  if (lead.reached.length > 2 || lead.stageSince < recent || lead.nextStep !== null) return false;
  return MILESTONES.every((field) => (lead[field] ?? recent) >= recent);
}

/** The move that this is, and the one that it takes back, which was made when the stay that now ends began. */
function addMoves({ kind, before, at }: Activity, add: (at: unknown) => void): void {
  if (kind === "stage-moved") add(at);
  if (kind === "undone") add(before?.stageSince);
}

function markStatements(dialect: Dialect) {
  const isPostgres = dialect.name === "postgresql";
  const state = (field: string) =>
    `(SELECT "value"->>'${field}' FROM "settings" WHERE "key" = '${STATE_KEY}')`;
  const token = isPostgres ? "$2::text" : "?2";
  const texts = isPostgres ? `jsonb_array_elements_text($1::jsonb) AS e(value)` : `json_each(?1) AS e`;
  const value = isPostgres ? `e.value COLLATE "C"` : "e.value";
  const mark = (column: string) =>
    `${isPostgres ? `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')` : column} || ${token}`;
  const before = isPostgres ? `${state("openAt")}::timestamptz` : state("openAt");
  const into = `INSERT INTO "insight_stale_days" ("day")`;
  return {
    instants: `${into} SELECT e.value || ${token} FROM ${texts} WHERE ${value} < ${state("openAt")} ON CONFLICT DO NOTHING`,
    leads: `${into} SELECT ${mark(`a."at"`)} FROM "activities" a WHERE a."leadId" IN (${dialect.texts(1)}) AND a."kind" = 'stage-moved' AND a."at" < ${before} UNION SELECT ${mark(`f."plannedFor"`)} FROM "follow_ups" f WHERE f."leadId" IN (${dialect.texts(1)}) AND f."plannedFor" < ${before} ON CONFLICT DO NOTHING`,
  };
}
