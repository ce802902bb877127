import { phrase } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import type { Token } from "../tokens.ts";
import { type MomentReading, readMoment } from "../when/index.ts";
import { LINKING } from "./dimension-filter.ts";
import type { LeadWishes } from "./filters.ts";
import { leadFiltersArg } from "./lead-filters.ts";
import { contextOf } from "./moment.ts";
import type { ArgFault, Cursor } from "./spec.ts";
import { missingTemplate, readTemplate } from "./template.ts";

/** A campaign as it is drafted. `startAt` null: when it is confirmed. */
export interface CampaignDraft {
  name: string;
  template: string;
  /** Whom it is for. */
  wishes: LeadWishes;
  startAt: string | null;
}

/** The name that words make, joined by hyphens; null when none of them has a letter or digit. */
export function campaignName(tokens: readonly Token[]): string | null {
  const name = tokens
    .map(({ folded }) => folded)
    .join("-")
    .replace(/[^\p{L}\p{N}_-]+/gu, "-")
    .replace(/^[-_]+/, "")
    .slice(0, MOST_NAME)
    .replace(/-+$/, "");
  return name === "" ? null : name;
}

/**
 * `spring template:launch customers from google #vip at tomorrow 9:00`: the name first, one word or several in quotes; a
 * time last; between them the template, and filters as of lists of leads, which are all but lost ones where no stage is said.
 * Gives what is wrong, with what may have been meant; null when no name stands first.
 */
export function readCampaignDraft(said: readonly Token[], cursor: Cursor): CampaignDraft | ArgFault | null {
  const [first, ...rest] = said;
  const name = first === undefined || KEYED.test(first.folded) ? null : campaignName([first]);
  if (name === null) return null;
  const longer = askForName(said, cursor);
  if (longer !== null) return longer;
  const asked = readAsked(rest, cursor);
  if ("code" in asked) return asked;
  const template =
    asked.template === null ? null : readTemplate({ ...cursor, tokens: [asked.template] }, true);
  if (template === null) return whichTemplate(asked.template, cursor);
  const { startAt, plain } = asked;
  const filters = leadFiltersArg(NOT_LOST);
  const words: Cursor = { ...cursor, tokens: plain };
  const [reading] = filters.read(words);
  if (reading !== undefined)
    return { name, template: template.id, startAt, wishes: filters.schema.parse(reading.value) };
  const { code, text, instead = [], used = 0 } = filters.missing?.(words) ?? UNKNOWN;
  const left = plain.slice(used).map(({ text: word }) => word);
  const again = (filter: string) =>
    [`new ${name} template:${template.id}`, startAt === null ? "" : `at:${startAt}`, filter, ...left]
      .filter((part) => part !== "")
      .join(" ");
  return {
    code,
    text,
    instead: instead.map((each) => ({ ...each, text: again(each.text) })),
    used: cursor.tokens.length,
  };
}

/** What is said behind the name. */
interface Asked {
  template: Token | null;
  startAt: string | null;
  /** Whom it is for. */
  plain: Token[];
}

function readAsked(tokens: readonly Token[], cursor: Cursor): Asked | ArgFault {
  const asked: Asked = { template: null, startAt: null, plain: [] };
  for (const [i, token] of tokens.entries()) {
    const [, key = "", value = ""] = KEYED.exec(token.folded) ?? [];
    const field = KEYS.get(key);
    const when = field === "at" ? wholeMoment(value.toUpperCase(), cursor) : timeBehind(tokens, i, cursor);
    if (when?.kind === "refused") return { code: when.code, text: when.text };
    if (when !== null) {
      asked.startAt = when.at;
      if (field !== "at") break;
    } else if (field === "template") asked.template = { ...token, text: value, folded: value };
    else if (field === "stage") asked.plain.push({ ...token, text: value, folded: value });
    else if (!FILLERS.has(token.folded)) asked.plain.push(token);
  }
  return asked;
}

/** A word between the name and what is said by key may belong to either: a name too short is soon mended, people too many are not. */
function askForName(said: readonly Token[], { text }: Cursor): ArgFault | null {
  const end = said.findIndex(({ folded }) => KEYED.test(folded) || folded.startsWith("#"));
  const [first, ...between] = end === -1 ? [] : said.slice(0, end);
  const word = between[0]?.folded;
  if (first === undefined || word === undefined || FILLERS.has(word) || LINKING.has(word)) return null;
  const typed = (tokens: readonly Token[]) => text.slice(tokens[0]!.start, tokens.at(-1)!.end);
  const [name, rest, words] = [campaignName([first, ...between]), typed(said.slice(end)), typed(between)];
  return {
    code: "campaign-name",
    text: whichName({ words: safeName(words, 40) }),
    instead: [
      { text: `new ${name} ${rest}`, label: asName({ name: safeName(name ?? "", 40) }) },
      {
        text: `new ${typed([first])} ${keyedFirst(said.slice(end), typed(between), text)}`,
        label: asWhom({ words: safeName(words, 40) }),
      },
    ],
    used: said.length + 1,
  };
}

/** The words behind the first that is said by key; a time stays last. */
function keyedFirst(keyed: readonly Token[], words: string, text: string): string {
  const [first, ...rest] = keyed.map(({ start, end }) => text.slice(start, end));
  return [first, words, ...rest].join(" ");
}

/** Asks for the text, with the whole as it would then be said. */
function whichTemplate(unknown: Token | null, { tokens, text, context }: Cursor): ArgFault {
  const others = tokens.filter(({ start }) => start !== unknown?.start);
  const found = tokens.findIndex((token, i) =>
    unknown === null ? timeBehind(tokens, i, { text, context }) !== null : token.start === unknown.start,
  );
  // A time stays last.
  const at = found === -1 ? tokens.length : found;
  const fault = missingTemplate({ tokens: unknown === null ? [] : [unknown], context });
  const typed = others.map(({ start, end }) => text.slice(start, end));
  return {
    ...fault,
    instead: (fault.instead ?? []).map(({ text: id, label }) => ({
      text: typed.toSpliced(at, 0, `template:${id}`).join(" "),
      label,
    })),
    used: tokens.length,
  };
}

/** What stands behind "at", to the end, as a time to come; null when the word is another, or no time follows. */
function timeBehind(tokens: readonly Token[], at: number, cursor: Omit<Cursor, "tokens">): MomentReading {
  const [first, last] = [tokens[at + 1], tokens.at(-1)];
  if (!AT.has(tokens[at]!.folded) || first === undefined || last === undefined) return null;
  return wholeMoment(cursor.text.slice(first.start, last.end), cursor);
}

function wholeMoment(text: string, { context }: Omit<Cursor, "tokens">): MomentReading {
  const moment = readMoment(text, contextOf(context));
  return moment?.kind === "moment" && moment.rest !== "" ? null : moment;
}

const MOST_NAME = 40;
const NOT_LOST = ["open", "won", "dormant"] as const;
const KEYED = /^([a-z]+)[:=](.+)$/;
const AT = new Set(["at", "on", "em", "el", "as", "na", "no", "a"]);
/** "to customers", "para clientes": they lead to whom it is for. */
const FILLERS = new Set(["to", "for", "para", "pra", "a", "al"]);
/** The rest is said as of lists of leads. `at:` an instant, as choices say it. */
const KEYS = new Map<string, "template" | "stage" | "at">([
  ["template", "template"],
  ["modelo", "template"],
  ["plantilla", "template"],
  ["stage", "stage"],
  ["etapa", "stage"],
  ["at", "at"],
]);

const whichName = phrase<{ words: string }>({
  en: "Does “{words}” belong to the campaign's name, or is it whom it is for?",
  pt: "“{words}” faz parte do nome da campanha ou diz para quem ela é?",
  es: "¿“{words}” es parte del nombre de la campaña o dice para quién es?",
});

const asName = phrase<{ name: string }>({ en: "Name: {name}", pt: "Nome: {name}", es: "Nombre: {name}" });
const asWhom = phrase<{ words: string }>({ en: "For: {words}", pt: "Para: {words}", es: "Para: {words}" });

const UNKNOWN: ArgFault = {
  code: "unknown-filter",
  text: { en: "Whom is it for?", pt: "Para quem é?", es: "¿Para quién es?" },
};
