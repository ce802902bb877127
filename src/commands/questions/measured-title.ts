import type { AskedPart } from "../args/asked-part.ts";
import type { Measure } from "../insights.ts";
import { answerName, reasonName, stageName } from "../present/labels.ts";
import { inAll, phrase, type Texts } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import { sequenceLabel } from "../present/sequences.ts";
import type { Inquiry, View } from "./question.ts";
import { NO_REASON } from "./stats.ts";
import { BEFORE_ANY } from "./stopped.ts";
import { filterText, seconds, whose } from "./words.ts";

/** What stands above a list of the leads behind a number. */
export function measuredTitle(
  measure: Measure,
  part: AskedPart,
  inquiry: Inquiry,
  context: Omit<View, "language">,
): Texts {
  return inAll((language) => {
    const view = { ...context, language };
    const parts = [
      `${MEASURED[measure][language]}: ${inquiry.period.label[language]}`,
      ...partTitle(part, view),
      filterText(inquiry.filter, view),
      whose(inquiry, view),
    ];
    return parts.filter((part) => part !== "").join(" · ");
  });
}

function partTitle(part: AskedPart, { bundle, language }: View): string[] {
  const { stage, reached, reason, stopped, answer, left, sequence, campaign, over, within, hours } = part;
  return [
    ...(stage === undefined ? [] : [`${NOW_IN[language]}: ${stageName(bundle, stage, language)}`]),
    ...(reached === undefined ? [] : [`${WERE_IN[language]}: ${stageName(bundle, reached, language)}`]),
    ...(left === undefined ? [] : [stageName(bundle, left, language)]),
    ...(sequence === undefined ? [] : [sequenceLabel(bundle, sequence, language)]),
    ...(campaign === undefined ? [] : [safeName(campaign, 60)]),
    ...(reason === undefined
      ? []
      : [reason === "" ? NO_REASON[language] : reasonName(bundle, reason, language)]),
    ...(answer === undefined ? [] : [`${ANSWER[language]}: ${answerName(answer, language)}`]),
    ...(stopped === undefined
      ? []
      : [
          stopped === ""
            ? BEFORE_ANY[language]
            : `${LAST_ANSWER[language]}: ${answerName(stopped, language)}`,
        ]),
    ...(over === undefined ? [] : [longer({ time: seconds(over) })[language]]),
    ...(within === undefined ? [] : [atMost({ time: seconds(within) })[language]]),
    ...(hours === undefined ? [] : [IN_HOURS[language]]),
  ];
}

const NOW_IN: Texts = { en: "now in", pt: "agora em", es: "ahora en" };
const WERE_IN: Texts = { en: "have been in", pt: "passaram por", es: "pasaron por" };
const ANSWER: Texts = { en: "answer", pt: "resposta", es: "respuesta" };
const LAST_ANSWER: Texts = { en: "last answer", pt: "última resposta", es: "última respuesta" };
const IN_HOURS: Texts = { en: "in working hours", pt: "no horário comercial", es: "en horario laboral" };

const longer = phrase<{ time: string }>({
  en: "after more than {time}",
  pt: "depois de mais de {time}",
  es: "después de más de {time}",
});
const atMost = phrase<{ time: string }>({
  en: "within {time}",
  pt: "em até {time}",
  es: "en {time} o menos",
});

const MEASURED: Record<Measure, Texts> = {
  created: { en: "New leads", pt: "Leads novos", es: "Leads nuevos" },
  qualified: { en: "Qualified leads", pt: "Leads qualificados", es: "Leads calificados" },
  won: { en: "Won leads", pt: "Leads ganhos", es: "Leads ganados" },
  lost: { en: "Lost leads", pt: "Leads perdidos", es: "Leads perdidos" },
  "new-qualified": {
    en: "Qualified of the new leads, until now",
    pt: "Qualificados entre os novos, até agora",
    es: "Calificados entre los nuevos, hasta ahora",
  },
  "new-won": {
    en: "Won of the new leads, until now",
    pt: "Ganhos entre os novos, até agora",
    es: "Ganados entre los nuevos, hasta ahora",
  },
  "new-lost": {
    en: "Lost of the new leads, until now",
    pt: "Perdidos entre os novos, até agora",
    es: "Perdidos entre los nuevos, hasta ahora",
  },
  answered: { en: "Answered leads", pt: "Leads respondidos", es: "Leads respondidos" },
  waiting: {
    en: "Leads waiting for an answer",
    pt: "Leads aguardando resposta",
    es: "Leads que esperan respuesta",
  },
  unfinished: {
    en: "Leads with questions unanswered",
    pt: "Leads com perguntas sem resposta",
    es: "Leads con preguntas sin responder",
  },
  "follow-ups-planned": {
    en: "Leads with follow-ups planned",
    pt: "Leads com retornos planejados",
    es: "Leads con seguimientos planeados",
  },
  "follow-ups-kept": {
    en: "Leads with follow-ups kept",
    pt: "Leads com retornos cumpridos",
    es: "Leads con seguimientos cumplidos",
  },
  "follow-ups-late": {
    en: "Leads with follow-ups done late",
    pt: "Leads com retornos feitos com atraso",
    es: "Leads con seguimientos tardíos",
  },
  "follow-ups-overdue": {
    en: "Leads with overdue follow-ups",
    pt: "Leads com retornos atrasados",
    es: "Leads con seguimientos atrasados",
  },
  "response-kept": {
    en: "Leads answered in time",
    pt: "Leads respondidos no prazo",
    es: "Leads respondidos a tiempo",
  },
  "response-broken": {
    en: "Leads not answered in time",
    pt: "Leads não respondidos no prazo",
    es: "Leads no respondidos a tiempo",
  },
  "stage-kept": {
    en: "Leads that left a stage in time",
    pt: "Leads que saíram de uma etapa no prazo",
    es: "Leads que salieron de una etapa a tiempo",
  },
  "stage-broken": {
    en: "Leads that left a stage late",
    pt: "Leads que saíram de uma etapa com atraso",
    es: "Leads que salieron de una etapa tarde",
  },
  "reach-sent": {
    en: "Leads that got a message of a sequence or campaign",
    pt: "Leads que receberam mensagem de sequência ou campanha",
    es: "Leads que recibieron un mensaje de secuencia o campaña",
  },
  "reach-delivered": {
    en: "Leads to whom such a message was delivered",
    pt: "Leads com mensagem automática entregue",
    es: "Leads con mensaje automático entregado",
  },
  "reach-read": {
    en: "Leads that read such a message",
    pt: "Leads que leram a mensagem automática",
    es: "Leads que leyeron el mensaje automático",
  },
  "reach-replied": {
    en: "Leads that replied to such a message",
    pt: "Leads que responderam à mensagem automática",
    es: "Leads que respondieron al mensaje automático",
  },
  "reach-won": {
    en: "Leads of people won after such a message",
    pt: "Leads de pessoas ganhas depois da mensagem automática",
    es: "Leads de personas ganadas después del mensaje automático",
  },
  "reach-out": {
    en: "Leads that opted out after such a message",
    pt: "Leads que pediram para sair depois da mensagem automática",
    es: "Leads que pidieron la baja después del mensaje automático",
  },
  stays: {
    en: "Leads that left a stage",
    pt: "Leads que saíram de uma etapa",
    es: "Leads que salieron de una etapa",
  },
};
