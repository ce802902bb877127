import type { InboundAttachment } from "../../channel/inbound.ts";
import type { CardButton, RejectedWhy } from "../../channel/outbound.ts";
import type { FlowBundle, MessageTemplate } from "../../flow/bundle.ts";
import type { Language } from "../../language.ts";
import { leadRef } from "../../leads/ref.ts";
import type { At } from "../../leads/types/at.ts";
import type { Contact } from "../../leads/types/contact.ts";
import type { Message } from "../../leads/types/conversation.ts";
import type { Directory } from "../../leads/types/directory.ts";
import type { Lead } from "../../leads/types/lead.ts";
import type { Offer } from "../../leads/types/offer.ts";
import type { Rep } from "../../leads/types/rep.ts";
import { templateButtons, whatToDo } from "./approved.ts";
import { leadCard, leadTitle } from "./card.ts";
import { clockText } from "./deadlines.ts";
import { fileLines } from "./files.ts";
import { channelName, repName } from "./labels.ts";
import type { NoticeText } from "./notice-text.ts";
import { phrase, type Texts } from "./phrase.ts";
import { safeName, safeText } from "./safe.ts";

/** What a notice tells of: the rows as the turn leaves them. */
export interface NoticeFacts {
  lead: Lead;
  contact: Contact;
  /** The open offer. */
  offer: Offer | null;
  directory: Directory;
  bundle: FlowBundle;
  at: At;
}

/** A lead is there and free to claim: its card, for the team or the pool. Sent again, it updates the card. */
export function newLeadNotice(facts: NoticeFacts): NoticeText {
  return withCard(facts, () => newLead({ ref: leadRef(facts.lead) }));
}

/** A lead is offered to one rep, with the clock: in their own zone. */
export function offerNotice(facts: NoticeFacts): NoticeText {
  const dueAt = facts.offer?.dueAt ?? facts.lead.offerDueAt;
  const ref = leadRef(facts.lead);
  const zone =
    facts.directory.reps.get(facts.lead.offeredTo ?? "")?.timeZone ?? facts.bundle.business.timeZone;
  return withCard(
    facts,
    (language) =>
      dueAt === null
        ? offered({ ref })
        : offeredUntil({ ref, due: clockText(dueAt, { language, zone, at: facts.at }) }),
    zone,
  );
}

/** Somebody has taken the lead, or was given it by `by`. */
export function claimedNotice(facts: NoticeFacts & { by?: Rep | null }): NoticeText {
  const ref = leadRef(facts.lead);
  const owner = facts.lead.ownerId === null ? "–" : repName(facts.directory, facts.lead.ownerId);
  const by = facts.by;
  const given = by !== undefined && by !== null && by.id !== facts.lead.ownerId;
  return withCard(facts, () =>
    given ? assigned({ ref, owner, by: safeName(by.name) }) : claimed({ ref, owner }),
  );
}

/** The bot hands the conversation to a person. */
export function handoffNotice(
  facts: NoticeFacts & { reason: "asked" | "attempts" | "flow" | "idle" | "loop" },
): NoticeText {
  return withCard(facts, () => HANDOFF[facts.reason]({ title: leadTitle(facts.lead, facts.contact) }));
}

/** The most of a customer's message that is shown. */
const MESSAGE_LENGTH = 2_500;

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
    const who = safeName(contact.name ?? NOBODY[language]);
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

/** A message to the customer did not arrive, or nobody can tell: with what can be done now. */
export function undeliveredNotice(
  facts: Pick<NoticeFacts, "lead" | "contact"> & {
    channel: string;
    text: string;
    reason: string;
    outcome: "rejected" | "unreachable" | "gave-up" | "unknown";
    outboxId: string;
    why?: RejectedWhy | undefined;
    /** Those that the vendor has approved in the customer's language. */
    templates: readonly Pick<MessageTemplate, "id" | "label">[];
  },
): NoticeText {
  const { lead, contact, channel, outboxId, outcome, why, templates } = facts;
  const ref = leadRef(lead);
  return (language) => {
    const who = safeName(contact.name ?? NOBODY[language]);
    const head = UNDELIVERED[outcome]({ who, channel: channelName(channel, language) })[language];
    const quoted = facts.text === "" ? [] : [`> ${safeText(facts.text, MESSAGE_LENGTH)}`];
    const arrived = { label: ARRIVED[language], command: `mark arrived ${ref} ${outboxId}` };
    return {
      thread: lead.id,
      text: `⚠️ ${head}`,
      card: {
        title: `⚠️ ${ref}`,
        subtitle: head,
        fields: [{ label: REASON[language], value: safeText(facts.reason, 500) }],
        lines: [...quoted, ...(why === undefined ? [] : [whatToDo(why, templates)[language]])],
        buttons: [
          ...(why === undefined || why === "no-news" ? [] : templateButtons(lead, templates, language)),
          {
            label: SEND_AGAIN[language],
            command: `resend ${ref} ${outboxId}`,
            ...(why === undefined ? { style: "primary" as const } : {}),
          },
          ...(outcome === "unknown" ? [arrived] : []),
        ],
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
      name: safeName(contact.name ?? NOBODY[language]),
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
    const name = safeName(contact.name ?? NOBODY[language]);
    const told = text === null ? tookBack({ name }) : edited({ name, text: safeText(text, MESSAGE_LENGTH) });
    return { thread: lead.id, text: told[language] };
  };
}

/** A colleague has left: what becomes of the open leads. */
export function leftNotice(rep: Pick<Rep, "name">, leads: readonly Pick<Lead, "number">[]): NoticeText {
  const shown = leads.slice(0, LEFT_SHOWN).map(leadRef).join(", ");
  const facts = { name: safeName(rep.name), count: leads.length, refs: shown };
  return (language) => ({ text: (leads.length > LEFT_SHOWN ? leftMany(facts) : left(facts))[language] });
}

/** The most leads that are named. */
const LEFT_SHOWN = 20;

/** One line in the lead's thread: what a colleague has done. */
export function threadNotice(lead: Pick<Lead, "id">, text: Texts): NoticeText {
  return (language) => ({ thread: lead.id, text: text[language] });
}

/** The text for those without cards, and the card, under one key: a later notice of the lead replaces it. */
function withCard(
  facts: NoticeFacts,
  headline: (language: Language) => Texts,
  zone: string = facts.bundle.business.timeZone,
): NoticeText {
  const { lead, contact, offer, directory, bundle, at } = facts;
  return (language) => ({
    thread: lead.id,
    text: headline(language)[language],
    card: leadCard(lead, contact, offer, directory, bundle, language, at, [], zone),
    replaceKey: `lead:${lead.id}`,
  });
}

function replyButton(ref: string, language: Language): CardButton {
  return {
    label: { en: "Reply", pt: "Responder", es: "Responder" }[language],
    command: `reply ${ref}`,
    style: "primary",
    asks: [{ name: "text", label: ASK_REPLY[language], multiline: true }],
  };
}

const ASK_REPLY: Texts = {
  en: "Message to the customer",
  pt: "Mensagem para o cliente",
  es: "Mensaje al cliente",
};
const NOBODY: Texts = { en: "Customer", pt: "Cliente", es: "Cliente" };

const newLead = phrase<{ ref: string }>({
  en: "New lead {ref}: free to claim",
  pt: "Novo lead {ref}: livre para assumir",
  es: "Nuevo lead {ref}: libre para tomar",
});

const offered = phrase<{ ref: string }>({
  en: "{ref} is for you",
  pt: "{ref} é para você",
  es: "{ref} es para ti",
});

const offeredUntil = phrase<{ ref: string; due: string }>({
  en: "{ref} is for you: please claim or pass by {due}",
  pt: "{ref} é para você: assuma ou passe até {due}",
  es: "{ref} es para ti: tómalo o pásalo, plazo hasta {due}",
});

const claimed = phrase<{ ref: string; owner: string }>({
  en: "{owner} has taken {ref}",
  pt: "{owner} assumiu {ref}",
  es: "{owner} tomó {ref}",
});

const assigned = phrase<{ ref: string; owner: string; by: string }>({
  en: "{by} gave {ref} to {owner}",
  pt: "{by} passou {ref} para {owner}",
  es: "{by} asignó {ref} a {owner}",
});

const left = phrase<{ name: string; count: number; refs: string }>({
  en: "👋 {name} is no longer here. {count, plural, one {One open lead is} other {# open leads are}} offered to others: {refs}",
  pt: "👋 {name} não está mais aqui. {count, plural, one {Um lead aberto está sendo oferecido} other {# leads abertos estão sendo oferecidos}} a outros: {refs}",
  es: "👋 {name} ya no está aquí. {count, plural, one {Un lead abierto se ofrece} other {# leads abiertos se ofrecen}} a otros: {refs}",
});

const leftMany = phrase<{ name: string; count: number; refs: string }>({
  en: "👋 {name} is no longer here. {count, plural, other {# open leads are}} offered to others, among them {refs}",
  pt: "👋 {name} não está mais aqui. {count, plural, other {# leads abertos estão sendo oferecidos}} a outros, entre eles {refs}",
  es: "👋 {name} ya no está aquí. {count, plural, other {# leads abiertos se ofrecen}} a otros, entre ellos {refs}",
});

const HANDOFF = {
  asked: phrase<{ title: string }>({
    en: "{title} asks for a person",
    pt: "{title} pediu para falar com uma pessoa",
    es: "{title} pide hablar con una persona",
  }),
  attempts: phrase<{ title: string }>({
    en: "{title} and the bot do not understand each other: please take over",
    pt: "{title} e o bot não estão se entendendo: assuma a conversa, por favor",
    es: "{title} y el bot no se entienden: toma la conversación, por favor",
  }),
  flow: phrase<{ title: string }>({
    en: "{title} is ready for a person",
    pt: "{title} está pronto para falar com uma pessoa",
    es: "{title} está listo para hablar con una persona",
  }),
  idle: phrase<{ title: string }>({
    en: "{title} has gone quiet before the last question",
    pt: "{title} parou de responder antes da última pergunta",
    es: "{title} dejó de responder antes de la última pregunta",
  }),
  loop: phrase<{ title: string }>({
    en: "{title} writes as a machine does, the same or without end: the bot is silent, please have a look",
    pt: "{title} escreve como uma máquina, sempre igual ou sem parar: o bot se calou, dê uma olhada",
    es: "{title} escribe como una máquina, lo mismo o sin parar: el bot calla, échale un vistazo",
  }),
};

const SEND_AGAIN: Texts = { en: "Send again", pt: "Enviar de novo", es: "Enviar de nuevo" };
const ARRIVED: Texts = { en: "It arrived", pt: "Chegou", es: "Llegó" };
const REASON: Texts = { en: "Reason", pt: "Motivo", es: "Motivo" };

const UNDELIVERED = {
  rejected: phrase<{ who: string; channel: string }>({
    en: "{channel} did not take a message to {who}.",
    pt: "{channel} não aceitou uma mensagem para {who}.",
    es: "{channel} no aceptó un mensaje para {who}.",
  }),
  unreachable: phrase<{ who: string; channel: string }>({
    en: "{who} cannot be reached on {channel}.",
    pt: "Não é possível falar com {who} por {channel}.",
    es: "No se puede contactar a {who} por {channel}.",
  }),
  "gave-up": phrase<{ who: string; channel: string }>({
    en: "A message to {who} could not be sent on {channel}; it was tried many times.",
    pt: "Uma mensagem para {who} não pôde ser enviada por {channel}; houve várias tentativas.",
    es: "No se pudo enviar un mensaje a {who} por {channel}; se intentó varias veces.",
  }),
  unknown: phrase<{ who: string; channel: string }>({
    en: "Nobody can tell whether {who} got a message on {channel}. Please look there before it is sent again.",
    pt: "Não dá para saber se {who} recebeu uma mensagem por {channel}. Confira lá antes de enviar de novo.",
    es: "No se sabe si {who} recibió un mensaje por {channel}. Revísalo allí antes de enviarlo de nuevo.",
  }),
};

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
