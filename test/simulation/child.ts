// Run by program.ts: the real program, with a clock that is moved by the parent and channels that end there.

import { type App, createApp } from "../../src/app.ts";
import type { ChannelAdapter, ColleaguePlaces } from "../../src/channel/adapter.ts";
import { createManualClock } from "../../src/clock.ts";
import { createLog } from "../../src/log.ts";
import { configOf } from "../crash/config.ts";
import { savePeople, TEAMS } from "./people.ts";
import {
  CHANNELS,
  type FromProgram,
  type Sent,
  sentSchema,
  type ToProgram,
  toProgramSchema,
} from "./wire.ts";

const clock = createManualClock(new Date(0));
const delivered = new Set<string>();
let careful = true;
let hasStepped = false;
let untold: Sent[] = [];
let running: Promise<App> | undefined;

process.on("message", (received) => {
  const message = toProgramSchema.parse(received);
  if (message.type === "go") running = start(message);
  else void running?.then((app) => (message.type === "step" ? step(app, message) : stop(app)));
});
void tell({ type: "loaded" });

async function start(go: Extract<ToProgram, { type: "go" }>): Promise<App> {
  clock.set(new Date(go.now));
  for (const id of go.delivered) delivered.add(id);
  careful = go.careful;
  const app = await createApp({
    config: { ...configOf(go.databaseUrl, go.folder), playground: false },
    log: createLog({ level: "warn" }),
    clock,
    random: () => 0.5,
    adapters: [channel(CHANNELS.chat), channel(CHANNELS.desk)],
    byHand: true,
  });
  await savePeople(app.store, go.now);
  await app.start();
  await tell({ type: "up" });
  return app;
}

async function step(app: App, { now, events, timed }: Extract<ToProgram, { type: "step" }>): Promise<void> {
  let duplicates = 0;
  if (!timed) {
    // What the one before was killed in the middle of is done at its time, before any passes.
    if (!hasStepped) await app.drain();
    await passUntil(app, now);
  }
  hasStepped = true;
  await tellSends();
  await tell({ type: "timed" });
  clock.set(new Date(now));
  if (events.length > 0) {
    const taken = await Promise.all(events.map((each) => app.accept(each.channel, each.event)));
    duplicates = taken.filter(({ duplicate }) => duplicate).length;
  }
  await app.drain();
  await tellSends();
  const { user, system } = process.cpuUsage();
  await tell({ type: "stepped", cpuMs: (user + system) / 1_000, duplicates });
}

/** As the program is woken: at each moment at which something falls due. */
async function passUntil(app: App, end: string): Promise<void> {
  let last = { due: "", times: 0 };
  for (;;) {
    const next = await app.store.timers.nextDue();
    if (next === null || next > end) return;
    last = { due: next, times: next === last.due ? last.times + 1 : 0 };
    if (last.times > 20) throw new Error(`what is due at ${next} is never done`);
    if (next > clock.now().toISOString()) {
      clock.set(new Date(next));
      if (careful) await tell({ type: "clock", now: next });
    }
    await app.drain();
  }
}

async function stop(app: App): Promise<void> {
  await app.stop();
  process.disconnect();
}

/** Resolves once the parent has it for certain, also when this process is killed right after. */
function tell(message: FromProgram): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, undefined, undefined, () => resolve());
  });
}

async function tellSends(): Promise<void> {
  const sends = untold;
  untold = [];
  if (sends.length > 0) await tell({ type: "sent", sends });
}

/** Each team has a place of its own, as a business of twelve would. */
const DESK: ColleaguePlaces = {
  identityKind: "desk",
  teamChat: "team",
  managerChat: "managers",
  chats: new Map(TEAMS.map((team) => [`team:${team}`, `team:${team}`])),
  directChat: (identity) => `rep:${identity}`,
};

function channel(name: string): ChannelAdapter {
  return {
    name,
    capabilities: {
      audience: name === CHANNELS.desk ? "colleagues" : "prospects",
      buttons: { max: 10, labelLength: 40 },
      list: null,
      textLength: 8_000,
      cards: name === CHANNELS.desk,
      threads: false,
      images: false,
      files: false,
      edit: false,
      typing: false,
      receipts: false,
      freeFormHours: null,
      pairing: false,
      lookUp: true,
    },
    ...(name === CHANNELS.desk ? { colleagues: DESK } : {}),
    async start() {},
    async send(envelope) {
      const at = clock.now().toISOString();
      untold.push(sentSchema.parse({ channel: name, at, envelope }));
      if (careful) await tellSends();
      return { kind: "sent", externalId: envelope.id };
    },
    lookUp: async ({ id }) => (delivered.has(id) ? { kind: "found", externalId: id } : { kind: "absent" }),
    health: () => ({ state: "ready", detail: "The parent process stands for the provider." }),
    async stop() {},
  };
}
