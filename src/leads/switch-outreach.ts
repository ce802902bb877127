import { OFF_ALL, offCounter } from "./outreach-counters.ts";
import type { Turn } from "./turn.ts";

/**
 * Switch unasked messages off or on, for a channel or for all (`channel` null). The note of the activity is
 * `off whatsapp blocked`: what, where (`all`), and why where the program did it by itself.
 */
export function switchOutreach(
  turn: Turn,
  to: "on" | "off",
  channel: string | null,
  why: string | null = null,
): void {
  turn.setCounter(channel === null ? OFF_ALL : offCounter(channel), to === "off" ? 1 : 0);
  const note = [to, channel ?? "all", why].filter((part) => part !== null).join(" ");
  turn.record({ kind: "outreach-switched", note });
}
