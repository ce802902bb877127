import type { DatabaseSyncInstance } from "@photostructure/sqlite";
import type { Reply, Request, Settled, TransactionRequest } from "./protocol.ts";
import { SqliteError, sqliteCode, TransactionClosedError, toError, toFault } from "./sqlite-error.ts";
import { runStatement, StatementCache } from "./statements.ts";
import type { Statement, TableResult } from "./types.ts";

type Queued = Exclude<Request, { transaction: number }>;
type Inside = { id: number } & TransactionRequest;
type Write = Extract<Request, { kind: "write" }>;
type Begin = Extract<Request, { kind: "begin" }>;
type Script = Extract<Request, { kind: "script" }>;

/** The interactive transaction that holds the database. */
interface Open {
  id: number;
  idleMs: number;
  foreignKeys: boolean;
  timer: NodeJS.Timeout | undefined;
}

interface WriterOptions {
  db: DatabaseSyncInstance;
  /** Most `write()` calls in one commit. */
  maxGroup: number;
  /** Take what has arrived meanwhile; called between commits. */
  receive: () => void;
  settle: (settled: Settled) => void;
  closed: () => void;
}

const CONSTRAINT = 19;
const FOREIGN_KEY = 787;

/**
 * The one writer of a database: takes requests in the order of their arrival and commits them.
 *
 * Whatever `write()` calls wait at the head of the queue go into one commit, because commits are the scarce
 * thing. An interactive transaction has the database to itself until it ends; the others queue behind it, so
 * that nothing of theirs can be rolled back with it.
 */
export class Writer {
  readonly #options: WriterOptions;
  readonly #db: DatabaseSyncInstance;
  readonly #statements: StatementCache;
  readonly #queue: Queued[] = [];
  #open: Open | undefined;
  #pumping = false;
  #tablesChanged = false;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#db = options.db;
    this.#statements = new StatementCache(options.db);
  }

  /** Take a request. Nothing is done to the queue until {@link pump}. */
  accept(request: Request): void {
    if ("transaction" in request) this.#inside(request);
    else this.#queue.push(request);
  }

  /** Work until the queue is empty or an interactive transaction holds the database. */
  pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#open === undefined) {
        const next = this.#queue[0];
        if (next === undefined) break;
        if (next.kind === "write") this.#commitGroup(this.#takeGroup());
        else {
          this.#queue.shift();
          this.#alone(next);
        }
        this.#options.receive();
      }
    } finally {
      this.#pumping = false;
    }
  }

  #takeGroup(): Write[] {
    const group: Write[] = [];
    while (group.length < this.#options.maxGroup) {
      const next = this.#queue[0];
      if (next?.kind !== "write") break;
      group.push(next);
      this.#queue.shift();
    }
    return group;
  }

  /** One commit for all. Each has its own savepoint, so that a failing one takes back only what is its own. */
  #commitGroup(group: Write[]): void {
    const single = group.length === 1;
    const replies: Reply[] = [];
    try {
      this.#control("BEGIN IMMEDIATE");
      for (const write of group) {
        if (!single) this.#control("SAVEPOINT write");
        try {
          replies.push({ id: write.id, kind: "written", results: this.#runAll(write) });
        } catch (error) {
          // A full disk may make SQLite roll the entire group back by itself.
          if (single || !this.#db.isTransaction) throw error;
          this.#control("ROLLBACK TO write");
          replies.push(failed(write.id, error));
        }
        if (!single) this.#control("RELEASE write");
      }
      this.#control("COMMIT");
    } catch (error) {
      this.#rollback();
      // A deferred constraint shows only at the commit, and does not say whose it is.
      if (!single && (sqliteCode(error) & 0xff) === CONSTRAINT) {
        for (const write of group) this.#commitGroup([write]);
        return;
      }
      this.#settle(group.map(({ id }) => failed(id, error)));
      return;
    }
    const writes = replies.filter(({ kind }) => kind === "written").length;
    this.#settle(replies, 1, writes);
  }

  #runAll({ statements, columns }: Write): TableResult[] {
    return statements.map((statement) => {
      const result = this.#run(statement);
      return columns ? result : { changes: result.changes, rows: result.rows, columns: [] };
    });
  }

  #run({ sql, params }: Statement): TableResult {
    const prepared = this.#statements.get(sql);
    if (prepared.control) {
      throw new SqliteError("BEGIN, COMMIT, SAVEPOINT and VACUUM are not for statements.", 0, { sql });
    }
    if (prepared.defines) this.#noteTables();
    return runStatement(prepared, params);
  }

  #alone(request: Exclude<Queued, Write>): void {
    switch (request.kind) {
      case "begin":
        this.#answer(request.id, () => this.#begin(request));
        break;
      case "script":
        this.#answer(request.id, () => this.#script(request), 1);
        break;
      case "checkpoint":
        this.#answer(request.id, () => this.#exec("PRAGMA wal_checkpoint(TRUNCATE)"));
        break;
      case "close":
        this.#answer(request.id, () => this.#close());
        this.#options.closed();
        break;
    }
  }

  #close(): void {
    try {
      this.#exec("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)");
    } finally {
      this.#db.close();
    }
  }

  #begin({ id, idleMs, foreignKeys }: Begin): void {
    if (!foreignKeys) this.#db.exec("PRAGMA foreign_keys=OFF");
    try {
      this.#control("BEGIN IMMEDIATE");
    } catch (error) {
      this.#db.exec("PRAGMA foreign_keys=ON");
      throw error;
    }
    const open: Open = { id, idleMs, foreignKeys, timer: undefined };
    this.#open = open;
    this.#watch(open);
  }

  /** Roll back a transaction that nobody touches any more: everything else waits behind it. */
  #watch(open: Open): void {
    const timer = setTimeout(() => {
      // The program may have been busy, and its next statement be here already.
      this.#options.receive();
      if (this.#open === open && open.timer === timer) this.#leave();
      this.pump();
    }, open.idleMs);
    open.timer = timer;
  }

  #inside(request: Inside): void {
    const open = this.#open;
    if (open === undefined || open.id !== request.transaction) {
      this.#answer(request.id, () => {
        if (request.kind === "end" && !request.commit) return;
        throw new TransactionClosedError("The transaction stood idle for too long and was rolled back.");
      });
      return;
    }
    clearTimeout(open.timer);
    switch (request.kind) {
      case "end":
        this.#end(request.id, request.commit);
        return;
      case "run":
        this.#answerTable(request.id, () => this.#run(request.statement));
        break;
      case "run-script":
        this.#answer(request.id, () => this.#runScript(request.script));
        break;
      case "savepoint":
        this.#answer(request.id, () => this.#exec(`${request.action} ${quoteName(request.name)}`));
        break;
    }
    this.#watch(open);
  }

  #end(id: number, commit: boolean): void {
    if (commit) {
      this.#answer(
        id,
        () => {
          this.#mustBeOpen();
          if (this.#open?.foreignKeys === false) this.#checkForeignKeys();
          this.#control("COMMIT");
        },
        1,
      );
      this.#leave();
    } else {
      this.#leave();
      this.#answer(id, () => {});
    }
    // Those behind it are served by the pump that follows each batch of messages.
  }

  /** End the open transaction, and take back what is not committed. */
  #leave(): void {
    const open = this.#open;
    if (open === undefined) return;
    clearTimeout(open.timer);
    this.#open = undefined;
    this.#rollback();
    if (!open.foreignKeys) this.#db.exec("PRAGMA foreign_keys=ON");
  }

  #script({ script, foreignKeys, atomic }: Script): void {
    if (!foreignKeys) this.#db.exec("PRAGMA foreign_keys=OFF");
    try {
      if (atomic) this.#control("BEGIN IMMEDIATE");
      if (atomic) this.#runScript(script);
      else this.#exec(script);
      if (!foreignKeys) this.#checkForeignKeys();
      if (atomic) this.#control("COMMIT");
    } finally {
      this.#rollback();
      this.#noteTables();
      this.#db.exec("PRAGMA foreign_keys=ON");
    }
  }

  #runScript(script: string): void {
    this.#noteTables();
    this.#exec(script);
    this.#mustBeOpen();
  }

  #checkForeignKeys(): void {
    const broken = this.#statements.get("PRAGMA foreign_key_check").statement.all();
    if (broken.length > 0) {
      const message = `FOREIGN KEY constraint failed: ${broken.length} rows would point at nothing`;
      throw new SqliteError(message, FOREIGN_KEY);
    }
  }

  // Outside a transaction each statement would commit by itself, and nothing could take it back.
  #mustBeOpen(): void {
    if (this.#db.isTransaction) return;
    throw new TransactionClosedError("The transaction has ended: SQLite or a COMMIT in the script ended it.");
  }

  #rollback(): void {
    if (this.#db.isTransaction) this.#control("ROLLBACK");
  }

  #control(sql: string): void {
    try {
      this.#statements.get(sql).statement.run();
    } catch (error) {
      throw toError(error, sql);
    }
  }

  #exec(script: string): void {
    try {
      this.#db.exec(script);
    } catch (error) {
      throw toError(error);
    }
  }

  #answer(id: number, work: () => void, commits = 0): void {
    try {
      work();
      this.#settle([{ id, kind: "done" }], commits);
    } catch (error) {
      this.#settle([failed(id, error)]);
    }
  }

  #answerTable(id: number, work: () => TableResult): void {
    try {
      this.#mustBeOpen();
      this.#settle([{ id, kind: "table", result: work() }]);
    } catch (error) {
      this.#settle([failed(id, error)]);
    }
  }

  #settle(replies: Reply[], commits = 0, writes = 0): void {
    const tablesChanged = this.#tablesChanged && this.#db.isOpen && !this.#db.isTransaction;
    if (tablesChanged) this.#tablesChanged = false;
    this.#options.settle({ replies, commits, writes, tablesChanged });
  }

  // A prepared statement keeps the columns that it had.
  #noteTables(): void {
    this.#tablesChanged = true;
    this.#statements.clear();
  }
}

function failed(id: number, error: unknown): Reply {
  return { id, kind: "failed", fault: toFault(error) };
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
