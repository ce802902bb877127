import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { readData } from "../crash/data.ts";
import { aVisitor, startProgram } from "./program.ts";
import { temporaryFolder } from "./support.ts";

/** The disk is full. */

const KIB = 1024;
/** What the ballast leaves free: room for a few messages of 8,000 characters. */
const ROOM = 300 * KIB;

it("answers 503 while the disk is full, goes on by itself, and loses nothing", async () => {
  const cwd = temporaryFolder();
  const disk = join(cwd, "data");
  mkdirSync(disk);
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", disk]);
  if (mounted.status !== 0) {
    // No small disk can be made here (it takes root): how SQLite takes a full one is tested in test/store/sqlite.
    console.warn(`The full disk was not tested through the program: ${mounted.stderr}`);
    return;
  }
  onTestFinished(() => {
    spawnSync("umount", ["-l", disk]);
  });
  const program = await startProgram({ cwd, environment: { LEADLINE_TRUST_PROXY: "on" } });
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, "ballast"), Buffer.alloc(bavail * bsize - ROOM, 1));

  // Each visitor from an address of their own, so that nobody is refused for being too fast.
  const visitors = Array.from({ length: 60 }, (_, i) => ({
    id: randomUUID(),
    visitor: aVisitor(program.url, `203.0.113.${i}`),
  }));
  const text = "I would like to know a lot. ".repeat(280);
  const statuses: number[] = [];
  for (const { visitor, id } of visitors) statuses.push(await visitor.says(text, id));
  expect(statuses[0]).toBe(200);
  expect(statuses.at(-1)).toBe(503);
  expect([...new Set(statuses)].sort()).toEqual([200, 503]);
  expect((await fetch(`${program.url}/healthz`)).status).toBe(200);

  rmSync(join(disk, "ballast"));
  // What was refused is sent again, as the page does, and so is what was taken.
  for (const { visitor, id } of visitors) expect(await visitor.says(text, id)).toBe(200);
  expect((await fetch(`${program.url}/readyz`)).status).toBe(200);
  for (const { visitor } of visitors) await visitor.hears(1);
  for (const { visitor } of visitors) {
    const entries = await visitor.reads();
    expect(entries.map((entry) => entry.from)).toEqual(["you", "bot"]);
  }
  expect(await program.stop()).toBe(0);
  const data = await readData(`file:${join(disk, "leadline.db")}`);
  expect(data.damage).toEqual([]);
  expect(data.leads.map((lead) => lead.number).sort((a, b) => a - b)).toEqual(visitors.map((_, i) => i + 1));
});
