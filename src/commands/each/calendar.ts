import type { OutboundMessage } from "../../channel/outbound.ts";
import { leadRef } from "../../leads/ref.ts";
import { optionalFollowUpArg } from "../args/follow-up.ts";
import { optionalLeadArg } from "../args/lead.ts";
import { defineCommand } from "../define.ts";
import { problem } from "../help-text.ts";
import { visibleTo } from "../policy.ts";
import { calendarFile } from "../present/calendar-file.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import { formatMoment } from "../when/index.ts";

/** More than anybody plans: what falls due first is in the file. */
const MOST = 1_000;

const args = { lead: optionalLeadArg({ byName: false }), which: optionalFollowUpArg() };

export const calendarCommand = defineCommand<typeof args, OutboundMessage>({
  name: "calendar",
  words: { en: ["calendar", "ics"], pt: ["calendário"], es: ["calendario"] },
  help: {
    en: "Your follow-ups as a calendar file (.ics); or those of a lead, or one",
    pt: "Seus acompanhamentos num arquivo de calendário (.ics); ou os de um lead, ou um só",
    es: "Tus seguimientos en un archivo de calendario (.ics); o los de un lead, o uno solo",
  },
  examples: {
    en: ["calendar", "calendar L-42"],
    pt: ["calendário", "calendário L-42"],
    es: ["calendario", "calendario L-42"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args,
  load: async ({ which }, reads, { actor, bundle, directory, language, leadId, at, studio }) => {
    const scope = visibleTo(actor, directory);
    const of = leadId === null && which === undefined ? { repId: actor.id } : {};
    const { rows, total } = await reads.followUps(
      {
        scope,
        ...of,
        ...(leadId === null ? {} : { leadId }),
        ...(which === undefined ? {} : { id: which }),
      },
      { offset: 0, limit: MOST },
    );
    const [first] = rows;
    if (first === undefined) return problem("no-follow-up", nothing({}), language);
    const name = `${TITLE[language]} – ${safeName(actor.name)}`;
    const { path } = await studio.write({
      content: calendarFile(rows, {
        name,
        language,
        zone: actor.timeZone,
        at,
        zoneOf: (repId) => (directory.reps.get(repId) ?? actor).timeZone,
        holidays: bundle.calendar.holidays,
      }),
      extension: "ics",
    });
    const next = formatMoment(first.followUp.dueAt, actor.timeZone, language, at);
    const lines = [
      told({ count: rows.length, next })[language],
      ...(total > rows.length ? [cut({ total })[language]] : []),
      HOW[language],
    ];
    const suffix = of.repId === undefined ? `-${leadRef(first.lead)}` : "";
    const file = { path, fileName: `leadline${suffix}.ics`, mime: "text/calendar" };
    return { data: { text: lines.join("\n"), file, privately: true }, leadId: null };
  },
  run: ({ data }) => ({ reply: data }),
});

const TITLE: Texts = { en: "Follow-ups", pt: "Acompanhamentos", es: "Seguimientos" };

const HOW: Texts = {
  en: "Open it to add them to your calendar. After a change, open a new one: entries are replaced, not doubled.",
  pt: "Abra para adicioná-los ao seu calendário. Depois de uma mudança, abra um novo: os itens são substituídos, não duplicados.",
  es: "Ábrelo para agregarlos a tu calendario. Tras un cambio, abre uno nuevo: las entradas se reemplazan, no se duplican.",
};

const told = phrase<{ count: number; next: string }>({
  en: "Here you are: {count, plural, one {# follow-up} other {# follow-ups}}, the next one on {next}.",
  pt: "Aqui está: {count, plural, one {# acompanhamento} other {# acompanhamentos}}; o próximo é {next}.",
  es: "Aquí está: {count, plural, one {# seguimiento} other {# seguimientos}}; el próximo es el {next}.",
});

const cut = phrase<{ total: number }>({
  en: "They are those that fall due first, of {total, number}.",
  pt: "São os que vencem primeiro, de {total, number}.",
  es: "Son los que vencen primero, de {total, number}.",
});

const nothing = phrase({
  en: "Nothing is planned there, so there is no calendar file. To plan something: followup L-42 tomorrow at 10:00",
  pt: "Não há nada agendado ali, então não há arquivo de calendário. Para agendar: agendar L-42 amanhã às 10h",
  es: "No hay nada programado ahí, así que no hay archivo de calendario. Para programar: agendar L-42 mañana a las 10:00",
});
