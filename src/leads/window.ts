import type { At } from "./types/at.ts";

/** What the vendor is told a little late counts as late. */
const MARGIN_MS = 60_000;

/** When the person last wrote, and for how many hours after that the channel takes free text. */
export interface FreeFormWindow {
  lastInboundAt: At | null;
  /** Null or undefined: always. */
  freeFormHours: number | null | undefined;
}

/** Until when free text may be sent; null when always. Somebody who never wrote: never, so the beginning of time. */
export function freeFormUntil({ lastInboundAt, freeFormHours }: FreeFormWindow): At | null {
  if (freeFormHours === null || freeFormHours === undefined) return null;
  const since =
    lastInboundAt === null ? 0 : Date.parse(lastInboundAt) + freeFormHours * 3_600_000 - MARGIN_MS;
  return new Date(since).toISOString();
}

/** Whether free text may be sent at `at`. */
export function isWindowOpen(window: FreeFormWindow & { at: At }): boolean {
  const until = freeFormUntil(window);
  return until === null || window.at < until;
}
