import type { Lead, Likely } from "../types/lead.ts";
import { type FactPlan, factsOf } from "./facts.ts";
import { type WinModel, weigh } from "./model.ts";

/** Gives leads their chance: a model in use, and what may be looked at. */
export interface Likelihood {
  /** The model's number. */
  model: number;
  of(lead: Lead): Likely;
}

export function likelihoodOf(number: number, model: WinModel, plan: FactPlan): Likelihood {
  return {
    model: number,
    of(lead) {
      const { chance, reasons } = weigh(model, factsOf(lead, plan));
      return { chance: Math.round(chance * 10_000) / 10_000, model: number, reasons };
    },
  };
}

/**
 * The chance of a lead after a change. Worked out only where something that is looked at has changed, or by another
 * model before; none for a lead that has ended, and none while no model is in use.
 */
export function likelyAfter(likelihood: Likelihood | null, before: Lead, after: Lead): Likely | null {
  if (likelihood === null || after.stageKind !== "open") return null;
  const { likely } = before;
  const holds = likely !== null && likely.model === likelihood.model && looksTheSame(before, after);
  return holds ? likely : likelihood.of(after);
}

/** A lead without a chance of a model that is not in use, which is shown nowhere. */
export function withoutStaleChance(lead: Lead, inUse: number): Lead {
  return lead.likely === null || lead.likely.model === inUse ? lead : { ...lead, likely: null };
}

function looksTheSame(before: Lead, after: Lead): boolean {
  return (
    before.answers === after.answers &&
    before.source === after.source &&
    before.channel === after.channel &&
    before.language === after.language &&
    before.product === after.product &&
    before.segment === after.segment &&
    before.territory === after.territory &&
    before.campaign === after.campaign &&
    before.referral === after.referral &&
    before.firstResponseAt === after.firstResponseAt &&
    before.stageKind === after.stageKind
  );
}
