import { foldInPlace } from "../../flow/understand/words.ts";
import { BARE_HOUR, CLOCKS, DISTANCES, DOTTED_HOUR, digital } from "./clock.ts";
import { COUNTED_DAYS } from "./counted-days.ts";
import { DAYS } from "./days.ts";
import { type Asked, type Pattern, type Said, saying } from "./pattern.ts";
import { readCount } from "./words.ts";

/** What the words at the beginning of a text say of a time, put together. */
export interface Pieces {
  said: Said;
  /** Where the words end. */
  end: number;
  /** Two pieces that cannot both hold, or words behind that change what was said. */
  isHalf: boolean;
}

/** Read pieces of a time from the beginning of a text as long as there are any. Null: there is none. */
export function readPieces(text: string, asked: Asked): Pieces | null {
  const folded = foldInPlace(text);
  let said: Said = {};
  let end = 0;
  let count = 0;
  let isHalf = false;
  for (;;) {
    const from = end + SPACE.exec(folded.slice(end))![0].length;
    const next =
      readPiece(folded, from, asked) ??
      readDottedHour(folded, from, said) ??
      readBareHour(folded, from, said);
    if (next === null) break;
    const both = join(said, next.said);
    if (both === null) {
      isHalf = true;
      break;
    }
    said = both;
    end = next.end;
    count += 1;
  }
  if (count === 0) return null;
  return {
    said,
    end,
    isHalf: isHalf || goesOn(folded.slice(end), asked) || elsewhere(folded.slice(end), said, asked),
  };
}

/** The longest piece that begins here. */
function readPiece(folded: string, from: number, asked: Asked): { said: Said; end: number } | null {
  let best: { said: Said; end: number } | null = null;
  for (const { pattern, read } of PATTERNS) {
    pattern.lastIndex = from;
    const match = pattern.exec(folded);
    if (match === null || match[0] === "") continue;
    const end = from + match[0].length;
    if (best !== null && end <= best.end) continue;
    const said = read(match.groups ?? {}, asked);
    if (said !== null) best = { said, end };
  }
  return best;
}

/** "tomorrow 10": a number alone is an hour behind a day that is near, and nowhere else. */
function readBareHour(folded: string, from: number, said: Said): { said: Said; end: number } | null {
  if (said.isNear !== true || said.clock !== undefined) return null;
  BARE_HOUR.lastIndex = from;
  const match = BARE_HOUR.exec(folded);
  const hour = match === null ? null : digital(match.groups ?? {});
  return match === null || hour === null ? null : { said: hour, end: from + match[0].length };
}

/** "Tomorrow 10.30": behind a day two numbers with a point are an hour, whatever they may be elsewhere. */
function readDottedHour(folded: string, from: number, said: Said): { said: Said; end: number } | null {
  const isAlone = said.days === undefined;
  if (said.clock !== undefined || said.minutes !== undefined) return null;
  DOTTED_HOUR.lastIndex = from;
  const match = DOTTED_HOUR.exec(folded);
  const groups = match?.groups ?? {};
  // Alone "5.12" may be a date, and "10.30" not.
  if (match === null || (isAlone && (from > 0 || Number(groups.minute) <= 12) && groups.minute !== "00"))
    return null;
  const hour = digital(groups);
  return hour === null ? null : { said: hour, end: from + match[0].length };
}

/** Both, when they can hold together. A weekday confirms a date, or contradicts it. */
function join(a: Said, b: Said): Said | null {
  if (a.minutes !== undefined && Object.keys(b).some((key) => key !== "zone")) return null;
  if (b.minutes !== undefined && Object.keys(a).length > 0) return null;
  for (const key of ["clock", "part", "zone"] as const) {
    if (a[key] !== undefined && b[key] !== undefined) return null;
  }
  if (a.days === undefined || b.days === undefined) return { ...a, ...b };
  if (a.weekday !== undefined && b.weekday === undefined) return { ...a, ...b, weekday: a.weekday };
  if (b.weekday !== undefined && a.weekday === undefined) return { ...b, ...a, weekday: b.weekday };
  return null;
}

/** Whether the words behind a time still belong to it, though not understood: "10 or 11", "Monday week". */
function goesOn(rest: string, asked: Asked): boolean {
  if (/^[:/.%]\d|^[\p{L}\p{N}'’]/u.test(rest)) return true;
  const from = SPACE.exec(rest)![0].length;
  const following = rest.slice(from);
  if (/^[\d(±~]/.test(following) && !/^\(/.test(following)) return true;
  if (/^\((?:[^)]*(?:time|hora|horario|utc|gmt)[^)]*)\)/.test(following)) return true;
  if (
    TO_HOUR.test(following) ||
    CHANGES.test(following) ||
    OTHER_ZONE.test(following) ||
    beginsWithNumber(following)
  )
    return true;
  if (readPiece(rest, from, asked) !== null) return true;
  for (let behind = from; ; ) {
    const link = LINK.exec(rest.slice(behind));
    if (link === null) return false;
    behind += link[0].length;
    if (
      /^\d/.test(rest.slice(behind)) ||
      beginsWithNumber(rest.slice(behind)) ||
      QUARTERS.test(rest.slice(behind)) ||
      CHANGES.test(rest.slice(behind)) ||
      readPiece(rest, behind, asked) !== null
    )
      return true;
  }
}

/** "At eight thirty": a number in words is no less a part of the time than one in digits. */
function beginsWithNumber(text: string): boolean {
  const word = /^[a-z]+/.exec(text)?.[0] ?? "";
  return !ARTICLES.has(word) && readCount(word) !== null;
}

const QUARTERS = /^(?:quarter|quarto|cuarto|half|meia|media)(?![\p{L}\p{N}])/u;
const ARTICLES = new Set(["a", "an", "um", "uma", "un", "una", "uno"]);

/** Whether an hour or a day is told only later in the text: "tomorrow call her at 3pm". */
function elsewhere(rest: string, said: Said, asked: Asked): boolean {
  if (said.minutes !== undefined) return false;
  const needsClock = said.clock === undefined;
  const needsDay = said.days === undefined;
  if (!needsClock && !needsDay) return false;
  if (needsClock && (SPAN.test(rest) || MEALS.test(rest))) return true;
  for (const [, word = ""] of rest.matchAll(HOUR_IN_WORDS)) {
    if (needsClock && !ARTICLES.has(word) && readCount(word) !== null) return true;
  }
  for (const match of rest.matchAll(WORD)) {
    const piece = readPiece(rest, match.index, asked)?.said;
    if (piece === undefined) continue;
    if (needsClock && (piece.clock !== undefined || piece.part !== undefined)) return true;
    if (needsDay && piece.days !== undefined) return true;
    if (piece.minutes !== undefined) return true;
  }
  return false;
}

const ZONE = saying("\\((?<zone>[^()\\n]{2,60})\\)", ({ zone }) =>
  /time|hora|utc|gmt/.test(zone!) ? { zone: zone! } : null,
);
/** Behind a bracket no letter is in the way. */
const PATTERNS: readonly Pattern[] = [...DAYS, ...COUNTED_DAYS, ...CLOCKS, ...DISTANCES, ZONE];

const SPACE = /^[\s,;]*/;
const WORD = /[\p{L}\p{N}]+/gu;
const LINK =
  /^(?:(?:or|ou|o|u|and|e|y|a|ao|to|ate|until|till|hasta|through|if|se|si|by)(?![\p{L}\p{N}])|-|–|—|\/|&|\+)\s*(?=\S)/u;

/** Hours that no clock shows, and those told as a span or by their limit: none of them is the hour that is meant. */
const SPAN =
  /(?<![\p{L}\p{N}])(?:at|@|as|a las|a la|between|entre|from|das|desde|before|after|until|till|by|antes|depois|despues|ate|hasta)(?: de| das| do| las| as| la)? ?\d|@\d|(?<![\d/.,-])\d{1,2} ?(?:-|to|ate|a|às) ?\d{1,2}(?![\d/.,%])/u;

/** "Às dezoito": an hour that is told in words. */
const HOUR_IN_WORDS = /(?<![\p{L}\p{N}])(?:at|as|a las|a la|@) ?([a-z]+)(?![\p{L}])/gu;

/** They tell an hour without saying which. */
const MEALS =
  /(?<![\p{L}\p{N}])(?:lunch|lunchtime|breakfast|brunch|dinner|almoco|jantar|almuerzo|desayuno|dawn|sunrise|sunset|dusk|madrugada|mid-?(?:morning|afternoon|day)|media manana|media tarde|(?:mesm[ao]|mism[ao]|same|esta|este|essa|esa|this|that) (?:hora|horario|time)|(?:noon|midday|midnight|\d{1,2}|eight|nine|ten|eleven|twelve|one|two|three|four|five|six|seven)-?ish)(?![\p{L}\p{N}])/u;

/** "Às 15 pras 3": what stood before was minutes. */
const TO_HOUR = /^(?:pras?|para as?|para las?|to) (?:\d{1,2}|[a-z]{2,8})\s*[.!]?$/u;

/** Words right behind a time that change it. */
const CHANGES =
  /^(?:sem ser|sin ser|but not|am|pm|h|hs|hrs|hour|hours|hora|horas|o'clock|minutes?|minutos?|weeks?|semanas?|days?|dias?|month|months|mes|meses|years?|anos?|uteis|habiles|laborables|business|from|between|entre|das|desde|after|before|ago|atras|passad[oa]|pasad[oa]|antes|depois|despues|meio|medio(?! dia)|en (?:ocho|quince)|a (?:oito|quinze)|menos|minus|past|except|exceto|excepto|unless|not|nao|no mas|no(?=[\s.!]*$)|sim|ni|meia|media|every|each|toda|todas|todo|todos|cada|maybe|perhaps|talvez|tal vez|quizas|quiza|more or less|mais ou menos|mas o menos|or so|ish|q(?:ue)? vem|q(?:ue)? viene|or|ou|con(?= \d)|com(?= \d)|next|proxim[oa]|following|seguinte|siguiente|of|de|do|da|del|utc|gmt|brt|est|edt|cst|cdt|mst|mdt|pst|pdt|cet|cest|bst|wet|west|art|clt|cot|pet|local|sharp|ou pouco|early|later|late|tarde|mas tarde|mais tarde|mais cedo|mas temprano|a noitinha|a tardinha|cedo)(?![\p{L}\p{N}])/u;
const OTHER_ZONE =
  /^(?:(?:no|em|pelo|in|on|en) )?(?:(?:horario|fuso|hora) (?:de|do|da|del|local)|(?:[\p{L}-]+ ){1,3}time(?![\p{L}]))/u;
