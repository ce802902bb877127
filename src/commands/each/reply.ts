import { claimLead, isRefusal, recordReply } from "../../leads/index.ts";
import type { Conversation, Lead } from "../../leads/types.ts";
import { leadArg } from "../args/lead.ts";
import { textArg } from "../args/simple.ts";
import { type CommandResult, defineCommand, type RunContext } from "../define.ts";
import { isManager } from "../policy.ts";
import { channelName } from "../present/labels.ts";
import { phrase } from "../present/phrase.ts";
import { safeName, safeText } from "../present/safe.ts";
import { announce, done, leadOf, named, refused, tellThread } from "./shared.ts";

export const replyCommand = defineCommand({
  name: "reply",
  words: {
    en: ["reply", "answer", "say"],
    pt: ["responder", "resposta", "dizer"],
    es: ["responder", "respuesta", "decir"],
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
  args: { lead: leadArg({ byName: false }), text: textArg({ en: "text", pt: "texto", es: "texto" }) },
  run: (input) => {
    const { lead, contact, conversations } = leadOf(input);
    const { language } = input;
    const ref = named(leadOf(input));
    if (contact.optedOutAt !== null) return done(optedOut(ref), language);
    const conversation = latest(conversations);
    if (conversation === null) return done(noConversation(ref), language);
    const owned = ownFirst(input, lead);
    if ("reply" in owned) return owned;

    send(input, conversation, input.args.text);
    const { turn, bundle, directory } = input;
    const after = recordReply(turn, owned, bundle.pipeline, directory, leadOf(input).offer);
    takeFloor(input, conversation);
    announce(input, after);
    const facts = { rep: safeName(input.actor.name), text: safeText(input.args.text, SHOWN) };
    tellThread(input, inThread({ ...facts, name: safeName(contact.name ?? ref.ref) }));
    return done(
      sent((l) => ({
        name: safeName(contact.name ?? ref.ref),
        channel: channelName(conversation.channel, l),
      })),
      language,
    );
  },
});

/** A rep who answers a lead that nobody has takes it, so that no two answer the same customer. */
function ownFirst(input: RunContext, lead: Lead): Lead | CommandResult {
  const { actor, turn, directory, language } = input;
  const isFree = lead.ownerId === null && lead.stageKind === "open";
  const mine = lead.offeredTo === actor.id;
  if (!isFree || (isManager(actor) && !mine)) return lead;
  const claimed = claimLead(turn, lead, leadOf(input).offer, actor, directory);
  return isRefusal(claimed) ? refused(claimed, language) : claimed;
}

/** The conversation in which the customer wrote last. */
function latest(conversations: readonly Conversation[]): Conversation | null {
  const time = (conversation: Conversation) => conversation.lastInboundAt ?? conversation.updatedAt;
  return [...conversations].sort((a, b) => (time(a) < time(b) ? 1 : -1))[0] ?? null;
}

function send({ turn, actor }: RunContext, conversation: Conversation, text: string): void {
  const outboxId = turn.nextId();
  const { channel, chatId, leadId } = conversation;
  const message = turn.addMessage({
    conversationId: conversation.id,
    leadId,
    direction: "out",
    author: actor.id,
    text,
    extra: null,
    externalId: null,
    outboxId,
  });
  turn.send({ id: outboxId, channel, chatId, message: { text }, leadId, messageId: message.id });
}

/** From now on a human talks: the bot is silent, and does not remind of its question either. */
function takeFloor({ turn, lead, at }: RunContext, conversation: Conversation): void {
  turn.save("conversations", {
    ...conversation,
    floor: "human",
    nudge: null,
    lastOutboundAt: at,
    updatedAt: at,
  });
  turn.cancelTimers({ kind: "nudge", conversationId: conversation.id });
  if (conversation.floor === "human") return;
  const { id, contactId } = lead!.lead;
  turn.record({ kind: "floor-changed", leadId: id, contactId, note: "human" });
}

/** The most of a reply that the thread shows; the customer gets it whole. */
const SHOWN = 2_500;

const inThread = phrase<{ rep: string; name: string; text: string }>({
  en: "↪️ {rep} to {name}: {text}",
  pt: "↪️ {rep} para {name}: {text}",
  es: "↪️ {rep} a {name}: {text}",
});

const sent = phrase<{ name: string; channel: string }>({
  en: "Sent to {name} ({channel}).",
  pt: "Enviado para {name} ({channel}).",
  es: "Enviado a {name} ({channel}).",
});

const optedOut = phrase<{ ref: string }>({
  en: "Not sent: the customer of {ref} asked for no more messages. They can write to you again any time.",
  pt: "Não enviado: o cliente de {ref} pediu para não receber mensagens. Ele pode voltar a escrever quando quiser.",
  es: "No se envió: el cliente de {ref} pidió no recibir mensajes. Puede volver a escribir cuando quiera.",
});

const noConversation = phrase<{ ref: string }>({
  en: "Not sent: {ref} has no conversation to answer in.",
  pt: "Não enviado: {ref} não tem conversa para responder.",
  es: "No se envió: {ref} no tiene conversación donde responder.",
});
