import type { PageBlock } from "../../channel/outbound.ts";
import type { Numbers } from "../insights.ts";
import { formatDuration, formatNumber } from "./format.ts";
import type { HomeView } from "./home-rows.ts";
import { phrase, type Texts } from "./phrase.ts";

/** What the month has brought a colleague so far. */
export interface OwnNumbers {
  mine: Numbers;
  /** What each of the team has on average; null when there is no team to compare with. */
  team: { created: number; won: number; medianSeconds: number | null } | null;
}

/** The month so far, against what each of the team has on average. */
export function ownNumbersBlocks({ mine, team }: OwnNumbers, { language }: HomeView): PageBlock[] {
  const against = (own: string, others: string | null) =>
    others === null ? own : comparedTo({ own, others })[language];
  const average = (value: number | undefined) =>
    value === undefined ? null : formatNumber(Math.round(value * 10) / 10, language);
  const span = (seconds: number | null | undefined) =>
    seconds === null || seconds === undefined ? null : formatDuration(seconds * 1_000);
  const own = span(mine.firstResponse.working.medianSeconds) ?? "–";
  const { kept, planned } = mine.followUps;
  return [
    { kind: "heading", text: MONTH[language] },
    {
      kind: "facts",
      facts: [
        {
          label: LEADS[language],
          value: against(formatNumber(mine.created, language), average(team?.created)),
        },
        { label: WON[language], value: against(formatNumber(mine.won.count, language), average(team?.won)) },
        { label: ANSWER[language], value: against(own, span(team?.medianSeconds)) },
        { label: KEPT[language], value: planned === 0 ? "–" : `${kept} / ${planned}` },
      ],
    },
  ];
}

const comparedTo = phrase<{ own: string; others: string }>({
  en: "{own} (team ⌀ {others})",
  pt: "{own} (equipe ⌀ {others})",
  es: "{own} (equipo ⌀ {others})",
});
const MONTH: Texts = { en: "Your month so far", pt: "Seu mês até aqui", es: "Tu mes hasta ahora" };
const LEADS: Texts = { en: "New leads", pt: "Novos leads", es: "Leads nuevos" };
const WON: Texts = { en: "Won", pt: "Ganhos", es: "Ganados" };
const ANSWER: Texts = { en: "First answer", pt: "Primeira resposta", es: "Primera respuesta" };
const KEPT: Texts = { en: "Follow-ups kept", pt: "Lembretes cumpridos", es: "Recordatorios cumplidos" };
