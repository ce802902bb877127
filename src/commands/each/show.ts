import { leadArg } from "../args/lead.ts";
import { defineCommand } from "../define.ts";
import { leadCard } from "../present/card.ts";
import type { TailMessage } from "../reads.ts";
import { leadOf } from "./shared.ts";

/** How many of the last messages the card shows. */
const TAIL = 5;

export const showCommand = defineCommand({
  name: "show",
  words: {
    en: ["show", "view", "open", "card", "lead"],
    pt: ["mostrar", "ver", "ficha", "mostra"],
    es: ["mostrar", "ver", "ficha", "muestra"],
  },
  help: {
    en: "Show a lead's card with its last messages",
    pt: "Mostrar a ficha do lead com as últimas mensagens",
    es: "Mostrar la ficha del lead con los últimos mensajes",
  },
  examples: {
    en: ["show L-42", "show ana"],
    pt: ["mostrar L-42", "ver ana"],
    es: ["mostrar L-42", "ver ana"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "see",
  args: { lead: leadArg() },
  load: async (_args, reads, { leadId }) => ({
    data: leadId === null ? [] : await reads.conversationTail(leadId, TAIL),
  }),
  run: (input) => {
    const { lead, contact, offer } = leadOf(input);
    const { actor, directory, bundle, language, at } = input;
    const tail: TailMessage[] = input.data;
    return {
      reply: { card: leadCard(lead, contact, offer, directory, bundle, language, at, tail, actor.timeZone) },
    };
  },
});
