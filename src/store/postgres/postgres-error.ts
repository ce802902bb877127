import pg from "pg";
import { LeadlineError } from "../../errors.ts";

/** Where a statement was when it failed, which decides what is known of its outcome. */
export type Moment = "connect" | "statement" | "commit";

/**
 * What the driver threw, as a fault that says whether trying again can help. Broken constraints and wrong
 * SQL stay what they are (`pg.DatabaseError`): the caller knows what they mean.
 */
export function toFault(error: unknown, moment: Moment): unknown {
  if (error instanceof LeadlineError || isProgrammingError(error)) return error;
  // Everything else that does not come from the server comes from the way to it.
  if (!(error instanceof pg.DatabaseError)) return lost(error, moment);
  const code = error.code ?? "";
  if (isLostCode(code)) return lost(error, moment);
  if (BUSY_CODES.has(code)) {
    return new LeadlineError("database-busy", `PostgreSQL did not get to it: ${error.message}.`, {
      fix: "It is tried again. If it stays, look for long transactions in pg_stat_activity and at the load of the server.",
      retryable: true,
      cause: error,
    });
  }
  if (code === "53100") {
    return new LeadlineError("disk-full", "The disk of the PostgreSQL server is full.", {
      fix: "Make room on the server; Leadline goes on by itself.",
      retryable: true,
      cause: error,
    });
  }
  if (code.startsWith("28") || code === "3D000") {
    return new LeadlineError("settings-invalid", `PostgreSQL refused the connection: ${error.message}.`, {
      fix: "Check user, password and database name in DATABASE_URL, for example postgresql://leadline:secret@localhost:5432/leadline.",
      cause: error,
    });
  }
  return error;
}

/** Whether a connection can be used again after this error. */
export function breaksConnection(error: unknown): boolean {
  if (isProgrammingError(error)) return false;
  return !(error instanceof pg.DatabaseError) || isLostCode(error.code ?? "");
}

/** Deadlock, serialization failure, lock timeout, statement timeout. */
const BUSY_CODES = new Set(["40001", "40P01", "55P03", "57014"]);

/** Connection exceptions; shutdown, crash, starting up; too many connections; idle for too long in a transaction. */
function isLostCode(code: string): boolean {
  return code.startsWith("08") || ["57P01", "57P02", "57P03", "53300", "25P03"].includes(code);
}

function isProgrammingError(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
}

function lost(error: unknown, moment: Moment): LeadlineError {
  const why = error instanceof Error && error.message ? error.message : String(error);
  const sentence = {
    connect: `PostgreSQL cannot be reached: ${why}.`,
    statement: `The connection to PostgreSQL was lost during a statement: ${why}. Its transaction had no effect; a statement outside one may have had.`,
    commit: `The connection to PostgreSQL was lost during a commit: ${why}. Whether it happened is not known.`,
  };
  return new LeadlineError("database-lost", sentence[moment], {
    fix: "Leadline connects again by itself. If it stays, check that the server of DATABASE_URL runs and can be reached.",
    retryable: true,
    cause: error,
  });
}
