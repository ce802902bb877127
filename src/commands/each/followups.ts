import { leadRef } from "../../leads/ref.ts";
import type { Rep } from "../../leads/types.ts";
import { pageArg } from "../args/follow-up.ts";
import { optionalLeadArg } from "../args/lead.ts";
import { optionalRepArg } from "../args/rep.ts";
import { defineCommand } from "../define.ts";
import { problem } from "../help-text.ts";
import { refuseAccess, refuseColleague, visibleTo } from "../policy.ts";
import { followUpLine, followUpRef, whatToDo } from "../present/follow-ups.ts";
import { repName } from "../present/labels.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import type { FollowUpPage } from "../reads.ts";
import { localTime } from "../when/zone.ts";

const PAGE = 10;
/** How many of a page have a button to tick them off. */
const MOST_BUTTONS = 4;

interface Agenda {
  found: FollowUpPage;
  page: number;
  /** Whose; null for those of a lead. */
  repId: string | null;
}

const args = { lead: optionalLeadArg({ byName: false }), rep: optionalRepArg(), page: pageArg() };

export const followupsCommand = defineCommand<typeof args, Agenda>({
  name: "followups",
  words: {
    en: ["followups", "follow-ups", "follow ups", "agenda", "reminders"],
    pt: ["agenda", "acompanhamentos", "lembretes"],
    es: ["agenda", "seguimientos", "recordatorios"],
  },
  help: {
    en: "What you have planned, overdue first; or what is planned with a lead",
    pt: "O que você tem agendado, atrasados primeiro; ou o que está agendado com um lead",
    es: "Lo que tienes programado, atrasados primero; o lo programado con un lead",
  },
  examples: {
    en: ["followups", "agenda page 2", "followups L-42"],
    pt: ["agenda", "agenda L-42"],
    es: ["agenda", "agenda L-42"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args,
  load: async (asked, reads, { actor, directory, language, leadId }) => {
    const page = asked.page ?? 1;
    const rows = { offset: (page - 1) * PAGE, limit: PAGE };
    const refusal = asked.rep === undefined ? null : refuseColleague(actor, asked.rep, directory);
    if (refusal !== null) return problem(refusal.code, refusal.text, language);
    const scope = visibleTo(actor, directory);
    if (leadId !== null && asked.rep === undefined) {
      const found = await reads.followUps({ scope, leadId }, rows);
      return { data: { found, page, repId: null } };
    }
    const repId = asked.rep ?? actor.id;
    return { data: { found: await reads.followUps({ scope, repId }, rows), page, repId }, leadId: null };
  },
  run: (input) => {
    const { actor, directory, language, at, lead } = input;
    const { found, page, repId } = input.data;
    if (lead !== null) {
      const denied = refuseAccess("see", actor, lead.lead, directory);
      if (denied !== null) return { reply: { text: denied.text[language] }, refused: true };
    }
    const of = repId === null ? (lead === null ? "" : leadRef(lead.lead)) : repName(directory, repId);
    const isMine = repId === actor.id;
    const title = isMine ? MINE[language] : ofOther({ of })[language];
    if (found.rows.length === 0) {
      return { reply: { text: page === 1 ? `${title}: ${nothing({})[language]}` : noMore({})[language] } };
    }
    const view = { language, at, zone: actor.timeZone };
    let section = "";
    const lines = found.rows.flatMap(({ followUp, lead: of }) => {
      const line = `• ${followUpLine(followUp, of, view)}`;
      const heading = sectionOf(followUp.dueAt, at, actor)[language];
      const isNew = heading !== section;
      section = heading;
      return isNew ? [heading, line] : [line];
    });
    const shown = {
      from: (page - 1) * PAGE + 1,
      to: (page - 1) * PAGE + found.rows.length,
      total: found.total,
    };
    const due = found.rows.filter((row) => row.followUp.dueAt <= at && (isMine || repId === null));
    const target = repId === null ? of : isMine ? "" : `@${repId}`;
    const more = ["followups", target, `page ${page + 1}`].filter(Boolean).join(" ");
    const choices = [
      ...due.slice(0, MOST_BUTTONS).map(({ followUp, lead: of }) => ({
        value: `done ${leadRef(of)} ${followUpRef(followUp.id)}`,
        label: safeName(`✓ ${leadRef(of)} ${whatToDo(followUp, language, 30)}`, 75),
      })),
      ...(found.total > shown.to ? [{ value: more, label: MORE[language] }] : []),
    ];
    const text = [`${title} (${range(shown)[language]})`, ...lines].join("\n");
    return { reply: { text, ...(choices.length === 0 ? {} : { choices }) } };
  },
});

function sectionOf(dueAt: string, at: string, { timeZone }: Rep): Texts {
  if (dueAt <= at) return SECTION.overdue;
  const [due, now] = [localTime(dueAt, timeZone), localTime(at, timeZone)];
  if (due.hasSame(now, "day")) return SECTION.today;
  return due.hasSame(now.plus({ days: 1 }), "day") ? SECTION.tomorrow : SECTION.later;
}

const SECTION = {
  overdue: { en: "Overdue", pt: "Atrasados", es: "Atrasados" },
  today: { en: "Today", pt: "Hoje", es: "Hoy" },
  tomorrow: { en: "Tomorrow", pt: "Amanhã", es: "Mañana" },
  later: { en: "Later", pt: "Depois", es: "Después" },
} satisfies Record<string, Texts>;

const MINE: Texts = { en: "Your follow-ups", pt: "Sua agenda", es: "Tu agenda" };
const MORE: Texts = { en: "More", pt: "Mais", es: "Más" };

const ofOther = phrase<{ of: string }>({
  en: "Follow-ups – {of}",
  pt: "Agenda – {of}",
  es: "Agenda – {of}",
});

const range = phrase<{ from: number; to: number; total: number }>({
  en: "{from}–{to} of {total, number}",
  pt: "{from}–{to} de {total, number}",
  es: "{from}–{to} de {total, number}",
});

const nothing = phrase({
  en: "nothing is planned. To plan something: followup L-42 tomorrow at 10:00",
  pt: "nada agendado. Para agendar: agendar L-42 amanhã às 10h",
  es: "nada programado. Para programar: agendar L-42 mañana a las 10:00",
});

const noMore = phrase({
  en: "There is nothing more on that page.",
  pt: "Não há mais nada nessa página.",
  es: "No hay nada más en esa página.",
});
