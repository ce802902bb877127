import type { FlowBundle } from "../../flow/bundle.ts";
import { inLanguage, type Language } from "../../language.ts";
import type { Activity, ActivityKind } from "../../leads/types/activity.ts";
import type { Directory } from "../../leads/types/directory.ts";
import { FOLLOW_UP_KINDS } from "../../leads/types/follow-up.ts";
import { followUpsIn } from "../../leads/undo.ts";
import { outcomeName, outcomeText } from "../outcomes.ts";
import { formatMoment } from "../when/echo.ts";
import { whatToDo } from "./follow-ups.ts";
import { formatMoney } from "./format.ts";
import { answerName, gradeName, reasonName, repName, stageName, valueName } from "./labels.ts";
import { safeName, safeText } from "./safe.ts";
import { sequenceDetail } from "./sequences.ts";

/** Who reads it; times in the business's zone unless `zone` says another. */
export interface TrailView {
  zone?: string;
  directory: Directory;
  bundle: FlowBundle;
  language: Language;
}

/** One line of the trail. */
export interface TrailEntry {
  id: string;
  kind: ActivityKind;
  /** Who did it. */
  who: string;
  text: string;
  note: string | null;
  at: string;
}

/** An activity in the reader's words: who, what, and what it changed. */
export function toTrailEntry(activity: Activity, view: TrailView): TrailEntry {
  const known = activity.kind === "answered" ? MARKS[activity.note ?? ""] : undefined;
  const details = known === undefined ? detail(activity, view) : "";
  const verb = (known ?? KINDS[activity.kind])[view.language];
  return {
    id: activity.id,
    kind: activity.kind,
    who: actorName(activity, view),
    text: details === "" ? verb : `${verb}: ${details}`,
    note: known === undefined ? noteOf(activity, view.language) : null,
    at: activity.at,
  };
}

/** What a person wrote; not the ids that some kinds keep there, nor what the sentence tells already. */
function noteOf({ kind, note }: Activity, language: Language): string | null {
  if (note === null || TOLD.has(kind)) return null;
  if (kind === "follow-up-done") return safeText(outcomeText(note, language), 2_000);
  const text = kind === "called" || kind === "met" ? note.split("\n").slice(1).join("\n") : note;
  return text === "" ? null : safeText(text, 2_000);
}

const TOLD: ReadonlySet<ActivityKind> = new Set([
  "undone",
  "contacts-joined",
  "contacts-separated",
  "follow-up-planned",
  "template-sent",
  "file-sent",
  "handed-over",
  "floor-changed",
  "opted-out",
  "opted-in",
  "consent-noted",
  "released",
  "sequence-started",
  "sequence-sent",
  "sequence-waits",
  "sequence-skipped",
  "sequence-ended",
  "sla-broken",
]);

function actorName(activity: Activity, { directory, language }: TrailView): string {
  if (activity.actorKind === "rep") return repName(directory, activity.actorId ?? "");
  return ACTORS[activity.actorKind][language];
}

/** What changed, for the kinds where it can be told in a few words. */
function detail(activity: Activity, view: TrailView): string {
  const { kind, before, after, note } = activity;
  const { directory, bundle, language } = view;
  const text = (value: unknown) => (typeof value === "string" ? safeText(value, 200) : "");
  const rep = (id: unknown) => (typeof id === "string" ? repName(directory, id) : "");
  switch (kind) {
    case "stage-moved": {
      const names = [before?.stage, after?.stage].map((id) => stageName(bundle, text(id), language));
      const reason = text(after?.reason);
      const why = reason === "" ? "" : ` (${reasonName(bundle, reason, language)})`;
      return `${names.filter((name) => name !== "").join(" → ")}${why}`;
    }
    case "scored": {
      const grade = typeof after?.grade === "string" ? ` · ${gradeName(bundle, after.grade, language)}` : "";
      return `${before?.score ?? 0} → ${after?.score ?? before?.score ?? 0}${grade}`;
    }
    case "claimed":
      // Who claimed it stands before it already.
      return after?.ownerId === activity.actorId ? "" : rep(after?.ownerId);
    case "assigned":
      return rep(after?.ownerId);
    case "released":
      return rep(note);
    case "offered":
      return rep(after?.offeredTo);
    case "value-set":
      return typeof after?.value === "number" && typeof (after.currency ?? before?.currency) === "string"
        ? formatMoney(after.value, String(after.currency ?? before?.currency), language, bundle)
        : "";
    case "tagged":
      return Array.isArray(after?.tags) ? after.tags.map((tag) => `#${text(tag)}`).join(" ") : "";
    case "answered":
    case "field-set":
      return answered(after, view);
    case "follow-up-planned":
    case "follow-up-moved":
    case "follow-up-done":
    case "follow-up-dropped":
      return followUp(activity, view);
    case "called":
    case "met":
      return outcomeName(text(note).split("\n")[0] ?? "", language);
    case "template-sent": {
      const template = bundle.templates.get(text(note));
      return template === undefined ? text(note) : inLanguage(template.label, language);
    }
    case "file-sent":
      return safeName(text(note), 120);
    case "sla-broken":
      return note === "first-response" ? NO_ANSWER[language] : stageName(bundle, text(note), language);
    case "handed-over":
      return HANDED[text(note)]?.[language] ?? "";
    case "sequence-started":
    case "sequence-sent":
    case "sequence-waits":
    case "sequence-skipped":
    case "sequence-ended":
      return sequenceDetail(note, kind, bundle, language);
    case "floor-changed":
      return FLOOR[text(note)]?.[language] ?? "";
    default:
      return "";
  }
}

/** What is to be done and when, as far as it was changed: `📞 Call: the offer, Wed 11 Mar, 10:00 (São Paulo time)`. */
function followUp(
  activity: Activity,
  { bundle, language, zone = bundle.business.timeZone }: TrailView,
): string {
  const [id] = followUpsIn(activity);
  const fields = new Map(Object.entries(activity.after?.[`followUp.${id}`] ?? {}));
  const kind = FOLLOW_UP_KINDS.find((each) => each === fields.get("kind"));
  const note = fields.get("note");
  const what =
    kind === undefined ? "" : whatToDo({ kind, note: typeof note === "string" ? note : null }, language);
  const dueAt = fields.get("dueAt");
  const when = typeof dueAt === "string" ? formatMoment(dueAt, zone, language, activity.at) : "";
  return [what, when].filter((part) => part !== "").join(", ");
}

const HANDED: Record<string, Texts> = {
  asked: { en: "the customer asked", pt: "o cliente pediu", es: "el cliente lo pidió" },
  attempts: {
    en: "they did not understand each other",
    pt: "não se entenderam",
    es: "no se entendieron",
  },
  flow: { en: "the questions are done", pt: "as perguntas acabaram", es: "terminaron las preguntas" },
  idle: {
    en: "the customer went quiet",
    pt: "o cliente parou de responder",
    es: "el cliente dejó de responder",
  },
  loop: { en: "it looked like a machine", pt: "parecia uma máquina", es: "parecía una máquina" },
};

const NO_ANSWER: Record<Language, string> = {
  en: "no first answer in time",
  pt: "sem primeira resposta no prazo",
  es: "sin primera respuesta a tiempo",
};

const FLOOR: Record<string, Texts> = {
  human: { en: "a person", pt: "uma pessoa", es: "una persona" },
  bot: { en: "the bot", pt: "o bot", es: "el bot" },
};

/**
 * Which answers were given: `Budget 5,000; City São Paulo`. A name, phone or source is kept as an answer and with the
 * contact or the lead as well: it is told once, as the customer said it.
 */
function answered(after: Activity["after"], { bundle, language }: TrailView): string {
  const told = new Map<string, string | null>();
  for (const [field, value] of Object.entries(after ?? {})) {
    if (!/^(?:answers|contact)\.|^(?:product|segment|territory|source|campaign)$/.test(field)) continue;
    const key = field.replace(/^(?:answers|contact)\.(?:fields\.)?/, "");
    if (isDisplayed(value)) told.set(key, safeText(value.display, 120));
    else if (typeof value === "string" && typeof told.get(key) !== "string") {
      const isChoice = key === "source" || key === "product" || key === "segment";
      told.set(key, isChoice ? valueName(bundle, key, value, language) : safeText(value, 120));
    } else if (!told.has(key)) told.set(key, null);
  }
  return [...told]
    .map(([key, shown]) => [answerName(key, language), shown].filter((part) => part !== null).join(" "))
    .join("; ");
}

function isDisplayed(value: unknown): value is { display: string } {
  return (
    typeof value === "object" && value !== null && "display" in value && typeof value.display === "string"
  );
}

type Texts = Record<Language, string>;

/** What the program marks in an answer's note. */
const MARKS: Record<string, Texts> = {
  complete: {
    en: "got all the answers",
    pt: "recebeu todas as respostas",
    es: "recibió todas las respuestas",
  },
  retracted: { en: "took answers back", pt: "retirou respostas", es: "retiró respuestas" },
};

const ACTORS: Record<Activity["actorKind"], Texts> = {
  contact: { en: "Customer", pt: "Cliente", es: "Cliente" },
  bot: { en: "Bot", pt: "Bot", es: "Bot" },
  rep: { en: "Colleague", pt: "Colega", es: "Colega" },
  system: { en: "Leadline", pt: "Leadline", es: "Leadline" },
};

const KINDS: Record<ActivityKind, Texts> = {
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
