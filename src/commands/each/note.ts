import { addNote, isRefusal } from "../../leads/index.ts";
import { leadArg } from "../args/lead.ts";
import { textArg } from "../args/simple.ts";
import { defineCommand } from "../define.ts";
import { phrase } from "../present/phrase.ts";
import { safeName, safeText } from "../present/safe.ts";
import { leadOf, named, refused, tellThread, undoHint } from "./shared.ts";

export const noteCommand = defineCommand({
  name: "note",
  words: {
    en: ["note", "memo"],
    pt: ["nota", "anotar", "anotação"],
    es: ["nota", "anotar", "apuntar"],
  },
  help: {
    en: "Write a note for the team; the customer never sees it",
    pt: "Escrever uma nota para a equipe; o cliente nunca a vê",
    es: "Escribir una nota para el equipo; el cliente nunca la ve",
  },
  examples: {
    en: ["note L-42 prefers calls after 6 pm"],
    pt: ["nota L-42 prefere ligações depois das 18h"],
    es: ["nota L-42 prefiere llamadas después de las 18"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "change",
  args: { lead: leadArg({ byName: false }), text: textArg({ en: "text", pt: "texto", es: "texto" }) },
  run: (input) => {
    const loaded = leadOf(input);
    const after = addNote(input.turn, loaded.lead, input.args.text);
    if (isRefusal(after)) return refused(after, input.language);
    tellThread(input, inThread({ rep: safeName(input.actor.name), text: safeText(input.args.text, SHOWN) }));
    const { language } = input;
    const lines = [noted(named(loaded))[language], undoHint(named(loaded))[language]];
    return { reply: { text: lines.join("\n") } };
  },
});

/** The most of a note that the thread shows; the trail keeps it whole. */
const SHOWN = 2_500;

const inThread = phrase<{ rep: string; text: string }>({
  en: "📝 {rep}: {text}",
  pt: "📝 {rep}: {text}",
  es: "📝 {rep}: {text}",
});

const noted = phrase<{ ref: string }>({
  en: "Noted on {ref}.",
  pt: "Anotado em {ref}.",
  es: "Anotado en {ref}.",
});
