import { z } from "zod";
import { VERDICTS } from "./evaluate.ts";
import type { FactPlan } from "./facts.ts";

/** What may be looked at, as it goes from one process to another. */
export const planSchema = z.object({
  timeZone: z.string(),
  exclude: z.array(z.string()),
  answers: z.array(
    z.tuple([
      z.string(),
      z.discriminatedUnion("kind", [
        z.object({ kind: z.enum(["number", "money", "yes-no"]) }),
        z.object({ kind: z.literal("choice"), options: z.array(z.string()) }),
      ]),
    ]),
  ),
  typed: z.array(z.tuple([z.string(), z.array(z.string())])),
});
export type PlanJson = z.infer<typeof planSchema>;

export function toPlanJson(plan: FactPlan): PlanJson {
  return {
    timeZone: plan.timeZone,
    exclude: [...plan.exclude],
    answers: [...plan.answers].map(([key, how]) => [
      key,
      how.kind === "choice" ? { kind: how.kind, options: [...how.options] } : { kind: how.kind },
    ]),
    typed: [...plan.typed].map(([field, options]) => [field, [...options]]),
  };
}

export function fromPlanJson(plan: PlanJson): FactPlan {
  return {
    timeZone: plan.timeZone,
    exclude: new Set(plan.exclude),
    answers: new Map(
      plan.answers.map(([key, how]) => [
        key,
        how.kind === "choice" ? { kind: how.kind, options: new Set(how.options) } : { kind: how.kind },
      ]),
    ),
    typed: new Map(plan.typed.map(([field, options]) => [field, new Set(options)])),
  };
}

export const exampleSchema = z.object({
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  won: z.boolean(),
  ruleScore: z.number(),
});

const measuresSchema = z.object({ auc: z.number(), logLoss: z.number(), brier: z.number() });
const tenthSchema = z.object({
  from: z.number(),
  to: z.number(),
  leads: z.number(),
  said: z.number(),
  won: z.number(),
});

export const reportSchema = z.object({
  learned: z.number(),
  heldOut: z.number(),
  heldOutWon: z.number(),
  wonShare: z.number(),
  model: measuresSchema,
  ruleScore: measuresSchema,
  naiveBayes: measuresSchema,
  calibration: z.array(tenthSchema),
  before: z.object({ leads: z.number(), model: z.number(), ruleScore: z.number() }).nullable(),
  minimum: z.number(),
  leastOfAKind: z.number(),
  verdict: z.enum(VERDICTS),
});

const trainingSchema = z.object({
  number: z.number(),
  status: z.enum(["training", "done", "failed"]),
  attempts: z.number(),
  startedAt: z.string(),
  trainedAt: z.string().nullable(),
  leads: z.number().nullable(),
  exclude: z.array(z.string()).nullable(),
  verdict: z.enum(VERDICTS).nullable(),
  report: reportSchema.nullable(),
});

export const stateSchema = z.object({
  inUse: z.number(),
  switchedOff: z.boolean(),
  ended: z.number(),
  newest: trainingSchema.nullable(),
  used: trainingSchema.nullable(),
});
