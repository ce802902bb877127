import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compileFlows, type FlowBundle } from "../../src/flow/bundle.ts";
import type { Problem } from "../../src/flow/problems.ts";
import { createFlowSession, type SessionOptions } from "../../src/flow/session.ts";
import type { FlowContext } from "../../src/flow/types.ts";

const FLOWS = join(import.meta.dirname, "../../flows");

const read = (name: string): string => readFileSync(join(FLOWS, name), "utf8");

/** The smallest folder that compiles: the sample's own pipeline, scoring and routing, and the given flow. */
export function filesWith(qualify: string, others: Record<string, string> = {}): Record<string, string> {
  return {
    "business.yaml": BUSINESS,
    "pipeline.yaml": read("pipeline.yaml"),
    "scoring.yaml": read("scoring.yaml"),
    "routing.yaml": read("routing.yaml"),
    "qualify.yaml": qualify,
    ...others,
  };
}

export const BUSINESS = `
name: Sample
timeZone: America/Sao_Paulo
country: BR
currency: BRL
language: en
`;

/** The problems of a flow; those of the other files are none. */
export function problemsOf(qualify: string, others: Record<string, string> = {}): Problem[] {
  return compileFlows(filesWith(qualify, others)).problems;
}

/** A bundle with one flow of these steps. Throws with the problems when there are errors. */
export function bundleOf(steps: string, others: Record<string, string> = {}): FlowBundle {
  const qualify = `id: qualify\nsteps:\n${steps.replace(/^(?=.)/gm, "  ")}`;
  const { bundle, problems } = compileFlows(filesWith(qualify, others));
  if (bundle === null) throw new Error(JSON.stringify(problems, null, 2));
  return bundle;
}

export const AT = "2026-03-11T14:00:00.000Z";

/** A session in English with a flow of these steps. */
export function play(
  steps: string,
  options: Partial<SessionOptions> = {},
  others: Record<string, string> = {},
) {
  return createFlowSession(bundleOf(steps, others), { at: AT, language: "en", ...options });
}

export function aContext(changes: Partial<FlowContext> = {}): FlowContext {
  return {
    at: AT,
    language: "en",
    languageSure: true,
    timeZone: "America/Sao_Paulo",
    country: "BR",
    currency: "BRL",
    channel: "web",
    known: {},
    contactName: null,
    ...changes,
  };
}

/** All that the bot said, as one text. */
export function said(result: { replies: { text: string }[] }): string {
  return result.replies.map(({ text }) => text).join("\n\n");
}
