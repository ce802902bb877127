import type { Chart } from "../../src/channel/chart.ts";
import { LANGUAGES, type Language } from "../../src/language.ts";

/**
 * One chart of each question that Leadline draws, with made-up numbers and first names only, in a language.
 * The same numbers each time.
 */
export function sampleCharts(language: Language): Record<string, Chart> {
  const say = (en: string, pt: string, es: string): string => [en, pt, es][LANGUAGES.indexOf(language)]!;
  const percent = new Intl.NumberFormat(language, { style: "percent" });
  const month = say(
    "November 2026 · all teams",
    "novembro de 2026 · todas as equipes",
    "noviembre de 2026 · todos los equipos",
  );
  const day = new Intl.DateTimeFormat({ en: "en-US", pt: "pt-BR", es: "es-419" }[language], {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
  const days = Array.from({ length: 30 }, (_, i) => day.format(Date.UTC(2026, 10, 1 + i)));
  const common = { subtitle: month, language } as const;
  const sources = [
    say("Website", "Site", "Sitio web"),
    "WhatsApp",
    "Instagram",
    say("Referral", "Indicação", "Recomendación"),
  ];
  const steps = [120, 84, 51, 33, 19];
  return {
    funnel: {
      ...common,
      kind: "funnel",
      title: say("How far leads got", "Até onde os leads chegaram", "Hasta dónde llegaron los leads"),
      categories: [
        say("New", "Novo", "Nuevo"),
        say("Qualified", "Qualificado", "Calificado"),
        say("Proposal sent", "Proposta enviada", "Propuesta enviada"),
        say("Negotiation", "Negociação", "Negociación"),
        say("Won", "Ganho", "Ganado"),
      ],
      series: [{ name: "leads", values: steps }],
      notes: steps.map((count, i) => (i === 0 ? "" : percent.format(count / steps[i - 1]!))),
      unit: { kind: "count" },
      alt: "sample",
    },
    days: {
      ...common,
      kind: "columns",
      title: say(
        "New leads per day by source",
        "Leads novos por dia e origem",
        "Leads nuevos por día y origen",
      ),
      categories: days,
      series: sources.map((name, s) => ({ name, values: days.map((_, i) => wave(i, s, [9, 6, 4, 3][s]!)) })),
      unit: { kind: "count" },
      alt: "sample",
    },
    weeks: {
      ...common,
      kind: "columns",
      title: say(
        "New leads per week by source",
        "Leads novos por semana e origem",
        "Leads nuevos por semana y origen",
      ),
      subtitle: say("last 8 weeks", "últimas 8 semanas", "últimas 8 semanas"),
      categories: Array.from({ length: 8 }, (_, i) => day.format(Date.UTC(2026, 9, 5 + 7 * i))),
      series: sources.map((name, s) => ({
        name,
        values: Array.from({ length: 8 }, (_, i) => wave(i, s, [40, 26, 18, 12][s]!)),
      })),
      unit: { kind: "count" },
      alt: "sample",
    },
    conversion: {
      ...common,
      kind: "bars",
      title: say(
        "Won of the leads of each source",
        "Ganhos entre os leads de cada origem",
        "Ganados entre los leads de cada origen",
      ),
      categories: [
        ...sources,
        say("Trade fair in São Paulo", "Feira em São Paulo", "Feria en São Paulo"),
        say("not known", "não informado", "sin dato"),
      ],
      series: [{ name: "won", values: [18, 24, 9, 41, 33, 0] }],
      notes: [
        [22, 122],
        [19, 79],
        [5, 56],
        [14, 34],
        [4, 12],
        [0, 7],
      ].map(([won, all]) => say(`${won} of ${all}`, `${won} de ${all}`, `${won} de ${all}`)),
      unit: { kind: "percent" },
      alt: "sample",
    },
    response: {
      ...common,
      kind: "histogram",
      title: say(
        "How fast the first answer came",
        "Em quanto tempo veio a primeira resposta",
        "Cuánto tardó la primera respuesta",
      ),
      subtitle: say(
        "half within 12 min · working hours only",
        "metade em até 12 min · só no expediente",
        "la mitad en 12 min · solo en horario laboral",
      ),
      categories: ["< 5 min", "5–15 min", "15–30 min", "30–60 min", "1–4 h", "4–24 h", "> 1 d"],
      series: [{ name: "leads", values: [31, 42, 22, 14, 11, 5, 3] }],
      axes: { value: say("leads", "leads", "leads") },
      unit: { kind: "count" },
      alt: "sample",
    },
    reps: {
      ...common,
      kind: "bars",
      title: say(
        "Leads and wins of each rep",
        "Leads e ganhos de cada vendedor",
        "Leads y ganados de cada vendedor",
      ),
      categories: ["Ana", "Bruno", "Camila", "Diego", "Elena"],
      series: [
        { name: say("Leads", "Leads", "Leads"), values: [48, 41, 37, 30, 12] },
        { name: say("Won", "Ganhos", "Ganados"), values: [12, 13, 6, 9, 0] },
      ],
      unit: { kind: "count" },
      alt: "sample",
    },
    value: {
      ...common,
      kind: "bars",
      title: say("Value won by product", "Valor ganho por produto", "Valor ganado por producto"),
      categories: [
        say("Annual plan", "Plano anual", "Plan anual"),
        say("Monthly plan", "Plano mensal", "Plan mensual"),
        say("Training", "Treinamento", "Capacitación"),
      ],
      series: [{ name: "value", values: [184_300, 46_250.5, 7_900] }],
      unit: { kind: "money", currency: language === "pt" ? "BRL" : language === "es" ? "MXN" : "USD" },
      alt: "sample",
    },
    speed: {
      ...common,
      kind: "line",
      title: say(
        "Median time to the first answer",
        "Tempo mediano até a primeira resposta",
        "Tiempo mediano hasta la primera respuesta",
      ),
      categories: days,
      series: [{ name: "median", values: days.map((_, i) => (i % 7 === 0 ? null : 8 + wave(i, 1, 40))) }],
      unit: { kind: "minutes" },
      alt: "sample",
    },
    rates: {
      ...common,
      kind: "line",
      title: say("Qualified leads by channel", "Leads qualificados por canal", "Leads calificados por canal"),
      categories: Array.from({ length: 8 }, (_, i) => day.format(Date.UTC(2026, 9, 5 + 7 * i))),
      series: ["WhatsApp", "Telegram", say("Web chat", "Chat do site", "Chat del sitio")].map((name, s) => ({
        name,
        values: Array.from({ length: 8 }, (_, i) => 30 + s * 12 + wave(i, s, 20)),
      })),
      unit: { kind: "percent" },
      alt: "sample",
    },
  };
}

/** Numbers that go up and down as those of a business do. */
function wave(index: number, series: number, size: number): number {
  const weekend = index % 7 === 0 || index % 7 === 6 ? 0.35 : 1;
  return Math.round(size * weekend * (0.7 + 0.3 * Math.sin(index * 1.3 + series * 2) + (index % 3) * 0.12));
}
