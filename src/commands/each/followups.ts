import { needsNextStep } from "../../leads/daily-list.ts";
import { leadRef } from "../../leads/ref.ts";
import type { Rep } from "../../leads/types/rep.ts";
import { type AgendaView, agendaViewArg } from "../args/agenda-view.ts";
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
import { unplannedList } from "../present/unplanned.ts";
import type { FollowUpPage, LeadPage } from "../reads.ts";
import { localTime } from "../when/zone.ts";

const PAGE = 10;
/** How many of a page have a button to tick them off. */
const MOST_BUTTONS = 4;

interface Agenda {
  found: FollowUpPage;
  page: number;
  /** Whose; null for those of a lead. */
  repId: string | null;
  view: AgendaView | undefined;
  /** In place of follow-ups, where leads without any are asked for. */
  unplanned?: LeadPage;
}

const args = {
  lead: optionalLeadArg({ byName: false }),
  view: agendaViewArg(),
  rep: optionalRepArg(),
  page: pageArg(),
};

export const followupsCommand = defineCommand<typeof args, Agenda>({
  name: "followups",
  words: {
    en: ["followups", "follow-ups", "follow ups", "agenda", "reminders"],
    pt: ["agenda", "acompanhamentos", "lembretes"],
    es: ["agenda", "seguimientos", "recordatorios"],
  },
  help: {
    en: "What you have planned, overdue first; only what is overdue; your leads with nothing planned; or what is planned with a lead",
    pt: "O que você tem agendado, atrasados primeiro; só os atrasados; seus leads sem nada agendado; ou o que está agendado com um lead",
    es: "Lo que tienes programado, atrasados primero; solo lo atrasado; tus leads sin nada programado; o lo programado con un lead",
  },
  examples: {
    en: ["followups", "followups overdue", "followups unplanned", "agenda page 2", "followups L-42"],
    pt: ["agenda", "agenda atrasados", "agenda sem próximo passo", "agenda L-42"],
    es: ["agenda", "agenda atrasados", "agenda sin próximo paso", "agenda L-42"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args,
  load: async (asked, reads, { actor, bundle, directory, language, leadId, at }) => {
    const page = asked.page ?? 1;
    const rows = { offset: (page - 1) * PAGE, limit: PAGE };
    const refusal = asked.rep === undefined ? null : refuseColleague(actor, asked.rep, directory);
    if (refusal !== null) return problem(refusal.code, refusal.text, language);
    const scope = visibleTo(actor, directory);
    const { view } = asked;
    const until = view === "overdue" ? { until: at } : {};
    if (leadId !== null && asked.rep === undefined && view !== "unplanned") {
      const found = await reads.followUps({ scope, leadId, ...until }, rows);
      return { data: { found, page, repId: null, view } };
    }
    const repId = asked.rep ?? actor.id;
    if (view === "unplanned") {
      const stages = bundle.pipeline.stages.filter(needsNextStep).map((stage) => stage.id);
      const filter = { scope, ownerId: repId, stages, unplanned: true, order: "hottest" } as const;
      const unplanned = await reads.leads({ ...filter, stages }, rows);
      return { data: { found: { rows: [], total: 0 }, unplanned, page, repId, view }, leadId: null };
    }
    const found = await reads.followUps({ scope, repId, ...until }, rows);
    return { data: { found, page, repId, view }, leadId: null };
  },
  run: (input) => {
    const { actor, directory, language, at, lead } = input;
    const { found, page, repId, view: part, unplanned } = input.data;
    if (lead !== null) {
      const denied = refuseAccess("see", actor, lead.lead, directory);
      if (denied !== null) return { reply: { text: denied.text[language] }, refused: true };
    }
    const of = repId === null ? (lead === null ? "" : leadRef(lead.lead)) : repName(directory, repId);
    const isMine = repId === actor.id;
    const whole = isMine ? MINE[language] : ofOther({ of })[language];
    const title = part === undefined ? whole : `${whole} – ${PART[part][language]}`;
    const next = [
      "followups",
      ...(part === undefined ? [] : [part]),
      ...(isMine || repId === null ? [] : [`@${repId}`]),
    ];
    if (unplanned !== undefined) {
      const more = [...next, `page ${page + 1}`].join(" ");
      const shown = { title, from: (page - 1) * PAGE + 1, next: more, bundle: input.bundle, language };
      return { reply: unplannedList(unplanned, shown) };
    }
    if (found.rows.length === 0) {
      const none = part === undefined ? nothing({})[language] : NONE[language];
      return { reply: { text: page === 1 ? `${title}: ${none}` : noMore({})[language] } };
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
    const named = repId === null ? [of] : [];
    const more = ["followups", ...named, ...next.slice(1), `page ${page + 1}`].join(" ");
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

const PART: Record<AgendaView, Texts> = {
  overdue: SECTION.overdue,
  unplanned: { en: "Leads without a next step", pt: "Leads sem próximo passo", es: "Leads sin próximo paso" },
};
const NONE: Texts = { en: "nothing", pt: "nada", es: "nada" };
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
