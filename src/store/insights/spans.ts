/**
 * Lengths of time are counted in spans, so that those of any two days can be added up. Span 0 holds everything up to
 * a second.
 */
export interface Scale {
  /** The span in which a length lies. */
  spanOf(ms: number): number;
  /** Its upper end, in seconds. */
  endOf(span: number): number;
}

function scale(step: number): Scale {
  const log = Math.log(step);
  return {
    spanOf: (ms) => (ms <= 1_000 ? 0 : Math.ceil(Math.log(ms / 1_000) / log)),
    endOf: (span) => Math.round(1_000 * Math.exp(span * log)) / 1_000,
  };
}

/** First answers: right to within a hundredth. */
export const WAITS = scale(1.01);
/** Stays in a stage take days; there are as many lengths as stages, and a twentieth is near enough. */
export const STAY_LENGTHS = scale(1.05);

/** The nearest-rank quantile of lengths counted by span, in seconds; null when there are none. */
export function quantileOf(
  spans: readonly (readonly [span: number, count: number])[],
  q: number,
  { endOf }: Scale,
): number | null {
  const total = spans.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  let left = Math.max(1, Math.ceil(total * q));
  for (const [span, count] of spans) {
    left -= count;
    if (left <= 0) return endOf(span);
  }
  return null;
}
