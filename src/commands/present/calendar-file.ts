import ical, { ICalAlarmType, ICalEventTransparency } from "ical-generator";
import type { Language } from "../../language.ts";
import { seriesIdOf } from "../../leads/follow-up-times.ts";
import { leadRef } from "../../leads/ref.ts";
import type { At } from "../../leads/types/at.ts";
import type { FollowUpKind } from "../../leads/types/follow-up.ts";
import { cleanText, clip } from "../../text.ts";
import type { FollowUpRow } from "../reads.ts";
import { calendarSeries } from "./calendar-series.ts";
import { KIND_NAME, KIND_SIGN } from "./follow-ups.ts";
import { repeatsText } from "./repeats.ts";
import { zoneRules } from "./zone-rules.ts";

/** How long an entry is in the calendar, in minutes. */
const MINUTES: Record<FollowUpKind, number> = { call: 15, message: 15, meeting: 60, task: 15, support: 30 };

/**
 * Open follow-ups as an iCalendar file (RFC 5545): each at its moment in UTC, which every calendar shows in its own
 * zone, with an alarm then. Taken in again, an entry that was moved replaces the earlier one: its UID stays, its
 * SEQUENCE has risen. One that repeats is a series by the wall clock of whose it is (`zoneOf`), with one UID for all of it.
 */
export function calendarFile(
  rows: readonly FollowUpRow[],
  context: {
    name: string;
    language: Language;
    zone: string;
    at: At;
    /** The zone of a rep; default: `zone` for everybody. */
    zoneOf?: (repId: string) => string;
    /** Local dates that those which leave them out go round. Default: none. */
    holidays?: readonly string[];
  },
): string {
  const { name, language, at, holidays = [] } = context;
  const year = Number(at.slice(0, 4));
  const calendar = ical({
    name: oneLine(name, 100),
    prodId: { company: "Leadline", product: "Follow-ups", language: language.toUpperCase() },
    timezone: { name: null, generator: (zone) => zoneRules(zone, year) },
  });
  for (const row of rows) {
    const { followUp } = row;
    const zone = context.zoneOf?.(followUp.repId) ?? context.zone;
    const entry = entryOf(row, language, context.zone, at);
    const { repeats } = followUp;
    if (repeats === null) {
      calendar.createEvent({
        ...entry,
        ...timesFrom(followUp.dueAt, entry.minutes),
        sequence: followUp.moves ?? 0,
      });
      continue;
    }
    const { single, series } = calendarSeries(followUp, repeats, { zone, holidays, at });
    // What is taken in later is newer, whatever was taken back meanwhile.
    const sequence = Math.floor(Date.parse(at) / 60_000);
    single.forEach((time, i) => {
      const id = i === 0 ? entry.id : `${Date.parse(time).toString(36)}-${entry.id}`;
      calendar.createEvent({ ...entry, ...timesFrom(time, entry.minutes), id, sequence });
    });
    if (series === null) continue;
    calendar.createEvent({
      ...entry,
      id: `each-${seriesIdOf(followUp)}@leadline`,
      sequence,
      start: series.start,
      end: series.start.plus({ minutes: entry.minutes }),
      timezone: zone,
      repeating: series.rule,
    });
  }
  return `${calendar.toString().trimEnd()}\r\n`;
}

/** What is the same of all entries of a follow-up. */
function entryOf({ followUp, lead }: FollowUpRow, language: Language, zone: string, at: At) {
  const { kind, note, repeats } = followUp;
  const who = [leadRef(lead), lead.name, lead.company].filter((part) => part !== null && part !== "");
  const what = `${KIND_SIGN[kind]} ${KIND_NAME[kind][language]}`;
  const about = note === null ? "" : `: ${oneLine(note, 120)}`;
  return {
    // The same for as long as there is the follow-up, and no other's, of another installation either.
    id: `${followUp.id}-${Date.parse(followUp.createdAt).toString(36)}@leadline`,
    minutes: MINUTES[kind],
    stamp: new Date(at),
    created: new Date(followUp.createdAt),
    summary: `${what}${about} – ${oneLine(who.join(" · "), 120)}`,
    description: [
      ...(note === null ? [] : [cleanText(note)]),
      who.join(" · "),
      ...(repeats === null ? [] : [`🔁 ${repeatsText(repeats, zone)[language]}`]),
      `done ${leadRef(lead)} F-${followUp.id}`,
    ].join("\n"),
    // It takes nobody's time away.
    transparency: ICalEventTransparency.TRANSPARENT,
    alarms: [{ type: ICalAlarmType.display, trigger: 0 }],
  };
}

function timesFrom(at: At, minutes: number): { start: Date; end: Date } {
  const start = new Date(at);
  return { start, end: new Date(start.getTime() + minutes * 60_000) };
}

function oneLine(text: string, most: number): string {
  return clip(cleanText(text).replace(/\s+/g, " ").trim(), most);
}
