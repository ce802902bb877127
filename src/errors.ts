/**
 * The errors that Leadline throws, each with a code, a sentence with the facts, and what to do.
 *
 * Expected outcomes (a rep names a wrong stage) are values, not errors. Retry policy follows from
 * `retryable`, never from matching text.
 */
export class LeadlineError extends Error {
  /** Stable identifier from {@link ERROR_CODES}; documented in docs/errors.md. */
  readonly code: ErrorCode;
  /** What the reader can do about it, as a sentence. */
  readonly fix: string;
  /** Whether trying the same thing again can help. Default: false. */
  readonly retryable: boolean;

  constructor(
    code: ErrorCode,
    message: string,
    options: { fix: string; retryable?: boolean; cause?: unknown },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "LeadlineError";
    this.code = code;
    this.fix = options.fix;
    this.retryable = options.retryable ?? false;
  }
}

/** Every error code, in alphabetical order. A test compares this list with docs/errors.md, both ways. */
export const ERROR_CODES = [
  "backup-failed",
  "channel-stopped",
  "database-busy",
  "database-in-use",
  "database-lost",
  "database-too-old",
  "disk-full",
  "flow-invalid",
  "learning-failed",
  "message-too-large",
  "migration-edited",
  "migration-failed",
  "migration-half-applied",
  "migration-out-of-order",
  "migration-unknown",
  "picture-failed",
  "port-in-use",
  "queue-full",
  "restore-refused",
  "settings-invalid",
  "turn-failed",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** One line for a person: what happened and what to do. Unknown errors show only their message. */
export function explainError(error: unknown): string {
  if (error instanceof LeadlineError) return `${error.message}\n  What to do: ${error.fix}`;
  return error instanceof Error ? error.message : String(error);
}
