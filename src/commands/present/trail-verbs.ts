import type { ActivityKind } from "../../leads/types/activity.ts";
import type { Texts } from "./phrase.ts";

/** What the program marks in an answer's note. */
export const MARKS: Record<string, Texts> = {
  complete: {
    en: "got all the answers",
    pt: "recebeu todas as respostas",
    es: "recibió todas las respuestas",
  },
  retracted: { en: "took answers back", pt: "retirou respostas", es: "retiró respuestas" },
};

/** What somebody did, as it is told after who did it. */
export const VERBS: Record<ActivityKind, Texts> = {
  "lead-opened": { en: "opened the lead", pt: "abriu o lead", es: "abrió el lead" },
  "contact-seen": { en: "got in touch", pt: "entrou em contato", es: "se puso en contacto" },
  answered: { en: "answered", pt: "respondeu", es: "respondió" },
  scored: { en: "changed the score", pt: "mudou a pontuação", es: "cambió la puntuación" },
  routed: { en: "found who takes it", pt: "definiu quem atende", es: "definió quién atiende" },
  offered: { en: "offered it", pt: "ofereceu", es: "lo ofreció" },
  claimed: { en: "claimed it", pt: "assumiu", es: "lo tomó" },
  passed: { en: "passed it on", pt: "passou adiante", es: "lo pasó" },
  assigned: { en: "assigned it", pt: "atribuiu", es: "lo asignó" },
  "offer-expired": {
    en: "ended the offer, as its time was up",
    pt: "encerrou a oferta, pois o prazo acabou",
    es: "cerró la oferta, pues venció el plazo",
  },
  "stage-moved": { en: "moved the stage", pt: "mudou a etapa", es: "cambió la etapa" },
  "value-set": { en: "set the value", pt: "definiu o valor", es: "fijó el valor" },
  tagged: { en: "set the tags", pt: "definiu as etiquetas", es: "definió las etiquetas" },
  "field-set": { en: "filled in", pt: "preencheu", es: "completó" },
  noted: { en: "wrote a note", pt: "escreveu uma nota", es: "escribió una nota" },
  replied: { en: "answered the customer", pt: "respondeu ao cliente", es: "respondió al cliente" },
  "handed-over": { en: "handed over to a person", pt: "passou para uma pessoa", es: "pasó a una persona" },
  "floor-changed": {
    en: "changed who speaks",
    pt: "mudou quem fala",
    es: "cambió quién habla",
  },
  nudged: { en: "asked again", pt: "perguntou de novo", es: "preguntó de nuevo" },
  "opted-out": {
    en: "asked for no more messages",
    pt: "pediu para não receber mensagens",
    es: "pidió no recibir mensajes",
  },
  "opted-in": { en: "allowed messages", pt: "aceitou mensagens", es: "aceptó mensajes" },
  "consent-noted": { en: "noted consent", pt: "anotou o consentimento", es: "anotó el consentimiento" },
  "contacts-joined": { en: "joined two contacts", pt: "uniu dois contatos", es: "unió dos contactos" },
  "contacts-separated": {
    en: "separated two contacts",
    pt: "separou dois contatos",
    es: "separó dos contactos",
  },
  undone: { en: "undid a change", pt: "desfez uma mudança", es: "deshizo un cambio" },
  "send-failed": {
    en: "could not deliver a message",
    pt: "não conseguiu entregar uma mensagem",
    es: "no pudo entregar un mensaje",
  },
  "template-sent": { en: "sent a template", pt: "enviou um modelo", es: "envió una plantilla" },
  "file-sent": { en: "sent a file", pt: "enviou um arquivo", es: "envió un archivo" },
  "follow-up-planned": {
    en: "planned a follow-up",
    pt: "agendou um acompanhamento",
    es: "programó un seguimiento",
  },
  "follow-up-moved": {
    en: "moved a follow-up",
    pt: "remarcou um acompanhamento",
    es: "reprogramó un seguimiento",
  },
  "follow-up-done": {
    en: "finished a follow-up",
    pt: "concluiu um acompanhamento",
    es: "completó un seguimiento",
  },
  "follow-up-dropped": {
    en: "dropped a follow-up",
    pt: "cancelou um acompanhamento",
    es: "canceló un seguimiento",
  },
  called: { en: "called", pt: "ligou", es: "llamó" },
  met: { en: "had a meeting", pt: "teve uma reunião", es: "tuvo una reunión" },
  "sequence-started": { en: "began a sequence", pt: "iniciou uma sequência", es: "inició una secuencia" },
  "sequence-sent": {
    en: "sent a message of a sequence",
    pt: "enviou uma mensagem de sequência",
    es: "envió un mensaje de secuencia",
  },
  "sequence-waits": {
    en: "put off a message of a sequence",
    pt: "adiou uma mensagem de sequência",
    es: "aplazó un mensaje de secuencia",
  },
  "sequence-skipped": {
    en: "passed over a message of a sequence",
    pt: "pulou uma mensagem de sequência",
    es: "saltó un mensaje de secuencia",
  },
  "sequence-ended": { en: "ended a sequence", pt: "encerrou uma sequência", es: "terminó una secuencia" },
  "outreach-switched": {
    en: "switched unasked messages",
    pt: "ligou ou desligou mensagens automáticas",
    es: "encendió o apagó mensajes automáticos",
  },
  released: {
    en: "took it from a colleague who left",
    pt: "retirou o lead de um colega que saiu",
    es: "retiró el lead de un colega que se fue",
  },
  "clock-moved": {
    en: "gave it more time, as the working hours have changed",
    pt: "deu mais tempo, pois o horário de trabalho mudou",
    es: "dio más tiempo, pues cambió el horario de trabajo",
  },
  "sla-broken": { en: "noted that it is late", pt: "registrou o atraso", es: "registró el atraso" },
};
