import type { Card } from "../../channel/outbound.ts";
import type { FlowBundle } from "../../flow/bundle.ts";
import type { Language } from "../../language.ts";
import { isOptedOut } from "../../leads/consent.ts";
import type { At } from "../../leads/types/at.ts";
import type { Contact } from "../../leads/types/contact.ts";
import type { Directory } from "../../leads/types/directory.ts";
import type { Lead } from "../../leads/types/lead.ts";
import type { Offer } from "../../leads/types/offer.ts";
import { clip } from "../../text.ts";
import type { TailMessage } from "../reads.ts";
import { leadButtons, moreButtons, stageSelect } from "./card-actions.ts";
import { leadDeadlines } from "./deadlines.ts";
import { nextStepLine } from "./follow-ups.ts";
import { formatMoney, formatRelative } from "./format.ts";
import {
  answerName,
  answerText,
  channelName,
  gradeName,
  gradeSign,
  reasonName,
  repName,
  stageName,
  valueName,
} from "./labels.ts";
import { likelyReasons, likelyText } from "./likely.ts";
import type { Texts } from "./phrase.ts";
import { safeName, safeText } from "./safe.ts";
import { sequenceFields } from "./sequences.ts";
import { leadTitle } from "./title.ts";

export { leadTitle } from "./title.ts";

/**
 * A lead at a glance: stage, score, what runs out when, who has it or to whom it is offered, what comes next, where it
 * came from; below, what was answered and why this score and this rep; and what can be done with it now: as buttons,
 * the stages to choose from, and behind a “…” what is needed less often.
 *
 * `tail` adds the last messages. Times are told relative to `at`; that of the next step in `zone`, which is the
 * business's where several read the card. Default: the business's.
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
  zone: string = bundle.business.timeZone,
): Card {
  const view = { directory, bundle, language, at, zone };
  const select = stageSelect(lead, view);
  const deadlines = leadDeadlines(lead, offer?.dueAt ?? lead.offerDueAt, view);
  return {
    title: leadTitle(lead, contact),
    subtitle: subtitle(lead, view),
    ...(deadlines.length === 0 ? {} : { deadlines }),
    fields: stateFields(lead, contact, offer, view),
    lines: [
      ...answerLine(lead, view),
      ...reasonLines(lead, view),
      ...tail.map((message) => tailLine(message, contact, view)),
    ],
    buttons: leadButtons(lead, view),
    ...(select === null ? {} : { select }),
    more: moreButtons(lead, view),
    leadId: lead.id,
    tone: lead.grade === "hot" || lead.grade === "warm" || lead.grade === "cold" ? lead.grade : "none",
  };
}

interface View {
  zone: string;
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
  const likely = lead.likely === null ? [] : [likelyText(lead.likely.chance, language)];
  return [stage, score, ...likely, ...value].join(" · ");
}

function stateFields(lead: Lead, contact: Contact, offer: Offer | null, view: View): Card["fields"] {
  const { bundle, language, at } = view;
  const fields = [
    { label: FIELD.owner[language], value: whoHasIt(lead, offer, view) },
    ...(lead.nextStep === null
      ? []
      : [{ label: FIELD.next[language], value: nextStepLine(lead.nextStep, view) }]),
    ...sequenceFields(lead, view),
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
  if (isOptedOut(contact, lead.channel)) {
    fields.push({ label: FIELD.consent[language], value: OPTED_OUT[language] });
  }
  const source = [
    channelName(lead.channel, language),
    lead.source === "" ? null : valueName(bundle, "source", lead.source, language),
    lead.campaign,
  ]
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

/** The owner; or the one who is asked; or the pool. */
function whoHasIt(lead: Lead, offer: Offer | null, { directory, language }: View): string {
  if (lead.ownerId !== null) return repName(directory, lead.ownerId);
  if (lead.offeredTo !== null) return `${OFFERED_TO[language]} ${repName(directory, lead.offeredTo)}`;
  const team = directory.teams.get(lead.teamId ?? "");
  const pool = team === undefined ? POOL[language] : `${POOL[language]} · ${safeName(team.name)}`;
  return lead.offerId === null && offer === null ? NOBODY[language] : pool;
}

/** The most of an answer that a card shows, and of all of them together: `history` and the thread tell the rest. */
const ANSWER_LENGTH = 60;
const ANSWERS_LENGTH = 400;

/** `Need: solar panels · City: Recife`; in the order of asking: PostgreSQL keeps the keys of JSON in an order of its own. */
function answerLine(lead: Lead, { bundle, language }: View): string[] {
  const told = Object.entries(lead.answers)
    .filter(([key]) => !["name", "email", "phone", "company"].includes(key))
    .sort(([key, a], [otherKey, b]) => a.at.localeCompare(b.at) || key.localeCompare(otherKey))
    .map(
      ([key, answer]) =>
        `${answerName(key, language)}: ${safeName(answerText(bundle, key, answer, language), ANSWER_LENGTH)}`,
    );
  return told.length === 0 ? [] : [clip(told.join(" · "), ANSWERS_LENGTH)];
}

/** The reasons that weigh most, and why this rep or team. */
function reasonLines(lead: Lead, { bundle, language }: View): string[] {
  const top = [...lead.scoreReasons].sort((a, b) => Math.abs(b.points) - Math.abs(a.points)).slice(0, 3);
  const score = top.map((reason) => `${signed(reason.points)} ${reason.text[language]}`);
  const likely = lead.likely === null ? [] : likelyReasons(lead.likely, bundle, language, 3);
  const route = lead.routeReasons.map((reason) => reason.text[language]);
  return [
    ...(score.length === 0 ? [] : [`${SCORE[language]}: ${score.join("; ")}`]),
    ...(likely.length === 0 ? [] : [`${CHANCE[language]}: ${likely.join("; ")}`]),
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

const FIELD = {
  owner: { en: "With", pt: "Com", es: "Con" },
  next: { en: "Next step", pt: "Próximo passo", es: "Próximo paso" },
  stage: { en: "Stage", pt: "Etapa", es: "Etapa" },
  reason: { en: "Reason", pt: "Motivo", es: "Motivo" },
  contact: { en: "Contact", pt: "Contato", es: "Contacto" },
  consent: { en: "Consent", pt: "Consentimento", es: "Consentimiento" },
  source: { en: "Source", pt: "Origem", es: "Origen" },
  tags: { en: "Tags", pt: "Etiquetas", es: "Etiquetas" },
} satisfies Record<string, Texts>;

const OPTED_OUT: Texts = {
  en: "asked for no more messages",
  pt: "pediu para não receber mensagens",
  es: "pidió no recibir mensajes",
};
const OFFERED_TO: Texts = { en: "offered to", pt: "oferecido a", es: "ofrecido a" };
const POOL: Texts = { en: "free to claim", pt: "livre para assumir", es: "libre para tomar" };
const NOBODY: Texts = { en: "the bot", pt: "o bot", es: "el bot" };
const SCORE: Texts = { en: "Score", pt: "Pontuação", es: "Puntuación" };
const CHANCE: Texts = { en: "Probability", pt: "Probabilidade", es: "Probabilidad" };
const ROUTE: Texts = { en: "Routing", pt: "Distribuição", es: "Asignación" };
const CUSTOMER: Texts = { en: "Customer", pt: "Cliente", es: "Cliente" };
