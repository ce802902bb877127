import { editDistance } from "../nearest.ts";

/**
 * Which of the words somebody may have meant: those within a typo or two, and those that begin with what was
 * typed; the nearest first. Compare folded texts only. At most `limit`, each target once.
 */
export function nearest<T>(typed: string, words: Iterable<readonly [string, T]>, limit = 3): T[] {
  const best = new Map<T, number>();
  for (const [word, target] of words) {
    const distance = nearness(typed, word, generously);
    if (distance !== null) best.set(target, Math.min(distance, best.get(target) ?? Number.POSITIVE_INFINITY));
  }
  return [...best]
    .sort((a, b) => a[1] - b[1])
    .slice(0, limit)
    .map(([target]) => target);
}

/** How near a word is: 0 is the same; null is too far. A beginning of three letters or more is half a typo. */
export function nearness(typed: string, word: string, allow = strictly): number | null {
  if (typed === word) return 0;
  if (typed.length >= 3 && word.startsWith(typed)) return 0.5;
  const most = allow(Math.min(typed.length, word.length));
  const distance = editDistance(typed, word, most);
  return distance <= most ? distance : null;
}

/** Where a word is taken for what was meant: short words differ by one letter anyway. */
function strictly(length: number): number {
  if (length <= 2) return 0;
  return length <= 5 ? 1 : 2;
}

/** Where it is only offered: "clame" for "claim". */
function generously(length: number): number {
  if (length <= 2) return 0;
  return length <= 4 ? 1 : 2;
}
