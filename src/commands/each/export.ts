import { DateTime } from "luxon";
import type { OutboundMessage } from "../../channel/outbound.ts";
import { fold } from "../../language.ts";
import { toWholeUnits } from "../../leads/money.ts";
import { leadRef } from "../../leads/ref.ts";
import { exportedArg } from "../args/exported.ts";
import type { Listed } from "../args/listed.ts";
import { toCsv } from "../csv.ts";
import { type CommandProblem, defineCommand, isProblem, type LoadContext } from "../define.ts";
import { periodWords } from "../period.ts";
import { visibleTo } from "../policy.ts";
import { consentTable } from "../present/consent.ts";
import { channelName, gradeName, repName, stageName } from "../present/labels.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { inquire, QUESTIONS, type Table } from "../questions/index.ts";
import { partOf } from "../questions/part.ts";
import { queryOf } from "../questions/question.ts";
import { keyName } from "../questions/words.ts";
import type { CommandReads, LeadPage, LeadRow, Page } from "../reads.ts";
import { leadsCommand } from "./leads.ts";
import { narrowList, tellsUnknown } from "./narrowed.ts";
import { NUMBERS_COMMANDS } from "./numbers.ts";

/** The most leads in one file: what a spreadsheet and a chat take without trouble. */
export const MOST_EXPORTED = 10_000;
/** Read at once. */
const PAGE = 1_000;

export const exportCommand = defineCommand({
  name: "export",
  words: {
    en: ["export", "csv", "download"],
    pt: ["exportar", "planilha", "baixar", "exporta"],
    es: ["exportar", "hoja de cálculo", "descargar", "exporta"],
  },
  help: {
    en: "A question's numbers, a list of leads or their consents as a CSV file, for you alone",
    pt: "Os números de uma pergunta, uma lista de leads ou seus consentimentos num arquivo CSV, só para você",
    es: "Los números de una pregunta, una lista de leads o sus consentimientos en un archivo CSV, solo para ti",
  },
  examples: {
    en: [
      "export leads",
      "export leads hot from whatsapp",
      "export leads won last month",
      "export sources this quarter",
      "export consents",
    ],
    pt: [
      "exportar leads",
      "exportar leads quentes do whatsapp",
      "exportar leads ganhos mês passado",
      "exportar origens este trimestre",
      "exportar consentimentos",
    ],
    es: [
      "exportar leads",
      "exportar leads calientes de whatsapp",
      "exportar leads ganados mes pasado",
      "exportar orígenes este trimestre",
      "exportar consentimientos",
    ],
  },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args: {
    what: exportedArg(
      NUMBERS_COMMANDS,
      Object.values(leadsCommand.words).flatMap((words) => [...words]),
    ),
  },
  load: async ({ what }, reads, context) => {
    const made =
      what.kind === "leads"
        ? await leadsTable(what.listed, reads, context)
        : what.kind === "consents"
          ? await consentsTable(reads, context)
          : await answerTable(what.question, what.asked, reads, context);
    if (isProblem(made)) return made;
    const { table, name, total } = made;
    if (table.rows.length === 0) return { data: { text: NOTHING[context.language] } };
    const { path } = await context.studio.write({ content: toCsv(table), extension: "csv" });
    const facts = { shown: table.rows.length, total };
    const text = total > table.rows.length ? cut(facts)[context.language] : done(facts)[context.language];
    const reply: OutboundMessage = {
      text,
      file: { path, fileName: `${name}.csv`, mime: "text/csv" },
      privately: true,
    };
    return { data: reply };
  },
  run: ({ data }) => ({ reply: data }),
});

interface Made {
  table: Table;
  /** Of the file, without its ending. */
  name: string;
  /** Rows that there are. */
  total: number;
}

async function answerTable(
  name: string,
  asked: Parameters<typeof inquire>[0]["asked"],
  reads: CommandReads,
  context: LoadContext,
): Promise<Made | CommandProblem> {
  const command = NUMBERS_COMMANDS.find((each) => each.name === name)!;
  if (!command.allowed.includes(context.actor.role)) return notForRole(context, command.words);
  const { usual, question } = command;
  const wanted = QUESTIONS[question].hasPeriod ? asked : { ...asked, period: null };
  const inquiry = await inquire({ asked: wanted, usual, command: `export ${name}` }, reads, context);
  if (isProblem(inquiry)) return inquiry;
  const { table } = await QUESTIONS[question].ask(inquiry, reads, context);
  const zone = context.bundle.business.timeZone;
  const days = QUESTIONS[question].hasPeriod
    ? periodWords(inquiry.period, zone).replace("..", "_")
    : today(context);
  return { table, name: `${name}-${days}`, total: table.rows.length };
}

async function leadsTable(
  listed: Listed,
  reads: CommandReads,
  context: LoadContext,
): Promise<Made | CommandProblem> {
  if (listed.kind === "now") {
    const list = await narrowList(listed.wishes, "export leads", reads, context);
    if (isProblem(list)) return list;
    const found = await allPages((page) => reads.leads(list.filter, page));
    return { table: tableOf(found.rows, context), name: `leads-${today(context)}`, total: found.total };
  }
  const measure = listed.asked.measure ?? "created";
  const command = `export leads ${measure}`;
  const wanted = { asked: listed.asked, usual: "all", command, ...tellsUnknown(listed.asked) };
  const inquiry = await inquire(wanted, reads, context);
  if (isProblem(inquiry)) return inquiry;
  const query = queryOf(inquiry);
  const part = await partOf(listed.asked.part, query, reads, context.bundle);
  const found = await allPages((page) => reads.insightLeads(query, measure, page, part));
  const days = periodWords(inquiry.period, context.bundle.business.timeZone).replace("..", "_");
  return { table: tableOf(found.rows, context), name: `leads-${measure}-${days}`, total: found.total };
}

async function consentsTable(reads: CommandReads, context: LoadContext): Promise<Made> {
  const scope = visibleTo(context.actor, context.directory);
  const { rows, total } = await reads.allConsents(scope, { offset: 0, limit: MOST_EXPORTED });
  return { table: consentTable(rows, context), name: `consents-${today(context)}`, total };
}

async function allPages(read: (page: Page) => Promise<LeadPage>): Promise<LeadPage> {
  const rows: LeadRow[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const page = await read({ offset, limit: Math.min(PAGE, MOST_EXPORTED - offset) });
    rows.push(...page.rows);
    const isAll = page.rows.length === 0 || rows.length >= page.total;
    if (isAll || rows.length >= MOST_EXPORTED) return { rows, total: Math.max(page.total, rows.length) };
  }
}

function tableOf(rows: readonly LeadRow[], context: LoadContext): Table {
  const { bundle, directory, language } = context;
  const zone = bundle.business.timeZone;
  return {
    columns: COLUMNS.map(([id, label]) => ({ id, label: label[language] })),
    rows: rows.map((row) => [
      leadRef(row),
      row.name,
      row.company,
      row.phone,
      row.email,
      stageName(bundle, row.stage, language),
      gradeName(bundle, row.grade, language),
      row.score,
      row.ownerId === null ? null : repName(directory, row.ownerId),
      row.value === null || row.currency === null
        ? null
        : toWholeUnits({ amount: row.value, currency: row.currency }),
      row.currency,
      channelName(row.channel, language),
      keyName("source", row.source, context),
      row.product === null ? null : keyName("product", row.product, context),
      DateTime.fromISO(row.openedAt, { zone }).toFormat("yyyy-MM-dd HH:mm"),
    ]),
  };
}

function today({ at, bundle }: LoadContext): string {
  return DateTime.fromISO(at, { zone: bundle.business.timeZone }).toFormat("yyyy-MM-dd");
}

function notForRole(
  { language }: LoadContext,
  words: Record<typeof language, readonly string[]>,
): CommandProblem {
  const text = managersOnly({ question: fold(words[language][0]!) })[language];
  return { problem: true, code: "not-allowed", reply: { text }, refused: true };
}

const COLUMNS: [string, Texts][] = [
  ["lead", { en: "Lead", pt: "Lead", es: "Lead" }],
  ["name", { en: "Name", pt: "Nome", es: "Nombre" }],
  ["company", { en: "Company", pt: "Empresa", es: "Empresa" }],
  ["phone", { en: "Phone", pt: "Telefone", es: "Teléfono" }],
  ["email", { en: "E-mail", pt: "E-mail", es: "Correo" }],
  ["stage", { en: "Stage", pt: "Etapa", es: "Etapa" }],
  ["grade", { en: "Grade", pt: "Nota", es: "Calificación" }],
  ["score", { en: "Score", pt: "Pontos", es: "Puntos" }],
  ["owner", { en: "Rep", pt: "Vendedor", es: "Vendedor" }],
  ["value", { en: "Value", pt: "Valor", es: "Monto" }],
  ["currency", { en: "Currency", pt: "Moeda", es: "Moneda" }],
  ["channel", { en: "Channel", pt: "Canal", es: "Canal" }],
  ["source", { en: "Source", pt: "Origem", es: "Origen" }],
  ["product", { en: "Product", pt: "Produto", es: "Producto" }],
  ["opened", { en: "Opened", pt: "Aberto em", es: "Abierto el" }],
];

const NOTHING: Texts = {
  en: "There is nothing to export: no lead fits. Try a longer period or fewer filters.",
  pt: "Não há nada para exportar: nenhum lead combina. Tente um período maior ou menos filtros.",
  es: "No hay nada que exportar: ningún lead coincide. Prueba un período más largo o menos filtros.",
};

const done = phrase<{ shown: number }>({
  en: "Here you are: {shown, plural, one {# row} other {# rows}}, for your eyes only.",
  pt: "Aqui está: {shown, plural, one {# linha} other {# linhas}}, só para você.",
  es: "Aquí está: {shown, plural, one {# fila} other {# filas}}, solo para ti.",
});

const cut = phrase<{ shown: number; total: number }>({
  en: "Here are the first {shown, number} of {total, number}: more do not go into one file. A shorter period or a filter gives the others.",
  pt: "Aqui estão os primeiros {shown, number} de {total, number}: mais não cabem num arquivo. Um período menor ou um filtro traz os outros.",
  es: "Aquí están los primeros {shown, number} de {total, number}: no caben más en un archivo. Un período más corto o un filtro trae los demás.",
});

const managersOnly = phrase<{ question: string }>({
  en: "“{question}” is for managers.",
  pt: "“{question}” é para gerentes.",
  es: "“{question}” es para gerentes.",
});
