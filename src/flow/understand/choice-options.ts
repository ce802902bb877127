import { foldInPlace, wordSet, wordsOf } from "./words.ts";

/** One answer that can be chosen. */
export interface ChoiceOption {
  id: string;
  label: string;
  /** Other words for it, in any language. */
  synonyms?: string[];
  /** Named together with others, it is the one that is meant: "repair" in "repair my solar panels". */
  wins?: boolean;
  /** A date at most so many days ahead means this one: "in two weeks" for "As soon as possible". */
  within?: number;
}

/** A label, synonym or id as it is compared: its words. */
export interface Name {
  words: string[];
  /** The words in one, separated by single spaces. */
  phrase: string;
  /** Only the id is spelled so, no label or synonym. */
  isId?: true;
}

/** The options of a question, prepared once. */
export interface Prepared {
  options: readonly ChoiceOption[];
  /** Per option, the label first. */
  names: Name[][];
  /** Every meaningful word of the labels and synonyms, with the options that have it. */
  owners: Map<string, Set<number>>;
}

/** Prepare the options of a question; remembered per list, so a flow's list is prepared once. */
export function prepareOptions(options: readonly ChoiceOption[]): Prepared {
  const known = prepared.get(options);
  if (known !== undefined) return known;
  const names = options.map(({ id, label, synonyms = [] }) => {
    const unique = new Map<string, Name>();
    for (const text of [label, ...synonyms]) {
      const name = toName(text);
      if (name.phrase !== "" && !unique.has(name.phrase)) unique.set(name.phrase, name);
    }
    const own = toName(id);
    if (own.phrase !== "" && !unique.has(own.phrase)) unique.set(own.phrase, { ...own, isId: true });
    return [...unique.values()];
  });
  const owners = new Map<string, Set<number>>();
  for (const [i, ofOption] of names.entries()) {
    // A word out of a synonym of several ("a friend told me", "doesn't work") says little by itself.
    for (const word of ofOption.flatMap((name, at) =>
      at === 0 || name.words.length === 1 ? name.words : [],
    )) {
      if (word.length < 3 || FUNCTION_WORDS.has(word) || /^\d/.test(word)) continue;
      const set = owners.get(word) ?? new Set();
      owners.set(word, set.add(i));
    }
  }
  const result = { options, names, owners };
  prepared.set(options, result);
  return result;
}

/** Words too common to choose by. */
export const FUNCTION_WORDS = wordSet(`
  the and for with from that this one option please would like want prefer think choose pick take need have
  per plus any all not more less than just only told don't dont know
  que com para por uma uns das dos nos nas meu minha opcao quero prefiro acho escolho gostaria favor mais menos ate
  sem seu sua isso essa esse esta este nao sei ainda so
  con una unos las los del opcion quiero prefiero creo elijo escojo gustaria favor mas hasta sin ese esa eso solo aun estoy
`);

const prepared = new WeakMap<readonly ChoiceOption[], Prepared>();

function toName(text: string): Name {
  const words = wordsOf(foldInPlace(text.normalize("NFC"))).map(({ word }) => word);
  return { words, phrase: words.join(" ") };
}
