import { editDistance } from "../../nearest.ts";
import { type Found, NONE, type Reading, toReading, type UnderstandContext, without } from "./reading.ts";
import { foldInPlace, prepare, wordSet } from "./words.ts";

/**
 * Read an e-mail address; the domain in lower case, the part before it as typed.
 *
 * A likely slip of the finger ("gmial.com", "gmail.con", "ana@gmail", "joão@…") is ambiguous: first what
 * was probably meant, then what was typed, if that is an address at all. Spaces around the "@" and spoken
 * forms ("ana arroba gmail ponto com") are understood. Two addresses are ambiguous.
 */
export function readEmail(text: string, _ctx: UnderstandContext): Reading<string> {
  const prepared = prepare(text);
  const found = findEmails(prepared);
  const [first, second] = found;
  if (first === undefined) return readLoose(prepared);
  if (second !== undefined && second.value !== first.value) return toReading(prepared, found);
  const meant = likely(first.value);
  if (meant === undefined) return toReading(prepared, found);
  return { kind: "ambiguous", options: [option(meant), option(first.value)] };
}

/** The complete, well-formed addresses in a text, slips included. */
export function findEmails(text: string): Found<string>[] {
  if (!text.includes("@")) return [];
  const found: Found<string>[] = [];
  for (const match of text.matchAll(ADDRESS)) {
    const value = toAddress(match[1]!, match[2]!);
    if (value === undefined) continue;
    const end = match.index + match[0].length;
    found.push({ value, display: value, start: match.index, end });
  }
  return found;
}

/** What was probably meant by an address whose domain looks like a slip; undefined when it looks right. */
export function likely(address: string): string | undefined {
  const at = address.lastIndexOf("@");
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  const meantLocal = foldInPlace(local) === local.toLowerCase() ? local : foldInPlace(local);
  const meantDomain = likelyDomain(domain);
  const meant = `${meantLocal}@${meantDomain}`;
  return meant === address ? undefined : meant;
}

const LOCAL =
  "[\\p{L}\\p{M}\\p{N}](?:[\\p{L}\\p{M}\\p{N}.!#$%&'*+/=?^_`{|}~-]{0,62}[\\p{L}\\p{M}\\p{N}_+-])?";
const LABEL = "[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?";
const ADDRESS = new RegExp(
  `(?<![\\p{L}\\p{N}.!#$%&'*+/=?^_\`{|}~-])(?:mailto:)?(${LOCAL})@((?:${LABEL}\\.){1,8}\\p{L}{2,24})(?![\\p{L}\\p{N}@-])`,
  "giu",
);

function toAddress(local: string, domain: string): string | undefined {
  if (local.includes("..") || local.length + domain.length > 253) return undefined;
  return `${local}@${domain.toLowerCase()}`;
}

function option(value: string): { value: string; display: string } {
  return { value, display: value };
}

/** Mail providers that people mistype; a domain one or two slips away from one of these is suspect. */
const PROVIDERS = [
  ..."gmail.com hotmail.com outlook.com yahoo.com icloud.com live.com msn.com protonmail.com".split(" "),
  ..."hotmail.com.br outlook.com.br yahoo.com.br uol.com.br bol.com.br terra.com.br ig.com.br".split(" "),
  ..."hotmail.es outlook.es yahoo.es yahoo.com.mx yahoo.com.ar live.com.mx live.com.ar".split(" "),
];

/** Real domains that happen to lie near a provider's. */
const REAL = wordSet(`
  ymail.com mail.com email.com gmx.com gmx.net gmx.es aol.com me.com mac.com zoho.com hey.com fastmail.com
  live.co live.com.pt live.com.br live.cl hotmail.co hotmail.fr hotmail.it hotmail.de hotmail.cl hotmail.com.ar
  hotmail.co.uk outlook.pt outlook.fr outlook.it outlook.de outlook.cl outlook.com.ar yahoo.co yahoo.fr yahoo.it
  yahoo.de yahoo.ca yahoo.cl yahoo.pe yahoo.com.co yahoo.com.pe yahoo.com.ve yahoo.co.uk hotmail.pt sapo.pt
  msn.es line.com love.com five.com proton.me pm.me rocketmail.com globo.com globomail.com r7.com zipmail.com.br
  oi.com.br ol.com.br
`);

const KNOWN = new Set([...PROVIDERS, ...REAL]);

/** Endings that are no top-level domain, and what they stand for. ".co" and ".cm" are real, so only beside a provider. */
const BAD_ENDINGS: [RegExp, string][] = [
  [/\.(?:con|cpm|xom|vom|comm|coom|cmo|ocm|c0m|clm|coml|comn|cim)$/, ".com"],
  [/\.(?:con|cpm|xom|vom|comm|coom|cmo|ocm|cm|co)\.br$/, ".com.br"],
  [/\.(?:combr|com\.nr|com\.be|com\.vr|com\.b|com\.rb|com\.brr)$/, ".com.br"],
  [/\.(?:commx|com\.xm|com\.mxx)$/, ".com.mx"],
  [/\.(?:comar|com\.ra)$/, ".com.ar"],
];

function likelyDomain(typed: string): string {
  if (KNOWN.has(typed)) return typed;
  let domain = foldInPlace(typed);
  for (const [ending, right] of BAD_ENDINGS) domain = domain.replace(ending, right);
  if (KNOWN.has(domain)) return domain;
  let best = domain;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const provider of PROVIDERS) {
    const allowed = provider.length >= 9 ? 2 : 1;
    // A slip seldom changes the first letter of a company's own domain into a provider's.
    if (domain[0] !== provider[0] && Math.abs(domain.length - provider.length) > 0) continue;
    const distance = editDistance(domain, provider, allowed);
    if (distance < bestDistance && distance <= allowed) {
      best = provider;
      bestDistance = distance;
    }
  }
  return bestDistance === 2 && !sameEnding(domain, best) ? domain : best;
}

/** Two slips are believed only in the name of the provider: "yahoo.com.pa" is not "yahoo.com.br". */
function sameEnding(a: string, b: string): boolean {
  return a.slice(a.indexOf(".")) === b.slice(b.indexOf("."));
}

const SPACED = new RegExp(
  `(?<![\\p{L}\\p{N}.+_-])(${LOCAL})\\s{0,2}@\\s{0,2}(${LABEL}(?:\\s?[.,]\\s?${LABEL}){0,4})(?![\\p{L}\\p{N}@])`,
  "iu",
);
const SPOKEN =
  /(?<![\p{L}\p{N}])([a-z0-9._+-]+(?: (?:dot|ponto|punto) [a-z0-9_+-]+)*) ?(?:\(at\)|\[at\]| at| arroba) ?([a-z0-9-]+(?: ?(?:dot|ponto|punto|\.) ?[a-z0-9-]+){1,3})(?![\p{L}\p{N}])/u;

/** "ana @ gmail . com", "ana arroba gmail ponto com", "ana@gmail": put to the person before it is believed. */
function readLoose(text: string): Reading<string> {
  const folded = foldInPlace(text);
  const spaced = text.includes("@") ? SPACED.exec(text) : null;
  const spoken = spaced === null && /arroba| at |\(at\)|\[at\]/.test(folded) ? SPOKEN.exec(folded) : null;
  const match = spaced ?? spoken;
  if (match === null) return NONE;
  const local = match[1]!.replace(/ (?:dot|ponto|punto) /g, ".");
  let domain = match[2]!.replace(/\s?(?: dot | ponto | punto |[.,])\s?/g, ".").toLowerCase();
  const bareName = !domain.includes(".");
  if (bareName) {
    const provider = PROVIDERS.find(
      (known) => editDistance(domain, known.slice(0, known.indexOf(".")), 1) <= 1,
    );
    if (provider === undefined) return NONE;
    domain = provider;
  }
  const value = toAddress(local, domain);
  if (value === undefined || !/\.\p{L}{2,24}$/u.test(domain)) return NONE;
  const meant = likely(value) ?? value;
  if (bareName || meant !== value) return { kind: "ambiguous", options: [option(meant)] };
  const span = { start: match.index, end: match.index + match[0].length };
  return { kind: "value", value, display: value, rest: without(text, [span]) };
}
