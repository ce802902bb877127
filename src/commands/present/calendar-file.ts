import ical, { ICalAlarmType, ICalEventTransparency } from "ical-generator";
import type { Language } from "../../language.ts";
import { leadRef } from "../../leads/ref.ts";
import type { At, FollowUp, FollowUpKind } from "../../leads/types.ts";
import { cleanText, clip } from "../../text.ts";
import type { FollowUpRow } from "../reads.ts";
import { KIND_NAME, KIND_SIGN } from "./follow-ups.ts";
import { repeatsText } from "./repeats.ts";

/** How long an entry is in the calendar, in minutes. */
const MINUTES: Record<FollowUpKind, number> = { call: 15, message: 15, meeting: 60, task: 15, support: 30 };

/**
 * Open follow-ups as an iCalendar file (RFC 5545): each at its moment in UTC, which every calendar shows in its own
 * zone, with an alarm then. Taken in again, an entry that was moved replaces the earlier one: its UID stays, its
 * SEQUENCE has risen. One that repeats is there with its next time.
 */
export function calendarFile(
  rows: readonly FollowUpRow[],
  { name, language, zone, at }: { name: string; language: Language; zone: string; at: At },
): string {
  const calendar = ical({
    name: oneLine(name, 100),
    prodId: { company: "Leadline", product: "Follow-ups", language: language.toUpperCase() },
  });
  for (const { followUp, lead } of rows) {
    const { kind, note, repeats } = followUp;
    const who = [leadRef(lead), lead.name, lead.company].filter((part) => part !== null && part !== "");
    const what = `${KIND_SIGN[kind]} ${KIND_NAME[kind][language]}`;
    const about = note === null ? "" : `: ${oneLine(note, 120)}`;
    const start = new Date(followUp.dueAt);
    calendar.createEvent({
      id: uidOf(followUp),
      sequence: followUp.moves ?? 0,
      stamp: new Date(at),
      created: new Date(followUp.createdAt),
      start,
      end: new Date(start.getTime() + MINUTES[kind] * 60_000),
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
    });
  }
  return `${calendar.toString().trimEnd()}\r\n`;
}

/** The same for as long as there is the follow-up, and no other's, of another installation either. */
function uidOf({ id, createdAt }: FollowUp): string {
  return `${id}-${Date.parse(createdAt).toString(36)}@leadline`;
}

function oneLine(text: string, most: number): string {
  return clip(cleanText(text).replace(/\s+/g, " ").trim(), most);
}
