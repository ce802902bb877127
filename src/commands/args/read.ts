import type { ResolveContext } from "../context.ts";
import type { Token } from "../tokens.ts";
import { explicitNumber } from "./lead.ts";
import type { ArgFault, ArgSpec, ArgSpecs, Cursor, LeadTarget, Reading } from "./spec.ts";

/** What was read, with the words that named the lead (none when it is the thread's). */
export interface ReadArgs {
  ok: true;
  values: Record<string, unknown>;
  target: LeadTarget | null;
  leadTokens: readonly Token[];
  /** Whether a reading is in it that is a guess. */
  isGuess: boolean;
}

/** What could not be read: which argument, why, and from where on. */
export interface UnreadArgs {
  ok: false;
  /** The specification at fault; null when words were left over. */
  name: string | null;
  fault: ArgFault | null;
  tokens: readonly Token[];
}

/**
 * Read the arguments of a command from the words after its name.
 *
 * Tries the readings of each argument in order, depth first, and takes the first in which every word has a
 * place. Otherwise tells of the argument that was reached last, since what stands before it made sense.
 */
export function readArgs(
  specs: ArgSpecs,
  tokens: readonly Token[],
  text: string,
  context: ResolveContext,
): ReadArgs | UnreadArgs {
  const entries = Object.entries(specs);
  const cursor = (rest: readonly Token[]): Cursor => ({ tokens: rest, text, context });
  let failure: { depth: number; result: UnreadArgs } | null = null;

  const fail = (depth: number, result: UnreadArgs): null => {
    if (failure === null || depth > failure.depth) failure = { depth, result };
    return null;
  };
  const from = (depth: number, rest: readonly Token[], read: ReadArgs): ReadArgs | null => {
    const entry = entries[depth];
    if (entry === undefined) {
      return rest.length === 0
        ? read
        : fail(depth - 0.5, { ok: false, name: null, fault: null, tokens: rest });
    }
    const [name, spec] = entry;
    for (const reading of readingsOf(spec, cursor(rest))) {
      const values = { ...read.values, [name]: reading.value };
      const isLead = spec.kind === "lead" && reading.value !== undefined;
      const named = isLead
        ? { target: spec.schema.parse(reading.value) as LeadTarget, leadTokens: rest.slice(0, reading.used) }
        : {};
      const isGuess = read.isGuess || reading.isGuess === true;
      const whole = from(depth + 1, rest.slice(reading.used), { ...read, ...named, values, isGuess });
      if (whole !== null) return whole;
    }
    const fault = spec.missing?.(cursor(rest)) ?? null;
    return fail(depth, { ok: false, name, fault, tokens: rest });
  };

  const start: ReadArgs = { ok: true, values: {}, target: null, leadTokens: [], isGuess: false };
  const found = from(0, leadFirst(specs, tokens), start);
  return found ?? failure!.result;
}

/** The readings that the schema agrees with; for an optional argument also that it is absent. */
function readingsOf(spec: ArgSpec<unknown>, cursor: Cursor): Reading[] {
  const found = spec.read(cursor).flatMap((reading): Reading[] => {
    const checked = spec.schema.safeParse(reading.value);
    return checked.success ? [{ ...reading, value: checked.data }] : [];
  });
  return spec.optional ? [...found, { value: undefined, used: 0 }] : found;
}

/** `assign bruno L-42`: a lead's number at the end counts as if it stood first, except after free text. */
function leadFirst(specs: ArgSpecs, tokens: readonly Token[]): readonly Token[] {
  const kinds = Object.values(specs).map((spec) => spec.kind);
  const last = tokens.at(-1);
  const movable = kinds.includes("lead") && !kinds.includes("text");
  if (!movable || last === undefined || tokens.length < 2 || explicitNumber(last.text) === null)
    return tokens;
  if (explicitNumber(tokens[0]!.text) !== null) return tokens;
  return [last, ...tokens.slice(0, -1)];
}
