import { FORMER_OWNER } from "./open.ts";
import type { RouteReason } from "./types/offer.ts";
import { say } from "./words.ts";

/** Routing's own words in RouteReason.rule, besides the ids of rules. */
export const PASSED = "passed";
export const EXPIRED = "expired";
export const RELEASED = "released";
export const FALLBACK = "fallback";
export const NOBODY = "nobody-available";
const POOL = "pool";

export const NOBODY_REASON: RouteReason = {
  rule: NOBODY,
  text: say("Nobody is available now", "Ninguém está disponível agora", "Nadie está disponible ahora"),
};

export const POOL_REASON: RouteReason = {
  rule: POOL,
  text: say(
    "In the pool: whoever claims it first has it",
    "Na fila: fica com quem assumir primeiro",
    "En la cola: es de quien lo tome primero",
  ),
};

/** Those who have passed on it, or let it expire. */
export function triedReps(reasons: readonly RouteReason[]): Set<string | undefined> {
  return new Set(reasons.filter((reason) => isTried(reason)).map((reason) => reason.rep));
}

/** What stays true of a lead when it is routed anew. */
export function isKept(reason: RouteReason): boolean {
  return reason.rule === FORMER_OWNER || reason.rule === RELEASED || isTried(reason);
}

/** Its rep has passed on the lead, or let the offer expire. */
function isTried(reason: RouteReason): boolean {
  return reason.rule === PASSED || reason.rule === EXPIRED;
}

/** Reasons for an earlier choice of a rep, which the next choice replaces. */
export function isPassing(reason: RouteReason): boolean {
  return PASSING.has(reason.rule);
}

const PASSING = new Set([
  NOBODY,
  POOL,
  "former-owner-unavailable",
  "round-robin",
  "weighted",
  "least-loaded",
]);
