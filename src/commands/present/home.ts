import type { CardButton, Page, PageBlock } from "../../channel/outbound.ts";
import type { At } from "../../leads/types/at.ts";
import { isManager } from "../policy.ts";
import type { FollowUpRow, LeadRow, OpenWork } from "../reads.ts";
import { followUpRow, type HomeView, offerRow, workRow } from "./home-rows.ts";
import { type Managed, managedBlocks } from "./managed-blocks.ts";
import { type OwnNumbers, ownNumbersBlocks } from "./own-numbers.ts";
import { phrase, type Texts } from "./phrase.ts";
import { safeName } from "./safe.ts";

/** What a colleague's own page shows, as it was read. */
export interface HomeFacts {
  /** Offered to this person, and not decided. */
  offers: readonly LeadRow[];
  /** Their own open leads, those whose customers wait longest first. */
  work: readonly OpenWork[];
  /** Overdue, and due today. */
  followUps: readonly FollowUpRow[];
  numbers: OwnNumbers;
  /** For managers. */
  managed: Managed | null;
  at: At;
}

/** Rows on a page: far below what any channel takes of blocks. */
const ROWS = 15;

/** A colleague's own page, most urgent first. `number` counts from 1; beyond the end it is the last. */
export function homePage(facts: HomeFacts, number: number, view: HomeView): Page {
  const { language } = view;
  const entries = entriesOf(facts, view);
  const pages = Math.max(1, Math.ceil(entries.length / ROWS));
  const page = Math.min(number, pages);
  const shown = entries.slice((page - 1) * ROWS, page * ROWS);
  const blocks: PageBlock[] = [];
  if (page === 1) blocks.push(...ownNumbersBlocks(facts.numbers, view));
  if (page === 1 && facts.managed !== null) blocks.push(...managedBlocks(facts.managed, view));
  if (entries.length === 0)
    blocks.push({ kind: "heading", text: YOURS[language] }, { kind: "text", text: NOTHING[language] });
  let group = "";
  for (const entry of shown) {
    if (entry.group !== group) blocks.push({ kind: "heading", text: entry.group });
    group = entry.group;
    blocks.push(entry.row);
  }
  blocks.push({ kind: "buttons", buttons: pageButtons(page, pages, view) });
  return { title: title({ name: safeName(view.actor.name), page, pages })[language], blocks };
}

interface Entry {
  group: string;
  row: PageBlock;
}

/** Offers with their clock, customers who wait, what is planned for today, and the leads that are in none of these. */
function entriesOf(facts: HomeFacts, view: HomeView): Entry[] {
  const { language } = view;
  const waiting = facts.work.filter((each) => each.waitingSince !== null);
  const planned = new Set(facts.followUps.map(({ lead }) => lead.id));
  const rest = facts.work.filter((each) => each.waitingSince === null && !planned.has(each.lead.id));
  return [
    ...byClock(facts.offers).map((row) => ({ group: OFFERS[language], row: offerRow(row, view) })),
    ...waiting.map((work) => ({ group: WAITING[language], row: workRow(work, view) })),
    ...facts.followUps.map((each) => ({ group: FOLLOW_UPS[language], row: followUpRow(each, view) })),
    ...rest.map((work) => ({ group: REST[language], row: workRow(work, view) })),
  ];
}

function byClock(rows: readonly LeadRow[]): LeadRow[] {
  const due = ({ offerDueAt }: LeadRow) =>
    offerDueAt === null ? Number.POSITIVE_INFINITY : Date.parse(offerDueAt);
  return [...rows].sort((a, b) => Math.sign(due(a) - due(b)) || 0);
}

function pageButtons(page: number, pages: number, { actor, language }: HomeView): CardButton[] {
  const buttons: CardButton[] = [];
  if (page > 1) buttons.push({ label: `← ${PAGE[language]} ${page - 1}`, command: `home page ${page - 1}` });
  if (page < pages)
    buttons.push({ label: `${PAGE[language]} ${page + 1} →`, command: `home page ${page + 1}` });
  buttons.push({ label: REFRESH[language], command: "home" });
  if (isManager(actor)) buttons.push({ label: REPORT[language], command: "report" });
  else buttons.push({ label: STATS[language], command: "stats" });
  buttons.push({ label: HELP[language], command: "help" });
  return buttons;
}

const title = phrase<{ name: string; page: number; pages: number }>({
  en: "{name}: your work{pages, plural, one {} other { ({page} of {pages})}}",
  pt: "{name}: seu trabalho{pages, plural, one {} other { ({page} de {pages})}}",
  es: "{name}: tu trabajo{pages, plural, one {} other { ({page} de {pages})}}",
});

const OFFERS: Texts = { en: "Offered to you", pt: "Oferecidos a você", es: "Ofrecidos a ti" };
const WAITING: Texts = {
  en: "Waiting for your answer",
  pt: "Esperando sua resposta",
  es: "Esperan tu respuesta",
};
const FOLLOW_UPS: Texts = { en: "Follow-ups", pt: "Lembretes", es: "Recordatorios" };
const REST: Texts = { en: "Your other leads", pt: "Seus outros leads", es: "Tus otros leads" };
const YOURS: Texts = { en: "Your leads", pt: "Seus leads", es: "Tus leads" };
const NOTHING: Texts = {
  en: "Nothing waits for you. Enjoy the quiet.",
  pt: "Nada esperando por você. Aproveite a calma.",
  es: "Nada te espera. Disfruta la calma.",
};
const PAGE: Texts = { en: "Page", pt: "Página", es: "Página" };
const REFRESH: Texts = { en: "Refresh", pt: "Atualizar", es: "Actualizar" };
const REPORT: Texts = { en: "Report", pt: "Relatório", es: "Informe" };
const STATS: Texts = { en: "Numbers", pt: "Números", es: "Números" };
const HELP: Texts = { en: "Help", pt: "Ajuda", es: "Ayuda" };
