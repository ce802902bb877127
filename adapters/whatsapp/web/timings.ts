/** How long things may take and how often they are looked at, in milliseconds. */
export interface Timings {
  /** From the start of the process to its browser. */
  startTimeoutMs: number;
  /** From the browser to WhatsApp's page. */
  authTimeoutMs: number;
  /** Connected without being ready; after three times as long the process is started anew. */
  readyTimeoutMs: number;
  beatMs: number;
  beatTimeoutMs: number;
  memoryMs: number;
  /** Waits between starts that fail, growing; the last one stays. */
  backoffMs: readonly number[];
  /** After this long being ready the waits begin anew. */
  steadyMs: number;
  /** After WhatsApp has blocked the account. */
  blockedMs: number;
  stopMs: number;
}

export const TIMINGS: Timings = {
  startTimeoutMs: 60_000,
  authTimeoutMs: 60_000,
  readyTimeoutMs: 90_000,
  beatMs: 10_000,
  beatTimeoutMs: 45_000,
  memoryMs: 30_000,
  backoffMs: [1_000, 2_000, 5_000, 15_000, 30_000, 60_000, 120_000, 300_000],
  steadyMs: 60_000,
  blockedMs: 30 * 60_000,
  stopMs: 6_000,
};
