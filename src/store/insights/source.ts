import {
  DIMENSIONS,
  type Dimension,
  type InsightFilter,
  type InsightQuery,
} from "../../commands/insights.ts";
import type { FactsAsked, Filed } from "./facts.ts";

/** Roll-ups of a dimension: those of some keys, or of all; of a pair also those of some keys of one of the two. */
export interface Rows {
  dimension: string;
  keys: readonly string[] | null;
  halves?: readonly [first: readonly string[] | null, second: readonly string[] | null];
}

/** Which roll-ups tell a question's total, and which its groups. */
export interface RollUps {
  kind: "roll-ups";
  total: Rows;
  /** `groupOf`: the group of a row by its key. */
  groups: { rows: Rows; groupOf(key: string): string } | null;
}

/** What tells the numbers of days that are over. */
export type Source = RollUps | { kind: "facts"; asked: FactsAsked };

/**
 * What each lead is rolled up under: all, each dimension, and each together with the team, because managers ask about
 * their teams only.
 */
export function rolledUpUnder(filed: Filed): [dimension: string, key: string][] {
  const team = filed[TEAM] ?? "";
  const under: [string, string][] = [["all", ""]];
  for (const [i, dimension] of DIMENSIONS.entries()) {
    const key = filed[i] ?? "";
    under.push([dimension, key]);
    if (i !== TEAM) under.push([withTeam(dimension), `${team}\n${key}`]);
  }
  return under;
}

/** Null when only the leads themselves tell it: whom a lead is offered to is in neither. */
export function sourceOf({
  scope,
  filter,
  by,
}: Pick<InsightQuery, "scope" | "filter" | "by">): Source | null {
  const asked = conditionsOf(scope, filter);
  if (asked === null) return null;
  const others = [...asked.keys(), ...(by === undefined ? [] : [by])].filter((each) => each !== "team");
  const [other, another] = new Set(others);
  const { tag } = filter;
  if (tag !== undefined || another !== undefined) {
    return {
      kind: "facts",
      asked: {
        conditions: asked,
        ...(tag === undefined ? {} : { tag }),
        ...(by === undefined ? {} : { by }),
      },
    };
  }
  const total = totalOf(asked, other);
  if (by === undefined) return { kind: "roll-ups", total, groups: null };
  const isPair = other !== undefined && (asked.has("team") || by === "team");
  const rows: Rows = isPair
    ? {
        dimension: withTeam(other),
        keys: null,
        halves: [asked.get("team") ?? null, asked.get(other) ?? null],
      }
    : { dimension: by, keys: asked.get(by) ?? null };
  const groupOf = (key: string) => {
    if (!isPair) return key;
    const at = key.indexOf("\n");
    return by === "team" ? key.slice(0, at) : key.slice(at + 1);
  };
  return { kind: "roll-ups", total, groups: { rows, groupOf } };
}

const TEAM = DIMENSIONS.indexOf("team");
const withTeam = (dimension: Dimension) => `team+${dimension}`;

/** The keys that are asked for, of each dimension that is. */
function conditionsOf(
  scope: InsightQuery["scope"],
  filter: InsightFilter,
): Map<Dimension, readonly string[]> | null {
  if (scope.kind === "visible") return null;
  const asked = new Map<Dimension, readonly string[]>();
  const ask = (dimension: Dimension, keys: readonly string[]) => {
    asked.set(dimension, asked.get(dimension)?.filter((key) => keys.includes(key)) ?? keys);
  };
  for (const dimension of DIMENSIONS) {
    const key = filter[dimension];
    if (key !== undefined) ask(dimension, [key]);
  }
  if (scope.kind === "owned") ask("owner", [scope.repId]);
  if (scope.kind === "teams") {
    // Those of no team are everybody's. Whose own leads count too is no question of a team.
    if (scope.repId !== null) return null;
    ask("team", [...new Set([...scope.teamIds, ""])]);
  }
  return asked;
}

function totalOf(asked: ReadonlyMap<Dimension, readonly string[]>, other: Dimension | undefined): Rows {
  const teams = asked.get("team");
  const keys = other === undefined ? undefined : asked.get(other);
  if (other !== undefined && keys !== undefined && teams !== undefined) {
    return {
      dimension: withTeam(other),
      keys: teams.flatMap((team) => keys.map((key) => `${team}\n${key}`)),
    };
  }
  if (teams !== undefined) return { dimension: "team", keys: teams };
  if (other !== undefined && keys !== undefined) return { dimension: other, keys };
  return { dimension: "all", keys: [""] };
}
