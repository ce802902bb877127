import { type Asked, filterWords } from "../args/asked.ts";
import { partWords } from "../args/asked-part.ts";
import { filtersArg, type LeadWishes } from "../args/filters.ts";
import { listedArg } from "../args/listed.ts";
import { defineCommand, isProblem, type LoadContext } from "../define.ts";
import { periodWords } from "../period.ts";
import { visibleTo } from "../policy.ts";
import { repName } from "../present/labels.ts";
import { leadList } from "../present/lists.ts";
import { inAll, type Texts } from "../present/phrase.ts";
import { inquire } from "../questions/index.ts";
import { measuredTitle } from "../questions/measured-title.ts";
import { partOf } from "../questions/part.ts";
import { queryOf } from "../questions/question.ts";
import type { CommandReads, LeadPage, Page } from "../reads.ts";

/** Leads on a page: what is read on a phone without scrolling far. */
const PAGE = 10;

export const leadsCommand = defineCommand({
  name: "leads",
  words: { en: ["leads", "list"], pt: ["leads", "listar", "lista"], es: ["leads", "listar", "lista"] },
  help: {
    en: "List leads: mine, free, overdue, by stage, grade, #tag or @colleague; open ones unless you say won, lost or all; likely: the likeliest to win first; with a period, those behind a number",
    pt: "Listar leads: meus, livres, atrasados, por etapa, nota, #etiqueta ou @colega; os abertos, se não disser ganhos, perdidos ou todos; prováveis: primeiro os de maior chance; com um período, os que estão por trás de um número",
    es: "Listar leads: míos, libres, atrasados, por etapa, nota, #etiqueta o @colega; los abiertos, si no dices ganados, perdidos o todos; probables: primero los de mayor probabilidad; con un período, los que hay detrás de un número",
  },
  examples: {
    en: [
      "leads",
      "leads mine",
      "leads free hot",
      "leads overdue",
      "leads negotiation",
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
      "leads probables",
      "leads todos página 2",
      "leads ganados mes pasado",
    ],
  },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args: { listed: listedArg() },
  load: async ({ listed }, reads, context) => {
    if (listed.kind === "measured") {
      const found = await measured(listed.asked, reads, context);
      return isProblem(found) ? found : { data: found };
    }
    const { page: number, words, ...filter } = listed.wishes;
    const page = pageOf(number);
    const scope = visibleTo(context.actor, context.directory);
    const found = await reads.leads({ scope, ...filter }, page);
    const title = titleOf(listed.wishes, context.directory);
    const withLimits = filter.limitBy !== undefined;
    return { data: { title, page, found, words: ["leads", ...words], withLimits } };
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
  const inquiry = await inquire({ asked, usual: "all", command }, reads, context);
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
  examples: { en: ["mine"], pt: ["meus"], es: ["míos"] },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args: { wishes: filtersArg() },
  load: async ({ wishes }, reads, { actor, directory }) => {
    const page: Page = { offset: (wishes.page - 1) * PAGE, limit: PAGE };
    const { page: _page, words: _words, ...filter } = wishes;
    const scope = visibleTo(actor, directory);
    return { data: { page, found: await reads.leads({ scope, ...filter, ownerId: actor.id }, page) } };
  },
  run: (input) => {
    const { wishes } = input.args;
    const { page, found }: { page: Page; found: LeadPage } = input.data;
    const more = (number: number) => ["mine", ...wishes.words, `page ${number}`].join(" ");
    return { reply: leadList(MINE, found, page, more, input) };
  },
});

function titleOf(wishes: LeadWishes, directory: Parameters<typeof repName>[0]): Texts {
  const owner = wishes.ownerId;
  if (wishes.limitBy !== undefined) {
    return owner === undefined
      ? LATE
      : inAll((language) => `${LATE[language]} – ${repName(directory, owner)}`);
  }
  if (wishes.pool === true) return FREE;
  return owner === undefined ? ALL : inAll((language) => `${ALL[language]} – ${repName(directory, owner)}`);
}

const ALL: Texts = { en: "Leads", pt: "Leads", es: "Leads" };
const LATE: Texts = {
  en: "Overdue, or within an hour",
  pt: "Atrasados, ou dentro de uma hora",
  es: "Atrasados, o dentro de una hora",
};
const MINE: Texts = { en: "Your leads", pt: "Seus leads", es: "Tus leads" };
const FREE: Texts = { en: "Free leads", pt: "Leads livres", es: "Leads libres" };
