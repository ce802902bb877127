import { z } from "zod";
import { idSchema, localTextSchema, quietHoursSchema } from "../leads/config.ts";
import { durationSchema, stepIdSchema } from "./schema-parts.ts";
import { conditionSchema } from "./schema-steps.ts";

/** What is said: the business's own text, or one of its templates. */
const saidSchema = { template: idSchema.optional(), text: localTextSchema.optional() };

const variantSchema = z
  .strictObject({
    id: stepIdSchema.optional().describe("How results name it; default: a, b, c in order."),
    weight: z.int().min(1).max(1_000).default(1).describe("How often, against the other variants."),
    ...saidSchema,
  })
  .refine((variant) => (variant.template === undefined) !== (variant.text === undefined), {
    message: "needs either `template` or `text`",
  });

const nurtureStepSchema = z
  .strictObject({
    id: stepIdSchema
      .optional()
      .describe("Keeps people in place when steps are added or taken away; default: step-1, step-2, …"),
    after: durationSchema.describe("Since the step before, or since the beginning."),
    time: z
      .enum(["calendar", "working"])
      .default("calendar")
      .describe("working: hours and minutes of working time, whole days on which the business works."),
    ...saidSchema,
    variants: z.array(variantSchema).min(2).max(10).optional().describe("Each person gets one of them."),
    when: conditionSchema.optional().describe("Else the step is passed over."),
  })
  .refine(
    (step) => [step.template, step.text, step.variants].filter((each) => each !== undefined).length === 1,
    { message: "needs one of `template`, `text` and `variants`" },
  );

export const nurtureSchema = z.strictObject({
  id: idSchema,
  name: localTextSchema,
  startOn: z
    .strictObject({
      stages: z.array(idSchema).optional(),
      tags: z.array(z.string().min(1)).optional(),
      grades: z.array(idSchema).optional(),
      minScore: z.int().optional(),
      silentDays: z
        .int()
        .min(1)
        .max(365)
        .optional()
        .describe("So many days without a word in either direction."),
      when: conditionSchema.optional().describe("Must hold besides."),
    })
    .optional()
    .describe(
      "Begins by itself when a lead comes to one of these stages, gets one of these tags, one of these grades or this score, or falls silent.",
    ),
  again: durationSchema
    .or(z.literal("never"))
    .default("never")
    .describe("When a person may begin it anew by itself, counted from when it ended."),
  steps: z.array(nurtureStepSchema).min(1).max(50),
  stopOn: z.array(z.enum(["reply", "stage-change", "owner-change"])).default(["reply", "stage-change"]),
  quietHours: quietHoursSchema
    .optional()
    .describe(
      "Besides those of business.yaml: nothing is sent from the first to the second, where the person is.",
    ),
});
export type NurtureFile = z.infer<typeof nurtureSchema>;
