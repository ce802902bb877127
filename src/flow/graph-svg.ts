import type { FlowGraph, GraphNode } from "./graph.ts";
import { type Layout, layoutGraph, type Point, type Size } from "./graph-layout.ts";
import type { StepKind } from "./schema-steps.ts";

const WIDTH = 250;
const PADDING = 12;
const LINE = 16;
const MOST_LINES = 4;
/** Characters that fit into a box at 13 px. */
const PER_LINE = 37;
const PER_LABEL = 24;
const TITLE_SPACE = 44;

const COLOURS: Record<StepKind, { fill: string; line: string }> = {
  ask: { fill: "#eaf2ff", line: "#3b6fd4" },
  say: { fill: "#f6f7f9", line: "#8a94a6" },
  branch: { fill: "#fff5df", line: "#c98a12" },
  set: { fill: "#f6f7f9", line: "#8a94a6" },
  tag: { fill: "#f6f7f9", line: "#8a94a6" },
  goto: { fill: "#f3ecff", line: "#7d54c7" },
  handoff: { fill: "#ffe9e4", line: "#d0543a" },
  end: { fill: "#e6f6ea", line: "#2e8b57" },
};

interface Box {
  node: GraphNode;
  lines: string[];
  size: Size;
}

/** The graph as an SVG picture: needs no browser, no network and no fonts but the reader's own. */
export function toSvg(graph: FlowGraph): string {
  const boxes = new Map(graph.nodes.map((node) => [node.id, boxOf(node)]));
  const layout = layoutGraph(graph, (id) => boxes.get(id)?.size ?? { width: WIDTH, height: 40 });
  const width = Math.ceil(Math.max(layout.width, 320));
  const height = Math.ceil(layout.height + TITLE_SPACE);
  const shapes = [...boxes].flatMap(([id, box]) => {
    const at = layout.boxes.get(id);
    return at === undefined ? [] : [drawBox(box, at, id === graph.start)];
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter, 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif" font-size="13" role="img" aria-label="${escapeXml(graph.title)}">
<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0 10 5 0 10z" fill="#5b6575"/></marker></defs>
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="24" y="30" font-size="18" font-weight="600" fill="#1d2430">${escapeXml(graph.title)}</text>
<g transform="translate(0 ${TITLE_SPACE})">
${layout.arrows.map(drawArrow).join("\n")}
${shapes.join("\n")}
${layout.arrows.map(drawLabel).join("\n")}
</g>
</svg>
`;
}

function boxOf(node: GraphNode): Box {
  const lines = node.text === "" ? [] : wrap(node.text, PER_LINE, MOST_LINES);
  if (node.when !== "") lines.push(...wrap(node.when, PER_LINE, 2).map((line) => `⟨${line}⟩`));
  const height = PADDING * 2 + LINE + (lines.length > 0 ? 6 + lines.length * LINE : 0);
  return { node, lines, size: { width: WIDTH, height } };
}

function drawBox({ node, lines, size }: Box, { x, y }: Point, isStart: boolean): string {
  const { fill, line } = COLOURS[node.kind];
  const left = x - size.width / 2;
  const top = y - size.height / 2;
  const round = node.kind === "end" || node.kind === "handoff" ? Math.min(26, size.height / 2) : 9;
  const parts = [
    `<rect x="${px(left)}" y="${px(top)}" width="${size.width}" height="${px(size.height)}" rx="${px(round)}" fill="${fill}" stroke="${line}" stroke-width="${isStart ? 2.5 : 1.4}"${node.when === "" ? "" : ' stroke-dasharray="6 4"'}/>`,
    `<text x="${px(left + PADDING)}" y="${px(top + PADDING + 12)}" font-weight="600" fill="#1d2430">${escapeXml(node.id)}</text>`,
    `<text x="${px(left + size.width - PADDING)}" y="${px(top + PADDING + 12)}" text-anchor="end" font-size="11" fill="${line}">${escapeXml(clipTo(node.caption, 26))}</text>`,
  ];
  lines.forEach((text, i) => {
    const baseline = top + PADDING + LINE + 6 + i * LINE + 11;
    const isCondition = text.startsWith("⟨");
    parts.push(
      `<text x="${px(left + PADDING)}" y="${px(baseline)}" fill="${isCondition ? line : "#3b4454"}"${isCondition ? ' font-style="italic"' : ""}>${escapeXml(text.replace(/^⟨|⟩$/g, ""))}</text>`,
    );
  });
  return parts.join("");
}

type Arrow = Layout["arrows"][number];

function drawArrow({ points, isBack }: Arrow): string {
  return `<path d="${isBack ? corners(points) : curve(points)}" fill="none" stroke="#5b6575" stroke-width="1.4" marker-end="url(#arrow)"/>`;
}

/** From point to point, leaving and arriving straight down. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  let path = `M${px(first.x)} ${px(first.y)}`;
  let from = first;
  for (const to of rest) {
    const bend = (to.y - from.y) / 2;
    path +=
      Math.abs(to.x - from.x) < 1
        ? `L${px(to.x)} ${px(to.y)}`
        : `C${px(from.x)} ${px(from.y + bend)} ${px(to.x)} ${px(to.y - bend)} ${px(to.x)} ${px(to.y)}`;
    from = to;
  }
  return path;
}

function corners(points: readonly Point[]): string {
  return points.map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${px(x)} ${px(y)}`).join("");
}

/** On the arrow, nearer to where it comes from: that is where a reader asks which way to go. */
function drawLabel({ edge, points, isBack }: Arrow): string {
  const [from, to] = isBack ? [points[1], points[2]] : points;
  if (edge.label === "" || from === undefined || to === undefined) return "";
  const lines = wrap(edge.label, PER_LABEL, 3);
  // A point of the curve in its lower half, where arrows from one box have come apart.
  const x = from.x + (to.x - from.x) * (isBack ? 0.5 : 0.648);
  const y = from.y + (to.y - from.y) * (isBack ? 0.5 : 0.576);
  const width = Math.max(...lines.map((line) => line.length)) * 6.1 + 10;
  const height = lines.length * 13 + 5;
  const text = lines
    .map(
      (line, i) =>
        `<text x="${px(x)}" y="${px(y - height / 2 + 13 + i * 13)}" text-anchor="middle" font-size="11" fill="#1d2430">${escapeXml(line)}</text>`,
    )
    .join("");
  return `<rect x="${px(x - width / 2)}" y="${px(y - height / 2)}" width="${px(width)}" height="${height}" rx="4" fill="#ffffff" fill-opacity="0.92"/>${text}`;
}

function wrap(text: string, perLine: number, most: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const next = line === "" ? word : `${line} ${word}`;
    if (next.length <= perLine) line = next;
    else {
      if (line !== "") lines.push(line);
      line = clipTo(word, perLine);
    }
  }
  if (line !== "") lines.push(line);
  if (lines.length <= most) return lines;
  const kept = lines.slice(0, most);
  kept[most - 1] = `${clipTo(kept[most - 1] ?? "", perLine - 1).replace(/…$/, "")}…`;
  return kept;
}

function clipTo(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
