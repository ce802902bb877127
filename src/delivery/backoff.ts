/**
 * Milliseconds to wait before the next try: doubled each time, with full jitter over the upper half so that
 * what failed together does not return together.
 *
 * @param attempt tries so far, from 1.
 * @param random between 0 and 1, passed in.
 */
export function backoffMs(
  attempt: number,
  random: number,
  { first = 200, most = 300_000 }: { first?: number; most?: number } = {},
): number {
  const full = Math.min(most, first * 2 ** Math.min(attempt - 1, 30));
  return Math.round(full / 2 + (full / 2) * random);
}
