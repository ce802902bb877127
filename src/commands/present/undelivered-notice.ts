import type { RejectedWhy } from "../../channel/outbound.ts";
import type { MessageTemplate } from "../../flow/bundle.ts";
import { leadRef } from "../../leads/ref.ts";
import { templateButtons, whatToDo } from "./approved.ts";
import { channelName } from "./labels.ts";
import { customerName, MESSAGE_LENGTH } from "./message-notices.ts";
import type { NoticeText } from "./notice-text.ts";
import type { NoticeFacts } from "./notices.ts";
import { phrase, type Texts } from "./phrase.ts";
import { safeText } from "./safe.ts";

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
    const who = customerName(contact, language);
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
