import type { InboundTimer } from "../channel/inbound.ts";
import type { Clock } from "../clock.ts";
import { LEARN, LEARN_PLAN } from "../engine/decide-learning.ts";
import type { FlowBundle } from "../flow/bundle.ts";
import { isSameList, settingsOf } from "../leads/learn/schedule.ts";
import { IN_USE } from "../leads/learn/state.ts";
import type { Store } from "../store/port.ts";

export interface LearningCheckOptions {
  store: Pick<Store, "timers" | "turns" | "models">;
  bundle: () => FlowBundle;
  clock: Clock;
  accept: (event: InboundTimer) => Promise<boolean>;
}

const DAY = 86_400_000;
/** A timer further ahead than any that is made was made by a clock that has been set back since. */
const FARTHEST = 8 * DAY;

/**
 * See that it is planned to learn, as the flow files say now: at the start, once a day, and whenever they change. Until
 * a lead has ended there is nothing to plan; the turn in which the first ends plans it. Gives how many events were new.
 */
export function createLearningCheck(options: LearningCheckOptions): () => Promise<number> {
  const { store, clock } = options;
  let last = Number.NEGATIVE_INFINITY;
  let lastSettings = "";

  return async () => {
    const now = clock.now().getTime();
    const bundle = options.bundle();
    const { learning } = bundle.scoring;
    const settings = `${settingsOf(bundle)} ${learning.enabled}`;
    if (settings === lastSettings && Math.abs(now - last) < DAY) return 0;
    const inUse = (await store.turns.counters([IN_USE]))[IN_USE] ?? 0;
    const pending = await store.timers.pendingOf(LEARN);
    const isPlanned = pending.some(
      ({ dueAt, payload }) => payload.settings === settingsOf(bundle) && Date.parse(dueAt) < now + FARTHEST,
    );
    const used = inUse === 0 ? null : await store.models.get(inUse);
    const isStale = used !== null && !isSameList(used.exclude ?? [], learning.exclude);
    const isNeeded = learning.enabled
      ? isStale || (!isPlanned && (await store.models.ended(1)).length > 0)
      : inUse !== 0;
    const isNew = isNeeded && (await options.accept(planEvent(new Date(now).toISOString(), isStale)));
    [last, lastSettings] = [now, settings];
    return isNew ? 1 : 0;
  };
}

function planEvent(at: string, isStale: boolean): InboundTimer {
  return {
    type: "timer",
    externalId: `timer:${LEARN_PLAN}@${at}`,
    chatId: LEARN_PLAN,
    at,
    timer: {
      id: `${LEARN_PLAN}@${at}`,
      kind: LEARN_PLAN,
      conversationId: null,
      leadId: null,
      payload: { isStale },
      dueAt: at,
      status: "pending",
      createdAt: at,
    },
  };
}
