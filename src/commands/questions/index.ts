import { funnelQuestion } from "./funnel.ts";
import { lostQuestion } from "./lost.ts";
import { pipelineQuestion } from "./pipeline.ts";
import type { AnyQuestion, QuestionId } from "./question.ts";
import { reachQuestion } from "./reach.ts";
import { reportQuestion } from "./report.ts";
import { slaQuestion } from "./sla.ts";
import { sourcesQuestion } from "./sources.ts";
import { statsQuestion } from "./stats.ts";
import { teamQuestion } from "./team.ts";

/** Every question about numbers. */
export const QUESTIONS: Readonly<Record<QuestionId, AnyQuestion>> = {
  stats: statsQuestion,
  pipeline: pipelineQuestion,
  funnel: funnelQuestion,
  sources: sourcesQuestion,
  team: teamQuestion,
  lost: lostQuestion,
  sla: slaQuestion,
  reach: reachQuestion,
  report: reportQuestion,
};

export { type InquiryProblem, inquire } from "./inquire.ts";
export {
  type AnyQuestion,
  type Cell,
  type Inquiry,
  QUESTION_IDS,
  type QuestionId,
  type Table,
  type Told,
  type View,
} from "./question.ts";
export { answerWith } from "./reply.ts";
