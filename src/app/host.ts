import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { AdapterHost, ChannelAdapter } from "../channel/adapter.ts";
import { createFileKeep } from "../channel/files.ts";
import type { InboundCommand, InboundEvent } from "../channel/inbound.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import type { Rehearsal } from "../engine/engine.ts";
import type { At } from "../leads/types/at.ts";
import type { RootLog } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { Store } from "../store/port.ts";

export interface HostsOptions {
  store: Pick<Store, "reads" | "posts" | "settings">;
  config: Pick<Config, "dataFolder" | "maxFileBytes">;
  clock: Clock;
  log: RootLog;
  metrics: Metrics;
  accept: (channel: string, event: InboundEvent) => Promise<{ duplicate: boolean }>;
  rehearse: (channel: string, command: InboundCommand, at: At) => Promise<Rehearsal>;
  form: AdapterHost["form"];
}

/** What the program offers to each adapter: everything that is kept is kept under the adapter's own name. */
export function createHosts(options: HostsOptions): (adapter: ChannelAdapter) => AdapterHost {
  const { store, config, clock, log, metrics, accept, rehearse, form } = options;
  const { dataFolder, maxFileBytes: maxBytes } = config;
  const files = createFileKeep({ dataFolder, maxBytes, clock });
  const now = () => clock.now().toISOString();
  return ({ name }) => ({
    accept: (event) => accept(name, event),
    rehearse: (command) => rehearse(name, command, now()),
    form,
    history: (chatId, page) => store.reads.history(`${name}:${chatId}`, page),
    files,
    posts: {
      find: (chatId, key) => store.posts.find(name, chatId, key),
      keyOf: (chatId, externalId) => store.posts.keyOf(name, chatId, externalId),
      set: (chatId, key, externalId) =>
        store.posts.set({ channel: name, chatId, key, externalId, at: now() }),
    },
    memory: {
      get: (key) => store.settings.get(`channel:${name}:${key}`),
      set: (key, value) => store.settings.set(`channel:${name}:${key}`, value, now()),
    },
    async folder() {
      const folder = join(dataFolder, "channels", name);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return folder;
    },
    reconnected: () => metrics.count("leadline_channel_reconnects_total", { channel: name }),
    clock,
    log: log.child({ channel: name }),
  });
}
