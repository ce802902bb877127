import { z } from "zod";
import { DIMENSIONS } from "../insights.ts";
import { type Asked, countedArg, measuredArg } from "./asked.ts";
import { filtersArg, type LeadWishes } from "./filters.ts";
import { leadFiltersArg } from "./lead-filters.ts";
import type { ArgSpec, Reading } from "./spec.ts";

/** Which leads to list: those behind a number, or those that filters fit as they are now. */
export type Listed = { kind: "measured"; asked: Asked } | { kind: "now"; wishes: LeadWishes };

/**
 * Leads as {@link leadFiltersArg} and {@link measuredArg} read them. With a period it is those behind a number: "won last
 * month" are those that were won then, "won" alone those that are customers now. So is what only says by what leads are
 * counted, such as "instagram", and whose they are; with a word that no number knows, as in "hot instagram", it is those
 * that are so now.
 */
export function listedArg(): ArgSpec<Listed> {
  const [measured, counted] = [measuredArg(), countedArg()];
  const [plain, filters] = [filtersArg(), leadFiltersArg()];
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
      const [behind] = measured.read(cursor);
      const [now] = plain.read(cursor);
      // "All" alone says which leads, not when.
      if (now !== undefined)
        return isDated(behind) ? [...told(behind), ...listed(now)] : [...listed(now), ...told(behind)];
      const [narrowed] = filters.read(cursor);
      if (behind !== undefined)
        return knowsMore(narrowed, behind) ? [...listed(narrowed), ...told(behind)] : told(behind);
      const [number] = counted.read(cursor);
      const found = isCovered(number, narrowed) ? told(number) : listed(narrowed);
      return found.filter(saysSomething);
    },
    missing: filters.missing,
  };
}

/**
 * The same, and words alone of which nothing is known: the database may know such a source, product or segment, which is
 * counted as "instagram" is.
 */
export function anyListedArg(): ArgSpec<Listed> {
  const listed = listedArg();
  const counted = countedArg();
  return {
    ...listed,
    read: (cursor) => {
      const found = listed.read(cursor);
      return found.length > 0 ? found : told(counted.read(cursor)[0]);
    },
  };
}

/** Whether fewer words are left open when leads are listed as they are now; a day or month is always of a number. */
function knowsMore(narrowed: Reading | undefined, behind: Reading): boolean {
  if (narrowed === undefined || isDated(behind)) return false;
  const { limitBy } = narrowed.value as LeadWishes;
  const { period } = behind.value as Asked;
  const more = openOf(narrowed).length - openOf(behind).length;
  // "Overdue" without a period is told of limits, whatever it is narrowed to.
  return more < 0 || (more === 0 && period === null && limitBy !== undefined);
}

/** Whether everything that a list as it is now understands is understood of the leads behind a number too. */
function isCovered(number: Reading | undefined, narrowed: Reading | undefined): boolean {
  if (number === undefined || narrowed === undefined) return number !== undefined;
  const open = new Set(openOf(narrowed));
  return openOf(number).every((word) => open.has(word));
}

/** Whether there is more than words that may be anything. */
function saysSomething({ value }: Reading): boolean {
  const { wishes, asked } = value as { wishes?: LeadWishes; asked?: Asked };
  const open = (wishes ?? asked)?.unresolved ?? [];
  if (open.length === 0 || open.some(({ dimension }) => dimension !== null)) return true;
  const known = { ...wishes, ...asked?.filter };
  return (
    (wishes?.words.length ?? 0) > 0 || DIMENSIONS.some((dimension) => dimension in known) || "tag" in known
  );
}

function openOf({ value }: Reading): string[] {
  const { unresolved = [] } = value as LeadWishes | Asked;
  return unresolved.map(({ word }) => word);
}

function isDated(behind: Reading | undefined): boolean {
  const period = (behind?.value as Asked | undefined)?.period ?? null;
  return period !== null && period.from > "2000-01-03";
}

function told(reading: Reading | undefined): Reading[] {
  if (reading === undefined) return [];
  return [{ ...reading, value: { kind: "measured", asked: reading.value } }];
}

function listed(reading: Reading | undefined): Reading[] {
  if (reading === undefined) return [];
  return [{ ...reading, value: { kind: "now", wishes: reading.value } }];
}
