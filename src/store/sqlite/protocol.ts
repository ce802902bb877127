import type { Fault } from "./sqlite-error.ts";
import type { Statement, TableResult } from "./types.ts";

/** What the writing thread needs to start. */
export interface WriterSettings {
  file: string;
  busyMs: number;
  /** Most `write()` calls in one commit. */
  maxGroup: number;
  /** Pages in the log at which a commit also writes them back into the file. */
  checkpointPages: number;
}

/** What the writing thread is asked for. `id` finds the waiting promise again. */
export type Request = { id: number } & (
  | { kind: "write"; statements: readonly Statement[]; columns: boolean }
  | { kind: "begin"; idleMs: number; foreignKeys: boolean }
  | { kind: "script"; script: string; foreignKeys: boolean; atomic: boolean }
  | { kind: "checkpoint" }
  | { kind: "close" }
  | TransactionRequest
);

/** Work inside an open transaction; `transaction` is the id of its `begin`. */
export type TransactionRequest = { transaction: number } & (
  | { kind: "run"; statement: Statement }
  | { kind: "run-script"; script: string }
  | { kind: "savepoint"; action: "SAVEPOINT" | "ROLLBACK TO" | "RELEASE"; name: string }
  | { kind: "end"; commit: boolean }
);

export type Reply = { id: number } & (
  | { kind: "done" }
  | { kind: "written"; results: TableResult[] }
  | { kind: "table"; result: TableResult }
  | { kind: "failed"; fault: Fault }
);

/** One message to the program: what has been settled, and by how many commits. */
export interface Settled {
  replies: Reply[];
  commits: number;
  /** `write()` calls in the commit; 0 for a transaction. */
  writes: number;
  /** The tables may be others than before: statements of other connections must be prepared again. */
  tablesChanged: boolean;
}
