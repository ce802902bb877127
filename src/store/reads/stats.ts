import type { Period, Scope, Stats, Tally } from "../../commands/reads.ts";
import type { Database } from "../database.ts";
import { toIso } from "../inbox.ts";
import { addScope, Where, withoutDuplicates } from "./filters.ts";

/** What happened in a period, recounted from leads and the trail. */
export async function readStats(db: Database, period: Period, scope: Scope): Promise<Stats> {
  const opened = await openedLeads(db, period, scope);
  const moves = await lastMoves(db, period, scope);
  const answered = opened
    .filter((lead) => lead.firstResponseAt !== null)
    .map((lead) => Date.parse(lead.firstResponseAt ?? "") - Date.parse(lead.openedAt))
    .sort((a, b) => a - b);
  const won = moves.filter((move) => move.to === "won");
  const lost = moves.filter((move) => move.to === "lost");
  return {
    created: opened.length,
    qualified: await countQualified(db, period, scope),
    won: { count: won.length, values: sumByCurrency(won) },
    lost: { count: lost.length, reasons: tally(lost.map((move) => move.reason)) },
    bySource: tally(opened.map((lead) => lead.source)),
    byChannel: tally(opened.map((lead) => lead.channel)),
    byProduct: tally(opened.map((lead) => lead.product)),
    firstResponse: {
      answered: answered.length,
      waiting: opened.filter((lead) => lead.firstResponseAt === null && lead.stageKind === "open").length,
      medianMs: quantile(answered, 0.5),
      p90Ms: quantile(answered, 0.9),
    },
  };
}

async function openedLeads(db: Database, period: Period, scope: Scope) {
  const where = new Where(db.dialect);
  where.add(`l."openedAt" >= ${where.time(period.from)} AND l."openedAt" < ${where.time(period.to)}`);
  addScope(withoutDuplicates(where), scope);
  const rows = await db.read({
    sql: `SELECT l."openedAt", l."firstResponseAt", l."source", l."channel", l."product", l."stageKind" FROM "leads" l WHERE ${where}`,
    params: where.params,
  });
  return rows.map((row) => ({
    openedAt: toIso(row[0]),
    firstResponseAt: row[1] === null ? null : toIso(row[1]),
    source: text(row[2]),
    channel: text(row[3]),
    product: text(row[4]),
    stageKind: text(row[5]),
  }));
}

async function countQualified(db: Database, period: Period, scope: Scope): Promise<number> {
  const where = new Where(db.dialect);
  where.add(`l."qualifiedAt" >= ${where.time(period.from)} AND l."qualifiedAt" < ${where.time(period.to)}`);
  addScope(withoutDuplicates(where), scope);
  const [row] = await db.read({ sql: `SELECT count(*) FROM "leads" l WHERE ${where}`, params: where.params });
  return Number(row?.[0] ?? 0);
}

interface Move {
  to: string;
  reason: string;
  value: number;
  currency: string | null;
}

/** The last change of each lead's kind of stage in the period, by a move or by undoing one. */
async function lastMoves(db: Database, period: Period, scope: Scope): Promise<Move[]> {
  const where = new Where(db.dialect);
  where.add(`a."kind" IN ('stage-moved', 'undone', 'contacts-joined', 'contacts-separated')`);
  where.add(`a."at" >= ${where.time(period.from)} AND a."at" < ${where.time(period.to)}`);
  where.add(`a."after"->>'stageKind' IS NOT NULL`);
  addScope(withoutDuplicates(where), scope);
  const rows = await db.read({
    sql: `SELECT a."leadId", a."after"->>'stageKind', coalesce(a."after"->>'reason', l."reason"), l."value", l."currency" FROM "activities" a JOIN "leads" l ON l."id" = a."leadId" WHERE ${where} ORDER BY a."seq"`,
    params: where.params,
  });
  const last = new Map<string, Move>();
  for (const row of rows) {
    last.set(text(row[0]), {
      to: text(row[1]),
      reason: text(row[2]),
      value: Number(row[3] ?? 0),
      currency: row[4] === null ? null : text(row[4]),
    });
  }
  return [...last.values()];
}

function sumByCurrency(moves: Move[]): { currency: string; value: number }[] {
  const sums = new Map<string, number>();
  for (const { currency, value } of moves) {
    if (currency !== null) sums.set(currency, (sums.get(currency) ?? 0) + value);
  }
  return [...sums].map(([currency, value]) => ({ currency, value })).sort((a, b) => b.value - a.value);
}

function tally(keys: string[]): Tally {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts]
    .map(([key, count]) => ({ key, count }))
    .sort((a, b) => b.count - a.count || a.key.localeCompare(b.key));
}

/** The nearest-rank quantile of sorted numbers; null when there are none. */
function quantile(sorted: number[], q: number): number | null {
  return sorted.length === 0 ? null : (sorted[Math.max(0, Math.ceil(sorted.length * q) - 1)] ?? null);
}

const text = (value: unknown): string => (value === null || value === undefined ? "" : String(value));
