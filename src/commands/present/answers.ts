import type { Language } from "../../language.ts";
import type { At } from "../../leads/types/at.ts";
import type { Contact } from "../../leads/types/contact.ts";
import type { Lead } from "../../leads/types/lead.ts";
import type { NoticeText } from "./notice-text.ts";
import { phrase, type Texts } from "./phrase.ts";
import { safeName, safeText } from "./safe.ts";

/** What has become of a colleague's answer to a customer. */
export type AnswerState =
  | "waiting"
  | "sent"
  | "delivered"
  | "read"
  /** It will not arrive. */
  | "failed"
  /** Nobody can tell whether it arrived. */
  | "unknown"
  /** Taken back before it went out. */
  | "dropped";

/** One send of an answer, as it stands now. */
export interface AnswerPart {
  status: "pending" | "sending" | "sent" | "parked" | "dead" | "dropped";
  deliveredAt: At | null;
  readAt: At | null;
}

/** What is true of a whole answer: a text with files is read when all of it was. */
export function answerState(parts: readonly AnswerPart[]): AnswerState {
  const is = (status: AnswerPart["status"]) => parts.some((part) => part.status === status);
  if (is("dead")) return "failed";
  if (is("parked")) return "unknown";
  if (is("pending") || is("sending")) return "waiting";
  const went = parts.filter((part) => part.status !== "dropped");
  if (went.length === 0) return "dropped";
  if (went.every((part) => part.readAt !== null)) return "read";
  return went.every((part) => part.deliveredAt !== null) ? "delivered" : "sent";
}

/** What a colleague said to the customer, in the lead's thread: one post, which says how far it has come. */
export function answerNotice(facts: {
  lead: Pick<Lead, "id">;
  contact: Pick<Contact, "name">;
  /** The colleague's name. */
  rep: string;
  text: string;
  /** The names of the files that went with it. */
  files: readonly string[];
  state: AnswerState;
  /** The inbox row by which it was sent: the post's key. */
  origin: number;
  /** It is an update: shown only where the post is. */
  onlyReplaces?: boolean;
}): NoticeText {
  const { lead, contact, rep, text, files, state, origin } = facts;
  return (language) => {
    const name = safeName(contact.name ?? NOBODY[language]);
    const said = inThread({ rep: safeName(rep), name, text: safeText(text, SHOWN) })[language].trimEnd();
    const lines = files.map((file) => `📎 ${safeName(file, 120)}`);
    return {
      thread: lead.id,
      text: [said, ...lines, STATES[state][language]].join("\n"),
      replaceKey: `reply:${origin.toString(36)}`,
      ...(facts.onlyReplaces === true ? { onlyReplaces: true } : {}),
    };
  };
}

/** The author changed or deleted in the thread what was sent from it: what that means for the customer. */
export function answerEditedNotice(facts: {
  lead: Pick<Lead, "id">;
  contact: Pick<Contact, "name">;
  text: string;
  /** What the customer has of it. */
  reached: "has" | "on-its-way" | "taken-back" | "not-delivered";
  deleted: boolean;
}): NoticeText {
  const { lead, contact, text, reached, deleted } = facts;
  return (language: Language) => {
    const name = safeName(contact.name ?? NOBODY[language]);
    const told = (deleted ? DELETED : EDITED)[reached]({ name, text: safeText(text, 300) });
    return { thread: lead.id, text: told[language] };
  };
}

/** The most of an answer that the thread shows; the customer gets it whole. */
const SHOWN = 2_500;

const NOBODY: Texts = { en: "Customer", pt: "Cliente", es: "Cliente" };

const inThread = phrase<{ rep: string; name: string; text: string }>({
  en: "↪️ {rep} to {name}: {text}",
  pt: "↪️ {rep} para {name}: {text}",
  es: "↪️ {rep} a {name}: {text}",
});

const STATES: Record<AnswerState, Texts> = {
  waiting: { en: "🕓 on its way", pt: "🕓 a caminho", es: "🕓 en camino" },
  sent: { en: "→ sent", pt: "→ enviado", es: "→ enviado" },
  delivered: { en: "✓ delivered", pt: "✓ entregue", es: "✓ entregado" },
  read: { en: "✓✓ read", pt: "✓✓ lido", es: "✓✓ leído" },
  failed: { en: "⚠️ not delivered", pt: "⚠️ não chegou", es: "⚠️ no llegó" },
  unknown: {
    en: "⚠️ nobody can tell whether it arrived",
    pt: "⚠️ não dá para saber se chegou",
    es: "⚠️ no se sabe si llegó",
  },
  dropped: { en: "⊘ taken back, not sent", pt: "⊘ recolhido, não enviado", es: "⊘ retirado, no enviado" },
};

type Told = Record<
  "has" | "on-its-way" | "taken-back" | "not-delivered",
  (facts: { name: string; text: string }) => Texts
>;

const EDITED: Told = {
  has: phrase({
    en: "✏️ {name} already has it as it was: “{text}”. To correct it, send another message.",
    pt: "✏️ {name} já recebeu como estava: “{text}”. Para corrigir, envie outra mensagem.",
    es: "✏️ {name} ya lo tiene como estaba: “{text}”. Para corregirlo, envía otro mensaje.",
  }),
  "on-its-way": phrase({
    en: "✏️ “{text}” is already on its way to {name} as it was. To correct it, send another message.",
    pt: "✏️ “{text}” já está a caminho de {name} como estava. Para corrigir, envie outra mensagem.",
    es: "✏️ “{text}” ya va en camino a {name} como estaba. Para corregirlo, envía otro mensaje.",
  }),
  "taken-back": phrase({
    en: "✏️ “{text}” had not gone out yet and was taken back: {name} gets nothing. Send the new text as a new message.",
    pt: "✏️ “{text}” ainda não tinha saído e foi recolhido: {name} não recebe nada. Envie o novo texto em outra mensagem.",
    es: "✏️ “{text}” aún no había salido y se retiró: {name} no recibe nada. Envía el nuevo texto en otro mensaje.",
  }),
  "not-delivered": phrase({
    en: "✏️ “{text}” was never delivered to {name}. Send the new text as a new message.",
    pt: "✏️ “{text}” não chegou a {name}. Envie o novo texto em outra mensagem.",
    es: "✏️ “{text}” no llegó a {name}. Envía el nuevo texto en otro mensaje.",
  }),
};

const DELETED: Told = {
  has: phrase({
    en: "🗑 {name} already has it: “{text}”. Deleting it here does not take it back; to correct it, send another message.",
    pt: "🗑 {name} já recebeu: “{text}”. Apagar aqui não desfaz o envio; para corrigir, envie outra mensagem.",
    es: "🗑 {name} ya lo tiene: “{text}”. Borrarlo aquí no lo retira; para corregirlo, envía otro mensaje.",
  }),
  "on-its-way": phrase({
    en: "🗑 “{text}” is already on its way to {name}: deleting it here does not stop it.",
    pt: "🗑 “{text}” já está a caminho de {name}: apagar aqui não impede o envio.",
    es: "🗑 “{text}” ya va en camino a {name}: borrarlo aquí no lo detiene.",
  }),
  "taken-back": phrase({
    en: "🗑 “{text}” had not gone out yet and was taken back: {name} does not get it.",
    pt: "🗑 “{text}” ainda não tinha saído e foi recolhido: {name} não vai receber.",
    es: "🗑 “{text}” aún no había salido y se retiró: {name} no lo recibe.",
  }),
  "not-delivered": phrase({
    en: "🗑 “{text}” was never delivered to {name}; there is nothing to take back.",
    pt: "🗑 “{text}” não chegou a {name}; não há o que recolher.",
    es: "🗑 “{text}” no llegó a {name}; no hay nada que retirar.",
  }),
};
