import type { LeadRow } from "../../commands/reads.ts";
import { withoutStaleChance } from "../../leads/learn/likelihood.ts";
import { IN_USE } from "../../leads/learn/state.ts";
import type { Lead } from "../../leads/types/lead.ts";
import { toIso } from "../inbox.ts";
import type { Dialect } from "../sql.ts";

/** The columns of a LeadRow: of `leads l` and `contacts c`. */
const LEAD_ROW = [
  'l."id"',
  'l."number"',
  'c."name"',
  'c."company"',
  'l."stage"',
  'l."stageKind"',
  'l."score"',
  'l."grade"',
  'l."ownerId"',
  'l."offeredTo"',
  'l."offerDueAt"',
  'l."value"',
  'l."currency"',
  'l."channel"',
  'l."source"',
  'l."product"',
  'l."openedAt"',
  'c."phone"',
  'c."email"',
  'l."firstResponseAt"',
  'l."responseDueAt"',
  'l."responseBrokenAt"',
  'l."stageDueAt"',
  'l."stageBrokenAt"',
].join(", ");

/** The number of the model whose chances are shown. */
export const MODEL_IN_USE = `(SELECT "value" FROM "counters" WHERE "name" = '${IN_USE}')`;

/**
 * The chance of being won, of `leads l`; NULL for one that has none, or has it of a model that is in use no more: such
 * chances go from the rows only by and by.
 */
export function chanceOf(dialect: Dialect): string {
  const [model, chance] =
    dialect.name === "postgresql"
      ? [`(l."likely"->>'model')::int`, `(l."likely"->>'chance')::float8`]
      : [`json_extract(l."likely", '$.model')`, `json_extract(l."likely", '$.chance')`];
  return `CASE WHEN ${model} = ${MODEL_IN_USE} THEN ${chance} END`;
}

/** A whole lead as it is shown: likewise. `inUse`: {@link MODEL_IN_USE} as it was read. */
export function withChanceOf(lead: Lead, inUse: unknown): Lead {
  return withoutStaleChance(lead, Number(inUse ?? 0));
}

export function leadRow(dialect: Dialect): string {
  return `${LEAD_ROW}, ${chanceOf(dialect)}`;
}

export function toLeadRow(row: readonly unknown[]): LeadRow {
  const text = (i: number) => (row[i] === null || row[i] === undefined ? null : String(row[i]));
  const time = (i: number) => (row[i] === null || row[i] === undefined ? null : toIso(row[i]));
  return {
    id: String(row[0]),
    number: Number(row[1]),
    name: text(2),
    company: text(3),
    phone: text(17),
    email: text(18),
    stage: String(row[4]),
    stageKind: String(row[5]) as Lead["stageKind"],
    score: Number(row[6]),
    grade: String(row[7]),
    ownerId: text(8),
    offeredTo: text(9),
    offerDueAt: time(10),
    firstResponseAt: time(19),
    responseDueAt: time(20),
    responseBrokenAt: time(21),
    stageDueAt: time(22),
    stageBrokenAt: time(23),
    value: row[11] === null ? null : Number(row[11]),
    currency: text(12),
    channel: String(row[13]),
    source: String(row[14]),
    product: text(15),
    openedAt: toIso(row[16]),
    chance: row[24] === null || row[24] === undefined ? null : Number(row[24]),
  };
}
