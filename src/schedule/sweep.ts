import type { InboundTimer } from "../channel/inbound.ts";
import type { Clock } from "../clock.ts";
import { IDLE } from "../engine/decide-idle.ts";
import { LEFT } from "../engine/decide-left.ts";
import { SILENT } from "../engine/decide-sequence.ts";
import { DAILY_LIST, DAILY_LIST_BEGINS } from "../leads/daily-list.ts";
import type { At } from "../leads/types/at.ts";
import type { Timer } from "../leads/types/timer.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { IdleLead, LeftRep } from "../store/port/timer-store.ts";
import type { Store } from "../store/port.ts";

export interface SweepOptions {
  store: Store;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  /** Takes the event of a timer that fell due, as any other event; resolves when it is durable. */
  accept: (channel: string, event: InboundTimer) => Promise<unknown>;
  /** Sees that it is planned to learn. Default: nothing is learned. */
  checkLearning?: () => Promise<number>;
  /** Gives open leads that have none their limits. Default: only a change of a lead does. */
  checkLimits?: () => Promise<number>;
  /** How long inbox rows and timers are kept after they are done, in days; never less than 7. Default: 8. */
  keepDays?: number;
  /** After how many days of silence some nurture sequence begins. Default: none does. */
  silentDays?: () => readonly number[];
}

export interface Sweep {
  /** Take everything that is due now. Gives how many were not taken before. */
  run(): Promise<number>;
  /** When the next thing falls due; null when nothing does. */
  nextDue(): Promise<At | null>;
  /** Also call this once an hour, to delete files that were made before then. */
  onPurge(tidy: (before: At) => Promise<unknown>): void;
  /** Resolves when what runs has ended. */
  stop(): Promise<void>;
}

/** The channel of what time brings. */
export const TIMER_CHANNEL = "timer";

const BATCH = 500;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
/** A send that was set aside may still be sent again by a person after weeks: until then its notes are kept. */
const NOTES_DAYS = 60;
/** How long pictures, exports, and digests that were switched off are kept. */
const MADE_DAYS = 90;
const PURGED_AT_ONCE = 2_000;

/**
 * Turns timers that fell due into inbox events. A due time is a row, and its event has the timer and the due
 * time as its key: a lost wake-up makes it late, a second sweep of the same moment changes nothing.
 */
export function createSweep(options: SweepOptions): Sweep {
  const { store, clock, log, metrics } = options;
  let running: Promise<number> = Promise.resolve(0);
  let lastPurge = 0;
  let tidy: (before: At) => Promise<unknown> = async () => {};
  let lastIdleCheck = Number.NEGATIVE_INFINITY;
  let lastListCheck = Number.NEGATIVE_INFINITY;

  async function sweep(): Promise<number> {
    let total = 0;
    for (;;) {
      const now = clock.now().toISOString();
      const due = await store.timers.due(now, BATCH);
      const results = await Promise.all(due.map((timer) => options.accept(channelOf(timer), toEvent(timer))));
      for (const [i, timer] of due.entries()) {
        if (isDuplicate(results[i])) continue;
        total += 1;
        metrics.count("leadline_timers_fired_total", { kind: timer.kind });
      }
      // Those that were taken are still pending until their turn is committed: do not take them round and round.
      if (due.length < BATCH || results.length === 0) break;
      if (results.every((result) => isDuplicate(result))) break;
    }
    total += await checkLeft();
    total += await checkDailyLists();
    total += (await options.checkLearning?.()) ?? 0;
    total += (await options.checkLimits?.()) ?? 0;
    await purge();
    return total + (await checkIdle());
  }

  /** Each colleague who has left while open leads are theirs has an event, and another when more are found. */
  async function checkLeft(): Promise<number> {
    const left = await store.timers.left();
    const results = await Promise.all(
      left.map((rep) => options.accept(TIMER_CHANNEL, toEvent(leftTimer(rep)))),
    );
    return results.filter((result) => !isDuplicate(result)).length;
  }

  /**
   * Who has no timer for the daily list yet is given one: new colleagues, and those who have come back. One that was set by
   * a clock that has been set back since is set anew: it is ahead of mornings that are still to come.
   */
  async function checkDailyLists(): Promise<number> {
    const now = clock.now().getTime();
    if (Math.abs(now - lastListCheck) < MINUTE) return 0;
    const mayBeBack = now < lastListCheck || lastListCheck === Number.NEGATIVE_INFINITY;
    lastListCheck = now;
    const begins = (await store.timers.withoutDailyList()).map(dailyListTimer);
    if (mayBeBack) {
      const ahead = (await store.timers.pendingOf(DAILY_LIST)).filter(
        (timer) => Date.parse(timer.createdAt) > now + MINUTE,
      );
      begins.push(...ahead.map(anewTimer));
    }
    const results = await Promise.all(begins.map((timer) => options.accept(TIMER_CHANNEL, toEvent(timer))));
    return results.filter((result) => !isDuplicate(result)).length;
  }

  /**
   * Once a day: each lead of which nothing was heard has one event for each week of silence. Counted up to the
   * beginning of the day, so that a restart in the middle of it finds nothing that was not found already.
   */
  async function checkIdle(): Promise<number> {
    const today = Math.floor(clock.now().getTime() / DAY) * DAY;
    if (today === lastIdleCheck) return 0;
    lastIdleCheck = today;
    const before = new Date(today - WEEK).toISOString();
    let total = await tellSilence(before, (lead) => idleTimer(lead, today));
    for (const days of new Set(options.silentDays?.() ?? [])) {
      const since = new Date(today - days * DAY).toISOString();
      total += await tellSilence(since, (lead) => silentTimer(lead, days));
    }
    return total;
  }

  /** Each lead that has been silent since before then has an event. */
  async function tellSilence(before: At, toTimer: (lead: IdleLead) => Timer): Promise<number> {
    let total = 0;
    for (let afterNumber = 0; ; ) {
      const idle = await store.timers.idle({ before, afterNumber, limit: BATCH });
      const results = await Promise.all(
        idle.map((lead) => options.accept(TIMER_CHANNEL, toEvent(toTimer(lead)))),
      );
      total += results.filter((result) => !isDuplicate(result)).length;
      if (idle.length < BATCH) return total;
      afterNumber = idle.at(-1)?.number ?? afterNumber;
    }
  }

  async function purge(): Promise<void> {
    const now = clock.now().getTime();
    if (Math.abs(now - lastPurge) < HOUR) return;
    lastPurge = now;
    const days = Math.max(7, options.keepDays ?? 8);
    const gone = await store.inbox.purge(new Date(now - days * 24 * HOUR).toISOString());
    if (gone > 0) log.info({ rows: gone }, "forgot inbox rows that were done long ago");
    // A day later, so that what corrects a message is not forgotten before the message.
    const timersBefore = new Date(now - (days + 1) * DAY).toISOString();
    // By parts, because the writes of everybody wait for each.
    while ((await store.timers.purge(timersBefore, PURGED_AT_ONCE)) === PURGED_AT_ONCE);
    await store.settings.purgeNotes(new Date(now - NOTES_DAYS * DAY).toISOString());
    const madeBefore = new Date(now - MADE_DAYS * DAY).toISOString();
    await store.settings.purgeDigests(madeBefore);
    // A folder that cannot be read must not hold up what is due.
    await tidy(madeBefore).catch((error: unknown) => {
      log.warn({ error }, "pictures and exports of long ago could not be deleted");
    });
  }

  function run(): Promise<number> {
    running = running.catch(() => 0).then(sweep);
    return running;
  }

  return {
    run,
    nextDue: () => store.timers.nextDue(),
    onPurge(given) {
      tidy = given;
    },
    async stop() {
      await running.catch(() => {});
    },
  };
}

/** One for each whole week of silence: its due time is the key against doing it twice. */
function idleTimer({ leadId, since }: IdleLead, now: number): Timer {
  const weeks = Math.floor((now - Date.parse(since)) / WEEK);
  return {
    id: `${IDLE}:${leadId}`,
    kind: IDLE,
    conversationId: null,
    leadId,
    payload: { since },
    dueAt: new Date(Date.parse(since) + weeks * WEEK).toISOString(),
    status: "pending",
    createdAt: since,
  };
}

/** Silent for as many days as some sequence waits for: one for each such silence. */
function silentTimer({ leadId, since }: IdleLead, days: number): Timer {
  return {
    id: `${SILENT}:${leadId}:${days}`,
    kind: SILENT,
    conversationId: null,
    leadId,
    payload: { since },
    dueAt: new Date(Date.parse(since) + days * DAY).toISOString(),
    status: "pending",
    createdAt: since,
  };
}

/** Its due time, the last change of what it is about, is the key against doing it twice. */
function leftTimer({ repId, since }: LeftRep): Timer {
  return {
    id: `${LEFT}:${repId}`,
    kind: LEFT,
    conversationId: null,
    leadId: null,
    payload: { repId },
    dueAt: since,
    status: "pending",
    createdAt: since,
  };
}

/** Its due time, the last change of the colleague, is the key against doing it twice. */
function dailyListTimer({ repId, since }: LeftRep): Timer {
  return {
    id: `${DAILY_LIST_BEGINS}:${repId}`,
    kind: DAILY_LIST_BEGINS,
    conversationId: null,
    leadId: null,
    payload: { repId },
    dueAt: since,
    status: "pending",
    createdAt: since,
  };
}

function anewTimer(ahead: Timer): Timer {
  return {
    ...ahead,
    id: `${DAILY_LIST_BEGINS}:${ahead.id}`,
    kind: DAILY_LIST_BEGINS,
    payload: { ...ahead.payload, instead: ahead },
    dueAt: ahead.createdAt,
  };
}

function channelOf(timer: Timer): string {
  return timer.conversationId?.split(":")[0] ?? TIMER_CHANNEL;
}

function toEvent(timer: Timer): InboundTimer {
  return {
    type: "timer",
    externalId: `timer:${timer.id}@${timer.dueAt}`,
    // In order with what is said in the conversation, or with the lead's other timers.
    chatId: timer.conversationId?.slice(timer.conversationId.indexOf(":") + 1) ?? timer.leadId ?? timer.id,
    at: timer.dueAt,
    timer,
  };
}

function isDuplicate(result: unknown): boolean {
  return typeof result === "object" && result !== null && "duplicate" in result && result.duplicate === true;
}
