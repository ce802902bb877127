import { z } from "zod";
import { FOLLOW_UP_KINDS } from "../types/follow-up.ts";
import { idSchema, localTextSchema } from "./condition.ts";

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "write times as 09:00");

const plannedSchema = z.strictObject({
  after: z
    .string()
    .regex(/^[1-9]\d{0,3}[mhdw]$/, "write a duration as 30m, 2h, 7d or 4w")
    .describe("How long after the lead has come to the stage."),
  kind: z.enum(FOLLOW_UP_KINDS).describe("support goes on when the lead is closed; the others are sales."),
  note: localTextSchema.optional().describe("What it is about, in the language of whose it is."),
  at: clockTime
    .optional()
    .describe("The local time of its day, for those after days or weeks; default: when work begins."),
});
export type PlannedByRule = z.infer<typeof plannedSchema>;

/** What is planned by itself, as followups.yaml has it. */
export const followUpRulesSchema = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        id: idSchema,
        stage: z
          .union([idSchema, z.array(idSchema).min(1)])
          .describe("Begins when a lead comes to this stage, or to one of these."),
        plan: z.array(plannedSchema).min(1).max(10),
        whileThere: z
          .boolean()
          .default(false)
          .describe("Whether what is still open is dropped as soon as the lead leaves these stages."),
      }),
    )
    .max(50)
    .default([]),
});
export type FollowUpRules = z.infer<typeof followUpRulesSchema>;
export type FollowUpRule = FollowUpRules["rules"][number];

/** The stages of a rule. */
export function stagesOf({ stage }: Pick<FollowUpRule, "stage">): readonly string[] {
  return typeof stage === "string" ? [stage] : stage;
}
