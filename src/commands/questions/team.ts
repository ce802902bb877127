import type { InsightAnswer, Numbers } from "../insights.ts";
import { formatNumber, formatPercent } from "../present/format.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { barsChart, responseChart } from "./charts.ts";
import { defineQuestion, type Inquiry, queryOf, type View } from "./question.ts";
import { CREATED, KEPT, MEDIAN, OVERDUE, P90, WON } from "./stats.ts";
import {
  change,
  keyName,
  listOf,
  moneyCells,
  moneyColumns,
  moneyText,
  questionOf,
  seconds,
  share,
  whose,
} from "./words.ts";

/** The most reps that are told line by line; the export has them all. */
const MOST_LINES = 15;

/** How the reps are doing: leads, first answers, what they won, follow-ups. */
export const teamQuestion = defineQuestion<{ now: InsightAnswer; before: InsightAnswer }>({
  id: "team",
  hasPeriod: true,
  by: "owner",
  async load(inquiry, reads) {
    const [now, before] = await Promise.all([
      reads.insight({ ...queryOf(inquiry), by: "owner" }),
      reads.insight({ ...queryOf(inquiry, inquiry.earlier), by: "owner" }),
    ]);
    return { now, before };
  },
  tell({ now, before }, inquiry, view) {
    const { language } = view;
    const rows = board(now, inquiry, view);
    const title = teamTitle((l) => ({
      period: inquiry.period.label[l],
      whose: whose(inquiry, { ...view, language: l }),
    }))[language];
    const bars = barsChart(
      {
        title: BOARD[language],
        rows: rows
          .filter(({ key }) => key !== "")
          .map(({ key, numbers }) => ({
            label: keyName("owner", key, view),
            values: [numbers.created, numbers.won.count],
          })),
        series: [CREATED[language], WON[language]],
        unit: { kind: "count" },
      },
      inquiry,
      view,
    );
    const speed = responseChart(now.total.firstResponse.clock, inquiry, view);
    return {
      title,
      lines: [
        ...teamLines(now, before, inquiry, view),
        rows.every(({ numbers }) => isIdle(numbers)) ? EMPTY[language] : LEGEND[language],
      ],
      charts: [bars, speed].filter((chart) => chart !== null),
      more: [
        ...rows
          .filter(({ key, numbers }) => key !== "" && !isIdle(numbers))
          .slice(0, 5)
          .map(({ key }) => {
            const filter = { ...inquiry.filter, owner: key };
            return questionOf("stats", keyName("owner", key, view), { ...inquiry, filter }, view);
          }),
        ...slowAnswers(now.total, inquiry, view),
      ],
      table: {
        columns: [
          { id: "rep", label: REP[language] },
          { id: "name", label: NAME[language] },
          { id: "created", label: CREATED[language] },
          { id: "answered", label: ANSWERED[language] },
          { id: "response_median_seconds", label: MEDIAN[language] },
          { id: "response_p90_seconds", label: P90[language] },
          { id: "won", label: WON[language] },
          { id: "lost", label: LOST[language] },
          ...moneyColumns(view),
          { id: "follow_ups_kept", label: KEPT[language] },
          { id: "follow_ups_kept_share", label: KEPT_SHARE[language] },
          { id: "follow_ups_overdue", label: OVERDUE[language] },
        ],
        rows: rows.map(({ key, numbers }) => [
          key,
          keyName("owner", key, view),
          numbers.created,
          numbers.firstResponse.answered,
          numbers.firstResponse.clock.medianSeconds,
          numbers.firstResponse.clock.p90Seconds,
          numbers.won.count,
          numbers.lost.count,
          ...moneyCells(numbers.won.values, view),
          numbers.followUps.kept,
          keptShare(numbers),
          numbers.followUps.overdue,
        ]),
      },
    };
  },
});

/** A button to the leads that waited long for their first answer. */
function slowAnswers({ firstResponse }: Numbers, inquiry: Inquiry, view: View) {
  const count = firstResponse.clock.spans
    .filter(({ upToSeconds }) => upToSeconds > SLOW_SECONDS)
    .reduce((sum, span) => sum + span.count, 0);
  const label = slower({ time: seconds(SLOW_SECONDS), count })[view.language];
  return count === 0 ? [] : [listOf("answered", label, inquiry, view, { over: SLOW_SECONDS })];
}

const SLOW_SECONDS = 3_600;

/** Who won most first, then who got most; reps without any last, leads of nobody at the end. */
function board(now: InsightAnswer, inquiry: Inquiry, { directory }: View): InsightAnswer["groups"] {
  const rows = now.groups.filter(({ numbers }) => !isIdle(numbers));
  const isFiltered = Object.keys(inquiry.filter).length > 0;
  const shown = new Set(rows.map(({ key }) => key));
  // Who has nothing is told too, but not of whom nobody asked.
  const idle = isFiltered ? [] : idleReps(inquiry, directory, shown);
  return [...rows]
    .sort(
      (a, b) =>
        Number(a.key === "") - Number(b.key === "") ||
        b.numbers.won.count - a.numbers.won.count ||
        b.numbers.created - a.numbers.created ||
        a.key.localeCompare(b.key),
    )
    .concat(idle.map((key) => ({ key, numbers: NOTHING })));
}

function idleReps({ scope }: Inquiry, directory: View["directory"], shown: ReadonlySet<string>): string[] {
  return [...directory.reps.values()]
    .filter(({ id, active, role }) => active && role === "rep" && !shown.has(id))
    .filter(
      ({ id }) =>
        scope.kind === "all" ||
        (scope.kind === "teams" &&
          directory.members.some(({ repId, teamId }) => repId === id && scope.teamIds.includes(teamId))),
    )
    .map(({ id }) => id)
    .sort();
}

/** One line for each rep. */
export function teamLines(
  now: InsightAnswer,
  before: InsightAnswer,
  inquiry: Inquiry,
  view: View,
  most = MOST_LINES,
): string[] {
  const { language } = view;
  const rows = board(now, inquiry, view);
  const earlier = new Map(before.groups.map(({ key, numbers }) => [key, numbers]));
  const lines = rows.slice(0, most).map(({ key, numbers }) => {
    const { clock } = numbers.firstResponse;
    const value = moneyText(numbers.won.values, view);
    const kept = keptShare(numbers);
    const was = earlier.get(key)?.won.count ?? 0;
    const facts = [
      leads({ count: numbers.created })[language],
      `${won({ count: numbers.won.count })[language]} (${change(numbers.won.count, was, language)})`,
      ...(value === "" ? [] : [value]),
      ...(clock.medianSeconds === null
        ? []
        : [`⏱ ${seconds(clock.medianSeconds)} / ${seconds(clock.p90Seconds ?? clock.medianSeconds)}`]),
      ...(kept === null ? [] : [`✓ ${formatPercent(kept, language)}`]),
      ...(numbers.followUps.overdue === 0 ? [] : [`⚠ ${formatNumber(numbers.followUps.overdue, language)}`]),
    ];
    return `${keyName("owner", key, view)}: ${isIdle(numbers) ? IDLE[language] : facts.join(" · ")}`;
  });
  return rows.length > most ? [...lines, "…"] : lines;
}

function keptShare({ followUps: { kept, late, overdue } }: Numbers): number | null {
  return share(kept, kept + late + overdue);
}

function isIdle({ created, won: w, lost, firstResponse, followUps }: Numbers): boolean {
  const events = created + w.count + lost.count + firstResponse.answered + firstResponse.waiting;
  return events + followUps.planned + followUps.overdue === 0;
}

const NO_SPREAD = { medianSeconds: null, p90Seconds: null, spans: [] };
const NOTHING: Numbers = {
  created: 0,
  qualified: 0,
  won: { count: 0, values: [] },
  lost: { count: 0, reasons: [] },
  cohort: { qualified: 0, won: 0, lost: 0, stages: [], reached: [], answered: [], stoppedAfter: [] },
  firstResponse: { answered: 0, waiting: 0, clock: NO_SPREAD, working: NO_SPREAD },
  sla: { response: { kept: 0, broken: 0 }, stages: [] },
  followUps: { planned: 0, kept: 0, late: 0, overdue: 0 },
  timeInStage: [],
};

const BOARD: Texts = {
  en: "New leads and won, by rep",
  pt: "Leads novos e ganhos, por vendedor",
  es: "Leads nuevos y ganados, por vendedor",
};
const REP: Texts = { en: "Rep", pt: "Vendedor", es: "Vendedor" };
const NAME: Texts = { en: "Name", pt: "Nome", es: "Nombre" };
const ANSWERED: Texts = { en: "Answered", pt: "Respondidos", es: "Respondidos" };
const LOST: Texts = { en: "Lost", pt: "Perdidos", es: "Perdidos" };
const KEPT_SHARE: Texts = {
  en: "Follow-ups kept, share",
  pt: "Retornos cumpridos, parcela",
  es: "Seguimientos cumplidos, proporción",
};
const IDLE: Texts = { en: "nothing in this period", pt: "nada neste período", es: "nada en este período" };
const LEGEND: Texts = {
  en: "⏱ first answer: median / 90% within · ✓ follow-ups kept · ⚠ overdue",
  pt: "⏱ primeira resposta: mediana / 90% em até · ✓ retornos cumpridos · ⚠ atrasados",
  es: "⏱ primera respuesta: mediana / 90% en · ✓ seguimientos cumplidos · ⚠ atrasados",
};
const EMPTY: Texts = {
  en: "No rep has leads in this period. Try a longer one, such as “team last 90 days”.",
  pt: "Ninguém tem leads neste período. Tente um mais longo, como “equipe últimos 90 dias”.",
  es: "Nadie tiene leads en este período. Prueba uno más largo, como “equipo últimos 90 días”.",
};

const leads = phrase<{ count: number }>({
  en: "{count, plural, one {# lead} other {# leads}}",
  pt: "{count, plural, one {# lead} other {# leads}}",
  es: "{count, plural, one {# lead} other {# leads}}",
});

const won = phrase<{ count: number }>({
  en: "{count, number} won",
  pt: "{count, plural, =1 {# ganho} other {# ganhos}}",
  es: "{count, plural, =1 {# ganado} other {# ganados}}",
});

const slower = phrase<{ time: string; count: number }>({
  en: "Answered after more than {time}: {count, number}",
  pt: "Respondidos depois de mais de {time}: {count, number}",
  es: "Respondidos después de más de {time}: {count, number}",
});

const teamTitle = phrase<{ period: string; whose: string }>({
  en: "Team board for {period} – {whose}",
  pt: "Quadro da equipe: {period} – {whose}",
  es: "Tablero del equipo: {period} – {whose}",
});
