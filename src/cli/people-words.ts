import { z } from "zod";
import { readHours } from "../commands/when/index.ts";
import { fold, LANGUAGES, type Language } from "../language.ts";
import { canBeColleague, whatsappIds } from "../leads/colleague.ts";
import type { WeekHours } from "../leads/types/rep.ts";
import { nearest } from "../nearest.ts";
import { cleanText } from "../text.ts";
import { ROLES } from "./people-schema.ts";

/** What people type about colleagues, read or refused with what to type instead. */
export type Read<T> = { value: T } | { fault: string };

/** The longest name of a colleague or team. */
const LONGEST_NAME = 60;

export function readName(text: string): Read<string> {
  const name = cleanText(text).replace(/\s+/g, " ").replace(/^ ?@/, "").trim();
  if (!/[\p{L}\p{N}]/u.test(name)) return { fault: `“${text}” is no name.` };
  if (name.length > LONGEST_NAME) return { fault: `A name has at most ${LONGEST_NAME} characters.` };
  return { value: name };
}

export function readRole(text: string): Read<(typeof ROLES)[number]> {
  return readWord("role", text, ROLES);
}

export function readLanguage(text: string): Read<Language> {
  const language = LANGUAGES.find((each) => fold(text).split(/[-_]/)[0] === each);
  return language === undefined ? readWord("language", text, LANGUAGES) : { value: language };
}

export function readOnOff(text: string): Read<boolean> {
  const read = readWord("value", text, ["on", "off"] as const);
  return "fault" in read ? read : { value: read.value === "on" };
}

/** How many open leads at once; `none` for no limit. */
export function readCapacity(text: string): Read<number | null> {
  if (text === "none") return { value: null };
  const number = /^\d{1,5}$/.test(text) ? Number(text) : null;
  if (number === null) return { fault: `“${text}” is no number of leads. For instance: 20, or none.` };
  return { value: number };
}

/** Teams, separated by commas, each with its weight behind a colon if it has one: `Sales:2,Projects`; `none` for none. */
export function readTeams(text: string): Read<{ name: string; weight: number | null }[]> {
  if (text === "none") return { value: [] };
  const teams: { name: string; weight: number | null }[] = [];
  for (const part of text.split(",")) {
    const [, typed = part, weight] = /^(.*?)(?::\s*([^:]*))?$/.exec(part.trim()) ?? [];
    const name = readName(typed);
    if ("fault" in name) return name;
    if (weight !== undefined && !/^[1-9]\d?$|^100$/.test(weight)) {
      return { fault: `“${weight}” is no weight in a team. It is a number from 1 to 100, as Sales:2.` };
    }
    teams.push({ name: name.value, weight: weight === undefined ? null : Number(weight) });
  }
  return { value: teams };
}

/** Working hours, as `mon-fri 09:00-18:00, sat 09:00-13:00`; `business`: the business's; `always`. */
export function readWorkingHours(text: string): Read<WeekHours | null> {
  if (fold(text) === "business") return { value: null };
  const reading = readHours(text);
  if (reading?.kind === "hours") return { value: reading.hours ?? ALWAYS };
  const why = reading?.text.en ?? `“${text}” are no working hours.`;
  return { fault: `${why} For instance: mon-fri 09:00-18:00, or business, or always.` };
}

/** Days off, as `2026-12-24,2026-12-31`; `none`. */
export function readHolidays(text: string): Read<string[] | null> {
  if (fold(text) === "none") return { value: null };
  const dates = text.split(",").map((date) => date.trim());
  const wrong = dates.find((date) => !z.iso.date().safeParse(date).success);
  return wrong === undefined
    ? { value: [...new Set(dates)].sort() }
    : { fault: `“${wrong}” is no date. Days off are written as 2026-12-24,2026-12-31, or none.` };
}

const ALWAYS: WeekHours = Object.fromEntries(
  ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((day) => [day, [["00:00", "24:00"]]]),
);

/** What somebody takes, separated by commas; `any` for anything. */
export function readList(text: string): Read<string[] | null> {
  if (fold(text) === "any") return { value: null };
  const parts = text.split(",").map((part) => cleanText(part).replace(/\s+/g, " ").trim());
  const isGood = parts.every((part) => part !== "" && part.length <= LONGEST_NAME);
  return isGood ? { value: parts } : { fault: `“${text}” is no list. For instance: solar,battery, or any.` };
}

export function readLanguages(text: string): Read<Language[] | null> {
  if (fold(text) === "any") return { value: null };
  const languages: Language[] = [];
  for (const part of text.split(",")) {
    const read = readLanguage(part.trim());
    if ("fault" in read) return read;
    languages.push(read.value);
  }
  return { value: languages };
}

/** A time zone as Area/City, in its right spelling; a city alone is understood to suggest the zone. */
export function readZone(text: string): Read<string> {
  const zones = Intl.supportedValuesOf("timeZone");
  const wanted = fold(text).replace(/ /g, "_");
  const exact = ["UTC", ...zones].find((zone) => zone.toLowerCase() === wanted);
  if (exact !== undefined) return { value: exact };
  // Names of old that still stand for a zone, such as America/Buenos_Aires.
  if (wanted.includes("/") && isZone(text)) return { value: text };
  const near = zones.find((zone) => zone.toLowerCase().endsWith(`/${wanted}`)) ?? nearest(wanted, zones);
  return {
    fault: `“${text}” is no time zone. ${near === null ? "For instance: America/Sao_Paulo." : `Did you mean ${near}?`}`,
  };
}

export const PLATFORMS = ["slack", "telegram", "whatsapp"] as const;
export type Platform = (typeof PLATFORMS)[number];

export function readPlatform(text: string): Read<Platform> {
  return readWord("platform", text, PLATFORMS);
}

/** What kinds of ids a platform has: WhatsApp may hide a phone behind an id of its own. */
export const KINDS: Record<Platform, string[]> = {
  slack: ["slack"],
  telegram: ["telegram"],
  whatsapp: ["whatsapp", "lid", "whatsapp-user"],
};

/** A person's id on a platform, in every form in which the platform may tell it. */
export function readPlatformId(platform: Platform, text: string): Read<string[]> {
  const typed = text.trim();
  if (platform === "whatsapp") {
    const ids = whatsappIds(typed);
    if (ids.length > 0) return { value: ids };
    return { fault: `“${text}” is no phone number with its country code. For instance: +55 11 91234-5678.` };
  }
  const value = platform === "slack" ? typed.toUpperCase() : typed;
  return canBeColleague({ kind: platform, value }) ? { value: [value] } : { fault: FAULTS[platform](text) };
}

const FAULTS: Record<"slack" | "telegram", (text: string) => string> = {
  slack: (text) =>
    /^[UW][A-Z0-9]+$/i.test(text)
      ? `“${text}” is the member only: the workspace belongs to it, as T0123ABCD:${text.toUpperCase()}. Or use a code: leadline reps code …`
      : `“${text}” is no Slack id. It is workspace and member, as T0123ABCD:U0456EFGH; names may change hands. Or use a code: leadline reps code …`,
  telegram: (text) =>
    /^-\d+$/.test(text)
      ? `${text} is a group's id. A person's has no minus.`
      : `“${text}” is no Telegram id: that is a number, as 123456789; names may change hands. Or use a code: leadline reps code …`,
};

function readWord<T extends string>(what: string, text: string, words: readonly T[]): Read<T> {
  const word = words.find((each) => each === text.toLowerCase());
  if (word !== undefined) return { value: word };
  const near = nearest(text, words);
  const hint = near === null ? `It is ${words.join(", ")}.` : `Did you mean ${near}?`;
  return { fault: `“${text}” is no ${what}. ${hint}` };
}

function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/** A manager who manages nothing sees little. */
export function noTeamOf({ id, name }: { id: string; name: string }): { detail: string; fix: string } {
  return {
    detail: `${name} manages no team, and so sees only leads of no team and own ones`,
    fix: `leadline teams set <team> --manager ${id}`,
  };
}

/** A team of which nobody but admins is told. */
export function noManagerOf({ id, name }: { id: string; name: string }): { detail: string; fix: string } {
  return {
    detail: `The team ${name} has no manager, so only admins look after it`,
    fix: `leadline teams set ${id} --manager <rep>`,
  };
}
