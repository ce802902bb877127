import type { Card } from "../../channel/outbound.ts";
import type { FlowBundle } from "../../flow/bundle.ts";
import { inLanguage, LANGUAGES, type Language } from "../../language.ts";
import { activeEnrolments } from "../../leads/enrolment.ts";
import { REASONS } from "../../leads/outreach-reasons.ts";
import type { At } from "../../leads/types/at.ts";
import type { Lead } from "../../leads/types/lead.ts";
import type { LeadEnrolment } from "../../leads/types/nurture.ts";
import { formatMoment } from "../when/echo.ts";
import type { NoticeText } from "./notice-text.ts";
import { phrase, type Texts } from "./phrase.ts";
import { safeName, safeText } from "./safe.ts";

/** What a sequence is called; its id when the files no longer have it. */
export function sequenceLabel(bundle: FlowBundle, id: string, language: Language): string {
  const sequence = bundle.sequences.get(id);
  return safeName(sequence === undefined ? id : inLanguage(sequence.name, language), 60);
}

/** The same in all languages. */
export function sequenceTitle(bundle: FlowBundle, id: string): Texts {
  const [en, pt, es] = LANGUAGES.map((language) => sequenceLabel(bundle, id, language));
  return { en: en ?? id, pt: pt ?? id, es: es ?? id };
}

interface View {
  bundle: FlowBundle;
  language: Language;
  at: At;
  zone: string;
}

/** `Not ready yet, next message 2 of 3 on Tue 10 Mar, 09:00 (São Paulo time)`. */
export function enrolmentLine(enrolment: LeadEnrolment, view: View): string {
  const { bundle, language, at, zone } = view;
  const steps = bundle.sequences.get(enrolment.sequence)?.steps.length ?? enrolment.place + 1;
  return inSequence({
    name: sequenceLabel(bundle, enrolment.sequence, language),
    step: enrolment.place + 1,
    steps,
    when: formatMoment(enrolment.dueAt, zone, language, at),
  })[language];
}

/** The card's field of the sequences that a lead is in; none when it is in none. */
export function sequenceFields(lead: Pick<Lead, "nurture">, view: View): Card["fields"] {
  const active = activeEnrolments(lead);
  if (active.length === 0) return [];
  const value = active.map((each) => enrolmentLine(each, view)).join("; ");
  return [{ label: FIELD[view.language], value }];
}

/** The same message with the sequences as they are now on its card, where it has that of the lead. */
export function withSequences(message: NoticeText, lead: Lead, bundle: FlowBundle, at: At): NoticeText {
  return (language) => {
    const whole = message(language);
    const { card } = whole;
    if (card === undefined || card.leadId !== lead.id || card.fields.length === 0) return whole;
    const others = card.fields.filter(({ label }) => label !== FIELD[language]);
    const fields = sequenceFields(lead, { bundle, language, at, zone: bundle.business.timeZone });
    return { ...whole, card: { ...card, fields: [...others, ...fields] } };
  };
}

/** A message that nobody asked for, in the lead's thread. */
export function automaticNotice(lead: Pick<Lead, "id">, title: Texts, text: string): NoticeText {
  return (language) => ({
    thread: lead.id,
    text: automatic({ title: safeName(title[language], 60), text: safeText(text, 2_500) })[language],
  });
}

/** One that was shown there did not go out. */
export function takenBackNotice(lead: Pick<Lead, "id">, title: Texts, why: string): NoticeText {
  return (language) => ({
    thread: lead.id,
    text: takenBack({ title: safeName(title[language], 60), why: stopReason(why, language) || why })[
      language
    ],
  });
}

/** What the trail tells of a sequence: its name and what came of it. */
export function sequenceDetail(
  note: string | null,
  kind: string,
  bundle: FlowBundle,
  language: Language,
): string {
  const [id = "", detail = "", variant] = (note ?? "").split(" ");
  const name = sequenceLabel(bundle, id, language);
  if (kind === "sequence-ended" || kind === "sequence-waits") {
    const why = stopReason(detail, language);
    return why === "" ? name : `${name} (${why})`;
  }
  if (detail === "") return name;
  if (detail === "taken-back")
    return `${name} (${NOT_SENT[language]}: ${stopReason(variant ?? "", language)})`;
  if (variant === "not-sendable") return `${name} (${safeName(detail, 60)}: ${NOT_SENDABLE[language]})`;
  const step = variant === undefined ? detail : `${detail} · ${variant}`;
  return `${name} (${safeName(step, 90)})`;
}

/** Why a sequence was stopped or waits. */
export function stopReason(code: string, language: Language): string {
  const own = STOPPED[code];
  if (own !== undefined) return own[language];
  return Object.values(REASONS).find((reason) => reason.code === code)?.text[language] ?? "";
}

const STOPPED: Readonly<Record<string, Texts>> = {
  replied: { en: "the customer answered", pt: "o cliente respondeu", es: "el cliente respondió" },
  human: {
    en: "a colleague took over",
    pt: "um colega assumiu a conversa",
    es: "un colega tomó la conversación",
  },
  "stage-changed": { en: "the stage changed", pt: "a etapa mudou", es: "cambió la etapa" },
  closed: { en: "the lead was closed", pt: "o lead foi fechado", es: "se cerró el lead" },
  "owner-changed": { en: "the owner changed", pt: "o responsável mudou", es: "cambió el responsable" },
  merged: { en: "joined with another lead", pt: "unido a outro lead", es: "unido a otro lead" },
  removed: {
    en: "the sequence is no longer in the files",
    pt: "a sequência não está mais nos arquivos",
    es: "la secuencia ya no está en los archivos",
  },
  cancelled: {
    en: "the campaign was cancelled",
    pt: "a campanha foi cancelada",
    es: "la campaña fue cancelada",
  },
  "by-hand": { en: "by hand", pt: "manualmente", es: "manualmente" },
};

const NOT_SENDABLE: Texts = {
  en: "the channel takes no such text now",
  pt: "o canal não aceita esse texto agora",
  es: "el canal no acepta ese texto ahora",
};

const NOT_SENT: Texts = {
  en: "not sent after all",
  pt: "acabou não sendo enviada",
  es: "al final no se envió",
};

const FIELD: Texts = { en: "In sequence", pt: "Na sequência", es: "En la secuencia" };

const inSequence = phrase<{ name: string; step: number; steps: number; when: string }>({
  en: "{name}, message {step} of {steps} on {when}",
  pt: "{name}, mensagem {step} de {steps}: {when}",
  es: "{name}, mensaje {step} de {steps}: {when}",
});

const automatic = phrase<{ title: string; text: string }>({
  en: "🌱 Sent automatically ({title}): {text}",
  pt: "🌱 Enviado automaticamente ({title}): {text}",
  es: "🌱 Enviado automáticamente ({title}): {text}",
});

const takenBack = phrase<{ title: string; why: string }>({
  en: "🌱 Not sent after all ({title}): {why}.",
  pt: "🌱 Acabou não sendo enviado ({title}): {why}.",
  es: "🌱 Al final no se envió ({title}): {why}.",
});
