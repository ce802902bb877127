import type { Reading, UnderstandContext } from "../../../src/flow/understand/index.ts";

/** A Wednesday, at noon in São Paulo and Mexico's morning. */
const moment = { now: new Date("2026-11-25T15:00:00Z"), timeZone: "America/Sao_Paulo" };

export const en: UnderstandContext = { ...moment, language: "en", country: "US", currency: "USD" };
export const pt: UnderstandContext = { ...moment, language: "pt", country: "BR", currency: "BRL" };
export const es: UnderstandContext = { ...moment, language: "es", country: "MX", currency: "MXN" };
export const contexts = { en, pt, es };

/** The value; `undefined` for none; the list of alternatives for ambiguous. */
export function meaning<T>(reading: Reading<T>): T | T[] | undefined {
  if (reading.kind === "value") return reading.value;
  return reading.kind === "ambiguous" ? reading.options.map(({ value }) => value) : undefined;
}
