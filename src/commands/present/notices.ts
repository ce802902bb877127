import type { CardButton, OutboundMessage } from "../../channel/outbound.ts";
import type { FlowBundle } from "../../flow/bundle.ts";
import type { Language } from "../../language.ts";
import { leadRef } from "../../leads/ref.ts";
import type { At, Contact, Directory, Lead, Offer, Rep } from "../../leads/types.ts";
import { leadCard, leadTitle } from "./card.ts";
import { formatRelative } from "./format.ts";
import { channelName, repName } from "./labels.ts";
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

/** A message per reader's language, as `Notice.message` wants it. */
export type NoticeText = (language: Language) => OutboundMessage;

/** A lead is there and free to claim: its card, for the team or the pool. Sent again, it updates the card. */
export function newLeadNotice(facts: NoticeFacts): NoticeText {
  return withCard(facts, () => newLead({ ref: leadRef(facts.lead) }));
}

/** A lead is offered to one rep, with the clock. */
export function offerNotice(facts: NoticeFacts): NoticeText {
  const dueAt = facts.offer?.dueAt ?? facts.lead.offerDueAt;
  const ref = leadRef(facts.lead);
  return withCard(facts, (language) =>
    dueAt === null ? offered({ ref }) : offeredUntil({ ref, due: formatRelative(dueAt, facts.at, language) }),
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
  facts: NoticeFacts & { reason: "asked" | "attempts" | "flow" | "idle" | "undeliverable" },
): NoticeText {
  return withCard(facts, () => HANDOFF[facts.reason]({ title: leadTitle(facts.lead, facts.contact) }));
}

/** The most of a customer's message that is shown. */
const MESSAGE_LENGTH = 2_500;

/** The customer wrote: in the lead's thread, with a button to answer. */
export function customerMessageNotice(
  facts: Pick<NoticeFacts, "lead" | "contact"> & { text: string; channel: string; attachments?: number },
): NoticeText {
  const { lead, contact, text, channel, attachments = 0 } = facts;
  const ref = leadRef(lead);
  return (language) => {
    const who = safeName(contact.name ?? NOBODY[language]);
    const files = attachments === 0 ? "" : `\n📎 ${withFiles({ count: attachments })[language]}`;
    const said = safeText(text, MESSAGE_LENGTH);
    return {
      thread: lead.id,
      text: `💬 ${who} (${channelName(channel, language)}): ${said}${files}`,
      card: {
        title: `💬 ${who}`,
        subtitle: `${ref} · ${channelName(channel, language)}`,
        fields: [],
        lines: [said + files],
        buttons: [replyButton(ref, language)],
        leadId: lead.id,
      },
    };
  };
}

/** One line in the lead's thread: what a colleague has done. */
export function threadNotice(lead: Pick<Lead, "id">, text: Texts): NoticeText {
  return (language) => ({ thread: lead.id, text: text[language] });
}

/** The text for those without cards, and the card, under one key: a later notice of the lead replaces it. */
function withCard(facts: NoticeFacts, headline: (language: Language) => Texts): NoticeText {
  const { lead, contact, offer, directory, bundle, at } = facts;
  return (language) => ({
    thread: lead.id,
    text: headline(language)[language],
    card: leadCard(lead, contact, offer, directory, bundle, language, at),
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
  en: "{ref} is for you: please claim or pass, due {due}",
  pt: "{ref} é para você: assuma ou passe, prazo {due}",
  es: "{ref} es para ti: tómalo o pásalo, plazo {due}",
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

const withFiles = phrase<{ count: number }>({
  en: "{count, plural, one {# file} other {# files}}",
  pt: "{count, plural, one {# arquivo} other {# arquivos}}",
  es: "{count, plural, one {# archivo} other {# archivos}}",
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
  undeliverable: phrase<{ title: string }>({
    en: "A message to {title} could not be delivered",
    pt: "Uma mensagem para {title} não pôde ser entregue",
    es: "No se pudo entregar un mensaje a {title}",
  }),
};
