import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterAll, expect, it } from "vitest";
import { openSqlite } from "../../../src/store/sqlite/connection.ts";
import { WriterThread } from "../../../src/store/sqlite/writer-thread.ts";
import { insertNote, killHard, notes, openNotes, startChild, temporaryFolder } from "./support.ts";

it("refuses a second process, naming the first, and starts after kill -9 of it", async () => {
  const file = join(temporaryFolder(), "leadline.db");
  const first = startChild("hold", file);
  expect(await first.line()).toBe("open");

  const refused = openSqlite({ file });
  await expect(refused).rejects.toMatchObject({ code: "database-in-use" });
  await expect(refused).rejects.toThrow(`process ${first.process.pid} on `);

  await killHard(first.process);
  const connection = await openNotes({ file });
  await connection.write([insertNote("mine now")]);

  const second = startChild("hold", file);
  expect(await second.line()).toContain(`in use by process ${process.pid}`);
  expect(notes(connection)).toEqual(["mine now"]);
});

it("refuses a second connection of the same process, also by another name of the file", async () => {
  const folder = temporaryFolder();
  const connection = await openNotes({ file: join(folder, "leadline.db") });
  symlinkSync(join(folder, "leadline.db"), join(folder, "alias.db"));
  await expect(openSqlite({ file: join(folder, "alias.db") })).rejects.toMatchObject({
    code: "database-in-use",
  });
  await connection.write([insertNote("unhurt")]);
  await connection.close();
  const again = await openSqlite({ file: join(folder, "leadline.db") });
  expect(notes(again)).toEqual(["unhurt"]);
  await again.close();
});

it("lets go of the lock when opening fails", async () => {
  const folder = temporaryFolder();
  const file = join(folder, "leadline.db");
  mkdirSync(file);
  await expect(openSqlite({ file })).rejects.toMatchObject({ code: "database-lost" });
  rmSync(file, { recursive: true });
  await openNotes({ file });
});

it("loses no acknowledged write, and splits none, over ten kills", async () => {
  const file = join(temporaryFolder(), "leadline.db");
  const acknowledged = new Set<number>();
  let next = 1;
  for (let round = 0; round < 10; round++) {
    const child = startChild("write", file, String(next));
    expect(await child.line()).toBe("open");
    // Kill after a number of acknowledgements, a different one each time, while others are under way.
    for (let seen = 0; seen < 7 + 13 * round; seen++) acknowledged.add(Number(await child.line()));
    const gone = killHard(child.process);
    for (let line = await child.line(); line !== undefined; line = await child.line()) {
      acknowledged.add(Number(line));
    }
    await gone;
    next += 100_000;
  }
  const connection = await openSqlite({ file });
  const written = new Map<number, number>();
  for (const [id] of connection.read("SELECT id / 2 FROM note")) {
    written.set(Number(id), (written.get(Number(id)) ?? 0) + 1);
  }
  expect([...acknowledged].filter((id) => written.get(id) !== 2)).toEqual([]);
  expect([...written].filter(([, rows]) => rows !== 2)).toEqual([]);
  expect(await connection.check()).toEqual({ damage: [], danglingRows: [] });
  await connection.close();
});

it("goes on by itself after the database was full", async () => {
  const connection = await openNotes();
  await connection.exec("PRAGMA max_page_count=40", { atomic: false });
  // The driver reports a failing RETURNING in another way than a failing INSERT.
  const big = (i: number) => ({
    sql: `INSERT INTO note (text) VALUES (?) ${i % 2 ? "RETURNING id" : ""}`,
    params: [`${i}${"x".repeat(2_000)}`],
  });
  const results = await Promise.allSettled(Array.from({ length: 200 }, (_, i) => connection.write([big(i)])));
  const kept = results.filter(({ status }) => status === "fulfilled").length;
  const full = results.filter(({ status }) => status === "rejected");
  expect(kept).toBeGreaterThan(0);
  expect(full.length).toBeGreaterThan(0);
  for (const result of full) expect(result).toMatchObject({ reason: { code: "disk-full", retryable: true } });
  expect(notes(connection)).toHaveLength(kept);

  await connection.exec("PRAGMA max_page_count=1000000", { atomic: false });
  await connection.write([insertNote("there is room again")]);
  expect(notes(connection)).toHaveLength(kept + 1);
  expect(await connection.check()).toEqual({ damage: [], danglingRows: [] });
});

// A real small disk needs root and tmpfs; where there is neither, the test above stands for it.
const smallDisk = mountSmallDisk();

if (smallDisk !== null)
  it("goes on by itself after the disk was full", async () => {
    const folder = smallDisk;
    const connection = await openNotes({ file: join(folder, "leadline.db") });
    const kept: string[] = [];
    const outcomes: PromiseSettledResult<unknown>[] = [];
    for (let i = 0; i < 400; i++) {
      const text = `${i}${"x".repeat(4_000)}`;
      const [outcome] = await Promise.allSettled([connection.write([insertNote(text)])]);
      outcomes.push(outcome);
      if (outcome.status === "fulfilled") kept.push(text);
    }
    const full = outcomes.filter(({ status }) => status === "rejected");
    expect(full.length).toBeGreaterThan(0);
    for (const outcome of full)
      expect(outcome).toMatchObject({ reason: { code: "disk-full", retryable: true } });
    expect(notes(connection)).toEqual(kept);

    expect(spawnSync("mount", ["-o", "remount,size=16m", folder]).status).toBe(0);
    await connection.write([insertNote("there is room again")]);
    expect(notes(connection)).toEqual([...kept, "there is room again"]);
    expect(await connection.check()).toEqual({ damage: [], danglingRows: [] });
  });

/** A folder with room for one megabyte; null where none can be had. */
function mountSmallDisk(): string | null {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return null;
  const folder = mkdtempSync(join(tmpdir(), "leadline-disk-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]);
  if (mounted.status !== 0) {
    rmSync(folder, { recursive: true });
    return null;
  }
  afterAll(() => {
    spawnSync("umount", ["-l", folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

it("tells the program when the writing thread dies, and fails what waits", async () => {
  const lost: unknown[] = [];
  const dying = `const { parentPort } = require("node:worker_threads");
    parentPort.once("message", () => { throw new Error("the thread broke"); });
    parentPort.postMessage("open");`;
  const thread = await WriterThread.start(new Worker(dying, { eval: true }), {
    file: "unused",
    maxWaiting: 10,
    onLost: (error) => lost.push(error),
    onTablesChanged: () => {},
  });
  const waiting = [thread.write([insertNote("a")], false), thread.begin(1_000, true)];
  for (const outcome of await Promise.allSettled(waiting)) {
    expect(outcome).toMatchObject({ status: "rejected", reason: { code: "database-lost" } });
  }
  await expect(thread.write([insertNote("later")], false)).rejects.toMatchObject({ code: "database-lost" });
  expect(lost).toMatchObject([{ code: "database-lost", cause: { message: "the thread broke" } }]);
  await thread.close();
  expect(lost).toHaveLength(1);
});
