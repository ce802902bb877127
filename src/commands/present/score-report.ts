import type { Language } from "../../language.ts";
import type { Learning } from "../../leads/config.ts";
import type { LearningState } from "../../leads/learn/state.ts";
import { formatPercent, table } from "./format.ts";
import { percent } from "./learned-notices.ts";
import { whichModel, whyNone } from "./learning-words.ts";
import { phrase, type Texts } from "./phrase.ts";

/** Whether a probability is shown and why, and how it and the score did on leads that it had not seen. */
export function scoreReport(state: LearningState, learning: Learning, language: Language): string {
  const model = whichModel(state, language);
  const lines = [
    model === null
      ? (whyNone(state, learning, language) ?? "")
      : `${SHOWN[language]} ${model.charAt(0).toUpperCase()}${model.slice(1)}.`,
  ];
  const report = (state.used ?? state.newest)?.report ?? null;
  if (report === null || report.heldOut === 0) return lines.join("\n");
  const { heldOut, heldOutWon } = report;
  lines.push("", heading({ leads: heldOut, won: heldOutWon })[language]);
  for (const [name, { auc }] of [
    [PROBABILITY, report.model],
    [SCORE, report.ruleScore],
    [BAYES, report.naiveBayes],
  ] as const) {
    lines.push(`  ${name[language]}: ${percent(auc)}`);
  }
  const share = (value: number) => formatPercent(value, language);
  const rows = report.calibration.map(({ from, to, leads, said, won }) => [
    `${share(from)}–${share(to)}`,
    String(leads),
    share(said),
    share(won),
  ]);
  lines.push("", CALIBRATION[language], table([[...COLUMNS[language]], ...rows], [1, 2, 3]));
  return lines.join("\n");
}

const SHOWN: Texts = {
  en: "Open leads show how likely they are to be won.",
  pt: "Os leads abertos mostram a probabilidade de fechar.",
  es: "Los leads abiertos muestran la probabilidad de ganarlos.",
};
const heading = phrase<{ leads: number; won: number }>({
  en: "Tested on the newest {leads, number} leads that ended ({won, number} won), which it had not seen. Of one that was won and one that was lost, the won one was put first in so many of 100 cases (50 is a coin):",
  pt: "Testado com os {leads, number} leads mais recentes que terminaram ({won, number} ganhos), que ele não conhecia. Entre um ganho e um perdido, o ganho ficou na frente em tantos de 100 casos (50 é cara ou coroa):",
  es: "Probado con los {leads, number} leads más recientes que terminaron ({won, number} ganados), que no conocía. Entre uno ganado y uno perdido, el ganado quedó primero en tantos de 100 casos (50 es cara o cruz):",
});
const PROBABILITY: Texts = { en: "Probability", pt: "Probabilidade", es: "Probabilidad" };
const SCORE: Texts = { en: "Score", pt: "Pontuação", es: "Puntuación" };
const BAYES: Texts = {
  en: "Simpler calculation (naive Bayes)",
  pt: "Cálculo mais simples (naive Bayes)",
  es: "Cálculo más simple (naive Bayes)",
};
const CALIBRATION: Texts = {
  en: "What the probability said, and what came:",
  pt: "O que a probabilidade disse, e o que aconteceu:",
  es: "Lo que dijo la probabilidad, y lo que pasó:",
};
const COLUMNS: Record<Language, readonly string[]> = {
  en: ["said", "leads", "on average", "won"],
  pt: ["disse", "leads", "em média", "ganhos"],
  es: ["dijo", "leads", "en promedio", "ganados"],
};
