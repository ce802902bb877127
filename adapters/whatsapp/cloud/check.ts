import type { AdapterHost, ChannelHealth } from "../../../src/channel/adapter.ts";
import { askForNumber } from "./diagnose.ts";
import type { Graph } from "./graph.ts";
import { refusalOf, type Trouble } from "./refusals.ts";

/** Whether Meta can be reached and lets us work: asked at the start, and while something is wrong. */
export interface Check {
  start(host: AdapterHost): void;
  /** What a send has shown; null: that it works. */
  heard(trouble: Trouble | null): void;
  health(): ChannelHealth;
  stop(): void;
}

const LONGEST_PAUSE_MS = 300_000;

export function createCheck(options: { graph: Graph; phoneId: string; pauseMs: number }): Check {
  let host: AdapterHost | null = null;
  let ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let attempt = 0;
  let wasReady = false;
  let number = "";
  /** The number may look fine while sending is not allowed. */
  let onlySendTells = false;
  let state: ChannelHealth = { state: "starting", detail: "Meta is being asked about the number." };

  function heard(trouble: Trouble | null): void {
    if (host === null) return;
    if (trouble === null) ready();
    else {
      if (state.state !== trouble.state) host.log.warn({ detail: trouble.detail }, "WhatsApp is in trouble.");
      state = { state: trouble.state, detail: trouble.detail };
      onlySendTells = trouble.onlySendTells === true;
      if (!onlySendTells) askAgain();
    }
  }

  function ready(): void {
    if (state.state !== "ready" && wasReady) host?.reconnected();
    wasReady = true;
    onlySendTells = false;
    attempt = 0;
    clearTimeout(timer);
    timer = undefined;
    state = { state: "ready", detail: `WhatsApp takes and sends messages${number}.` };
  }

  /** Later and later while it fails, with jitter. */
  function askAgain(): void {
    if (timer !== undefined || host === null) return;
    const full = Math.min(options.pauseMs * 2 ** attempt, LONGEST_PAUSE_MS);
    attempt = Math.min(attempt + 1, 20);
    timer = setTimeout(ask, full / 2 + (Math.random() * full) / 2);
    timer.unref();
  }

  async function ask(): Promise<void> {
    const asker = host;
    const answer = await askForNumber(options.graph, options.phoneId, ending.signal);
    timer = undefined;
    // Stopped, or started anew, meanwhile.
    if (asker === null || host !== asker) return;
    if ("facts" in answer) {
      number = ` as ${answer.facts.display}`;
      if (!onlySendTells) ready();
      return;
    }
    const { outcome, trouble } = refusalOf(answer.fault);
    const detail = `Meta did not say whether the number may be used (${outcome.reason}): it is asked again.`;
    heard(trouble ?? { state: "degraded", detail });
  }

  return {
    start(to) {
      host = to;
      ending = new AbortController();
      onlySendTells = false;
      attempt = 0;
      wasReady = false;
      state = { state: "starting", detail: "Meta is being asked about the number." };
      void ask();
    },
    heard,
    health: () => state,
    stop() {
      host = null;
      ending.abort();
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
