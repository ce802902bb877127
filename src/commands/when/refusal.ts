import type { DateTime } from "luxon";
import type { Language } from "../../language.ts";
import type { At } from "../../leads/types/at.ts";
import { inAll, LOCALES, phrase, type Texts } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import { momentTexts } from "./echo.ts";
import type { Asked, Said } from "./pattern.ts";
import type { MomentFault, MomentRefused } from "./types.ts";
import { instantsOf, localTime, offsetName, zonePhrase } from "./zone.ts";

interface Wall {
  day: DateTime;
  minute: number;
}

/** Why a time is not taken: with what was understood, and how to say it or what to choose from. */
export const refuse = {
  halfUnderstood: (said: string, end: number) =>
    refused(
      "time-half-understood",
      said === "" ? unsure({}) : half({ said: safeName(said.trim(), 60) }),
      end,
    ),
  noSuchDate: (said: string, end: number) =>
    refused("no-such-date", said === "" ? noDay({}) : noDate({ said: safeName(said.trim(), 60) }), end),
  otherZone: ({ zone }: Asked, end: number) =>
    refused(
      "time-other-zone",
      otherZone((language) => ({ zone: zonePhrase(zone, language) })),
      end,
    ),
  vague: (end: number) => refused("time-vague", vague({}), end),
  recurring: (end: number) => refused("time-recurring", recurring({}), end),
  gone: (end: number) => refused("time-past", gone({}), end),
  contradicts: (day: DateTime, end: number) =>
    refused(
      "time-contradicts",
      contradicts((language) => ({ day: dayText(day, language), weekday: weekdayText(day, language) })),
      end,
    ),
  contradictsPart: (end: number) => refused("time-contradicts", contradictsPart({}), end),
  tooFar: (at: At, asked: Asked, end: number) =>
    refused(
      "time-too-far",
      tooFar((language) => ({ time: echo(at, asked)[language] })),
      end,
    ),
  pastAt: (at: At, asked: Asked) =>
    refused(
      "time-past",
      past((language) => ({ time: echo(at, asked)[language] })),
      0,
    ),

  /** Offers the same hour tomorrow where only an hour was said, or the same in the afternoon. */
  past: ({ day, minute }: Wall, said: Said, asked: Asked) => {
    const now = localTime(asked.at, asked.zone);
    const time = instantsOf(day, minute, asked.zone)[0] ?? now;
    const later = said.clock?.bare && minute < 720 ? instantsOf(day, minute + 720, asked.zone) : [];
    const next = said.days === undefined ? instantsOf(day.plus({ days: 1 }), minute, asked.zone) : [];
    const ahead = [...later, ...next].filter((each) => each > now);
    const text = past((language) => ({ time: echo(toAt(time), asked)[language] }));
    return refused("time-past", text, 0, ahead, asked);
  },
  /** `or` is one more time that may be meant. */
  ambiguous: (walls: Wall[], asked: Asked, or?: DateTime) => {
    const times = walls.flatMap(({ day, minute }) => instantsOf(day, minute, asked.zone));
    return refused("time-ambiguous", ambiguous({}), 0, or === undefined ? times : [or, ...times], asked);
  },
  eitherOf: (times: DateTime[], asked: Asked) => refused("time-ambiguous", ambiguous({}), 0, times, asked),
  /** Midnight on a day may begin or end it. */
  midnight: (day: DateTime, said: Said, asked: Asked) => {
    const days =
      said.part === "evening" || day.equals(asked.today)
        ? [day.plus({ days: 1 })]
        : [day, day.plus({ days: 1 })];
    const times = days.flatMap((each) => instantsOf(each, 0, asked.zone));
    return refused("time-ambiguous", ambiguous({}), 0, times, asked);
  },
  notOnTheClock: (day: DateTime, minute: number, asked: Asked) => {
    const times = [minute - 60, minute + 60].flatMap((each) =>
      each < 0 || each > 1_439 ? [] : instantsOf(day, each, asked.zone),
    );
    const text = notOnTheClock((language) => ({
      time: `${dayText(day, language)}, ${clockText(minute)}`,
      zone: zonePhrase(asked.zone, language),
    }));
    return refused("time-not-on-the-clock", text, 0, times, asked);
  },
  twice: (times: DateTime[], asked: Asked) =>
    refused(
      "time-twice-on-the-clock",
      twice((language) => ({
        zone: zonePhrase(asked.zone, language),
        offsets: times.map((time) => offsetName(time.offset)).join(", "),
      })),
      0,
      times,
      asked,
    ),
};

function refused(
  code: MomentFault,
  text: Texts,
  end: number,
  times: readonly DateTime[] = [],
  asked: Asked | null = null,
): MomentRefused {
  const now = asked === null ? null : localTime(asked.at, asked.zone);
  const ahead = times.filter((time) => now !== null && time > now && time <= now.plus({ years: 2 }));
  const instead =
    asked === null
      ? []
      : ahead.slice(0, 4).map((time) => ({ text: toAt(time), label: echo(toAt(time), asked) }));
  return { kind: "refused", code, text: instead.length > 0 ? text : withExamples(text), instead, end };
}

function withExamples(text: Texts): Texts {
  return inAll((language) => `${text[language]} ${EXAMPLES[language]}`);
}

function echo(at: At, { zone, at: now }: Asked): Texts {
  return momentTexts(at, zone, now);
}

function dayText(day: DateTime, language: Language): string {
  return day.setLocale(LOCALES[language]).toLocaleString({ day: "numeric", month: "long", year: "numeric" });
}

function weekdayText(day: DateTime, language: Language): string {
  return day.setLocale(LOCALES[language]).toLocaleString({ weekday: "long" });
}

function clockText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

function toAt(time: DateTime): At {
  return new Date(time.toMillis()).toISOString();
}

const EXAMPLES: Texts = {
  en: "Write, for instance, “tomorrow at 10:00”, “Friday 15:30” or “5 December 9am”.",
  pt: "Escreva, por exemplo, “amanhã às 10h”, “sexta às 15h30” ou “5 de dezembro às 9h”.",
  es: "Escribe, por ejemplo, “mañana a las 10:00”, “viernes 15:30” o “5 de diciembre a las 9:00”.",
};

const half = phrase<{ said: string }>({
  en: "I understood “{said}”, but not what stands around it, so I set no time.",
  pt: "Entendi “{said}”, mas não o que está em volta, então não marquei horário.",
  es: "Entendí “{said}”, pero no lo que lo rodea, así que no fijé hora.",
});
const unsure = phrase({
  en: "I am not sure which time that is, so I set none.",
  pt: "Não tenho certeza de que horário é esse, então não marquei nenhum.",
  es: "No estoy seguro de qué hora es, así que no fijé ninguna.",
});
const noDate = phrase<{ said: string }>({
  en: "I find no such day in the calendar: “{said}”.",
  pt: "Não encontro esse dia no calendário: “{said}”.",
  es: "No encuentro ese día en el calendario: “{said}”.",
});
const noDay = phrase({
  en: "That day is not ahead any more.",
  pt: "Esse dia já não está pela frente.",
  es: "Ese día ya no está por delante.",
});
const otherZone = phrase<{ zone: string }>({
  en: "I read times in your own zone ({zone}) only.",
  pt: "Só leio horários no seu fuso ({zone}).",
  es: "Solo leo horas en tu zona ({zone}).",
});
const vague = phrase({
  en: "I need a definite day or hour.",
  pt: "Preciso de um dia ou horário definido.",
  es: "Necesito un día u hora concretos.",
});
const recurring = phrase({
  en: "I can plan one time, not a repeated one.",
  pt: "Consigo marcar um horário, mas não um que se repete.",
  es: "Puedo fijar una vez, pero no algo que se repite.",
});
const gone = phrase({
  en: "That is in the past.",
  pt: "Isso já passou.",
  es: "Eso ya pasó.",
});
const past = phrase<{ time: string }>({
  en: "{time} has passed already.",
  pt: "{time} já passou.",
  es: "{time} ya pasó.",
});
const ambiguous = phrase({
  en: "That may mean different times. Which one?",
  pt: "Isso pode ser mais de um horário. Qual deles?",
  es: "Eso puede ser más de una hora. ¿Cuál?",
});
const contradicts = phrase<{ day: string; weekday: string }>({
  en: "{day} is a {weekday}: which day do you mean?",
  pt: "{day} cai em {weekday}: de que dia você fala?",
  es: "{day} cae en {weekday}: ¿qué día quieres decir?",
});
const contradictsPart = phrase({
  en: "That hour and that part of the day do not go together.",
  pt: "Essa hora e essa parte do dia não combinam.",
  es: "Esa hora y esa parte del día no van juntas.",
});
const tooFar = phrase<{ time: string }>({
  en: "{time} is more than two years ahead: too far to plan.",
  pt: "{time} é daqui a mais de dois anos: longe demais para marcar.",
  es: "{time} es en más de dos años: demasiado lejos para fijarlo.",
});
const notOnTheClock = phrase<{ time: string; zone: string }>({
  en: "The clock skips {time} ({zone}): it is put forward then.",
  pt: "O relógio pula {time} ({zone}): é quando ele é adiantado.",
  es: "El reloj se salta {time} ({zone}): es cuando se adelanta.",
});
const twice = phrase<{ zone: string; offsets: string }>({
  en: "The clock shows that time twice ({zone}; {offsets}), because it is put back then. Which one?",
  pt: "O relógio mostra esse horário duas vezes ({zone}; {offsets}), porque é atrasado. Qual deles?",
  es: "El reloj muestra esa hora dos veces ({zone}; {offsets}), porque se atrasa. ¿Cuál?",
});
