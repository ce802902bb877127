import { z } from "zod";
import type { InboundTimer } from "../channel/inbound.ts";
import { learnedNotice, unlearnedNotice } from "../commands/present/learned-notices.ts";
import { factPlanOf } from "../flow/fact-plan.ts";
import { SYSTEM } from "../leads/change.ts";
import { VERDICTS } from "../leads/learn/evaluate.ts";
import { type Likelihood, likelihoodOf, likelyAfter } from "../leads/learn/likelihood.ts";
import { isSameList, learnTimer, settingsOf } from "../leads/learn/schedule.ts";
import { ASKED, DECIDED, IN_USE, PLANNED, SWITCHED_OFF } from "../leads/learn/state.ts";
import type { Turn } from "../leads/turn.ts";
import type { At } from "../leads/types/at.ts";
import type { Timer } from "../leads/types/timer.ts";
import type { WinModelStore } from "../store/port/win-model-store.ts";
import type { ModelSource } from "./model-source.ts";
import type { Snapshot } from "./snapshot.ts";
import type { WorkingSet } from "./working-set.ts";

/** The timers of learning. The first three name what is due; the trainer and the sweep make the others. */
export const LEARN = "learn";
export const LIKELY = "likely";
export const LEARN_PLAN = "learn-plan";
export const LEARNED = "learned";
export const LEARN_BY_HAND = "learn-by-hand";

const KINDS: ReadonlySet<string> = new Set([LEARN, LIKELY, LEARN_PLAN, LEARNED, LEARN_BY_HAND]);

export function isOfLearning(event: InboundTimer): boolean {
  return KINDS.has(event.timer.kind);
}

/** Open leads that one turn gives their chance. */
export const LIKELY_LEADS = 100;

const planSchema = z.object({
  /** The model in use looks at what must not count any more, or not at what counts again. */
  isStale: z.boolean(),
});
export const learnedSchema = z.object({
  number: z.number(),
  /** Null: it could not be learned. */
  verdict: z.enum(VERDICTS).nullable(),
  /** {@link settingsOf} what was left out. */
  exclude: z.array(z.string()),
  /** Areas under the curve. */
  auc: z.object({ model: z.number(), ruleScore: z.number(), naiveBayes: z.number() }).nullable(),
  leads: z.number(),
});
export type Learned = z.infer<typeof learnedSchema>;
export const byHandSchema = z.object({
  what: z.enum(["train", "use", "off"]),
  /** The newest training, where its model may be used. Default: there is none. */
  usable: z.number().optional(),
});
export type ByHand = z.infer<typeof byHandSchema>;

/** Somebody asks for it. */
export function byHandEvent(what: ByHand, at: At): InboundTimer {
  const timer: Timer = {
    id: `${LEARN_BY_HAND}:${what.what}@${at}`,
    kind: LEARN_BY_HAND,
    conversationId: null,
    leadId: null,
    payload: { ...what },
    dueAt: at,
    status: "pending",
    createdAt: at,
  };
  return { type: "timer", externalId: `timer:${timer.id}`, chatId: LEARN_BY_HAND, at, timer };
}

const likelySchema = z.object({
  model: z.number(),
  afterNumber: z.number(),
  /** Read when the timer comes in. */
  leads: z.array(z.object({ id: z.string(), number: z.number() })).default([]),
});

/** The open leads that follow, for a round of {@link LIKELY}. */
export async function readLikely(
  { timer }: InboundTimer,
  models: Pick<WinModelStore, "openLeads">,
): Promise<Record<string, unknown>> {
  const { model, afterNumber } = likelySchema.parse(timer.payload);
  const leads = await models.openLeads({ afterNumber, limit: LIKELY_LEADS, onlyLikely: model === 0 });
  return { model, afterNumber, leads };
}

/** The leads that must be loaded for the event. */
export function leadsFor({ timer }: InboundTimer): string[] {
  return timer.kind === LIKELY ? likelySchema.parse(timer.payload).leads.map(({ id }) => id) : [];
}

/** The likelihood by the model that is in use; null when none is, or it may not be used any more. */
export function likelihoodIn(set: WorkingSet, models: ModelSource, snapshot: Snapshot): Likelihood | null {
  const number = set.counter(IN_USE);
  if (number === 0 || !snapshot.bundle.scoring.learning.enabled) return null;
  const model = models.get(number);
  return model === null ? null : likelihoodOf(number, model, factPlanOf(snapshot.bundle));
}

/** The models that must be in memory before the event can be decided. */
export function modelsFor({ timer }: InboundTimer): number[] {
  if (timer.kind === LEARNED) return [learnedSchema.parse(timer.payload).number];
  if (timer.kind === LEARN_BY_HAND) return [byHandSchema.parse(timer.payload).usable ?? 0];
  return [];
}

/** What is learned, and whether it is used: all of it is decided here, one turn after another. */
export function decideLearning(turn: Turn, snapshot: Snapshot, set: WorkingSet, event: InboundTimer): void {
  turn.actAs(SYSTEM);
  turn.save("timers", { ...event.timer, status: "fired" });
  const { kind, payload } = event.timer;
  if (kind === LEARN_PLAN) plan(turn, snapshot, set, planSchema.parse(payload).isStale);
  if (kind === LEARN && payload.settings === settingsOf(snapshot.bundle)) due(turn, snapshot, set);
  if (kind === LEARNED) take(turn, snapshot, set, learnedSchema.parse(payload));
  if (kind === LEARN_BY_HAND) byHand(turn, set, byHandSchema.parse(payload));
  if (kind === LIKELY) refresh(turn, set, likelySchema.parse(payload));
}

/** The flow files say otherwise than what was planned, or nothing was. */
function plan(turn: Turn, { bundle }: Snapshot, set: WorkingSet, isStale: boolean): void {
  const { enabled } = bundle.scoring.learning;
  if (!enabled || isStale) use(turn, set, 0);
  if (!enabled) return;
  turn.save("timers", learnTimer(bundle, turn.at));
  turn.setCounter(PLANNED, 1);
  if (isStale) ask(turn, set);
}

/** The first lead has ended: from now on there is something to learn from. */
export function planFirst(turn: Turn, { bundle }: Snapshot, set: WorkingSet): void {
  if (set.counter(PLANNED) !== 0 || !bundle.scoring.learning.enabled) return;
  if (turn.changes().leads.every(({ wonAt, lostAt }) => wonAt === null && lostAt === null)) return;
  turn.save("timers", learnTimer(bundle, turn.at));
  turn.setCounter(PLANNED, 1);
}

/** It is time to learn. A timer of settings that are no more does nothing: those of now have one of their own. */
function due(turn: Turn, { bundle }: Snapshot, set: WorkingSet): void {
  if (!bundle.scoring.learning.enabled) return;
  turn.save("timers", learnTimer(bundle, turn.at));
  ask(turn, set);
}

function ask(turn: Turn, set: WorkingSet): void {
  turn.setCounter(ASKED, set.counter(ASKED) + 1);
}

/** A training is over: its model is used from now on, or none is; managers are told when that is news. */
function take(turn: Turn, snapshot: Snapshot, set: WorkingSet, learned: Learned): void {
  const { number, verdict } = learned;
  if (number <= set.counter(DECIDED)) return;
  turn.setCounter(DECIDED, number);
  const { enabled, exclude } = snapshot.bundle.scoring.learning;
  // That it failed says nothing about the one in use.
  if (verdict === null) return;
  const isAllowed = enabled && set.counter(SWITCHED_OFF) === 0;
  const isOfNow = isSameList(exclude, learned.exclude);
  const before = set.counter(IN_USE);
  use(turn, set, isAllowed && isOfNow && verdict === "use" ? number : 0);
  if (isAllowed && !isOfNow) ask(turn, set);
  if (!isAllowed || !isOfNow) return;
  if (before === 0 && verdict === "use")
    turn.notify({ to: { managers: true }, leadId: null, message: learnedNotice(learned) });
  if (before !== 0 && verdict !== "use")
    turn.notify({ to: { managers: true }, leadId: null, message: unlearnedNotice(learned) });
}

function byHand(turn: Turn, set: WorkingSet, { what, usable }: ByHand): void {
  if (what === "train") ask(turn, set);
  else turn.setCounter(SWITCHED_OFF, what === "off" ? 1 : 0);
  if (what === "off") use(turn, set, 0);
  if (what === "use" && usable !== undefined && usable === set.counter(DECIDED)) use(turn, set, usable);
}

/** Put a model in use, or none (0); open leads follow a hundred at a time. */
function use(turn: Turn, set: WorkingSet, number: number): void {
  if (set.counter(IN_USE) === number) return;
  turn.setCounter(IN_USE, number);
  goOn(turn, number, 0);
}

/** Give some open leads their chance by the model that is in use, and go on with those after them. */
function refresh(turn: Turn, set: WorkingSet, { model, leads }: z.infer<typeof likelySchema>): void {
  // Another has come since, with a round of its own.
  if (model !== set.counter(IN_USE)) return;
  for (const { id } of leads) {
    const lead = set.personByLead(id)?.leads.find((each) => each.id === id);
    if (lead === undefined) continue;
    const likely = likelyAfter(turn.likelihood, lead, lead);
    // Not a change of the lead: neither in its trail nor in when it was changed last. A stale chance is here as none.
    if (model === 0 || likely !== lead.likely) turn.save("leads", { ...lead, likely });
  }
  const last = leads.at(-1);
  if (last !== undefined && leads.length === LIKELY_LEADS) goOn(turn, model, last.number);
}

function goOn(turn: Turn, model: number, afterNumber: number): void {
  turn.save("timers", {
    id: `${LIKELY}:${turn.nextId()}`,
    kind: LIKELY,
    conversationId: null,
    leadId: null,
    payload: { model, afterNumber },
    dueAt: turn.at,
    status: "pending",
    createdAt: turn.at,
  });
}
