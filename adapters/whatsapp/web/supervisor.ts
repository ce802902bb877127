import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../../../src/channel/adapter.ts";
import type { Clock } from "../../../src/clock.ts";
import { explainError } from "../../../src/errors.ts";
import { findBrowser } from "./browser.ts";
import { killBrowser } from "./processes.ts";
import { endLeftBrowser, forgetSession, prepareProfile, profileOf } from "./profile.ts";
import type { Order, Report } from "./protocol.ts";
import { type AnswerTo, type Child, ChildSilent, type Question, startChild } from "./start-child.ts";
import type { Timings } from "./timings.ts";
import { watchChild } from "./watch.ts";

/** Where the link with WhatsApp stands. */
export type LinkState =
  | { phase: "stopped" }
  | { phase: "no-browser" }
  | { phase: "starting" }
  /** Waits for the phone; a QR code, or a code to type there. */
  | { phase: "pairing"; qr?: string; code?: string }
  | { phase: "ready" }
  /** Was ready; the page loads anew or WhatsApp is not reached. */
  | { phase: "away"; state?: string }
  /** Ended, and will be started again. */
  | { phase: "waiting"; why: string };

export type Told = Extract<Report, { type: "message" | "ack" | "edit" }>;

export interface Supervisor {
  start(): void;
  state(): LinkState;
  /** Resolves true once it is ready, or false after `timeoutMs` or when it is stopped. */
  whenReady(timeoutMs: number): Promise<boolean>;
  /** As {@link Child.ask}; silent at once when nothing runs. */
  ask<Q extends Question>(question: Q, timeoutMs: number): Promise<AnswerTo<Q>>;
  seen(chat: string): void;
  /** The running process and its browser, for tests and the log. */
  pids(): { child: number | undefined; browser: number | undefined };
  stop(): Promise<void>;
}

export interface SupervisorOptions {
  folder: string;
  chromePath: string | null;
  chromiumArgs: string[];
  phone: string | null;
  maxMemoryMb: number;
  timings: Timings;
  clock: Clock;
  log: Log;
  onTold(report: Told): void;
  /** `again`: after the connection was lost. */
  onReady(again: boolean): void;
  onPairing(pairing: { qr?: string; code?: string }): void;
  onLogout(): void;
  /** WhatsApp has blocked the account; `state` is its word for it. */
  onBlocked(state: string): void;
}

/**
 * Keep one session of WhatsApp Web running in a process of its own: whatever ends, hangs or grows there is ended
 * with its browser and started again, with growing waits. After a logout there is nothing to reconnect: the session
 * is forgotten and a new one waits for the phone.
 */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { folder, maxMemoryMb, timings, log } = options;
  const stopping = new AbortController();
  let state: LinkState = { phase: "stopped" };
  let child: Child | null = null;
  let browserPid: number | undefined;
  let loop: Promise<void> | null = null;
  let everReady = false;
  const readers = new Set<(ready: boolean) => void>();

  function become(next: LinkState): void {
    state = next;
    if (next.phase !== "ready" && next.phase !== "stopped") return;
    for (const tell of [...readers]) tell(next.phase === "ready");
  }

  function becomeReady(): void {
    const again = everReady && state.phase !== "ready";
    everReady = true;
    become({ phase: "ready" });
    options.onReady(again);
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      const chromePath = await findBrowser(options.chromePath);
      if (chromePath === null) {
        become({ phase: "no-browser" });
        await rest(60_000);
        continue;
      }
      const life = await oneLife(chromePath).catch((error) => ({
        why: "fault" as const,
        detail: explainError(error),
        readyMs: 0,
      }));
      if (stopping.signal.aborted) break;
      if (life.why === "logout") {
        failures = 0;
        await forgetSession(folder).catch((error) => log.warn({ error }, "The old WhatsApp session stays"));
        options.onLogout();
        continue;
      }
      const blocked = life.why === "state" && /TOS_BLOCK/.test(life.detail);
      if (blocked) options.onBlocked(life.detail);
      failures = life.readyMs >= timings.steadyMs ? 1 : failures + 1;
      const step = timings.backoffMs[Math.min(failures, timings.backoffMs.length) - 1] ?? 1_000;
      const wait = blocked ? timings.blockedMs : step * (0.8 + Math.random() * 0.4);
      log.warn(
        { why: life.detail, waitMs: Math.round(wait) },
        "The WhatsApp session ended; it is started anew",
      );
      become({ phase: "waiting", why: life.detail });
      await rest(wait);
    }
    become({ phase: "stopped" });
  }

  /** One process, from its start until nothing of it is left. */
  async function oneLife(chromePath: string) {
    become({ phase: "starting" });
    await prepareProfile(folder);
    if (stopping.signal.aborted) return { why: "stop" as const, detail: "", readyMs: 0 };
    let ended: Extract<Report, { type: "ended" }> | null = null;
    let readySince: number | null = null;
    let readyMs = 0;
    const notReady = () => {
      if (readySince !== null) readyMs += options.clock.now().getTime() - readySince;
      readySince = null;
    };
    const mine = startChild((report) => {
      switch (report.type) {
        case "browser":
          browserPid = report.pid;
          watchChild({
            child: mine,
            browserPid: report.pid,
            maxMemoryMb,
            timings,
            log,
            onConnection: connectionIs,
          });
          return;
        case "qr":
        case "code": {
          const pairing = report.type === "qr" ? { qr: report.code } : { code: report.code };
          become({ phase: "pairing", ...pairing });
          return options.onPairing(pairing);
        }
        case "ready":
          readySince ??= options.clock.now().getTime();
          return becomeReady();
        case "away":
          notReady();
          if (state.phase === "ready" || state.phase === "away") become({ phase: "away" });
          return;
        case "state":
          return connectionIs(report.state);
        case "note":
          return log.debug({ note: report.note }, "From the WhatsApp session");
        case "ended":
          ended = report;
          return;
        default:
          return options.onTold(report);
      }
    });
    child = mine;
    browserPid = undefined;
    const late = setTimeout(() => {
      if (browserPid === undefined) mine.kill();
    }, timings.startTimeoutMs);
    mine.tell(startOrder(chromePath));
    await mine.ended;
    clearTimeout(late);
    child = null;
    notReady();
    await clearAway();
    const last = ended as Extract<Report, { type: "ended" }> | null;
    return { why: last?.why ?? "fault", detail: last?.detail ?? "the browser's process was ended", readyMs };
  }

  function startOrder(chromePath: string): Extract<Order, { type: "start" }> {
    const { chromiumArgs, phone } = options;
    const { authTimeoutMs, readyTimeoutMs } = timings;
    return { type: "start", folder, chromePath, chromiumArgs, phone, authTimeoutMs, readyTimeoutMs };
  }

  /** What WhatsApp's page says of its connection, once it was ready. */
  function connectionIs(connection: string): void {
    if (state.phase === "ready" && connection !== "CONNECTED") become({ phase: "away", state: connection });
    else if (state.phase === "away" && state.state !== undefined && connection === "CONNECTED") {
      becomeReady();
    }
  }

  /** No browser outlives its process. */
  async function clearAway(): Promise<void> {
    if (browserPid !== undefined) await killBrowser(browserPid, profileOf(folder));
    browserPid = undefined;
    await endLeftBrowser(folder);
  }

  async function rest(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: stopping.signal }).catch(() => {});
  }

  return {
    start() {
      become({ phase: "starting" });
      loop ??= run().catch((error) => log.error({ error }, "The WhatsApp session is not watched any more"));
    },
    state: () => state,
    whenReady(timeoutMs) {
      if (state.phase === "ready") return Promise.resolve(true);
      if (stopping.signal.aborted) return Promise.resolve(false);
      return new Promise((resolve) => {
        const tell = (ready: boolean) => {
          clearTimeout(timer);
          readers.delete(tell);
          resolve(ready);
        };
        const timer = setTimeout(() => tell(false), timeoutMs);
        readers.add(tell);
      });
    },
    ask(question, timeoutMs) {
      if (child === null) return Promise.reject(new ChildSilent("nothing runs", false));
      return child.ask(question, timeoutMs);
    },
    seen(chat) {
      child?.tell({ type: "seen", chat });
    },
    pids: () => ({ child: child?.pid, browser: browserPid }),
    async stop() {
      stopping.abort();
      const running = child;
      running?.tell({ type: "stop" });
      const late = setTimeout(() => running?.kill(), timings.stopMs);
      await loop;
      clearTimeout(late);
      become({ phase: "stopped" });
    },
  };
}
