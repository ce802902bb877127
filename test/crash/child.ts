// Run by process.ts: the real program, with channels whose other end is the parent.

import { readFileSync } from "node:fs";
import { type App, createApp } from "../../src/app.ts";
import type { ChannelAdapter } from "../../src/channel/adapter.ts";
import { seedPeople } from "../../src/cli/sample-people.ts";
import type { Clock } from "../../src/clock.ts";
import { createLog } from "../../src/log.ts";
import { configOf } from "./config.ts";
import { EPOCH } from "./epoch.ts";
import {
  CHANNELS,
  envelopeSchema,
  lookUpSchema,
  type SelfAim,
  sendOutcomeSchema,
  type ToChild,
  type ToParent,
  toChildSchema,
} from "./wire.ts";

const calls = new Map<number, (value: unknown) => void>();
let lastCall = 0;
let running: Promise<App> | undefined;
const counted = { decide: 0, accept: 0, kept: 0 };
let aim: SelfAim | null = null;
let sendsLeft = Number.POSITIVE_INFINITY;

function tell(message: ToParent): void {
  process.send?.(message);
}

process.on("message", (received) => {
  const message = toChildSchema.parse(received);
  if (message.type === "answer") {
    calls.get(message.call)?.(message.value);
    calls.delete(message.call);
  } else if (message.type === "go") {
    running = start(message);
  } else {
    void running?.then((app) => work(app, message));
  }
});
tell({ type: "loaded" });

async function start(go: Extract<ToChild, { type: "go" }>): Promise<App> {
  aim = go.aim;
  sendsLeft = go.standStillAfter ?? sendsLeft;
  const { clockFile, clockOffsetMs } = go;
  const offset = () => (clockFile === undefined ? clockOffsetMs : Number(readFileSync(clockFile, "utf8")));
  const clock: Clock = { now: () => new Date(Date.now() + offset()) };
  const app = await createApp({
    config: { ...configOf(go.databaseUrl, go.folder), jobsUrl: go.jobsUrl ?? null },
    log: createLog({ level: "warn" }),
    clock,
    adapters: [
      remoteChannel(CHANNELS.asked, true),
      remoteChannel(CHANNELS.blind, false),
      remoteChannel(CHANNELS.desk, true),
    ],
    beforeDecide: () => reached("decide"),
  });
  await seedPeople(app.store, { now: () => EPOCH });
  await app.start();
  tell({ type: "up" });
  return app;
}

async function work(app: App, message: ToChild): Promise<void> {
  if (message.type === "deliver") {
    const { id, channel, event } = message;
    const accepting = app.accept(channel, event);
    reached("accept");
    await accepting.then(
      ({ duplicate }) => {
        reached("kept");
        tell({ type: "accepted", id, duplicate });
      },
      (error: unknown) => tell({ type: "refused", id, reason: String(error) }),
    );
  } else if (message.type === "drain") {
    await app.drain();
    tell({ type: "drained" });
  } else if (message.type === "stop") {
    await app.stop();
    process.disconnect();
  }
}

/** SIGKILL from within: as sudden as from outside, but aimed. */
function reached(at: SelfAim["at"]): void {
  counted[at] += 1;
  if (aim === null || aim.at !== at || counted[at] !== aim.nth) return;
  let hops = aim.hops;
  const hop = () => {
    if (hops === 0) process.kill(process.pid, "SIGKILL");
    hops -= 1;
    setImmediate(hop);
  };
  hop();
}

function remoteChannel(name: string, canLookUp: boolean): ChannelAdapter {
  const ask = (type: "send" | "look-up", envelope: Parameters<ChannelAdapter["send"]>[0]) =>
    new Promise<unknown>((resolve) => {
      lastCall += 1;
      calls.set(lastCall, resolve);
      tell({ type, call: lastCall, channel: name, envelope: envelopeSchema.parse(envelope) });
      if (type === "send") {
        sendsLeft -= 1;
        if (sendsLeft === 0) process.kill(process.pid, "SIGSTOP");
      }
    });
  return {
    name,
    capabilities: {
      audience: name === CHANNELS.desk ? "colleagues" : "prospects",
      buttons: { max: 10, labelLength: 40 },
      list: null,
      textLength: 8_000,
      cards: true,
      threads: true,
      images: false,
      files: false,
      edit: false,
      typing: false,
      receipts: false,
      freeFormHours: null,
      pairing: false,
      lookUp: canLookUp,
    },
    async start() {},
    send: async (envelope) => sendOutcomeSchema.parse(await ask("send", envelope)),
    ...(canLookUp
      ? {
          lookUp: async (envelope: Parameters<ChannelAdapter["send"]>[0]) =>
            lookUpSchema.parse(await ask("look-up", envelope)),
        }
      : {}),
    health: () => ({ state: "ready", detail: "The parent process stands for the provider." }),
    async stop() {},
  };
}
