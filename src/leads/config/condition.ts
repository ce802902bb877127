import { z } from "zod";
import { LANGUAGES, type LocalText } from "../../language.ts";

/** A text in the three languages, or one that serves all. */
export const localTextSchema: z.ZodType<LocalText, LocalText> = z.union([
  z.string().min(1),
  z.strictObject({
    en: z.string().min(1).optional(),
    pt: z.string().min(1).optional(),
    es: z.string().min(1).optional(),
  }),
]);

/** An id in the business's files: lower case, digits and hyphens. */
export const idSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, "use lower-case letters, digits and hyphens, at most 40");

const textOrTexts = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

/** What an answer or a field must be. */
export const answerTestSchema = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.array(z.union([z.string(), z.number()])).min(1),
  z.strictObject({
    /** The least, in whole units of the currency for money. */
    min: z.number().optional(),
    /** The most, likewise. */
    max: z.number().optional(),
    known: z.boolean().optional(),
    not: textOrTexts.optional(),
  }),
]);
export type AnswerTest = z.infer<typeof answerTestSchema>;

const CONTACT_FIELDS = ["name", "company", "email", "phone", "language", "timeZone"] as const;

/**
 * When a rule applies: every line must hold. Lists mean any of them. Used by scoring and routing alike, so
 * that an author learns it once.
 */
const conditionShape = {
  product: textOrTexts.optional(),
  segment: textOrTexts.optional(),
  territory: textOrTexts.optional(),
  language: z.union([z.enum(LANGUAGES), z.array(z.enum(LANGUAGES)).min(1)]).optional(),
  source: textOrTexts.optional(),
  campaign: textOrTexts.optional(),
  channel: textOrTexts.optional(),
  /** The lead has one of these tags. */
  tag: textOrTexts.optional(),
  /** The lead's value, else its budget, in whole units of its currency. */
  minValue: z.number().nonnegative().optional(),
  maxValue: z.number().nonnegative().optional(),
  minScore: z.number().min(0).max(100).optional(),
  answers: z.record(z.string(), answerTestSchema).optional(),
  contact: z.partialRecord(z.enum(CONTACT_FIELDS), answerTestSchema).optional(),
  /** The contact's custom fields. */
  fields: z.record(z.string(), answerTestSchema).optional(),
  /** The least messages that the contact wrote. */
  minMessages: z.number().int().positive().optional(),
  /** The contact's usual answer came within this many minutes. */
  answeredWithinMinutes: z.number().positive().optional(),
  /** The contact has had a lead before. */
  returned: z.boolean().optional(),
};

const lines = z.strictObject(conditionShape);
export interface Condition extends z.infer<typeof lines> {
  all?: Condition[] | undefined;
  any?: Condition[] | undefined;
  not?: Condition | undefined;
}

const nested: z.ZodType<Condition, Condition> = z.lazy(() => conditionSchema);

export const conditionSchema: z.ZodType<Condition, Condition> = z.strictObject({
  ...conditionShape,
  all: z.array(nested).min(1).optional(),
  any: z.array(nested).min(1).optional(),
  not: nested.optional(),
});
