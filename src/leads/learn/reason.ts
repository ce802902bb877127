/** A span of numbers: `from` is in it, `to` is not; null is open. */
export interface Span {
  from: number | null;
  to: number | null;
}

/** What moves the chance of one lead away from that of the usual one. */
export interface Reason {
  field: string;
  /** Null: it is not known. */
  value: string | Span | null;
  /** Added to the logarithm of the odds: above 0 for, below 0 against. */
  weight: number;
}
