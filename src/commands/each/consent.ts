import { isOptedOut, noteConsent, optOut, stateOf } from "../../leads/consent.ts";
import type { Consent, Contact } from "../../leads/types/contact.ts";
import { type ConsentChange, consentArg } from "../args/consent.ts";
import { leadArg } from "../args/lead.ts";
import { type CommandResult, defineCommand, type RunContext } from "../define.ts";
import { refuseAccess } from "../policy.ts";
import { consentLine, purposeName, stateName } from "../present/consent.ts";
import { channelName } from "../present/labels.ts";
import { phrase } from "../present/phrase.ts";
import { leadTitle } from "../present/title.ts";
import { zonePhrase } from "../when/index.ts";
import { announce, done, leadOf, refused } from "./shared.ts";
import { latest } from "./to-customer.ts";

const args = { lead: leadArg({ byName: false }), change: consentArg() };

/** The most words of consent that are shown; all of them are in the export. */
const SHOWN = 20;

export const consentCommand = defineCommand<typeof args, Consent[]>({
  name: "consent",
  words: {
    en: ["consent", "consents"],
    pt: ["consentimento", "consentimentos"],
    es: ["consentimiento", "consentimientos"],
  },
  help: {
    en: "What a customer has agreed to or refused, in which words, when and where; also note what was said by phone",
    pt: "O que o cliente autorizou ou recusou, com que palavras, quando e onde; também anotar o que foi dito por telefone",
    es: "Lo que el cliente autorizó o rechazó, con qué palabras, cuándo y dónde; también anotar lo que se dijo por teléfono",
  },
  examples: {
    en: [
      "consent L-42",
      "consent L-42 grant whatsapp “said so by phone”",
      "consent L-42 withdraw wrote an e-mail",
    ],
    pt: [
      "consentimento L-42",
      "consentimento L-42 autorizar whatsapp “disse por telefone”",
      "consentimento L-42 retirar escreveu um e-mail",
    ],
    es: [
      "consentimiento L-42",
      "consentimiento L-42 autorizar whatsapp “lo dijo por teléfono”",
      "consentimiento L-42 retirar escribió un correo",
    ],
  },
  allowed: ["rep", "manager", "admin"],
  access: "see",
  args,
  load: async (_asked, reads, { leadId }) => ({
    data: leadId === null ? [] : await reads.consents(leadId, SHOWN),
  }),
  run: (input) => {
    const { change } = input.args;
    return change === undefined ? show(input, input.data) : note(input, change);
  },
});

function show(input: RunContext, rows: readonly Consent[]): CommandResult {
  const { lead, contact, conversations } = leadOf(input);
  const { language, actor } = input;
  const zone = actor.timeZone;
  const title = leadTitle(lead, contact);
  const channels = [...new Set([...conversations.map((each) => each.channel), ...channelsOf(contact)])];
  const now = channels.map(
    (channel) => `• ${channelName(channel, language)}: ${standing(contact, channel)[language]}`,
  );
  const lines = rows.map((row) => `• ${consentLine(row, { ...input, zone })}`);
  return {
    reply: {
      text: [
        headline({ title, zone: zonePhrase(zone, language) })[language],
        ...now,
        ...(lines.length === 0 ? [nothing({})[language]] : [said({})[language], ...lines]),
      ].join("\n"),
    },
  };
}

function channelsOf({ consents }: Contact): string[] {
  return Object.keys(consents ?? {}).map((key) => key.slice(0, key.lastIndexOf(":")));
}

function standing(contact: Contact, channel: string) {
  if (isOptedOut(contact, channel)) return out({});
  const news = stateOf(contact, channel, "news");
  return news === "granted" ? newsYes({}) : news === "withdrawn" ? newsNo({}) : newsUnknown({});
}

/** What was said elsewhere: by phone, by mail, at the counter. */
function note(input: RunContext, change: ConsentChange): CommandResult {
  const { lead, contact, conversations } = leadOf(input);
  const { actor, directory, language, turn } = input;
  const denied = refuseAccess("change", actor, lead, directory);
  if (denied !== null) return refused(denied, language);
  const everywhere = change.channel === null && change.state === "withdrawn" && !change.onlyNews;
  const channel = change.channel ?? latest(conversations)?.channel ?? lead.channel;
  const said = { channel, text: change.text, source: "rep", by: actor.id };
  const person = input.person?.conversations ?? conversations;
  const others = [...new Set(person.map((each) => each.channel))];
  let after = contact;
  if (everywhere) after = optOut(turn, contact, said, lead.id);
  else {
    const purposes = change.onlyNews
      ? (["news"] as const)
      : change.state === "withdrawn"
        ? (["messages"] as const)
        : isOptedOut(contact, channel)
          ? (["messages", "news"] as const)
          : (["news"] as const);
    for (const purpose of purposes)
      after = noteConsent(
        turn,
        after,
        { ...said, purpose, state: change.state },
        { leadId: lead.id, others },
      );
  }
  // What waits to be sent goes out no more.
  if (change.state === "withdrawn" && !change.onlyNews)
    for (const each of person) if (everywhere || each.channel === channel) turn.dropSends(each.id);
  if (after === contact) return done(already({ ref: leadTitle(lead, contact) }), language);
  announce(input, lead, after);
  const facts = (l: typeof language) => ({
    ref: leadTitle(lead, contact),
    what: everywhere
      ? allMessages({})[l]
      : `${channelName(channel, l)}, ${purposeName(change.onlyNews || change.state === "granted" ? "news" : "messages", l)}`,
    state: stateName(change.state, l),
  });
  return done(noted(facts), language);
}

const headline = phrase<{ title: string; zone: string }>({
  en: "{title} – consent ({zone})",
  pt: "{title} – consentimento ({zone})",
  es: "{title} – consentimiento ({zone})",
});

const said = phrase({
  en: "What was said, newest first:",
  pt: "O que foi dito, do mais novo ao mais antigo:",
  es: "Lo que se dijo, lo más nuevo primero:",
});

const nothing = phrase({
  en: "Nothing was said about it yet.",
  pt: "Ainda não foi dito nada sobre isso.",
  es: "Aún no se ha dicho nada al respecto.",
});

const out = phrase({
  en: "no messages – the customer asked for none",
  pt: "sem mensagens – o cliente pediu para não receber",
  es: "sin mensajes – el cliente pidió no recibir",
});

const newsYes = phrase({
  en: "messages and news",
  pt: "mensagens e novidades",
  es: "mensajes y novedades",
});

const newsNo = phrase({
  en: "messages, but no news",
  pt: "mensagens, mas sem novidades",
  es: "mensajes, pero sin novedades",
});

const newsUnknown = phrase({
  en: "messages; news was not asked about",
  pt: "mensagens; sobre novidades ainda não foi perguntado",
  es: "mensajes; aún no se preguntó por novedades",
});

const allMessages = phrase({
  en: "messages on every channel",
  pt: "mensagens em todos os canais",
  es: "mensajes en todos los canales",
});

const noted = phrase<{ ref: string; what: string; state: string }>({
  en: "Noted for {ref}: {what} – {state}.",
  pt: "Anotado para {ref}: {what} – {state}.",
  es: "Anotado para {ref}: {what} – {state}.",
});

const already = phrase<{ ref: string }>({
  en: "{ref} is like that already.",
  pt: "{ref} já está assim.",
  es: "{ref} ya está así.",
});
