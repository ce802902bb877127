import { z } from "zod";
import { fold, LANGUAGES, type Language } from "../../language.ts";
import type { ArgSpec } from "../args/spec.ts";
import { bareWord } from "../args/words.ts";
import type { Command, CommandResult } from "../define.ts";
import { defineCommand } from "../define.ts";
import { signature } from "../help-text.ts";
import { nearest } from "../near.ts";
import { phrase, type Texts } from "../present/phrase.ts";

interface Group {
  words: Texts;
  label: Texts;
  commands: readonly Command[];
}

/**
 * The help command explains the commands that it is part of; `groups` is called when it runs. Without more it names them by
 * what one wants to do, short enough for a phone; a group, a command or “all” tells more.
 */
export function helpCommandFor(groups: () => readonly Group[]) {
  const list = () => groups().flatMap((group) => group.commands);
  return defineCommand({
    name: "help",
    words: {
      en: ["help", "commands", "?"],
      pt: ["ajuda", "comandos", "?"],
      es: ["ayuda", "comandos", "?"],
    },
    help: {
      en: "What you can say; with a group or a command, how it is used; “all” lists everything",
      pt: "O que você pode dizer; com um grupo ou comando, como usar; “tudo” mostra a lista inteira",
      es: "Lo que puedes decir; con un grupo o comando, cómo se usa; “todo” muestra la lista entera",
    },
    examples: {
      en: ["help", "help plan", "help stage", "help all"],
      pt: ["ajuda", "ajuda planejar", "ajuda etapa", "ajuda tudo"],
      es: ["ayuda", "ayuda planificar", "ayuda etapa", "ayuda todo"],
    },
    allowed: ["rep", "manager", "admin"],
    access: "none",
    args: { topic: topicArg(groups) },
    run: ({ args, actor, language }) => {
      const shown = groups()
        .map((group) => ({
          ...group,
          commands: group.commands.filter((c) => c.allowed.includes(actor.role)),
        }))
        .filter((group) => group.commands.length > 0);
      const wanted = list().find((each) => each.name === args.topic && each.allowed.includes(actor.role));
      if (wanted === undefined) {
        const only = args.topic === ALL ? shown : shown.filter((group) => group.words.en === args.topic);
        if (only.length === 0) return overview(shown, language);
        const text = only.map((group) => told(group, language)).join("\n\n");
        return { reply: { text: `${text}\n${tolerant({})[language]}` } };
      }
      const also = [...new Set(LANGUAGES.flatMap((l) => wanted.words[l]))].filter(
        (word) => word !== wanted.words[language][0],
      );
      const lines = [
        signature(wanted, language),
        wanted.help[language],
        ...wanted.examples[language].map((example) => `• ${example}`),
        alsoSaid({ words: also.join(", ") })[language],
      ];
      return { reply: { text: lines.join("\n") } };
    },
  });
}

/** One line a group, and a button for each. */
function overview(shown: readonly Group[], language: Language): CommandResult {
  const lines = shown.map(({ label, commands }) => {
    const words = commands.map((command) => command.words[language][0]).join(", ");
    return `${label[language]}: ${words}`;
  });
  const choices = shown.map(({ label, words }) => ({
    value: `${HELP[language]} ${words[language]}`,
    label: label[language],
  }));
  const names = shown.map(({ words }) => words[language]).join(", ");
  const more = tellMore({ names })[language];
  return { reply: { text: [youCanSay({})[language], ...lines, more].join("\n"), choices } };
}

/** A group with a line for each of its commands. */
function told({ label, commands }: Group, language: Language): string {
  const lines = commands.map((command) => `• ${signature(command, language)} – ${command.help[language]}`);
  return [`${label[language]}:`, ...lines].join("\n");
}

/** A command by any of its words, a group, or “all”; also with a typo. A group is given by its English word. */
function topicArg(groups: () => readonly Group[]): ArgSpec<string | undefined> {
  return {
    kind: "command",
    label: { en: "group or command", pt: "grupo ou comando", es: "grupo o comando" },
    optional: true,
    schema: z.string().optional(),
    read: ({ tokens }) => {
      const topics = groups().flatMap(({ words, commands }) =>
        LANGUAGES.flatMap((language) => [
          [fold(words[language]), words.en] as const,
          ...commands.flatMap(({ words: said, name }) =>
            said[language].map((word) => [fold(word), name] as const),
          ),
        ]),
      );
      const all = EVERYTHING.map((word) => [word, ALL] as const);
      const name = nearest(bareWord(tokens).replace(/^\//, ""), [...all, ...topics], 1)[0];
      return name === undefined ? [] : [{ value: name, used: tokens.length }];
    },
    missing: null,
  };
}

const ALL = "all";
const EVERYTHING = ["all", "everything", "tudo", "todos", "todo", "todas"];
const HELP: Texts = { en: "help", pt: "ajuda", es: "ayuda" };

const tellMore = phrase<{ names: string }>({
  en: "“help” and a word tells more: {names}, or any command, such as “help stage”. “help all” lists everything.",
  pt: "“ajuda” e uma palavra explica mais: {names}, ou um comando, como “ajuda etapa”. “ajuda tudo” mostra a lista inteira.",
  es: "“ayuda” y una palabra explica más: {names}, o un comando, como “ayuda etapa”. “ayuda todo” muestra la lista entera.",
});

const youCanSay = phrase({
  en: "You can say:",
  pt: "Você pode dizer:",
  es: "Puedes decir:",
});

const tolerant = phrase({
  en: "In a lead's thread you need not name the lead. “help” and a command tells more.",
  pt: "Na conversa de um lead não é preciso dizer qual. “ajuda” e um comando explica mais.",
  es: "En el hilo de un lead no hace falta nombrarlo. “ayuda” y un comando explica más.",
});

const alsoSaid = phrase<{ words: string }>({
  en: "Also: {words}",
  pt: "Também: {words}",
  es: "También: {words}",
});
