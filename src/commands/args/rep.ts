import { z } from "zod";
import { fold } from "../../language.ts";
import type { Directory } from "../../leads/types/directory.ts";
import type { Rep } from "../../leads/types/rep.ts";
import type { ResolveContext } from "../context.ts";
import { nearness } from "../near.ts";
import { inAll, phrase } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import type { ArgFault, ArgSpec, Cursor, Reading } from "./spec.ts";
import { bareWord, skipLinks } from "./words.ts";

/** A colleague: by name or a part of it, `@name`, `@me`, or a mention. Gives the rep's id. Only active ones. */
export function repArg(): ArgSpec<string> {
  return {
    kind: "rep",
    label: { en: "colleague", pt: "colega", es: "colega" },
    optional: false,
    schema: z.string().min(1),
    read: (cursor) => readings(cursor, false),
    missing,
  };
}

/**
 * A colleague that may be left out, to look at what is theirs: also one who has left, where no active one fits.
 * Here the `@` is needed, so that other words are not taken for names.
 */
export function optionalRepArg(): ArgSpec<string | undefined> {
  return {
    ...repArg(),
    schema: z.string().min(1).optional(),
    optional: true,
    read: (cursor) => readings(cursor, true),
    missing: null,
  };
}

/** The most words of a name that are tried. */
const NAME_WORDS = 4;

function readings(cursor: Cursor, needsAt: boolean): Reading[] {
  const { tokens, context } = cursor;
  const skip = skipLinks(tokens);
  const first = tokens[skip];
  if (first === undefined) return [];
  if (needsAt && !/^<?@/.test(first.text) && !ME.has(first.folded)) return [];
  const found: Reading[] = [];
  for (let length = Math.min(NAME_WORDS, tokens.length - skip); length >= 1; length -= 1) {
    const words = bareWord(tokens.slice(skip, skip + length));
    const active = repsCalled(words, context);
    const reps = active.length > 0 || !needsAt ? active : leftCalled(words, context.directory);
    if (reps.length === 1) found.push({ value: reps[0]!.id, used: skip + length });
  }
  return found;
}

function missing(cursor: Cursor): ArgFault {
  const { tokens, context } = cursor;
  const skip = skipLinks(tokens);
  const typed = tokens[skip];
  const several = typed === undefined ? [] : repsCalled(typed.folded, context);
  const offered = several.length > 0 ? several : activeReps(context.directory);
  const values = { typed: safeName(typed?.text ?? "", 40) };
  const text =
    typed === undefined ? whichRep({}) : several.length > 1 ? severalReps(values) : unknownRep(values);
  return {
    code: typed === undefined ? "which-rep" : several.length > 1 ? "several-reps" : "unknown-rep",
    text,
    instead: offered
      .slice(0, 10)
      .map((rep) => ({ text: `@${rep.id}`, label: inAll(() => safeName(rep.name)) })),
    used: typed === undefined ? 0 : skip + 1,
  };
}

/** Who is meant: exactly by id or full name, else by a part of the name, else with a typo. */
function repsCalled(typed: string, context: ResolveContext): Rep[] {
  const { directory, actor } = context;
  const word = typed.replace(/^@/, "");
  if (ME.has(word) || ME.has(typed)) return [actor];
  const mentioned = mention(typed, directory);
  if (mentioned !== null) return [mentioned];
  if (word.length < 2) return [];
  const reps = activeReps(directory);
  for (const test of [isExactly, hasWord, hasTypo]) {
    const found = reps.filter((rep) => test(rep, word));
    if (found.length > 0) return found;
  }
  return [];
}

function leftCalled(typed: string, directory: Directory): Rep[] {
  const word = typed.replace(/^@/, "");
  const left = [...directory.reps.values()].filter((rep) => !rep.active && word.length >= 2);
  const exactly = left.filter((rep) => isExactly(rep, word));
  return exactly.length > 0 ? exactly : left.filter((rep) => hasWord(rep, word));
}

function isExactly(rep: Rep, word: string): boolean {
  return fold(rep.id) === word || fold(rep.name) === word;
}

function hasWord(rep: Rep, word: string): boolean {
  return ` ${fold(rep.name)}`.includes(` ${word}`);
}

function hasTypo(rep: Rep, word: string): boolean {
  const name = fold(rep.name);
  return [name, ...name.split(" ")].some((part) => nearness(word, part) !== null);
}

/** A platform's own mention, `<@U123>`: the id is the last part of the linked identity. */
function mention(typed: string, directory: Directory): Rep | null {
  const id = /^<?@([a-z0-9_-]+)(?:\|[^>]*)?>$/.exec(typed)?.[1];
  if (id === undefined) return null;
  for (const [identity, repId] of directory.identities) {
    if (identity.toLowerCase().split(":").at(-1) === id) return directory.reps.get(repId) ?? null;
  }
  return null;
}

function activeReps(directory: Directory): Rep[] {
  return [...directory.reps.values()].filter((rep) => rep.active);
}

const ME = new Set(["me", "@me", "myself", "eu", "@eu", "mim", "mi", "yo", "@yo", "@mi", "@mim"]);

const whichRep = phrase({
  en: "To whom? Give a colleague's name.",
  pt: "Para quem? Diga o nome de um colega.",
  es: "¿A quién? Di el nombre de un colega.",
});

const unknownRep = phrase<{ typed: string }>({
  en: "I know no colleague called “{typed}”. Who do you mean?",
  pt: "Não conheço nenhum colega chamado “{typed}”. Quem você quer dizer?",
  es: "No conozco a ningún colega llamado “{typed}”. ¿A quién te refieres?",
});

const severalReps = phrase<{ typed: string }>({
  en: "“{typed}” could be several colleagues. Which one?",
  pt: "“{typed}” pode ser mais de um colega. Qual deles?",
  es: "“{typed}” puede ser más de un colega. ¿Cuál?",
});
