import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { purgeMade } from "../../src/insights/purge-made.ts";
import { startApp, type TestApp } from "../support/app.ts";
import { aRep } from "../support/builders.ts";

let folder: string;
let app: TestApp | null = null;
afterEach(async () => {
  await app?.close();
  app = null;
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

it("deletes the months that were over by then, whole, and leaves what is not its own", async () => {
  folder = await mkdtemp(join(tmpdir(), "leadline-made-"));
  expect(await purgeMade(folder, "2026-05-01T00:00:00.000Z")).toBe(0);
  for (const month of ["2025/12", "2026/03", "2026/04", "2026/05", "2026/notes", "mine"]) {
    await mkdir(join(folder, "made", month), { recursive: true });
    await writeFile(join(folder, "made", month, "a.png"), "x");
  }
  expect(await purgeMade(folder, "2026-04-30T23:59:59.999Z")).toBe(2);
  expect(await readdir(join(folder, "made"))).toEqual(["2026", "mine"]);
  expect((await readdir(join(folder, "made", "2026"))).sort()).toEqual(["04", "05", "notes"]);
  expect(await purgeMade(folder, "2026-05-01T00:00:00.000Z")).toBe(1);
});

it("is done by the running program, 90 days after the month is over", async () => {
  app = await startApp({ database: "sqlite", reps: [aRep({ name: "Ana" })], teams: { sales: ["ana"] } });
  await app.says("chat-1", "Hello");
  expect(await app.does("ana", "export leads")).toContain("1 row");
  const path = (await app.posts("rep:ana")).findLast(({ payload }) => payload.file !== undefined)!.payload
    .file!.path;
  folder = app.databaseUrl.replace(/^file:/, "").replace(/\/[^/]+$/, "");
  const files = () => readdir(join(folder, path.replace(/\/[^/]+$/, ""))).catch(() => []);
  expect(path).toMatch(/^made\/2026\/03\//);
  await app.passes(100 * 86_400_000);
  expect(await files()).toHaveLength(1);
  await app.passes(12 * 86_400_000);
  expect(await files()).toEqual([]);
});
