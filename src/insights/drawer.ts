import type { Worker } from "node:worker_threads";
import type { Chart } from "../channel/chart.ts";
import { LeadlineError } from "../errors.ts";
import { startWorker } from "../start-worker.ts";
import type { DrawReply, DrawRequest } from "./drawing-thread.ts";
import type { ThemeName } from "./picture/theme.ts";

/** Draws charts in a thread of its own: a picture takes longer than the program may stand still. */
export interface Drawer {
  /** Draw a chart as PNG. Rejects with `picture-failed` when it cannot be drawn in time. */
  draw(chart: Chart): Promise<Buffer>;
  /** End the thread; what is still being drawn is rejected. */
  close(): Promise<void>;
}

export interface DrawerOptions {
  theme: ThemeName;
  /** Milliseconds from the request until it is given up; its message waits as long. Default: 20,000. */
  timeoutMs?: number;
  /** Milliseconds without anything to draw after which the thread ends. Default: 300,000. */
  idleMs?: number;
  /** Start the thread. Default: the real one. */
  start?: () => Worker;
}

interface Job {
  chart: Chart;
  resolve(picture: Buffer): void;
  reject(error: LeadlineError): void;
  deadline: NodeJS.Timeout;
}

/** The thread starts with the first chart. One that draws too long, or dies, is replaced for the next chart. */
export function createDrawer(options: DrawerOptions): Drawer {
  const { theme, timeoutMs = 20_000, idleMs = 300_000, start = startThread } = options;
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  let current: Job | null = null;
  let closed = false;
  const waiting: Job[] = [];

  function next(): void {
    if (current !== null) return;
    clearTimeout(idle);
    current = waiting.shift() ?? null;
    if (current === null) {
      idle = setTimeout(drop, idleMs).unref();
      return;
    }
    try {
      worker ??= open();
      worker.postMessage({ chart: current.chart, theme } satisfies DrawRequest);
    } catch (error) {
      settle({ failed: error instanceof Error ? error.message : String(error) });
    }
  }

  function open(): Worker {
    const fresh = start();
    // It keeps the program running only as long as somebody waits for a picture, and those have deadlines.
    fresh.unref();
    const isCurrent = (): boolean => worker === fresh;
    fresh.on("message", (reply: DrawReply) => {
      if (isCurrent()) settle(reply);
    });
    const lost = (why: string): void => {
      if (!isCurrent()) return;
      worker = null;
      settle({ failed: why });
    };
    fresh.on("error", (error) => lost(error.message));
    fresh.on("exit", (code) => lost(`the thread ended with code ${code}`));
    return fresh;
  }

  function settle(reply: DrawReply): void {
    const job = current;
    current = null;
    if (job !== null) {
      clearTimeout(job.deadline);
      if ("picture" in reply) job.resolve(Buffer.from(reply.picture));
      else job.reject(failure(job.chart, reply.failed));
    }
    next();
  }

  function expire(job: Job): void {
    if (current === job) {
      void drop();
      settle({ failed: `it took more than ${timeoutMs} ms` });
      return;
    }
    waiting.splice(waiting.indexOf(job), 1);
    job.reject(failure(job.chart, `its turn did not come within ${timeoutMs} ms`));
  }

  function drop(): Promise<unknown> {
    const old = worker;
    worker = null;
    return old === null ? Promise.resolve() : old.terminate();
  }

  return {
    draw(chart) {
      return new Promise<Buffer>((resolve, reject) => {
        if (closed) {
          reject(failure(chart, "the program is stopping"));
          return;
        }
        const job: Job = { chart, resolve, reject, deadline: setTimeout(() => expire(job), timeoutMs) };
        waiting.push(job);
        next();
      });
    },
    async close() {
      closed = true;
      clearTimeout(idle);
      const left = current === null ? waiting.splice(0) : [current, ...waiting.splice(0)];
      current = null;
      for (const job of left) {
        clearTimeout(job.deadline);
        job.reject(failure(job.chart, "the program is stopping"));
      }
      await drop();
    },
  };
}

function startThread(): Worker {
  return startWorker("drawing-thread", import.meta.url, {
    name: "drawing",
    // A picture needs a few megabytes; one that needs more must not take the program's memory with it.
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
}

function failure(chart: Chart, why: string): LeadlineError {
  return new LeadlineError("picture-failed", `A chart (${chart.kind}) could not be drawn: ${why}.`, {
    fix: "Nothing is lost: the answer goes out as text. If it happens again, report it with this message.",
    retryable: true,
  });
}
