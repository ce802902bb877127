import type { Numbers } from "../insights.ts";
import { formatPercent } from "../present/format.ts";
import { stageName } from "../present/labels.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import type { View } from "./question.ts";
import { share, shared } from "./words.ts";

/** A limit and how often it was kept and broken; `key` is empty for the first answer, else the stage's id. */
export interface Kept {
  key: string;
  label: string;
  kept: number;
  broken: number;
}

/** `First answers in time: 82% (41 of 50)`; nothing where there is no limit. */
export function slaLines(now: Numbers, before: Numbers, view: View): string[] {
  const [first] = promisesOf(now, view).filter(({ key }) => key === "");
  if (first === undefined) return [];
  const [was] = promisesOf(before, view).filter(({ key }) => key === "");
  return [promiseLine(first, was === undefined ? null : rateOf(was), view)];
}

/** The first answer and each stage, in the order of the pipeline; without those that were never promised. */
export function promisesOf({ sla }: Numbers, { bundle, language }: View): Kept[] {
  const order = new Map(bundle.pipeline.stages.map(({ id }, i) => [id, i]));
  const place = (stage: string) => order.get(stage) ?? order.size;
  return [
    { key: "", label: FIRST_ANSWER[language], ...sla.response },
    ...[...sla.stages]
      .sort((a, b) => place(a.stage) - place(b.stage))
      .map(({ stage, kept, broken }) => ({
        key: stage,
        label: stageName(bundle, stage, language),
        kept,
        broken,
      })),
  ].filter(({ kept, broken }) => kept + broken > 0);
}

export const sumOf = (all: readonly { kept: number; broken: number }[]) => ({
  kept: all.reduce((sum, { kept }) => sum + kept, 0),
  broken: all.reduce((sum, { broken }) => sum + broken, 0),
});

export const rateOf = ({ kept, broken }: { kept: number; broken: number }) => share(kept, kept + broken);

export function promiseLine({ label, kept, broken }: Kept, was: number | null, { language }: View): string {
  const rate = shared(share(kept, kept + broken), was, language);
  return inTime({ label, rate, kept, all: kept + broken, broken })[language];
}

export function groupLine({ label, kept, broken }: Omit<Kept, "key">, { language }: View): string {
  const rate = formatPercent(share(kept, kept + broken) ?? 0, language);
  return `• ${inTime({ label, rate, kept, all: kept + broken, broken })[language]}`;
}

const FIRST_ANSWER: Texts = { en: "First answer", pt: "Primeira resposta", es: "Primera respuesta" };

const inTime = phrase<{ label: string; rate: string; kept: number; all: number; broken: number }>({
  en: "{label}: {rate} in time, {kept, number} of {all, number}{broken, plural, =0 {} other {; # late}}",
  pt: "{label}: {rate} no prazo, {kept, number} de {all, number}{broken, plural, =0 {} one {; # atrasado} other {; # atrasados}}",
  es: "{label}: {rate} a tiempo, {kept, number} de {all, number}{broken, plural, =0 {} one {; # tarde} other {; # tarde}}",
});
