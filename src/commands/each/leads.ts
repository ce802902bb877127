import type { Asked } from "../args/asked.ts";
import { partWords } from "../args/asked-part.ts";
import { filterWords } from "../args/dimension-filter.ts";
import type { LeadWishes } from "../args/filters.ts";
import { ownLeadFiltersArg } from "../args/lead-filters.ts";
import { anyListedArg } from "../args/listed.ts";
import { defineCommand, isProblem, type LoadContext } from "../define.ts";
import { periodWords } from "../period.ts";
import { leadList } from "../present/lists.ts";
import { inAll, type Texts } from "../present/phrase.ts";
import { inquire, type View } from "../questions/index.ts";
import { measuredTitle } from "../questions/measured-title.ts";
import { partOf } from "../questions/part.ts";
import { queryOf } from "../questions/question.ts";
import { keyName } from "../questions/words.ts";
import type { CommandReads, LeadPage, Page } from "../reads.ts";
import { narrowList, tellsUnknown } from "./narrowed.ts";

/** Leads on a page: what is read on a phone without scrolling far. */
const PAGE = 10;

export const leadsCommand = defineCommand({
  name: "leads",
  words: { en: ["leads", "list"], pt: ["leads", "listar", "lista"], es: ["leads", "listar", "lista"] },
  help: {
    en: "List leads: mine, free, overdue, by stage, grade, #tag, @colleague, source, product, segment, channel, language or team; open ones unless you say won, lost or all; likely: the likeliest to win first; with a period, those behind a number",
    pt: "Listar leads: meus, livres, atrasados, por etapa, nota, #etiqueta, @colega, origem, produto, segmento, canal, idioma ou equipe; os abertos, se não disser ganhos, perdidos ou todos; prováveis: primeiro os de maior chance; com um período, os que estão por trás de um número",
    es: "Listar leads: míos, libres, atrasados, por etapa, nota, #etiqueta, @colega, origen, producto, segmento, canal, idioma o equipo; los abiertos, si no dices ganados, perdidos o todos; probables: primero los de mayor probabilidad; con un período, los que hay detrás de un número",
  },
  examples: {
    en: [
      "leads",
      "leads mine",
      "leads free hot",
      "leads overdue",
      "leads negotiation",
      "leads hot from whatsapp",
      "leads likely",
      "leads all page 2",
      "leads won last month",
    ],
    pt: [
      "leads",
      "leads meus",
      "leads livres quente",
      "leads atrasados",
      "leads negociação",
      "leads quentes do whatsapp",
      "leads prováveis",
      "leads todos página 2",
      "leads ganhos mês passado",
    ],
    es: [
      "leads",
      "leads míos",
      "leads libres caliente",
      "leads atrasados",
      "leads negociación",
      "leads calientes de whatsapp",
      "leads probables",
      "leads todos página 2",
      "leads ganados mes pasado",
    ],
  },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args: { listed: anyListedArg() },
  load: async ({ listed }, reads, context) => {
    if (listed.kind === "measured") {
      const found = await measured(listed.asked, reads, context);
      return isProblem(found) ? found : { data: found };
    }
    const list = await narrowList(listed.wishes, "leads", reads, context);
    if (isProblem(list)) return list;
    const page = pageOf(listed.wishes.page);
    const found = await reads.leads(list.filter, page);
    const title = list.titled(titleOf(listed.wishes, context));
    const withLimits = list.filter.limitBy !== undefined;
    return { data: { title, page, found, words: ["leads", ...list.words], withLimits } };
  },
  run: (input) => {
    const { title, page, found, words, withLimits = false }: List = input.data;
    const more = (number: number) => [...words, `page ${number}`].join(" ");
    const zone = input.actor.timeZone;
    return { reply: leadList(title, found, page, more, withLimits ? { ...input, zone } : input) };
  },
});

interface List {
  title: Texts;
  page: Page;
  found: LeadPage;
  /** The command without the page. */
  words: string[];
  /** Whether it is told what runs out. Default: no. */
  withLimits?: boolean;
}

function pageOf(number: number): Page {
  return { offset: (number - 1) * PAGE, limit: PAGE };
}

/** The leads behind a number. */
async function measured(asked: Asked, reads: CommandReads, context: LoadContext) {
  const measure = asked.measure ?? "created";
  const command = `leads ${measure}`;
  const wanted = { asked, usual: "all", command, ...tellsUnknown(asked) };
  const inquiry = await inquire(wanted, reads, context);
  if (isProblem(inquiry)) return inquiry;
  const page = pageOf(asked.page);
  const query = queryOf(inquiry);
  const part = await partOf(asked.part, query, reads, context.bundle);
  const found = await reads.insightLeads(query, measure, page, part);
  const zone = context.bundle.business.timeZone;
  const owner = inquiry.scope.kind === "owned" ? { owner: inquiry.scope.repId } : {};
  const filters = filterWords({ ...inquiry.filter, ...owner });
  const period = periodWords(inquiry.period, zone);
  const words = [command, partWords(asked.part), period, filters].filter((word) => word !== "");
  const list: List = { title: measuredTitle(measure, asked.part, inquiry, context), page, found, words };
  return list;
}

export const mineCommand = defineCommand({
  name: "mine",
  words: {
    en: ["mine", "my leads"],
    pt: ["meus", "meus leads"],
    es: ["míos", "mis leads"],
  },
  help: { en: "Your open leads", pt: "Seus leads abertos", es: "Tus leads abiertos" },
  examples: {
    en: ["mine", "mine hot from whatsapp"],
    pt: ["meus", "meus quentes do whatsapp"],
    es: ["míos", "míos calientes de whatsapp"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args: { wishes: ownLeadFiltersArg() },
  load: async ({ wishes }, reads, context) => {
    const list = await narrowList(wishes, "mine", reads, context);
    if (isProblem(list)) return list;
    const page = pageOf(wishes.page);
    const found = await reads.leads({ ...list.filter, ownerId: context.actor.id }, page);
    return { data: { title: list.titled(MINE), page, found, words: ["mine", ...list.words] } };
  },
  run: (input) => {
    const { title, page, found, words }: List = input.data;
    const more = (number: number) => [...words, `page ${number}`].join(" ");
    return { reply: leadList(title, found, page, more, input) };
  },
});

function titleOf({ ownerId, limitBy, pool }: LeadWishes, context: Omit<View, "language">): Texts {
  const title = limitBy !== undefined ? LATE : pool === true ? FREE : ALL;
  if (ownerId === undefined || title === FREE) return title;
  return inAll((language) => `${title[language]} – ${keyName("owner", ownerId, { ...context, language })}`);
}

const ALL: Texts = { en: "Leads", pt: "Leads", es: "Leads" };
const LATE: Texts = {
  en: "Overdue, or within an hour",
  pt: "Atrasados, ou dentro de uma hora",
  es: "Atrasados, o dentro de una hora",
};
const MINE: Texts = { en: "Your leads", pt: "Seus leads", es: "Tus leads" };
const FREE: Texts = { en: "Free leads", pt: "Leads livres", es: "Leads libres" };
