import { isOptedOut } from "../../leads/consent.ts";
import { leadArg } from "../args/lead.ts";
import { textArg } from "../args/simple.ts";
import { type CommandResult, defineCommand, type LoadContext, type RunInput } from "../define.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import type { CommandReads, StuckSend } from "../reads.ts";
import { done, leadOf, named, tellThread } from "./shared.ts";

const SEND_ID: Texts = { en: "message id", pt: "id da mensagem", es: "id del mensaje" };
const args = { lead: leadArg({ byName: false }), id: textArg(SEND_ID) };

type Input = RunInput<{ lead: unknown; id: string }, StuckSend | null>;

/** The send that is meant, when it belongs to the lead and waits for a person. */
async function load(
  { id }: { id: string },
  reads: CommandReads,
  { leadId }: LoadContext,
): Promise<{ data: StuckSend | null }> {
  const send = await reads.stuckSend(id.trim());
  return { data: send !== null && send.leadId === leadId ? send : null };
}

export const resendCommand = defineCommand<typeof args, StuckSend | null>({
  name: "resend",
  words: {
    en: ["resend", "send again"],
    pt: ["reenviar", "enviar de novo"],
    es: ["reenviar", "enviar de nuevo"],
  },
  help: {
    en: "Send a message again that did not arrive, or of which nobody knows; its notice in the thread has the button",
    pt: "Enviar de novo uma mensagem que não chegou, ou que ninguém sabe se chegou; o aviso na thread tem o botão",
    es: "Enviar de nuevo un mensaje que no llegó, o del que nadie sabe; el aviso en el hilo tiene el botón",
  },
  examples: { en: ["resend L-42 3k-2"], pt: ["reenviar L-42 3k-2"], es: ["reenviar L-42 3k-2"] },
  allowed: ["rep", "manager", "admin"],
  access: "change",
  args,
  load,
  run: (input) => {
    const { contact, lead } = leadOf(input);
    if (isOptedOut(contact, lead.channel)) return done(optedOut(named(leadOf(input))), input.language);
    return settle(input, "again", againInThread, again);
  },
});

export const arrivedCommand = defineCommand<typeof args, StuckSend | null>({
  name: "arrived",
  words: { en: ["mark arrived"], pt: ["marcar entregue"], es: ["marcar entregado"] },
  help: {
    en: "Say that a message of which nobody knew has arrived, so that it is not sent again",
    pt: "Dizer que uma mensagem incerta chegou, para que não seja enviada de novo",
    es: "Decir que un mensaje incierto llegó, para que no se envíe de nuevo",
  },
  examples: {
    en: ["mark arrived L-42 3k-2"],
    pt: ["marcar entregue L-42 3k-2"],
    es: ["marcar entregado L-42 3k-2"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "change",
  args,
  load,
  run: (input) => settle(input, "arrived", arrivedInThread, arrived),
});

function settle(
  input: Input,
  to: "again" | "arrived",
  inThread: (facts: { rep: string }) => Texts,
  answer: (facts: { ref: string }) => Texts,
): CommandResult {
  const ref = named(leadOf(input));
  if (input.data === null) return done(nothing(ref), input.language);
  // Whoever is second finds nothing to change: the row says so, not what was read before.
  input.turn.settleSend({ id: input.data.id, to });
  tellThread(input, inThread({ rep: safeName(input.actor.name) }));
  return done(answer(ref), input.language);
}

const again = phrase<{ ref: string }>({
  en: "It is sent again.",
  pt: "Está sendo enviada de novo.",
  es: "Se envía de nuevo.",
});

const againInThread = phrase<{ rep: string }>({
  en: "🔁 {rep} sends the message again.",
  pt: "🔁 {rep} reenvia a mensagem.",
  es: "🔁 {rep} reenvía el mensaje.",
});

const arrived = phrase<{ ref: string }>({
  en: "Noted: it has arrived and is not sent again.",
  pt: "Anotado: chegou e não será enviada de novo.",
  es: "Anotado: llegó y no se enviará de nuevo.",
});

const arrivedInThread = phrase<{ rep: string }>({
  en: "✓ {rep} says that the message has arrived.",
  pt: "✓ {rep} diz que a mensagem chegou.",
  es: "✓ {rep} dice que el mensaje llegó.",
});

const nothing = phrase<{ ref: string }>({
  en: "There is no such message of {ref} that waits for a decision: somebody may have decided already.",
  pt: "Não há mensagem de {ref} esperando decisão: alguém pode já ter decidido.",
  es: "No hay tal mensaje de {ref} en espera de decisión: quizá alguien ya decidió.",
});

const optedOut = phrase<{ ref: string }>({
  en: "Not sent: the customer of {ref} asked for no more messages.",
  pt: "Não enviado: o cliente de {ref} pediu para não receber mensagens.",
  es: "No se envió: el cliente de {ref} pidió no recibir mensajes.",
});
