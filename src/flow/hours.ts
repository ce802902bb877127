import { LANGUAGES, type Language } from "../language.ts";
import type { Weekday, WeekHours } from "../leads/types/rep.ts";

const WEEK: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const ALWAYS: Record<Language, string> = { en: "every day", pt: "todos os dias", es: "todos los días" };

/** Opening hours as people read them, days with the same hours together: "Mon–Fri 9:00–18:00, Sat 9:00–12:00". */
export function formatHours(hours: WeekHours | null): Record<Language, string> {
  if (hours === null) return ALWAYS;
  const lines = { en: "", pt: "", es: "" };
  for (const language of LANGUAGES) {
    lines[language] = runsOf(hours)
      .map(({ from, to, spans }) => {
        const days =
          from === to ? dayName(from, language) : `${dayName(from, language)}–${dayName(to, language)}`;
        return `${days} ${spans}`;
      })
      .join(", ");
  }
  return lines;
}

function runsOf(hours: WeekHours): { from: Weekday; to: Weekday; spans: string }[] {
  const runs: { from: Weekday; to: Weekday; spans: string }[] = [];
  let open = false;
  for (const day of WEEK) {
    const spans = (hours[day] ?? []).map(([from, to]) => `${short(from)}–${short(to)}`).join(" / ");
    const last = runs.at(-1);
    if (spans === "") open = false;
    else if (open && last?.spans === spans) last.to = day;
    else {
      runs.push({ from: day, to: day, spans });
      open = true;
    }
  }
  return runs;
}

function short(time: string): string {
  return time.replace(/^0/, "");
}

/** 5 January 2026 was a Monday. */
function dayName(day: Weekday, language: Language): string {
  const date = new Date(Date.UTC(2026, 0, 5 + WEEK.indexOf(day)));
  return new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" })
    .format(date)
    .replace(/\.$/, "");
}
