import { changeLead, SYSTEM } from "./change.ts";
import { type Engagement, isKnown, isMet } from "./condition.ts";
import type { Grade, Scoring, ScoringRule } from "./config.ts";
import type { Turn } from "./turn.ts";
import type { At } from "./types/at.ts";
import type { Contact } from "./types/contact.ts";
import type { Lead, ScoreReason } from "./types/lead.ts";
import { fillText, type Texts } from "./words.ts";

export interface Score {
  /** 0..100. */
  score: number;
  /** The id of a grade. */
  grade: string;
  /** What counted, the most important first. */
  reasons: ScoreReason[];
}

/** Score a lead as of the turn's time. Records `scored` only when score, grade or reasons changed. */
export function scoreLead(
  turn: Turn,
  lead: Lead,
  contact: Contact,
  engagement: Engagement,
  scoring: Scoring,
): Lead {
  const { score, grade, reasons } = explainScore(lead, contact, engagement, scoring, turn.at);
  const isUnchanged =
    score === lead.score && grade === lead.grade && haveSamePoints(reasons, lead.scoreReasons);
  if (isUnchanged) return lead;
  return changeLead(turn, lead, { score, grade, scoreReasons: reasons }, { kind: "scored", actor: SYSTEM });
}

/** The score of a lead at `at`, with what counted. */
export function explainScore(
  lead: Lead,
  contact: Contact,
  engagement: Engagement,
  scoring: Scoring,
  at: At,
): Score {
  const reasons: ScoreReason[] = [];
  for (const rule of scoring.rules) {
    if (rule.points === 0 || !isMet(rule.when, lead, contact, engagement)) continue;
    reasons.push({ rule: rule.id, points: rule.points, text: textOf(rule) });
  }
  addCompleteness(reasons, lead, contact, scoring);
  addDecay(reasons, engagement, scoring, at);
  reasons.sort((a, b) => Math.abs(b.points) - Math.abs(a.points) || (a.rule < b.rule ? -1 : 1));
  const sum = reasons.reduce((total, reason) => total + reason.points, 0);
  const score = Math.min(100, Math.max(0, sum));
  return { score, grade: gradeOf(score, scoring).id, reasons };
}

/** What a rise to a better grade asks for; null when the lead did not rise. */
export function gradeTriggers(before: Lead, after: Lead, scoring: Scoring): Grade["triggers"] | null {
  if (before.grade === after.grade) return null;
  const rank = (id: string) => {
    const position = scoring.grades.findIndex((grade) => grade.id === id);
    return position === -1 ? scoring.grades.length : position;
  };
  if (rank(after.grade) >= rank(before.grade)) return null;
  return scoring.grades.find((grade) => grade.id === after.grade)?.triggers ?? null;
}

/** The highest grade that the score reaches. */
export function gradeOf(score: number, scoring: Scoring): Grade {
  return scoring.grades.find((grade) => score >= grade.from) ?? scoring.grades.at(-1)!;
}

/** A rule's text is the same for every lead, and leads are scored at every message. */
const texts = new WeakMap<ScoringRule, Texts>();

function textOf(rule: ScoringRule): Texts {
  let text = texts.get(rule);
  if (text === undefined) {
    text = fillText(rule.reason);
    texts.set(rule, text);
  }
  return text;
}

function addCompleteness(reasons: ScoreReason[], lead: Lead, contact: Contact, scoring: Scoring): void {
  const { completeness } = scoring;
  if (!completeness) return;
  const known = completeness.fields.filter((field) => isKnown(field, lead, contact)).length;
  const points = Math.round((completeness.points * known) / completeness.fields.length);
  if (points === 0) return;
  const text = fillText(completeness.reason, { known, of: completeness.fields.length });
  reasons.push({ rule: "completeness", points, text });
}

function addDecay(reasons: ScoreReason[], engagement: Engagement, scoring: Scoring, at: At): void {
  const { decay } = scoring;
  if (!decay || engagement.lastInboundAt === null) return;
  const weeks = Math.floor((Date.parse(at) - Date.parse(engagement.lastInboundAt)) / WEEK);
  const points = Math.min(decay.atMost, Math.max(0, weeks) * decay.pointsPerWeek);
  if (points > 0) reasons.push({ rule: "decay", points: -points, text: fillText(decay.reason, { weeks }) });
}

const WEEK = 7 * 86_400_000;

function haveSamePoints(a: readonly ScoreReason[], b: readonly ScoreReason[]): boolean {
  return (
    a.length === b.length &&
    a.every((reason, i) => reason.rule === b[i]?.rule && reason.points === b[i].points)
  );
}
