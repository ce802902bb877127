import type { Learning } from "../config.ts";
import { nextDigestAt } from "../digest.ts";
import type { At } from "../types/at.ts";
import type { Timer } from "../types/timer.ts";

/** What decides when is learned, and from what. */
interface Settings {
  business: { timeZone: string };
  scoring: { learning: Learning };
}

/** At night, when nobody works. Local time of the business. */
const AT = "03:00";

/** The settings of a timer, as text: when they change, the timer is of no use any more. */
export function settingsOf({ business, scoring }: Settings): string {
  const { every, exclude } = scoring.learning;
  return JSON.stringify([every, business.timeZone, ...[...exclude].sort()]);
}

/** When is learned next: a row, whose id has its due time, so that the same moment never comes twice. */
export function learnTimer(settings: Settings, after: At): Timer {
  const { every } = settings.scoring.learning;
  const dueAt = nextDigestAt({ every, at: AT, timeZone: settings.business.timeZone }, after);
  return {
    id: `learn@${dueAt}`,
    kind: "learn",
    conversationId: null,
    leadId: null,
    payload: { settings: settingsOf(settings) },
    dueAt,
    status: "pending",
    createdAt: after,
  };
}

/** Whether two lists leave out the same. */
export function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return [...a].sort().join("\n") === [...b].sort().join("\n");
}
