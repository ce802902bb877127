import type { ChannelHealth } from "../../src/channel/adapter.ts";
import { accessSentence, type Failure } from "./failure.ts";
import type { SocketState } from "./socket.ts";

/** How the channel is, put together from what the calls and the connection told. */
export interface Health {
  started(): void;
  stopped(): void;
  /** Null when Slack took the token. */
  access(refused: Failure | null): void;
  socket(state: SocketState): void;
  /** Whether the token is known to be refused. */
  isRefused(): boolean;
  now(): ChannelHealth;
}

export function createHealth(way: "socket" | "http"): Health {
  let running = false;
  let refused: Failure | null = null;
  let socket: SocketState = { kind: "connecting" };
  let everConnected = false;
  return {
    started() {
      running = true;
    },
    stopped() {
      running = false;
    },
    access(failure) {
      refused = failure;
    },
    socket(state) {
      socket = state;
      if (state.kind === "connected") everConnected = true;
    },
    isRefused: () => refused !== null,
    now() {
      if (!running) return { state: "down", detail: "Slack is stopped." };
      if (refused?.kind === "refused-access") return { state: "down", detail: accessSentence(refused) };
      if (way === "http") return { state: "ready", detail: "Slack delivers to /slack/events." };
      if (socket.kind === "connected")
        return { state: "ready", detail: "Connected to Slack by Socket Mode." };
      if (socket.kind === "failed" && socket.failure.kind === "refused-access")
        return { state: "down", detail: appTokenSentence(socket.failure.code) };
      if (!everConnected)
        return { state: "starting", detail: `Connecting to Slack by Socket Mode${whyNot(socket)}.` };
      return {
        state: "degraded",
        detail: `The connection to Slack was lost and is being made again${whyNot(socket)}; Slack delivers again what is said meanwhile.`,
      };
    },
  };
}

/** What is wrong with the app-level token, and what to do: also for doctor. */
export function appTokenSentence(code: string): string {
  return `Slack refused the app-level token (${code}): make one with the scope connections:write on the app's page Basic Information, and set LEADLINE_SLACK_APP_TOKEN.`;
}

function whyNot(socket: SocketState): string {
  if (socket.kind !== "failed" || !("code" in socket.failure)) return "";
  return ` (${socket.failure.code})`;
}
