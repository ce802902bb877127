import { z } from "zod";
import { idSchema, localTextSchema } from "./condition.ts";

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
  slaHours: z.number().positive().optional(),
});
export type Stage = z.infer<typeof stageSchema>;

export const pipelineSchema = z.strictObject({
  /** In order: automatic moves only go forward. */
  stages: z.array(stageSchema).min(1),
  /** Where a new lead begins; default: the first stage. */
  initial: idSchema.optional(),
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
