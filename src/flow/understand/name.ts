import { isGreeting } from "./detect-language.ts";
import { findEmails } from "./email.ts";
import { GIVEN_NAMES, NAMES_AND_WORDS, SURNAMES_AND_WORDS } from "./given-names.ts";
import { readIntent } from "./intent.ts";
import { CITIES, COMPANY_MARK, NEVER_A_NAME, PARTICLE_SURNAMES, PARTICLES, PLACES } from "./name-words.ts";
import { type Found, NONE, type Reading, toReading, type UnderstandContext } from "./reading.ts";
import { foldInPlace, prepare, type Word, wordSet, wordsOf } from "./words.ts";
import { readYesNo } from "./yes-no.ts";

/**
 * Read a person's name: with a cue ("I'm Ana", "me chamo João da Silva", "mi nombre es José") or bare
 * ("ana maria" is "Ana Maria"; capitals are kept when they were typed with care).
 *
 * Refuses e-mails, numbers, greetings, yes and no, requests, questions and sentences. Any script is fine.
 */
export function readName(text: string, ctx: UnderstandContext): Reading<string> {
  const said = prepare(text);
  const cued = findCuedName(said);
  if (cued !== undefined) return toReading(said, [cued]);
  if (said.length > 160 || /[?¿]/.test(said)) return NONE;
  const emails = findEmails(said);
  let masked = said;
  for (const { start, end } of emails)
    masked = masked.slice(0, start) + ",".repeat(end - start) + masked.slice(end);
  let isSentence = false;
  for (const segment of masked.matchAll(SEGMENT)) {
    // "Tom here", "Beatriz aqui", "Ana is my name".
    const piece = segment[0].replace(AFTERTHOUGHT, "");
    const courtesy = COURTESY.test(foldInPlace(piece).trim());
    const bareName = courtesy ? undefined : readPiece(piece, segment.index, ctx);
    // "Sou a síndica, Márcia": behind a sentence only a known given name is one.
    if (
      bareName !== undefined &&
      (!isSentence || (/[,;!\n]/.test(said[segment.index - 1] ?? "") && isGiven(bareName.value)))
    )
      return toReading(said, [bareName]);
    if (/\p{L}/u.test(piece) && !courtesy && !isGreeting(piece) && !ONLY_ASSENT.test(foldInPlace(piece))) {
      isSentence = true;
    }
  }
  return NONE;
}

/**
 * A name behind a cue, or undefined.
 *
 * `unasked` is for texts that answer another question, where "its broken" and "sou viúva" are likelier than a
 * name: behind a cue that leaves room for more, a lower-case word must be a known given name then.
 */
export function findCuedName(text: string, options: { unasked?: boolean } = {}): Found<string> | undefined {
  if (!CUE_HINT.test(text)) return undefined;
  const folded = foldInPlace(text);
  for (const cue of [SURE_CUE, LOOSE_CUE]) {
    for (const match of folded.matchAll(cue)) {
      const from = match.index + match[0].length;
      const name = takeName(text, folded, from, cue === LOOSE_CUE);
      if (name !== undefined && options.unasked === true && !isEvident(text, name, match[0], cue)) continue;
      // The cue belongs to what was understood.
      if (name !== undefined) return { ...name, start: match.index + match[0].search(/[^\s,.!;:]/) };
    }
  }
  return undefined;
}

/** "Ana Lima" but also "ok, ana": a word of assent before a name is no part of it. */
function readPiece(piece: string, offset: number, ctx: UnderstandContext): Found<string> | undefined {
  const whole = toBareName(piece, offset, ctx);
  if (whole !== undefined) return whole;
  const assent = ASSENT.exec(foldInPlace(piece));
  if (assent === null) return undefined;
  const name = toBareName(piece.slice(assent[0].length), offset + assent[0].length, ctx);
  return name !== undefined && (isGiven(name.value) || /^\p{Lu}/u.test(piece.slice(assent[0].length)))
    ? name
    : undefined;
}

/** Whether the first word is a known given name. */
export function isGiven(name: string): boolean {
  return GIVEN_NAMES.has(wordsOf(foldInPlace(name))[0]?.word ?? "");
}

function isEvident(text: string, name: Found<string>, cue: string, kind: RegExp): boolean {
  if (isGiven(name.value)) return true;
  const raw = text.slice(name.start, name.end);
  const shouted = text === text.toUpperCase();
  const capital = /^\p{Lu}/u.test(raw) && !shouted;
  // "Call me anytime" is no name, "my name is kwame" is.
  if (kind === SURE_CUE) return capital || !/call me|llamame|chama/.test(cue);
  return capital && PERSONAL_CUE.test(cue);
}

/** A piece of text that is nothing but a name. */
export function toBareName(piece: string, offset: number, ctx: UnderstandContext): Found<string> | undefined {
  const letters = piece.replace(/[^\p{L}\p{M}\p{N}\s'’.`´-]/gu, " ");
  const trimmed = letters.trim().replace(/[\s.-]+$/, "");
  if (trimmed === "" || /\p{N}/u.test(trimmed) || trimmed.length > LONGEST_NAME) return undefined;
  const start = offset + letters.indexOf(trimmed);
  const words = wordsOf(foldInPlace(trimmed));
  if (CITIES.has(words.map(({ word }) => word).join(" "))) return undefined;
  if (!isName(words, trimmed) || isGreeting(trimmed)) return undefined;
  if (readIntent(trimmed) !== null || readYesNo(trimmed, ctx).kind !== "none") return undefined;
  const value = toTitle(trimmed);
  return { value, display: value, start, end: start + trimmed.length };
}

const AFTERTHOUGHT =
  / (?:here|speaking|(?:por )?aqu[ií]|(?:it'?s|is) my name|(?:é|e) (?:o )?meu nome|es mi nombre)[\s.!]*$/iu;
const ASSENT =
  /^\s*(?:ok|okay|sure|yes|claro|certo|sim|si|bueno|bom|well|ah|hi|oi|hola|hello|seu|dona)[\s,]+/;
const ONLY_ASSENT = /^\s*(?:ok|okay|sure|yes|claro|certo|sim|si|well|ah)\s*$/;
/** "It's" and "aqui" are said of anything; these of a person. */
const PERSONAL_CUE = /\b(?:i'?m|i am|this is|sou|soy|aqui (?:e|eh|es))\b/;
const SEGMENT = /[^,;!\n/|()]+/g;
const COURTESY =
  /^(?:muito )?(?:prazer|encantad[oa]|mucho gusto|un placer|um prazer|pleased to meet you|nice to meet you)[\s.!]*$/;
const LONGEST_NAME = 70;

/** A cheap look before the expressions below: any of their first words. */
const CUE_HINT =
  /\b(?:name|i['’´`]?m|i am|this is|it['’]?s|call me|nome|chamo|sou|aqui|fala|chamar|llamo|nombre|soy|habla|dicen|llamarme|ll[aá]mame|aqu[ií]|me chamam|here)\b|(?:^|\s)[éÉ] [oa]\s/i;

/** Nothing but a name follows these. */
const SURE_CUE =
  /(?<![\p{L}])(?:(?:my|full|first) (?:full |first )?name(?:'s| is|:)? ?:?|name ?[:=-]|the name(?:'s| is)|(?:you can |please |just )?call me|people call me|(?:o )?meu nome (?:completo )?(?:e|eh|:)|nome(?: completo)? ?[:=-]|(?:eu )?me chamo|chamo-me|(?:pode|podem|podes) me chamar de|me chama(?:m)? de|(?:yo )?me llamo|mi nombre(?: completo)?(?: es|:)|nombre(?: completo)? ?[:=-]|puedes? llamarme|llamame|me dicen|aqui quem (?:fala|escreve) e(?: (?:o|a))?|quem fala e(?: (?:o|a))?|(?:le|te|les) (?:habla|escribe|saluda)|fala com (?:o|a)) +/gu;

/** A name, or anything else: "I'm Ana", "I'm fine". */
const LOOSE_CUE =
  /(?:^|[,.!;:\n] *|(?<=\b(?:hi|hello|hey|oi|ola|hola|dia|dias|tarde|tardes|noite|noches|buenas|and|e|y)\b,?) +)(?:i'?m|i am|this is|it'?s|(?:eu )?sou(?: (?:o|a))?|aqui (?:e|eh|es)(?: (?:o|a))?|e (?:o|a)|(?:yo )?soy|aqui|habla|fala) +/gu;

function takeName(text: string, folded: string, from: number, loose: boolean): Found<string> | undefined {
  const end = from + STOP.exec(folded.slice(from))!.index;
  const words = wordsOf(folded.slice(from, end)).map((word) => ({
    word: word.word,
    start: word.start + from,
    end: word.end + from,
  }));
  const taken: Word[] = [];
  for (const [i, word] of words.entries()) {
    if (PARTICLES.has(word.word) && taken.length > 0) {
      if (!goesOn(words, i, loose)) break;
    } else if (!mayBeNamed(word.word, taken) || /\p{N}/u.test(word.word)) {
      break;
    }
    taken.push(word);
    if (taken.length === MOST_WORDS) break;
  }
  while (taken.length > 0 && PARTICLES.has(taken[taken.length - 1]!.word)) taken.pop();
  const first = taken[0];
  const last = taken[taken.length - 1];
  if (first === undefined || last === undefined || first.start !== words[0]!.start) return undefined;
  const raw = text.slice(first.start, last.end);
  if (!isName(taken, raw) || raw.length > LONGEST_NAME) return undefined;
  if (loose && PARTICLES.has(first.word)) return undefined;
  if (loose && !plausible(taken, words, raw)) return undefined;
  const value = toTitle(raw);
  return { value, display: value, start: first.start, end: last.end };
}

/** "I'm Ana", but not "I'm looking", "sou cliente", "soy de Lima". In lower case at most three words. */
function plausible(taken: Word[], words: Word[], raw: string): boolean {
  const first = taken[0]!.word;
  if (/^\p{Lu}/u.test(raw)) return !PLACES.has(first);
  if (/(?:ing|ed|ly|ado|ada|ando|endo|iendo)$/.test(first) && first.length > 5) return false;
  const next = words[taken.length]?.word;
  // Lower case and the sentence goes on with a word that is no name: "sou nova por aqui".
  return taken.length <= 3 && (next === undefined || GOES_ON_AFTER_NAME.has(next));
}

const GOES_ON_AFTER_NAME = wordSet(`
  from at with and my i here e da do de na no meu minha aqui quero preciso com y del mi quiero necesito con en
  trabalho trabajo looking we our i'm im tenho tengo nosso nuestra
`);

/** What ends a name in a sentence. */
const STOP = /[,.;:!?¿¡()|/\n\ue000@+]|\s[-–—]\s|\d|$/u;
const MOST_WORDS = 8;

/** "João da Silva" goes on; "Ana da Acme" does not behind a cue that leaves room for a company. */
function goesOn(words: Word[], at: number, loose: boolean): boolean {
  let next = at + 1;
  while (next < words.length && PARTICLES.has(words[next]!.word)) next++;
  const word = words[next]?.word;
  if (word === undefined || NEVER_A_NAME.has(word) || COMPANY_MARK.has(word)) return false;
  const particle = words[at]!.word;
  if (particle === "e" || particle === "y") return PARTICLE_SURNAMES.has(word);
  return PARTICLE_SURNAMES.has(word) || (!loose && !["of", "from"].includes(particle));
}

function isName(words: Word[], raw: string): boolean {
  const own = words.filter(({ word }) => !PARTICLES.has(word));
  if (own.length === 0 || own.length > 6) return false;
  if (own.some(({ word }, i) => !mayBeNamed(word, own.slice(0, i)) || word.length > 20)) return false;
  if (PARTICLES.has(words[words.length - 1]!.word)) return false;
  if (own.every(({ word }) => word.length < 2) && /^\p{Script=Latin}/u.test(raw)) return false;
  if (LAUGHTER.test(own[0]!.word)) return false;
  // A Latin name has a vowel: "bcdfg" has none.
  return !/^[a-z'.\s-]+$/.test(foldInPlace(raw)) || /[aeiouy]/.test(own.map(({ word }) => word).join(""));
}

/** Some names are words as well: "Will" by itself, "Dias" behind a given name; never amid other words. */
function mayBeNamed(word: string, before: readonly Word[]): boolean {
  if (!NEVER_A_NAME.has(word)) return true;
  if (before.length === 0) return NAMES_AND_WORDS.has(word);
  const first = before[0]!.word;
  return word === "dias" || (SURNAMES_AND_WORDS.has(word) && GIVEN_NAMES.has(first));
}

const LAUGHTER =
  /^(?:k{2,}|(?:ha){2,}h?|(?:je){2,}|(?:ja){2,}|(?:rs){1,}|(?:he){2,}|lol|lmao|haha\w*|(\p{L})\1{3,})$/u;

/** "ana MARIA da silva" to "Ana Maria da Silva"; what was typed with capitals in the right places stays. */
export function toTitle(raw: string): string {
  const typed = raw.replace(/\s+/g, " ").replace(/[’`´]/g, "'").trim();
  const words = typed.split(" ");
  const shouted = typed === typed.toUpperCase() && /\p{L}{3}/u.test(typed) && typed !== typed.toLowerCase();
  return words
    .map((word, i) => {
      const lower = word.toLowerCase();
      if (i > 0 && PARTICLES.has(foldInPlace(lower)) && (shouted || word === lower)) return lower;
      if (shouted) return capitalize(lower);
      return word === lower ? capitalize(word) : word;
    })
    .join(" ");
}

function capitalize(word: string): string {
  return word.replace(
    /(^|[-'.])(\p{L})/gu,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}
