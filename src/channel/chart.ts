import type { Language } from "../language.ts";

/**
 * A picture of numbers, as data: drawn as a PNG, or by the channel itself where it can. The words in it are in the
 * reader's language.
 *
 * - `columns`: something over time, one column a category; several series are stacked.
 * - `bars`: categories beside each other, the largest first; one series, or several beside each other.
 * - `funnel`: steps, each of which keeps a part of the one before.
 * - `histogram`: how often a measure lay within each span.
 * - `line`: one or more measures over time.
 */
export interface Chart {
  kind: "columns" | "bars" | "funnel" | "histogram" | "line";
  title: string;
  /** The period and the filters, in words. */
  subtitle?: string;
  categories: string[];
  /** One value for each category; null where there is nothing to measure. Never negative. */
  series: { name: string; values: (number | null)[] }[];
  unit: ChartUnit;
  /** A short text for each category, e.g. the share of the step before; "" for none. */
  notes?: string[];
  /** What the axes measure, where the title does not say it. */
  axes?: { category?: string; value?: string };
  language: Language;
  /** The business's country, for the way in which numbers are written. Default: the language's own. */
  country?: string;
  /** The same in one to three sentences, for those who do not see it. */
  alt: string;
}

/** How values are written. Percentages are from 0 to 100; money is in whole units and not in minor ones. */
export type ChartUnit =
  | { kind: "count" }
  | { kind: "percent" }
  | { kind: "minutes" }
  | { kind: "money"; currency: string };
