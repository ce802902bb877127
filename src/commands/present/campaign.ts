import type { Language } from "../../language.ts";
import type { Table } from "../questions/index.ts";
import { RESULTS, type Results } from "../reach.ts";
import type { CampaignCounts } from "../reads.ts";
import { phrase, type Texts } from "./phrase.ts";
import { RESULT_LABELS } from "./results.ts";
import { stopReason } from "./sequences.ts";

export const STATUS: Record<"draft" | "running" | "paused" | "cancelled" | "done", Texts> = {
  draft: { en: "draft", pt: "rascunho", es: "borrador" },
  running: { en: "running", pt: "em andamento", es: "en curso" },
  paused: { en: "paused", pt: "pausada", es: "en pausa" },
  cancelled: { en: "cancelled", pt: "cancelada", es: "cancelada" },
  done: { en: "done", pt: "concluída", es: "terminada" },
};

/** Why somebody was left out, by the code that is kept. */
export function reason(code: string, language: Language): string {
  return OWN[code]?.[language] ?? (stopReason(code, language) || code);
}

const OWN: Record<string, Texts> = {
  already: { en: "has had it already", pt: "já recebeu", es: "ya lo recibió" },
  "no-template": {
    en: "there is no text that may be sent to them",
    pt: "não há texto que possa ser enviado",
    es: "no hay texto que se le pueda enviar",
  },
};

const MEASURES = RESULTS.map((key) => [key, RESULT_LABELS[key]] as const);

/** `Read: 40 (80%)`: of those who were sent it. */
export function resultLines(name: string, numbers: Results, language: Language): string[] {
  return [
    results({ name })[language],
    ...MEASURES.map(([key, label]) => {
      const share =
        numbers.sent === 0 || key === "sent" ? "" : ` (${Math.round((100 * numbers[key]) / numbers.sent)}%)`;
      return `• ${label[language]}: ${numbers[key]}${share}`;
    }),
    definitions({})[language],
  ];
}

export function resultsTable(
  name: string,
  numbers: Results,
  counts: CampaignCounts,
  language: Language,
): Table {
  const more: [string, string, number][] = [
    ["waiting", WAITING[language], counts.waiting],
    ["skipped", SKIPPED[language], counts.skipped],
  ];
  return {
    columns: [
      { id: "campaign", label: CAMPAIGN[language] },
      ...MEASURES.map(([id, label]) => ({ id, label: label[language] })),
      ...more.map(([id, label]) => ({ id, label })),
    ],
    rows: [[name, ...MEASURES.map(([id]) => numbers[id]), ...more.map(([, , value]) => value)]],
  };
}

const CAMPAIGN: Texts = { en: "Campaign", pt: "Campanha", es: "Campaña" };
const WAITING: Texts = { en: "Waiting", pt: "Aguardando", es: "En espera" };
const SKIPPED: Texts = { en: "Left out", pt: "De fora", es: "Excluidos" };

const results = phrase<{ name: string }>({
  en: "Campaign {name}, counted in messages, one a person:",
  pt: "Campanha {name}, contada em mensagens, uma por pessoa:",
  es: "Campaña {name}, contada en mensajes, uno por persona:",
});

const definitions = phrase({
  en: "Replied and opted out within 14 days, won within 90 days of the message, and before a newer one.",
  pt: "Responderam e pediram para sair em até 14 dias da mensagem, ganhos em até 90 dias, e antes de uma mais nova.",
  es: "Respondieron y pidieron la baja hasta 14 días después del mensaje, ganados hasta 90 días, y antes de uno más nuevo.",
});

export const headline = phrase<{ name: string; template: string; count: number }>({
  en: "Campaign {name} ({template}): {count, plural, =0 {nobody} one {# person} other {# people}} would get it.",
  pt: "Campanha {name} ({template}): {count, plural, =0 {ninguém receberia} one {# pessoa receberia} other {# pessoas receberiam}} a mensagem.",
  es: "Campaña {name} ({template}): {count, plural, =0 {nadie recibiría} one {# persona recibiría} other {# personas recibirían}} el mensaje.",
});

/** `words` as they were said. */
export const forWhom = phrase<{ words: string }>({
  en: "For: {words}",
  pt: "Para: {words}",
  es: "Para: {words}",
});

export const forAll = phrase({
  en: "For everybody whose lead is not lost",
  pt: "Para todos cujo lead não foi perdido",
  es: "Para todos cuyo lead no se perdió",
});

export const sends = phrase<{ template: string }>({
  en: "It sends: {template}",
  pt: "Envia: {template}",
  es: "Envía: {template}",
});

export const notFor = phrase<{ count: number; why: string }>({
  en: "{count, number} would not: {why}",
  pt: "{count, plural, one {# não receberia} other {# não receberiam}}: {why}",
  es: "{count, plural, one {# no lo recibiría} other {# no lo recibirían}}: {why}",
});

export const laterFor = phrase<{ count: number; why: string }>({
  en: "{count, number} of them later: {why}",
  pt: "{count, number} delas mais tarde: {why}",
  es: "{count, number} de ellas más tarde: {why}",
});

export const whoIs = phrase<{ name: string; count: number; why: string }>({
  en: "Campaign {name}, {count, plural, one {# person} other {# people}}{why}",
  pt: "Campanha {name}, {count, plural, one {# pessoa} other {# pessoas}}{why}",
  es: "Campaña {name}, {count, plural, one {# persona} other {# personas}}{why}",
});

export const andMore = phrase<{ count: number }>({
  en: "… and {count, number} more",
  pt: "… e mais {count, number}",
  es: "… y {count, number} más",
});

export const leftOut = phrase<{ count: number; why: string }>({
  en: "{count, number} left out: {why}",
  pt: "{count, number} de fora: {why}",
  es: "{count, plural, one {# excluido} other {# excluidos}}: {why}",
});

export const when = phrase<{ first: string; last: string }>({
  en: "The first goes out {first}, the last about {last}, within the channel's daily limit and outside of quiet hours.",
  pt: "A primeira sai {first}, a última por volta de {last}, dentro do limite diário do canal e fora do horário de silêncio.",
  es: "El primero sale {first}, el último hacia {last}, dentro del límite diario del canal y fuera de las horas de silencio.",
});

export const nobody = phrase({
  en: "There is nothing to send. Other filters may find people.",
  pt: "Não há nada para enviar. Outros filtros podem encontrar pessoas.",
  es: "No hay nada que enviar. Con otros filtros puede haber personas.",
});

export const cannot = phrase<{ language: string }>({
  en: "[{language}] ⚠️ No text may be sent in this language: it will be left out.",
  pt: "[{language}] ⚠️ Nenhum texto pode ser enviado neste idioma: ficará de fora.",
  es: "[{language}] ⚠️ No se puede enviar ningún texto en este idioma: quedará fuera.",
});

export const notYet = phrase<{ command: string }>({
  en: "Nothing is sent yet. To send it: {command}",
  pt: "Nada foi enviado ainda. Para enviar: {command}",
  es: "Aún no se envió nada. Para enviar: {command}",
});

export const startButton = phrase<{ count: number }>({
  en: "Send to {count, plural, one {# person} other {# people}}",
  pt: "Enviar para {count, plural, one {# pessoa} other {# pessoas}}",
  es: "Enviar a {count, plural, one {# persona} other {# personas}}",
});

export const changedSince = phrase({
  en: "⚠️ Nothing was sent: the text or who would get it changed since you saw it. This is how it is now:",
  pt: "⚠️ Nada foi enviado: o texto ou quem receberia mudou desde que você viu. Agora está assim:",
  es: "⚠️ No se envió nada: el texto o quién lo recibiría cambió desde que lo viste. Ahora está así:",
});

export const started = phrase<{ name: string; count: number; last: string }>({
  en: "Campaign {name} is on its way to {count, plural, one {# person} other {# people}}, the last about {last}. “campaign pause {name}” stops it, “campaign show {name}” tells how far it is.",
  pt: "A campanha {name} está a caminho de {count, plural, one {# pessoa} other {# pessoas}}; a última mensagem sai por volta de {last}. “campanha pausar {name}” interrompe, “campanha mostrar {name}” diz como está.",
  es: "La campaña {name} va en camino a {count, plural, one {# persona} other {# personas}}; el último mensaje sale hacia {last}. “campaña pausar {name}” la detiene, “campaña mostrar {name}” dice cómo va.",
});

export const taken = phrase<{ name: string }>({
  en: "Campaign {name} has been started already. Take another name for a new one.",
  pt: "A campanha {name} já foi iniciada. Use outro nome para uma nova.",
  es: "La campaña {name} ya se inició. Usa otro nombre para una nueva.",
});

export const noSuch = phrase<{ name: string }>({
  en: "There is no campaign {name}. “campaign” lists them.",
  pt: "Não existe a campanha {name}. “campanha” mostra a lista.",
  es: "No existe la campaña {name}. “campaña” muestra la lista.",
});

export const notRunning = phrase<{ name: string; status: string }>({
  en: "Nothing was changed: campaign {name} is {status}.",
  pt: "Nada mudou: a campanha {name} está {status}.",
  es: "No cambió nada: la campaña {name} está {status}.",
});

export const isNow = phrase<{ name: string; status: string }>({
  en: "Campaign {name}: {status}.",
  pt: "Campanha {name}: {status}.",
  es: "Campaña {name}: {status}.",
});

export const standing = phrase<{
  name: string;
  status: string;
  sent: number;
  waiting: number;
  skipped: number;
}>({
  en: "{name}: {status} – {sent, number} sent, {waiting, number} waiting, {skipped, number} left out",
  pt: "{name}: {status} – {sent, plural, one {# enviada} other {# enviadas}}, {waiting, number} aguardando, {skipped, number} de fora",
  es: "{name}: {status} – {sent, plural, one {# enviado} other {# enviados}}, {waiting, number} en espera, {skipped, plural, one {# excluido} other {# excluidos}}",
});

export const lastOn = phrase<{ last: string }>({
  en: "the last about {last}",
  pt: "a última por volta de {last}",
  es: "el último hacia {last}",
});

export const none = phrase({
  en: "There are no campaigns yet. “campaign new spring template:launch stage:customer” drafts one; nothing is sent before you confirm.",
  pt: "Ainda não há campanhas. “campanha nova primavera modelo:launch etapa:cliente” prepara uma; nada é enviado antes de você confirmar.",
  es: "Todavía no hay campañas. “campaña nueva primavera plantilla:launch etapa:cliente” prepara una; no se envía nada antes de que confirmes.",
});
