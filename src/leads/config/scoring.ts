import { z } from "zod";
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
});
export type Scoring = z.infer<typeof scoringSchema>;
