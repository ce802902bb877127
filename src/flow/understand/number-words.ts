import type { Language } from "../../language.ts";

/** What a number word does to the number being read. */
export type NumberWord =
  /** Adds itself: "seven", "vinte", "doscientos". `below` is what may still follow: 20 lets 1–9 follow. */
  | { kind: "add"; value: number; below: number }
  /** Multiplies what came before it by 100 ("three hundred"). */
  | { kind: "hundred" }
  /** Multiplies what came before it: thousand, million, billion. */
  | { kind: "scale"; value: number }
  /** A whole by itself: "a dozen". Multiplies a number before it ("two dozen"). */
  | { kind: "group"; value: number }
  /** "half a million", "um milhão e meio". */
  | { kind: "half" };

export type NumberWords = ReadonlyMap<string, NumberWord>;

/** The number words of each language, folded. */
export const NUMBER_WORDS: Record<Language, NumberWords> = {
  en: table({
    ones: "one two three four five six seven eight nine",
    teens: "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    tens: "twenty thirty forty fifty sixty seventy eighty ninety",
    hundreds: "",
    more: {
      zero: add(0, 0),
      fourty: add(40, 10),
      hundred: { kind: "hundred" },
      hundreds: { kind: "hundred" },
    },
    scales: { thousand: 1e3, thousands: 1e3, million: 1e6, millions: 1e6, billion: 1e9, grand: 1e3 },
    groups: { dozen: 12, dozens: 12, couple: 2, pair: 2 },
    halves: "half",
  }),
  pt: table({
    ones: "um dois tres quatro cinco seis sete oito nove",
    teens: "dez onze doze treze quatorze quinze dezesseis dezessete dezoito dezenove",
    tens: "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    hundreds: "cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos",
    more: {
      zero: add(0, 0),
      uma: add(1, 0),
      duas: add(2, 0),
      meia: { kind: "half" },
      catorze: add(14, 0),
      dezasseis: add(16, 0),
      dezassete: add(17, 0),
      dezanove: add(19, 0),
      cinqenta: add(50, 10),
      cem: add(100, 0),
      duzentas: add(200, 100),
      trezentas: add(300, 100),
      quatrocentas: add(400, 100),
      quinhentas: add(500, 100),
      seiscentas: add(600, 100),
      setecentas: add(700, 100),
      oitocentas: add(800, 100),
      novecentas: add(900, 100),
    },
    scales: { mil: 1e3, milhao: 1e6, milhoes: 1e6, bilhao: 1e9, bilhoes: 1e9, milhar: 1e3 },
    groups: { duzia: 12, duzias: 12, par: 2, dezena: 10, dezenas: 10, centena: 100 },
    halves: "meio",
  }),
  es: table({
    ones: "uno dos tres cuatro cinco seis siete ocho nueve",
    teens: "diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve",
    tens: "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    hundreds:
      "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos",
    more: {
      cero: add(0, 0),
      un: add(1, 0),
      una: add(1, 0),
      veintiun: add(21, 0),
      veintiuno: add(21, 0),
      veintiuna: add(21, 0),
      veintidos: add(22, 0),
      veintitres: add(23, 0),
      veinticuatro: add(24, 0),
      veinticinco: add(25, 0),
      veintiseis: add(26, 0),
      veintisiete: add(27, 0),
      veintiocho: add(28, 0),
      veintinueve: add(29, 0),
      cien: add(100, 0),
      doscientas: add(200, 100),
      trescientas: add(300, 100),
      cuatrocientas: add(400, 100),
      quinientas: add(500, 100),
      seiscientas: add(600, 100),
      setecientas: add(700, 100),
      ochocientas: add(800, 100),
      novecientas: add(900, 100),
    },
    scales: { mil: 1e3, miles: 1e3, millon: 1e6, millones: 1e6, millardo: 1e9 },
    groups: { docena: 12, docenas: 12, par: 2, decena: 10, decenas: 10, centenar: 100 },
    halves: "medio media",
  }),
};

/** What may stand between the words of one number. */
export const NUMBER_LINKS: Record<Language, string> = { en: "and", pt: "e", es: "y" };

/**
 * What may stand right behind digits and multiplies them, folded: "10k", "5 mil", "R$ 2 mi".
 * `loose` ones are also other things (5m is five metres), so they count only beside a currency.
 */
export const DIGIT_SCALES: ReadonlyMap<string, { value: number; loose: boolean }> = new Map([
  ["k", { value: 1e3, loose: false }],
  ["kk", { value: 1e6, loose: false }],
  ["mil", { value: 1e3, loose: false }],
  ["thousand", { value: 1e3, loose: false }],
  ["grand", { value: 1e3, loose: false }],
  ["m", { value: 1e6, loose: true }],
  ["mm", { value: 1e6, loose: true }],
  ["mi", { value: 1e6, loose: true }],
  ["mn", { value: 1e6, loose: true }],
  ["mln", { value: 1e6, loose: true }],
  ["million", { value: 1e6, loose: false }],
  ["millions", { value: 1e6, loose: false }],
  ["milhao", { value: 1e6, loose: false }],
  ["milhoes", { value: 1e6, loose: false }],
  ["millon", { value: 1e6, loose: false }],
  ["millones", { value: 1e6, loose: false }],
  ["b", { value: 1e9, loose: true }],
  ["bn", { value: 1e9, loose: true }],
  ["bi", { value: 1e9, loose: true }],
  ["billion", { value: 1e9, loose: false }],
  ["bilhao", { value: 1e9, loose: false }],
  ["bilhoes", { value: 1e9, loose: false }],
]);

interface WordLists {
  /** 1–9, 10–19, 20–90, 100–900, each in order. */
  ones: string;
  teens: string;
  tens: string;
  hundreds: string;
  more: Record<string, NumberWord>;
  scales: Record<string, number>;
  groups: Record<string, number>;
  halves: string;
}

function table(lists: WordLists): NumberWords {
  const words = new Map<string, NumberWord>();
  const put = (list: string, first: number, step: number, below: number) => {
    for (const [i, word] of list.split(" ").filter(Boolean).entries()) {
      words.set(word, add(first + i * step, below));
    }
  };
  put(lists.ones, 1, 1, 0);
  put(lists.teens, 10, 1, 0);
  put(lists.tens, 20, 10, 10);
  put(lists.hundreds, 100, 100, 100);
  for (const [word, does] of Object.entries(lists.more)) words.set(word, does);
  for (const [word, value] of Object.entries(lists.scales)) words.set(word, { kind: "scale", value });
  for (const [word, value] of Object.entries(lists.groups)) words.set(word, { kind: "group", value });
  for (const word of lists.halves.split(" ")) words.set(word, { kind: "half" });
  return words;
}

function add(value: number, below: number): NumberWord {
  return { kind: "add", value, below };
}
