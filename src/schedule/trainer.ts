import { setImmediate as pause } from "node:timers/promises";
import type { InboundTimer } from "../channel/inbound.ts";
import type { Clock } from "../clock.ts";
import { LEARNED, type Learned } from "../engine/decide-learning.ts";
import type { FlowBundle } from "../flow/bundle.ts";
import { factPlanOf } from "../flow/fact-plan.ts";
import { type Example, exampleOf } from "../leads/learn/example.ts";
import { ASKED, DECIDED, IN_USE, LEARNED_COUNTERS, type Training } from "../leads/learn/state.ts";
import type { Timer } from "../leads/types/timer.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { WinModelStore } from "../store/port/win-model-store.ts";
import type { Store } from "../store/port.ts";
import type { Learner } from "./learner.ts";
import { TIMER_CHANNEL } from "./sweep.ts";

export interface TrainerOptions {
  store: Pick<Store, "turns" | "models" | "capabilities">;
  learner: Learner;
  bundle: () => FlowBundle;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  /** Takes the event of a training that is over. */
  accept: (channel: string, event: InboundTimer) => Promise<unknown>;
  /** The name of this process among those that share the database. */
  token: string;
  /** How often to look for what other processes left, in ms. Default: 60,000. */
  everyMs?: number;
}

/** Does the trainings that turns have asked for; each once, whatever is killed in between. */
export interface Trainer {
  start(): void;
  /** A training may have been asked for. */
  asked(): void;
  /** Do what is asked for by now. Gives how many trainings ended. */
  run(): Promise<number>;
  stop(): Promise<void>;
}

/** The most leads that are learned from: newer ones tell more than older ones. */
export const MOST_EXAMPLES = 10_000;
/** Leads that are read at once, between which turns go on. */
const AT_ONCE = 100;
/** A killed process holds a training no longer than this. Milliseconds. */
const LEASE_MS = 600_000;
const MOST_ATTEMPTS = 3;

/**
 * A turn asks for a training by counting one up; here it is done, beside the turns, and what came of it is a row. What
 * then follows is decided by a turn again. So a training that is killed is begun anew, and one that is done is told
 * until a turn has decided on it.
 */
export function createTrainer(options: TrainerOptions): Trainer {
  const { store, learner, bundle, clock, log, metrics, token } = options;
  const { models } = store;
  let wanted = true;
  let stopped = false;
  let running: Promise<number> = Promise.resolve(0);
  let timer: NodeJS.Timeout | undefined;

  async function work(): Promise<number> {
    let ended = 0;
    while (wanted && !stopped) {
      wanted = false;
      try {
        if (await step()) ended += 1;
      } catch (error) {
        if (!stopped) log.warn({ error }, "what wins could not be learned; it is tried again");
        return ended;
      }
    }
    return ended;
  }

  /** Tell of the newest training where no turn has decided on it, or do the one that is asked for. */
  async function step(): Promise<boolean> {
    const counters = await store.turns.counters([...LEARNED_COUNTERS]);
    const asked = counters[ASKED] ?? 0;
    if (asked <= (counters[DECIDED] ?? 0)) return false;
    const known = await models.get(asked);
    if (known === null || known.status === "training") {
      if (!(await take(asked))) return false;
      if (!(await train(asked, counters[IN_USE] ?? 0))) return false;
    }
    const done = await models.get(asked);
    if (done === null || done.status === "training") return false;
    await options.accept(TIMER_CHANNEL, eventOf(done));
    return true;
  }

  function take(number: number): Promise<boolean> {
    const now = clock.now().getTime();
    const leaseUntil = new Date(now + LEASE_MS).toISOString();
    return models.claim(number, {
      token,
      leaseUntil,
      latest: leaseUntil,
      now: new Date(now).toISOString(),
      isAlone: store.capabilities.singleWriter,
    });
  }

  /** False when it is another's by now, or failed and is tried again. */
  async function train(number: number, inUse: number): Promise<boolean> {
    const { learning } = bundle().scoring;
    const exclude = [...learning.exclude].sort();
    const began = performance.now();
    const base = { trainedAt: clock.now().toISOString(), exclude };
    try {
      const ended = await models.ended(MOST_EXAMPLES);
      const before = await beforeOf(inUse, ended);
      const { report, model } = await learner.learn(examplesOf(models, ended, bundle()), {
        minimum: learning.minimum,
        ...(before === null ? {} : { before }),
      });
      const result = { ...base, leads: ended.length, verdict: report.verdict, report, model };
      const isKept = await models.finish(number, token, { ...result, status: "done" });
      metrics.count("leadline_trainings_total", { outcome: report.verdict });
      const ms = Math.round(performance.now() - began);
      log.info({ number, leads: ended.length, verdict: report.verdict, ms }, "learned what wins");
      return isKept;
    } catch (error) {
      // Ended with the program: the next one begins it anew.
      if (stopped) return false;
      metrics.count("leadline_trainings_total", { outcome: "failed" });
      const attempts = (await models.get(number))?.attempts ?? MOST_ATTEMPTS;
      log.error({ error, number, attempts }, "what wins could not be learned");
      if (attempts < MOST_ATTEMPTS) {
        await models.giveBack(number, token, base.trainedAt);
        wanted = true;
        return false;
      }
      const nothing = { ...base, leads: null, verdict: null, report: null, model: null };
      return models.finish(number, token, { ...nothing, status: "failed" });
    }
  }

  /** The model in use, to be looked at with the leads that it cannot have known. */
  async function beforeOf(inUse: number, ended: readonly { endedAt: string }[]) {
    const used = inUse === 0 ? null : await models.get(inUse);
    if (!used?.model || used.trainedAt === null) return null;
    const since = used.trainedAt;
    return { model: used.model, newer: ended.filter(({ endedAt }) => endedAt > since).length };
  }

  function run(): Promise<number> {
    running = running.then(work);
    return running;
  }

  return {
    start() {
      timer = setInterval(() => {
        wanted = true;
        void run();
      }, options.everyMs ?? 60_000).unref();
      void run();
    },
    asked() {
      wanted = true;
      if (!stopped) void run();
    },
    run,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await learner.close();
      await running;
    },
  };
}

/** The examples of ended leads, a few at a time; turns go on in between. */
export async function* examplesOf(
  models: Pick<WinModelStore, "histories">,
  ended: readonly { id: string }[],
  bundle: FlowBundle,
): AsyncGenerator<Example[]> {
  const plan = factPlanOf(bundle);
  for (let from = 0; from < ended.length; from += AT_ONCE) {
    const ids = ended.slice(from, from + AT_ONCE).map(({ id }) => id);
    const histories = await models.histories(ids);
    yield histories.flatMap(({ lead, trail }) => exampleOf(lead, trail, plan) ?? []);
    await pause();
  }
}

/** That a training is over: one event for each, whatever is told twice. */
function eventOf({ number, trainedAt, startedAt, verdict, report, exclude, leads }: Training): InboundTimer {
  const at = trainedAt ?? startedAt;
  const payload: Learned = {
    number,
    verdict,
    exclude: exclude ?? [],
    leads: leads ?? 0,
    auc:
      report === null
        ? null
        : { model: report.model.auc, ruleScore: report.ruleScore.auc, naiveBayes: report.naiveBayes.auc },
  };
  const timer: Timer = {
    id: `${LEARNED}:${number}`,
    kind: LEARNED,
    conversationId: null,
    leadId: null,
    payload: { ...payload },
    dueAt: at,
    status: "pending",
    createdAt: at,
  };
  return { type: "timer", externalId: `timer:${timer.id}@${at}`, chatId: LEARNED, at, timer };
}
