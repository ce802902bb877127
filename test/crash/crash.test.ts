import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { freshPostgresUrl } from "../support/database.ts";
import { type CrashReport, crashTest } from "./report.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "leadline-crash-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Everything held, and the run was a real one. */
function expectSound({ faults, figures, kills }: CrashReport, rounds: number): void {
  expect(faults).toEqual([]);
  expect(figures.kills).toBe(rounds);
  expect(figures["events accepted"]).toBeGreaterThan(rounds * 10);
  expect(figures["delivered again after a kill"]).toBeGreaterThan(0);
  expect(figures["of those, had been kept"]).toBeGreaterThan(0);
  expect(figures["looked up and found"]).toBeGreaterThan(0);
  expect(figures["looked up and absent"]).toBeGreaterThan(0);
  expect(figures.parked).toBeGreaterThan(0);
  expect(figures["messages of sequences"]).toBeGreaterThan(3);
  // Where a kill falls in a process of its own is luck: fifty hit every moment, fourteen may miss one.
  const moments = ["claimed", "sent", "commit", "accept", "kept", "start"] as const;
  const hit = moments.filter((moment) => kills[moment] > 0);
  expect(hit.length, hit.join()).toBeGreaterThanOrEqual(rounds >= 50 ? moments.length : moments.length - 1);
}

it("loses nothing and does nothing twice over 50 kills on SQLite", { timeout: 480_000 }, async () => {
  const folder = temporaryFolder();
  const databaseUrl = `file:${join(folder, "leadline.db")}`;
  expectSound(await crashTest({ databaseUrl, folder, rounds: 50, seed: 1 }), 50);
});

it("loses nothing and does nothing twice over 14 kills on PostgreSQL", { timeout: 480_000 }, async () => {
  const databaseUrl = await freshPostgresUrl();
  expectSound(await crashTest({ databaseUrl, folder: temporaryFolder(), rounds: 14, seed: 2 }), 14);
});
