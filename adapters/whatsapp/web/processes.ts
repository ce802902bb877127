import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** One running process. */
export interface RunningProcess {
  pid: number;
  parent: number;
  /** Resident memory in megabytes; pages that processes share count in each. */
  memoryMb: number;
}

/** Every process of this machine that we may see; empty when the system does not tell. */
export async function runningProcesses(): Promise<RunningProcess[]> {
  try {
    const names = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
    const found = await Promise.all(names.map((name) => fromProc(Number(name))));
    return found.filter((entry) => entry !== null);
  } catch {
    return fromPs();
  }
}

/** The process and all that it began, the oldest first. */
export function familyOf(pid: number, all: readonly RunningProcess[]): RunningProcess[] {
  const family = all.filter((entry) => entry.pid === pid);
  for (const member of family) family.push(...all.filter((entry) => entry.parent === member.pid));
  return family;
}

/**
 * End a browser and everything it began, at once, when its command line names the profile: a number that another
 * process has got meanwhile is left alone. Gives whether there was one. A process that is gone already is no fault.
 */
export async function killBrowser(pid: number, profile: string): Promise<boolean> {
  if (!(await commandLine(pid)).includes(profile)) return false;
  const family = familyOf(pid, await runningProcesses());
  // The library starts it as the head of a group of its own, so that helpers without a parent go too.
  kill(-pid);
  for (const { pid: member } of family) kill(member);
  kill(pid);
  return true;
}

/** Whether a process of this number runs. A dead one whose parent has not noticed does not. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(await readFile(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return (await fromPs()).some((entry) => entry.pid === pid);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended, or is not ours to end.
  }
}

async function commandLine(pid: number): Promise<string> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, "utf8")).replaceAll("\0", " ");
  } catch {
    return ps(["-o", "command=", "-p", String(pid)]);
  }
}

async function fromProc(pid: number): Promise<RunningProcess | null> {
  try {
    const [stat, statm] = await Promise.all([
      readFile(`/proc/${pid}/stat`, "utf8"),
      readFile(`/proc/${pid}/statm`, "utf8"),
    ]);
    // The name stands in brackets and may hold anything.
    const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const pages = Number(statm.split(" ")[1]);
    return { pid, parent: Number(parent), memoryMb: (pages * PAGE_BYTES) / 1_048_576 };
  } catch {
    return null;
  }
}

/** Of all systems that Chromium runs on, but some ARM kernels, where it tells too little. */
const PAGE_BYTES = 4_096;

async function fromPs(): Promise<RunningProcess[]> {
  return (await ps(["-axo", "pid=,ppid=,rss="])).split("\n").flatMap((line) => {
    const [pid, parent, kilobytes] = line.trim().split(/\s+/).map(Number);
    if (!pid || parent === undefined || kilobytes === undefined) return [];
    return [{ pid, parent, memoryMb: kilobytes / 1_024 }];
  });
}

async function ps(args: string[]): Promise<string> {
  try {
    return (await promisify(execFile)("ps", args, { timeout: 5_000, maxBuffer: 4_000_000 })).stdout;
  } catch {
    return "";
  }
}
