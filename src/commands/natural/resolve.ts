import { isDeepStrictEqual } from "node:util";
import type { Listed } from "../args/listed.ts";
import { type CommandProblem, isProblem, type ParsedCommand, type ResolveContext } from "../define.ts";
import { problem } from "../help-text.ts";
import { phrase } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import { tokenize } from "../tokens.ts";
import { readNatural } from "./natural.ts";

/**
 * Take a sentence for the command that it says, where it was not written as one, or where the word that it begins with is
 * another command's ("pass L-42 to Bruno" gives it to Bruno). Null: it is none.
 *
 * A question is answered at once. A change is carried out only when nothing was guessed, the lead named by its number;
 * otherwise it is offered. In a lead's thread what is not sure stays talk.
 */
export function resolveNatural(
  said: string,
  read: ParsedCommand | CommandProblem,
  context: ResolveContext,
  known: {
    isAddressed: boolean;
    readCommand: (text: string, context: ResolveContext) => ParsedCommand | CommandProblem;
  },
): ParsedCommand | CommandProblem | null {
  const isTalk = context.leadInThread !== null && !known.isAddressed;
  const isGuess = !isProblem(read) && read.isGuess === true;
  const asWritten = isProblem(read) || (isTalk && isGuess) ? null : read.command.name;
  let fault: CommandProblem | null = null;
  // Taken only where nothing else fits.
  let guess: ParsedCommand | null = null;
  for (const { command, does, sure, isRequest } of readNatural(said, context, known.isAddressed)) {
    // Words that are a command already are not talk; what else they may mean is asked.
    if (isTalk && !sure && isRequest !== true && asWritten === null) continue;
    const parsed = known.readCommand(command, context);
    if (isProblem(parsed)) {
      if (parsed.code !== "unknown-command") fault ??= parsed;
      continue;
    }
    if (parsed.isGuess === true && isTalk) continue;
    if (parsed.target?.kind === "name" && saysList(read)) continue;
    if (parsed.command.name === asWritten && !isBetter(parsed, read, does === "asks" || sure)) return null;
    const shown = inWordsOf(parsed, command, context);
    if (does === "changes" && !sure) return confirm(shown, context);
    const understood = { ...parsed, understood: shown };
    if (parsed.isGuess !== true) return understood;
    guess ??= understood;
  }
  return guess ?? ((asWritten === null || isGuess) && !isTalk ? fault : null);
}

/** "Lista quentes do Instagram" is a list: nobody is called so. "Lista Bruno" may be about a customer. */
function saysList(read: ParsedCommand | CommandProblem): boolean {
  if (isProblem(read) || read.command.name !== "leads" || read.isGuess === true) return false;
  const listed = read.args.listed as Listed;
  return listed.kind === "now" || Object.keys(listed.asked.filter).some((name) => name !== "owner");
}

/**
 * Whether the sentence says the same command better than its words do one by one, which take the little words for a part
 * of a name, or for what is meant: "history of Clara", "remove tag vip from L-42".
 */
function isBetter(
  said: ParsedCommand,
  asWritten: ParsedCommand | CommandProblem,
  isCertain: boolean,
): boolean {
  if (isProblem(asWritten) || isDeepStrictEqual(said.args, asWritten.args)) return false;
  return isCertain || asWritten.target?.kind === "name";
}

/** The command as the reader would write it. */
function inWordsOf({ command }: ParsedCommand, text: string, { language }: ResolveContext): string {
  const first = tokenize(text)[0];
  return `${command.words[language][0]}${text.slice(first?.end ?? 0)}`;
}

/** Offer a command instead of carrying it out. */
export function confirm(command: string, { language }: ResolveContext): CommandProblem {
  const label = safeName(`${YES[language]}: ${command}`, 75);
  return problem("natural-unsure", shallI({ command: safeName(command, 300) }), language, [
    { value: command, label },
  ]);
}

const YES = { en: "Yes", pt: "Sim", es: "Sí" };

const shallI = phrase<{ command: string }>({
  en: "I understood: {command}\nNothing is done yet. Is that right?",
  pt: "Entendi: {command}\nAinda não fiz nada. É isso?",
  es: "Entendí: {command}\nTodavía no hice nada. ¿Es eso?",
});
