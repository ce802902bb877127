import { createHash } from "node:crypto";
import { z } from "zod";
import { type TemplateMessage, templateMessage } from "../../flow/template-message.ts";
import { templateValues } from "../../flow/template-values.ts";
import { missingVariables, renderTemplate } from "../../flow/templates.ts";
import { inLanguage, type Language } from "../../language.ts";
import { isOptedOut } from "../../leads/consent.ts";
import { leadRef } from "../../leads/ref.ts";
import type { Conversation } from "../../leads/types/conversation.ts";
import { leadArg } from "../args/lead.ts";
import type { ArgSpec } from "../args/spec.ts";
import { templateArg } from "../args/template.ts";
import { type CommandResult, defineCommand, type RunContext } from "../define.ts";
import { answerName, channelName } from "../present/labels.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { safeName, safeText } from "../present/safe.ts";
import { editedBy, LANGUAGE_NAMES } from "../present/templates.ts";
import { leadOf, named } from "./shared.ts";
import { abilitiesOf, answerCustomer, latest, windowOver } from "./to-customer.ts";

export const sendCommand = defineCommand({
  name: "send",
  words: {
    en: ["send"],
    pt: ["enviar"],
    es: ["enviar"],
  },
  help: {
    en: "Show a ready text, filled in for the customer; it is sent once you confirm",
    pt: "Mostrar um texto pronto, preenchido para o cliente; só é enviado quando você confirma",
    es: "Mostrar un texto listo, completado para el cliente; solo se envía cuando confirmas",
  },
  examples: {
    en: ["send L-42 introduction", "send L-42 thank you"],
    pt: ["enviar L-42 apresentação", "enviar L-42 agradecimento"],
    es: ["enviar L-42 presentación", "enviar L-42 agradecimiento"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "change",
  args: { lead: leadArg({ byName: false }), template: templateArg(), confirm: confirmArg() },
  run: (input) => {
    const { lead, contact, conversations } = leadOf(input);
    const { args, language, bundle, turn } = input;
    const conversation = latest(conversations);
    const ref = named(leadOf(input));
    if (conversation === null) return no(noConversation(ref)[language]);
    if (isOptedOut(contact, conversation.channel)) return no(optedOut(ref)[language]);
    const filled = fill(input, args.template, conversation);
    if (filled === null) return no(gone({})[language]);
    if (filled === "not-approved") return windowOver(input, conversation);
    if (args.confirm !== fingerprint(filled, conversation)) {
      return preview(input, args.template, filled, conversation, args.confirm !== undefined);
    }
    const result = answerCustomer(input, filled.message);
    if (result.refused !== true) {
      turn.record({
        kind: "template-sent",
        leadId: lead.id,
        contactId: contact.id,
        note: bundle.templates.get(args.template)?.id ?? args.template,
      });
    }
    return result;
  },
});

export const templatesCommand = defineCommand({
  name: "templates",
  words: { en: ["templates"], pt: ["modelos"], es: ["plantillas"] },
  help: {
    en: "The ready texts that can be sent",
    pt: "Os textos prontos que podem ser enviados",
    es: "Los textos listos que se pueden enviar",
  },
  examples: { en: ["templates"], pt: ["modelos"], es: ["plantillas"] },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args: {},
  run: (input) => {
    const { bundle, language, actor } = input;
    const all = [...bundle.templates.values()];
    if (all.length === 0) return { reply: { text: noTemplates({})[language] } };
    const lines = all.map(({ id, label }) => {
      const to = { language, channel: "", values: {} };
      const gaps = missingVariables(bundle, id, to).map((gap) => [gap, placeholder(gap, language)]);
      const values = {
        ...Object.fromEntries(gaps),
        name: placeholder("name", language),
        rep: actor.name,
      };
      const text = renderTemplate(bundle, id, { ...to, values }) ?? "";
      const edited = editedBy(id, input);
      const line = `• ${inLanguage(label, language)} (${id}) – ${safeName(text, 100)}`;
      return edited === null ? line : `${line}\n   ${edited}`;
    });
    return { reply: { text: [listed({})[language], ...lines].join("\n") } };
  },
});

/** What stands for a value in the list, where no customer is meant yet: ‹name›. */
function placeholder(variable: string, language: Language): string {
  return `‹${answerName(variable.replace(/^answers\./, ""), language).toLowerCase()}›`;
}

/** The text as the customer would get it, in their language and for their channel. */
function fill(input: RunContext, id: string, conversation: Conversation) {
  const { bundle, at, actor } = input;
  const { language, channel, lastInboundAt } = conversation;
  const { lead, contact } = leadOf(input);
  const { freeFormHours } = abilitiesOf(input, conversation);
  const values = templateValues(bundle, { lead, contact, rep: actor.name, language });
  return templateMessage(bundle, id, { language, channel, values, lastInboundAt, freeFormHours, at });
}

/**
 * Whether what is confirmed is what was shown: the text, where it goes, and after what was last said to the customer,
 * so that a second press of the button sends nothing.
 */
function fingerprint({ text, approved }: TemplateMessage, conversation: Conversation): string {
  const how = approved === null ? [] : [approved];
  const shown = [conversation.id, conversation.lastOutboundAt, text, ...how].join("\n");
  return createHash("sha256").update(shown).digest("hex").slice(0, 8);
}

function preview(
  input: RunContext,
  id: string,
  shown: TemplateMessage,
  conversation: Conversation,
  hasChanged: boolean,
): CommandResult {
  const { bundle, language } = input;
  const { lead, contact } = leadOf(input);
  const { text, missing, approved, isGuess } = shown;
  const template = bundle.templates.get(id);
  const label = template === undefined ? id : inLanguage(template.label, language);
  const command = `send ${leadRef(lead)} ${id} confirm ${fingerprint(shown, conversation)}`;
  const to = toWhom({
    name: safeName(contact.name ?? leadRef(lead)),
    channel: channelName(conversation.channel, language),
    language: LANGUAGE_NAMES[conversation.language][language],
  })[language];
  const gaps = missing.map((name) => answerName(name.replace(/^answers\./, ""), language)).join(", ");
  const lines = [
    ...(hasChanged ? [changedSince({})[language]] : []),
    safeText(text, 2_500),
    ...(approved === null ? [] : [(isGuess ? asApprovedUnseen : asApproved)({ name: approved })[language]]),
    ...(missing.length === 0 ? [] : [leftOut({ gaps: safeName(gaps, 200) })[language]]),
    notYet({ command })[language],
  ];
  return {
    reply: {
      card: {
        title: `${leadRef(lead)} · ${label}`,
        subtitle: to,
        fields: [],
        lines,
        buttons: [{ label: SEND[language], command, style: "primary" }],
        leadId: lead.id,
      },
    },
  };
}

function no(text: string): CommandResult {
  return { reply: { text }, refused: true };
}

/** `confirm 1a2b3c4d`: said by the preview's button. */
function confirmArg(): ArgSpec<string | undefined> {
  return {
    kind: "text",
    label: { en: "confirm", pt: "confirmar", es: "confirmar" },
    optional: true,
    hidden: true,
    schema: z.string().max(20).optional(),
    read: ({ tokens }) => {
      if (!/^confirm(?:ar|o)?$/.test(tokens[0]?.folded ?? "")) return [];
      return [{ value: tokens[1]?.folded ?? "", used: tokens[1] === undefined ? 1 : 2 }];
    },
    missing: null,
  };
}

const SEND: Texts = { en: "Send it", pt: "Enviar", es: "Enviar" };

const toWhom = phrase<{ name: string; channel: string; language: string }>({
  en: "To {name} on {channel}, in {language}",
  pt: "Para {name} por {channel}, em {language}",
  es: "Para {name} por {channel}, en {language}",
});

const notYet = phrase<{ command: string }>({
  en: "Nothing is sent yet. To send it: {command}",
  pt: "Nada foi enviado ainda. Para enviar: {command}",
  es: "Aún no se envió nada. Para enviar: {command}",
});

const asApproved = phrase<{ name: string }>({
  en: "It goes out as the template that WhatsApp has approved ({name}).",
  pt: "Vai como o modelo aprovado pelo WhatsApp ({name}).",
  es: "Sale como la plantilla que aprobó WhatsApp ({name}).",
});

const asApprovedUnseen = phrase<{ name: string }>({
  en: "It goes out as the template that WhatsApp has approved ({name}); its words may differ from these.",
  pt: "Vai como o modelo aprovado pelo WhatsApp ({name}); as palavras podem ser um pouco diferentes.",
  es: "Sale como la plantilla que aprobó WhatsApp ({name}); las palabras pueden ser algo distintas.",
});

const changedSince = phrase({
  en: "⚠️ Nothing was sent this time: something was said or changed since you saw it. This is how it is now:",
  pt: "⚠️ Desta vez nada foi enviado: algo foi dito ou mudou desde que você viu. Agora está assim:",
  es: "⚠️ Esta vez no se envió nada: algo se dijo o cambió desde que lo viste. Ahora está así:",
});

const leftOut = phrase<{ gaps: string }>({
  en: "⚠️ Not known, so left out: {gaps}",
  pt: "⚠️ Sem informação, por isso ficou de fora: {gaps}",
  es: "⚠️ Sin dato, por eso quedó fuera: {gaps}",
});

const optedOut = phrase<{ ref: string }>({
  en: "Not sent: the customer of {ref} asked for no more messages.",
  pt: "Não enviado: o cliente de {ref} pediu para não receber mensagens.",
  es: "No se envió: el cliente de {ref} pidió no recibir mensajes.",
});

const noConversation = phrase<{ ref: string }>({
  en: "Not sent: {ref} has no conversation to write in.",
  pt: "Não enviado: {ref} não tem conversa para escrever.",
  es: "No se envió: {ref} no tiene conversación donde escribir.",
});

const gone = phrase({
  en: "That template is no longer there. “templates” lists them.",
  pt: "Esse modelo não existe mais. “modelos” mostra a lista.",
  es: "Esa plantilla ya no existe. “plantillas” muestra la lista.",
});

const noTemplates = phrase({
  en: "There are no templates: flows/templates.yaml is empty.",
  pt: "Não há modelos: flows/templates.yaml está vazio.",
  es: "No hay plantillas: flows/templates.yaml está vacío.",
});

const listed = phrase({
  en: "Ready texts; “send L-42” and a name shows one filled in, before anything is sent:",
  pt: "Textos prontos; “enviar L-42” e o nome mostra o texto preenchido, antes de enviar:",
  es: "Textos listos; “enviar L-42” y el nombre muestra el texto completo, antes de enviar:",
});
