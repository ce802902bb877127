import type { Choice } from "../channel/outbound.ts";
import type { Language } from "../language.ts";
import type { AnswerValue } from "../leads/types/answer.ts";
import type { Test } from "./condition.ts";
import type { PhraseName } from "./phrases.ts";
import type { AskKind } from "./schema-steps.ts";
import type { LocalTemplate } from "./template.ts";
import type { ChoiceOption, WantedKind } from "./understand/index.ts";

/** A flow, compiled: everything that a turn needs, looked up and parsed once. Immutable. */
export interface Flow {
  readonly id: string;
  readonly start: string;
  readonly steps: ReadonlyMap<string, Step>;
  /** The ids in the order of the file. */
  readonly order: readonly string[];
  readonly asks: readonly Ask[];
  readonly phrases: Phrases;
  readonly firstMessage: { readonly key: string; readonly target: string | null } | null;
  /** Where the value of an answer may stand in what is known, by its key. */
  readonly aliases: ReadonlyMap<string, readonly string[]>;
  /** What is listened for in every message, by language. */
  readonly slots: readonly Slot[];
  readonly wanted: Readonly<Record<Language, readonly WantedKind[]>>;
}

export type Phrases = Readonly<Record<PhraseName, LocalTemplate>>;

export type Step = Ask | Say | Branch | SetStep | TagStep | Goto | Handoff | End;

interface Common {
  readonly id: string;
  /** The place in the file: going to an earlier step asks again what follows it. */
  readonly index: number;
  /** The step after this one; null: the end. */
  readonly next: string | null;
  readonly when: Test | null;
}

export interface Say extends Common {
  readonly kind: "say";
  readonly text: LocalTemplate;
}
export interface Branch extends Common {
  readonly kind: "branch";
  readonly cases: readonly { readonly test: Test; readonly goto: string }[];
}
export interface SetStep extends Common {
  readonly kind: "set";
  readonly values: readonly {
    readonly key: string;
    readonly target: string | null;
    readonly value: AnswerValue;
  }[];
}
export interface TagStep extends Common {
  readonly kind: "tag";
  readonly tags: readonly string[];
}
export interface Goto extends Common {
  readonly kind: "goto";
  /** The flow to go on with, when it is another one. */
  readonly flow: string | null;
}
export interface Handoff extends Common {
  readonly kind: "handoff";
  readonly text: LocalTemplate | null;
}
export interface End extends Common {
  readonly kind: "end";
  readonly text: LocalTemplate | null;
  readonly completed: boolean;
}

export interface Ask extends Common {
  readonly kind: "ask";
  readonly ask: AskKind;
  readonly key: string;
  readonly target: string | null;
  readonly text: LocalTemplate;
  readonly short: LocalTemplate;
  /** After the first wrong answer, the second, … ; the last one serves for all that follow. */
  readonly hints: readonly LocalTemplate[];
  readonly thanks: LocalTemplate | null;
  readonly nudge: LocalTemplate | null;
  /** Whether it is also understood unasked, and the words that must stand near a number then. */
  readonly listen: boolean;
  readonly cues: Readonly<Record<Language, string[]>>;
  readonly optional: boolean;
  /** Folded words that skip it; empty unless optional. */
  readonly skip: ReadonlySet<string>;
  readonly attempts: number;
  readonly nudgeAfterMs: number | null;
  readonly limits: Limits;
  readonly options: Readonly<Record<Language, ChoiceOption[]>>;
  /** As shown; empty for questions without choices. */
  readonly choices: Readonly<Record<Language, Choice[]>>;
  /** Choice → its own next step. */
  readonly routes: ReadonlyMap<string, string>;
  readonly otherwise: string | null;
  /** The answer is consent to this, or its refusal. */
  readonly consent: "news" | null;
  /** Labels that are spelled like a request ("Cancel"): as answers to this question they are choices. */
  readonly shadow: ReadonlySet<string>;
}

export interface Limits {
  readonly min: number | string | null;
  readonly max: number | string | null;
  readonly minLength: number | null;
  readonly maxLength: number | null;
  readonly pattern: RegExp | null;
  readonly accept: readonly string[] | null;
}

/** A place for an answer that may come unasked. */
export interface Slot {
  readonly key: string;
  readonly target: string | null;
  readonly ask: Ask | null;
}
