import type { Language } from "../language.ts";
import { nextWorkingTime } from "../leads/calendar.ts";
import type { AnswerValue } from "../leads/types/answer.ts";
import type { At } from "../leads/types/at.ts";
import { dayAndTime } from "../leads/when-words.ts";
import { zonePhrase } from "../leads/zone-name.ts";
import type { FlowBundle } from "./bundle.ts";
import { aliasesOf } from "./compile.ts";
import type { Facts } from "./condition.ts";
import { displayValue } from "./display.ts";
import type { Ask, Flow } from "./flow.ts";
import type { PhraseName } from "./phrases.ts";
import { composeReplies, type Part } from "./replies.ts";
import { type LocalTemplate, type Lookup, render } from "./template.ts";
import type { Advance, Captured, FlowContext, FlowState } from "./types.ts";
import type { UnderstandContext } from "./understand/index.ts";

/** The longest that something a person wrote is repeated to them. */
const LONGEST_ECHO = 200;

/** `back` goes at most so far. */
const LONGEST_TRAIL = 50;

/**
 * One turn of a conversation while it is being worked out: a draft of the next state, and what is to be said
 * and told. The state that came in is never changed.
 */
export class Talk implements Facts {
  readonly bundle: FlowBundle;
  readonly context: FlowContext;
  readonly understand: UnderstandContext;
  flow: Flow;
  /** Null when no flow runs any more. */
  state: FlowState | null;
  languageSure: boolean;
  control: Advance["control"] = null;
  nudgeAfterMs: number | null = null;
  /** The question that this turn ends with. */
  question: { ask: Ask; text: LocalTemplate } | null = null;
  readonly tags: string[] = [];
  readonly consents: NonNullable<Advance["consents"]> = [];
  readonly captured = new Map<string, Captured>();
  readonly #retracted = new Set<string>();
  readonly #parts: Part[] = [];
  #choices: { value: string; label: string }[] | null = null;

  constructor(bundle: FlowBundle, flow: Flow, state: FlowState | null, context: FlowContext) {
    this.bundle = bundle;
    this.flow = flow;
    this.state = state === null ? null : draftOf(state);
    this.context = context;
    this.languageSure = context.languageSure;
    this.understand = {
      language: context.language,
      country: context.country,
      currency: context.currency,
      now: new Date(context.at),
      timeZone: context.timeZone,
    };
  }

  get language(): Language {
    return this.understand.language;
  }

  get channel(): string {
    return this.context.channel;
  }

  speak(language: Language): void {
    this.understand.language = language;
    this.languageSure = true;
  }

  /** What is known of an answer: given in this flow, or before it; not what was taken back. */
  value(key: string): AnswerValue | undefined {
    const own = this.state?.vars[key];
    if (own !== undefined) return own;
    if (this.state?.again?.includes(key) === true) return undefined;
    const { known } = this.context;
    for (const alias of this.flow.aliases.get(key) ?? aliasesOf(key, null)) {
      const value = known[alias];
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** Whether its question is passed over. */
  isAnswered(key: string): boolean {
    return this.state?.known.includes(key) === true || this.value(key) !== undefined;
  }

  /** Learn an answer. The last of several in a turn counts. */
  capture(key: string, target: string | null, value: AnswerValue, display: string): void {
    this.captured.set(key, { key, target, value, display });
    const { state } = this;
    if (state === null) return;
    state.vars[key] = value;
    if (state.again?.includes(key)) state.again = state.again.filter((other) => other !== key);
  }

  /** Pass over a question without an answer. */
  passOver(key: string): void {
    if (this.state !== null && !this.state.known.includes(key)) this.state.known.push(key);
  }

  /** Take answers back, so that they are asked again. */
  retract(keys: readonly string[]): void {
    const { state } = this;
    for (const key of keys) {
      if (!this.captured.delete(key)) this.#retracted.add(key);
      if (state === null) continue;
      delete state.vars[key];
      state.known = state.known.filter((other) => other !== key);
      if (!state.again?.includes(key)) state.again = [...(state.again ?? []), key];
    }
  }

  /** Remember that `ask` was answered, and what that gave. */
  leave(ask: Ask, keys: Iterable<string>): void {
    const { state } = this;
    if (state === null) return;
    state.trail.push({ step: ask.id, keys: [...keys] });
    if (state.trail.length > LONGEST_TRAIL) state.trail.shift();
  }

  /** Keep what was agreed to or refused, in the words in which it was asked. */
  consent(ask: Ask, granted: boolean, answer: string): void {
    if (ask.consent === null) return;
    const text = `${this.#render(ask.text)} – ${answer}`;
    this.consents.push({ purpose: ask.consent, granted, text, source: `flow:${this.flow.id}/${ask.id}` });
  }

  say(text: LocalTemplate, kind: Part["kind"] = "say", values?: Record<string, string>): void {
    const rendered = this.#render(text, values);
    if (rendered !== "") this.#parts.push({ text: rendered, kind });
  }

  phrase(name: PhraseName, kind: Part["kind"] = "inline", values?: Record<string, string>): void {
    this.say(this.flow.phrases[name], kind, values);
  }

  /** End the turn with this question. */
  ask(ask: Ask, text: LocalTemplate = ask.text): void {
    this.question = { ask, text };
    this.#choices = null;
  }

  /** Choices under the last bubble, other than the question's own. */
  offer(choices: { value: string; label: string }[]): void {
    this.#choices = choices;
  }

  result(): Advance {
    const { question } = this;
    if (question !== null) this.#parts.push({ text: this.#render(question.text), kind: "question" });
    const choices = this.#choices ?? question?.ask.choices[this.language] ?? [];
    const { state } = this;
    if (state?.again?.length === 0) delete state.again;
    return {
      state,
      replies: composeReplies(this.#parts, choices),
      captured: [...this.captured.values()],
      retracted: [...this.#retracted].filter((key) => !this.captured.has(key)),
      tags: this.tags,
      ...(this.consents.length > 0 ? { consents: this.consents } : {}),
      language: this.language,
      languageSure: this.languageSure,
      control: this.control,
      nudgeAfterMs: this.nudgeAfterMs,
    };
  }

  #render(text: LocalTemplate, values?: Record<string, string>): string {
    const template = text[this.language];
    if (template.plain !== null) return template.plain;
    const lookup: Lookup = (name) => values?.[name] ?? this.#variable(name);
    return render(template, lookup);
  }

  #variable(name: string): string | undefined {
    switch (name) {
      case "name":
        return this.#personName();
      case "first_name":
        return this.#personName()?.split(" ")[0];
      case "business":
        return this.bundle.business.name;
      case "about":
        return this.bundle.texts.about[this.language].plain ?? undefined;
      case "privacy":
        return this.bundle.texts.privacy?.[this.language].plain ?? undefined;
      case "privacy_link":
        return this.bundle.business.privacy?.link;
      case "hours":
        return this.bundle.texts.hours[this.language];
      case "answer_at":
        return this.#answerAt();
    }
    const key = name.startsWith("answers.") ? name.slice("answers.".length) : name;
    const value = this.value(key);
    return value === undefined ? undefined : displayValue(value, this.#askOf(key), this.understand);
  }

  /** When a person can answer: at once, or when they are at work next; null: nobody knows. */
  personAt(): At | null {
    const { context, bundle } = this;
    return context.personAt === undefined ? nextWorkingTime(context.at, bundle.calendar) : context.personAt();
  }

  /** The zone is named to who may be in another one. */
  #answerAt(): string | undefined {
    const at = this.personAt();
    if (at === null) return undefined;
    const { timeZone, isElsewhere } = this.context;
    const when = dayAndTime(at, this.context.at, timeZone)[this.language];
    return isElsewhere?.() === true ? `${when} (${zonePhrase(timeZone, this.language)})` : when;
  }

  #personName(): string | undefined {
    const name = this.value("name");
    const shown = typeof name === "string" ? name : this.context.contactName;
    return shown === null || shown === undefined ? undefined : shown.slice(0, LONGEST_ECHO);
  }

  #askOf(key: string): Ask | undefined {
    return this.flow.asks.find((ask) => ask.key === key);
  }
}

function draftOf(state: FlowState): FlowState {
  return {
    ...state,
    vars: { ...state.vars },
    trail: [...state.trail],
    known: [...state.known],
    ...(state.again === undefined ? {} : { again: [...state.again] }),
  };
}
