import { statSync } from "node:fs";
import type { Worker } from "node:worker_threads";
import { LeadlineError } from "../../errors.ts";
import type { Reply, Request, Settled } from "./protocol.ts";
import { type Fault, fromFault, toError } from "./sqlite-error.ts";
import type { OpenTransaction, SqliteStats, Statement, TableResult } from "./types.ts";

interface ThreadOptions {
  file: string;
  maxWaiting: number;
  onLost: (error: LeadlineError) => void;
  /** Told before the promise of the change resolves. */
  onTablesChanged: () => void;
}

interface Waiter {
  resolve: (reply: Reply) => void;
  reject: (error: Error) => void;
}

/** The program's side of the writing thread: sends requests, and settles their promises. */
export class WriterThread {
  readonly #worker: Worker;
  readonly #options: ThreadOptions;
  readonly #waiting = new Map<number, Waiter>();
  #outgoing: Request[] = [];
  #lastId = 0;
  #commits = 0;
  #writes = 0;
  #maxGroup = 0;
  #closing = false;
  #lost: LeadlineError | undefined;
  #drained: (() => void)[] = [];

  private constructor(worker: Worker, options: ThreadOptions) {
    this.#worker = worker;
    this.#options = options;
    worker.on("message", (settled: Settled) => this.#settle(settled));
    worker.on("error", (error) => this.#lose(error));
    worker.on("exit", () => this.#lose(undefined));
  }

  /** Wait until the thread has the database open; rejects when it cannot. */
  static async start(worker: Worker, options: ThreadOptions): Promise<WriterThread> {
    await new Promise<void>((resolve, reject) => {
      worker.once("error", reject);
      worker.once("message", (message: "open" | { failed: Fault }) => {
        worker.off("error", reject);
        if (message === "open") resolve();
        else {
          reject(fromFault(message.failed));
          void worker.terminate();
        }
      });
    });
    return new WriterThread(worker, options);
  }

  /** `columns`: also give the names and types of what RETURNING gives. */
  async write(statements: readonly Statement[], columns: boolean): Promise<TableResult[]> {
    const reply = await this.#queue((id) => ({ id, kind: "write", statements, columns }));
    return reply.kind === "written" ? reply.results : unexpected(reply);
  }

  async begin(idleMs: number, foreignKeys: boolean): Promise<OpenTransaction> {
    const { id: transaction } = await this.#queue((id) => ({ id, kind: "begin", idleMs, foreignKeys }));
    const savepoint = (action: "SAVEPOINT" | "ROLLBACK TO" | "RELEASE") => async (name: string) => {
      await this.#ask((id) => ({ id, transaction, kind: "savepoint", action, name }));
    };
    return {
      run: async (statement): Promise<TableResult> => {
        const reply = await this.#ask((id) => ({ id, transaction, kind: "run", statement }));
        return reply.kind === "table" ? reply.result : unexpected(reply);
      },
      exec: async (script) => {
        await this.#ask((id) => ({ id, transaction, kind: "run-script", script }));
      },
      savepoint: savepoint("SAVEPOINT"),
      rollbackTo: savepoint("ROLLBACK TO"),
      release: savepoint("RELEASE"),
      commit: async () => {
        await this.#ask((id) => ({ id, transaction, kind: "end", commit: true }));
      },
      rollback: async () => {
        await this.#ask((id) => ({ id, transaction, kind: "end", commit: false }));
      },
    };
  }

  async script(script: string, foreignKeys: boolean, atomic: boolean): Promise<void> {
    await this.#queue((id) => ({ id, kind: "script", script, foreignKeys, atomic }));
  }

  async checkpoint(): Promise<void> {
    await this.#queue((id) => ({ id, kind: "checkpoint" }));
  }

  stats(): SqliteStats {
    return {
      commits: this.#commits,
      writes: this.#writes,
      maxGroup: this.#maxGroup,
      waiting: this.#waiting.size,
      walBytes: statSync(`${this.#options.file}-wal`, { throwIfNoEntry: false })?.size ?? 0,
    };
  }

  /** Take nothing new, and resolve when all that waits is settled. */
  async drain(): Promise<void> {
    this.#closing = true;
    while (this.#waiting.size > 0) await new Promise<void>((resolve) => this.#drained.push(resolve));
  }

  /** Drain, close the database, and end the thread. */
  async close(): Promise<void> {
    await this.drain();
    if (this.#lost !== undefined) return;
    const exited = new Promise<void>((resolve) => this.#worker.once("exit", () => resolve()));
    await this.#ask((id) => ({ id, kind: "close" }));
    await exited;
  }

  /** Ask for something that waits its turn, unless too much waits already. */
  #queue(request: (id: number) => Request): Promise<Reply> {
    if (this.#closing && this.#lost === undefined) {
      return Promise.reject(
        new LeadlineError("database-lost", "The database is being closed.", { fix: "Start Leadline again." }),
      );
    }
    if (this.#waiting.size >= this.#options.maxWaiting) {
      return Promise.reject(
        new LeadlineError("queue-full", `${this.#waiting.size} writes wait for the disk already.`, {
          fix: "Try again shortly. If it stays so, the disk is too slow or something holds the database.",
          retryable: true,
        }),
      );
    }
    return this.#ask(request);
  }

  /** Send a request with the others of this turn of the event loop. */
  #ask(request: (id: number) => Request): Promise<Reply> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    const id = ++this.#lastId;
    if (this.#outgoing.length === 0) queueMicrotask(() => this.#send());
    this.#outgoing.push(request(id));
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #send(): void {
    const batch = this.#outgoing;
    this.#outgoing = [];
    try {
      this.#worker.postMessage(batch);
    } catch {
      this.#sendEach(batch);
    }
  }

  // A value that cannot be sent (a function) must hurt only the request that it is in.
  #sendEach(batch: Request[]): void {
    for (const request of batch) {
      try {
        this.#worker.postMessage([request]);
      } catch (error) {
        const waiter = this.#waiting.get(request.id);
        this.#waiting.delete(request.id);
        waiter?.reject(toError(error));
      }
    }
    this.#tellDrained();
  }

  #settle({ replies, commits, writes, tablesChanged }: Settled): void {
    if (tablesChanged) this.#options.onTablesChanged();
    this.#commits += commits;
    this.#writes += writes;
    this.#maxGroup = Math.max(this.#maxGroup, writes);
    for (const reply of replies) {
      const waiter = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if (reply.kind === "failed") waiter?.reject(fromFault(reply.fault));
      else waiter?.resolve(reply);
    }
    this.#tellDrained();
  }

  #lose(cause: unknown): void {
    if (this.#lost !== undefined) return;
    const closed = this.#closing && this.#waiting.size === 0 && cause === undefined;
    const message = closed
      ? "The database is closed."
      : "The thread that writes the database has ended; whether the waiting writes were kept is unknown.";
    this.#lost = new LeadlineError("database-lost", message, { fix: "Start Leadline again.", cause });
    for (const { reject } of this.#waiting.values()) reject(this.#lost);
    this.#waiting.clear();
    this.#tellDrained();
    if (!closed) this.#options.onLost(this.#lost);
  }

  #tellDrained(): void {
    if (this.#waiting.size > 0) return;
    for (const resolve of this.#drained.splice(0)) resolve();
  }
}

function unexpected(reply: Reply): never {
  throw new Error(`The writing thread answered with "${reply.kind}".`);
}
