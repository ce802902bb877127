import { z } from "zod";

/** The parts that several flow files share. */

export const stepIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,39}$/, "begin with a letter; then lower-case letters, digits and hyphens");

/** The key of an answer: the same form as a step's id. */
export const idNameSchema = stepIdSchema;

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** A span of time: `90s`, `20m`, `2h`, `3d`, `1w`. */
export const durationSchema = z
  .string()
  .regex(/^[1-9]\d{0,3}[smhdw]$/, "write a duration as 20m, 2h, 3d or 1w");

/** Milliseconds of a {@link durationSchema} text. */
export function durationMs(text: string): number {
  const unit = text.at(-1);
  if (unit !== "s" && unit !== "m" && unit !== "h" && unit !== "d" && unit !== "w") return 0;
  return Number(text.slice(0, -1)) * UNITS[unit];
}

const words = z.array(z.string().min(1));

/** Words by language, or one list for all. */
export const localWordsSchema = z.union([
  words,
  z.strictObject({ en: words.optional(), pt: words.optional(), es: words.optional() }),
]);
export type LocalWords = z.infer<typeof localWordsSchema>;
