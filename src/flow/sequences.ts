import type { LocalText } from "../language.ts";
import type { QuietHours } from "../leads/config.ts";
import { compileCondition, type Test } from "./condition.ts";
import type { NurtureFile } from "./schema-nurture.ts";
import { durationMs } from "./schema-parts.ts";
import { compileLocal, type LocalTemplate } from "./template.ts";

/** A nurture sequence of the business, compiled. */
export interface Sequence {
  readonly id: string;
  readonly name: LocalText;
  readonly startOn: SequenceStart | null;
  /** Ms after its end until a person may begin it again by itself; null: never. */
  readonly againMs: number | null;
  readonly steps: readonly SequenceStep[];
  readonly stopOn: ReadonlySet<"reply" | "stage-change" | "owner-change">;
  readonly quietHours: QuietHours | undefined;
}

export interface SequenceStart {
  readonly stages: readonly string[];
  readonly tags: readonly string[];
  readonly grades: readonly string[];
  readonly minScore: number | null;
  readonly silentDays: number | null;
  readonly when: Test | null;
}

export interface SequenceStep {
  readonly id: string;
  /** As it was written: `3d`. */
  readonly after: string;
  /** Whether `after` counts working time. */
  readonly working: boolean;
  readonly when: Test | null;
  /** One, or several of which each person gets one. */
  readonly variants: readonly SequenceVariant[];
}

export interface SequenceVariant {
  readonly id: string;
  readonly weight: number;
  /** A template's id, or a text. */
  readonly template: string | null;
  readonly text: LocalTemplate | null;
}

export function compileSequence(file: NurtureFile): Sequence {
  const { startOn } = file;
  return {
    id: file.id,
    name: file.name,
    startOn:
      startOn === undefined
        ? null
        : {
            stages: startOn.stages ?? [],
            tags: startOn.tags ?? [],
            grades: startOn.grades ?? [],
            minScore: startOn.minScore ?? null,
            silentDays: startOn.silentDays ?? null,
            when: startOn.when === undefined ? null : compileCondition(startOn.when),
          },
    againMs: file.again === "never" ? null : durationMs(file.again),
    steps: file.steps.map((step, i) => ({
      id: step.id ?? `step-${i + 1}`,
      after: step.after,
      working: step.time === "working",
      when: step.when === undefined ? null : compileCondition(step.when),
      variants: (step.variants ?? [{ template: step.template, text: step.text }]).map((variant, place) =>
        compileVariant(variant, place),
      ),
    })),
    stopOn: new Set(file.stopOn),
    quietHours: file.quietHours,
  };
}

function compileVariant(
  variant: {
    id?: string | undefined;
    weight?: number | undefined;
    template?: string | undefined;
    text?: LocalText | undefined;
  },
  place: number,
): SequenceVariant {
  return {
    id: variant.id ?? String.fromCharCode(97 + place),
    weight: variant.weight ?? 1,
    template: variant.template ?? null,
    text: variant.text === undefined ? null : compileLocal(variant.text),
  };
}

/** Which variant somebody gets: the same one whenever it is asked, by the variants' weights over many people. */
export function variantFor(step: SequenceStep, enrolmentId: string): SequenceVariant {
  const [first] = step.variants;
  if (first === undefined) throw new TypeError(`The step ${step.id} has no variant.`);
  const total = step.variants.reduce((sum, { weight }) => sum + weight, 0);
  let left = hash(`${enrolmentId}\n${step.id}`) % total;
  for (const variant of step.variants) {
    if (left < variant.weight) return variant;
    left -= variant.weight;
  }
  return first;
}

/** FNV-1a, mixed once more, because ids that follow each other differ in their last letters only. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
