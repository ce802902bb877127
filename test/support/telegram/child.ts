import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync } from "node:fs";
import { createTelegramAdapter } from "../../../adapters/telegram/index.ts";
import type { AdapterHost } from "../../../src/channel/adapter.ts";
import { createFileKeep } from "../../../src/channel/files.ts";
import { inboundEventSchema } from "../../../src/channel/inbound.ts";
import { systemClock } from "../../../src/clock.ts";
import { quietLog } from "../fake-host.ts";

/**
 * A process with the adapter and an inbox in one file: `child.ts <token> <api url> <folder> <deaths>`. Each line of
 * `inbox` is one event that became durable. It is killed (SIGKILL, by itself: no later moment is as exact) right
 * after so many events have, before Telegram can be told; 0: never.
 */
const [token = "", apiUrl = "", folder = "", dieAfter = "0"] = process.argv.slice(2);
const inbox = `${folder}/inbox`;

const lines = existsSync(inbox) ? readFileSync(inbox, "utf8").split("\n").slice(0, -1) : [];
const seen = new Set(lines.map((line) => inboundEventSchema.parse(JSON.parse(line)).externalId));
let taken = 0;

const memory = new Map<string, unknown>();
const host: AdapterHost = {
  clock: systemClock,
  log: quietLog,
  reconnected() {},
  form: async () => null,
  rehearse: async () => ({ ok: true, reply: {} }),
  files: createFileKeep({ dataFolder: folder, maxBytes: 1_000, clock: systemClock }),
  posts: { find: async () => null, keyOf: async () => null, set: async () => {} },
  memory: { get: async (key) => memory.get(key), set: async (key, value) => void memory.set(key, value) },
  history: async () => [],
  folder: async () => folder,
  async accept(event) {
    if (seen.has(event.externalId)) return { duplicate: true };
    appendFileSync(inbox, `${JSON.stringify(event)}\n`);
    const file = openSync(inbox, "r");
    fsyncSync(file);
    closeSync(file);
    seen.add(event.externalId);
    taken += 1;
    if (taken === Number(dieAfter)) process.kill(process.pid, "SIGKILL");
    return { duplicate: false };
  },
};

const backoff = { firstMs: 5, mostMs: 20 };
await createTelegramAdapter({ token, apiUrl, webhook: null, backoff }).start(host);
