import { parentPort, workerData } from "node:worker_threads";
import { DatabaseSync } from "@photostructure/sqlite";
import { z } from "zod";
import { toFault } from "./sqlite-error.ts";
import type { CheckResult } from "./types.ts";

/** The thread of {@link checkDatabase}: says what it found, once. */

const Damage = z.array(z.object({ integrity_check: z.string() }));
const Dangling = z.array(z.object({ table: z.string(), rowid: z.number().nullable(), parent: z.string() }));

try {
  parentPort?.postMessage({ found: check(z.string().parse(workerData)) });
} catch (error) {
  parentPort?.postMessage({ failed: toFault(error) });
}

function check(file: string): CheckResult {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    const damage = Damage.parse(db.prepare("PRAGMA integrity_check(100)").all()).map(
      (row) => row.integrity_check,
    );
    return {
      damage: damage.filter((line) => line !== "ok"),
      danglingRows: Dangling.parse(db.prepare("PRAGMA foreign_key_check").all()),
    };
  } finally {
    db.close();
  }
}
