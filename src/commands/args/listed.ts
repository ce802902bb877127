import { z } from "zod";
import { type Asked, measuredArg } from "./asked.ts";
import { filtersArg, type LeadWishes } from "./filters.ts";
import type { ArgSpec } from "./spec.ts";

/** Which leads to list: those behind a number, or those that filters fit as they are now. */
export type Listed = { kind: "measured"; asked: Asked } | { kind: "now"; wishes: LeadWishes };

/**
 * Leads as {@link filtersArg} and {@link measuredArg} read them. With a period it is those behind a number: "won last
 * month" are those that were won then, "won" alone those that are customers now.
 */
export function listedArg(): ArgSpec<Listed> {
  const measured = measuredArg();
  const filters = filtersArg();
  return {
    ...filters,
    schema: z.union([
      z.object({
        kind: z.literal("measured"),
        asked: measured.schema.pipe(z.custom<Asked>((value) => value !== undefined)),
      }),
      z.object({ kind: z.literal("now"), wishes: filters.schema }),
    ]),
    read: (cursor) => {
      const numbers = measured.read(cursor).map(({ value, used }) => ({ value: value as Asked, used }));
      const now = filters
        .read(cursor)
        .map(({ value, used }) => ({ value: { kind: "now", wishes: value }, used }));
      const told = numbers.map(({ value, used }) => ({ value: { kind: "measured", asked: value }, used }));
      // "All" alone says which leads, not when.
      const isDated = numbers.some(({ value: { period } }) => period !== null && period.from > "2000-01-03");
      return isDated ? [...told, ...now] : [...now, ...told];
    },
    missing: filters.missing,
  };
}
