import type { At, Conversation } from "../leads/types.ts";

/** More messages than this within the window are no longer a person's pace. */
const MOST = 20;
const WINDOW_MS = 10_000;

/**
 * Count a message of a conversation. `talk`: answer it. `tell`: the pace has just become too fast, say so
 * once. `silent`: keep it without an answer, until the contact has paused for ten seconds.
 */
export function countBurst(
  burst: Conversation["burst"],
  at: At,
): { burst: NonNullable<Conversation["burst"]>; mode: "talk" | "tell" | "silent" } {
  if (burst === null || Date.parse(at) - Date.parse(burst.since) > WINDOW_MS) {
    return { burst: { since: at, count: 1, told: false }, mode: "talk" };
  }
  const count = burst.count + 1;
  if (count <= MOST) return { burst: { ...burst, count }, mode: "talk" };
  return { burst: { since: at, count, told: true }, mode: burst.told ? "silent" : "tell" };
}
