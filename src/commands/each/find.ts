import { z } from "zod";
import type { ArgSpec } from "../args/spec.ts";
import { defineCommand } from "../define.ts";
import { visibleTo } from "../policy.ts";
import { leadList } from "../present/lists.ts";
import { phrase } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import type { LeadPage } from "../reads.ts";

const PAGE = 10;

interface Sought {
  text: string;
  page: number;
}

const args = { sought: soughtArg() };

export const findCommand = defineCommand<typeof args, LeadPage>({
  name: "find",
  words: {
    en: ["find", "search"],
    pt: ["buscar", "procurar", "achar", "busca", "procura", "acha"],
    es: ["buscar", "encontrar", "busca", "encuentra"],
  },
  help: {
    en: "Find leads by name, company, phone, e-mail, tag or what was answered",
    pt: "Buscar leads por nome, empresa, telefone, e-mail, etiqueta ou resposta",
    es: "Buscar leads por nombre, empresa, teléfono, correo, etiqueta o respuesta",
  },
  examples: {
    en: ["find clara", "find 98765-4321", "find solar panels"],
    pt: ["buscar clara", "buscar (11) 98765-4321"],
    es: ["buscar clara", "buscar 98765-4321"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args,
  load: async ({ sought }, reads, { actor, directory }) => {
    const page = { offset: (sought.page - 1) * PAGE, limit: PAGE };
    return { data: await reads.searchLeads(sought.text, visibleTo(actor, directory), page) };
  },
  run: (input) => {
    const { text, page } = input.args.sought;
    const at = { offset: (page - 1) * PAGE, limit: PAGE };
    const title = found({ text: safeName(text, 60) });
    return { reply: leadList(title, input.data, at, (next) => `find ${text} page ${next}`, input) };
  },
});

/** What is looked for, with the page behind it. */
function soughtArg(): ArgSpec<Sought> {
  return {
    kind: "text",
    label: { en: "text", pt: "texto", es: "texto" },
    optional: false,
    schema: z.object({ text: z.string().min(2).max(200), page: z.number().int().min(1).max(10_000) }),
    read: ({ tokens, text }) => {
      const first = tokens[0];
      if (first === undefined) return [];
      const typed = text.slice(first.start).trim();
      const page = /\s+(?:p|page|p[áa]gina)\s*(\d{1,4})$/i.exec(typed);
      const words = (page === null ? typed : typed.slice(0, page.index)).replace(/^["“”]|["“”]$/g, "").trim();
      return [{ value: { text: words, page: page === null ? 1 : Number(page[1]) }, used: tokens.length }];
    },
    missing: ({ tokens }) => (tokens.length === 0 ? null : { code: "too-short", text: tooShort({}) }),
  };
}

const found = phrase<{ text: string }>({
  en: "Found for “{text}”",
  pt: "Encontrado para “{text}”",
  es: "Encontrado para “{text}”",
});

const tooShort = phrase({
  en: "Write two letters or digits at least, and 200 at most.",
  pt: "Escreva pelo menos duas letras ou números, e no máximo 200.",
  es: "Escribe al menos dos letras o números, y 200 como máximo.",
});
