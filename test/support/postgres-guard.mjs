// Started by postgres.ts. Waits until the process that started it is gone, then ends the PostgreSQL server
// whose files are in the folder given, and removes the folder.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
process.stdin.resume();
process.stdin.on("close", () => {
  try {
    const pid = Number(readFileSync(join(folder, "data", "postmaster.pid"), "utf8").split("\n")[0]);
    process.kill(pid, "SIGQUIT");
  } catch {
    // It never started, or has ended already.
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});
