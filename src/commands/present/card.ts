import type { Card, CardButton } from "../../channel/outbound.ts";
import type { FlowBundle } from "../../flow/bundle.ts";
import { inLanguage, type Language } from "../../language.ts";
import { leadRef } from "../../leads/ref.ts";
import type { At, Contact, Directory, Lead, Offer } from "../../leads/types.ts";
import type { TailMessage } from "../reads.ts";
import { formatMoney, formatRelative } from "./format.ts";
import { answerName, channelName, gradeName, gradeSign, reasonName, repName, stageName } from "./labels.ts";
import type { Texts } from "./phrase.ts";
import { safeName, safeText } from "./safe.ts";

/**
 * A lead at a glance: stage, score with its main reasons, who has it or to whom it is offered and for how
 * long, what was answered, where it came from; and buttons for what can be done with it now.
 *
 * `tail` adds the last messages. Times are told relative to `at`.
 */
export function leadCard(
  lead: Lead,
  contact: Contact,
  offer: Offer | null,
  directory: Directory,
  bundle: FlowBundle,
  language: Language,
  at: At,
  tail: readonly TailMessage[] = [],
): Card {
  const view = { directory, bundle, language, at };
  return {
    title: leadTitle(lead, contact),
    subtitle: subtitle(lead, view),
    fields: [...stateFields(lead, contact, offer, view), ...answerFields(lead, language)],
    lines: [...reasonLines(lead, language), ...tail.map((message) => tailLine(message, contact, view))],
    buttons: leadButtons(lead, view),
    leadId: lead.id,
    tone: lead.grade === "hot" || lead.grade === "warm" || lead.grade === "cold" ? lead.grade : "none",
  };
}

/** `L-42 · Ana Lima · Acme`. */
export function leadTitle(lead: Pick<Lead, "number">, contact: Pick<Contact, "name" | "company">): string {
  const who = [contact.name, contact.company].filter((part) => part !== null && part !== "");
  return [leadRef(lead), ...who.map((part) => safeName(part ?? ""))].join(" · ");
}

interface View {
  directory: Directory;
  bundle: FlowBundle;
  language: Language;
  at: At;
}

function subtitle(lead: Lead, view: View): string {
  const { bundle, language } = view;
  const stage = stageName(bundle, lead.stage, language);
  const score = `${gradeSign(lead.grade)} ${gradeName(bundle, lead.grade, language)} ${lead.score}`;
  const value =
    lead.value === null || lead.currency === null
      ? []
      : [formatMoney(lead.value, lead.currency, language, bundle)];
  return [stage, score, ...value].join(" · ");
}

function stateFields(lead: Lead, contact: Contact, offer: Offer | null, view: View): Card["fields"] {
  const { bundle, language, at } = view;
  const fields = [
    { label: FIELD.owner[language], value: whoHasIt(lead, offer, view) },
    {
      label: FIELD.stage[language],
      value: `${stageName(bundle, lead.stage, language)}, ${formatRelative(lead.stageSince, at, language)}`,
    },
  ];
  if (lead.reason !== null) {
    fields.push({ label: FIELD.reason[language], value: reasonName(bundle, lead.reason, language) });
  }
  const reach = [contact.phone, contact.email]
    .filter((part) => part !== null)
    .map((part) => safeName(part, 80));
  if (reach.length > 0) fields.push({ label: FIELD.contact[language], value: reach.join(", ") });
  if (contact.optedOutAt !== null) {
    fields.push({ label: FIELD.consent[language], value: OPTED_OUT[language] });
  }
  const source = [channelName(lead.channel, language), lead.source, lead.campaign]
    .filter((part, index, all) => part !== null && part !== "" && all.indexOf(part) === index)
    .map((part) => safeName(part ?? "", 60));
  fields.push({ label: FIELD.source[language], value: source.join(" · ") });
  if (lead.tags.length > 0) {
    fields.push({
      label: FIELD.tags[language],
      value: lead.tags.map((tag) => `#${safeName(tag, 40)}`).join(" "),
    });
  }
  return fields;
}

/** The owner; or the one who is asked, with the clock; or the pool. */
function whoHasIt(lead: Lead, offer: Offer | null, { directory, language, at }: View): string {
  if (lead.ownerId !== null) return repName(directory, lead.ownerId);
  const dueAt = offer?.dueAt ?? lead.offerDueAt;
  const clock = dueAt === null ? "" : ` (${UNTIL[language]} ${formatRelative(dueAt, at, language)})`;
  if (lead.offeredTo !== null) return `${OFFERED_TO[language]} ${repName(directory, lead.offeredTo)}${clock}`;
  const team = directory.teams.get(lead.teamId ?? "");
  const pool = team === undefined ? POOL[language] : `${POOL[language]} · ${safeName(team.name)}`;
  return lead.offerId === null && offer === null ? NOBODY[language] : `${pool}${clock}`;
}

/** The most of an answer that a card shows. */
const ANSWER_LENGTH = 160;

/** In the order in which they were given: PostgreSQL keeps the keys of JSON in an order of its own. */
function answerFields(lead: Lead, language: Language): Card["fields"] {
  return Object.entries(lead.answers)
    .filter(([key]) => !["name", "email", "phone"].includes(key))
    .sort(([key, a], [otherKey, b]) => a.at.localeCompare(b.at) || key.localeCompare(otherKey))
    .map(([key, answer]) => ({
      label: answerName(key, language),
      value: safeName(answer.display, ANSWER_LENGTH),
    }));
}

/** The reasons that weigh most, and why this rep or team. */
function reasonLines(lead: Lead, language: Language): string[] {
  const top = [...lead.scoreReasons].sort((a, b) => Math.abs(b.points) - Math.abs(a.points)).slice(0, 3);
  const score = top.map((reason) => `${signed(reason.points)} ${reason.text[language]}`);
  const route = lead.routeReasons.map((reason) => reason.text[language]);
  return [
    ...(score.length === 0 ? [] : [`${SCORE[language]}: ${score.join("; ")}`]),
    ...(route.length === 0 ? [] : [`${ROUTE[language]}: ${route.join("; ")}`]),
  ];
}

/** Points with their sign: +20, −5. */
export function signed(points: number): string {
  return points < 0 ? `−${-points}` : `+${points}`;
}

function tailLine(message: TailMessage, contact: Contact, { directory, language }: View): string {
  const author =
    message.author === "contact"
      ? safeName(contact.name ?? CUSTOMER[language], 30)
      : message.author === "bot"
        ? "Bot"
        : repName(directory, message.author);
  return `${author}: ${safeText(message.text, 300)}`;
}

/** What can be done with the lead now, as commands; what must be typed or chosen is asked for. */
export function leadButtons(
  lead: Lead,
  { bundle, language }: Pick<View, "bundle" | "language">,
): CardButton[] {
  const ref = leadRef(lead);
  const isOpen = lead.stageKind === "open";
  const buttons: CardButton[] = [];
  // A lead that nobody has is claimed first: then it can be moved and valued.
  const isFree = lead.ownerId === null && isOpen;
  if (isFree) {
    buttons.push({ label: BUTTON.claim[language], command: `claim ${ref}`, style: "primary" });
    if (lead.offeredTo !== null) buttons.push({ label: BUTTON.pass[language], command: `pass ${ref}` });
  } else {
    buttons.push({
      label: BUTTON.reply[language],
      command: `reply ${ref}`,
      style: "primary",
      asks: [{ name: "text", label: ASK.reply[language], multiline: true }],
    });
  }
  const note: CardButton = {
    label: BUTTON.note[language],
    command: `note ${ref}`,
    asks: [{ name: "text", label: ASK.note[language], multiline: true }],
  };
  if (isFree) return [...buttons, note];
  const stages = bundle.pipeline.stages.filter((stage) => stage.id !== lead.stage);
  const stage: CardButton = {
    label: BUTTON.stage[language],
    command: `stage ${ref}`,
    asks: [
      {
        name: "stage",
        label: FIELD.stage[language],
        options: stages.map(({ id, label }) => ({ value: id, label: inLanguage(label, language) })),
      },
    ],
  };
  const value: CardButton = {
    label: BUTTON.value[language],
    command: `value ${ref}`,
    asks: [{ name: "value", label: ASK.value[language] }],
  };
  buttons.push(stage, note, value);
  if (isOpen) buttons.push({ label: BUTTON.pass[language], command: `pass ${ref}` });
  return buttons;
}

const FIELD = {
  owner: { en: "With", pt: "Com", es: "Con" },
  stage: { en: "Stage", pt: "Etapa", es: "Etapa" },
  reason: { en: "Reason", pt: "Motivo", es: "Motivo" },
  contact: { en: "Contact", pt: "Contato", es: "Contacto" },
  consent: { en: "Consent", pt: "Consentimento", es: "Consentimiento" },
  source: { en: "Source", pt: "Origem", es: "Origen" },
  tags: { en: "Tags", pt: "Etiquetas", es: "Etiquetas" },
} satisfies Record<string, Texts>;

const BUTTON = {
  claim: { en: "Claim", pt: "Assumir", es: "Tomar" },
  pass: { en: "Pass", pt: "Passar", es: "Pasar" },
  reply: { en: "Reply", pt: "Responder", es: "Responder" },
  stage: { en: "Stage", pt: "Etapa", es: "Etapa" },
  note: { en: "Note", pt: "Nota", es: "Nota" },
  value: { en: "Value", pt: "Valor", es: "Valor" },
} satisfies Record<string, Texts>;

const ASK = {
  reply: { en: "Message to the customer", pt: "Mensagem para o cliente", es: "Mensaje al cliente" },
  note: { en: "Note for the team", pt: "Nota para a equipe", es: "Nota para el equipo" },
  value: { en: "Value, e.g. 5k", pt: "Valor, ex.: 5 mil", es: "Valor, ej.: 5 mil" },
} satisfies Record<string, Texts>;

const OPTED_OUT: Texts = {
  en: "asked for no more messages",
  pt: "pediu para não receber mensagens",
  es: "pidió no recibir mensajes",
};
const OFFERED_TO: Texts = { en: "offered to", pt: "oferecido a", es: "ofrecido a" };
const UNTIL: Texts = { en: "due", pt: "prazo", es: "plazo" };
const POOL: Texts = { en: "free to claim", pt: "livre para assumir", es: "libre para tomar" };
const NOBODY: Texts = { en: "the bot", pt: "o bot", es: "el bot" };
const SCORE: Texts = { en: "Score", pt: "Pontuação", es: "Puntuación" };
const ROUTE: Texts = { en: "Routing", pt: "Distribuição", es: "Asignación" };
const CUSTOMER: Texts = { en: "Customer", pt: "Cliente", es: "Cliente" };
