import { startWorker } from "../../start-worker.ts";
import { type Fault, fromFault } from "./sqlite-error.ts";
import type { CheckResult } from "./types.ts";

/** Check a database file from end to end, in a thread of its own, while others use it. */
export async function checkDatabase(file: string): Promise<CheckResult> {
  const worker = startWorker("check-worker", import.meta.url, { workerData: file, name: "sqlite-check" });
  try {
    return await new Promise<CheckResult>((resolve, reject) => {
      worker.once("error", reject);
      worker.once("message", (message: { found: CheckResult } | { failed: Fault }) => {
        if ("found" in message) resolve(message.found);
        else reject(fromFault(message.failed));
      });
    });
  } finally {
    await worker.terminate();
  }
}
