import { LANGUAGES, type Language } from "../../src/language.ts";
import type { Form } from "./button.ts";
import type { FormState } from "./payload.ts";
import { LIMITS } from "./validate.ts";

/** What was filled in for one question. */
export interface Answer {
  /** The block that asked: where a fault is shown. */
  block: string;
  /** As it is said; empty when it may be left out and was. */
  text: string;
  /** It is said as it is, although it is two words: a date and a time. */
  isMoment: boolean;
  /** It is said on a line of its own, after this. */
  begins?: string;
}

/** The answers in the order of the questions; and for those that are missing or too long, what to say at them. */
export function readAnswers(
  state: FormState,
  form: Form | null,
): { answers: Answer[]; errors: Record<string, Fault> } {
  const answers: Answer[] = [];
  const errors: Record<string, Fault> = {};
  const blocks = Object.keys(state.values).filter((block) => /^ask:\d+$/.test(block));
  blocks.sort((a, b) => placeOf(a) - placeOf(b));
  for (const block of blocks) {
    const input = inputOf(state, block);
    const ask = form?.asks[placeOf(block)];
    const isMoment = input?.type === "datepicker";
    const date = input?.selected_date ?? "";
    const time = inputOf(state, `${block}:time`)?.selected_time ?? "";
    const text = isMoment ? `${date} ${time}`.trim() : chosenOf(input, ask).trim();
    const isEmpty = text === "";
    if (isMoment && !isEmpty && (date === "" || time === ""))
      errors[time === "" ? `${block}:time` : block] = "missing";
    else if (isEmpty && ask?.optional !== true) errors[block] = "missing";
    else if (text.length > LIMITS.inputLength) errors[block] = "too-long";
    answers.push({ block, text, isMoment, ...(ask?.begins === undefined ? {} : { begins: ask.begins }) });
  }
  return { answers, errors };
}

type Input = FormState["values"][string][string];

function inputOf(state: FormState, block: string): Input | undefined {
  return Object.values(state.values[block] ?? {})[0];
}

/** What was typed; or what was chosen, by its place where it is too long to be told by its value. */
function chosenOf(input: Input | undefined, ask: Form["asks"][number] | undefined): string {
  const chosen = input?.selected_option?.value;
  if (chosen === undefined) return input?.value ?? "";
  const place = /^#(\d+)$/.exec(chosen)?.[1];
  return (place === undefined ? chosen : ask?.options?.[Number(place)]?.value) ?? "";
}

function placeOf(block: string): number {
  return Number(block.split(":")[1]);
}

/** What is wrong with an answer before the command is asked. */
export type Fault = "missing" | "too-long";

/** In the person's language; in all of them where that is not known. */
export function faultText(fault: Fault, language: Language | null): string {
  return language === null
    ? LANGUAGES.map((each) => FAULTS[fault][each]).join(" · ")
    : FAULTS[fault][language];
}

const FAULTS: Record<Fault, Record<Language, string>> = {
  missing: {
    en: "Please fill this in.",
    pt: "Preencha este campo.",
    es: "Completa este campo.",
  },
  "too-long": {
    en: "At most 3,000 characters.",
    pt: "No máximo 3.000 caracteres.",
    es: "Como máximo 3.000 caracteres.",
  },
};

/**
 * The command with its answers, as it would be typed. The last one stands as it is, on all its lines; one before
 * it is one word or quoted, so that it ends where the next begins. What was left out is not said.
 */
export function withAnswers(
  command: string,
  answers: readonly (Pick<Answer, "text"> & Partial<Answer>)[],
): string {
  // One with a word of its own is said even when it is empty: the command tells what is missing.
  const given = answers.filter(({ text, begins }) => text !== "" || begins !== undefined);
  const last = given.length - 1;
  const words = given.map(({ text, isMoment, begins }, index) => {
    if (begins !== undefined) return `\n${begins} ${text}`;
    return ` ${index === last || isMoment ? text : asWord(text)}`;
  });
  return [command, ...words].join("").trim();
}

function asWord(answer: string): string {
  const line = answer.replace(/\s+/g, " ");
  if (!/\s/.test(line) && !/^["“]/.test(line)) return line;
  return line.includes('"') ? `“${line.replace(/[“”]/g, "'")}”` : `"${line}"`;
}

/** What a refusal says of answers with a word of their own, each at its question; null when it names none of them. */
export function errorsByWord(answers: readonly Answer[], refusal: string): Record<string, string> | null {
  const errors: Record<string, string> = {};
  for (const line of refusal.split("\n")) {
    const found = answers.find(({ begins }) => begins !== undefined && line.startsWith(`${begins} `));
    if (found?.begins === undefined) continue;
    const said = line.slice(found.begins.length).trim();
    errors[found.block] = [errors[found.block], said].filter(Boolean).join(" ");
  }
  return Object.keys(errors).length === 0 ? null : errors;
}

/**
 * At which question a refusal is shown: the one whose answer it speaks of, else the last that was answered. Slack
 * shows it nowhere when the block is not on the form.
 */
export function blockOfRefusal(answers: readonly Answer[], refusal: string): string | null {
  const given = answers.filter(({ text }) => text !== "");
  const said = refusal.toLowerCase();
  const named = given.find(({ text }) => text.length > 1 && said.includes(text.toLowerCase()));
  return (named ?? given.at(-1) ?? answers.at(-1))?.block ?? null;
}
