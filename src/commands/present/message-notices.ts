import type { InboundAttachment } from "../../channel/inbound.ts";
import type { CardButton } from "../../channel/outbound.ts";
import type { Language } from "../../language.ts";
import { leadRef } from "../../leads/ref.ts";
import type { Contact } from "../../leads/types/contact.ts";
import type { Message } from "../../leads/types/conversation.ts";
import type { Directory } from "../../leads/types/directory.ts";
import type { Lead } from "../../leads/types/lead.ts";
import { fileLines } from "./files.ts";
import { channelName, repName } from "./labels.ts";
import type { NoticeText } from "./notice-text.ts";
import type { NoticeFacts } from "./notices.ts";
import { phrase, type Texts } from "./phrase.ts";
import { safeName, safeText } from "./safe.ts";

/** The most of a customer's message that is shown. */
export const MESSAGE_LENGTH = 2_500;

/** The customer wrote: in the lead's thread, with a button to answer. */
export function customerMessageNotice(
  facts: Pick<NoticeFacts, "lead" | "contact"> & {
    text: string;
    channel: string;
    attachments?: readonly InboundAttachment[];
  },
): NoticeText {
  const { lead, contact, text, channel, attachments = [] } = facts;
  const ref = leadRef(lead);
  return (language) => {
    const who = customerName(contact, language);
    const said = [safeText(text, MESSAGE_LENGTH), fileLines(attachments, language)]
      .filter(Boolean)
      .join("\n");
    return {
      thread: lead.id,
      text: `💬 ${who} (${channelName(channel, language)}): ${said}`,
      card: {
        title: `💬 ${who}`,
        subtitle: `${ref} · ${channelName(channel, language)}`,
        fields: [],
        lines: [said],
        buttons: [replyButton(ref, language)],
        leadId: lead.id,
      },
    };
  };
}

/** What was said before the lead was announced, oldest first: the beginning of its thread. */
export function transcriptNotice(
  facts: Pick<NoticeFacts, "lead" | "contact"> & {
    messages: readonly (Pick<Message, "author" | "text"> & { attachments?: readonly InboundAttachment[] })[];
    directory: Directory;
  },
): NoticeText {
  const { lead, contact, messages, directory } = facts;
  return (language) => {
    const lines = messages.map(({ author, text, attachments = [] }) => {
      const said = [safeText(text, TRANSCRIPT_LINE), fileLines(attachments, language)]
        .filter(Boolean)
        .join("\n");
      if (author === "contact") return `💬 ${safeName(contact.name ?? NOBODY[language], 40)}: ${said}`;
      return author === "bot" ? `🤖 ${said}` : `↪️ ${repName(directory, author)}: ${said}`;
    });
    return { thread: lead.id, text: [SO_FAR[language], ...lines].join("\n") };
  };
}

const TRANSCRIPT_LINE = 600;

const SO_FAR: Texts = {
  en: "What was said so far:",
  pt: "A conversa até aqui:",
  es: "La conversación hasta aquí:",
};

/** What the bot said to the customer. */
export function botReplyNotice(lead: Pick<Lead, "id">, text: string): NoticeText {
  return () => ({ thread: lead.id, text: `🤖 ${safeText(text, MESSAGE_LENGTH)}` });
}

/** A colleague answered from the phone itself. */
export function phoneReplyNotice(
  facts: Pick<NoticeFacts, "lead" | "contact"> & {
    channel: string;
    text: string;
    attachments?: readonly InboundAttachment[];
  },
): NoticeText {
  const { lead, contact, channel, text, attachments = [] } = facts;
  return (language) => ({
    thread: lead.id,
    text: fromPhone({
      name: customerName(contact, language),
      channel: channelName(channel, language),
      text: [safeText(text, MESSAGE_LENGTH), fileLines(attachments, language)].filter(Boolean).join("\n"),
    })[language],
  });
}

/** The customer changed or took back a message; `text` null: took back. */
export function editedNotice(
  facts: Pick<NoticeFacts, "lead" | "contact"> & { channel: string; text: string | null },
): NoticeText {
  const { lead, contact, text } = facts;
  return (language) => {
    const name = customerName(contact, language);
    const told = text === null ? tookBack({ name }) : edited({ name, text: safeText(text, MESSAGE_LENGTH) });
    return { thread: lead.id, text: told[language] };
  };
}

function replyButton(ref: string, language: Language): CardButton {
  return {
    label: { en: "Reply", pt: "Responder", es: "Responder" }[language],
    command: `reply ${ref}`,
    style: "primary",
    asks: [{ name: "text", label: ASK_REPLY[language], multiline: true }],
  };
}

/** Their name, as it is safe to show, or a word for a customer whose name nobody knows. */
export function customerName({ name }: Pick<Contact, "name">, language: Language): string {
  return safeName(name ?? NOBODY[language]);
}

const ASK_REPLY: Texts = {
  en: "Message to the customer",
  pt: "Mensagem para o cliente",
  es: "Mensaje al cliente",
};
const NOBODY: Texts = { en: "Customer", pt: "Cliente", es: "Cliente" };

const fromPhone = phrase<{ name: string; channel: string; text: string }>({
  en: "📱 Answered from the phone to {name} ({channel}): {text}",
  pt: "📱 Respondido pelo telefone para {name} ({channel}): {text}",
  es: "📱 Respondido desde el teléfono a {name} ({channel}): {text}",
});

const edited = phrase<{ name: string; text: string }>({
  en: "✏️ {name} changed a message: {text}",
  pt: "✏️ {name} alterou uma mensagem: {text}",
  es: "✏️ {name} cambió un mensaje: {text}",
});

const tookBack = phrase<{ name: string }>({
  en: "🗑️ {name} deleted a message.",
  pt: "🗑️ {name} apagou uma mensagem.",
  es: "🗑️ {name} borró un mensaje.",
});
