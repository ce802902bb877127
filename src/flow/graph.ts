import { inLanguage, type Language } from "../language.ts";
import type { FlowBundle } from "./bundle.ts";
import { waysOut } from "./check-graph.ts";
import { type FlowFile, flowSchema } from "./schema.ts";
import type { Condition, StepFile, StepKind } from "./schema-steps.ts";
import { stepKindOf } from "./validate.ts";
import { parseYaml } from "./yaml-file.ts";

/** A flow as boxes and arrows. */
export interface FlowGraph {
  title: string;
  start: string;
  nodes: GraphNode[];
  edges: GraphEdge[];
}

export interface GraphNode {
  id: string;
  kind: StepKind;
  /** What kind of answer a question takes; what the step does, for others. */
  caption: string;
  /** What is said or asked. Empty for steps that say nothing. */
  text: string;
  /** Under which condition it is done at all. */
  when: string;
}

export interface GraphEdge {
  from: string;
  to: string;
  /** Choices or cases that lead this way; empty for the plain way on. */
  label: string;
}

/** The graph of a flow, with texts in a language; null when the bundle has no such flow. */
export function flowGraph(bundle: FlowBundle, flowId: string, language: Language): FlowGraph | null {
  for (const [name, text] of Object.entries(bundle.files)) {
    if (name.includes("/")) continue;
    const parsed = flowSchema.safeParse(parseYaml(name, text).data);
    if (parsed.success && parsed.data.id === flowId) return graphOf(parsed.data, language);
  }
  return null;
}

function graphOf(flow: FlowFile, language: Language): FlowGraph {
  const ids = Object.keys(flow.steps);
  return {
    title: flow.title === undefined ? flow.id : inLanguage(flow.title, language),
    start: flow.start ?? ids[0] ?? "",
    nodes: Object.entries(flow.steps).map(([id, step]) => nodeOf(id, step, language)),
    edges: ids.flatMap((id) => edgesOf(flow, id, language)),
  };
}

function nodeOf(id: string, step: StepFile, language: Language): GraphNode {
  const kind = stepKindOf(step) ?? "say";
  const when = "ask" in step ? step.askWhen : "branch" in step ? undefined : step.when;
  return {
    id,
    kind,
    caption: "ask" in step ? `${step.ask}${step.optional ? ", optional" : ""}` : captionOf(step, kind),
    text: textOf(step, language).replace(/\s+/g, " "),
    when: when === undefined ? "" : `if ${describeCondition(when)}`,
  };
}

function captionOf(step: StepFile, kind: StepKind): string {
  if ("tag" in step) return `tag ${[step.tag].flat().join(", ")}`;
  if ("set" in step) {
    return Object.entries(step.set)
      .map(([key, value]) => `${key} = ${value}`)
      .join(", ");
  }
  if ("goto" in step && typeof step.goto === "object") return `flow ${step.goto.flow}`;
  if ("end" in step && !step.completed) return "end, not completed";
  return kind;
}

function textOf(step: StepFile, language: Language): string {
  if ("ask" in step) return inLanguage(step.text, language);
  const text = "say" in step ? step.say : "end" in step ? step.end : "handoff" in step ? step.handoff : true;
  return text === true ? "" : inLanguage(text, language);
}

/** Arrows between the same two steps are one, with their labels together. */
function edgesOf(flow: FlowFile, id: string, language: Language): GraphEdge[] {
  const step = flow.steps[id];
  if (step === undefined) return [];
  const choices = "ask" in step ? (step.choices ?? []) : [];
  const routed = new Set(choices.filter(({ goto }) => goto !== undefined).map((choice) => choice.id));
  const labels = new Map<string, string[]>();
  for (const { to, path, choice } of waysOut(flow, id).edges) {
    const list = labels.get(to) ?? [];
    labels.set(to, list);
    if (choice !== undefined) {
      const label = choices.find((one) => one.id === choice)?.label;
      list.push(label === undefined ? choice : inLanguage(label, language));
    } else if (routed.size > 0) {
      const others = choices
        .filter((one) => !routed.has(one.id))
        .map((one) => inLanguage(one.label, language));
      list.push(others.length > 0 ? others.join(" / ") : "skipped");
    } else if ("branch" in step) {
      const at = path?.[2] === undefined ? undefined : path[3];
      const when = typeof at === "number" ? step.branch[at]?.when : undefined;
      list.push(when === undefined ? "else" : describeCondition(when));
    } else if (
      path === null &&
      "when" in step &&
      step.when !== undefined &&
      waysOut(flow, id).edges.length > 1
    ) {
      list.push("else");
    }
  }
  return [...labels].map(([to, list]) => ({ from: id, to, label: list.join(" / ") }));
}

/** A condition in a few words: `product = solar or battery, budget ≥ 5000`. */
export function describeCondition(condition: Condition): string {
  const parts = Object.entries(condition).flatMap(([key, wanted]): string[] => {
    if (wanted === undefined || key === "all" || key === "any" || key === "not") return [];
    if (Array.isArray(wanted)) return [`${key} = ${wanted.join(" or ")}`];
    if (typeof wanted !== "object" || wanted === null) return [`${key} = ${String(wanted)}`];
    const tests: string[] = [];
    if ("known" in wanted) tests.push(wanted.known ? `${key} is known` : `${key} is unknown`);
    if ("min" in wanted && wanted.min !== undefined) tests.push(`${key} ≥ ${String(wanted.min)}`);
    if ("max" in wanted && wanted.max !== undefined) tests.push(`${key} ≤ ${String(wanted.max)}`);
    return tests;
  });
  if (condition.all !== undefined) parts.push(...condition.all.map(describeCondition));
  if (condition.any !== undefined) parts.push(`(${condition.any.map(describeCondition).join(" or ")})`);
  if (condition.not !== undefined) parts.push(`not (${describeCondition(condition.not)})`);
  return parts.join(", ");
}

/** The graph as Mermaid text, for documents that draw it. */
export function toMermaid(graph: FlowGraph): string {
  const lines = ["flowchart TD"];
  for (const node of graph.nodes) {
    const text = [`<b>${quote(node.id)}</b> (${quote(node.caption)})`, quote(node.text), quote(node.when)]
      .filter((line) => line !== "")
      .join("<br/>");
    const [open, close] = SHAPES[node.kind] ?? ["[", "]"];
    lines.push(`  ${safeId(node.id)}${open}"${text}"${close}`);
  }
  for (const { from, to, label } of graph.edges) {
    lines.push(`  ${safeId(from)} -->${label === "" ? "" : `|"${quote(label)}"|`} ${safeId(to)}`);
  }
  return `${lines.join("\n")}\n`;
}

const SHAPES: Partial<Record<StepKind, [string, string]>> = {
  ask: ["(", ")"],
  branch: ["{{", "}}"],
  end: ["([", "])"],
  handoff: ["([", "])"],
};

/** `end` and the like are words of Mermaid's own. */
function safeId(id: string): string {
  return `s_${id.replaceAll("-", "_h")}`;
}

function quote(text: string): string {
  const clipped = text.length > 160 ? `${text.slice(0, 159)}…` : text;
  return clipped.replace(/&/g, "#amp;").replace(/"/g, "#quot;").replace(/</g, "#lt;").replace(/>/g, "#gt;");
}
