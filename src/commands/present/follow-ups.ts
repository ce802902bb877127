import type { Language } from "../../language.ts";
import { leadRef } from "../../leads/ref.ts";
import type { At } from "../../leads/types/at.ts";
import type { FollowUp, FollowUpKind, NextStep } from "../../leads/types/follow-up.ts";
import { formatMoment } from "../when/echo.ts";
import { formatRelative } from "./format.ts";
import type { Texts } from "./phrase.ts";
import { safeName, safeText } from "./safe.ts";

export const KIND_NAME: Record<FollowUpKind, Texts> = {
  call: { en: "Call", pt: "Ligar", es: "Llamar" },
  message: { en: "Message", pt: "Escrever", es: "Escribir" },
  meeting: { en: "Meeting", pt: "Reunião", es: "Reunión" },
  task: { en: "Follow up", pt: "Dar retorno", es: "Dar seguimiento" },
  support: { en: "Support", pt: "Suporte", es: "Soporte" },
};

export const KIND_SIGN: Record<FollowUpKind, string> = {
  call: "📞",
  message: "✉️",
  meeting: "🗓",
  task: "🔔",
  support: "🛠",
};

/** `📞 Call: about the offer`. */
export function whatToDo(
  { kind, note }: Pick<FollowUp, "kind" | "note">,
  language: Language,
  most = 120,
): string {
  const name = `${KIND_SIGN[kind]} ${KIND_NAME[kind][language]}`;
  return note === null ? name : `${name}: ${safeName(note, most)}`;
}

/** `Wed 11 Mar, 10:00 (São Paulo time) · 📞 Call: about the offer`; overdue ones say so. */
export function nextStepLine(step: NextStep, view: { language: Language; at: At; zone: string }): string {
  const { language, at, zone } = view;
  const what = whatToDo(step, language, 60);
  const late = step.at < at ? `⚠️ ${OVERDUE[language]} · ` : "";
  return `${late}${formatMoment(step.at, zone, language, at)} · ${what}`;
}

export const OVERDUE: Texts = { en: "overdue", pt: "atrasado", es: "atrasado" };

/** One line of a list: when, which lead, what. */
export function followUpLine(
  row: Pick<FollowUp, "dueAt" | "kind" | "note">,
  lead: { number: number; name: string | null; company: string | null },
  view: { language: Language; at: At; zone: string },
): string {
  const who = [lead.name, lead.company]
    .filter((part) => part !== null)
    .map((part) => safeName(part ?? "", 30));
  const when = formatMoment(row.dueAt, view.zone, view.language, view.at);
  const late = row.dueAt < view.at ? `⚠️ ${formatRelative(row.dueAt, view.at, view.language)} · ` : "";
  return `${late}${when} – ${[leadRef(lead), ...who].join(" · ")} – ${whatToDo(row, view.language)}`;
}

/** How a follow-up is named in the commands of its buttons: `fu:1k-3`. */
export function followUpRef(id: string): string {
  return `fu:${id}`;
}

/** What was written in a follow-up, as a quotation. */
export function quoted(text: string): string {
  return `“${safeText(text, 300)}”`;
}
