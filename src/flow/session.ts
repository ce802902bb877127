import type { Language } from "../language.ts";
import type { AnswerValue } from "../leads/types/answer.ts";
import { advance, silence, startFlow } from "./advance.ts";
import type { FlowBundle } from "./bundle.ts";
import type { Advance, Captured, FlowContext, FlowInput, FlowState } from "./types.ts";
import { readIntent } from "./understand/index.ts";

/** How a played conversation begins. */
export interface SessionOptions {
  /** Default: the business's entry flow. */
  flow?: string;
  /** Known from the start; absent: found out from what is written. */
  language?: Language;
  /** Default: `web`. */
  channel?: string;
  /** ISO, UTC. Stays the same during the session unless `at` of a turn says otherwise. */
  at: string;
  known?: Record<string, AnswerValue>;
  contactName?: string;
}

/** A conversation with a flow, without channels, database or clock: for tests, the terminal, and docs. */
export interface FlowSession {
  /** Say or do something; what the flow makes of it. The first input begins the flow. */
  send(input: FlowInput | string): Advance;
  readonly state: FlowState | null;
  readonly language: Language;
  /** What is known at this point, by key: retracted answers are gone. */
  readonly answers: ReadonlyMap<string, Captured>;
  readonly tags: readonly string[];
  /** The last thing that the flow asked of the engine. */
  readonly control: Advance["control"];
}

export function createFlowSession(bundle: FlowBundle, options: SessionOptions): FlowSession {
  const { business } = bundle;
  let state: FlowState | null = null;
  let begun = false;
  let language = options.language ?? business.language;
  let languageSure = options.language !== undefined;
  let control: Advance["control"] = null;
  const answers = new Map<string, Captured>();
  const tags: string[] = [];

  function contextNow(): FlowContext {
    const known: Record<string, AnswerValue> = { ...options.known };
    for (const { key, target, value } of answers.values()) {
      known[key] = value;
      if (target !== null) known[target] = value;
    }
    return {
      at: options.at,
      language,
      languageSure,
      timeZone: business.timeZone,
      country: business.country,
      currency: business.currency,
      channel: options.channel ?? "web",
      known,
      contactName: options.contactName ?? null,
    };
  }

  return {
    send(given) {
      const input = typeof given === "string" ? say(given) : given;
      // As in the engine: who opted out is not answered, except to come back.
      if (control?.type === "opt-out" && !comesBack(input)) return silence(contextNow());
      const result: Advance = begun
        ? advance(bundle, state, input, contextNow())
        : startFlow(bundle, options.flow ?? bundle.entry, input, contextNow());
      begun = true;
      ({ state, language, languageSure } = result);
      control = result.control ?? control;
      for (const key of result.retracted) answers.delete(key);
      for (const answer of result.captured) answers.set(answer.key, answer);
      for (const tag of result.tags) if (!tags.includes(tag)) tags.push(tag);
      return result;
    },
    get state() {
      return state;
    },
    get language() {
      return language;
    },
    get control() {
      return control;
    },
    answers,
    tags,
  };
}

function comesBack(input: FlowInput): boolean {
  return input.type === "message" && readIntent(input.text)?.intent === "resubscribe";
}

/** A plain text message. */
export function say(text: string): FlowInput {
  return { type: "message", text, attachments: [] };
}
