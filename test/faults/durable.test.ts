import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openSqlite } from "../../src/store/sqlite/connection.ts";
import { aVisitor, startProgram } from "./program.ts";
import { temporaryFolder } from "./support.ts";

/** The power goes just after somebody was told that we have their message. */

it("writes with synchronous=FULL into a write-ahead log", async () => {
  const connection = await openSqlite({ file: join(temporaryFolder(), "leadline.db") });
  const settings = await connection.transaction(async (transaction) => [
    await transaction.run({ sql: "PRAGMA synchronous", params: [] }),
    await transaction.run({ sql: "PRAGMA journal_mode", params: [] }),
  ]);
  await connection.close();
  expect(settings.map((result) => result.rows)).toEqual([[[2]], [["wal"]]]);
});

const traceable = spawnSync("strace", ["-e", "trace=fsync", "true"]).status === 0;

it(`tells the sender only after the log is on the disk${traceable ? "" : " (by its settings: no strace here)"}`, async () => {
  const cwd = temporaryFolder();
  const trace = join(cwd, "trace");
  const calls = "trace=pwrite64,fsync,fdatasync,write,writev,sendto";
  const under = traceable ? ["strace", "-f", "-y", "-s", "4096", "-e", calls, "-o", trace] : [];
  const program = await startProgram({ cwd, under });
  const visitor = aVisitor(program.url);
  const id = randomUUID();
  expect(await visitor.says("Hello, is this on the disk?", id)).toBe(200);
  await program.stop();
  if (!traceable) return;

  const lines = readFileSync(trace, "utf8").split("\n");
  const kept = lines.findIndex((line) => /pwrite64\(.*leadline\.db-wal>/.test(line) && line.includes(id));
  const flushed = lines.findIndex((line, i) => i > kept && /f(data)?sync\(.*leadline\.db-wal>/.test(line));
  const told = lines.findIndex(
    (line) => /write|sendto/.test(line) && line.includes("HTTP/1.1 200") && line.includes(id),
  );
  expect(kept).toBeGreaterThan(0);
  expect(flushed).toBeGreaterThan(kept);
  expect(told).toBeGreaterThan(flushed);
});
