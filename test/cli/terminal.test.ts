import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { table } from "../../src/cli/table.ts";
import { createProgress } from "../../src/cli/terminal.ts";

function aProgress(bar: boolean, columns = 80) {
  const written: string[] = [];
  const progress = createProgress({ label: "Backup", bar, columns, write: (text) => written.push(text) });
  return { progress, written };
}

describe("progress", () => {
  it("is a line at each quarter where there is no terminal", () => {
    const { progress, written } = aProgress(false);
    for (let done = 0; done <= 1_000; done += 1) progress.update(done, 1_000);
    progress.end("Done.");
    expect(written).toEqual([
      "Backup: 0 %\n",
      "Backup: 25 %\n",
      "Backup: 50 %\n",
      "Backup: 75 %\n",
      "Backup: 100 %\n",
      "Done.\n",
    ]);
  });

  it("is one line redrawn at each percent on a terminal, and gone at the end", () => {
    const { progress, written } = aProgress(true);
    for (let done = 0; done <= 1_000; done += 1) progress.update(done, 1_000);
    expect(written).toHaveLength(101);
    expect(written.every((text) => text.startsWith("\r") && !text.includes("\n"))).toBe(true);
    expect(written.at(-1)).toContain("100 %");
    progress.end();
    expect(written.at(-1)).toBe("\r\u001b[K");
  });

  it("never goes back, breaks the line, or leaves 0 to 100 %, whatever it is told", () => {
    const number = fc.oneof(fc.integer({ min: -10, max: 200 }), fc.double({ min: -1, max: 2, noNaN: true }));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(number, number)),
        fc.integer({ min: 20, max: 200 }),
        (updates, columns) => {
          const { progress, written } = aProgress(true, columns);
          for (const [done, total] of updates) progress.update(done, total);
          const shown = written.map((text) => Number(/(\d+) %/.exec(text)?.[1]));
          expect(shown).toEqual([...new Set(shown)].sort((a, b) => a - b));
          expect(shown.every((percent) => percent >= 0 && percent <= 100)).toBe(true);
          for (const text of written) expect(text.length - 1).toBeLessThanOrEqual(Math.max(columns, 24));
        },
      ),
    );
  });
});

describe("table", () => {
  it("makes each column as wide as it needs", () => {
    expect(
      table(
        ["ID", "ERROR"],
        [
          ["1", "short"],
          ["1234", "a longer one"],
        ],
      ),
    ).toBe("ID    ERROR\n1     short\n1234  a longer one");
  });
});
