import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { harmless, toCsv } from "../../src/commands/csv.ts";
import type { Cell } from "../../src/commands/questions/index.ts";

/** A reader of CSV as RFC 4180 has it, of its own. */
function parse(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let isQuoted = false;
  for (let i = 0; i < csv.length; i += 1) {
    const letter = csv[i]!;
    if (isQuoted) {
      if (letter !== '"') cell += letter;
      else if (csv[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else isQuoted = false;
    } else if (letter === '"' && cell === "") isQuoted = true;
    else if (letter === ",") {
      row.push(cell);
      cell = "";
    } else if (letter === "\r" && csv[i + 1] === "\n") {
      rows.push([...row, cell]);
      row = [];
      cell = "";
      i += 1;
    } else cell += letter;
  }
  expect(isQuoted).toBe(false);
  expect(cell).toBe("");
  expect(row).toEqual([]);
  return rows;
}

const table = (...rows: Cell[][]) => ({
  columns: rows[0]!.map((_, i) => ({ id: `c${i}`, label: `Column ${i}` })),
  rows,
});

describe("a CSV", () => {
  it("begins with a byte order mark, so that accents are read right, and ends its lines with CR LF", () => {
    const csv = toCsv(table(["Ação", 1]));
    expect(csv).toBe("\ufeffColumn 0,Column 1\r\nAção,1\r\n");
  });

  it.each([
    "=1+1",
    '=HYPERLINK("http://example.com")',
    "+55 11 91234-5678",
    "-2+3",
    "@SUM(A1:A2)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\tplain",
    "  =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "'=1+1",
    '"=1+1"',
    "\" '=1+1",
    "＝1+1",
    "＋1",
    "＠x",
    "−1",
  ])("never lets a spreadsheet run %j", (text) => {
    expect(harmless(text)).toBe(`'${text}`);
    expect(parse(toCsv(table([text])).slice(1))[1]).toEqual([`'${text}`]);
  });

  it.each(["Ana Lima", "a=b", "1+1", "x@example.com", "42", "", "O'Neill", "R$ -5"])(
    "leaves %j as it is",
    (text) => {
      expect(harmless(text)).toBe(text);
    },
  );

  it("keeps numbers numbers, negative ones too, and leaves out what is none", () => {
    const csv = toCsv(table([-5, 0.1 + 0.2, 1_250_000, null, Number.NaN, Number.POSITIVE_INFINITY]));
    expect(csv.split("\r\n")[1]).toBe("-5,0.3,1250000,,,");
  });

  it("is read back as it was, but for the apostrophes, and has no cell that is a formula", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 30 }),
      fc.string({
        unit: fc.constantFrom("=", "+", "-", "@", "\t", "\r", "\n", '"', "'", ",", " ", "a", "1"),
        maxLength: 12,
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 8 }), (rows) => {
        const [, ...read] = parse(toCsv(table(...rows)).slice(1));
        expect(read).toHaveLength(rows.length);
        for (const [r, row] of rows.entries()) {
          for (const [c, cell] of row.entries()) {
            const got = read[r]![c]!;
            expect([cell, `'${cell}`]).toContain(got);
            // What a spreadsheet sees once it has skipped blanks.
            expect(got.trimStart()).not.toMatch(/^[=+\-@]/);
            expect(got).not.toMatch(/^[\t\r]/);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
