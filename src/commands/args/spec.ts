import type { z } from "zod";
import type { Language } from "../../language.ts";
import type { ResolveContext } from "../context.ts";
import type { Texts } from "../present/phrase.ts";
import type { Token } from "../tokens.ts";

/**
 * What an argument is: how it is read from the words of the text. Each specification offers its readings in
 * order of likelihood; the parser takes the first combination in which every word has a place.
 */
export interface ArgSpec<T> {
  kind: ArgKind;
  /** How usage names it: `<stage>`, or `[stage]` when it may be left out. */
  label: Record<Language, string>;
  optional: boolean;
  /** Said by buttons only: usage does not show it. Default: false. */
  hidden?: true;
  /** What the value must be; has the last word over every reading. */
  schema: z.ZodType<T>;
  read: (cursor: Cursor) => Reading[];
  /** Said when nothing fits; null asks for it with the command's usage. */
  missing: ((cursor: Cursor) => ArgFault | null) | null;
}

export type ArgKind =
  | "lead"
  | "stage"
  | "rep"
  | "money"
  | "text"
  | "tags"
  | "filters"
  | "period"
  | "command"
  | "moment";

/** The words that are left, and what is known of the asker. */
export interface Cursor {
  tokens: readonly Token[];
  /** The whole text, for arguments that keep it as typed. */
  text: string;
  context: ResolveContext;
}

/** One way to read the argument from the first `used` tokens. */
export interface Reading {
  value: unknown;
  used: number;
  /** Some of the words may as well be nothing that anybody knows. Default: none. */
  isGuess?: boolean;
}

/** Why an argument could not be read, and what may have been meant: texts that replace the words at fault. */
export interface ArgFault {
  code: string;
  text: Texts;
  /** Instead of the first `used` tokens of the cursor. */
  instead?: { text: string; label: Texts }[];
  used?: number;
}

export type ArgSpecs = Record<string, ArgSpec<unknown>>;

/** The values that specifications give. */
export type Values<A extends ArgSpecs> = { [K in keyof A]: A[K] extends ArgSpec<infer T> ? T : never };

/** How a lead was named. */
export type LeadTarget =
  | { kind: "thread"; id: string }
  | { kind: "number"; number: number }
  | { kind: "name"; name: string };
