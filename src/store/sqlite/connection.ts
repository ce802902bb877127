import { closeSync, existsSync, mkdirSync, openSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import type { Clock } from "../../clock.ts";
import { systemClock } from "../../clock.ts";
import { LeadlineError } from "../../errors.ts";
import { startWorker } from "../../start-worker.ts";
import { copyDatabase } from "./backup.ts";
import { checkDatabase } from "./check.ts";
import { type FileLock, lockFile } from "./file-lock.ts";
import type { WriterSettings } from "./protocol.ts";
import { Reader } from "./reader.ts";
import type {
  CheckResult,
  OpenTransaction,
  SqliteStats,
  SqliteTransaction,
  SqlResult,
  SqlValue,
  Statement,
  TableResult,
  TransactionOptions,
  WriteResult,
} from "./types.ts";
import { WriterThread } from "./writer-thread.ts";

export interface SqliteOptions {
  /** The database file. Its folder is made when missing (0700), and so is the file (0600). */
  file: string;
  /** Milliseconds to wait for another program that holds the file, such as a database browser. Default: 5,000. */
  busyMs?: number;
  /** Most `write()` calls in one commit. Default: 64. */
  maxGroup?: number;
  /** `write()` calls and transactions that may wait; more are refused with `queue-full`. Default: 10,000. */
  maxWaiting?: number;
  /** Pages (4 KB) in the log at which a commit writes them back into the file. Default: 4,000, measured. */
  checkpointPages?: number;
  /** Told once when the connection is lost and every later write will fail. Default: nobody. */
  onLost?: (error: LeadlineError) => void;
  /** Default: the system's. */
  clock?: Clock;
}

/** Older versions can corrupt a file in WAL mode when a checkpoint and a commit meet (the "WAL-reset" bug). */
const OLDEST_SQLITE = [3, 51, 3] as const;

/**
 * Open a database file for this process alone.
 *
 * Throws `database-in-use` when another process has it, `database-too-old` when the SQLite library is,
 * `database-lost` when the file cannot be opened.
 */
export async function openSqlite(options: SqliteOptions): Promise<SqliteConnection> {
  const clock = options.clock ?? systemClock;
  const busyMs = options.busyMs ?? 5_000;
  checkVersion();
  const file = prepareFolder(options.file);
  const lock = lockFile(file, clock.now());
  try {
    createPrivately(file);
    let reader: Reader | undefined;
    const settings: WriterSettings = {
      file,
      busyMs,
      maxGroup: options.maxGroup ?? 64,
      checkpointPages: options.checkpointPages ?? 4_000,
    };
    const worker = startWorker("worker", import.meta.url, { workerData: settings, name: "sqlite-writer" });
    const writer = await WriterThread.start(worker, {
      file,
      maxWaiting: options.maxWaiting ?? 10_000,
      onLost: options.onLost ?? (() => {}),
      onTablesChanged: () => reader?.forget(),
    });
    try {
      reader = new Reader(file, busyMs);
      return new SqliteConnection({ file, busyMs, lock, writer, reader });
    } catch (error) {
      await writer.close();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

interface Parts {
  file: string;
  busyMs: number;
  lock: FileLock;
  writer: WriterThread;
  reader: Reader;
}

/**
 * One SQLite file: writes go through a thread of their own, many to a commit; reads are synchronous on a
 * read-only connection and see what is committed.
 */
export class SqliteConnection {
  /** The resolved path of the database file. */
  readonly file: string;
  readonly #parts: Parts;
  /** For snapshots that take long: a connection of their own, made when the first is asked for. */
  #longReader: Reader | undefined;
  #longSnapshots: Promise<unknown> = Promise.resolve();
  #closed: Promise<void> | undefined;

  /** Use {@link openSqlite}. */
  constructor(parts: Parts) {
    this.file = parts.file;
    this.#parts = parts;
  }

  /**
   * Run statements as one atomic write; resolves when it is on the disk, with a result for each statement.
   *
   * Calls that wait together share a commit, and a failing one takes back only its own effects. Rejects with
   * SqliteError (a broken constraint, wrong SQL), or LeadlineError `disk-full`, `database-busy`, `queue-full`
   * (retryable) or `database-lost` (then the outcome is unknown). Never await it inside `transaction`.
   */
  write(statements: readonly Statement[]): Promise<WriteResult[]> {
    return this.#parts.writer.write(statements, false);
  }

  /** As {@link write} with one statement, and with the names and types of its columns. */
  async writeTable(statement: Statement): Promise<TableResult> {
    const [result] = await this.#parts.writer.write([statement], true);
    return result!;
  }

  /** Rows of a SELECT, in the order of its columns. Throws SqliteError. Sees every write that has resolved. */
  read(sql: string, params: readonly SqlValue[] = []): SqlResult[][] {
    return this.#parts.reader.table(sql, params).rows;
  }

  /** Rows of a SELECT as objects by column name; that they are of type `Row` is the caller's promise. */
  readObjects<Row>(sql: string, params: readonly SqlValue[] = []): Row[] {
    return this.#parts.reader.objects<Row>(sql, params);
  }

  /** Rows of a SELECT with the names and declared types of its columns. */
  readTable(sql: string, params: readonly SqlValue[] = []): TableResult {
    return this.#parts.reader.table(sql, params);
  }

  /** Run several reads that all see the same moment, whatever is committed meanwhile. */
  snapshot<T>(read: () => T): T {
    return this.#parts.reader.snapshot(read);
  }

  /**
   * The same over time: `work` may wait between its reads while others read and write. One runs after another; the
   * log cannot be written back past an open one.
   */
  longSnapshot<T>(
    work: (read: (sql: string, params?: readonly SqlValue[]) => SqlResult[][]) => Promise<T>,
  ): Promise<T> {
    const run = async () => {
      this.#longReader ??= new Reader(this.file, this.#parts.busyMs);
      const reader = this.#longReader;
      reader.begin();
      try {
        return await work((sql, params = []) => reader.table(sql, params).rows);
      } finally {
        reader.end();
      }
    };
    const result = this.#longSnapshots.then(run, run);
    this.#longSnapshots = result.catch(() => {});
    return result;
  }

  /**
   * Run `work` in a write transaction of its own: committed when it resolves, rolled back when it throws.
   *
   * It holds the writer: everybody else waits. It is rolled back when it stands idle, and then throws
   * TransactionClosedError (`database-busy`, retryable).
   */
  async transaction<T>(
    work: (transaction: SqliteTransaction) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    const transaction = await this.begin(options);
    let result: T;
    try {
      result = await work(transaction);
    } catch (error) {
      await transaction.rollback();
      throw error;
    }
    await transaction.commit();
    return result;
  }

  /** Open a write transaction that the caller must end. Prefer {@link transaction}. */
  begin(options: TransactionOptions = {}): Promise<OpenTransaction> {
    return this.#parts.writer.begin(options.idleMs ?? 5_000, options.foreignKeys ?? true);
  }

  /**
   * Run a script of several statements, all or nothing.
   *
   * `foreignKeys: false` switches them off to redefine tables, and checks them before the commit. With
   * `atomic: false` each statement commits by itself, as VACUUM and most PRAGMAs demand. Both default to true.
   */
  async exec(script: string, options: { foreignKeys?: boolean; atomic?: boolean } = {}): Promise<void> {
    await this.#parts.writer.script(script, options.foreignKeys ?? true, options.atomic ?? true);
  }

  /**
   * Write a consistent copy while others go on writing.
   *
   * `toFile` appears only when it is complete and on the disk, readable by its owner only; an older file of that
   * name is replaced. `onProgress` is told the part that is done, 0 to 1. Throws `backup-failed`.
   */
  backup(toFile: string, onProgress: (done: number) => void = () => {}): Promise<void> {
    return copyDatabase({ from: this.file, to: toFile, busyMs: this.#parts.busyMs, onProgress });
  }

  /** Check the entire file, in a thread of its own, while others read and write. */
  check(): Promise<CheckResult> {
    return checkDatabase(this.file);
  }

  /** Write the log back into the file, and empty it. */
  checkpoint(): Promise<void> {
    return this.#parts.writer.checkpoint();
  }

  stats(): SqliteStats {
    return this.#parts.writer.stats();
  }

  /** Finish what waits, write the log back, and let the file go. Later writes fail. Safe to call twice. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const { writer, reader, lock } = this.#parts;
    try {
      // The reader goes first, so that nothing keeps the log from being written back.
      await writer.drain();
      reader.close();
      this.#longReader?.close();
      await writer.close();
    } finally {
      reader.close();
      lock.release();
    }
  }
}

function checkVersion(): void {
  const db = new DatabaseSync(":memory:");
  const version = String(db.prepare("SELECT sqlite_version() AS version").get()?.version);
  db.close();
  if (isOlder(version)) {
    throw new LeadlineError(
      "database-too-old",
      `SQLite ${version} is older than ${OLDEST_SQLITE.join(".")}.`,
      {
        fix: "Install the packages again as package-lock.json names them (npm ci).",
      },
    );
  }
}

function isOlder(version: string): boolean {
  const parts = version.split(".").map(Number);
  for (const [i, least] of OLDEST_SQLITE.entries()) {
    const part = parts[i] ?? 0;
    if (part !== least) return part < least;
  }
  return false;
}

/** Make the folder, and give the file's real path, so that two names of one file share its lock. */
function prepareFolder(file: string): string {
  try {
    const path = resolve(file);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(path)), basename(path));
  } catch (error) {
    throw new LeadlineError("database-lost", `The folder of ${file} cannot be made or read.`, {
      fix: "Check the path and the permissions of its folders.",
      cause: error,
    });
  }
}

// Only while nobody of this process has the file open: closing it this way drops SQLite's locks on it (POSIX).
function createPrivately(file: string): void {
  if (!existsSync(file)) closeSync(openSync(file, "a", 0o600));
}
