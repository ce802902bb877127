import type { OutboundMessage } from "../../channel/outbound.ts";
import type { Language } from "../../language.ts";
import type { Verdict } from "../../leads/learn/evaluate.ts";
import { phrase, type Texts } from "./phrase.ts";

/** What managers are told of a training. */
export interface LearnedFacts {
  verdict: Verdict | null;
  /** Areas under the curve. */
  auc: { model: number; ruleScore: number; naiveBayes: number } | null;
  /** Ended leads that it was learned from. */
  leads: number;
}

/** From now on open leads have a probability. */
export function learnedNotice({ auc, leads }: LearnedFacts): (language: Language) => OutboundMessage {
  const shares = { leads, model: percent(auc?.model), score: percent(auc?.ruleScore) };
  return (language) => ({ text: learned(shares)[language] });
}

/** They have none any more, and why. */
export function unlearnedNotice({ verdict, auc }: LearnedFacts): (language: Language) => OutboundMessage {
  const shares = {
    model: percent(auc?.model),
    score: percent(auc?.ruleScore),
    bayes: percent(auc?.naiveBayes),
  };
  return (language) => {
    const why = verdict === null || verdict === "use" ? "" : ` ${WHY[verdict](shares)[language]}`;
    return { text: `${unlearned({})[language]}${why}` };
  };
}

type Shares = { model: number; score: number; bayes: number };

/** Why what was learned is not used, as a sentence. */
export const WHY: Record<Exclude<Verdict, "use">, (shares: Shares) => Texts> = {
  "too-few": phrase<Shares>({
    en: "Too few leads have ended to tell.",
    pt: "Poucos leads terminaram para poder dizer algo.",
    es: "Han terminado muy pocos leads para poder decir algo.",
  }),
  "nothing-tells": phrase<Shares>({
    en: "On the leads that ended lately, nothing that is known beforehand tells who buys.",
    pt: "Nos leads que terminaram recentemente, nada do que se sabe antes diz quem compra.",
    es: "En los leads que terminaron últimamente, nada de lo que se sabe antes dice quién compra.",
  }),
  "worse-than-score": phrase<Shares>({
    en: "On the leads that ended lately, the score told better: it put the one who bought first in {score} of 100 cases, the probability in {model}.",
    pt: "Nos leads que terminaram recentemente, a pontuação acertou mais: pôs quem comprou na frente em {score} de 100 casos; a probabilidade, em {model}.",
    es: "En los leads que terminaron últimamente, la puntuación acertó más: puso primero a quien compró en {score} de 100 casos; la probabilidad, en {model}.",
  }),
  "worse-than-naive-bayes": phrase<Shares>({
    en: "On the leads that ended lately, a simpler calculation told better ({bayes} of 100 cases against {model}), so it cannot be trusted yet.",
    pt: "Nos leads que terminaram recentemente, um cálculo mais simples acertou mais ({bayes} de 100 casos contra {model}); por isso ainda não dá para confiar nela.",
    es: "En los leads que terminaron últimamente, un cálculo más simple acertó más ({bayes} de 100 casos contra {model}), así que todavía no es de fiar.",
  }),
};

export function percent(share: number | undefined): number {
  return Math.round((share ?? 0) * 100);
}

const learned = phrase<{ leads: number; model: number; score: number }>({
  en: "📈 Open leads now show how likely they are to be won, learned from {leads, number} leads that ended. On leads that it had not seen, it put the one who bought first in {model} of 100 cases; the score, in {score}. “why” tells the reasons of each lead; “score” tells more.",
  pt: "📈 Os leads abertos agora mostram a probabilidade de fechar, aprendida com {leads, number} leads que terminaram. Em leads que ainda não conhecia, pôs quem comprou na frente em {model} de 100 casos; a pontuação, em {score}. “por que” mostra os motivos de cada lead; “relatório da pontuação” conta mais.",
  es: "📈 Los leads abiertos muestran ahora la probabilidad de ganarlos, aprendida de {leads, number} leads que terminaron. En leads que aún no conocía, puso primero a quien compró en {model} de 100 casos; la puntuación, en {score}. “por qué” muestra los motivos de cada lead; “informe de puntuación” cuenta más.",
});

const unlearned = phrase({
  en: "📉 The probability of winning is no longer shown.",
  pt: "📉 A probabilidade de fechar não é mais mostrada.",
  es: "📉 La probabilidad de ganar ya no se muestra.",
});
