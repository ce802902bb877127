/**
 * The timer that tells of an unasked message which was taken back when it was about to be sent; its id is
 * `taken-back:<why>:<outbox id>`, its payload says which message of what it was.
 */
export const TAKEN_BACK = "taken-back";

/** Why it was; null when the timer is none of these. */
export function whyTakenBack(timerId: string): string | null {
  return /^taken-back:([a-z-]+):.+$/.exec(timerId)?.[1] ?? null;
}
