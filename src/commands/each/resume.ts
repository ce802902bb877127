import { leadArg } from "../args/lead.ts";
import { defineCommand } from "../define.ts";
import { phrase } from "../present/phrase.ts";
import { done, leadOf, named } from "./shared.ts";

export const resumeCommand = defineCommand({
  name: "resume",
  words: {
    en: ["resume", "bot"],
    pt: ["retomar", "robô", "devolver ao bot"],
    es: ["reanudar", "retomar", "devolver al bot"],
  },
  help: {
    en: "Let the bot talk to the customer again",
    pt: "Deixar o bot voltar a falar com o cliente",
    es: "Dejar que el bot vuelva a hablar con el cliente",
  },
  examples: { en: ["resume L-42"], pt: ["retomar L-42"], es: ["reanudar L-42"] },
  allowed: ["rep", "manager", "admin"],
  access: "change",
  args: { lead: leadArg() },
  run: (input) => {
    const loaded = leadOf(input);
    const { turn, at, language } = input;
    const byHuman = loaded.conversations.filter((conversation) => conversation.floor === "human");
    if (byHuman.length === 0) return done(already(named(loaded)), language);
    for (const conversation of byHuman) {
      turn.save("conversations", { ...conversation, floor: "bot", updatedAt: at });
    }
    const { id, contactId } = loaded.lead;
    turn.record({ kind: "floor-changed", leadId: id, contactId, note: "bot" });
    return done(resumed(named(loaded)), language);
  },
});

const resumed = phrase<{ ref: string }>({
  en: "The bot talks to the customer of {ref} again.",
  pt: "O bot volta a falar com o cliente de {ref}.",
  es: "El bot vuelve a hablar con el cliente de {ref}.",
});

const already = phrase<{ ref: string }>({
  en: "The bot is already the one talking in {ref}.",
  pt: "O bot já está conversando em {ref}.",
  es: "El bot ya está conversando en {ref}.",
});
