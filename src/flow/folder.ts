import { type FSWatcher, watch } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { LeadlineError } from "../errors.ts";
import { compileFlows, type FlowBundle } from "./bundle.ts";
import type { Problem } from "./problems.ts";

/** A flow file larger than this is a mistake, not a flow. Bytes. */
const LARGEST_FILE = 1_000_000;

/** An editor writes a file in several steps; wait so long after the last one. Milliseconds. */
const SETTLE_MS = 120;

/** A folder that changes all the time is taken as it is after so many readings. */
const MOST_READINGS = 20;

/**
 * Read the YAML files of a flow folder, with those of `nurture/` and `tests/`, by name.
 *
 * @throws LeadlineError `flow-invalid` when the folder cannot be read.
 */
export async function readFlowFolder(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  try {
    for (const below of ["", "nurture", "tests"]) {
      const entries = await readdir(join(folder, below), { withFileTypes: true }).catch((error: unknown) => {
        if (below === "") throw error;
        return [];
      });
      for (const entry of entries) {
        if (!entry.isFile() || !/^[^.].*\.ya?ml$/.test(entry.name)) continue;
        const text = await readFile(join(folder, below, entry.name), "utf8");
        const name = below === "" ? entry.name : `${below}/${entry.name}`;
        files[name] = text.length > LARGEST_FILE ? "" : text.replace(/^\uFEFF/, "");
      }
    }
  } catch (cause) {
    throw new LeadlineError("flow-invalid", `The flow folder ${folder} cannot be read.`, {
      fix: "Check that the folder exists and may be read; LEADLINE_FLOWS names it.",
      cause,
    });
  }
  return files;
}

/** Read and compile a flow folder. @throws LeadlineError `flow-invalid` when the folder cannot be read. */
export async function loadFlowFolder(
  folder: string,
): Promise<{ bundle: FlowBundle | null; problems: Problem[] }> {
  return compileFlows(await readFlowFolder(folder));
}

/** What became of the folder after a change. `bundle` is null when it is broken: keep the one you have. */
export interface FolderChange {
  bundle: FlowBundle | null;
  problems: Problem[];
}

export interface FolderWatch {
  close(): void;
  /** Look now, without waiting for the file system to tell. Resolves when the change was reported, if any. */
  refresh(): Promise<void>;
}

/**
 * Reload a flow folder whenever its files change. `onChange` is called only when their text is different
 * from what was last reported; a broken folder is reported with `bundle: null` and its problems, so that the
 * caller keeps the old bundle and says so.
 *
 * Some file systems (network shares, some containers) tell of no changes: there `pollMs` helps (default:
 * 5,000; 0 turns it off).
 */
export async function watchFlowFolder(
  folder: string,
  onChange: (change: FolderChange) => void,
  options: { pollMs?: number } = {},
): Promise<FolderWatch> {
  let last = fingerprint(await readFlowFolder(folder));
  let settle: NodeJS.Timeout | undefined;
  let looking = Promise.resolve();
  let closed = false;
  const look = async (): Promise<void> => {
    let files = await readOrNull(folder);
    // A file that is being written is read half: wait until two readings agree.
    for (let i = 0; i < MOST_READINGS && files !== null && fingerprint(files) !== last; i++) {
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      const before = fingerprint(files);
      files = await readOrNull(folder);
      if (files !== null && fingerprint(files) === before) break;
    }
    if (closed || files === null || fingerprint(files) === last) return;
    last = fingerprint(files);
    onChange(compileFlows(files));
  };
  const refresh = (): Promise<void> => {
    looking = looking.then(look);
    return looking;
  };
  const soon = (): void => {
    clearTimeout(settle);
    settle = setTimeout(refresh, SETTLE_MS);
    settle.unref();
  };
  const watchers = ["", "nurture", "tests"].flatMap((below) => watcherOf(join(folder, below), soon));
  const pollMs = options.pollMs ?? 5_000;
  const poll = pollMs > 0 ? setInterval(refresh, pollMs) : undefined;
  poll?.unref();
  return {
    refresh,
    close() {
      closed = true;
      clearTimeout(settle);
      clearInterval(poll);
      for (const watcher of watchers) watcher.close();
    },
  };
}

/** Null while the folder is being replaced as a whole (a deploy, a mount): the next look finds it again. */
async function readOrNull(folder: string): Promise<Record<string, string> | null> {
  return readFlowFolder(folder).catch(() => null);
}

/** None where the folder is missing or cannot be watched: polling finds the change a little later. */
function watcherOf(folder: string, onEvent: () => void): FSWatcher[] {
  try {
    const watcher = watch(folder, { persistent: false }, onEvent);
    watcher.on("error", () => watcher.close());
    return [watcher];
  } catch {
    return [];
  }
}

function fingerprint(files: Record<string, string>): string {
  return JSON.stringify(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
}
