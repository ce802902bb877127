import { once } from "node:events";
import { expect, it } from "vitest";
import { aVisitor, spawnProgram, startProgram } from "./program.ts";
import { temporaryFolder } from "./support.ts";

/** Two processes on one SQLite file. */
it("refuses a second program on one SQLite file, names the first, and leaves it unhurt", async () => {
  const cwd = temporaryFolder();
  const first = await startProgram({ cwd });
  const visitor = aVisitor(first.url);
  expect(await visitor.says("Hi")).toBe(200);

  const second = spawnProgram({ cwd });
  const [code] = await once(second.process, "exit");
  expect(code).toBe(4);
  expect(second.output()).toContain(`in use by process ${first.process.pid}`);
  expect(second.output()).toContain("What to do");

  expect(await visitor.says("solar")).toBe(200);
  await visitor.hears(2);
  expect(await first.stop()).toBe(0);

  const third = await startProgram({ cwd });
  expect(await (await visitor.at(third.url)).reads()).toHaveLength(4);
});
