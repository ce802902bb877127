import type { Theme } from "./theme.ts";

/** The width that all measures are meant for: that of a phone, so that nothing is smaller there than drawn. */
export const WIDTH = 400;
export const MARGIN = 18;
/** Sizes of letters, in the same unit. */
export const SIZE = { title: 18, text: 13.5, small: 13 };

/** What is drawn, from back to front. */
export interface Scene {
  height: number;
  shapes: Shape[];
  /** A plot with marks at a scale of its own. */
  plot?: Plot;
}

export type Shape =
  | {
      kind: "text";
      text: string;
      x: number;
      /** The middle of the letters. */
      y: number;
      size: number;
      bold?: boolean;
      color: string;
      align?: "left" | "center" | "right";
    }
  | { kind: "rect"; x: number; y: number; width: number; height: number; color: string; radius?: number }
  | { kind: "line"; x1: number; y1: number; x2: number; y2: number; color: string; dashed?: boolean }
  | { kind: "polygon"; points: [number, number][]; color: string }
  | { kind: "dot"; x: number; y: number; radius: number; color: string };

export interface Plot {
  left: number;
  top: number;
  width: number;
  height: number;
  /** The value at the top; the bottom is 0. */
  max: number;
  marks: "columns" | "areas" | "lines";
  /** Part of its place that a column fills, 0–1. */
  fill: number;
  series: { values: (number | null)[]; color: string }[];
  theme: Theme;
}

/** Where a value lies. */
export function heightOf(value: number, plot: Pick<Plot, "top" | "height" | "max">): number {
  return plot.top + plot.height * (1 - value / plot.max);
}

/** The middle of a category's place; lines begin and end at the edges. */
export function middleOf(index: number, count: number, plot: Pick<Plot, "left" | "width" | "marks">): number {
  if (plot.marks === "columns" || count === 1) return plot.left + ((index + 0.5) * plot.width) / count;
  return plot.left + (index * plot.width) / (count - 1);
}
