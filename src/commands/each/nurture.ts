import type { FlowBundle } from "../../flow/bundle.ts";
import type { Sequence } from "../../flow/sequences.ts";
import { inLanguage, type Language } from "../../language.ts";
import { localDate } from "../../leads/calendar.ts";
import { leadRef } from "../../leads/ref.ts";
import { pageArg } from "../args/follow-up.ts";
import { optionalSequenceArg, sequenceArg } from "../args/sequence.ts";
import { defineCommand } from "../define.ts";
import type { EnrolledRow } from "../outreach-reads.ts";
import { visibleTo } from "../policy.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { resultLine } from "../present/results.ts";
import { safeName } from "../present/safe.ts";
import { sequenceLabel } from "../present/sequences.ts";
import { type ReachRow, sumBy } from "../reach.ts";
import { type Preview, previewSequence } from "../sequence-preview.ts";
import { formatMoment } from "../when/echo.ts";

const PAGE = 10;
const DAY = 86_400_000;
/** Results tell of so many days. */
const RESULT_DAYS = 90;

interface Listed {
  counts: { sequence: string; status: string; count: number }[];
  found: { rows: EnrolledRow[]; total: number };
}

const listArgs = { sequence: optionalSequenceArg(), page: pageArg() };

export const nurtureCommand = defineCommand<typeof listArgs, Listed>({
  name: "nurture",
  words: {
    en: ["nurture", "sequences"],
    pt: ["nutrição", "sequências"],
    es: ["nutrición", "secuencias"],
  },
  help: {
    en: "The nurture sequences, who is in them and what goes out next",
    pt: "As sequências de nutrição, quem está nelas e o que sai em seguida",
    es: "Las secuencias de nutrición, quién está en ellas y lo que sale después",
  },
  examples: {
    en: ["nurture", "nurture not-ready-yet", "sequences page 2"],
    pt: ["nutrição", "sequências"],
    es: ["nutrición", "secuencias"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args: listArgs,
  load: async ({ sequence, page = 1 }, reads, { actor, directory }) => {
    const scope = visibleTo(actor, directory);
    const which = sequence === undefined ? { scope } : { scope, sequence };
    const found = await reads.enrolled(which, { offset: (page - 1) * PAGE, limit: PAGE });
    return { data: { counts: await reads.sequenceCounts(scope), found } };
  },
  run: ({ args: { sequence, page = 1 }, data, bundle, language, at, actor }) => {
    const all = [...bundle.sequences.values()].filter(({ id }) => sequence === undefined || id === sequence);
    if (all.length === 0) return { reply: { text: none({})[language] } };
    const count = (id: string, status: string) =>
      data.counts.find((each) => each.sequence === id && each.status === status)?.count ?? 0;
    const lines = all.map(
      (each) =>
        counted({
          name: safeName(inLanguage(each.name, language), 60),
          id: each.id,
          active: count(each.id, "active"),
          done: count(each.id, "done"),
          stopped: count(each.id, "stopped"),
        })[language],
    );
    const rows = data.found.rows.map(({ enrolment, lead }) => {
      const when = formatMoment(enrolment.dueAt ?? at, actor.timeZone, language, at);
      const label = sequenceLabel(bundle, enrolment.sequence, language);
      return `• ${who(lead)} – ${label}, ${messageNo({ no: enrolment.step + 1 })[language]}: ${when}`;
    });
    const more = data.found.total > page * PAGE;
    const again = ["nurture", sequence ?? "", `page ${page + 1}`].filter(Boolean).join(" ");
    const text = [...lines, ...(rows.length === 0 ? [] : [NEXT[language], ...rows])].join("\n");
    return {
      reply: { text, ...(more ? { choices: [{ value: again, label: MORE[language] }] } : {}) },
    };
  },
});

const previewArgs = { sequence: sequenceArg(), page: pageArg() };

export const previewCommand = defineCommand<typeof previewArgs, Preview[]>({
  name: "preview",
  words: {
    en: ["nurture preview", "preview sequence"],
    pt: ["prévia da nutrição", "prévia da sequência"],
    es: ["vista previa de nutrición", "vista previa de la secuencia"],
  },
  help: {
    en: "Who would get what of a sequence, and when, or why not; nothing is sent or changed",
    pt: "Quem receberia o que de uma sequência, e quando, ou por que não; nada é enviado nem alterado",
    es: "Quién recibiría qué de una secuencia, y cuándo, o por qué no; nada se envía ni cambia",
  },
  examples: {
    en: ["nurture preview not-ready-yet"],
    pt: ["prévia da sequência ainda não é a hora"],
    es: ["vista previa de la secuencia todavía no es el momento"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args: previewArgs,
  load: async (asked, reads, { actor, directory, bundle, at }) => {
    const sequence = bundle.sequences.get(asked.sequence);
    if (sequence === undefined) return { data: [] };
    const day = localDate(at, bundle.calendar.timeZone);
    const view = { scope: visibleTo(actor, directory), bundle, at, day };
    return { data: await previewSequence(sequence, reads, view) };
  },
  run: ({ args: { sequence: id, page = 1 }, data, bundle, language, at, actor }) => {
    const sequence = bundle.sequences.get(id);
    if (sequence === undefined) return { reply: { text: none({})[language] }, refused: true };
    const text = previewText(sequence, data, { bundle, language, at, zone: actor.timeZone, page });
    const more = data.length > page * PAGE;
    const again = `nurture preview ${id} page ${page + 1}`;
    return {
      reply: { text, ...(more ? { choices: [{ value: again, label: MORE[language] }] } : {}) },
    };
  },
});

/** What is told of a {@link Preview}. */
type Previewed = Omit<Preview, "lead"> & { lead: Pick<Preview["lead"], "number"> };

/** What a preview says; also of the command line, which shows all on one page. */
export function previewText(
  sequence: Sequence,
  people: readonly Previewed[],
  view: { bundle: FlowBundle; language: Language; at: string; zone: string; page: number; size?: number },
): string {
  const { language, at, zone, page, size = PAGE } = view;
  const steps = sequence.steps.map((step, i) => {
    const said = step.variants.map(({ template, text }) =>
      template === null ? shown(text, language) : `[${template}]`,
    );
    return `${i + 1}. +${step.after}${step.working ? ` ${WORKING[language]}` : ""}: ${said.join(" / ")}`;
  });
  const rows = people.slice((page - 1) * size, page * size).map((each) => {
    const state = each.isEnrolled ? IN[language] : WOULD[language];
    const why = each.why === null ? "" : ` (${each.why.text[language]})`;
    const what =
      each.when === null
        ? `${NOTHING[language]}${why}`
        : `${messageNo({ no: each.place + 1 })[language]}: ${formatMoment(each.when, zone, language, at)}${why}`;
    return `• ${leadRef(each.lead)} ${safeName(each.name ?? "", 40)} – ${state} – ${what}`;
  });
  const sending = people.filter((each) => each.when !== null).length;
  const name = safeName(inLanguage(sequence.name, language), 60);
  const head = previewed({ name, sending, not: people.length - sending })[language];
  return [head, ...steps, ...rows].join("\n");
}

const resultArgs = { sequence: optionalSequenceArg() };

export const resultsCommand = defineCommand<typeof resultArgs, ReachRow[]>({
  name: "results",
  words: {
    en: ["nurture results", "sequence results"],
    pt: ["resultados da nutrição", "resultados das sequências"],
    es: ["resultados de nutrición", "resultados de las secuencias"],
  },
  help: {
    en: "What came of the messages of sequences in the last 90 days: sent, read, answered, won, opted out",
    pt: "O que deram as mensagens das sequências nos últimos 90 dias: enviadas, lidas, respondidas, ganhas, saídas",
    es: "Qué dieron los mensajes de las secuencias en los últimos 90 días: enviados, leídos, respondidos, ganados, bajas",
  },
  examples: {
    en: ["nurture results", "nurture results not-ready-yet"],
    pt: ["resultados da nutrição"],
    es: ["resultados de nutrición"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args: resultArgs,
  load: async ({ sequence }, reads, { actor, directory, at }) => {
    const from = new Date(Date.parse(at) - RESULT_DAYS * DAY).toISOString();
    const scope = visibleTo(actor, directory);
    const which = sequence === undefined ? {} : { source: sequence };
    const query = { from, to: at, scope, filter: {} };
    return { data: await reads.reach(query, { kind: "sequence", ...which }) };
  },
  run: ({ data, bundle, language }) => {
    if (data.length === 0) return { reply: { text: nothingSent({})[language] } };
    const lines = [...sumBy(data, (row) => row.source)].flatMap(([source, { rows, ...results }]) => [
      `${sequenceLabel(bundle, source, language)}: ${resultLine(results, language)}`,
      ...rows.map(({ step, variant, ...each }) => {
        const name = [step, variant].filter(Boolean).join(" · ");
        return `  • ${safeName(name, 60)}: ${resultLine(each, language)}`;
      }),
    ]);
    return { reply: { text: [LAST[language], ...lines].join("\n") } };
  },
});

function who({ number, name, company }: EnrolledRow["lead"]): string {
  const parts = [name, company].filter((part) => part !== null).map((part) => safeName(part ?? "", 30));
  return [leadRef({ number }), ...parts].join(" · ");
}

function shown(text: Sequence["steps"][number]["variants"][number]["text"], language: Language): string {
  const parts = text?.[language].parts ?? [];
  return safeName(parts.map((part) => (typeof part === "string" ? part : `‹${part.name}›`)).join(""), 120);
}

const NEXT: Texts = { en: "Next to go out:", pt: "Próximas a sair:", es: "Próximos a salir:" };
const MORE: Texts = { en: "More", pt: "Mais", es: "Más" };
const IN: Texts = { en: "in it", pt: "está nela", es: "está en ella" };
const WOULD: Texts = { en: "would begin", pt: "entraria", es: "entraría" };
const NOTHING: Texts = { en: "gets nothing", pt: "não recebe nada", es: "no recibe nada" };
const WORKING: Texts = { en: "of working time", pt: "de tempo útil", es: "de tiempo laborable" };
const LAST: Texts = {
  en: "Sequences in the last 90 days:",
  pt: "Sequências nos últimos 90 dias:",
  es: "Secuencias en los últimos 90 días:",
};

const counted = phrase<{ name: string; id: string; active: number; done: number; stopped: number }>({
  en: "{name} ({id}): {active, number} in it, {done, number} through, {stopped, number} stopped",
  pt: "{name} ({id}): {active, number} nela, {done, number} até o fim, {stopped, number} {stopped, plural, one {interrompida} other {interrompidas}}",
  es: "{name} ({id}): {active, number} en ella, {done, number} hasta el final, {stopped, number} {stopped, plural, one {detenida} other {detenidas}}",
});

const messageNo = phrase<{ no: number }>({ en: "message {no}", pt: "mensagem {no}", es: "mensaje {no}" });

const previewed = phrase<{ name: string; sending: number; not: number }>({
  en: "{name}: {sending, plural, one {# person would get a message} other {# people would get a message}}, {not, number} would not. Nothing is sent by this.",
  pt: "{name}: {sending, plural, one {# pessoa receberia mensagem} other {# pessoas receberiam mensagem}}, {not, number} não. Nada é enviado por isto.",
  es: "{name}: {sending, plural, one {# persona recibiría un mensaje} other {# personas recibirían un mensaje}}, {not, number} no. Esto no envía nada.",
});

const none = phrase({
  en: "There are no sequences: add a file to flows/nurture.",
  pt: "Não há sequências: adicione um arquivo em flows/nurture.",
  es: "No hay secuencias: agrega un archivo en flows/nurture.",
});

const nothingSent = phrase({
  en: "No sequence has sent anything in the last 90 days.",
  pt: "Nenhuma sequência enviou nada nos últimos 90 dias.",
  es: "Ninguna secuencia envió nada en los últimos 90 días.",
});
