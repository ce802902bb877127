import {
  DIMENSIONS,
  type Dimension,
  type InsightFilter,
  type InsightQuery,
} from "../../commands/insights.ts";
import type { Keys } from "./count.ts";

/** Roll-ups of a dimension: those of some keys, or of all. */
export interface Rows {
  dimension: string;
  keys: readonly string[] | null;
}

/** Which roll-ups tell a question's total, and which its groups. */
export interface Source {
  total: Rows;
  /** `groupOf`: the group of a row by its key; null when it does not belong to the answer. */
  groups: { rows: Rows; groupOf(key: string): string | null } | null;
}

/**
 * What each lead is rolled up under: all, each dimension, and each together with the team, because managers ask about
 * their teams only.
 */
export function rolledUpUnder(keys: Keys): [dimension: string, key: string][] {
  const team = keys[TEAM] ?? "";
  const under: [string, string][] = [["all", ""]];
  for (const [i, dimension] of DIMENSIONS.entries()) {
    const key = keys[i] ?? "";
    under.push([dimension, key]);
    if (i !== TEAM) under.push([withTeam(dimension), `${team}\n${key}`]);
  }
  return under;
}

/** Null when no roll-ups tell it: too many conditions, or one that has none. */
export function sourceOf({
  scope,
  filter,
  by,
}: Pick<InsightQuery, "scope" | "filter" | "by">): Source | null {
  const asked = conditionsOf(scope, filter);
  if (asked === null) return null;
  const others = [...asked.keys(), ...(by === undefined ? [] : [by])].filter((each) => each !== "team");
  const [other, another] = new Set(others);
  if (another !== undefined) return null;
  const total = totalOf(asked, other);
  if (by === undefined) return { total, groups: null };
  const isPair = other !== undefined && (asked.has("team") || by === "team");
  if (!isPair)
    return { total, groups: { rows: { dimension: by, keys: asked.get(by) ?? null }, groupOf: same } };
  const isAsked = (dimension: Dimension, key: string) => asked.get(dimension)?.includes(key) ?? true;
  return {
    total,
    groups: {
      rows: { dimension: withTeam(other), keys: null },
      groupOf(both) {
        const at = both.indexOf("\n");
        const [team, key] = [both.slice(0, at), both.slice(at + 1)];
        if (!isAsked("team", team) || !isAsked(other, key)) return null;
        return by === "team" ? team : key;
      },
    },
  };
}

const TEAM = DIMENSIONS.indexOf("team");
const withTeam = (dimension: Dimension) => `team+${dimension}`;
const same = (key: string) => key;

/** The keys that are asked for, of each dimension that is. */
function conditionsOf(
  scope: InsightQuery["scope"],
  filter: InsightFilter,
): Map<Dimension, readonly string[]> | null {
  if (filter.tag !== undefined || scope.kind === "visible") return null;
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
