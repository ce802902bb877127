import type { z } from "zod";

/** A setting, as data: what it is called, what it may be and what it does. */
export interface Setting<Value = unknown> {
  /** The environment variable. */
  name: string;
  /** Another variable that is read when `name` is not set. */
  alias?: string;
  /** What it may be, for people. */
  type: string;
  /** What holds when it is not set, for people. */
  default: string;
  /** What it does, in one sentence. */
  help: string;
  /** A value that is valid. */
  example: string;
  /** Never shown, neither in a fault nor by `doctor`. */
  secret?: boolean;
  /** Text to value. Its messages complete the sentence "NAME …". */
  schema: z.ZodType<Value, string>;
  /** The value when the variable is not set or empty. */
  fallback: Value;
}

/** Describe one: its value has the type that is named, wider than that of `fallback`. */
export const setting = <Value>(definition: Setting<Value>): Setting<Value> => definition;
