import { claimLead, isRefusal } from "../../leads/index.ts";
import { leadArg } from "../args/lead.ts";
import { defineCommand } from "../define.ts";
import { phrase } from "../present/phrase.ts";
import { announce, cardOf, leadOf, named, refused, undoHint } from "./shared.ts";

export const claimCommand = defineCommand({
  name: "claim",
  words: {
    en: ["claim", "take", "accept"],
    pt: ["assumir", "pegar", "assumo", "pego", "aceitar"],
    es: ["tomar", "tomo", "asumir", "aceptar"],
  },
  help: {
    en: "Take a lead that is free or offered to you",
    pt: "Assumir um lead livre ou oferecido a você",
    es: "Tomar un lead libre u ofrecido a ti",
  },
  examples: { en: ["claim L-42"], pt: ["assumir L-42"], es: ["tomar L-42"] },
  allowed: ["rep", "manager", "admin"],
  access: "change",
  args: { lead: leadArg() },
  run: (input) => {
    const loaded = leadOf(input);
    const { actor, turn, directory, language } = input;
    const after = claimLead(turn, loaded.lead, loaded.offer, actor, directory);
    if (isRefusal(after)) return refused(after, language);
    announce(input, after);
    const text = [yours, undoHint].map((each) => each(named(loaded))[language]).join(" ");
    return { reply: { text, card: cardOf(input, after) } };
  },
});

const yours = phrase<{ ref: string }>({
  en: "{ref} is yours. Good luck!",
  pt: "{ref} é seu. Boa sorte!",
  es: "{ref} es tuyo. ¡Suerte!",
});
