import type { LearningState } from "../../leads/learn/state.ts";
import { defineCommand } from "../define.ts";
import { scoreReport } from "../present/score-report.ts";

export const scoreCommand = defineCommand({
  name: "score",
  words: {
    en: ["score", "score report"],
    pt: ["relatório da pontuação", "score"],
    es: ["informe de puntuación", "score"],
  },
  help: {
    en: "How well the score, and the learned probability, tell who buys",
    pt: "Quanto a pontuação e a probabilidade aprendida acertam quem compra",
    es: "Cuánto aciertan quién compra la puntuación y la probabilidad aprendida",
  },
  examples: { en: ["score"], pt: ["relatório da pontuação"], es: ["informe de puntuación"] },
  allowed: ["manager", "admin"],
  access: "none",
  args: {},
  load: async (_args, reads, { bundle }) => ({
    data: await reads.learning(bundle.scoring.learning.minimum),
  }),
  run: ({ bundle, language, data }) => {
    const state: LearningState = data;
    return { reply: { text: scoreReport(state, bundle.scoring.learning, language) } };
  },
});
