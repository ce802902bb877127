import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { DatabaseSync } from "@photostructure/sqlite";
import { z } from "zod";
import { LeadlineError } from "../../errors.ts";
import { sqliteCode, toError } from "./sqlite-error.ts";

/** A file lock held until `release`, or until the process ends, however it ends. */
export interface FileLock {
  release(): void;
}

const Owner = z.object({ pid: z.number(), host: z.string(), since: z.string() });

const BUSY = 5;

/**
 * Take the database file for this process, or throw `database-in-use` naming who has it.
 *
 * Two writing processes on one SQLite file fail each other's transactions, so the second must not start. The
 * lock is SQLite's own on an empty sidecar file: the operating system drops it with the process, also after
 * kill -9, and containers that share the folder on one machine see it. Who holds it stands in a second file,
 * because opening and closing the sidecar by any other way would drop our lock (POSIX).
 *
 * `now`: time written beside the pid.
 */
export function lockFile(file: string, now: Date): FileLock {
  const ownerFile = `${file}.owner`;
  let db: InstanceType<typeof DatabaseSync>;
  try {
    db = new DatabaseSync(`${file}.lock`, { timeout: 0 });
  } catch (error) {
    throw toError(error);
  }
  try {
    db.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    db.close();
    if ((sqliteCode(error) & 0xff) !== BUSY) throw toError(error);
    throw inUse(file, ownerFile);
  }
  chmodSync(`${file}.lock`, 0o600);
  const owner = { pid: process.pid, host: hostname(), since: now.toISOString() };
  writeFileSync(ownerFile, `${JSON.stringify(owner)}\n`, { mode: 0o600 });
  return {
    release() {
      if (!db.isOpen) return;
      rmSync(ownerFile, { force: true });
      db.close();
    },
  };
}

function inUse(file: string, ownerFile: string): LeadlineError {
  const owner = readOwner(ownerFile);
  const who =
    owner === undefined ? "another process" : `process ${owner.pid} on ${owner.host} since ${owner.since}`;
  return new LeadlineError("database-in-use", `The database ${file} is in use by ${who}.`, {
    fix: "Stop that process first, or give this one a database file of its own.",
  });
}

function readOwner(ownerFile: string): z.infer<typeof Owner> | undefined {
  try {
    return Owner.parse(JSON.parse(readFileSync(ownerFile, "utf8")));
  } catch {
    // It is only for the message, and may be half written at this moment.
    return undefined;
  }
}
