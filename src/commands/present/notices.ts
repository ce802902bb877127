import type { FlowBundle } from "../../flow/bundle.ts";
import type { Language } from "../../language.ts";
import { leadRef } from "../../leads/ref.ts";
import type { At } from "../../leads/types/at.ts";
import type { Contact } from "../../leads/types/contact.ts";
import type { Directory } from "../../leads/types/directory.ts";
import type { Lead } from "../../leads/types/lead.ts";
import type { Offer } from "../../leads/types/offer.ts";
import type { Rep } from "../../leads/types/rep.ts";
import { leadCard, leadTitle } from "./card.ts";
import { clockText } from "./deadlines.ts";
import { repName } from "./labels.ts";
import type { NoticeText } from "./notice-text.ts";
import { phrase, type Texts } from "./phrase.ts";
import { safeName } from "./safe.ts";

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
