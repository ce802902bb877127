/**
 * Durations are counted in spans of one hundredth, so that those of any two days can be added up and a median is
 * right to within a hundredth. Span 0 holds everything up to a second.
 */
const STEP = Math.log(1.01);

/** The span in which a duration lies. */
export function spanOf(ms: number): number {
  return ms <= 1_000 ? 0 : Math.ceil(Math.log(ms / 1_000) / STEP);
}

/** Its upper end, in seconds. */
export function spanEnd(span: number): number {
  return Math.round(1_000 * Math.exp(span * STEP)) / 1_000;
}

/** The nearest-rank quantile of durations counted by span, in seconds; null when there are none. */
export function quantileOf(spans: readonly (readonly [span: number, count: number])[], q: number) {
  const total = spans.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  let left = Math.max(1, Math.ceil(total * q));
  for (const [span, count] of spans) {
    left -= count;
    if (left <= 0) return spanEnd(span);
  }
  return null;
}
