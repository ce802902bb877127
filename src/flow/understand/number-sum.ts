import type { Language } from "../../language.ts";
import type { NumberWord } from "./number-words.ts";

/** A piece of a text as numbers are read: digits, a number word, "and", or the "a" of "half a million". */
export type Lexeme = { start: number; end: number } & (
  | { kind: "digits"; raw: string; negative: boolean; scale?: number; loose: boolean; scaleEnd: number }
  | { kind: "word"; word: string; does: NumberWord }
  | { kind: "link" }
  | { kind: "article" }
);

/** A number on its way from left to right. Each step refuses what cannot go on the number so far. */
export class NumberSum {
  scaled = false;
  loose = false;
  spelled = true;
  /** What the scales have closed: the 2000 of "two thousand five". */
  private total = 0;
  /** What is being read below the next scale; undefined when nothing yet. */
  private group: number | undefined;
  /** The next word of the group must be smaller than this. */
  private room = Number.POSITIVE_INFINITY;
  /** The next scale must be smaller than this. */
  private lastScale = Number.POSITIVE_INFINITY;
  private half = false;
  private closed = false;
  private negative = false;

  digits(lexeme: Lexeme & { kind: "digits" }, language: Language): boolean {
    if (this.closed || this.half || this.group !== undefined) return false;
    const value = parseDigits(lexeme.raw, language, lexeme.scale !== undefined);
    if (value === undefined) return false;
    if (this.total > 0 && (value >= this.lastScale || lexeme.negative || lexeme.scale !== undefined))
      return false;
    // "2 mil e 500" is one number; "5 mil e 3 pessoas" is two.
    if (this.total > 0 && (value < 100 || value % 50 !== 0)) return false;
    this.spelled = false;
    this.negative ||= lexeme.negative;
    this.group = value;
    this.room = 0;
    if (lexeme.scale !== undefined) {
      this.close(lexeme.scale);
      this.loose = lexeme.loose;
    }
    return true;
  }

  word(lexeme: Lexeme & { kind: "word" }, linked: boolean): boolean {
    if (this.closed) return false;
    const { does } = lexeme;
    switch (does.kind) {
      case "add":
        return this.add(does.value, does.below);
      case "hundred":
        if (this.half || (this.group ?? 1) >= 100) return false;
        this.group = (this.group ?? 1) * 100;
        this.room = 100;
        return true;
      case "scale":
        return this.scale(does.value);
      case "group":
        this.group = (this.half ? 0.5 : (this.group ?? 1)) * does.value;
        this.half = false;
        this.closed = true;
        return this.total === 0;
      case "half":
        return this.addHalf(linked);
    }
  }

  /** "and" in a number stands behind hundreds and scales; "e" and "y" behind tens too. */
  mayLink(language: Language): boolean {
    if (this.closed || this.half) return false;
    return language !== "en" || this.total > 0 || this.room >= 100 || this.group !== undefined;
  }

  isHalf(): boolean {
    return this.half;
  }

  result(): number | undefined {
    if (this.half) return undefined;
    const value = this.total + (this.group ?? 0);
    return this.negative ? -value : value;
  }

  private add(value: number, below: number): boolean {
    if (this.half) return false;
    if (this.group !== undefined && (value >= this.room || value === 0)) return false;
    if (this.group === undefined && this.total > 0 && (value === 0 || value >= this.lastScale)) return false;
    this.group = (this.group ?? 0) + value;
    this.room = below;
    return true;
  }

  private scale(value: number): boolean {
    if (this.half) {
      this.group = 0.5;
      this.half = false;
    }
    if (this.group === undefined && this.total > 0) {
      if (value <= this.lastScale) return false;
      // "mil millones": a thousand millions.
      this.total *= value;
      this.lastScale = value;
      return true;
    }
    if (value >= this.lastScale || this.group === 0) return false;
    this.close(value);
    return true;
  }

  private close(value: number): void {
    this.total += (this.group ?? 1) * value;
    this.group = undefined;
    this.room = Number.POSITIVE_INFINITY;
    this.lastScale = value;
    this.scaled = true;
  }

  private addHalf(linked: boolean): boolean {
    if (!linked) {
      if (this.total > 0 || this.group !== undefined) return false;
      this.half = true;
      return true;
    }
    if (this.group !== undefined) this.group += 0.5;
    else this.total += this.lastScale / 2;
    // "dois e meio milhões": the scale may still come, so the group stays open unless one has been.
    this.closed = this.total > 0;
    this.room = 0;
    return true;
  }
}

/** Digits with separators to a number; undefined when the separators make no sense ("1.2.3"). */
function parseDigits(raw: string, language: Language, beforeScale: boolean): number | undefined {
  const plain = raw.replace(/[ \u00a0\u202f']/g, "");
  const dots = plain.split(".").length - 1;
  const commas = plain.split(",").length - 1;
  if (dots === 0 && commas === 0) return Number(plain);
  if (dots > 0 && commas > 0) {
    const decimal = plain.lastIndexOf(".") > plain.lastIndexOf(",") ? "." : ",";
    if ((decimal === "." ? dots : commas) > 1) return undefined;
    const [whole, fraction] = plain.split(decimal);
    return GROUPED.test(whole!) ? Number(`${whole!.replace(/[.,]/g, "")}.${fraction}`) : undefined;
  }
  const sign = dots > 0 ? "." : ",";
  if (dots + commas > 1) return GROUPED.test(plain) ? Number(plain.replaceAll(sign, "")) : undefined;
  const [whole, fraction] = plain.split(sign);
  const decimalHere = beforeScale && sign === (language === "en" ? "." : ",");
  const groups = fraction!.length === 3 && whole!.length <= 3 && !/^0/.test(whole!) && !decimalHere;
  return Number(groups ? whole! + fraction! : `${whole}.${fraction}`);
}

const GROUPED = /^\d{1,3}(?:[.,]\d{3})+$/;
