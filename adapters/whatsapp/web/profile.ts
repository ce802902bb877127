import { chmod, mkdir, readlink, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { killBrowser } from "./processes.ts";

/** The folder of the browser's profile within the folder of the session; the library names it so. */
export function profileOf(folder: string): string {
  return join(folder, "session");
}

/**
 * Make the folder ready for a new browser: kept to its owner, no browser left in it, no lock of one that is gone.
 * A browser that a killed process has left behind is ended: two on one profile would break the session.
 */
export async function prepareProfile(folder: string): Promise<void> {
  const profile = profileOf(folder);
  await mkdir(profile, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  await chmod(profile, 0o700);
  await endLeftBrowser(folder);
}

/** End the browser that holds the profile, if one does, and take its lock away. */
export async function endLeftBrowser(folder: string): Promise<void> {
  const profile = profileOf(folder);
  const holder = await lockHolder(profile);
  if (holder !== null) await killBrowser(holder, profile);
  // Also after a move to another machine or container, of which the lock still tells: our data folder is ours.
  for (const name of ["SingletonLock", "SingletonCookie", "SingletonSocket", "DevToolsActivePort"])
    await rm(join(profile, name), { force: true });
}

/** Forget the session, so that the phone must be linked anew. The browser must have ended. */
export async function forgetSession(folder: string): Promise<void> {
  await rm(profileOf(folder), { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** The process that the lock names, a link to `<host>-<pid>`; null when there is none, or it is on another host. */
async function lockHolder(profile: string): Promise<number | null> {
  try {
    const target = await readlink(join(profile, "SingletonLock"));
    const [, host, pid] = /^(.*)-(\d+)$/.exec(target) ?? [];
    return host === hostname() && Number(pid) > 1 ? Number(pid) : null;
  } catch {
    return null;
  }
}
