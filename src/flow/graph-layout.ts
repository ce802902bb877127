import type { FlowGraph, GraphEdge } from "./graph.ts";

/**
 * A layered layout: every arrow goes down, except those that close a circle, which run up at the side.
 * Long arrows are given a place in each layer that they cross, so that they run round the boxes.
 */
export interface Layout {
  width: number;
  height: number;
  /** The middle of each box. */
  boxes: Map<string, Point>;
  arrows: { edge: GraphEdge; points: Point[]; isBack: boolean }[];
}

export interface Point {
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

const GAP_X = 48;
const GAP_Y = 64;
/** A long arrow's place in a layer that it crosses; the first one leaves room for its label. */
const LANE: Size = { width: 12, height: 0 };
const LABEL_LANE: Size = { width: 130, height: 0 };
const SWEEPS = 8;

interface Slot {
  id: string;
  size: Size;
  above: Slot[];
  below: Slot[];
  x: number;
}

export function layoutGraph(graph: FlowGraph, sizeOf: (id: string) => Size): Layout {
  const back = backEdges(graph);
  const forward = graph.edges.filter((edge) => !back.has(edge));
  const depth = depths(graph, forward);
  const layers: Slot[][] = [];
  const slots = new Map<string, Slot>();
  const put = (layer: number, id: string, size: Size): Slot => {
    const slot: Slot = { id, size, above: [], below: [], x: 0 };
    while (layers.length <= layer) layers.push([]);
    layers[layer]?.push(slot);
    return slot;
  };
  for (const { id } of graph.nodes) slots.set(id, put(depth.get(id) ?? 0, id, sizeOf(id)));
  const lanes = new Map<GraphEdge, Slot[]>();
  for (const edge of forward) {
    const from = slots.get(edge.from);
    const to = slots.get(edge.to);
    if (from === undefined || to === undefined) continue;
    const chain = [from];
    for (let layer = (depth.get(edge.from) ?? 0) + 1; layer < (depth.get(edge.to) ?? 0); layer++) {
      chain.push(put(layer, "", edge.label !== "" && chain.length === 1 ? LABEL_LANE : LANE));
    }
    chain.push(to);
    lanes.set(edge, chain);
    for (let i = 1; i < chain.length; i++) {
      chain[i - 1]?.below.push(chain[i]!);
      chain[i]?.above.push(chain[i - 1]!);
    }
  }
  place(layers);
  return draw(graph, layers, slots, lanes, back);
}

/** The arrows that close a circle, found from the start in the order of the file. */
function backEdges(graph: FlowGraph): Set<GraphEdge> {
  const back = new Set<GraphEdge>();
  const state = new Map<string, "open" | "done">();
  const visit = (id: string): void => {
    state.set(id, "open");
    for (const edge of graph.edges) {
      if (edge.from !== id) continue;
      const seen = state.get(edge.to);
      if (seen === "open") back.add(edge);
      else if (seen === undefined) visit(edge.to);
    }
    state.set(id, "done");
  };
  for (const id of [graph.start, ...graph.nodes.map((node) => node.id)]) if (!state.has(id)) visit(id);
  return back;
}

/** The longest way from the top to each box. */
function depths(graph: FlowGraph, forward: GraphEdge[]): Map<string, number> {
  const depth = new Map(graph.nodes.map(({ id }) => [id, 0]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const { from, to } of forward) {
      const least = (depth.get(from) ?? 0) + 1;
      if ((depth.get(to) ?? 0) >= least) continue;
      depth.set(to, least);
      changed = true;
    }
  }
  return depth;
}

/** Order each layer by its neighbours' places to cross few arrows, then move boxes under each other. */
function place(layers: Slot[][]): void {
  for (const layer of layers) spread(layer);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const down = sweep % 2 === 0;
    const order = down ? layers : [...layers].reverse();
    for (const layer of order) {
      for (const slot of layer) slot.x = middle(down ? slot.above : slot.below, slot.x);
      layer.sort((a, b) => a.x - b.x);
      push(layer);
    }
  }
  // The last word has what a box leads to and what leads to it, together.
  for (let i = 0; i < SWEEPS; i++) {
    for (const layer of layers) {
      for (const slot of layer) slot.x = middle([...slot.above, ...slot.below], slot.x);
      push(layer);
    }
  }
}

function spread(layer: Slot[]): void {
  let x = 0;
  for (const slot of layer) {
    slot.x = x + slot.size.width / 2;
    x += slot.size.width + GAP_X;
  }
  for (const slot of layer) slot.x -= (x - GAP_X) / 2;
}

function middle(slots: Slot[], otherwise: number): number {
  return slots.length === 0 ? otherwise : slots.reduce((sum, { x }) => sum + x, 0) / slots.length;
}

/** Keep the order and the wanted places as far as the widths allow: overlaps are shared by both sides. */
function push(layer: Slot[]): void {
  for (let round = 0; round < layer.length + 2; round++) {
    for (let i = 1; i < layer.length; i++) {
      const [left, right] = [layer[i - 1]!, layer[i]!];
      const overlap = left.x + (left.size.width + right.size.width) / 2 + GAP_X - right.x;
      if (overlap <= 0) continue;
      left.x -= overlap / 2;
      right.x += overlap / 2;
    }
  }
  // What is left after the rounds is moved to the right.
  for (let i = 1; i < layer.length; i++) {
    const [left, right] = [layer[i - 1]!, layer[i]!];
    right.x = Math.max(right.x, left.x + (left.size.width + right.size.width) / 2 + GAP_X);
  }
}

function draw(
  graph: FlowGraph,
  layers: Slot[][],
  slots: Map<string, Slot>,
  lanes: Map<GraphEdge, Slot[]>,
  back: Set<GraphEdge>,
): Layout {
  const all = layers.flat();
  const left = Math.min(0, ...all.map(({ x, size }) => x - size.width / 2)) - GAP_X / 2;
  const right = Math.max(0, ...all.map(({ x, size }) => x + size.width / 2));
  const tops: number[] = [];
  const heights: number[] = [];
  let y = GAP_Y / 2;
  layers.forEach((layer, i) => {
    tops[i] = y;
    heights[i] = Math.max(20, ...layer.map(({ size }) => size.height));
    y += heights[i] + GAP_Y;
  });
  const row = new Map<Slot, number>();
  layers.forEach((layer, i) => {
    for (const slot of layer) row.set(slot, i);
  });
  const centre = (slot: Slot): Point => {
    const i = row.get(slot) ?? 0;
    return { x: slot.x - left, y: (tops[i] ?? 0) + (heights[i] ?? 0) / 2 };
  };
  const arrows: Layout["arrows"] = [];
  for (const [edge, chain] of lanes) {
    const points = chain.flatMap((slot, i): Point[] => {
      const { x, y: middleY } = centre(slot);
      const layer = row.get(slot) ?? 0;
      if (i === 0) return [{ x, y: middleY + slot.size.height / 2 }];
      if (i === chain.length - 1) return [{ x, y: middleY - slot.size.height / 2 }];
      const top = tops[layer] ?? 0;
      return [
        { x, y: top },
        { x, y: top + (heights[layer] ?? 0) },
      ];
    });
    arrows.push({ edge, points, isBack: false });
  }
  let lane = right - left + (back.size > 0 ? 90 : GAP_X / 2);
  for (const edge of graph.edges) {
    const from = slots.get(edge.from);
    const to = slots.get(edge.to);
    if (!back.has(edge) || from === undefined || to === undefined) continue;
    const [a, b] = [centre(from), centre(to)];
    arrows.push({
      edge,
      isBack: true,
      points: [
        { x: a.x + from.size.width / 2, y: a.y },
        { x: lane, y: a.y },
        { x: lane, y: b.y },
        { x: b.x + to.size.width / 2, y: b.y },
      ],
    });
    lane += 120;
  }
  const boxes = new Map([...slots].map(([id, slot]) => [id, centre(slot)]));
  return { width: back.size > 0 ? lane - 20 : lane, height: y - GAP_Y / 2, boxes, arrows };
}
