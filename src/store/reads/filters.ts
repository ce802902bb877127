import { DIMENSIONS, type Dimension } from "../../commands/insights.ts";
import type { LeadFilter, Scope } from "../../commands/reads.ts";
import { DUPLICATE } from "../../leads/join.ts";
import type { Dialect } from "../sql.ts";

/** A WHERE clause under construction, with its parameters. Columns are those of `leads l` and `contacts c`. */
export class Where {
  readonly params: (string | number)[] = [];
  readonly #parts: string[] = [];
  readonly #dialect: Dialect;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /** The placeholder of a new parameter. */
  param(value: string | number): string {
    this.params.push(value);
    return this.#dialect.parameter(this.params.length);
  }

  /** The placeholder of a new time. */
  time(value: string): string {
    const placeholder = this.param(value);
    return this.#dialect.name === "postgresql" ? `${placeholder}::timestamptz` : placeholder;
  }

  add(condition: string): this {
    this.#parts.push(`(${condition})`);
    return this;
  }

  toString(): string {
    return this.#parts.length === 0 ? "1 = 1" : this.#parts.join(" AND ");
  }
}

export function addScope(where: Where, scope: Scope): void {
  if (scope.kind === "teams") addTeams(where, scope.teamIds, scope.repId);
  if (scope.kind === "owned") where.add(`l."ownerId" = ${where.param(scope.repId)}`);
  if (scope.kind === "visible") {
    const rep = where.param(scope.repId);
    const again = where.param(scope.repId);
    const conditions = [
      `l."ownerId" = ${rep}`,
      `l."offeredTo" = ${again}`,
      '(l."ownerId" IS NULL AND l."offeredTo" IS NULL)',
      ...ofTeams(where, scope.teamIds ?? []),
    ];
    where.add(conditions.join(" OR "));
  }
}

function addTeams(where: Where, teamIds: readonly string[], repId: string | null): void {
  const conditions = ['l."teamId" IS NULL', ...ofTeams(where, teamIds)];
  if (repId !== null) {
    conditions.push(`l."ownerId" = ${where.param(repId)}`, `l."offeredTo" = ${where.param(repId)}`);
  }
  where.add(conditions.join(" OR "));
}

function ofTeams(where: Where, teamIds: readonly string[]): string[] {
  if (teamIds.length === 0) return [];
  return [`l."teamId" IN (${teamIds.map((id) => where.param(id)).join(", ")})`];
}

export function addFilter(where: Where, filter: LeadFilter, dialect: Dialect): void {
  addScope(where, filter.scope);
  const equal = (column: string, value: string | undefined) => {
    if (value !== undefined) where.add(`l."${column}" = ${where.param(value)}`);
  };
  const among = (column: string, values: readonly string[] | undefined) => {
    if (values === undefined) return;
    where.add(
      values.length === 0
        ? "1 = 0"
        : `l."${column}" IN (${values.map((value) => where.param(value)).join(", ")})`,
    );
  };
  for (const dimension of DIMENSIONS)
    addDimension(where, dimension, dimension === "owner" ? filter.ownerId : filter[dimension]);
  equal("offeredTo", filter.offeredTo);
  if (filter.pool) where.add('l."ownerId" IS NULL AND l."offeredTo" IS NULL');
  if (filter.unplanned) where.add('l."nextStep" IS NULL');
  among("stage", filter.stages);
  among("stageKind", filter.stageKinds);
  equal("grade", filter.grade);
  if (filter.limitBy !== undefined) addLimits(where, filter.limitBy);
  if (filter.tag !== undefined) {
    const tag = where.param(filter.tag);
    where.add(
      dialect.name === "postgresql"
        ? `EXISTS (SELECT 1 FROM jsonb_array_elements_text(l."tags") t(tag) WHERE t.tag = ${tag})`
        : `EXISTS (SELECT 1 FROM json_each(l."tags") t WHERE t.value = ${tag})`,
    );
  }
}

/** Leads that have this of a dimension. The empty text: of whom it is not known; undefined: all. */
export function addDimension(where: Where, dimension: Dimension, value: string | undefined): void {
  const column = COLUMN_OF[dimension];
  if (value === "") where.add(`${column} IS NULL OR ${column} = ''`);
  else if (value !== undefined) where.add(`${column} = ${where.param(value)}`);
}

/** The column of `leads l` that each dimension is. */
export const COLUMN_OF: Record<Dimension, string> = {
  source: `l."source"`,
  product: `l."product"`,
  segment: `l."segment"`,
  owner: `l."ownerId"`,
  team: `l."teamId"`,
  channel: `l."channel"`,
  language: `l."language"`,
};

function addLimits(where: Where, by: string): void {
  where.add(`l."stageKind" = 'open'`);
  const until = () => where.time(by);
  where.add(
    [
      `l."firstResponseAt" IS NULL AND (l."responseBrokenAt" IS NOT NULL OR l."responseDueAt" <= ${until()})`,
      `l."stageBrokenAt" IS NOT NULL OR l."stageDueAt" <= ${until()}`,
      `l."ownerId" IS NULL AND l."offerId" IS NOT NULL AND l."offerDueAt" <= ${until()}`,
    ]
      .map((condition) => `(${condition})`)
      .join(" OR "),
  );
}

/** What runs out first, or ran out, of a lead's limits; a time long after all when nothing does. */
export function firstLimit({ name }: Dialect): string {
  const never = name === "postgresql" ? `'9999-01-01T00:00:00Z'::timestamptz` : `'9999-01-01T00:00:00.000Z'`;
  const limits = [
    `CASE WHEN l."firstResponseAt" IS NULL THEN l."responseDueAt" END`,
    `l."stageDueAt"`,
    `CASE WHEN l."ownerId" IS NULL THEN l."offerDueAt" END`,
  ].map((limit) => `coalesce(${limit}, ${never})`);
  return `${name === "postgresql" ? "least" : "min"}(${limits.join(", ")})`;
}

/** Leave out leads that were folded into another of the same person: numbers count the person once. */
export function withoutDuplicates(where: Where): Where {
  return where.add(`l."reason" IS NULL OR l."reason" <> ${where.param(DUPLICATE)}`);
}

const ACCENTS: readonly [string, string][] = [
  ["áàâãäÁÀÂÃÄ", "a"],
  ["éèêëÉÈÊË", "e"],
  ["íìîïÍÌÎÏ", "i"],
  ["óòôõöÓÒÔÕÖ", "o"],
  ["úùûüÚÙÛÜ", "u"],
  ["çÇ", "c"],
  ["ñÑ", "n"],
];

/** A column in lower case without the accents of our languages, in either database. */
export function folded(column: string): string {
  let sql = `lower(${column})`;
  for (const [letters, plain] of ACCENTS)
    for (const letter of letters) sql = `replace(${sql}, '${letter}', '${plain}')`;
  return sql;
}

/** A LIKE pattern for text that contains (or begins with) what a person typed. Escape with `\`. */
export function like(text: string, where: "contains" | "begins"): string {
  const safe = text.replace(/[\\%_]/g, "\\$&");
  return where === "contains" ? `%${safe}%` : `${safe}%`;
}
