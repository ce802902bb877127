import type { Choice } from "../channel/outbound.ts";
import type { Language } from "../language.ts";
import type { AnswerValue } from "../leads/types/answer.ts";
import type { At } from "../leads/types/at.ts";
import type { FlowBundle } from "./bundle.ts";

/**
 * The flow's place in one conversation, kept as JSON in the conversation's row. A conversation finishes on
 * the version it began on, so the shape of this may only grow.
 */
export interface FlowState {
  /** The id of the flow, e.g. `qualify`. */
  flow: string;
  /** The step that waits for an answer; empty once `ended`. */
  step: string;
  /** What was answered or set so far, by key. */
  vars: Record<string, AnswerValue>;
  /** Wrong answers to the step so far. */
  attempts: number;
  /**
   * The steps asked before this one, oldest first, each with the keys that its answer gave: where `back`
   * goes and what it takes back. At most 50.
   */
  trail: { step: string; keys: string[] }[];
  /** Keys whose value came unasked or was declined, so their question is passed over. */
  known: string[];
  /** Keys that were taken back: asked again in spite of what the context knows. */
  again?: string[];
  /** An ambiguous answer waits for a choice among these. */
  pending?: { value: AnswerValue; display: string }[];
  nudges: number;
  startedAt: At;
  /** The flow is over, and the person was told once that what they wrote since was passed on. */
  ended?: true;
}

/** What a flow is asked to react to. */
export type FlowInput =
  | {
      type: "message";
      text: string;
      choice?: string;
      attachments: { fileName: string; mime: string; path: string }[];
      location?: { latitude: number; longitude: number; label?: string };
      card?: { name?: string; phone?: string; email?: string };
    }
  /** Nobody has written for a while. */
  | { type: "nudge" }
  /** A human gave the floor back: ask the waiting question again. */
  | { type: "resume" };

/** What the flow may know besides its own state. */
export interface FlowContext {
  at: At;
  language: Language;
  /** False while the language is only a guess: then the first clear message decides. */
  languageSure: boolean;
  /** IANA zone and defaults of the business. */
  timeZone: string;
  country: string;
  currency: string;
  channel: string;
  /** What is known already, by answer key or contact field: never asked again. */
  known: Record<string, AnswerValue>;
  contactName: string | null;
  /** When a person can answer next; null: nobody knows. Default: when the business is open next. */
  personAt?: () => At | null;
  /** Whether whom we write to may have another time than the business. Default: no. */
  isElsewhere?: () => boolean;
}

/** One thing the bot says. */
export interface Reply {
  text: string;
  choices?: Choice[];
}

/** One thing the flow has learned, and where it belongs. */
export interface Captured {
  /** The answer's key in Lead.answers. */
  key: string;
  /** `contact.name|company|email|phone`, `contact.fields.<x>`, `lead.product|segment|territory|value|source|…`, or null: answers only. */
  target: string | null;
  value: AnswerValue;
  display: string;
}

export interface Advance {
  /** Null when no flow runs any more. */
  state: FlowState | null;
  replies: Reply[];
  captured: Captured[];
  /** Keys that the person took back with `back` or `restart`. */
  retracted: string[];
  tags: string[];
  /** What was answered to questions of consent: the question as it was shown, and the answer. Absent: none. */
  consents?: { purpose: "news"; granted: boolean; text: string; source: string }[];
  /** The language from here on. */
  language: Language;
  languageSure: boolean;
  /**
   * What the engine must do besides: `handoff` (a person takes over, with the reason), `completed` (all
   * questions answered; route it), `opt-out`, `opt-in`.
   */
  control:
    | { type: "handoff"; reason: "asked" | "attempts" | "flow" | "idle" }
    | { type: "completed" }
    | { type: "opt-out" }
    | { type: "opt-in" }
    | null;
  /** Milliseconds of silence after which to send a `nudge` input; null for none. */
  nudgeAfterMs: number | null;
}

/** Move a conversation on. Pure: see advance.ts. `state` null means that no flow runs: only words understood anywhere and the FAQ are answered. */
export type AdvanceFunction = (
  bundle: FlowBundle,
  state: FlowState | null,
  input: FlowInput,
  context: FlowContext,
) => Advance;
