import type { Language } from "../language.ts";
import { toWholeUnits } from "../leads/money.ts";
import type { AnswerValue } from "../leads/types/answer.ts";
import type { Condition } from "./schema-steps.ts";

/** What a condition may ask about. */
export interface Facts {
  language: Language;
  channel: string;
  /** The value of an answer, or undefined when it is not known. */
  value(key: string): AnswerValue | undefined;
}

export type Test = (facts: Facts) => boolean;

const RESERVED = new Set(["all", "any", "not", "language", "channel"]);

/** Compile a condition to a function. Every line must hold; an empty condition always does. */
export function compileCondition(condition: Condition): Test {
  const tests: Test[] = [];
  for (const [key, wanted] of Object.entries(condition)) {
    if (wanted === undefined) continue;
    if (!RESERVED.has(key)) tests.push(answerTest(key, wanted));
  }
  const { language, channel } = condition;
  if (language !== undefined) tests.push((facts) => isOneOf(facts.language, language));
  if (channel !== undefined) tests.push((facts) => isOneOf(facts.channel, channel));
  if (condition.all !== undefined) {
    const all = condition.all.map(compileCondition);
    tests.push((facts) => all.every((test) => test(facts)));
  }
  if (condition.any !== undefined) {
    const any = condition.any.map(compileCondition);
    tests.push((facts) => any.some((test) => test(facts)));
  }
  if (condition.not !== undefined) {
    const not = compileCondition(condition.not);
    tests.push((facts) => !not(facts));
  }
  const only = tests.length === 1 ? tests[0] : undefined;
  return only ?? ((facts) => tests.every((test) => test(facts)));
}

/** The answer keys that a condition reads, each with what it must be and its path within the condition. */
export function keysOf(
  condition: Condition,
  path: (string | number)[] = [],
): { key: string; wanted: unknown; path: (string | number)[] }[] {
  const keys = Object.keys(condition)
    .filter((key) => !RESERVED.has(key))
    .map((key) => ({ key, wanted: condition[key], path: [...path, key] }));
  for (const group of ["all", "any"] as const) {
    condition[group]?.forEach((inner, i) => {
      keys.push(...keysOf(inner, [...path, group, i]));
    });
  }
  if (condition.not !== undefined) keys.push(...keysOf(condition.not, [...path, "not"]));
  return keys;
}

function answerTest(key: string, wanted: unknown): Test {
  if (Array.isArray(wanted)) {
    const set = new Set<unknown>(wanted);
    return (facts) => matches(facts.value(key), (value) => set.has(value));
  }
  if (typeof wanted === "object" && wanted !== null) {
    const min = "min" in wanted && typeof wanted.min === "number" ? wanted.min : null;
    const max = "max" in wanted && typeof wanted.max === "number" ? wanted.max : null;
    const known = "known" in wanted && typeof wanted.known === "boolean" ? wanted.known : null;
    return (facts) => {
      const value = facts.value(key);
      if (known !== null && (value !== undefined) !== known) return false;
      if (min === null && max === null) return true;
      const size = sizeOf(value);
      return size !== null && (min === null || size >= min) && (max === null || size <= max);
    };
  }
  return (facts) => matches(facts.value(key), (value) => value === wanted);
}

/** A list holds when one of its members does. */
function matches(value: AnswerValue | undefined, test: (value: unknown) => boolean): boolean {
  if (value === undefined) return false;
  return Array.isArray(value) ? value.some(test) : test(value);
}

function sizeOf(value: AnswerValue | undefined): number | null {
  if (typeof value === "number") return value;
  if (Array.isArray(value)) return value.length;
  if (typeof value === "object" && "amount" in value) return toWholeUnits(value);
  return null;
}

function isOneOf(value: string, wanted: string | string[]): boolean {
  return typeof wanted === "string" ? value === wanted : wanted.includes(value);
}
