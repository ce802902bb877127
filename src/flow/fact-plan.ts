import type { AnswerPlan, FactPlan } from "../leads/learn/facts.ts";
import type { FlowBundle } from "./bundle.ts";
import type { Ask } from "./flow.ts";

/** By the flows: a bundle whose templates were changed in chat has the same. */
const plans = new WeakMap<FlowBundle["flows"], FactPlan>();

/**
 * What of a lead may be learned from, by what the questions of the flow files ask for. Names, phones, e-mails, places,
 * files, dates and free text are never looked at; of a lead's own fields that a question of free text fills in, only
 * the territory, which is where somebody lives or works.
 */
export function factPlanOf(bundle: FlowBundle): FactPlan {
  let plan = plans.get(bundle.flows);
  if (plan === undefined) {
    plan = makePlan(bundle);
    plans.set(bundle.flows, plan);
  }
  return plan;
}

function makePlan(bundle: FlowBundle): FactPlan {
  const asks = [...bundle.flows.values()].flatMap((flow) => flow.asks);
  return {
    timeZone: bundle.business.timeZone,
    exclude: new Set(bundle.scoring.learning.exclude),
    answers: answersOf(asks),
    typed: typedOf(asks),
  };
}

/** One key that is asked for in two ways counts only where both ways fit. */
function answersOf(asks: readonly Ask[]): Map<string, AnswerPlan> {
  const answers = new Map<string, AnswerPlan>();
  const unfit = new Set<string>();
  for (const ask of asks) {
    const how = ask.target?.startsWith("contact.") ? null : planOf(ask);
    const known = answers.get(ask.key);
    if (how === null || (known !== undefined && known.kind !== how.kind)) unfit.add(ask.key);
    else if (known?.kind === "choice" && how.kind === "choice") {
      answers.set(ask.key, { kind: "choice", options: new Set([...known.options, ...how.options]) });
    } else answers.set(ask.key, how);
  }
  for (const key of unfit) answers.delete(key);
  return answers;
}

/** The fields of a lead that questions fill in, with the choices that count there. */
function typedOf(asks: readonly Ask[]): Map<string, Set<string>> {
  const typed = new Map<string, Set<string>>();
  for (const field of ["product", "segment", "source", "campaign"]) {
    const filling = asks.filter(({ target }) => target === `lead.${field}`);
    // Links fill these in too, with words that no question has as a choice.
    const isFromLinks = field === "source" || field === "campaign";
    const isTyped = filling.some(({ ask }) => ask === "text");
    if (filling.length === 0 || (isFromLinks && !isTyped)) continue;
    typed.set(field, new Set(filling.flatMap((ask) => [...optionsOf(ask)])));
  }
  return typed;
}

function planOf(ask: Ask): AnswerPlan | null {
  switch (ask.ask) {
    case "number":
      return { kind: "number" };
    case "money":
      return { kind: "money" };
    case "yes-no":
      return { kind: "yes-no" };
    case "choice":
    case "multi-choice":
      return { kind: "choice", options: optionsOf(ask) };
    default:
      return null;
  }
}

function optionsOf(ask: Ask): Set<string> {
  return new Set(ask.options.en.map(({ id }) => id));
}
