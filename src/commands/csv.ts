import type { Cell, Table } from "./questions/index.ts";

/**
 * A table as CSV that spreadsheets open as it is: UTF-8 with a byte order mark, lines ended by CR LF, cells quoted
 * where they must be (RFC 4180).
 *
 * No cell is taken for a formula: a text that a spreadsheet could run (it begins with = + - or @, also behind blanks,
 * quotes or other signs that are skipped, or with a tab or a line's end) gets an apostrophe before it. Numbers stay
 * numbers, negative ones too; what is not known is empty.
 */
export function toCsv({ columns, rows }: Table): string {
  const lines = [columns.map(({ label }) => label), ...rows].map((row) => row.map(toCell).join(","));
  return `${BYTE_ORDER_MARK}${lines.join("\r\n")}\r\n`;
}

function toCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return Number.isFinite(cell) ? String(rounded(cell)) : "";
  const safe = harmless(cell);
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** A text that no spreadsheet takes for a formula. */
export function harmless(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/**
 * Spreadsheets skip blanks and invisible signs before they look for a formula, and some take the wide forms of the
 * signs too. A quote at the front may be dropped when the file is saved and opened again.
 */
const FORMULA = /^[\t\r\n]|^[\s\p{Cf}\p{Cc}"'`“”‘’]*[=+\-@＝＋－＠−]/u;

/** Without the noise of binary fractions. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

const BYTE_ORDER_MARK = "\ufeff";
