import { z } from "zod";
import { LANGUAGES } from "../language.ts";
import { idSchema, localTextSchema } from "../leads/config.ts";
import { durationSchema, idNameSchema, localWordsSchema, stepIdSchema } from "./schema-parts.ts";

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** What an answer must be: this, one of these, or within these bounds (money in whole units). */
const answerTestSchema = z.union([
  scalar,
  z.array(scalar).min(1),
  z.strictObject({
    min: z.number().optional(),
    max: z.number().optional(),
    known: z.boolean().optional(),
  }),
]);

const languageTest = z.union([z.enum(LANGUAGES), z.array(z.enum(LANGUAGES)).min(1)]);
const channelTest = z.union([z.string(), z.array(z.string()).min(1)]);

/**
 * A condition: every line must hold. Keys are answers (`product: solar`), except `language`, `channel`,
 * `all`, `any` and `not`.
 */
export type Condition = {
  language?: z.infer<typeof languageTest> | undefined;
  channel?: z.infer<typeof channelTest> | undefined;
  all?: Condition[] | undefined;
  any?: Condition[] | undefined;
  not?: Condition | undefined;
} & { [key: string]: unknown };

export type AnswerTest = z.infer<typeof answerTestSchema>;

export const conditionSchema: z.ZodType<Condition> = z
  .object({
    language: languageTest.optional(),
    channel: channelTest.optional(),
    get all() {
      return z.array(conditionSchema).min(1).optional();
    },
    get any() {
      return z.array(conditionSchema).min(1).optional();
    },
    get not() {
      return conditionSchema.optional();
    },
  })
  .catchall(answerTestSchema);

/** Where an answer goes besides the lead's answers. */
export const SAVES = [
  "contact.name",
  "contact.company",
  "contact.email",
  "contact.phone",
  "lead.product",
  "lead.segment",
  "lead.territory",
  "lead.value",
  "lead.source",
  "lead.campaign",
] as const;

export const savesSchema = z
  .string()
  .refine(
    (target) =>
      (SAVES as readonly string[]).includes(target) || /^contact\.fields\.[a-z][a-z0-9_-]*$/.test(target),
    `is no place for an answer; use one of ${SAVES.join(", ")}, or contact.fields.<name>`,
  );

const choiceSchema = z.strictObject({
  // Begins with a letter: a choice called "2" could not be told from the second one.
  id: stepIdSchema,
  label: localTextSchema,
  synonyms: localWordsSchema.default([]),
  wins: z
    .boolean()
    .default(false)
    .describe("Named together with other choices, this one is meant: “repair” in “repair my solar panels”."),
  within: z
    .int()
    .min(1)
    .optional()
    .describe("A date at most so many days ahead means this choice: “in two weeks”, “in March”."),
  goto: stepIdSchema.optional(),
});
export type ChoiceFile = z.infer<typeof choiceSchema>;

const bound = z.union([z.number(), z.string()]);

export const ASK_KINDS = [
  "text",
  "name",
  "email",
  "phone",
  "number",
  "money",
  "date",
  "yes-no",
  "choice",
  "multi-choice",
  "location",
  "file",
] as const;
export type AskKind = (typeof ASK_KINDS)[number];

export const askSchema = z.strictObject({
  ask: z.enum(ASK_KINDS),
  text: localTextSchema.describe("The question."),
  short: localTextSchema.optional().describe("The question again, after an interruption; default: text."),
  hint: z
    .union([localTextSchema, z.array(localTextSchema).min(1)])
    .optional()
    .describe("After a wrong answer; the second of a list after the second. Default: a phrase by kind."),
  hint2: localTextSchema.optional(),
  thanks: localTextSchema.optional().describe("Said once the answer is understood."),
  nudge: localTextSchema.optional(),
  key: idNameSchema.optional().describe("The answer's key; default: the step's id."),
  saves: savesSchema.optional().describe("Where else the answer goes, e.g. contact.email or lead.value."),
  optional: z.boolean().default(false).describe("May be skipped by saying so."),
  skip: localWordsSchema.default([]).describe("More words that skip it."),
  attempts: z.int().min(1).max(10).default(3).describe("Wrong answers before a person takes over."),
  askWhen: conditionSchema.optional(),
  nudgeAfter: durationSchema.or(z.literal("never")).optional(),
  listen: z.boolean().default(true).describe("Also understood when it is said without being asked."),
  cues: localWordsSchema.default([]).describe("Words that must stand near an unasked number."),
  min: bound.optional().describe("Least number, amount, length of a list, or date (today or yyyy-mm-dd)."),
  max: bound.optional(),
  minLength: z.int().min(1).optional(),
  maxLength: z.int().min(1).max(8_000).optional(),
  pattern: z.string().optional().describe("A regular expression that the whole text must match."),
  accept: z.array(z.string()).optional().describe("Types of files, e.g. image/* or application/pdf."),
  choices: z.array(choiceSchema).min(2).max(20).optional(),
  otherwise: idSchema.optional().describe("The choice taken when none is recognised."),
  consent: z
    .literal("news")
    .optional()
    .describe("The answer to this yes-no question is consent to news on the channel, or its refusal."),
  goto: stepIdSchema.optional(),
});
export type AskFile = z.infer<typeof askSchema>;

const when = conditionSchema.optional();
const goto = stepIdSchema.optional();

export const saySchema = z.strictObject({ say: localTextSchema, when, goto });
export const branchSchema = z.strictObject({
  branch: z.array(z.strictObject({ when: conditionSchema, goto: stepIdSchema })).min(1),
  else: stepIdSchema.optional(),
});
export const setSchema = z.strictObject({
  set: z.record(idNameSchema, z.union([z.string(), z.number(), z.boolean()])),
  saves: z.record(idNameSchema, savesSchema).default({}),
  when,
  goto,
});
export const tagSchema = z.strictObject({
  tag: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
  when,
  goto,
});
export const gotoSchema = z.strictObject({
  goto: z.union([stepIdSchema, z.strictObject({ flow: idSchema })]),
  when,
});
export const handoffSchema = z.strictObject({ handoff: z.union([localTextSchema, z.literal(true)]), when });
export const endSchema = z.strictObject({
  end: z.union([localTextSchema, z.literal(true)]),
  completed: z.boolean().default(true).describe("Whether all questions are answered: the lead is routed."),
  when,
});

/** The schema of each kind of step, by the key that tells the kind. In the order in which they are tried. */
export const STEP_SCHEMAS = {
  ask: askSchema,
  say: saySchema,
  branch: branchSchema,
  set: setSchema,
  tag: tagSchema,
  handoff: handoffSchema,
  end: endSchema,
  goto: gotoSchema,
} as const;
export type StepKind = keyof typeof STEP_SCHEMAS;

export const stepSchema = z.union([
  askSchema,
  saySchema,
  branchSchema,
  setSchema,
  tagSchema,
  handoffSchema,
  endSchema,
  gotoSchema,
]);
export type StepFile = z.infer<typeof stepSchema>;
