import type { Language } from "../../language.ts";
import { localDate } from "../../leads/calendar.ts";
import type { At } from "../../leads/types/at.ts";
import type { Rep } from "../../leads/types/rep.ts";
import { optionalRepArg } from "../args/rep.ts";
import { optionalTextArg } from "../args/simple.ts";
import { type CommandResult, defineCommand, type RunContext } from "../define.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import { formatDays, formatHours, readDays, readHours, zonePhrase } from "../when/index.ts";
import { whose } from "./away.ts";
import { done } from "./shared.ts";

const hoursArgs = {
  rep: optionalRepArg(),
  spec: optionalTextArg({ en: "days and hours", pt: "dias e horas", es: "días y horas" }),
};

export const hoursCommand = defineCommand({
  name: "hours",
  words: {
    en: ["hours", "working hours"],
    pt: ["horário", "expediente"],
    es: ["horario", "jornada"],
  },
  help: {
    en: "Show or set your working hours and days off: leads are offered to you at work; managers also for a @colleague",
    pt: "Ver ou definir seu horário de trabalho e suas folgas: você recebe leads quando trabalha; gerentes também para um @colega",
    es: "Ver o fijar tu horario de trabajo y tus días libres: recibes leads cuando trabajas; gerentes también para un @colega",
  },
  examples: {
    en: [
      "hours",
      "hours mon-fri 9:00-18:00",
      "hours business",
      "hours off 24 Dec, 31 Dec to 2 Jan",
      "hours on 31 Dec",
    ],
    pt: [
      "horário",
      "horário seg a sex 9h às 18h",
      "horário empresa",
      "horário folga 24/12, 31/12 a 2/1",
      "horário trabalho 31/12",
    ],
    es: [
      "horario",
      "horario lunes a viernes de 9 a 18",
      "horario empresa",
      "horario libre 24/12, 31/12 a 2/1",
      "horario trabajo 31/12",
    ],
  },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args: hoursArgs,
  run: (input) => {
    const { args, turn, language, at, bundle } = input;
    const rep = whose(input, args.rep);
    if ("reply" in rep) return rep;
    const shown = (hours: Rep["hours"]) => (l: typeof language) =>
      hours === null
        ? ofBusiness({ hours: formatHours(bundle.business.hours ?? null, l) })[l]
        : `${formatHours(hours, l)} (${zonePhrase(rep.timeZone, l)})`;
    const name = safeName(rep.name);
    const { spec } = args;
    if (spec === undefined)
      return done(
        hoursOf((l) => ({
          name,
          hours: shown(rep.hours)(l),
          off: daysOffSentence(comingDaysOff(rep, at, l), l),
        })),
        language,
      );
    const days = DAYS.exec(spec.trim())?.groups;
    if (days !== undefined) return changeDaysOff(input, rep, days.off !== undefined, days.days ?? "");
    const hours = readSpec(spec);
    if (hours !== null && "refused" in hours) {
      const choices = hours.instead.map((each) => ({ value: `hours @${rep.id} ${each}`, label: each }));
      return {
        reply: { text: hours.text[language], ...(choices.length === 0 ? {} : { choices }) },
        refused: true,
      };
    }
    turn.save("reps", { ...rep, hours, updatedAt: at });
    const before = rep.hours === null ? "business" : formatHours(rep.hours, "en");
    return done(
      hoursSet((l) => ({ name, hours: shown(hours)(l), before: `hours @${rep.id} ${before}` })),
      language,
    );
  },
});

/** "Off 24 Dec, 31 Dec to 2 Jan", and the other way round. */
const DAYS =
  /^(?:(?<off>(?:days? )?off|holidays?|folgas?|feriados?|f[eé]rias|(?:d[ií]as? )?libres?|vacaciones)|(?:on|work(?:ing)?|trabalh(?:o|ando)|trabaj(?:o|ando)))(?: (?<days>.+))?$/i;

/** A year of them, and more than anybody has. */
const MOST_DAYS_OFF = 366;

function changeDaysOff(input: RunContext, rep: Rep, isOff: boolean, said: string): CommandResult {
  const { turn, language, at } = input;
  const no = (text: Texts) => ({ reply: { text: text[language] }, refused: true as const });
  const read = readDays(said, { at, zone: rep.timeZone, language, hours: rep.hours });
  if (read === null) return no(notDays({}));
  if ("kind" in read) return no(read.text);
  const known = comingDates(rep, at);
  const changed = read.dates.filter((date) => known.includes(date) !== isOff);
  const name = safeName(rep.name);
  if (changed.length === 0) {
    const days = (l: Language) => formatDays(read.dates, l, at, rep.timeZone);
    return no((isOff ? alreadyOff : notOff)((l) => ({ name, days: days(l) })));
  }
  const coming = isOff ? [...known, ...changed] : known.filter((date) => !changed.includes(date));
  if (coming.length > MOST_DAYS_OFF) return no(tooManyDays({ most: MOST_DAYS_OFF }));
  const holidays = [...lateDates(rep, at), ...coming].sort();
  const after = { ...rep, holidays: holidays.length === 0 ? null : holidays, updatedAt: at };
  turn.save("reps", after);
  const back = `hours @${rep.id} ${isOff ? "on" : "off"} ${changed.join(", ")}`;
  return done(
    daysSet((l) => ({ name, off: comingDaysOff(after, at, l) || NONE[l], back })),
    language,
  );
}

/** Those of the last year: an offer's clock that runs now may have stood still on them. */
function lateDates({ holidays, timeZone }: Rep, at: At): string[] {
  const today = localDate(at, timeZone);
  const since = `${Number(today.slice(0, 4)) - 1}${today.slice(4)}`;
  return (holidays ?? []).filter((date) => date < today && date >= since);
}

function comingDates({ holidays, timeZone }: Rep, at: At): string[] {
  const today = localDate(at, timeZone);
  return (holidays ?? []).filter((date) => date >= today);
}

/** Days off that are still to come, in words; empty when there are none. */
function comingDaysOff(rep: Rep, at: At, language: Language): string {
  const dates = comingDates(rep, at);
  return dates.length === 0 ? "" : formatDays(dates, language, at, rep.timeZone);
}

const daysOffSentence = (days: string, language: Language) =>
  days === "" ? "" : ` ${DAYS_OFF[language]}: ${days}.`;

const DAYS_OFF: Texts = { en: "Days off", pt: "Folgas", es: "Días libres" };
const NONE: Texts = { en: "none", pt: "nenhum", es: "ninguno" };

/** The hours that are meant; null: those of the business. */
function readSpec(spec: string): Rep["hours"] | { refused: true; text: Texts; instead: string[] } {
  if (/^(?:business|default|empresa|neg[óo]cio|padr[ãa]o)$/i.test(spec.trim())) return null;
  const read = readHours(spec);
  if (read === null) return { refused: true, text: notHours({}), instead: [] };
  if (read.kind === "refused") return { refused: true, text: read.text, instead: read.instead };
  // A rep without hours of their own has those of the business: "always" is said in full.
  return read.hours ?? Object.fromEntries(WEEK.map((day) => [day, [["00:00", "24:00"]]]));
}

const WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const ofBusiness = phrase<{ hours: string }>({
  en: "those of the business ({hours})",
  pt: "o da empresa ({hours})",
  es: "el de la empresa ({hours})",
});

const hoursOf = phrase<{ name: string; hours: string; off: string }>({
  en: "Working hours of {name}: {hours}.{off} To change them: hours mon-fri 9:00-18:00, or hours off 24 Dec",
  pt: "Horário de {name}: {hours}.{off} Para mudar: horário seg a sex 9h às 18h, ou horário folga 24/12",
  es: "Horario de {name}: {hours}.{off} Para cambiarlo: horario lunes a viernes de 9 a 18, u horario libre 24/12",
});

const hoursSet = phrase<{ name: string; hours: string; before: string }>({
  en: "Working hours of {name}: {hours}. To have them as before: {before}",
  pt: "Horário de {name}: {hours}. Para voltar ao de antes: {before}",
  es: "Horario de {name}: {hours}. Para volver al de antes: {before}",
});

const notHours = phrase({
  en: "I did not understand these hours. Write, for instance, “mon-fri 9:00-18:00, sat 9:00-13:00”.",
  pt: "Não entendi esse horário. Escreva, por exemplo, “seg a sex 9h às 18h, sáb 9h às 13h”.",
  es: "No entendí ese horario. Escribe, por ejemplo, “lunes a viernes de 9 a 18, sábado 9-13”.",
});

const daysSet = phrase<{ name: string; off: string; back: string }>({
  en: "Days off of {name}: {off}. No lead is offered then, and the clock of an offer stands still. To have them as before: {back}",
  pt: "Folgas de {name}: {off}. Nesses dias nenhum lead é oferecido e o prazo de uma oferta não corre. Para voltar ao de antes: {back}",
  es: "Días libres de {name}: {off}. Esos días no se ofrece ningún lead y el plazo de una oferta no corre. Para volver a lo de antes: {back}",
});

const alreadyOff = phrase<{ name: string; days: string }>({
  en: "{name} is off then already: {days}.",
  pt: "{name} já tem folga: {days}.",
  es: "{name} ya tiene libre: {days}.",
});

const notOff = phrase<{ name: string; days: string }>({
  en: "{name} is not off then: {days}.",
  pt: "{name} não tem folga: {days}.",
  es: "{name} no tiene libre: {days}.",
});

const tooManyDays = phrase<{ most: number }>({
  en: "More than {most} days off cannot be kept. Leave some out.",
  pt: "Não dá para guardar mais de {most} folgas. Tire algumas.",
  es: "No se pueden guardar más de {most} días libres. Quita algunos.",
});

const notDays = phrase({
  en: "I did not understand these days. Write, for instance, “hours off 24 Dec, 31 Dec to 2 Jan” or “hours off next Friday”.",
  pt: "Não entendi esses dias. Escreva, por exemplo, “horário folga 24/12, 31/12 a 2/1” ou “horário folga sexta que vem”.",
  es: "No entendí esos días. Escribe, por ejemplo, “horario libre 24/12, 31/12 a 2/1” u “horario libre el viernes”.",
});
