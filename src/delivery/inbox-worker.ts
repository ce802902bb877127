import type { Log } from "../channel/adapter.ts";
import type { Clock } from "../clock.ts";
import type { Decided, Engine } from "../engine/engine.ts";
import type { WorkingSet } from "../engine/working-set.ts";
import { LeadlineError } from "../errors.ts";
import type { Changes, Send } from "../leads/changes.ts";
import { ASKED } from "../leads/learn/state.ts";
import type { Directory } from "../leads/types/directory.ts";
import type { Metrics } from "../metrics.ts";
import type { InboxRow, TurnFailure } from "../store/port/inbox-store.ts";
import type { TurnBatch } from "../store/port/turn-store.ts";
import type { Store } from "../store/port.ts";
import { mergeChanges } from "../store/turns.ts";
import { backoffMs } from "./backoff.ts";
import { errorText } from "./error-text.ts";
import { FOREVER } from "./forever.ts";
import { createIdleness } from "./idleness.ts";
import { createInboxQueue } from "./inbox-queue.ts";
import { measureTurns } from "./measure-turns.ts";
import { createTimers } from "./timers.ts";

export interface InboxWorkerOptions {
  store: Store;
  engine: Engine;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  random: () => number;
  /** Tries of a turn before it becomes a dead letter. */
  turnAttempts: number;
  /** What a committed turn sends. */
  onSends: (sends: Send[]) => void;
  /** Sends that were set aside wait to be sent again. */
  onSentAgain: () => void;
  /** Timers may have changed: something may fall due sooner. */
  onTimers: () => void;
  /** A training was asked for. Default: nothing. */
  onLearningAsked?: () => void;
  /** Receipts were recorded: colleagues may be waiting to be told. Default: nothing. */
  onReceipts?: () => void;
  /** Turns became durable: what pages show may have changed. */
  onCommitted: () => void;
  /** The most turns of one commit. Default: 64: larger ones leave the writing thread idle while they are decided. */
  maxBatch?: number;
  /** How often to look for what other processes left, in ms. Default: 1,000; 0: never. */
  pollMs?: number;
}

export interface InboxWorker {
  /** Take what an earlier run left, and begin. */
  start(): Promise<void>;
  /** An event has become durable. */
  accepted(row: InboxRow): void;
  /** Look in the database again: something was put back by hand. */
  refresh(): void;
  /** Colleagues were changed outside of a turn. */
  directoryChanged(): void;
  /** Resolves when nothing is waiting that may be tried now. */
  idle(): Promise<void>;
  /** Finish the batch under way and stop. */
  stop(): Promise<void>;
}

/** Rows held in memory; beyond that they are read from the database when their turn comes. */
const MAX_QUEUE = 20_000;
/** People kept in memory between batches. */
const MAX_PEOPLE = 20_000;

/** Turns decided, not yet durable. */
interface Batch {
  open: TurnBatch;
  rows: InboxRow[];
  decided: Decided[];
  failures: TurnFailure[];
}

/**
 * Takes what is pending, in order within a lane, and commits many turns at once: while one commit is on its
 * way what arrives gathers, and the next commit takes it all. Where this process is the only writer the next
 * batch is decided meanwhile; it is committed only when the one before it is durable.
 */
export function createInboxWorker(options: InboxWorkerOptions): InboxWorker {
  const { store, engine, clock, log, metrics } = options;
  const { singleWriter } = store.capabilities;
  const maxBatch = options.maxBatch ?? 64;
  const pollMs = options.pollMs ?? 1_000;

  const queue = createInboxQueue();
  /** There may be rows in the database that are not in the queue. */
  let unread = true;
  /** Rows are being read from the database: what arrives meanwhile may be among them or not. */
  let reading = false;
  /** All rows up to this one have been seen in the database: one that is told of later is no news. */
  let readUpTo = 0;
  let set: WorkingSet | null = null;
  let directoryStale = false;
  /** Colleagues as last seen: who among those that write is one. */
  let directory: Directory | null = null;
  let running = false;
  let stopped = false;
  let careful = 0;
  let commitPauses = 0;
  const wakes: (() => void)[] = [];
  const timers = createTimers();
  let loop: Promise<void> = Promise.resolve();

  const wake = () => {
    for (const resume of wakes.splice(0)) resume();
    if (!running && !stopped) {
      running = true;
      loop = run().finally(() => {
        running = false;
        if (hasWork()) wake();
        else idleness.check();
      });
    }
  };

  const hasWork = () => !stopped && (queue.length > 0 || unread);

  const isIdle = () => !running && !hasWork() && queue.held === 0;
  const idleness = createIdleness(isIdle);

  async function run(): Promise<void> {
    let committing: Promise<boolean> = Promise.resolve(true);
    while (hasWork()) {
      if (queue.length === 0 && singleWriter) {
        // What is being committed still reads as pending.
        await committing;
        committing = Promise.resolve(true);
        try {
          if (queue.length === 0) await refill();
        } catch (error) {
          await pause(error);
        }
        if (queue.length === 0) continue;
      }
      const rows = singleWriter ? takeRows() : [];
      if (singleWriter && rows.length === 0) continue;
      // What a command reads must include what was decided before it; so must colleagues who are read anew.
      const alone = singleWriter && (needsPreparation(rows[0]) || directoryStale);
      if (alone && !(await committing)) {
        requeue(rows);
        committing = Promise.resolve(true);
        continue;
      }
      let batch: Batch | null;
      try {
        batch = await decideBatch(rows);
      } catch (error) {
        await committing;
        committing = Promise.resolve(true);
        await pause(error);
        continue;
      }
      if (batch === null) break;
      if (!(await committing)) {
        // Decided on what did not become durable: once more, from the database.
        set = null;
        await batch.open.abort();
        unhold(batch);
        requeue(batch.rows);
        committing = Promise.resolve(true);
        continue;
      }
      committing = commit(batch);
      if (!singleWriter || alone) {
        await committing;
        committing = Promise.resolve(true);
      }
    }
    await committing;
  }

  function needsPreparation(row: InboxRow | undefined): boolean {
    return row !== undefined && engine.needsPreparation(row, directoryStale ? null : directory);
  }

  /** The next rows: a command comes alone, and after a commit that failed each does. */
  function takeRows(): InboxRow[] {
    const rows = queue.take(careful > 0 ? 1 : maxBatch, needsPreparation);
    if (careful > 0) careful -= rows.length;
    return rows;
  }

  /** Read what is pending and not in memory. */
  async function refill(): Promise<void> {
    unread = false;
    for (let afterSeq = 0; ; ) {
      reading = true;
      // Where this process is the only one, a row that waits is in memory or was left by a process that ended.
      const rows = await store.inbox
        .pending({ afterSeq, limit: MAX_QUEUE, now: FOREVER })
        .catch((error: unknown) => {
          unread = true;
          throw error;
        })
        .finally(() => {
          reading = false;
        });
      afterSeq = rows.at(-1)?.seq ?? afterSeq;
      readUpTo = Math.max(readUpTo, afterSeq);
      queue.merge(rows);
      if (rows.length < MAX_QUEUE) return;
      if (queue.length > 0) {
        unread = true;
        return;
      }
    }
  }

  /** Decide `taken`, or what is pending where other processes write too. Null when there is nothing. */
  async function decideBatch(taken: InboxRow[]): Promise<Batch | null> {
    let rows = taken;
    const open = await store.turns.begin().catch((error: unknown) => {
      requeue(rows);
      throw error;
    });
    try {
      if (!singleWriter) {
        unread = false;
        rows = await open.pending({
          afterSeq: 0,
          limit: careful > 0 ? 1 : maxBatch,
          now: clock.now().toISOString(),
        });
        if (rows.length === 0) {
          await open.abort();
          return null;
        }
        if (rows.length === maxBatch) unread = true;
        // Colleagues as they are under the lock: another process may have changed them.
        directoryStale = false;
        set = await engine.createWorkingSet(open);
        directory = set.directory;
        const command = rows.findIndex((row, i) => i > 0 && needsPreparation(row));
        const cut = needsPreparation(rows[0]) ? 1 : command;
        if (cut > 0 && cut < rows.length) {
          rows = rows.slice(0, cut);
          unread = true;
        }
        if (careful > 0) {
          careful -= 1;
          unread = true;
        }
      }
      // Before it is read: a change that comes meanwhile is for the next batch.
      const isStale = directoryStale;
      directoryStale = false;
      if (set === null) set = await engine.createWorkingSet(open);
      else if (isStale) set.replaceDirectory(await open.directory());
      directory = set.directory;
      // Here, not while a batch is being decided: what it has loaded must stay.
      set.trim(MAX_PEOPLE, new Set());
      const batch: Batch = { open, rows, decided: [], failures: [] };
      const blocked = new Set<string>();
      const results = await engine.decideAll(rows, set, open, blocked);
      for (const result of results) {
        if ("changes" in result) batch.decided.push(result);
        else if ("error" in result) batch.failures.push(failureOf(result.row, result.error));
        // Rows behind a failed one of their lane wait for it.
        else if (singleWriter) queue.waitBehind(result.row);
      }
      return batch;
    } catch (error) {
      await open.abort().catch(() => {});
      requeue(rows);
      set = null;
      throw error;
    }
  }

  function failureOf(row: InboxRow, error: unknown): TurnFailure {
    const at = clock.now();
    const attempts = row.attempts + 1;
    const final = attempts >= options.turnAttempts;
    const waitMs = backoffMs(attempts, options.random(), { first: 100, most: 60_000 });
    log.error(
      { seq: row.seq, lane: row.lane, attempts, error },
      final ? "turn set aside as a dead letter" : "turn failed; it is tried again",
    );
    metrics.count("leadline_turns_total", { outcome: final ? "dead" : "retried" });
    if (final) metrics.count("leadline_dead_letters_total", { source: "inbox" });
    if (singleWriter) queue.hold({ ...row, attempts });
    return {
      seq: row.seq,
      lane: row.lane,
      attempts,
      error: errorText(error),
      nextAttemptAt: final ? null : new Date(at.getTime() + waitMs).toISOString(),
      at: at.toISOString(),
    };
  }

  /** Record what failed, then let each lane go on when its time has come. Never rejects. */
  async function setAside(failures: TurnFailure[]): Promise<void> {
    if (failures.length === 0) return;
    let recorded = true;
    try {
      await store.inbox.fail(failures);
    } catch (error) {
      recorded = false;
      await pause(error);
    }
    for (const failure of failures) {
      // What could not be recorded as dead is tried once more, and recorded then.
      const final = recorded && failure.nextAttemptAt === null;
      const ms =
        failure.nextAttemptAt === null ? 0 : Date.parse(failure.nextAttemptAt) - Date.parse(failure.at);
      timers.later(ms, () => (singleWriter ? release(failure, final) : refresh()));
    }
  }

  /** Let a lane go on: with the row that failed, or after it when it was set aside. */
  function release({ lane, seq }: TurnFailure, without: boolean): void {
    if (queue.heldBy(lane)?.seq !== seq) return;
    const rows = queue.release(lane);
    requeue(without ? rows.slice(1) : rows);
    wake();
  }

  /** True when it became durable. */
  async function commit(batch: Batch): Promise<boolean> {
    const { open, decided, failures } = batch;
    const changes = mergeChanges(decided.map((turn) => turn.changes));
    try {
      if (decided.length === 0) await open.abort();
      else {
        const seqs = decided.map((turn) => turn.row.seq);
        const began = performance.now();
        await open.commit({ seqs, doneAt: clock.now().toISOString(), changes });
        commitPauses = 0;
        measureTurns(metrics, decided, (performance.now() - began) / 1_000, clock.now().getTime());
      }
    } catch (error) {
      set = null;
      await commitFailed(batch, error);
      return false;
    }
    if (decided.length > 0) tellOf(changes);
    await setAside(failures);
    return true;
  }

  /** It is durable: whatever goes wrong with what follows from it must not have it decided again. */
  function tellOf(changes: Changes): void {
    try {
      options.onCommitted();
      if (changes.sends.length > 0) options.onSends(changes.sends);
      if (changes.settledSends.length > 0) options.onSentAgain();
      if (changes.timers.length > 0) options.onTimers();
      if (changes.receipts.length > 0) options.onReceipts?.();
      if (changes.counters.some(({ name }) => name === ASKED)) options.onLearningAsked?.();
    } catch (error) {
      log.error({ error }, "what follows from a turn could not be begun; it is found by the next look");
      options.onSentAgain();
    }
  }

  /** Nothing of the batch became durable. A fault of the database passes; one of a turn is found one by one. */
  async function commitFailed(batch: Batch, error: unknown): Promise<void> {
    const rows = batch.decided.map((turn) => turn.row);
    unhold(batch);
    if (error instanceof LeadlineError && error.retryable) {
      requeue(batch.rows);
      await pause(error);
    } else if (rows.length === 1 && batch.failures.length === 0) {
      await setAside([failureOf(rows[0]!, error)]);
    } else {
      log.warn({ turns: rows.length, error }, "a commit of several turns failed; they are tried one by one");
      careful = Math.max(careful, batch.rows.length);
      requeue(batch.rows);
    }
  }

  /** The failures of a batch that did not become durable hold no lane: it is decided again as a whole. */
  function unhold(batch: Batch): void {
    const own = new Set(batch.rows.map((row) => row.seq));
    for (const { lane } of batch.failures) {
      requeue(queue.release(lane).filter((row) => !own.has(row.seq)));
    }
  }

  function requeue(rows: InboxRow[]): void {
    if (singleWriter) queue.putBack(rows);
    else unread = true;
  }

  /** The database does not answer or has no room: nothing is lost, it is tried again. */
  async function pause(error: unknown): Promise<void> {
    commitPauses += 1;
    const ms = backoffMs(commitPauses, options.random(), { first: 50, most: 5_000 });
    log.error({ error, waitMs: ms }, "the database cannot take turns now; they wait");
    await new Promise<void>((resolve) => {
      wakes.push(resolve);
      timers.later(ms, resolve);
    });
    unread = true;
  }

  function refresh(): void {
    unread = true;
    wake();
  }

  const poll = () => {
    if (stopped || pollMs === 0 || singleWriter) return;
    timers.later(pollMs, () => {
      refresh();
      poll();
    });
  };

  return {
    async start() {
      refresh();
      poll();
    },
    accepted(row) {
      if (!singleWriter) unread = true;
      else if (row.seq > readUpTo) {
        if (unread || reading || queue.length >= MAX_QUEUE) unread = true;
        else queue.push(row);
      }
      if (!running) wake();
    },
    refresh,
    directoryChanged() {
      directoryStale = true;
    },
    idle() {
      const idle = idleness.wait();
      if (!isIdle()) wake();
      return idle;
    },
    async stop() {
      stopped = true;
      timers.clear();
      for (const resume of wakes.splice(0)) resume();
      await loop;
    },
  };
}
