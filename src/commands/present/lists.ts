import type { OutboundMessage } from "../../channel/outbound.ts";
import { deadlineAsText } from "../../channel/render.ts";
import { leadRef } from "../../leads/ref.ts";
import type { RunContext } from "../define.ts";
import type { LeadPage, LeadRow, Page } from "../reads.ts";
import { leadDeadlines } from "./deadlines.ts";
import { formatMoney, formatRelative } from "./format.ts";
import { gradeSign, repName, stageName } from "./labels.ts";
import { likelyShort } from "./likely.ts";
import { phrase, type Texts } from "./phrase.ts";
import { safeName } from "./safe.ts";

/** `zone`: told with what runs out, in this zone. Default: without. */
type View = Pick<RunContext, "bundle" | "directory" | "language" | "at"> & { zone?: string };

/**
 * A page of leads, one line each, with how many there are and a choice for the next page. `more(page)` is
 * the command that shows another page, counted from 1.
 */
export function leadList(
  title: Texts,
  page: LeadPage,
  at: Page,
  more: (page: number) => string,
  view: View,
): OutboundMessage {
  const { language } = view;
  if (page.rows.length === 0) {
    const text = at.offset === 0 ? `${title[language]}: ${none({})[language]}` : noMore({})[language];
    return { text };
  }
  const shown = { from: at.offset + 1, to: at.offset + page.rows.length, total: page.total };
  const heading = `${title[language]} (${range(shown)[language]})`;
  const lines = page.rows.flatMap((row) => [leadLine(row, view), ...limitLines(row, view)]);
  const next = at.offset + at.limit;
  const hasMore = page.total > next;
  const choices = hasMore
    ? [{ value: more(Math.floor(next / at.limit) + 1), label: nextPage({})[language] }]
    : [];
  return { text: [heading, ...lines].join("\n"), ...(hasMore ? { choices } : {}) };
}

/** `🔥 L-42 Ana Lima · Acme – Contacted · R$ 5.000 · Bruno · 2 hr. ago`. */
export function leadLine(row: LeadRow, { bundle, directory, language, at }: View): string {
  const who = [row.name, row.company].filter((part) => part !== null && part !== "");
  const holder =
    row.ownerId !== null
      ? repName(directory, row.ownerId)
      : row.offeredTo !== null
        ? `→ ${repName(directory, row.offeredTo)}`
        : FREE[language];
  const facts = [
    stageName(bundle, row.stage, language),
    ...(row.chance === null ? [] : [likelyShort(row.chance, language)]),
    ...(row.value === null || row.currency === null
      ? []
      : [formatMoney(row.value, row.currency, language, bundle)]),
    ...(row.stageKind === "open" || row.ownerId !== null ? [holder] : []),
    formatRelative(row.openedAt, at, language),
  ];
  const name = who.length === 0 ? "" : ` ${who.map((part) => safeName(part ?? "", 40)).join(" · ")}`;
  return `${gradeSign(row.grade)} ${leadRef(row)}${name} – ${facts.join(" · ")}`;
}

/** What runs out for a lead, each on a line below it. */
function limitLines(row: LeadRow, { language, at, zone }: View): string[] {
  if (zone === undefined) return [];
  const offerId = row.offerDueAt === null ? null : row.id;
  const view = { language, at, zone };
  return leadDeadlines({ ...row, offerId }, row.offerDueAt, view).map((each) => `   ${deadlineAsText(each)}`);
}

const FREE: Texts = { en: "free", pt: "livre", es: "libre" };

const range = phrase<{ from: number; to: number; total: number }>({
  en: "{from}–{to} of {total, number}",
  pt: "{from}–{to} de {total, number}",
  es: "{from}–{to} de {total, number}",
});

const none = phrase({ en: "none", pt: "nenhum", es: "ninguno" });

const noMore = phrase({
  en: "There are no more leads on that page.",
  pt: "Não há mais leads nessa página.",
  es: "No hay más leads en esa página.",
});

const nextPage = phrase({ en: "More", pt: "Mais", es: "Más" });
