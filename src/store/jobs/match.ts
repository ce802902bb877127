import type { JobsQueryOptions } from "agenda";
import type { Saved } from "./row.ts";

/** Whether the data is, or has everything of, what is asked for. */
export function holds(data: unknown, asked: unknown): boolean {
  if (typeof asked !== "object" || asked === null) return data === asked;
  return Object.entries(asked).every(([key, value]) => sameJson(valueAt(data, [key]), value));
}

export function isUniqueMatch(job: Saved, unique: Record<string, unknown>): boolean {
  return Object.entries(unique).every(([path, value]) => sameJson(valueAt(job, path.split(".")), value));
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let found: unknown = value;
  for (const key of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
    found = new Map<string, unknown>(Object.entries(found)).get(key);
  }
  return found;
}

function sameJson(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** In the order of the fields asked for; what has no value comes last. */
export function inOrderOf(sort: NonNullable<JobsQueryOptions["sort"]>) {
  return (a: Saved, b: Saved): number => {
    for (const [field, direction] of Object.entries(sort)) {
      const [left, right] = [sortValue(a, field), sortValue(b, field)];
      if (left === right) continue;
      if (left === null) return 1;
      if (right === null) return -1;
      return (left < right ? -1 : 1) * (direction === "asc" || direction === 1 ? 1 : -1);
    }
    return 0;
  };
}

function sortValue(job: Saved, field: string): string | number | null {
  const value = valueAt(job, [field]);
  if (value instanceof Date) return value.getTime();
  if (value === undefined || value === null) return null;
  return typeof value === "number" || typeof value === "string" ? value : JSON.stringify(value);
}
