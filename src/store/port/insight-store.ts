import type { BusinessCalendar } from "../../leads/config.ts";

/** What keeps the numbers of {@link CommandReads} quick to tell: see docs/insights.md. */
export interface InsightStore {
  /** The business's calendar, asked each time. Until it is given: UTC, always open. */
  useCalendar(calendar: () => BusinessCalendar): void;
  /**
   * Bring the roll-ups up to date, one month at most; gives how many days are still stale. Answers are right without
   * it, only slower.
   */
  refresh(): Promise<number>;
}
