import type { Deadline } from "../../channel/outbound.ts";
import type { Language } from "../../language.ts";
import { localDate } from "../../leads/calendar.ts";
import type { At } from "../../leads/types/at.ts";
import type { Lead } from "../../leads/types/lead.ts";
import { formatDate } from "../when/echo.ts";
import { formatDuration, formatter } from "./format.ts";
import { phrase, type Texts } from "./phrase.ts";

/** In whose words and zone, and as of when. */
export interface DeadlineView {
  language: Language;
  zone: string;
  at: At;
}

type Limited = Pick<
  Lead,
  | "stageKind"
  | "ownerId"
  | "offerId"
  | "firstResponseAt"
  | "responseDueAt"
  | "responseBrokenAt"
  | "stageDueAt"
  | "stageBrokenAt"
>;

/** What runs out for a lead, most urgent kind first: that it is taken, that it is answered, that it moves on. */
export function leadDeadlines(lead: Limited, offerDueAt: At | null, view: DeadlineView): Deadline[] {
  if (lead.stageKind !== "open") return [];
  const found: Deadline[] = [];
  const add = (dueAt: At | null, isOver: boolean, [runs, over]: readonly [Texts, Texts]) => {
    if (dueAt === null) return;
    const text = (isOver || dueAt <= view.at ? over : runs)[view.language];
    found.push({ text, at: dueAt, when: whenText(dueAt, view) });
  };
  if (lead.ownerId === null && lead.offerId !== null) add(offerDueAt, false, TAKE);
  if (lead.firstResponseAt === null) add(lead.responseDueAt, lead.responseBrokenAt !== null, ANSWER);
  add(lead.stageDueAt, lead.stageBrokenAt !== null, STAGE);
  return found;
}

/** `14:20 (8 min left)`, `14:20 (5 min ago)`, `14:20 (just now)`; with the day when it is not today. */
export function whenText(at: At, view: DeadlineView): string {
  const ms = Date.parse(at) - Date.parse(view.at);
  const span = formatDuration(Math.abs(ms));
  const distance =
    ms > 0
      ? left({ span })[view.language]
      : ms > -SOON_MS
        ? JUST_NOW[view.language]
        : ago({ span })[view.language];
  return `${clockText(at, view)} (${distance})`;
}

/** So little ago is now. */
const SOON_MS = 30_000;

/** `14:20`; with the day when it is not today. */
export function clockText(at: At, { language, zone, at: now }: DeadlineView): string {
  const clock = formatter(
    `clock ${zone}`,
    () => new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" }),
  ).format(new Date(at));
  const [day, today] = [localDate(at, zone), localDate(now, zone)];
  return day === today ? clock : `${formatDate(day, language, today)}, ${clock}`;
}

const left = phrase<{ span: string }>({ en: "{span} left", pt: "faltam {span}", es: "faltan {span}" });
const JUST_NOW: Texts = { en: "just now", pt: "agora mesmo", es: "ahora mismo" };
const ago = phrase<{ span: string }>({ en: "{span} ago", pt: "há {span}", es: "hace {span}" });

const TAKE: readonly [Texts, Texts] = [
  { en: "⏳ Take it by {when}", pt: "⏳ Assuma até {when}", es: "⏳ Tómalo antes de {when}" },
  {
    en: "🔴 Overdue: to be taken by {when}",
    pt: "🔴 Atrasado: era para assumir até {when}",
    es: "🔴 Atrasado: había que tomarlo antes de {when}",
  },
];
const ANSWER: readonly [Texts, Texts] = [
  {
    en: "⏳ First answer by {when}",
    pt: "⏳ Primeira resposta até {when}",
    es: "⏳ Primera respuesta antes de {when}",
  },
  {
    en: "🔴 Overdue: no first answer by {when}",
    pt: "🔴 Atrasado: sem primeira resposta até {when}",
    es: "🔴 Atrasado: sin primera respuesta antes de {when}",
  },
];
const STAGE: readonly [Texts, Texts] = [
  {
    en: "⏳ Next stage by {when}",
    pt: "⏳ Próxima etapa até {when}",
    es: "⏳ Próxima etapa antes de {when}",
  },
  {
    en: "🔴 Overdue in this stage: {when}",
    pt: "🔴 Atrasado nesta etapa: {when}",
    es: "🔴 Atrasado en esta etapa: {when}",
  },
];
