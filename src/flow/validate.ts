import { z } from "zod";
import { nearest } from "../nearest.ts";
import { type Problem, suggest } from "./problems.ts";
import { STEP_SCHEMAS, type StepKind } from "./schema-steps.ts";
import type { Path, YamlFile } from "./yaml-file.ts";

/** Data that fits its schema, or what is wrong with it, each fault with its place. */
export type Validated<T> = { data: T; problems: [] } | { data: null; problems: Problem[] };

/** Check the data of a file against its schema. An empty file is checked as `{}`. */
export function validate<T>(source: YamlFile, schema: z.ZodType<T>): Validated<T> {
  const result = schema.safeParse(source.data ?? {});
  if (result.success) return { data: result.data, problems: [] };
  const explained = new Set<PropertyKey>();
  const problems = result.error.issues.flatMap((issue) => {
    const [list, id] = issue.path;
    if (list !== "steps" || typeof id !== "string") return explain(source, schema, issue, []);
    // Whatever kind the schema took the step for: it is explained as the kind that it says it is, once.
    if (explained.has(id)) return [];
    explained.add(id);
    return explainStep(source, [list, id]);
  });
  return { data: null, problems };
}

/** Which kind of step this is, by the key that only that kind has; null when none is there. */
export function stepKindOf(step: unknown): StepKind | null {
  if (typeof step !== "object" || step === null) return null;
  for (const kind of STEP_KINDS) if (kind in step) return kind;
  return null;
}

function isStepKind(name: string): name is StepKind {
  return Object.hasOwn(STEP_SCHEMAS, name);
}
const STEP_KINDS: readonly StepKind[] = Object.keys(STEP_SCHEMAS).filter(isStepKind);

const STEP_FAULTS: ReadonlySet<string> = new Set(["invalid_union", "unrecognized_keys"]);

function explain(source: YamlFile, schema: z.ZodType, issue: z.core.$ZodIssue, above: Path): Problem[] {
  const path = [...above, ...issue.path];
  // Whatever a step of unknown kind fails at: the kinds that it is tried as are not to be told apart from here.
  if (
    path.length === 2 &&
    path[0] === "steps" &&
    typeof path[1] === "string" &&
    STEP_FAULTS.has(issue.code)
  ) {
    return explainStep(source, path);
  }
  const where = path.length === 0 ? "the file" : `\`${path.map(String).join(".")}\``;
  switch (issue.code) {
    case "invalid_union": {
      if (valueAt(source.data, path) === undefined) return [missing(source, path)];
      const branch = nearestBranch(issue.errors, valueAt(source.data, path));
      if (branch !== null) return branch.flatMap((inner) => explain(source, schema, inner, path));
      return [
        source.problem(path, {
          message: `${capital(where)} has a form that is not understood.`,
          fix: "Compare it with the examples in docs/flows.md.",
        }),
      ];
    }
    case "unrecognized_keys":
      return issue.keys.map((key) =>
        source.problem(
          [...path, key],
          {
            message: `\`${key}\` is not known here.`,
            fix: suggest(key, keysAt(schema, path), "key"),
          },
          { key: true },
        ),
      );
    case "invalid_value": {
      const value = valueAt(source.data, path);
      if (value === undefined) return [missing(source, path)];
      return [
        source.problem(path, {
          message: `${capital(where)} cannot be \`${String(value)}\`.`,
          fix: suggest(String(value), issue.values.map(String), "value"),
        }),
      ];
    }
    case "invalid_key":
      return [
        source.problem(
          path,
          {
            message: `\`${String(path.at(-1))}\` cannot be used as a name here.`,
            fix: `${capital(issue.issues[0]?.message ?? "use another name")}.`,
          },
          { key: true },
        ),
      ];
    case "invalid_type": {
      const value = valueAt(source.data, path);
      if (value === undefined) return [missing(source, path)];
      return [
        source.problem(path, {
          message: `${capital(where)} must be ${A[issue.expected] ?? issue.expected}, not ${kindOf(value)}.`,
          fix: issue.expected === "string" ? "Put it in quotes." : "Write it as the documentation shows.",
        }),
      ];
    }
    case "too_small":
      if (issue.origin !== "array") return [notRight(source, path, where, issue.message, "Write more.")];
      return [
        source.problem(
          path,
          {
            message: `${capital(where)} needs at least ${issue.minimum}.`,
            fix: `Add ${String(path.at(-1))}, or remove the line.`,
          },
          { key: true },
        ),
      ];
    case "invalid_format":
      return [notRight(source, path, where, issue.message, FORMATS[issue.format] ?? "Change the value.")];
    default:
      return [notRight(source, path, where, issue.message, "Change the value.")];
  }
}

function notRight(source: YamlFile, path: Path, where: string, why: string, fix: string): Problem {
  return source.problem(path, { message: `${capital(where)} is not right: ${why}.`, fix });
}

const FORMATS: Partial<Record<string, string>> = {
  date: "Write a day that exists as year, month and day, for example 2026-12-25.",
  datetime: "Write a time as 2026-03-11T14:00:00Z.",
  url: "Write the whole address, beginning with https://.",
};

/** A step fits none of the kinds: say what is wrong with the kind that it seems to be. */
function explainStep(source: YamlFile, path: Path): Problem[] {
  const step = valueAt(source.data, path);
  const kind = stepKindOf(step);
  if (kind !== null) {
    const schema: z.ZodType = STEP_SCHEMAS[kind];
    const result = schema.safeParse(step);
    return result.success
      ? []
      : result.error.issues.flatMap((issue) => explainInStep(source, schema, issue, path));
  }
  const keys = typeof step === "object" && step !== null ? Object.keys(step) : [];
  const near = keys.map((key) => nearest(key, STEP_KINDS)).find((found) => found !== null);
  return [
    source.problem(
      path,
      {
        message: `The step \`${String(path[1])}\` does not say what it does.`,
        fix:
          near === undefined || near === null
            ? `Give it one of: ${STEP_KINDS.join(", ")}.`
            : `Did you mean \`${near}\`?`,
      },
      { key: true },
    ),
  ];
}

function explainInStep(source: YamlFile, schema: z.ZodType, issue: z.core.$ZodIssue, path: Path): Problem[] {
  // Within a step, paths of the issue are relative to it; look keys up in the step's own schema.
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) =>
      source.problem(
        [...path, ...issue.path, key],
        {
          message: `\`${key}\` is not known here.`,
          fix: suggest(key, keysAt(schema, issue.path), "key"),
        },
        { key: true },
      ),
    );
  }
  return explain(source, schema, issue, path);
}

function missing(source: YamlFile, path: Path): Problem {
  const name = String(path.at(-1) ?? "");
  return source.problem(
    path.slice(0, -1),
    { message: `\`${name}\` is missing.`, fix: `Add \`${name}:\` here.` },
    { key: true },
  );
}

/** Of the forms that a value may have, the one that it seems to be meant as. */
function nearestBranch(errors: z.core.$ZodIssue[][], value: unknown): z.core.$ZodIssue[] | null {
  const fitting = errors.filter(
    (issues) =>
      !issues.some(
        ({ code, path }) => path.length === 0 && (code === "invalid_type" || code === "invalid_value"),
      ),
  );
  const [first, ...others] = fitting;
  if (first !== undefined) {
    return others.reduce((best, next) => (next.length < best.length ? next : best), first);
  }
  // Nothing has the right type: the plain word list is the most helpful thing to name.
  return typeof value === "string"
    ? (errors.find(([issue]) => issue?.code === "invalid_value") ?? null)
    : null;
}

/** The keys that an object may have at a path of a schema. */
function keysAt(schema: z.ZodType, path: Path): string[] {
  let at: z.core.$ZodType[] = [schema];
  for (const part of path) at = at.flatMap((one) => childrenOf(one, part));
  return [...new Set(at.flatMap(objectsIn).flatMap((object) => Object.keys(object.shape)))];
}

function childrenOf(schema: z.core.$ZodType, part: PropertyKey): z.core.$ZodType[] {
  return unwrapped(schema).flatMap((one) => {
    if (one instanceof z.ZodObject) {
      const child = one.shape[String(part)];
      return child === undefined ? [] : [child];
    }
    if (one instanceof z.ZodArray) return [one.element];
    if (one instanceof z.ZodTuple) return one.def.items.slice(Number(part), Number(part) + 1);
    if (one instanceof z.ZodRecord) return [one.valueType];
    return [];
  });
}

function objectsIn(schema: z.core.$ZodType): z.ZodObject[] {
  return unwrapped(schema).filter((one) => one instanceof z.ZodObject);
}

/** Without what only wraps: optional, default, and each form of a union. */
function unwrapped(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unwrapped(schema.unwrap());
  if (schema instanceof z.ZodDefault) return unwrapped(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((one) => unwrapped(one));
  return [schema];
}

function valueAt(data: unknown, path: Path): unknown {
  let at: unknown = data;
  for (const part of path) {
    if (typeof at !== "object" || at === null) return undefined;
    at = (at as Record<PropertyKey, unknown>)[part];
  }
  return at;
}

const A: Partial<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a block of `key: value` lines",
  record: "a block of `key: value` lines",
  tuple: "a list",
};

function kindOf(value: unknown): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a block";
  if (typeof value === "string") return "a text";
  return `\`${String(value)}\``;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
