import type { At } from "./at.ts";

/** An answer as the lead keeps it. `display` is in the lead's language. */
export interface Answer {
  value: AnswerValue;
  display: string;
  at: At;
}

export type AnswerValue =
  | string
  | number
  | boolean
  | string[]
  | { amount: number; currency: string }
  | { latitude: number; longitude: number };
