import { z } from "zod";
import { LEAST_ENDED } from "../learn/evaluate.ts";
import { conditionSchema, idSchema, localTextSchema } from "./condition.ts";

export const scoringRuleSchema = z.strictObject({
  id: idSchema,
  points: z.number().int().min(-100).max(100),
  /** Why, as a rep reads it. */
  reason: localTextSchema,
  when: conditionSchema,
});
export type ScoringRule = z.infer<typeof scoringRuleSchema>;

export const gradeSchema = z.strictObject({
  id: idSchema,
  /** The least score. */
  from: z.number().int().min(0).max(100),
  label: localTextSchema,
  /** What happens when a lead rises to this grade. */
  triggers: z
    .strictObject({
      /** Give it to a rep at once, before the last question is answered. */
      routeNow: z.boolean().default(false),
      tellManagers: z.boolean().default(false),
      tags: z.array(z.string().min(1)).default([]),
    })
    .default({ routeNow: false, tellManagers: false, tags: [] }),
});
export type Grade = z.infer<typeof gradeSchema>;

/** What is learned from the leads that ended: see docs/scoring.md. */
export const learningSchema = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe("Whether to learn from ended leads how likely open ones are to be won."),
  minimum: z
    .int()
    .min(40)
    .max(10_000)
    .default(LEAST_ENDED)
    .describe("How many leads must have been won or lost before anything is learned."),
  every: z
    .enum(["day", "week"])
    .default("week")
    .describe("How often, at three in the morning; weekly on Monday."),
  exclude: z
    .array(z.string().min(1))
    .default([])
    .describe("What must not count: language, territory and the like, or the key of an answer."),
});
export type Learning = z.infer<typeof learningSchema>;

export const scoringSchema = z.strictObject({
  rules: z.array(scoringRuleSchema).default([]),
  /** The more is known, the higher: `points` are shared out over the fields. */
  completeness: z
    .strictObject({
      points: z.number().int().min(0).max(100),
      /** Answer keys, or `contact.email` and the like. */
      fields: z.array(z.string().min(1)).min(1),
      /** `{known}` and `{of}` are filled in. */
      reason: localTextSchema,
    })
    .optional(),
  /** Points lost for each whole week without a message. */
  decay: z
    .strictObject({
      pointsPerWeek: z.number().int().min(0).max(100),
      atMost: z.number().int().min(0).max(100).default(100),
      /** `{weeks}` is filled in. */
      reason: localTextSchema,
    })
    .optional(),
  /** The highest first; the last begins at 0. */
  grades: z.array(gradeSchema).min(1),
  learning: learningSchema.prefault({}),
});
export type Scoring = z.infer<typeof scoringSchema>;
