import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/clock.ts";
import type { Decided } from "../../src/engine/engine.ts";
import type { Database } from "../../src/store/database.ts";
import { openStore } from "../../src/store/index.ts";
import { createMarks } from "../../src/store/insights/marks.ts";
import { STATE_KEY } from "../../src/store/insights/state.ts";
import { createTurnStore, mergeChanges } from "../../src/store/turns.ts";
import { startOwnPostgres } from "../support/postgres.ts";
import { log, withDatabase } from "./insights.ts";
import { collectGarbage, decideAll, samplePeople } from "./turns.ts";

/** Marks may cost the hot path a tenth at most. */
const MOST = 1.1;
const PROSPECTS = 100;
const ROUNDS = 5;
const DAY = 86_400_000;

type Kind = "without" | "with" | "late";

/**
 * The commits of prospects' turns, one turn each, with and without the marks that keep roll-ups right; and `late`, a
 * day after, when all of them mark a day that was counted. Only the commits are timed: the whole path is longer.
 */
export async function benchMarks(): Promise<boolean> {
  console.log(
    "\nmarks: the commits of prospects' turns with the marks of stale days, over those without; the middle",
  );
  console.log(
    `of ${ROUNDS} rounds. "late": every turn changes a lead of a day that was counted, which few do.`,
  );
  const folder = mkdtempSync(join(tmpdir(), "leadline-bench-"));
  const server = await startOwnPostgres({ durable: true });
  try {
    const turns = await decideAll(folder, [PROSPECTS]);
    let good = true;
    let files = 0;
    for (const [name, url] of [
      ["SQLite", async () => `file:${join(folder, `${files++}.db`)}`],
      ["PostgreSQL", () => server.createDatabase()],
    ] as const) {
      const ratios: Record<"with" | "late", number[]> = { with: [], late: [] };
      for (let round = 0; round < ROUNDS; round++) {
        const without = await timeCommits(await url(), turns, "without");
        ratios.with.push((await timeCommits(await url(), turns, "with")) / without);
        ratios.late.push((await timeCommits(await url(), turns, "late")) / without);
      }
      const middle = (list: number[]) => [...list].sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
      console.log(
        `${name}: ${middle(ratios.with).toFixed(3)} (wanted: at most ${MOST}), late ${middle(ratios.late).toFixed(3)}`,
      );
      good &&= middle(ratios.with) <= MOST;
    }
    return good;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds to commit the turns, one after another, to an empty database. */
async function timeCommits(databaseUrl: string, decided: readonly Decided[], kind: Kind): Promise<number> {
  const migrated = await openStore({ databaseUrl, log, clock: systemClock });
  await migrated.close();
  return withDatabase(databaseUrl, async (db) => {
    await db.write(samplePeople().map((sql) => ({ sql: sqlFor(db, sql), params: [] })));
    await db.write([{ sql: closedUntil(db), params: [] }]);
    const store = createTurnStore(db, kind === "without" ? () => [] : createMarks(db.dialect));
    const doneAt = new Date(Date.now() + (kind === "late" ? DAY : 0)).toISOString();
    collectGarbage();
    const began = performance.now();
    for (const { changes } of decided) {
      const batch = await store.begin();
      await batch.commit({ seqs: [], doneAt, changes: mergeChanges([changes]) });
    }
    return performance.now() - began;
  });
}

/** As if all days until tomorrow had been counted. */
function closedUntil(db: Database): string {
  const openAt = new Date(Date.now() + DAY).toISOString();
  const state = JSON.stringify({ version: "1", fingerprint: "", openFrom: openAt.slice(0, 10), openAt });
  return `INSERT INTO "settings" ("key", "value", "updatedAt") VALUES ('${STATE_KEY}', '${state}', ${db.dialect.name === "postgresql" ? "now()" : "''"})`;
}

function sqlFor(db: Database, sql: string): string {
  return db.dialect.name === "postgresql" ? sql.replace("1, 0, '', ''", "true, 0, now(), now()") : sql;
}
