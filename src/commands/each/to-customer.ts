import type { InboundAttachment } from "../../channel/inbound.ts";
import type { OutboundMessage } from "../../channel/outbound.ts";
import { approvedIn } from "../../flow/template-message.ts";
import { answerIds } from "../../leads/answer-ids.ts";
import { isOptedOut } from "../../leads/consent.ts";
import { recordReply } from "../../leads/index.ts";
import type { Conversation } from "../../leads/types/conversation.ts";
import { isWindowOpen } from "../../leads/window.ts";
import type { Abilities, CommandResult, RunContext } from "../define.ts";
import { answerNotice } from "../present/answers.ts";
import { templateButtons, whatToDo } from "../present/approved.ts";
import { pictureAlt } from "../present/files.ts";
import { channelName } from "../present/labels.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import { ownFirst } from "./own-first.ts";
import { announce, done, leadOf, named, no } from "./shared.ts";

/** What a colleague sends to the customer: a text, files, or both. */
export interface ToCustomer {
  /** May be empty when there are files. */
  text: string;
  /** Sent after the text, in order, each as a message of its own. Default: none. */
  files?: readonly InboundAttachment[];
  /** The same as `text` by a template that the vendor has approved. */
  template?: OutboundMessage["template"];
}

/**
 * Send something to the customer in the conversation in which they wrote last. Whoever sends takes a lead that nobody
 * has, and the floor; the thread shows what was sent, in a post that then tells how far it has come. Everything
 * that speaks against it is told before anything is sent. Once a turn.
 */
export function answerCustomer(input: RunContext, content: ToCustomer): CommandResult {
  const { lead, contact, conversations, offer } = leadOf(input);
  const { turn, bundle, directory, language } = input;
  const conversation = latest(conversations);
  const objection = objectionTo(input, content, conversation);
  if (objection !== null || conversation === null)
    return no(objection ?? noConversation(named(leadOf(input))), input);
  if (content.template === undefined && !isFree(input, conversation)) return windowOver(input, conversation);
  const owned = ownFirst(input, lead);
  if ("reply" in owned) return owned;

  for (const [index, part] of partsOf(input, content, conversation).entries())
    send(input, conversation, part, index + 1);
  const after = recordReply(turn, owned, bundle.pipeline, directory, offer);
  for (const file of content.files ?? [])
    turn.record({ kind: "file-sent", leadId: lead.id, contactId: contact.id, note: file.fileName });
  takeFloor(input, conversation);
  announce(input, after);
  const message = answerNotice({
    lead,
    contact,
    rep: input.actor.name,
    text: content.text,
    files: (content.files ?? []).map((file) => file.fileName),
    state: "waiting",
    origin: originIn(input),
  });
  turn.notify({ to: { thread: lead.id }, leadId: lead.id, message });
  const name = safeName(contact.name ?? named(leadOf(input)).ref);
  return done(
    onItsWay((l) => ({ name, channel: channelName(conversation.channel, l) })),
    language,
  );
}

/** The conversation in which the customer wrote last. */
export function latest(conversations: readonly Conversation[]): Conversation | null {
  const time = (conversation: Conversation) => conversation.lastInboundAt ?? conversation.updatedAt;
  return [...conversations].sort((a, b) => (time(a) < time(b) ? 1 : -1))[0] ?? null;
}

/** Why it cannot be sent; null when nothing speaks against it. */
function objectionTo(
  input: RunContext,
  content: ToCustomer,
  conversation: Conversation | null,
): Texts | null {
  const ref = named(leadOf(input));
  const { text, files = [] } = content;
  if (conversation === null) return noConversation(ref);
  if (isOptedOut(leadOf(input).contact, conversation.channel)) return optedOut(ref);
  if (text.trim() === "" && files.length === 0) return nothingToSend(ref);
  const gone = files.find((file) => file.missing !== undefined);
  if (gone?.missing !== undefined) return NOT_KEPT[gone.missing]({ file: safeName(gone.fileName, 120) });
  const can = abilitiesOf(input, conversation);
  const refusedFile = files.find((file) => !can.files && !(can.images && isImage(file)));
  if (refusedFile === undefined) return null;
  return (can.images ? noSuchFiles : noFiles)((language) => ({
    channel: channelName(conversation.channel, language),
    file: safeName(refusedFile.fileName, 120),
  }));
}

/** Whether the channel takes what somebody types now: always, or only for some hours after the person wrote. */
function isFree(input: RunContext, conversation: Conversation): boolean {
  const { freeFormHours } = abilitiesOf(input, conversation);
  return isWindowOpen({ lastInboundAt: conversation.lastInboundAt, freeFormHours, at: input.at });
}

/** Nothing is sent that the vendor would refuse: told with what can be sent. */
export function windowOver(input: RunContext, { channel, language }: Conversation): CommandResult {
  const { lead } = leadOf(input);
  const templates = approvedIn(input.bundle, language);
  const text = notSent({ ref: named(leadOf(input)).ref, channel: channelName(channel, input.language) });
  const what = whatToDo("window-over", templates)[input.language];
  const buttons = templateButtons(lead, templates, input.language);
  const choices = buttons.map(({ label, command }) => ({ label, value: command }));
  return {
    reply: {
      text: `${text[input.language]} ${what}`,
      ...(choices.length > 0 ? { choices } : {}),
    },
    refused: true,
  };
}

export function abilitiesOf(input: RunContext, { channel }: Conversation): Abilities {
  return input.abilities?.(channel) ?? { files: true, images: true };
}

function partsOf(input: RunContext, content: ToCustomer, conversation: Conversation): Part[] {
  const { text, files = [], template } = content;
  const can = abilitiesOf(input, conversation);
  const { language } = conversation;
  const parts: Part[] = [];
  if (text !== "") parts.push({ text, file: null, message: template ? { text, template } : { text } });
  for (const file of files) {
    const { path, fileName, mime } = file;
    const message: OutboundMessage =
      isImage(file) && can.images
        ? { image: { path, alt: pictureAlt(input.actor.name, fileName, language) } }
        : { file: { path, fileName, mime } };
    parts.push({ text: "", file, message });
  }
  return parts;
}

interface Part {
  text: string;
  file: InboundAttachment | null;
  message: OutboundMessage;
}

/** Pictures that every channel shows as pictures. */
function isImage({ mime }: InboundAttachment): boolean {
  return mime === "image/png" || mime === "image/jpeg";
}

function send(input: RunContext, conversation: Conversation, part: Part, index: number): void {
  const { turn, actor } = input;
  const { outboxId, messageId } = answerIds(originIn(input), index);
  const { channel, chatId, leadId } = conversation;
  turn.addMessage({
    id: messageId,
    conversationId: conversation.id,
    leadId,
    direction: "out",
    author: actor.id,
    text: part.text,
    extra: part.file === null ? null : { attachments: [part.file] },
    externalId: null,
    outboxId,
  });
  turn.send({ id: outboxId, channel, chatId, message: part.message, leadId, messageId });
}

function originIn({ origin, turn }: RunContext): number {
  return origin ?? turn.seq;
}

/** From now on a human talks: the bot is silent, and does not remind of its question either. */
function takeFloor(input: RunContext, conversation: Conversation): void {
  const { turn, at } = input;
  turn.save("conversations", {
    ...conversation,
    floor: "human",
    nudge: null,
    lastOutboundAt: at,
    updatedAt: at,
  });
  turn.cancelTimers({ kind: "nudge", conversationId: conversation.id });
  if (conversation.floor === "human") return;
  const { id, contactId } = leadOf(input).lead;
  turn.record({ kind: "floor-changed", leadId: id, contactId, note: "human" });
}

const notSent = phrase<{ ref: string; channel: string }>({
  en: "Nothing was sent to the customer of {ref} on {channel}.",
  pt: "Nada foi enviado ao cliente de {ref} por {channel}.",
  es: "No se envió nada al cliente de {ref} por {channel}.",
});

const onItsWay = phrase<{ name: string; channel: string }>({
  en: "On its way to {name} ({channel}).",
  pt: "A caminho de {name} ({channel}).",
  es: "En camino a {name} ({channel}).",
});

const nothingToSend = phrase<{ ref: string }>({
  en: "Nothing was sent. What should the customer get? For instance: reply {ref} Good morning!",
  pt: "Nada foi enviado. O que o cliente deve receber? Por exemplo: responder {ref} Bom dia!",
  es: "No se envió nada. ¿Qué debe recibir el cliente? Por ejemplo: responder {ref} ¡Buenos días!",
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

const noFiles = phrase<{ channel: string; file: string }>({
  en: "Nothing was sent: {channel} takes no files. Send a text, or a link to {file}.",
  pt: "Nada foi enviado: {channel} não aceita arquivos. Envie um texto ou um link para {file}.",
  es: "No se envió nada: {channel} no acepta archivos. Envía un texto o un enlace a {file}.",
});

const noSuchFiles = phrase<{ channel: string; file: string }>({
  en: "Nothing was sent: {channel} takes pictures only, and {file} is none. Send a link to it.",
  pt: "Nada foi enviado: {channel} só aceita imagens, e {file} não é uma. Envie um link.",
  es: "No se envió nada: {channel} solo acepta imágenes, y {file} no lo es. Envía un enlace.",
});

const NOT_KEPT = {
  "too-large": phrase<{ file: string }>({
    en: "Nothing was sent: {file} is too large for me. Send a smaller one, or a link.",
    pt: "Nada foi enviado: {file} é grande demais para mim. Envie um menor ou um link.",
    es: "No se envió nada: {file} es demasiado grande para mí. Envía uno más pequeño o un enlace.",
  }),
  unsafe: phrase<{ file: string }>({
    en: "Nothing was sent: {file} is of a kind that I do not pass on.",
    pt: "Nada foi enviado: {file} é de um tipo que eu não repasso.",
    es: "No se envió nada: {file} es de un tipo que no reenvío.",
  }),
  unavailable: phrase<{ file: string }>({
    en: "Nothing was sent: I could not fetch {file}. Attach it once more, please.",
    pt: "Nada foi enviado: não consegui baixar {file}. Anexe de novo, por favor.",
    es: "No se envió nada: no pude descargar {file}. Adjúntalo de nuevo, por favor.",
  }),
};
