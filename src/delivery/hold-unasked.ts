import type { UnaskedTerms } from "../channel/unasked.ts";
import { personBound } from "../leads/outreach.ts";
import { nextLoudTime } from "../leads/quiet-hours.ts";
import type { UnaskedStore } from "../store/port/unasked-store.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * Until when an unasked message that may be sent by its place in the queue must still wait, in ms since the epoch; null:
 * it may go now. It was judged when it was decided; what was held up since is judged again by the terms that it carries:
 * the quiet hours, and what one person gets, since several may have been held up together.
 */
export async function holdUnasked(
  store: Pick<UnaskedStore, "sentTo">,
  row: { lane: string; createdAt: string },
  terms: UnaskedTerms,
  now: number,
): Promise<number | null> {
  const at = new Date(now).toISOString();
  const isLate = now - Date.parse(row.createdAt) >= HOUR;
  const { perPerson, quiet, zones, holidays } = terms;
  let from = at;
  if (isLate && perPerson.length > 0) {
    const most = Math.max(...perPerson.map(({ days }) => days));
    const sent = await store.sentTo(row.lane, new Date(now - most * DAY).toISOString());
    const bound = personBound(sent, perPerson);
    if (bound !== null && bound > at) from = bound;
  }
  const loud = nextLoudTime(from, zones, quiet, { weekends: terms.weekends, holidays: false }, holidays);
  // There is none for years: it is looked at again, in case that the clock is wrong.
  const until = loud === null ? now + DAY : Date.parse(loud);
  return until > now ? until : null;
}
