import { z } from "zod";
import { fold, LANGUAGES } from "../../language.ts";
import type { ArgSpec } from "../args/spec.ts";
import { bareWord } from "../args/words.ts";
import type { Command } from "../define.ts";
import { defineCommand } from "../define.ts";
import { signature } from "../help-text.ts";
import { nearest } from "../near.ts";
import { phrase } from "../present/phrase.ts";

/** The help command explains the commands of the list that it is part of; `list` is called when it runs. */
export function helpCommandFor(list: () => readonly Command[]) {
  return defineCommand({
    name: "help",
    words: {
      en: ["help", "commands", "?"],
      pt: ["ajuda", "comandos", "?"],
      es: ["ayuda", "comandos", "?"],
    },
    help: {
      en: "What you can say; with a command, how it is used",
      pt: "O que você pode dizer; com um comando, como usá-lo",
      es: "Lo que puedes decir; con un comando, cómo se usa",
    },
    examples: {
      en: ["help", "help stage"],
      pt: ["ajuda", "ajuda etapa"],
      es: ["ayuda", "ayuda etapa"],
    },
    allowed: ["rep", "manager", "admin"],
    access: "none",
    args: { command: commandArg(list) },
    run: ({ args, actor, language }) => {
      const allowed = list().filter((command) => command.allowed.includes(actor.role));
      const wanted = allowed.find((command) => command.name === args.command);
      if (wanted === undefined) {
        const lines = allowed.map((c) => `• ${signature(c, language)} – ${c.help[language]}`);
        return { reply: { text: [youCanSay({})[language], ...lines, tolerant({})[language]].join("\n") } };
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

/** A command by any of its words, also with a typo. */
function commandArg(list: () => readonly Command[]): ArgSpec<string | undefined> {
  return {
    kind: "command",
    label: { en: "command", pt: "comando", es: "comando" },
    optional: true,
    schema: z.string().optional(),
    read: ({ tokens }) => {
      const words = list().flatMap((command) =>
        LANGUAGES.flatMap((language) =>
          command.words[language].map((word) => [fold(word), command.name] as const),
        ),
      );
      const name = nearest(bareWord(tokens).replace(/^\//, ""), words, 1)[0];
      return name === undefined ? [] : [{ value: name, used: tokens.length }];
    },
    missing: null,
  };
}

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
