import type { Chart } from "../../channel/chart.ts";
import type { Choice } from "../../channel/outbound.ts";
import type { FlowBundle } from "../../flow/bundle.ts";
import type { Language } from "../../language.ts";
import type { At } from "../../leads/types/at.ts";
import type { Directory } from "../../leads/types/directory.ts";
import type { Dimension, InsightFilter, InsightQuery, InsightReads } from "../insights.ts";
import type { CommandReads, Period, Scope } from "../reads.ts";

/**
 * A question about numbers: what is read for it, and how the answer is told. Commands, digests, exports and the HTTP
 * endpoint all ask the same ones.
 */
export interface Question<D> {
  id: QuestionId;
  /** Whether it is about a period; without one it is about how things are now. */
  hasPeriod: boolean;
  /** What it is counted by, when nothing else is said. */
  by: Dimension | null;
  load(inquiry: Inquiry, reads: QuestionReads, view: View): Promise<D>;
  tell(data: D, inquiry: Inquiry, view: View): Told;
}

export const QUESTION_IDS = [
  "stats",
  "pipeline",
  "funnel",
  "sources",
  "team",
  "lost",
  "sla",
  "reach",
  "report",
] as const;
export type QuestionId = (typeof QUESTION_IDS)[number];

export type QuestionReads = Pick<CommandReads, "pipelineCounts"> & InsightReads;

/** What is asked, with nothing left open. */
export interface Inquiry {
  period: Period;
  /** The one before, up to the same point where the period is still running. */
  earlier: Period;
  scope: Scope;
  filter: InsightFilter;
  by: Dimension | null;
  each: "day" | "week" | "month";
  textOnly: boolean;
}

/** Who reads the answer, and when. */
export interface View {
  bundle: FlowBundle;
  directory: Directory;
  language: Language;
  at: At;
}

/** An answer, ready to be shown. */
export interface Told {
  title: string;
  /** Each is a line that holds on its own. */
  lines: string[];
  /** The most telling one first; those with nothing to show are left out. */
  charts: Chart[];
  /** Commands that tell more: the leads behind the numbers, other questions. */
  more: Choice[];
  table: Table;
}

/** Numbers in rows, for a CSV or JSON: money in whole units, times in seconds, shares from 0 to 1. */
export interface Table {
  /** `id` is the same in every language. */
  columns: { id: string; label: string }[];
  rows: Cell[][];
}

/** Null: not known, or nothing to measure. */
export type Cell = string | number | null;

/** A question without the type of its data, so that different ones fit into one list. */
export interface AnyQuestion {
  id: QuestionId;
  hasPeriod: boolean;
  by: Dimension | null;
  /** Read and tell. */
  ask(inquiry: Inquiry, reads: QuestionReads, view: View): Promise<Told>;
}

/** Define a question; its data are known only to itself. */
export function defineQuestion<D>(question: Question<D>): AnyQuestion & Pick<Question<D>, "load" | "tell"> {
  return {
    ...question,
    ask: async (inquiry, reads, view) =>
      question.tell(await question.load(inquiry, reads, view), inquiry, view),
  };
}

/** The query for the period itself, or for the one before. */
export function queryOf(
  inquiry: Inquiry,
  period: Pick<Period, "from" | "to"> = inquiry.period,
): InsightQuery {
  return { from: period.from, to: period.to, scope: inquiry.scope, filter: inquiry.filter };
}
