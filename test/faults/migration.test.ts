import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readData } from "../crash/data.ts";
import { until } from "../crash/until.ts";
import { aVisitor, spawnProgram, startProgram } from "./program.ts";
import { temporaryFolder } from "./support.ts";

/** Killed while it brings the database up to date. See also test/store/migrate/killed.test.ts. */
it("starts soundly after kill -9 at any moment of its first start", async () => {
  const cwd = temporaryFolder();
  const file = join(cwd, "data", "leadline.db");
  // From the first sign of the database on, a little later each time.
  for (const sign of [`${file}.lock`, file, `${file}-wal`, `${file}-wal`, `${file}.sock`]) {
    const dying = spawnProgram({ cwd });
    await until(() => existsSync(sign) || dying.process.exitCode !== null, 1);
    expect(dying.process.exitCode, dying.output()).toBeNull();
    const gone = once(dying.process, "exit");
    dying.process.kill("SIGKILL");
    expect((await gone)[1]).toBe("SIGKILL");
  }
  const program = await startProgram({ cwd });
  const visitor = aVisitor(program.url);
  expect(await visitor.says("Hi")).toBe(200);
  await visitor.hears(1);
  expect(await program.stop()).toBe(0);
  const data = await readData(`file:${file}`);
  expect(data.damage).toEqual([]);
  expect(data.leads).toHaveLength(1);
});
