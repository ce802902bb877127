import { filtersArg, type LeadWishes } from "../args/filters.ts";
import { defineCommand } from "../define.ts";
import { visibleTo } from "../policy.ts";
import { repName } from "../present/labels.ts";
import { leadList } from "../present/lists.ts";
import { inAll, type Texts } from "../present/phrase.ts";
import type { LeadPage, Page } from "../reads.ts";

/** Leads on a page: what is read on a phone without scrolling far. */
const PAGE = 10;

export const leadsCommand = defineCommand({
  name: "leads",
  words: { en: ["leads", "list"], pt: ["leads", "listar", "lista"], es: ["leads", "listar", "lista"] },
  help: {
    en: "List leads: mine, free, by stage, grade, #tag or @colleague; open ones unless you say won, lost or all",
    pt: "Listar leads: meus, livres, por etapa, nota, #etiqueta ou @colega; os abertos, se não disser ganhos, perdidos ou todos",
    es: "Listar leads: míos, libres, por etapa, nota, #etiqueta o @colega; los abiertos, si no dices ganados, perdidos o todos",
  },
  examples: {
    en: ["leads", "leads mine", "leads free hot", "leads negotiation", "leads all page 2"],
    pt: ["leads", "leads meus", "leads livres quente", "leads negociação", "leads todos página 2"],
    es: ["leads", "leads míos", "leads libres caliente", "leads negociación", "leads todos página 2"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args: { wishes: filtersArg() },
  load: async ({ wishes }, reads, { actor, directory }) => {
    const page: Page = { offset: (wishes.page - 1) * PAGE, limit: PAGE };
    const { page: _page, words: _words, ...filter } = wishes;
    return {
      data: { page, found: await reads.leads({ scope: visibleTo(actor, directory), ...filter }, page) },
    };
  },
  run: (input) => {
    const { wishes } = input.args;
    const { page, found }: { page: Page; found: LeadPage } = input.data;
    const more = (number: number) => ["leads", ...wishes.words, `page ${number}`].join(" ");
    return { reply: leadList(titleOf(wishes, input.directory), found, page, more, input) };
  },
});

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
  if (wishes.pool === true) return FREE;
  return owner === undefined ? ALL : inAll((language) => `${ALL[language]} – ${repName(directory, owner)}`);
}

const ALL: Texts = { en: "Leads", pt: "Leads", es: "Leads" };
const MINE: Texts = { en: "Your leads", pt: "Seus leads", es: "Tus leads" };
const FREE: Texts = { en: "Free leads", pt: "Leads livres", es: "Leads libres" };
