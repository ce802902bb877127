import { foldInPlace, wordSet, wordsOf } from "./words.ts";

/**
 * The options that a message names by their place, from 0: "2", "2.", "#2", "option two", "a segunda",
 * "la última", "2️⃣". Several when it names several; undefined when the message is anything else or a place
 * that does not exist.
 */
export function readPosition(text: string, count: number): number[] | undefined {
  const folded = foldInPlace(text.replace(/[\ufe0f\u20e3]/g, "").replace(CIRCLED, circledDigit)).trim();
  if (folded.length > 60) return undefined;
  const digits = LONE_DIGITS.exec(folded);
  if (digits !== null) return within([Number(digits[1])], count);
  if (BOTH.test(folded)) return undefined;
  const places: number[] = [];
  for (const { word } of wordsOf(folded.replace(/(\d)(?:o|a|st|nd|rd|th|er|ro|do|da|ra)\b/g, "$1"))) {
    const place = PLACES.get(word);
    if (place !== undefined) places.push(place === LAST ? count : place);
    else if (/^\d{1,3}$/.test(word)) places.push(Number(word));
    else if (!FILLERS.has(word)) return undefined;
  }
  // "The last one": the word for one is only a filler beside a place.
  const named =
    places.length > 1 && /\b(?:one|opcion|opcao|option)\b/.test(folded) ? dropOne(folded, places) : places;
  return named.length === 0 ? undefined : within(named, count);
}

/** Two of them, not the second. */
const BOTH = /\b(?:as duas|os dois|las dos|los dos|the two)\b/;
const LONE_DIGITS = /^[#(["']?\s*(\d{1,3})\s*[.)\]!"'-]*$/;
const CIRCLED = /[\u2460-\u2473]/g;
const LAST = -1;

const PLACES = new Map<string, number>();
for (const [i, words] of `one first um uma uno una primeiro primeira primero primera primer
two second dois duas dos segundo segunda
three third tres terceiro terceira tercero tercera tercer
four fourth quatro cuatro quarto quarta cuarto cuarta
five fifth cinco quinto quinta
six sixth seis sexto sexta
seven seventh sete siete setimo setima septimo septima
eight eighth oito ocho oitavo oitava octavo octava
nine ninth nove nueve nono nona noveno novena
ten tenth dez diez decimo decima`
  .split("\n")
  .entries()) {
  for (const word of words.trim().split(" ")) PLACES.set(word, i + 1);
}
for (const word of "last ultimo ultima".split(" ")) PLACES.set(word, LAST);

const FILLERS = wordSet(`
  the option number choice choose pick take want would like i ill id go with my is it its answer please no n nr num and or
  a o as os e ou opcao numero alternativa quero escolho fico com prefiro minha resposta por favor pode ser essa esse
  la el las los y u opcion quiero elijo escojo me quedo con la mi respuesta porfa seria sera esa ese de item letra
`);

/** "The second one" is 2 only; "one and two" is both. */
function dropOne(folded: string, places: number[]): number[] {
  return /\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last) one\b/.test(folded)
    ? places.filter((place) => place !== 1 || /\bfirst\b/.test(folded))
    : places;
}

function within(places: number[], count: number): number[] | undefined {
  const unique = [...new Set(places)];
  return unique.every((place) => place >= 1 && place <= count) ? unique.map((place) => place - 1) : undefined;
}

function circledDigit(sign: string): string {
  return String(sign.charCodeAt(0) - 0x245f);
}
