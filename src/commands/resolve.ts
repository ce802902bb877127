import { fold, LANGUAGES } from "../language.ts";
import { cleanText } from "../text.ts";
import { readArgs, type UnreadArgs } from "./args/read.ts";
import { COMMANDS } from "./catalogue.ts";
import {
  type Command,
  type CommandProblem,
  isProblem,
  type ParsedCommand,
  type ResolveContext,
} from "./define.ts";
import { problem, usage } from "./help-text.ts";
import { beginsTalk } from "./natural/ordinary.ts";
import { confirm, resolveNatural } from "./natural/resolve.ts";
import { nearest } from "./near.ts";
import { notActive, notAllowed } from "./policy.ts";
import { phrase } from "./present/phrase.ts";
import { safeName } from "./present/safe.ts";
import { doubtOf } from "./sending.ts";
import { type Token, tokenize } from "./tokens.ts";

/**
 * Read a text as a command: which one, and its arguments. Understands the words of all three languages
 * whatever the reader's own, without regard to case and accents, with a leading `/` or mention of the bot.
 *
 * Pure, and never throws: what cannot be read, or is not for this person, is a problem with the reply to give.
 */
export function resolveCommand(text: string, context: ResolveContext): ParsedCommand | CommandProblem {
  if (!context.actor.active) return problem("not-active", notActive(context.directory), context.language);
  const typed = cleanText(text).trim();
  const said = withoutAddress(typed);
  const isAddressed = said !== typed;
  const read = readCommand(said, context);
  // Who calls the program by its name gets an answer, in a lead's thread too.
  if (isProblem(read) && read.code === "unknown-command" && CALLED.test(typed))
    return resolveNatural(said, read, context, { isAddressed, readCommand }) ?? { ...read, isNear: true };
  if (!isProblem(read) && read.command.name === "reply") {
    const doubt = doubtOf({ typed, bare: withoutMention(typed), text: String(read.args.text) }, context);
    if (doubt !== null) return doubt === "talk" ? unknownCommand("", context) : doubt;
  }
  // The words of a command and nothing else are that command, whatever else a sentence like it may mean.
  const isBare = !isProblem(read) && findCommand(tokenize(said))?.used === tokenize(said).length;
  const natural = isBare ? null : resolveNatural(said, read, context, { isAddressed, readCommand });
  if (natural !== null) return natural;
  const isCertain = !isProblem(read) && read.isGuess !== true;
  if (!isCertain && !isAddressed && soundsLikeTalk(said, context)) return talk(context);
  if (isProblem(read)) return read;
  // With a slash it counts as said to the bot.
  return !isAddressed && mayBeTalk(read, context) ? confirm(`/${said}`, context) : read;
}

const CALLED = /^@leadline[:,]?(?:\s|$)/i;

/** What nobody can read as a command, and begins as people talk, is not for the bot in a lead's thread. */
function soundsLikeTalk(said: string, { leadInThread }: ResolveContext): boolean {
  const tokens = tokenize(said);
  const isMarked = /(?:^|\s)(?:l-?\d|#\d|@)/i.test(said);
  return leadInThread !== null && !isMarked && tokens.length >= 2 && beginsTalk(tokens[0]);
}

/** In a lead's thread "voltei", "fora até segunda" or "pass the word" is more likely said to colleagues. */
function mayBeTalk({ command, args }: ParsedCommand, { leadInThread }: ResolveContext): boolean {
  if (leadInThread === null) return false;
  if (command.name === "pass") return TO_SOMEBODY.test(fold(String(args.why ?? "")));
  return (
    command.name === "away" ||
    command.name === "back" ||
    (command.name === "hours" && args.spec !== undefined)
  );
}

const TO_SOMEBODY =
  /^(?:the|an?|it|this|that|me|him|her|them|us|os?|as?|um|uma|isso|isto|para|pra|el|la|los|las|un|una|le|lo|esto|eso)(?= )/;

function talk(context: ResolveContext): CommandProblem {
  return problem("unknown-command", notUnderstood({}), context.language);
}

/** A text that begins with the word of a command. */
function readCommand(said: string, context: ResolveContext): ParsedCommand | CommandProblem {
  if (said === "") return unknownCommand("", context);
  const tokens = tokenize(said);
  const found = findCommand(tokens);
  if (found === null) return unknownCommand(said, context);
  const { command, used } = found;
  if (!command.allowed.includes(context.actor.role)) {
    return problem("not-allowed", notAllowed(command, context), context.language);
  }
  const read = readArgs(command.args, tokens.slice(used), said, context);
  if (!read.ok) return unreadProblem(command, read, said, context);
  const head = tokens.slice(0, used).map((token) => token.text);
  return {
    command,
    args: read.values,
    target: read.target,
    isGuess: read.isGuess,
    withLead: (ref) => [...head, ref, rest(said, tokens, used, read.leadTokens)].join(" ").trim(),
  };
}

/** Whether what was said in a lead's thread is no command, nor nearly one: internal talk. */
export function isInternal(read: ParsedCommand | CommandProblem): boolean {
  return isProblem(read) && read.code === "unknown-command" && read.isNear !== true;
}

/** The text without a mention of the bot, a leading slash, or a product name used as a prefix. */
function withoutAddress(text: string): string {
  const command = withoutMention(text)
    .replace(/^[/!]\s*/, "")
    .replace(/^leadline[:,]?(?:\s+(?=\S)|$)/i, "");
  // Three are how a quotation is written.
  if (/^>>(?!>)/.test(command)) return `reply ${command.slice(2).trim()}`;
  const removed = /^[-−]\s?(tag|label|etiqueta)\b\s*(.*)$/is.exec(command);
  return removed === null ? command : `untag ${removed[2]}`;
}

function withoutMention(text: string): string {
  if (/^@leadline[:,]?$/i.test(text)) return "";
  return text.replace(/^(?:<@[^>\s]{1,60}>|@[\p{L}\p{N}_.-]{1,60})[:,]?\s+(?=\S)/u, "");
}

/** The command whose words the text begins with; the longest wins, so that "my leads" is not "my". */
function findCommand(tokens: readonly Token[]): { command: Command; used: number } | null {
  for (let used = Math.min(LONGEST_WORDS, tokens.length); used >= 1; used -= 1) {
    // What stands in quotes is spoken of, not said.
    if (tokens.slice(0, used).some((token) => token.quoted)) continue;
    const words = tokens.slice(0, used).map((token) => token.folded);
    const command = WORDS.get(plain(words.join(" ")));
    if (command !== undefined) return { command, used };
  }
  return null;
}

/** Without the punctuation that people put behind a word; a lone "?" stays. */
function plain(words: string): string {
  return words.length === 1 ? words : words.replace(/^[¿¡]+|[:,.!?]+$/g, "");
}

/** Every word of every command, folded. A test proves that no two commands share one. */
const WORDS: ReadonlyMap<string, Command> = new Map(
  COMMANDS.flatMap((command) =>
    LANGUAGES.flatMap((language) => command.words[language].map((word) => [fold(word), command] as const)),
  ),
);

const LONGEST_WORDS = Math.max(...[...WORDS.keys()].map((word) => word.split(" ").length));

/** A short help: what was perhaps meant, else what is most often wanted here. */
function unknownCommand(said: string, context: ResolveContext): CommandProblem {
  const tokens = tokenize(said);
  const allowed = [...WORDS].filter(([, command]) => command.allowed.includes(context.actor.role));
  const near = tokens.length === 0 ? [] : nearest(plain(tokens[0]!.folded), allowed);
  if (near.length > 0) {
    const tail = tokens.length > 1 ? ` ${said.slice(tokens[1]!.start)}` : "";
    const choices = near.map((command) => {
      const word = command.words[context.language][0]!;
      // A long message is not carried by a button: the word alone says what to correct.
      const text = tail.length > 1_000 ? word : word + tail;
      return { value: text, label: safeName(text, 75) };
    });
    const typed = safeName(tokens[0]!.text, 30);
    return { ...problem("unknown-command", didYouMean({ typed }), context.language, choices), isNear: true };
  }
  const usual = (context.leadInThread === null ? USUAL : USUAL_IN_THREAD)
    .map((name) => COMMANDS.find((command) => command.name === name)!)
    .filter((command) => command.allowed.includes(context.actor.role));
  const lines = usual.map((c) => `• ${c.words[context.language][0]} – ${c.help[context.language]}`);
  const intro = said === "" ? nothingSaid({}) : notUnderstood({});
  const result = problem("unknown-command", intro, context.language, [
    ...usual.filter(takesNothing).map((c) => {
      const word = c.words[context.language][0]!;
      return { value: word, label: word };
    }),
  ]);
  return { ...result, reply: { ...result.reply, text: [result.reply.text, ...lines].join("\n") } };
}

const USUAL = ["leads", "show", "help"] as const;
const USUAL_IN_THREAD = ["show", "reply", "help"] as const;

function takesNothing(command: Command): boolean {
  return Object.values(command.args).every((arg) => arg.optional || arg.kind === "lead");
}

/** What to say of an argument at fault: what may have been meant as choices, else how the command is used. */
function unreadProblem(
  command: Command,
  unread: UnreadArgs,
  said: string,
  context: ResolveContext,
): CommandProblem {
  const { language } = context;
  const { fault, tokens } = unread;
  if (fault === null) {
    const first = tokens[0];
    const text = first === undefined ? incomplete({}) : leftOver({ typed: safeName(first.text, 40) });
    return withUsage(
      problem(first === undefined ? "incomplete" : "left-over", text, language),
      command,
      language,
    );
  }
  const start = tokens[0]?.start ?? said.length;
  const end = fault.used === undefined || fault.used === 0 ? start : tokens[fault.used - 1]!.end;
  const choices = (fault.instead ?? []).map((instead) => ({
    value: [said.slice(0, start).trim(), instead.text, said.slice(end).trim()].filter(Boolean).join(" "),
    label: safeName(instead.label[language], 75),
  }));
  const result = problem(fault.code, fault.text, language, choices);
  return choices.length === 0 ? withUsage(result, command, language) : result;
}

function withUsage(
  result: CommandProblem,
  command: Command,
  language: ResolveContext["language"],
): CommandProblem {
  return { ...result, reply: { ...result.reply, text: `${result.reply.text}\n${usage(command, language)}` } };
}

/** The words after the command, without those that named the lead. */
function rest(said: string, tokens: readonly Token[], used: number, leadTokens: readonly Token[]): string {
  const kept = tokens.slice(used).filter((token) => !leadTokens.includes(token));
  const contiguous = leadTokens.length === 0 || leadTokens.at(-1)!.end <= (kept[0]?.start ?? said.length);
  if (kept.length === 0) return "";
  if (contiguous) return said.slice(kept[0]!.start);
  return kept.map((token) => said.slice(token.start, token.end)).join(" ");
}

const didYouMean = phrase<{ typed: string }>({
  en: "I don't know “{typed}”. Did you mean:",
  pt: "Não conheço “{typed}”. Você quis dizer:",
  es: "No conozco “{typed}”. ¿Quisiste decir:",
});

const notUnderstood = phrase({
  en: "I did not understand that. You can say, for instance:",
  pt: "Não entendi. Você pode dizer, por exemplo:",
  es: "No entendí. Puedes decir, por ejemplo:",
});

const nothingSaid = phrase({
  en: "What can I do for you? For instance:",
  pt: "Como posso ajudar? Por exemplo:",
  es: "¿En qué te ayudo? Por ejemplo:",
});

const incomplete = phrase({
  en: "Something is missing.",
  pt: "Falta alguma coisa.",
  es: "Falta algo.",
});

const leftOver = phrase<{ typed: string }>({
  en: "I did not understand “{typed}” here.",
  pt: "Não entendi “{typed}” aqui.",
  es: "No entendí “{typed}” aquí.",
});
