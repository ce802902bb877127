import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/**
 * The typeface of pictures: Inter, from its npm package, never from the system. Without a TTF file the renderer
 * would draw no text and say nothing.
 */
const files = createRequire(import.meta.url);
export const FONT_FILES = {
  normal: files.resolve("@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf"),
  bold: files.resolve("@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf"),
};
export const FONT_FAMILY = "Inter";
/** What `bold` is called in styles. */
export const BOLD = 600;

export type Weight = keyof typeof FONT_FILES;

export interface Font {
  /** Whether there is a shape for a character. */
  has(codePoint: number): boolean;
  /** How far a text reaches, in the unit of `size`; kerning is left out. */
  width(text: string, size: number): number;
}

const fonts = new Map<Weight, Font>();

/** The font in a weight; read once. */
export function fontOf(weight: Weight): Font {
  let font = fonts.get(weight);
  if (font === undefined) {
    font = readFont(readFileSync(FONT_FILES[weight]));
    fonts.set(weight, font);
  }
  return font;
}

/** Read which characters a TrueType font has, and how wide each is. */
export function readFont(file: Buffer): Font {
  const tables = new Map<string, number>();
  for (let i = 0; i < file.readUInt16BE(4); i++) {
    const entry = 12 + i * 16;
    tables.set(file.toString("latin1", entry, entry + 4), file.readUInt32BE(entry + 8));
  }
  const table = (tag: string): number => {
    const at = tables.get(tag);
    if (at === undefined) throw new Error(`the font has no table ${tag}`);
    return at;
  };
  const unitsPerEm = file.readUInt16BE(table("head") + 18);
  const metrics = file.readUInt16BE(table("hhea") + 34);
  const widths = table("hmtx");
  const glyphs = readCharacterMap(file, table("cmap"));

  const advance = (codePoint: number): number => {
    const glyph = Math.min(glyphs.get(codePoint) ?? 0, metrics - 1);
    return file.readUInt16BE(widths + glyph * 4) / unitsPerEm;
  };
  return {
    has: (codePoint) => glyphs.has(codePoint),
    width(text, size) {
      let sum = 0;
      for (const character of text) sum += advance(character.codePointAt(0)!);
      return sum * size;
    },
  };
}

/** Code point → glyph, from the font's segmented table (format 12 or 4). */
function readCharacterMap(file: Buffer, cmap: number): Map<number, number> {
  const glyphs = new Map<number, number>();
  for (let i = 0; i < file.readUInt16BE(cmap + 2); i++) {
    const at = cmap + file.readUInt32BE(cmap + 4 + i * 8 + 4);
    const format = file.readUInt16BE(at);
    if (format === 12) readGroups(file, at, glyphs);
    else if (format === 4) readSegments(file, at, glyphs);
  }
  return glyphs;
}

function readGroups(file: Buffer, at: number, glyphs: Map<number, number>): void {
  for (let i = 0; i < file.readUInt32BE(at + 12); i++) {
    const group = at + 16 + i * 12;
    const first = file.readUInt32BE(group);
    const last = file.readUInt32BE(group + 4);
    const glyph = file.readUInt32BE(group + 8);
    for (let code = first; code <= last; code++) glyphs.set(code, glyph + code - first);
  }
}

function readSegments(file: Buffer, at: number, glyphs: Map<number, number>): void {
  const length = file.readUInt16BE(at + 6);
  const ends = at + 14;
  const starts = ends + length + 2;
  const deltas = starts + length;
  const ranges = deltas + length;
  for (let i = 0; i < length; i += 2) {
    const last = file.readUInt16BE(ends + i);
    const range = file.readUInt16BE(ranges + i);
    for (let code = file.readUInt16BE(starts + i); code <= last && code < 0xffff; code++) {
      const base =
        range === 0
          ? code
          : file.readUInt16BE(ranges + i + range + (code - file.readUInt16BE(starts + i)) * 2);
      const glyph = range !== 0 && base === 0 ? 0 : (base + file.readUInt16BE(deltas + i)) & 0xffff;
      if (glyph !== 0) glyphs.set(code, glyph);
    }
  }
}
