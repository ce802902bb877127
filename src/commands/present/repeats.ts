import type { Repeats } from "../../leads/types/follow-up.ts";
import { formatMoment } from "../when/echo.ts";
import { inAll, phrase, type Texts } from "./phrase.ts";

/** `every week`, `every 2 days until Tue 30 Jun 2026, not on holidays`. Days in `zone`. */
export function repeatsText(repeats: Repeats, zone: string): Texts {
  const { every, count, until, left, skipHolidays } = repeats;
  return inAll((language) => {
    const day = until === undefined ? "" : formatMoment(until, zone, language).replace(/, \d\d:\d\d.*$/, "");
    const often = REPEATS[every]({ count })[language];
    return [
      until === undefined ? often : `${often} ${untilDay({ day })[language]}`,
      ...(left === undefined ? [] : [timesLeft({ left })[language]]),
      ...(skipHolidays === true ? [NOT_ON_HOLIDAYS[language]] : []),
    ].join(", ");
  });
}

const REPEATS = {
  day: phrase<{ count: number }>({
    en: "{count, plural, one {every day} other {every # days}}",
    pt: "{count, plural, one {todo dia} other {a cada # dias}}",
    es: "{count, plural, one {cada día} other {cada # días}}",
  }),
  weekday: phrase<{ count: number }>({
    en: "Monday to Friday",
    pt: "de segunda a sexta",
    es: "de lunes a viernes",
  }),
  week: phrase<{ count: number }>({
    en: "{count, plural, one {every week} other {every # weeks}}",
    pt: "{count, plural, one {toda semana} other {a cada # semanas}}",
    es: "{count, plural, one {cada semana} other {cada # semanas}}",
  }),
  month: phrase<{ count: number }>({
    en: "{count, plural, one {every month} other {every # months}}",
    pt: "{count, plural, one {todo mês} other {a cada # meses}}",
    es: "{count, plural, one {cada mes} other {cada # meses}}",
  }),
};

const untilDay = phrase<{ day: string }>({ en: "until {day}", pt: "até {day}", es: "hasta el {day}" });

const timesLeft = phrase<{ left: number }>({
  en: "{left, plural, one {the last time} other {# times}}",
  pt: "{left, plural, one {pela última vez} other {# vezes}}",
  es: "{left, plural, one {por última vez} other {# veces}}",
});

const NOT_ON_HOLIDAYS: Texts = {
  en: "not on holidays",
  pt: "exceto feriados",
  es: "menos los feriados",
};
