import type { Language } from "../language.ts";

/** An everyday "no": told to the person, never thrown. */
export interface Refusal {
  refused: true;
  /** Stable, for tests and metrics: e.g. `already-claimed`. */
  code: string;
  text: Record<Language, string>;
}

export function refuse(code: string, text: Record<Language, string>): Refusal {
  return { refused: true, code, text };
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === "object" && value !== null && "refused" in value && value.refused === true;
}
