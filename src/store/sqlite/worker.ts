import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { DatabaseSync } from "@photostructure/sqlite";
import { LeadlineError } from "../../errors.ts";
import type { Request, Settled, WriterSettings } from "./protocol.ts";
import { toFault } from "./sqlite-error.ts";
import { Writer } from "./writer.ts";

/*
 * The thread that owns the writing connection, so that the event loop of the program never waits for the disk.
 * It says "open" (or "failed") once, then answers requests in batches.
 */

const port = parentPort;
if (port === null) throw new Error("The writing thread cannot run on its own.");

try {
  // What our own side of the thread sent; checking it would cost more than all else that a thread begins with.
  const settings = workerData as WriterSettings;
  const db = openForWriting(settings);
  const receive = (): void => {
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
      take(next.message);
    }
  };
  const writer = new Writer({
    db,
    maxGroup: settings.maxGroup,
    receive,
    settle: (settled: Settled) => port.postMessage(settled),
    closed: () => port.close(),
  });
  const take = (batch: Request[]): void => {
    for (const request of batch) writer.accept(request);
  };
  port.on("message", (batch: Request[]) => {
    take(batch);
    receive();
    writer.pump();
  });
  port.postMessage("open");
} catch (error) {
  port.postMessage({ failed: toFault(error) });
}

function openForWriting({ file, busyMs, checkpointPages }: WriterSettings) {
  const db = new DatabaseSync(file, { timeout: busyMs });
  const mode: unknown = db.prepare("PRAGMA journal_mode=WAL").get()?.journal_mode;
  if (mode !== "wal") {
    throw new LeadlineError("database-lost", `The folder of ${file} does not support a write-ahead log.`, {
      fix: "Put the database on a local disk; network folders lack the locks and shared memory it needs.",
    });
  }
  // FULL: a commit is on the disk before anybody is told, also when the power goes.
  db.exec(`
    PRAGMA synchronous=FULL;
    PRAGMA foreign_keys=ON;
    PRAGMA temp_store=MEMORY;
    PRAGMA cache_size=-32000;
    PRAGMA wal_autocheckpoint=${checkpointPages};
    PRAGMA journal_size_limit=67108864;
  `);
  return db;
}
