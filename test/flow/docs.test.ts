import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { compileFlows } from "../../src/flow/bundle.ts";
import { PHRASE_NAMES } from "../../src/flow/phrases.ts";
import { conversationTestSchema } from "../../src/flow/schema.ts";
import { ASK_KINDS, askSchema, SAVES, STEP_SCHEMAS } from "../../src/flow/schema-steps.ts";
import { createFlowSession } from "../../src/flow/session.ts";
import { AT, filesWith, problemsOf } from "./support.ts";

const docs = readFileSync("docs/flows.md", "utf8");
const blocks = [...docs.matchAll(/```yaml\n(.*?)```/gs)].map((match) => match[1] ?? "");
const block = (piece: string): string => blocks.find((one) => one.includes(piece)) ?? "";

describe("docs/flows.md", () => {
  it("has a worked example that compiles without a warning and works as it says", () => {
    const flow = block("id: qualify");
    expect(problemsOf(flow)).toEqual([]);
    const { bundle } = compileFlows(filesWith(flow));
    expect(bundle).not.toBeNull();
    if (bundle === null) return;
    const session = createFlowSession(bundle, { at: AT });
    session.send("Hi, I'm Ana and I need a site, about 5k");
    expect([...session.answers.keys()].sort()).toEqual(["budget", "name", "product"]);
  });

  it("names every kind of step and question, every key of a question, every place and phrase", () => {
    const missing = [
      ...Object.keys(STEP_SCHEMAS).map((kind) => `\`${kind}: `),
      ...ASK_KINDS.map((kind) => `| \`${kind}\` |`),
      ...Object.keys(askSchema.shape).map((key) => (key === "ask" ? "`ask:`" : `\`${key}`)),
      ...SAVES.map((place) => `\`${place}\``),
      ...PHRASE_NAMES.filter((name) => !/^(hint|again)-/.test(name)).map((name) => `\`${name}\``),
    ].filter((piece) => !docs.includes(piece));
    expect(missing).toEqual([]);
  });

  it("has conditions, an FAQ and a conversation that fit their schemas", () => {
    const when = parse(block("when:\n  product: solar"));
    const steps = "id: qualify\nsteps:\n  q:\n    ask: text\n    text: Q\n  z:\n    end: Bye\n";
    const flow = parse(steps);
    flow.steps.q.askWhen = when.when;
    const unknown = problemsOf(JSON.stringify(flow)).filter(({ message }) => !/is never set/.test(message));
    expect(unknown).toEqual([]);
    expect(problemsOf(steps, { "faq.yaml": block("id: warranty") })).toEqual([]);
    expect(conversationTestSchema.safeParse(parse(block("Going back changes"))).success).toBe(true);
  });
});
