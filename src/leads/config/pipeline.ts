import { z } from "zod";
import { idSchema, localTextSchema } from "./condition.ts";

/** By when a person should have answered a new lead; what the bot says does not count. */
export const firstResponseSchema = z.strictObject({
  /** Working minutes since the lead was opened. */
  minutes: z.number().int().positive().max(100_000),
  /** Warn so many working minutes before; never when 0. Default: a quarter of the time. */
  warnMinutes: z.number().int().nonnegative().optional(),
});
export type FirstResponse = z.infer<typeof firstResponseSchema>;

const wordsByLanguage = z.strictObject({
  en: z.array(z.string().min(1)).optional(),
  pt: z.array(z.string().min(1)).optional(),
  es: z.array(z.string().min(1)).optional(),
});

export const stageSchema = z.strictObject({
  id: idSchema,
  /** open: being worked. won, lost and dormant end the lead. */
  kind: z.enum(["open", "won", "lost", "dormant"]),
  label: localTextSchema,
  /** Other words that reps use for it. */
  synonyms: wordsByLanguage.default({}),
  /** Whether a lead here should always have a next step: owners are told daily of those without. Default: open stages. */
  nextStep: z.boolean().optional(),
  /** What a move to it needs. */
  requires: z.array(z.enum(["reason", "value"])).default([]),
  /** The reasons to choose from; another one may be typed unless `otherReasons` is false. */
  reasons: z.array(z.strictObject({ id: idSchema, label: localTextSchema })).default([]),
  otherReasons: z.boolean().default(true),
  /** The longest that a lead should stay here, in working hours; none when absent. */
  slaHours: z.number().positive().max(10_000).optional(),
  /** Warn so many working hours before; never when 0. Default: a quarter of the time. */
  slaWarnHours: z.number().nonnegative().optional(),
});
export type Stage = z.infer<typeof stageSchema>;

export const pipelineSchema = z.strictObject({
  /** In order: automatic moves only go forward. */
  stages: z.array(stageSchema).min(1),
  /** Where a new lead begins; default: the first stage. */
  initial: idSchema.optional(),
  /** Of all teams that have no limit of their own; none when absent. */
  firstResponse: firstResponseSchema.optional(),
  automatic: z
    .strictObject({
      /** A colleague answered the lead for the first time. */
      onFirstHumanReply: idSchema.optional(),
      /** All qualifying questions are answered: one stage, or one by grade. */
      onQualified: z.union([idSchema, z.record(z.string(), idSchema)]).optional(),
      /** Nothing was heard or done for so long. */
      inactivity: z
        .array(z.strictObject({ from: idSchema, afterDays: z.number().int().positive(), to: idSchema }))
        .default([]),
    })
    .default({ inactivity: [] }),
});
export type Pipeline = z.infer<typeof pipelineSchema>;
