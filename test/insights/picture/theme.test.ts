import { describe, expect, it } from "vitest";
import { PICTURE_THEMES, THEMES } from "../../../src/insights/picture/theme.ts";

/** How colours are seen, after Machado, Oliveira and Fernandes (2009), at full severity; on linear RGB. */
const EYES = {
  usual: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

describe.each(THEMES)("the %s theme", (name) => {
  const theme = PICTURE_THEMES[name];

  it("writes with enough contrast, on the ground and on the shade", () => {
    for (const ground of [theme.background, theme.shade]) {
      expect(contrast(theme.text, ground)).toBeGreaterThanOrEqual(7);
    }
    expect(contrast(theme.muted, theme.background)).toBeGreaterThanOrEqual(4.5);
  });

  it("draws marks that stand out from the ground", () => {
    for (const mark of [...theme.marks, theme.rest]) {
      expect(contrast(mark, theme.background)).toBeGreaterThanOrEqual(3);
    }
  });

  it.each(Object.entries(EYES))("has marks that are told apart with %s sight", (_, eye) => {
    const marks = [...theme.marks, theme.rest].map((mark) => lab(seenBy(eye, linear(mark))));
    marks.forEach((a, i) => {
      for (const b of marks.slice(i + 1)) {
        // Two is a just noticeable difference.
        expect(100 * Math.hypot(...a.map((part, k) => part - b[k]!))).toBeGreaterThan(8);
      }
    });
  });
});

function linear(hex: string): number[] {
  return [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
}

function contrast(a: string, b: string): number {
  const [dark, bright] = [a, b]
    .map((hex) => dot([0.2126, 0.7152, 0.0722], linear(hex)))
    .sort((x, y) => x - y);
  return (bright! + 0.05) / (dark! + 0.05);
}

function seenBy(eye: number[], color: number[]): number[] {
  return [0, 3, 6].map((row) => Math.min(1, Math.max(0, dot(eye.slice(row, row + 3), color))));
}

/** Oklab, in which distances are as large as they look. */
function lab(color: number[]): number[] {
  const cones = [
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
  ].map((row) => Math.cbrt(dot(row, color)));
  return [
    [0.2104542553, 0.793617785, -0.0040720468],
    [1.9779984951, -2.428592205, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.808675766],
  ].map((row) => dot(row, cones));
}

function dot(a: number[], b: number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
