import { z } from "zod";
import type { Clock } from "../clock.ts";
import { type ByHand, byHandEvent } from "../engine/decide-learning.ts";
import { type Example, exampleOf } from "../leads/learn/example.ts";
import { fromPlanJson, type PlanJson } from "../leads/learn/learning-schema.ts";
import type { LearningState } from "../leads/learn/state.ts";
import { TIMER_CHANNEL } from "../schedule/sweep.ts";
import { MOST_EXAMPLES } from "../schedule/trainer.ts";
import type { OutboxRow } from "../store/port/outbox-store.ts";
import type { Store } from "../store/port.ts";
import { type PreviewAnswer, type PreviewRequest, previewNurture } from "./nurture-preview.ts";
import { askPeople } from "./people.ts";
import type { PeopleAnswer, PeopleRequest } from "./people-schema.ts";

/**
 * What can be done to the data of a program that runs, by hand: the same whether this process has the database
 * open itself, or asks the one that has (see control.ts).
 */
export interface Operations {
  /** Dead letters, and sends parked because nobody can tell whether they went out; oldest first. */
  listDead(): Promise<DeadEntry[]>;
  /** One of them with what it carries; null when there is none with this id. */
  showDead(id: string): Promise<DeadDetail | null>;
  /** Try them again as new. Gives how many. */
  retryDead(ids: string[]): Promise<number>;
  /** Give them up. Gives how many. */
  dropDead(ids: string[]): Promise<number>;
  /** The ids of ended leads to learn from, the one that ended first first. */
  ended(): Promise<string[]>;
  /** What can be learned from these. */
  examples(ids: string[], plan: PlanJson): Promise<Example[]>;
  /** How learning stands. */
  learning(): Promise<LearningState>;
  /** Learn now, or use what was learned, or not any more: done by the program, when it runs. */
  learn(what: ByHand): Promise<void>;
  /** Look after colleagues and teams. */
  people(request: PeopleRequest): Promise<PeopleAnswer>;
  /** Who would get what of a nurture sequence. */
  previewNurture(request: PreviewRequest): Promise<PreviewAnswer>;
}

export const deadEntrySchema = z.object({
  id: z.string(),
  /** `message`: what came in. `send`: what had to go out. `parked`: a send that may have gone out. */
  kind: z.enum(["message", "send", "parked"]),
  /** The conversation, as `channel:chat`. */
  lane: z.string(),
  error: z.string(),
  attempts: z.number(),
  at: z.string(),
});
export type DeadEntry = z.infer<typeof deadEntrySchema>;

export const deadDetailSchema = deadEntrySchema.extend({ payload: z.unknown() });
export type DeadDetail = z.infer<typeof deadDetailSchema>;

/** The most that one listing shows. */
const LIMIT = 1_000;

/** Operations on an open store. `wake` is called when something was put back to be done. */
export function createOperations(store: Store, clock: Clock, wake: () => void = () => {}): Operations {
  const now = () => clock.now().toISOString();
  const operations: Operations = {
    async listDead() {
      const letters = await store.deadLetters.list({ status: "open", limit: LIMIT });
      const parked = await store.outbox.parked(LIMIT);
      const entries = letters.map(
        ({ id, source, lane, error, attempts, at }): DeadEntry => ({
          id,
          kind: source === "inbox" ? "message" : "send",
          lane,
          error,
          attempts,
          at,
        }),
      );
      return [...entries, ...parked.map(parkedEntry)].sort((a, b) => a.at.localeCompare(b.at));
    },
    async showDead(id) {
      const entry = (await operations.listDead()).find((one) => one.id === id);
      if (entry === undefined) return null;
      if (entry.kind !== "parked") {
        const letter = await store.deadLetters.get(id);
        return { ...entry, payload: letter?.payload ?? null };
      }
      const row = (await store.outbox.parked(LIMIT)).find((one) => one.id === id);
      return { ...entry, payload: row?.payload ?? null };
    },
    async retryDead(ids) {
      const count = await store.deadLetters.retry(ids, now());
      if (count > 0) wake();
      return count;
    },
    dropDead: (ids) => store.deadLetters.drop(ids, now()),
    async ended() {
      return (await store.models.ended(MOST_EXAMPLES)).map(({ id }) => id);
    },
    async examples(ids, plan) {
      const known = fromPlanJson(plan);
      const histories = await store.models.histories(ids);
      return histories.flatMap(({ lead, trail }) => exampleOf(lead, trail, known) ?? []);
    },
    learning: () => store.reads.learning(MOST_EXAMPLES),
    async learn(what) {
      const event = byHandEvent(what, now());
      const { externalId, chatId } = event;
      const lane = `${TIMER_CHANNEL}:${chatId}`;
      const row = {
        channel: TIMER_CHANNEL,
        externalId,
        kind: event.type,
        lane,
        payload: event,
        receivedAt: now(),
      };
      await store.inbox.accept([row]);
      wake();
    },
    people: (request) => askPeople(store, clock, request),
    previewNurture: (request) => previewNurture(store, clock, request),
  };
  return operations;
}

function parkedEntry(row: OutboxRow): DeadEntry {
  const error = row.error ?? "It is unknown whether this went out";
  return { id: row.id, kind: "parked", lane: row.lane, error, attempts: row.attempts, at: row.createdAt };
}
