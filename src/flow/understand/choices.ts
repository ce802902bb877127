import { containedOptions, readChoice } from "./choice.ts";
import { type ChoiceOption, prepareOptions } from "./choice-options.ts";
import { MASK, mask, NONE, type Reading, type UnderstandContext } from "./reading.ts";
import { bare, foldInPlace, phraseSet, prepare, wordsOf } from "./words.ts";

/**
 * Read which of several options were chosen: "1 and 3", "1,3", "1-3", labels, "todas", "all but 2";
 * "none of them" is an empty list. In the order of the options.
 *
 * A number that is no option makes the whole answer none, rather than half understood. One unclear part
 * makes it ambiguous between the lists that it could mean.
 */
export function readChoices(
  text: string,
  options: readonly ChoiceOption[],
  ctx: UnderstandContext,
): Reading<string[]> {
  if (options.length === 0) return NONE;
  const said = prepare(text);
  const whole = bare(said);
  const prepared = prepareOptions(options);
  const exact = prepared.names.flatMap((names, i) =>
    names.some((name) => name.phrase === whole) ? [i] : [],
  );
  if (exact.length === 1 && !/^\d+$/.test(whole)) return toChoices(options, new Set(exact), ctx, "");
  if (NONE_OF_THEM.has(whole)) return toChoices(options, new Set(), ctx, "");
  if (ALL_OF_THEM.has(whole) || (options.length === 2 && BOTH.has(whole))) {
    return toChoices(options, new Set(options.keys()), ctx, "");
  }
  const but = ALL_BUT.exec(foldInPlace(said));
  if (but !== null) {
    const left = readChoices(said.slice(but[0].length), options, ctx);
    if (left.kind !== "value" || left.value.length === 0) return NONE;
    const out = new Set(left.value);
    const kept = options.flatMap(({ id }, i) => (out.has(id) ? [] : [i]));
    return toChoices(options, new Set(kept), ctx, left.rest);
  }
  return readList(said, options, ctx);
}

function readList(said: string, options: readonly ChoiceOption[], ctx: UnderstandContext): Reading<string[]> {
  const { hits, denied } = containedOptions(
    prepareOptions(options),
    wordsOf(foldInPlace(said)),
    ctx.language,
  );
  const chosen = new Set(hits.map(({ option }) => option));
  const left = mask(
    said,
    hits.flatMap(({ words }) => words),
  ).replaceAll(MASK, " ");
  const rest: string[] = [];
  let open: string[] | undefined;
  for (const part of left.split(SEPARATOR)) {
    const piece = part.trim();
    if (!/[\p{L}\p{N}]/u.test(piece)) continue;
    const range = RANGE.exec(foldInPlace(piece));
    const places = range === null ? numbersOnly(piece) : span(Number(range[1]), Number(range[2]));
    if (places !== undefined) {
      if (places.some((place) => place < 1 || place > options.length)) return NONE;
      for (const place of places) chosen.add(place - 1);
      continue;
    }
    const one = readChoice(piece, options, ctx);
    if (one.kind === "value") chosen.add(options.findIndex(({ id }) => id === one.value));
    else if (one.kind === "ambiguous" && open === undefined) open = one.options.map(({ value }) => value);
    else if (/\d/.test(piece) || one.kind === "ambiguous") return NONE;
    else rest.push(piece);
  }
  if (open !== undefined) {
    const lists = open.map((id) => new Set([...chosen, options.findIndex((option) => option.id === id)]));
    const readings = lists.map((list) => toChoices(options, list, ctx, ""));
    return { kind: "ambiguous", options: readings.map(({ value, display }) => ({ value, display })) };
  }
  if (chosen.size === 0 || (denied && hits.length === 0)) return NONE;
  return toChoices(options, chosen, ctx, rest.join(" "));
}

const SEPARATOR =
  /[,;/&+\n•]|(?<=[\s\d])(?:and|e|y|also|tambem|também|tambien|también|or|ou|o|u)(?=[\s\d])/iu;
const RANGE = /^(?:from |de |del |da )?(\d{1,2})\s*(?:-|–|to|a|ate|al|hasta)\s*(\d{1,2})$/;

/** "1 3", "#2", "2.": places without separators. */
function numbersOnly(piece: string): number[] | undefined {
  return /^[#\d\s.)(]+$/.test(piece) ? (piece.match(/\d+/g) ?? []).map(Number) : undefined;
}

function span(from: number, to: number): number[] {
  if (to < from || to - from > 50) return [0];
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

function toChoices(
  options: readonly ChoiceOption[],
  chosen: Set<number>,
  { language }: UnderstandContext,
  rest: string,
): { kind: "value"; value: string[]; display: string; rest: string } {
  const picked = options.filter((_, i) => chosen.has(i));
  const display = picked.length === 0 ? NOTHING[language] : picked.map(({ label }) => label).join(", ");
  return { kind: "value", value: picked.map(({ id }) => id), display, rest };
}

const NOTHING = { en: "None", pt: "Nenhuma", es: "Ninguna" } as const;

const ALL_OF_THEM = phraseSet(`
  all, all of them, all of the above, all of these, all the above, everything, every one, all options, all of it
  todas, todos, tudo, todas elas, todos eles, todas as opcoes, todas as alternativas, todas as anteriores, quero todas
  quero todos, quero tudo, todo, todas ellas, todos ellos, todas las opciones, todas las anteriores, quiero todas
  quiero todos, quiero todo, i want all, i want them all, i want all of them, them all, todas por favor, all please
`);

const BOTH = phraseSet(`
  both, both of them, the two, as duas, os dois, ambos, ambas, las dos, los dos, quero as duas, quero os dois
  quiero los dos, quiero las dos
`);

const NONE_OF_THEM = phraseSet(`
  none, none of them, none of these, none of the above, no one, nothing, neither, neither of them, not any
  nenhum, nenhuma, nenhum deles, nenhuma delas, nenhuma das opcoes, nenhuma das anteriores, nada, nenhuma dessas
  ninguno, ninguna, ninguno de ellos, ninguna de ellas, ninguna de las anteriores, ninguna opcion, ninguna de esas
  ninguno de esos
`);

const ALL_BUT =
  /^(?:all|everything|todas?|todos?|tudo)(?: of them)? (?:but|except|except for|menos|exceto|excepto|salvo)(?: (?:the|number|a|o|as|os|la|el|las|los))? /;
