import type { Measure } from "../insights.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { RESULT_LABELS, resultLine } from "../present/results.ts";
import { safeName } from "../present/safe.ts";
import { sequenceLabel } from "../present/sequences.ts";
import { RESULTS, type ReachRow, type Results, sumBy, sumResults } from "../reach.ts";
import { barsChart } from "./charts.ts";
import { defineQuestion, type Inquiry, queryOf, type View } from "./question.ts";
import { BEFORE, LABEL } from "./stats.ts";
import { counted, listOf, share, shared, whose } from "./words.ts";

interface ReachData {
  now: ReachRow[];
  before: ReachRow[];
}

/** What came of the messages of sequences and campaigns. */
export const reachQuestion = defineQuestion<ReachData>({
  id: "reach",
  hasPeriod: true,
  by: null,
  async load(inquiry, reads) {
    const [now, before] = await Promise.all([
      reads.reach(queryOf(inquiry)),
      reads.reach(queryOf(inquiry, inquiry.earlier)),
    ]);
    return { now, before };
  },
  tell({ now, before }, inquiry, view) {
    const { language } = view;
    const total = sumResults(now);
    const was = sumResults(before);
    const groups = groupsOf(now, view);
    const earlier = sumBy(before, keyOf);
    const title = reachTitle((l) => ({
      period: inquiry.period.label[l],
      whose: whose(inquiry, { ...view, language: l }),
    }))[language];
    const chart = barsChart(
      {
        title: CHART[language],
        rows: groups.map(({ label, sent, replied }) => ({ label, values: [sent, replied] })),
        series: [RESULT_LABELS.sent[language], RESULT_LABELS.replied[language]],
        unit: { kind: "count" },
      },
      inquiry,
      view,
    );
    return {
      title,
      lines:
        total.sent === 0
          ? [EMPTY[language]]
          : [
              ...reachLines(total, was, view),
              ...groups
                .slice(0, MOST_GROUPS)
                .map(({ label, ...each }) => `• ${label}: ${resultLine(each, language)}`),
              WITHIN[language],
            ],
      charts: chart === null ? [] : [chart],
      more: [
        ...RESULTS.filter((key) => total[key] > 0).map((key) =>
          listOf(MEASURE[key], `${RESULT_LABELS[key][language]}: ${total[key]}`, inquiry, view),
        ),
        ...(groups.length < 2 ? [] : groups.slice(0, MOST_LISTS)).map((group) =>
          listOfGroup(group, inquiry, view),
        ),
      ],
      table: {
        columns: [
          { id: "kind", label: KIND[language] },
          { id: "id", label: "ID" },
          { id: "name", label: LABEL[language] },
          ...RESULTS.map((key) => ({ id: COLUMN[key], label: RESULT_LABELS[key][language] })),
          { id: "share_replied", label: SHARE[language] },
          { id: "sent_before", label: `${RESULT_LABELS.sent[language]}, ${BEFORE[language].toLowerCase()}` },
          {
            id: "replied_before",
            label: `${RESULT_LABELS.replied[language]}, ${BEFORE[language].toLowerCase()}`,
          },
        ],
        rows: groups.map(({ key, kind, id, label, ...each }) => [
          kind,
          id,
          label,
          ...RESULTS.map((result) => each[result]),
          share(each.replied, each.sent),
          earlier.get(key)?.sent ?? 0,
          earlier.get(key)?.replied ?? 0,
        ]),
      },
    };
  },
});

/** `Read: 12 (=), 30% of what was sent (+2 points)`; nothing where nothing was sent. */
export function reachLines(now: Results, before: Results, { language }: Pick<View, "language">): string[] {
  if (now.sent === 0) return [];
  return RESULTS.map((key) => {
    const line = `${RESULT_LABELS[key][language]}: ${counted(now[key], before[key], language)}`;
    if (key === "sent") return line;
    return `${line}; ${shared(share(now[key], now.sent), share(before[key], before.sent), language)}`;
  });
}

interface Group extends Results {
  key: string;
  kind: ReachRow["kind"];
  id: string;
  label: string;
}

const keyOf = ({ kind, source }: ReachRow) => `${kind}:${source}`;

/** By sequence and campaign, the most sent first. */
function groupsOf(rows: readonly ReachRow[], { bundle, language }: View): Group[] {
  return [...sumBy(rows, keyOf)]
    .map(([key, { rows: own, ...results }]) => {
      const first = own[0];
      const kind = first?.kind ?? "sequence";
      const source = first?.source ?? "";
      const name = first?.name ?? source;
      return {
        key,
        kind,
        // A campaign is called by its name.
        id: kind === "campaign" ? name : source,
        label: kind === "campaign" ? safeName(name, 60) : sequenceLabel(bundle, source, language),
        ...results,
      };
    })
    .sort((a, b) => b.sent - a.sent || (a.key < b.key ? -1 : 1));
}

function listOfGroup({ kind, id, label, sent }: Group, inquiry: Inquiry, view: View) {
  const name = `${label.slice(0, 40)}, ${RESULT_LABELS.sent[view.language].toLowerCase()}: ${sent}`;
  return listOf(MEASURE.sent, name, inquiry, view, { [kind]: id });
}

const MEASURE: Record<keyof Results, Measure> = {
  sent: "reach-sent",
  delivered: "reach-delivered",
  read: "reach-read",
  replied: "reach-replied",
  won: "reach-won",
  optedOut: "reach-out",
};
const COLUMN: Record<keyof Results, string> = {
  sent: "sent",
  delivered: "delivered",
  read: "read",
  replied: "replied",
  won: "won",
  optedOut: "opted_out",
};
const MOST_GROUPS = 10;
const MOST_LISTS = 4;

const KIND: Texts = { en: "Kind", pt: "Tipo", es: "Tipo" };
const SHARE: Texts = {
  en: "Share that replied",
  pt: "Parcela que respondeu",
  es: "Proporción que respondió",
};
const CHART: Texts = {
  en: "Sent and replied, by sequence and campaign",
  pt: "Enviadas e respondidas, por sequência e campanha",
  es: "Enviados y respondidos, por secuencia y campaña",
};
const WITHIN: Texts = {
  en: "Replies and opt-outs count within 14 days of a message, sales within 90; what came after a newer message counts for that one.",
  pt: "Respostas e pedidos de saída contam em até 14 dias da mensagem, vendas em até 90; o que veio depois de uma mensagem mais nova conta para ela.",
  es: "Las respuestas y las bajas cuentan hasta 14 días después del mensaje, las ventas hasta 90; lo que llegó después de un mensaje más nuevo cuenta para ese.",
};
const EMPTY: Texts = {
  en: "No sequence or campaign sent anything in this period.",
  pt: "Nenhuma sequência ou campanha enviou nada neste período.",
  es: "Ninguna secuencia ni campaña envió nada en este período.",
};

const reachTitle = phrase<{ period: string; whose: string }>({
  en: "Sequences and campaigns, {period} – {whose}",
  pt: "Sequências e campanhas: {period} – {whose}",
  es: "Secuencias y campañas: {period} – {whose}",
});
