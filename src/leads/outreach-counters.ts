/** The switches and counts of unasked messages are counters: rows that a decision loads only when it needs them. */

/** 1 while all unasked messages are switched off. */
export const OFF_ALL = "outreach-off";

/** The same of one channel. */
export function offCounter(channel: string): string {
  return `${OFF_ALL}:${channel}`;
}

/** How the counters of what was sent begin. */
export const SENT = "outreach-sent";

/** How many unasked messages a channel has sent on a day (`yyyy-mm-dd`) of the business. */
export function sentCounter(channel: string, day: string): string {
  return `${SENT}:${day}:${channel}`;
}

/**
 * How many went out, or may have, on a channel on a day of the business. More than were decided that day, where some had been held up:
 * what is about to be sent is judged by it.
 */
export function wentCounter(channel: string, day: string): string {
  return `${WENT}:${day}:${channel}`;
}

/** How the counters of what went out begin. */
export const WENT = "outreach-went";

export function isSwitchedOff(counter: (name: string) => number, channel: string): boolean {
  return counter(OFF_ALL) !== 0 || counter(offCounter(channel)) !== 0;
}

/** 1 while a campaign is paused, 2 once it is cancelled. */
export function campaignCounter(id: string): string {
  return `campaign:${id}`;
}
