import { setTimeout as sleep } from "node:timers/promises";
import { Agenda, type AgendaBackend, InMemoryNotificationChannel } from "agenda";
import type { Clock } from "../clock.ts";
import type { At } from "../leads/types/at.ts";
import type { Log } from "../log.ts";

export interface WakerOptions {
  /** Where the jobs are kept. Called again after a failure, so that a job store may come later than the program. */
  backend: () => AgendaBackend;
  /** The name of this process among those that share the job store. */
  name: string;
  clock: Clock;
  log: Log;
  /** Take everything that is due. */
  run: () => Promise<unknown>;
  /** When the next thing falls due; null when nothing does. */
  nextDue: () => Promise<At | null>;
  /** Look at least so often, in ms. Default: 30,000. */
  everyMs?: number;
  /** How often the job store is asked what is near, in ms: how late another process's change is seen. Default: 5,000. */
  pollMs?: number;
  /** Before a job store that could not be reached is tried again, in ms. Default: 5,000. */
  retryMs?: number;
}

export interface Waker {
  start(): void;
  /** Something may fall due sooner than was thought. */
  changed(): void;
  /** Something is due, which can wait for a moment: look within a second. May be called very often. */
  soon(): void;
  /** Look at once. */
  now(): void;
  /** One sentence for a person. `ok` false: things may be late by `everyMs`, but nothing is lost. */
  health(): { ok: boolean; detail: string };
  stop(): Promise<void>;
}

/** Looks again and again, whatever the jobs in the store. */
const HEARTBEAT = "leadline-heartbeat";
/** Looks once, when something falls due. */
const WAKE = "leadline-wake";
/** A killed process holds a job no longer than this. Milliseconds. */
const LOCK_MS = 20_000;
/** A due time that has come may belong to a turn that is not committed yet: no need to spin. Milliseconds. */
const SOONEST_MS = 250;
const SOON_MS = 1_000;
/** How long the job store may take to wake us; then this process looks by itself. Milliseconds. */
const PATIENCE_MS = 400;

/**
 * Wakes the sweep when something falls due, through Agenda, so that several processes share the work. What is due
 * stands in rows of its own: a job only says when to look. So jobs may be lost, come twice or come late; this process
 * looks by itself where no job came in time, and whenever nobody has looked for twice `everyMs`.
 */
export function createWaker(options: WakerOptions): Waker {
  const { clock, log, run, nextDue, everyMs = 30_000, pollMs = 5_000, retryMs = 5_000 } = options;
  let agenda: Agenda | null = null;
  let started = false;
  let connecting: Promise<void> = Promise.resolve();
  let planning: Promise<void> = Promise.resolve();
  let later: NodeJS.Timeout | undefined;
  let isPlanWaiting = false;
  let retry: NodeJS.Timeout | undefined;
  let guard: NodeJS.Timeout | undefined;
  let near: NodeJS.Timeout | undefined;
  /** The soonest wake that this process has asked for and that has not come, in real ms. */
  let asked = Number.POSITIVE_INFINITY;
  /** By the clock that nobody can set. */
  let lastLook = Number.NEGATIVE_INFINITY;
  let trouble: string | null = "the job store is not connected yet";

  async function look(): Promise<void> {
    lastLook = performance.now();
    try {
      await run();
    } catch (error) {
      log.error({ error }, "what is due could not be taken; it is tried again");
    }
    plan();
  }

  /** Ask to be woken for what falls due next; one plan after another, and never two waiting. */
  function plan(): void {
    if (!started || isPlanWaiting) return;
    isPlanWaiting = true;
    planning = planning.then(async () => {
      isPlanWaiting = false;
      try {
        const next = await nextDue();
        if (next !== null && started) await wakeIn(Date.parse(next) - clock.now().getTime());
      } catch (error) {
        log.debug({ error }, "the next wake-up could not be planned; the heartbeat looks");
      }
    });
  }

  /** Where the job store is away, or slow to tell, what is near is looked for without it. */
  function watchFor(ms: number): void {
    clearTimeout(near);
    const from = performance.now() + ms;
    near = setTimeout(() => {
      if (lastLook < from) void look();
    }, ms + PATIENCE_MS).unref();
  }

  async function wakeIn(ms: number): Promise<void> {
    // The heartbeat comes sooner.
    if (ms > everyMs) return;
    watchFor(Math.max(ms, SOONEST_MS));
    if (agenda === null) return;
    const at = Date.now() + Math.max(ms, SOONEST_MS);
    if (asked > Date.now() && asked <= at) return;
    asked = at;
    // Processes that see the same thing fall due make one job of it; never one that runs already, for what comes after.
    const slot = Math.ceil(at / SOONEST_MS);
    const job = agenda.create(WAKE, { at: slot });
    await job.unique({ "data.at": slot }, { insertOnly: true }).schedule(new Date(at)).save();
  }

  async function connect(): Promise<void> {
    const backend = await connected(options.backend());
    const made = new Agenda({
      backend,
      // Some stores tell nobody of a new job: then at least this process knows its own at once.
      notificationChannel: backend.notificationChannel ?? new InMemoryNotificationChannel(),
      name: options.name,
      processEvery: pollMs,
      defaultLockLifetime: LOCK_MS,
      removeOnComplete: true,
    });
    made.on("error", (error: Error) => {
      if (started) trouble = `the job store does not answer: ${error.message}`;
      log.debug({ error }, "the job store");
    });
    try {
      await made.ready;
      made.define(WAKE, () => look(), { concurrency: 1 });
      made.define(HEARTBEAT, () => look(), { concurrency: 1 });
      await made.start();
      await beat(made);
    } catch (error) {
      await made.stop(true).catch(() => {});
      throw error;
    }
    if (!started) {
      await made.stop();
      return;
    }
    agenda = made;
    trouble = null;
    plan();
  }

  async function beat(on: Agenda): Promise<void> {
    await on.every(everyMs, HEARTBEAT, {}, { skipImmediate: true });
  }

  function connectUntilDone(): void {
    connecting = connect().catch((error: unknown) => {
      trouble = `the job store cannot be reached: ${error instanceof Error ? error.message : String(error)}`;
      log.warn({ error }, "the job store cannot be reached; due things are looked for without it meanwhile");
      if (started) retry = setTimeout(connectUntilDone, retryMs).unref();
    });
  }

  /** Look where nobody did, and bring the heartbeat back where the store was emptied, or made anew. */
  async function watch(): Promise<void> {
    if (performance.now() - lastLook < everyMs) return;
    await look();
    if (agenda === null) return;
    try {
      await beat(agenda);
      trouble = null;
    } catch (error) {
      trouble = `the job store does not answer: ${error instanceof Error ? error.message : String(error)}`;
      await connectAgain(agenda);
    }
  }

  /** What was prepared in the store, such as its table, may be gone: it is made when connecting. */
  async function connectAgain(was: Agenda): Promise<void> {
    if (agenda !== was) return;
    agenda = null;
    connecting = leave(was);
    await connecting;
    if (started) connectUntilDone();
  }

  return {
    start() {
      started = true;
      void look();
      connectUntilDone();
      guard = setInterval(() => void watch(), everyMs).unref();
    },
    changed: plan,
    soon() {
      if (!started || later !== undefined) return;
      later = setTimeout(() => {
        later = undefined;
        void look();
      }, SOON_MS).unref();
    },
    now() {
      if (started) void look();
    },
    health: () => ({ ok: trouble === null, detail: trouble ?? "wakes for what falls due" }),
    async stop() {
      started = false;
      clearTimeout(later);
      clearTimeout(retry);
      clearTimeout(near);
      clearInterval(guard);
      await connecting;
      await planning;
      const was = agenda;
      agenda = null;
      if (was !== null) await leave(was);
    },
  };
}

/**
 * The backend, connected. Agenda connects by itself, but where that fails its `ready` waits for ever and the failure
 * becomes an unhandled rejection: two processes that start at once on an empty PostgreSQL are enough for it.
 */
async function connected(backend: AgendaBackend): Promise<AgendaBackend> {
  try {
    await backend.connect();
  } catch (error) {
    await backend.disconnect().catch(() => {});
    throw error;
  }
  const { name, repository, notificationChannel, ownsConnection } = backend;
  return {
    name,
    repository,
    notificationChannel,
    ownsConnection,
    connect: async () => {},
    disconnect: () => backend.disconnect(),
  };
}

/** A job that runs writes its end into the store: it may do so before the store is left. */
async function leave(agenda: Agenda): Promise<void> {
  try {
    // Agenda's own `drain` can wait for ever for a job that removes itself.
    for (let ms = 0; ms < LEAVE_MS; ms += LEAVE_STEP_MS) {
      if ((await agenda.getRunningStats()).runningJobs === 0) break;
      await sleep(LEAVE_STEP_MS);
    }
    await agenda.stop();
  } catch {
    // The store is away: its locks run out by themselves.
  }
}

const LEAVE_MS = 5_000;
const LEAVE_STEP_MS = 20;
