import type { Activity } from "../../leads/types/activity.ts";
import { pageArg } from "../args/follow-up.ts";
import { leadArg } from "../args/lead.ts";
import { defineCommand } from "../define.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { leadTitle } from "../present/title.ts";
import { toTrailEntry } from "../present/trail.ts";
import { formatMoment, zonePhrase } from "../when/index.ts";
import { leadOf } from "./shared.ts";

const PAGE = 12;

interface Page {
  rows: Activity[];
  page: number;
  more: boolean;
  /** Ids of activities that were taken back. */
  takenBack: string[];
}

const args = { lead: leadArg(), page: pageArg() };

export const historyCommand = defineCommand<typeof args, Page>({
  name: "history",
  words: {
    en: ["history", "trail", "log"],
    pt: ["histórico", "trajetória"],
    es: ["historial", "historia"],
  },
  help: {
    en: "What has happened to a lead, newest first: who did what, and when",
    pt: "O que aconteceu com o lead, do mais novo ao mais antigo: quem fez o quê e quando",
    es: "Lo que pasó con el lead, lo más nuevo primero: quién hizo qué y cuándo",
  },
  examples: {
    en: ["history L-42", "history L-42 page 2"],
    pt: ["histórico L-42", "histórico L-42 página 2"],
    es: ["historial L-42", "historial L-42 página 2"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "see",
  args,
  load: async (asked, reads, { leadId }) => {
    const page = asked.page ?? 1;
    const trail = leadId === null ? [] : await reads.trail(leadId, page * PAGE + 1);
    const rows = trail.slice((page - 1) * PAGE, page * PAGE);
    // What takes something back is newer than it.
    const takenBack = trail.flatMap(({ kind, note }) => (kind === "undone" && note !== null ? [note] : []));
    return { data: { rows, page, more: trail.length > page * PAGE, takenBack } };
  },
  run: (input) => {
    const { lead, contact } = leadOf(input);
    const { actor, directory, bundle, language, at } = input;
    const { rows, page, more, takenBack } = input.data;
    const zone = actor.timeZone;
    const title = leadTitle(lead, contact);
    if (rows.length === 0) return { reply: { text: nothing({ title })[language] } };
    // It stands above: in each line it would be most of what is read.
    const ofZone = ` (${zonePhrase(zone, language)})`;
    const short = (text: string) => (text.endsWith(ofZone) ? text.slice(0, -ofZone.length) : text);
    const lines = rows.map((activity) => {
      const { who, text, note } = toTrailEntry(activity, { directory, bundle, language, zone });
      const when = short(formatMoment(activity.at, zone, language, at));
      const said = note === null ? "" : ` – “${note.replace(/\s+/g, " ").slice(0, 200)}”`;
      const undone = takenBack.includes(activity.id) ? ` ${TAKEN_BACK[language]}` : "";
      return `• ${when} – ${who} ${short(text)}${said}${undone}`;
    });
    const heading = headline({ title, zone: zonePhrase(zone, language) })[language];
    const next = { value: `history ${title.split(" ")[0]} page ${page + 1}`, label: MORE[language] };
    return { reply: { text: [heading, ...lines].join("\n"), ...(more ? { choices: [next] } : {}) } };
  },
});

const TAKEN_BACK: Texts = { en: "(taken back)", pt: "(desfeito)", es: "(deshecho)" };
const MORE: Texts = { en: "Earlier", pt: "Antes", es: "Antes" };

const headline = phrase<{ title: string; zone: string }>({
  en: "{title} – newest first, {zone}",
  pt: "{title} – do mais novo ao mais antigo, {zone}",
  es: "{title} – lo más nuevo primero, {zone}",
});

const nothing = phrase<{ title: string }>({
  en: "{title}: nothing more in the history.",
  pt: "{title}: não há mais nada no histórico.",
  es: "{title}: no hay nada más en el historial.",
});
