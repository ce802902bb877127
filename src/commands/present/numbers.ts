import type { Card, OutboundMessage } from "../../channel/outbound.ts";
import type { FlowBundle } from "../../flow/bundle.ts";
import type { Language } from "../../language.ts";
import type { Period, PipelineRow, Stats, Tally } from "../reads.ts";
import { formatChange, formatDuration, formatMoney, formatNumber, formatPercent, table } from "./format.ts";
import { channelName, reasonName, stageName } from "./labels.ts";
import { phrase, type Texts } from "./phrase.ts";
import { safeName } from "./safe.ts";

/** The numbers of a period, each with its change against the period before. `whose` is null for everybody. */
export function statsMessage(
  facts: { period: Period; now: Stats; before: Stats; whose: string | null },
  bundle: FlowBundle,
  language: Language,
): OutboundMessage {
  const { period, now, before, whose } = facts;
  const title = statsTitle((l) => ({ period: period.label[l], whose: whose ?? EVERYBODY[l] }))[language];
  const main: [Texts, number, number][] = [
    [LABEL.created, now.created, before.created],
    [LABEL.qualified, now.qualified, before.qualified],
    [LABEL.won, now.won.count, before.won.count],
    [LABEL.lost, now.lost.count, before.lost.count],
  ];
  const rows = main.map(([label, count, earlier]) => [
    label[language],
    formatNumber(count, language),
    formatChange(count, earlier, language),
  ]);
  const details = [
    ...wonLines(now, bundle, language),
    ...responseLines(now, language),
    ...tallyLines(LABEL.reasons, now.lost.reasons, language, (key) => reasonName(bundle, key, language)),
    ...tallyLines(LABEL.source, now.bySource, language, (key) => safeName(key, 40)),
    ...tallyLines(LABEL.channel, now.byChannel, language, (key) => channelName(key, language)),
    ...tallyLines(LABEL.product, now.byProduct, language, (key) => safeName(key, 40)),
  ];
  const card: Card = {
    title,
    fields: rows.map(([label, count, change]) => ({ label: label!, value: `${count} (${change})` })),
    buttons: PERIOD_BUTTONS.filter((button) => button.label.en !== period.label.en).map((button) => ({
      label: button.label[language],
      command: button.command,
    })),
  };
  return { text: [title, "", table(rows, [1, 2]), "", ...details].join("\n").trim(), card };
}

function wonLines(stats: Stats, bundle: FlowBundle, language: Language): string[] {
  const values = stats.won.values.map(({ value, currency }) =>
    formatMoney(value, currency, language, bundle),
  );
  const decided = stats.won.count + stats.lost.count;
  return [
    ...(values.length === 0 ? [] : [`${LABEL.value[language]}: ${values.join(" + ")}`]),
    ...(decided === 0
      ? []
      : [`${LABEL.rate[language]}: ${formatPercent(stats.won.count / decided, language)}`]),
  ];
}

function responseLines(stats: Stats, language: Language): string[] {
  const { answered, waiting, medianMs, p90Ms } = stats.firstResponse;
  if (medianMs === null || p90Ms === null) {
    return waiting === 0 ? [] : [waitingOnly({ waiting })[language]];
  }
  const times = { median: formatDuration(medianMs), p90: formatDuration(p90Ms), answered, waiting };
  return [response(times)[language]];
}

/** The most entries of a tally that are shown; the others are added up. */
const MOST_ENTRIES = 5;

function tallyLines(label: Texts, tally: Tally, language: Language, name: (key: string) => string): string[] {
  if (tally.length === 0) return [];
  const shown = tally.slice(0, MOST_ENTRIES).map(({ key, count }) => {
    return `${key === "" ? LABEL.unknown[language] : name(key)} ${formatNumber(count, language)}`;
  });
  const others = tally.slice(MOST_ENTRIES).reduce((sum, { count }) => sum + count, 0);
  if (others > 0) shown.push(`${LABEL.others[language]} ${formatNumber(others, language)}`);
  return [`${label[language]}: ${shown.join(", ")}`];
}

/** The pipeline as it is now: leads and value by stage, in the pipeline's order. */
export function pipelineMessage(
  rows: readonly PipelineRow[],
  whose: string | null,
  bundle: FlowBundle,
  language: Language,
): OutboundMessage {
  const title = pipelineTitle((l) => ({ whose: whose ?? EVERYBODY[l] }))[language];
  const known = bundle.pipeline.stages.map((stage) => stage.id);
  const gone = [...new Set(rows.map((row) => row.stage))].filter((id) => !known.includes(id));
  const stages = [...known, ...gone].map((id) => {
    const own = rows.filter((row) => row.stage === id);
    return { id, count: own.reduce((sum, row) => sum + row.count, 0), values: sums(own) };
  });
  const open = new Set(bundle.pipeline.stages.filter((s) => s.kind === "open").map((s) => s.id));
  const openRows = rows.filter((row) => open.has(row.stage));
  const total = {
    count: openRows.reduce((sum, row) => sum + row.count, 0),
    values: sums(openRows),
  };
  const most = Math.max(1, ...stages.map((stage) => stage.count));
  const lines = stages.map(({ id, count, values }) => [
    stageName(bundle, id, language),
    "▇".repeat(Math.round((count / most) * BAR)),
    formatNumber(count, language),
    moneyList(values, bundle, language),
  ]);
  const sum = [
    LABEL.open[language],
    "",
    formatNumber(total.count, language),
    moneyList(total.values, bundle, language),
  ];
  const card: Card = {
    title,
    fields: [...lines, sum].map(([label, , count, value]) => ({
      label: label!,
      value: value === "" ? count! : `${count} · ${value}`,
    })),
    buttons: [],
  };
  return { text: `${title}\n\n${table([...lines, sum], [2])}`, card };
}

/** The length of the longest bar, in characters. */
const BAR = 12;

function sums(rows: readonly PipelineRow[]): Map<string, number> {
  const values = new Map<string, number>();
  for (const { currency, value } of rows) {
    if (currency !== null && value !== 0) values.set(currency, (values.get(currency) ?? 0) + value);
  }
  return values;
}

function moneyList(values: ReadonlyMap<string, number>, bundle: FlowBundle, language: Language): string {
  return [...values].map(([currency, value]) => formatMoney(value, currency, language, bundle)).join(" + ");
}

const PERIOD_BUTTONS: { label: Texts; command: string }[] = [
  { label: { en: "today", pt: "hoje", es: "hoy" }, command: "stats today" },
  { label: { en: "this week", pt: "esta semana", es: "esta semana" }, command: "stats this week" },
  { label: { en: "this month", pt: "este mês", es: "este mes" }, command: "stats this month" },
];

const EVERYBODY: Texts = { en: "everybody", pt: "todos", es: "todos" };

const LABEL = {
  created: { en: "New leads", pt: "Leads novos", es: "Leads nuevos" },
  qualified: { en: "Qualified", pt: "Qualificados", es: "Calificados" },
  won: { en: "Won", pt: "Ganhos", es: "Ganados" },
  lost: { en: "Lost", pt: "Perdidos", es: "Perdidos" },
  value: { en: "Won value", pt: "Valor ganho", es: "Valor ganado" },
  rate: { en: "Won of those decided", pt: "Ganhos entre os decididos", es: "Ganados entre los decididos" },
  reasons: { en: "Lost because", pt: "Motivos de perda", es: "Motivos de pérdida" },
  source: { en: "By source", pt: "Por origem", es: "Por origen" },
  channel: { en: "By channel", pt: "Por canal", es: "Por canal" },
  product: { en: "By product", pt: "Por produto", es: "Por producto" },
  unknown: { en: "unknown", pt: "não informado", es: "sin dato" },
  others: { en: "others", pt: "outros", es: "otros" },
  open: { en: "Open", pt: "Em aberto", es: "Abiertos" },
} satisfies Record<string, Texts>;

const statsTitle = phrase<{ period: string; whose: string }>({
  en: "Numbers for {period} – {whose}",
  pt: "Números: {period} – {whose}",
  es: "Números: {period} – {whose}",
});

const pipelineTitle = phrase<{ whose: string }>({
  en: "Pipeline – {whose}",
  pt: "Funil – {whose}",
  es: "Embudo – {whose}",
});

const response = phrase<{ median: string; p90: string; answered: number; waiting: number }>({
  en: "First answer: half within {median}, 90% within {p90} ({answered, number} answered{waiting, plural, =0 {} other {, # waiting}})",
  pt: "Primeira resposta: metade em até {median}, 90% em até {p90} ({answered, plural, one {# respondido} other {# respondidos}}{waiting, plural, =0 {} other {, # aguardando}})",
  es: "Primera respuesta: la mitad en {median} o menos, el 90% en {p90} o menos ({answered, plural, one {# respondido} other {# respondidos}}{waiting, plural, =0 {} other {, # en espera}})",
});

const waitingOnly = phrase<{ waiting: number }>({
  en: "First answer: {waiting, plural, one {# lead is waiting} other {# leads are waiting}}",
  pt: "Primeira resposta: {waiting, plural, one {# lead aguardando} other {# leads aguardando}}",
  es: "Primera respuesta: {waiting, plural, one {# lead en espera} other {# leads en espera}}",
});
