import type { Log } from "../../../src/channel/adapter.ts";
import { explainError } from "../../../src/errors.ts";
import { familyOf, runningProcesses } from "./processes.ts";
import { type Child, ChildSilent } from "./start-child.ts";
import type { Timings } from "./timings.ts";

export interface WatchOptions {
  child: Child;
  browserPid: number;
  maxMemoryMb: number;
  timings: Pick<Timings, "beatMs" | "beatTimeoutMs" | "memoryMs">;
  log: Log;
  /** What WhatsApp's page says of its connection, while it is ready. */
  onConnection(state: string): void;
}

/** Beat and weigh a session until it ends; end it when it does not answer or grows too large. */
export function watchChild({
  child,
  browserPid,
  maxMemoryMb,
  timings,
  log,
  onConnection,
}: WatchOptions): void {
  const end = (why: string) => {
    log.warn({ why }, "The WhatsApp session is ended");
    child.kill();
  };
  let misses = 0;
  every(timings.beatMs, async () => {
    try {
      const { state, ready } = await child.ask({ type: "beat" }, timings.beatTimeoutMs);
      misses = 0;
      if (ready && state !== null) onConnection(state);
    } catch (error) {
      misses += 1;
      // A page that is just loading cannot be asked; a process that says nothing hangs.
      if (error instanceof ChildSilent || misses >= 3) end(explainError(error));
    }
  });
  every(timings.memoryMs, async () => {
    const all = await runningProcesses();
    const pids = child.pid === undefined ? [browserPid] : [child.pid, browserPid];
    const family = new Set(pids.flatMap((pid) => familyOf(pid, all)));
    const used = Math.round([...family].reduce((sum, { memoryMb }) => sum + memoryMb, 0));
    if (used > maxMemoryMb) end(`it uses ${used} MB, more than ${maxMemoryMb}`);
  });

  /** One at a time, for as long as the process runs. */
  function every(ms: number, look: () => Promise<void>): void {
    let ended = false;
    let timer: NodeJS.Timeout | undefined;
    const next = () => {
      timer = setTimeout(async () => {
        await look().catch((error) => log.debug({ error }, "A look at the WhatsApp session failed"));
        if (!ended) next();
      }, ms);
    };
    next();
    void child.ended.then(() => {
      ended = true;
      clearTimeout(timer);
    });
  }
}
