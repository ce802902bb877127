import type { Card, CardButton } from "../../channel/outbound.ts";
import type { Language } from "../../language.ts";
import { leadRef } from "../../leads/ref.ts";
import type { At, Contact, FollowUp, FollowUpKind, Lead, NextStep } from "../../leads/types.ts";
import { CALL_OUTCOMES } from "../outcomes.ts";
import { formatMoment } from "../when/echo.ts";
import { formatDuration, formatRelative } from "./format.ts";
import type { NoticeText } from "./notice-text.ts";
import { phrase, type Texts } from "./phrase.ts";
import { safeName, safeText } from "./safe.ts";
import { leadTitle } from "./title.ts";

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

/** What can be done with a follow-up, as commands. */
export function followUpButtons(
  row: Pick<FollowUp, "id" | "kind">,
  lead: Pick<Lead, "number">,
  language: Language,
): CardButton[] {
  const ref = `${leadRef(lead)} ${followUpRef(row.id)}`;
  const label = (texts: Texts) => texts[language];
  return [
    {
      label: label(BUTTON.done),
      command: `done ${ref}`,
      style: "primary",
      asks: [{ name: "outcome", label: label(ASK.outcome), multiline: true, optional: true }],
    },
    { label: label(BUTTON.hour), command: `snooze ${ref} 1h` },
    { label: label(BUTTON.tomorrow), command: `snooze ${ref} tomorrow` },
    {
      label: label(BUTTON.move),
      command: `snooze ${ref}`,
      asks: [{ name: "when", label: label(ASK.when), moment: true }],
    },
    callButton(ref, language),
    {
      label: label(BUTTON.message),
      command: `reply ${leadRef(lead)}`,
      asks: [{ name: "text", label: label(ASK.message), multiline: true }],
    },
  ];
}

/** Log a call with what came of it. `ref`: the lead, and the follow-up that it was, if any. */
export function callButton(ref: string, language: Language): CardButton {
  return {
    label: BUTTON.call[language],
    command: `call ${ref}`,
    asks: [
      {
        name: "outcome",
        label: ASK.call[language],
        options: CALL_OUTCOMES.map(({ id, label }) => ({ value: id, label: label[language] })),
      },
      { name: "note", label: ASK.note[language], multiline: true, optional: true },
    ],
  };
}

/** From how late on a reminder says why: what is due wakes within a second while the program runs. */
const LATE_MS = 120_000;

/** A follow-up is due: to its owner, in private. */
export function reminderNotice(facts: {
  followUp: FollowUp;
  lead: Lead;
  contact: Contact;
  /** The lead in a few facts, per language. */
  about: (language: Language) => Pick<Card, "subtitle" | "fields">;
  zone: string;
  at: At;
}): NoticeText {
  const { followUp, lead, contact, zone, at } = facts;
  const lateMs = Date.parse(at) - Date.parse(followUp.dueAt);
  return (language) => {
    const what = whatToDo(followUp, language, 300);
    const title = leadTitle(lead, contact);
    const due = formatMoment(followUp.dueAt, zone, language, at);
    const late = lateMs < LATE_MS ? [] : [isLate({ late: formatDuration(lateMs) })[language]];
    const outcome = followUp.repeats === null ? [] : [`🔁 ${repeatsText(followUp.repeats)[language]}`];
    const lines = [dueNow({ due })[language], ...late, ...outcome];
    return {
      text: [`⏰ ${what} – ${title}`, ...lines].join("\n"),
      card: {
        title: `⏰ ${what}`,
        ...facts.about(language),
        lines: [title, ...lines],
        buttons: followUpButtons(followUp, lead, language),
        leadId: lead.id,
      },
    };
  };
}

/** `every week`, `every 2 days`. */
export function repeatsText({ every, count }: { every: "day" | "week" | "month"; count: number }): Texts {
  return REPEATS[every]({ count });
}

/** What was written in a follow-up, as a quotation. */
export function quoted(text: string): string {
  return `“${safeText(text, 300)}”`;
}

const REPEATS = {
  day: phrase<{ count: number }>({
    en: "{count, plural, one {every day} other {every # days}}",
    pt: "{count, plural, one {todo dia} other {a cada # dias}}",
    es: "{count, plural, one {cada día} other {cada # días}}",
  }),
  week: phrase<{ count: number }>({
    en: "{count, plural, one {every week} other {every # weeks}}",
    pt: "{count, plural, one {toda semana} other {a cada # semanas}}",
    es: "{count, plural, one {cada semana} other {cada # semanas}}",
  }),
  month: phrase<{ count: number }>({
    en: "{count, plural, one {every month} other {every # months}}",
    pt: "{count, plural, one {todo mês} other {a cada # meses}}",
    es: "{count, plural, one {cada mes} other {cada # meses}}",
  }),
};

const dueNow = phrase<{ due: string }>({
  en: "Due {due}",
  pt: "Para {due}",
  es: "Para el {due}",
});

const isLate = phrase<{ late: string }>({
  en: "This reminder comes {late} late.",
  pt: "Este lembrete chega com {late} de atraso.",
  es: "Este recordatorio llega {late} tarde.",
});

const BUTTON = {
  done: { en: "Done", pt: "Feito", es: "Hecho" },
  hour: { en: "In 1 hour", pt: "Em 1 hora", es: "En 1 hora" },
  tomorrow: { en: "Tomorrow", pt: "Amanhã", es: "Mañana" },
  move: { en: "Reschedule", pt: "Remarcar", es: "Reprogramar" },
  call: { en: "Call", pt: "Ligação", es: "Llamada" },
  message: { en: "Message", pt: "Mensagem", es: "Mensaje" },
} satisfies Record<string, Texts>;

const ASK = {
  outcome: { en: "What came of it?", pt: "Qual foi o resultado?", es: "¿Qué resultó?" },
  when: { en: "When?", pt: "Quando?", es: "¿Cuándo?" },
  call: { en: "What came of the call?", pt: "Resultado da ligação", es: "Resultado de la llamada" },
  note: { en: "Anything to note?", pt: "Algo a anotar?", es: "¿Algo que anotar?" },
  message: { en: "Message to the customer", pt: "Mensagem para o cliente", es: "Mensaje al cliente" },
} satisfies Record<string, Texts>;
