import type { LearningState } from "../../leads/learn/state.ts";
import type { Activity } from "../../leads/types/activity.ts";
import type { Lead } from "../../leads/types/lead.ts";
import { leadArg } from "../args/lead.ts";
import { defineCommand, type RunContext } from "../define.ts";
import { leadTitle, signed } from "../present/card.ts";
import { formatRelative } from "../present/format.ts";
import { gradeName, reasonName, repName, stageName } from "../present/labels.ts";
import { whichModel, whyNone } from "../present/learning-words.ts";
import { likelyReasons, likelyText } from "../present/likely.ts";
import { phrase } from "../present/phrase.ts";
import { leadOf } from "./shared.ts";

/** How far back the trail is searched for the last move. */
const TRAIL = 50;

export const whyCommand = defineCommand({
  name: "why",
  words: {
    en: ["why", "explain"],
    pt: ["por que", "porque", "explicar"],
    es: ["por qué", "porque", "explicar"],
  },
  help: {
    en: "Explain a lead's score, probability, routing and stage",
    pt: "Explicar a pontuação, a probabilidade, a distribuição e a etapa do lead",
    es: "Explicar la puntuación, la probabilidad, la asignación y la etapa del lead",
  },
  examples: { en: ["why L-42"], pt: ["por que L-42"], es: ["por qué L-42"] },
  allowed: ["rep", "manager", "admin"],
  access: "see",
  args: { lead: leadArg() },
  load: async (_args, reads, { leadId, bundle }): Promise<{ data: Known }> => ({
    data: {
      trail: leadId === null ? [] : await reads.trail(leadId, TRAIL),
      learning: await reads.learning(bundle.scoring.learning.minimum),
    },
  }),
  run: (input) => {
    const { lead, contact } = leadOf(input);
    const { bundle, language } = input;
    const grade = gradeName(bundle, lead.grade, language);
    const reasons = [...lead.scoreReasons].sort((a, b) => Math.abs(b.points) - Math.abs(a.points));
    const lines = [
      leadTitle(lead, contact),
      scored({ score: lead.score, grade })[language],
      ...reasons.map((reason) => `  ${signed(reason.points)} ${reason.text[language]}`),
      ...likelyLines(lead, input.data.learning, input),
      ...lead.routeReasons.map((reason) => `→ ${reason.text[language]}`),
      stageLine(input, input.data.trail),
    ];
    return { reply: { text: lines.join("\n") } };
  },
});

interface Known {
  trail: Activity[];
  learning: LearningState;
}

/** How likely it is to be won, by what, and why; or why nobody says. */
function likelyLines(lead: Lead, state: LearningState, { bundle, language }: RunContext): string[] {
  if (lead.stageKind !== "open") return [];
  const none = whyNone(state, bundle.scoring.learning, language);
  if (none !== null) return [none];
  if (lead.likely === null) return [];
  const model = whichModel(state, language);
  const title = likelyText(lead.likely.chance, language);
  return [
    model === null ? title : `${title} (${model})`,
    ...likelyReasons(lead.likely, bundle, language, 4).map((reason) => `  ${reason}`),
  ];
}

/** Since when, by whom, and why it is in its stage. */
function stageLine(input: RunContext, trail: readonly Activity[]): string {
  const { lead } = leadOf(input);
  const { bundle, directory, language, at } = input;
  const move = trail.find((activity) => activity.after?.stage === lead.stage);
  const isRep = move?.actorKind === "rep" && move.actorId !== null;
  const who = isRep ? `${BY[language]} ${repName(directory, move.actorId ?? "")}` : BY_BOT[language];
  const line = inStage({
    stage: stageName(bundle, lead.stage, language),
    since: formatRelative(lead.stageSince, at, language),
    who,
  })[language];
  return lead.reason === null ? line : `${line}: ${reasonName(bundle, lead.reason, language)}`;
}

const BY = { en: "by", pt: "por", es: "por" };
const BY_BOT = { en: "by the bot", pt: "pelo bot", es: "por el bot" };

const scored = phrase<{ score: number; grade: string }>({
  en: "Score {score} of 100: {grade}",
  pt: "Pontuação {score} de 100: {grade}",
  es: "Puntuación {score} de 100: {grade}",
});

const inStage = phrase<{ stage: string; since: string; who: string }>({
  en: "In {stage} ({since}), moved {who}",
  pt: "Em {stage} ({since}), movido {who}",
  es: "En {stage} ({since}), movido {who}",
});
