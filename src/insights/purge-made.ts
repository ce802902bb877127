import { readdir, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import type { At } from "../leads/types/at.ts";

/**
 * Delete the pictures and exports of the months that were over before `before`. Gives how many months that were. A
 * picture that somebody looks at later is drawn again; an export is made again by asking again.
 */
export async function purgeMade(dataFolder: string, before: At): Promise<number> {
  const made = join(dataFolder, "made");
  let gone = 0;
  for (const year of await namesIn(made, /^\d{4}$/)) {
    for (const month of await namesIn(join(made, year), /^(?:0[1-9]|1[0-2])$/)) {
      const end = new Date(Date.UTC(Number(year), Number(month), 1)).toISOString();
      if (end > before) continue;
      await rm(join(made, year, month), { recursive: true, force: true });
      gone += 1;
    }
    // Fails while there is something in it.
    await rmdir(join(made, year)).catch(() => {});
  }
  return gone;
}

/** Folders that are not there are empty. */
async function namesIn(folder: string, pattern: RegExp): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return names.filter((name) => pattern.test(name)).sort();
}
