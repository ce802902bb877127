import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { packageFolder } from "../../src/config.ts";
import { argsFor } from "../support/child-process.ts";
import { type ToChild, type ToParent, toParentSchema } from "./wire.ts";

/** The program under test, as its parent holds it. */
export interface Program {
  /** Resolves when it has loaded its code and waits for `go`. */
  readonly loaded: Promise<void>;
  post(message: ToChild): void;
  /** Hears everything that it says from now on. */
  listen(listener: (message: ToParent) => void): void;
  /** kill -9. */
  kill(): void;
  pid(): number;
  /** Resolves when it has ended and everything that it said before has been heard. */
  readonly gone: Promise<{ signal: NodeJS.Signals | null; code: number | null }>;
  /** The end of what it logged. */
  log(): string;
}

const LOG_KEPT = 20_000;
/** Those that run, so that none outlives a harness that fails. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Start it and let it load its code, which takes longer than all else: the next one is started in advance. */
export function startProgram(): Program {
  const child = spawn(process.execPath, argsFor(new URL("./child.ts", import.meta.url)), {
    cwd: packageFolder(),
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    // Its settings come with `go`; what is set around the tests is not for it.
    env: { PATH: process.env.PATH, LEADLINE_BUILT_THREADS: process.env.LEADLINE_BUILT_THREADS },
  });
  running.add(child);
  let log = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-LOG_KEPT);
  });
  let tellLoaded = () => {};
  const loaded = new Promise<void>((resolve) => {
    tellLoaded = resolve;
  });
  let listener: (message: ToParent) => void = () => {};
  child.on("message", (received) => {
    const message = toParentSchema.parse(received);
    if (message.type === "loaded") tellLoaded();
    else listener(message);
  });
  child.on("error", () => {});
  // What it wrote before it died still arrives: only after the disconnection everything has been heard.
  const gone = Promise.all([once(child, "exit"), once(child, "disconnect")]).then(() => {
    running.delete(child);
    return { signal: child.signalCode, code: child.exitCode };
  });
  const broken = gone.then(() => {
    throw new Error(`the program ended before it had loaded:\n${log}`);
  });
  const ready = Promise.race([loaded, broken]);
  // It may fail before anybody waits for it.
  ready.catch(() => {});
  return {
    loaded: ready,
    post: (message) => {
      if (child.connected) child.send(message, () => {});
    },
    listen: (to) => {
      listener = to;
    },
    kill: () => {
      child.kill("SIGKILL");
    },
    pid: () => child.pid ?? 0,
    gone,
    log: () => log,
  };
}
