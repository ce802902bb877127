import { expect, it } from "vitest";
import { loadFlowFolder } from "../../src/flow/folder.ts";
import { flowGraph, toMermaid } from "../../src/flow/graph.ts";
import { layoutGraph } from "../../src/flow/graph-layout.ts";
import { toSvg } from "../../src/flow/graph-svg.ts";
import { bundleOf } from "./support.ts";

const TWISTED = `
a:
  ask: choice
  text: "What <is> it \\"about\\" & why?"
  choices:
    - { id: buy, label: Buy, goto: b }
    - { id: help, label: Help, goto: c }
b:
  branch:
    - when: { a: buy }
      goto: d
  else: c
c:
  ask: text
  text: Number?
  goto: z
d:
  ask: choice
  text: Right?
  choices:
    - { id: good, label: Good, goto: z }
    - { id: bad, label: Again, goto: a }
z:
  end: Bye
`;

it("has an arrow for every way on, with the choices that lead there", () => {
  const graph = flowGraph(bundleOf(TWISTED), "qualify", "en");
  expect(graph?.edges).toEqual([
    { from: "a", to: "b", label: "Buy" },
    { from: "a", to: "c", label: "Help" },
    { from: "b", to: "d", label: "a = buy" },
    { from: "b", to: "c", label: "else" },
    { from: "c", to: "z", label: "" },
    { from: "d", to: "z", label: "Good" },
    { from: "d", to: "a", label: "Again" },
  ]);
  expect(flowGraph(bundleOf(TWISTED), "other", "en")).toBeNull();
});

it("writes Mermaid without its own words as names, and without raw signs", () => {
  const graph = flowGraph(bundleOf(TWISTED), "qualify", "en");
  const text = graph === null ? "" : toMermaid(graph);
  expect(text).toContain('s_a -->|"Buy"| s_b');
  expect(text).toContain("What #lt;is#gt; it #quot;about#quot; #amp; why?");
  expect(text.split("\n")[0]).toBe("flowchart TD");
});

it("draws every box inside the picture, none over another, and every text escaped", async () => {
  const { bundle } = await loadFlowFolder("flows");
  for (const one of [bundleOf(TWISTED), bundle]) {
    const graph = one === null ? null : flowGraph(one, "qualify", "pt");
    expect(graph).not.toBeNull();
    if (graph === null) return;
    const size = { width: 250, height: 60 };
    const layout = layoutGraph(graph, () => size);
    const boxes = [...layout.boxes.values()];
    expect(boxes).toHaveLength(graph.nodes.length);
    for (const [i, box] of boxes.entries()) {
      expect(box.x - size.width / 2).toBeGreaterThanOrEqual(0);
      expect(box.x + size.width / 2).toBeLessThanOrEqual(layout.width);
      expect(box.y + size.height / 2).toBeLessThanOrEqual(layout.height);
      for (const other of boxes.slice(i + 1)) {
        const apart = Math.abs(box.x - other.x) >= size.width || Math.abs(box.y - other.y) >= size.height;
        expect(apart).toBe(true);
      }
    }
    expect(layout.arrows).toHaveLength(graph.edges.length);
    const svg = toSvg(graph);
    for (const { id } of graph.nodes) expect(svg).toContain(`>${id}</text>`);
    expect(svg).not.toMatch(/<is>|NaN|undefined/);
  }
});
