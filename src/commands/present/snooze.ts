import type { DateTime } from "luxon";
import type { CardButton } from "../../channel/outbound.ts";
import type { Language } from "../../language.ts";
import type { BusinessCalendar } from "../../leads/config.ts";
import { isWorkingTime } from "../../leads/index.ts";
import { morningFrom, ownCalendar, toAt } from "../../leads/own-calendar.ts";
import type { At } from "../../leads/types/at.ts";
import type { Rep } from "../../leads/types/rep.ts";
import { localTime } from "../when/zone.ts";
import { phrase, type Texts } from "./phrase.ts";

/** A time to which something may be put off: how it is called, and how it is said in a command. */
export interface SnoozeTime {
  label: Texts;
  says: string;
}

/**
 * To when something is sensibly put off, as it stands at `at` for this rep: an hour, this afternoon while it is
 * morning, the next working morning and the first one of next week, each in the rep's zone and hours, holidays left
 * out. The reply to the command tells the time that it became.
 */
export function snoozeTimes(rep: Rep, at: At, business: BusinessCalendar): SnoozeTime[] {
  const calendar = ownCalendar(rep, business);
  const now = localTime(at, rep.timeZone);
  const times: SnoozeTime[] = [{ label: IN_AN_HOUR, says: "1h" }];
  const afternoon = now.set({ hour: AFTERNOON, minute: 0, second: 0, millisecond: 0 });
  if (now.hour < AFTERNOON - 1 && isWorkingTime(toAt(afternoon), calendar))
    times.push({ label: thisAfternoon({ time: afternoon.toFormat("HH:mm") }), says: said(afternoon) });
  const next = morningFrom(now.plus({ days: 1 }), calendar);
  const isTomorrow = next.hasSame(now.plus({ days: 1 }), "day");
  times.push({
    label: isTomorrow
      ? tomorrow({ time: next.toFormat("HH:mm") })
      : onDay(next, DAYS, (day) => nextDay({ day, time: next.toFormat("HH:mm") })),
    says: said(next),
  });
  const week = morningFrom(now.startOf("week").plus({ weeks: 1 }), calendar);
  if (!week.hasSame(next, "day"))
    times.push({
      label: onDay(week, DAYS, (day) => nextWeek({ day, time: week.toFormat("HH:mm") })),
      says: said(week),
    });
  return times;
}

/** The same as options of a menu; `ref` names the lead and the follow-up. */
export function snoozeOptions(ref: string, times: readonly SnoozeTime[], language: Language): CardButton[] {
  return times.map(({ label, says }) => ({ label: label[language], command: `snooze ${ref} ${says}` }));
}

const AFTERNOON = 14;

function said(time: DateTime): string {
  return time.toFormat("yyyy-MM-dd HH:mm");
}

function onDay(
  time: DateTime,
  names: Record<Language, readonly string[]>,
  text: (day: string) => Texts,
): Texts {
  const day = (language: Language) => names[language][time.weekday - 1] ?? "";
  return { en: text(day("en")).en, pt: text(day("pt")).pt, es: text(day("es")).es };
}

const DAYS: Record<Language, readonly string[]> = {
  en: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
  pt: ["Segunda", "Terça", "Quarta", "Quinta", "Sexta", "Sábado", "Domingo"],
  es: ["El lunes", "El martes", "El miércoles", "El jueves", "El viernes", "El sábado", "El domingo"],
};

const IN_AN_HOUR: Texts = { en: "In 1 hour", pt: "Em 1 hora", es: "En 1 hora" };

const thisAfternoon = phrase<{ time: string }>({
  en: "This afternoon, {time}",
  pt: "Hoje à tarde, {time}",
  es: "Esta tarde, {time}",
});

const tomorrow = phrase<{ time: string }>({
  en: "Tomorrow morning, {time}",
  pt: "Amanhã de manhã, {time}",
  es: "Mañana por la mañana, {time}",
});

const nextDay = phrase<{ day: string; time: string }>({
  en: "{day} morning, {time}",
  pt: "{day} de manhã, {time}",
  es: "{day} por la mañana, {time}",
});

const nextWeek = phrase<{ day: string; time: string }>({
  en: "Next week, {day} {time}",
  pt: "Semana que vem, {day} {time}",
  es: "La semana que viene, {day} {time}",
});
