import { leadArg } from "../args/lead.ts";
import { textOrFilesArg } from "../args/simple.ts";
import { defineCommand } from "../define.ts";
import { answerCustomer } from "./to-customer.ts";

export const replyCommand = defineCommand({
  name: "reply",
  // One word a language: whatever else people may begin a sentence with must never reach a customer.
  words: {
    en: ["reply"],
    pt: ["responder"],
    es: ["responder"],
  },
  help: {
    en: "Send a message to the customer; from then on you talk, and the bot is silent",
    pt: "Enviar uma mensagem ao cliente; a partir daí você fala e o bot fica em silêncio",
    es: "Enviar un mensaje al cliente; desde ahí hablas tú y el bot calla",
  },
  examples: {
    en: ["reply L-42 Good morning! When may I call you?"],
    pt: ["responder L-42 Bom dia! Quando posso ligar?"],
    es: ["responder L-42 ¡Buenos días! ¿Cuándo puedo llamarte?"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "change",
  // Without a text the files that came with it are sent.
  args: { lead: leadArg({ byName: false }), text: textOrFilesArg({ en: "text", pt: "texto", es: "texto" }) },
  run: (input) => answerCustomer(input, { text: input.args.text, files: input.attachments ?? [] }),
});
