import type { Choice } from "../channel/outbound.ts";
import { fold, inLanguage, LANGUAGES, type Language, type LocalText } from "../language.ts";
import { compileCondition } from "./condition.ts";
import type { Ask, Branch, Flow, Limits, Phrases, Slot, Step } from "./flow.ts";
import { BUILT_IN_PHRASES, PHRASE_NAMES, type PhraseName, SKIP_WORDS } from "./phrases.ts";
import type { FlowFile } from "./schema.ts";
import { durationMs, type LocalWords } from "./schema-parts.ts";
import type { AskFile, ChoiceFile, StepFile } from "./schema-steps.ts";
import { compileLocal, type LocalTemplate } from "./template.ts";
import { type ChoiceOption, readIntent, type WantedKind } from "./understand/index.ts";

/** Phrases of the program, overridden by those of the business, overridden by those of the flow. */
export function compilePhrases(...overrides: Partial<Record<PhraseName, LocalText>>[]): Phrases {
  const phrases: Partial<Record<PhraseName, LocalTemplate>> = {};
  for (const name of PHRASE_NAMES) {
    let text: LocalText = BUILT_IN_PHRASES[name];
    for (const override of overrides) {
      const own = override[name];
      if (own !== undefined) text = typeof own === "string" ? own : { ...BUILT_IN_PHRASES[name], ...own };
    }
    phrases[name] = compileLocal(text);
  }
  return phrases as Phrases;
}

/** Compile a flow file that passed its schema. Faults between steps are the checker's to find. */
export function compileFlow(file: FlowFile, phrases: Phrases): Flow {
  const ids = Object.keys(file.steps);
  const steps = new Map<string, Step>();
  const asks: Ask[] = [];
  const flowNudge = file.nudgeAfter === "never" ? null : durationMs(file.nudgeAfter);
  ids.forEach((id, index) => {
    const source = file.steps[id];
    if (source === undefined) return;
    const step = compileStep(source, { id, index, next: ids[index + 1] ?? null, phrases, flowNudge });
    steps.set(id, step);
    if (step.kind === "ask") asks.push(step);
  });
  const slots = slotsOf(asks);
  return {
    id: file.id,
    start: file.start ?? ids[0] ?? "",
    steps,
    order: ids,
    asks,
    phrases,
    firstMessage:
      file.firstMessage === undefined
        ? null
        : { key: file.firstMessage.key, target: file.firstMessage.saves ?? null },
    aliases: new Map(asks.map((ask) => [ask.key, aliasesOf(ask.key, ask.target)])),
    slots: slots.map(({ slot }) => slot),
    wanted: {
      en: slots.map(({ wanted }) => wanted.en),
      pt: slots.map(({ wanted }) => wanted.pt),
      es: slots.map(({ wanted }) => wanted.es),
    },
  };
}

/** A flow without steps, for a business that has none: the words understood anywhere still are. */
export function compileEmptyFlow(phrases: Phrases): Flow {
  return compileFlow({ id: "none", nudgeAfter: "never", phrases: {}, steps: {} }, phrases);
}

/** The names under which the value of an answer may be known. */
export function aliasesOf(key: string, target: string | null): string[] {
  if (target === null) return [key, `contact.${key}`, `lead.${key}`];
  const field = target.slice(target.lastIndexOf(".") + 1);
  return [...new Set([key, target, field])];
}

interface Place {
  id: string;
  index: number;
  next: string | null;
  phrases: Phrases;
  flowNudge: number | null;
}

function compileStep(source: StepFile, place: Place): Step {
  const common = { id: place.id, index: place.index, next: place.next };
  if ("ask" in source) return compileAsk(source, place);
  if ("branch" in source) {
    const cases: Branch["cases"] = source.branch.map(({ when, goto }) => ({
      test: compileCondition(when),
      goto,
    }));
    return { ...common, kind: "branch", cases, next: source.else ?? place.next, when: null };
  }
  const when = source.when === undefined ? null : compileCondition(source.when);
  if ("say" in source) {
    return { ...common, kind: "say", text: compileLocal(source.say), when, next: source.goto ?? place.next };
  }
  if ("set" in source) {
    const values = Object.entries(source.set).map(([key, value]) => ({
      key,
      target: source.saves[key] ?? null,
      value,
    }));
    return { ...common, kind: "set", values, when, next: source.goto ?? place.next };
  }
  if ("tag" in source) {
    const tags = typeof source.tag === "string" ? [source.tag] : source.tag;
    return { ...common, kind: "tag", tags, when, next: source.goto ?? place.next };
  }
  if ("handoff" in source) {
    const text = source.handoff === true ? null : compileLocal(source.handoff);
    return { ...common, kind: "handoff", text, when };
  }
  if ("end" in source) {
    const text = source.end === true ? null : compileLocal(source.end);
    return { ...common, kind: "end", text, completed: source.completed, when };
  }
  if (typeof source.goto === "string")
    return { ...common, kind: "goto", flow: null, next: source.goto, when };
  return { ...common, kind: "goto", flow: source.goto.flow, when };
}

function compileAsk(source: AskFile, place: Place): Ask {
  const choices = source.choices ?? [];
  const nudgeAfter = source.nudgeAfter;
  const byLanguage = <T>(make: (language: Language) => T): Record<Language, T> => ({
    en: make("en"),
    pt: make("pt"),
    es: make("es"),
  });
  return {
    kind: "ask",
    id: place.id,
    index: place.index,
    next: source.goto ?? place.next,
    when: source.askWhen === undefined ? null : compileCondition(source.askWhen),
    ask: source.ask,
    key: source.key ?? place.id,
    target: source.saves ?? null,
    text: compileLocal(source.text),
    short: compileLocal(source.short ?? source.text),
    hints: hintsOf(source, place.phrases),
    thanks: source.thanks === undefined ? null : compileLocal(source.thanks),
    nudge: source.nudge === undefined ? null : compileLocal(source.nudge),
    listen: source.listen,
    cues: byLanguage((language) => wordsIn(source.cues, language)),
    optional: source.optional,
    skip: source.optional ? skipWords(source, choices) : NO_WORDS,
    attempts: source.attempts,
    nudgeAfterMs:
      nudgeAfter === undefined ? place.flowNudge : nudgeAfter === "never" ? null : durationMs(nudgeAfter),
    limits: limitsOf(source),
    options: byLanguage((language) => choices.map((choice) => optionOf(choice, language))),
    choices: byLanguage((language) => choicesOf(source, choices, place, language)),
    routes: new Map(choices.flatMap(({ id, goto }) => (goto === undefined ? [] : [[id, goto]]))),
    otherwise: source.otherwise ?? null,
    consent: source.consent ?? null,
    shadow: new Set(
      choices
        .flatMap(({ label }) => LANGUAGES.map((language) => fold(inLanguage(label, language))))
        .filter((label) => readIntent(label) !== null),
    ),
  };
}

const NO_WORDS: ReadonlySet<string> = new Set();

/** Words that skip the question, but none that is one of its answers. */
function skipWords(source: AskFile, choices: ChoiceFile[]): Set<string> {
  const words = new Set([...SKIP_WORDS, ...allWords(source.skip).map(fold)]);
  for (const { label, synonyms } of choices) {
    for (const language of LANGUAGES) words.delete(fold(inLanguage(label, language)));
    for (const synonym of allWords(synonyms)) words.delete(fold(synonym));
  }
  return words;
}

function hintsOf(source: AskFile, phrases: Phrases): LocalTemplate[] {
  const own = source.hint === undefined ? [] : Array.isArray(source.hint) ? source.hint : [source.hint];
  if (source.hint2 !== undefined) own.push(source.hint2);
  const [first, ...more] = own.map(compileLocal);
  const hint = first ?? phrases[`hint-${source.ask}`];
  return more.length > 0 ? [hint, ...more] : [hint, phrases[`again-${source.ask}`]];
}

function limitsOf(source: AskFile): Limits {
  return {
    min: source.min ?? null,
    max: source.max ?? null,
    minLength: source.minLength ?? null,
    maxLength: source.maxLength ?? null,
    pattern: source.pattern === undefined ? null : new RegExp(`^(?:${source.pattern})$`, "iu"),
    accept: source.accept ?? null,
  };
}

/** Labels and words of the other languages count too: people mix them. */
function optionOf(choice: ChoiceFile, language: Language): ChoiceOption {
  const label = inLanguage(choice.label, language);
  const others = LANGUAGES.map((other) => inLanguage(choice.label, other)).filter((text) => text !== label);
  const synonyms = [...new Set([...allWords(choice.synonyms), ...others])];
  return {
    id: choice.id,
    label,
    synonyms,
    ...(choice.wins ? { wins: true } : {}),
    ...(choice.within === undefined ? {} : { within: choice.within }),
  };
}

function choicesOf(source: AskFile, choices: ChoiceFile[], place: Place, language: Language): Choice[] {
  if (source.ask === "yes-no") {
    return (["yes", "no"] as const).map((value) => ({
      value: `${place.id}:${value}`,
      label: place.phrases[value][language].plain ?? value,
    }));
  }
  return choices.map(({ id, label }) => ({ value: `${place.id}:${id}`, label: inLanguage(label, language) }));
}

function allWords(words: LocalWords): string[] {
  return Array.isArray(words) ? words : LANGUAGES.flatMap((language) => words[language] ?? []);
}

function wordsIn(words: LocalWords, language: Language): string[] {
  return Array.isArray(words) ? words : (words[language] ?? []);
}

type WantedByLanguage = Record<Language, WantedKind>;

/** One slot per key: what each question listens for, and the contact's own details even if no question asks them. */
function slotsOf(asks: Ask[]): { slot: Slot; wanted: WantedByLanguage }[] {
  const found = new Map<string, { slot: Slot; wanted: WantedByLanguage }>();
  for (const ask of asks) {
    const kind = wantedKind(ask);
    if (kind === null || found.has(ask.key)) continue;
    const make = (language: Language): WantedKind => ({
      kind,
      key: ask.key,
      ...(kind === "choice" ? { options: ask.options[language] } : {}),
      ...(ask.cues[language].length > 0 ? { cues: ask.cues[language] } : {}),
    });
    found.set(ask.key, {
      slot: { key: ask.key, target: ask.target, ask },
      wanted: { en: make("en"), pt: make("pt"), es: make("es") },
    });
  }
  for (const kind of ["name", "company", "email", "phone"] as const) {
    const target = `contact.${kind}`;
    if (found.has(kind) || asks.some((ask) => ask.target === target || ask.key === kind)) continue;
    const wanted: WantedKind = { kind, key: kind };
    found.set(kind, {
      slot: { key: kind, target, ask: null },
      wanted: { en: wanted, pt: wanted, es: wanted },
    });
  }
  return [...found.values()];
}

/** What a question can understand unasked; null when its answers are too easily mistaken. */
function wantedKind(ask: Ask): WantedKind["kind"] | null {
  if (!ask.listen) return null;
  switch (ask.ask) {
    case "name":
    case "email":
    case "phone":
    case "money":
    case "date":
    case "choice":
      return ask.ask;
    case "number":
      return ask.cues.en.length + ask.cues.pt.length + ask.cues.es.length > 0 ? "number" : null;
    case "text":
      return ask.target === "contact.company" ? "company" : null;
    default:
      return null;
  }
}
