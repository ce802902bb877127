import { fold } from "../language.ts";
import type { At } from "../leads/types/at.ts";
import type { Conversation } from "../leads/types/conversation.ts";

/** More messages than this within the window are no longer a person's pace. */
const MOST = 20;
const WINDOW_MS = 10_000;
/** The same sentence so often in a row, or so many messages within the long window, are another bot's. */
const MOST_SAME = 5;
/** People say "yes" to five questions in a row; shorter texts are not compared. */
const SENTENCE = 15;
const MOST_LONG = 80;
const LONG_MS = 15 * 60_000;

/**
 * Count a message of a conversation. `talk`: answer it. `tell`: the pace has just become too fast, say so
 * once. `silent`: keep it without an answer, until the contact has paused for ten seconds. `loop`: whoever writes
 * answers our answers as a machine does; whatever we said would go on for ever.
 */
export function countBurst(
  burst: Conversation["burst"],
  at: At,
  text: string,
): { burst: NonNullable<Conversation["burst"]>; mode: "talk" | "tell" | "silent" | "loop" } {
  const long = countLong(burst, at, text);
  if (burst === null || Date.parse(at) - Date.parse(burst.since) > WINDOW_MS) {
    const isLoop = long.same >= MOST_SAME || long.count > MOST_LONG;
    return { burst: { since: at, count: 1, told: false, long }, mode: isLoop ? "loop" : "talk" };
  }
  const count = burst.count + 1;
  if (count <= MOST) {
    const isLoop = long.same >= MOST_SAME || long.count > MOST_LONG;
    return { burst: { ...burst, count, long }, mode: isLoop ? "loop" : "talk" };
  }
  return { burst: { since: at, count, told: true, long }, mode: burst.told ? "silent" : "tell" };
}

/** Messages since the conversation last paused, and how often the last one was said in a row. */
function countLong(burst: Conversation["burst"], at: At, text: string): Long {
  const said = fold(text).trim().slice(0, 80);
  const before = burst?.long;
  if (before === undefined || Date.parse(at) - Date.parse(before.since) > LONG_MS) {
    return { since: at, count: 1, said, same: 1 };
  }
  const same = said.length >= SENTENCE && said === before.said ? before.same + 1 : 1;
  return { since: before.since, count: before.count + 1, said, same };
}

type Long = NonNullable<NonNullable<Conversation["burst"]>["long"]>;
