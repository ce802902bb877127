import { type ErrorCode, LeadlineError } from "../errors.ts";

/** What the program's exit code says. Documented in `leadline --help` and docs/operating.md. */
export const EXIT = {
  ok: 0,
  /** Something is wrong: a check failed, nothing was found, an unexpected error. */
  fault: 1,
  /** The command line was wrong. */
  usage: 2,
  /** A setting is wrong. */
  settings: 3,
  /** The database cannot be used, or a backup failed. */
  database: 4,
  /** The HTTP port is taken. */
  port: 5,
  /** Stopped by a second signal. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code for an error that ended a command. */
export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof LeadlineError ? (BY_CODE[error.code] ?? EXIT.fault) : EXIT.fault;
}

const BY_CODE: Partial<Record<ErrorCode, ExitCode>> = {
  "settings-invalid": EXIT.settings,
  "port-in-use": EXIT.port,
  "backup-failed": EXIT.database,
  "database-busy": EXIT.database,
  "database-in-use": EXIT.database,
  "database-lost": EXIT.database,
  "database-too-old": EXIT.database,
  "disk-full": EXIT.database,
  "migration-edited": EXIT.database,
  "migration-failed": EXIT.database,
  "migration-half-applied": EXIT.database,
  "migration-out-of-order": EXIT.database,
  "migration-unknown": EXIT.database,
  "restore-refused": EXIT.database,
};
