import type { Language } from "../../language.ts";
import type { Learning } from "../../leads/config.ts";
import type { LearningState } from "../../leads/learn/state.ts";
import { percent, WHY } from "./learned-notices.ts";
import { phrase, type Texts } from "./phrase.ts";

/** Why no open lead has a probability; null when a model is in use. */
export function whyNone(
  state: LearningState,
  { enabled, minimum }: Learning,
  language: Language,
): string | null {
  if (!enabled) return NOT_ENABLED[language];
  if (state.inUse !== 0) return null;
  if (state.switchedOff) return SWITCHED_OFF[language];
  if (state.ended < minimum) return tooFew({ ended: state.ended, minimum })[language];
  const { newest } = state;
  if (newest === null || newest.verdict === null || newest.report === null) return SOON[language];
  if (newest.verdict === "use") return SOON[language];
  if (newest.verdict === "too-few") {
    const { heldOut, heldOutWon, leastOfAKind } = newest.report;
    const isScarce = newest.report.learned + heldOut >= newest.report.minimum;
    if (!isScarce) return SOON[language];
    return tooFewOfAKind({ won: heldOutWon, lost: heldOut - heldOutWon, least: leastOfAKind })[language];
  }
  const { model, ruleScore, naiveBayes } = newest.report;
  const shares = {
    model: percent(model.auc),
    score: percent(ruleScore.auc),
    bayes: percent(naiveBayes.auc),
  };
  return `${NONE[language]} ${WHY[newest.verdict](shares)[language]}`;
}

/** By which model the probabilities are; null when none is in use. */
export function whichModel({ inUse, used }: LearningState, language: Language): string | null {
  if (inUse === 0 || used === null) return null;
  const day = used.trainedAt?.slice(0, 10) ?? "?";
  return inUseSince({ number: inUse, leads: used.leads ?? 0, day })[language];
}

const NONE: Texts = {
  en: "No probability of winning is shown.",
  pt: "Nenhuma probabilidade de fechar é mostrada.",
  es: "No se muestra ninguna probabilidad de ganar.",
};
const NOT_ENABLED: Texts = {
  en: `${NONE.en} Learning is switched off in scoring.yaml.`,
  pt: `${NONE.pt} O aprendizado está desligado em scoring.yaml.`,
  es: `${NONE.es} El aprendizaje está desactivado en scoring.yaml.`,
};
const SWITCHED_OFF: Texts = {
  en: `${NONE.en} It was switched off by hand.`,
  pt: `${NONE.pt} Foi desligada manualmente.`,
  es: `${NONE.es} Se desactivó a mano.`,
};
const SOON: Texts = {
  en: `${NONE.en} Enough leads have ended; it is learned in one of the next nights.`,
  pt: `${NONE.pt} Já terminaram leads suficientes; o aprendizado acontece em uma das próximas noites.`,
  es: `${NONE.es} Ya terminaron suficientes leads; se aprende una de las próximas noches.`,
};
const tooFew = phrase<{ ended: number; minimum: number }>({
  en: `${NONE.en} Too few leads have ended to learn from: {ended, number} of {minimum, number}.`,
  pt: `${NONE.pt} Poucos leads terminaram para aprender com eles: {ended, number} de {minimum, number}.`,
  es: `${NONE.es} Han terminado muy pocos leads para aprender de ellos: {ended, number} de {minimum, number}.`,
});
const tooFewOfAKind = phrase<{ won: number; lost: number; least: number }>({
  en: `${NONE.en} Of the leads that ended lately, {won, number} were won and {lost, number} lost; it takes {least} of each.`,
  pt: `${NONE.pt} Dos leads que terminaram recentemente, {won, number} foram ganhos e {lost, number} perdidos; são necessários {least} de cada.`,
  es: `${NONE.es} De los leads que terminaron últimamente, {won, number} se ganaron y {lost, number} se perdieron; hacen falta {least} de cada.`,
});
const inUseSince = phrase<{ number: number; leads: number; day: string }>({
  en: "model {number}, learned on {day} from {leads, number} leads that ended",
  pt: "modelo {number}, aprendido em {day} com {leads, number} leads que terminaram",
  es: "modelo {number}, aprendido el {day} de {leads, number} leads que terminaron",
});
