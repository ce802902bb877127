import type { AdapterHost, ChannelAdapter, ChannelHealth } from "../../src/channel/adapter.ts";
import type { TelegramSettings } from "../../src/channel-settings.ts";
import { createApi, type TelegramApi } from "./api.ts";
import { type Chats, createChats } from "./chats.ts";
import { type Courtesies, createCourtesies } from "./courtesies.ts";
import { diagnoseTelegram } from "./diagnose.ts";
import { createIntake, type Intake } from "./intake.ts";
import { pollUpdates } from "./poll.ts";
import { CAPABILITIES } from "./render.ts";
import { sendMessage } from "./send.ts";
import { type BackoffOptions, createBackoff, createStatus, type Status } from "./status.ts";
import { keepRegistered, webhookRoute } from "./webhook.ts";

export interface TelegramAdapterOptions extends TelegramSettings {
  /** How long Telegram holds a request while there is nothing new, in seconds. Default: 25. */
  pollSeconds?: number;
  /** Between tries to connect. Default: from 1 second to a minute. */
  backoff?: BackoffOptions;
  /** For one request that sends something, in ms. Default: 15,000. */
  timeoutMs?: number;
  /** How often to look whether Telegram still delivers to the webhook, in ms. Default: five minutes. */
  checkMs?: number;
}

interface Running {
  host: AdapterHost;
  status: Status;
  chats: Chats;
  courtesies: Courtesies;
  intake: Intake;
  ending: AbortController;
  /** The loop that fetches, or that looks after the webhook. */
  loop: Promise<void>;
}

/**
 * A bot on Telegram, in private chats. Without `webhook` messages are fetched, with it Telegram delivers them to
 * `POST /telegram/webhook` below the public address. Telegraf is the client; the intake is ours, so that Telegram
 * is told of a message only when it is durable.
 */
export function createTelegramAdapter(options: TelegramAdapterOptions): ChannelAdapter {
  let running: Running | null = null;

  function begin(host: AdapterHost): Running {
    const api = createApi(options);
    const status = createStatus(
      { state: "starting", detail: "Telegram is being asked for the first time." },
      host,
    );
    const chats = createChats(host);
    const courtesies = createCourtesies({ api, clock: host.clock, log: host.log });
    const pauseMs = options.backoff?.firstMs ?? 1_000;
    const intake = createIntake({ api, apiUrl: options.apiUrl, host, chats, courtesies, pauseMs });
    const ending = new AbortController();
    const now: Running = { host, status, chats, courtesies, intake, ending, loop: Promise.resolve() };
    now.loop = attend(now, api).finally(() => api.close());
    return now;
  }

  /** Ends when the channel is stopped; a fault of our own is shown, and does not end the program. */
  async function attend({ host, status, intake, ending }: Running, api: TelegramApi): Promise<void> {
    const backoff = createBackoff(options.backoff);
    const { webhook } = options;
    const { log } = host;
    while (!ending.signal.aborted) {
      try {
        if (webhook === null) {
          const pollSeconds = options.pollSeconds ?? 25;
          await pollUpdates({ api, intake, status, backoff, log, pollSeconds }, ending.signal);
        } else {
          const checkMs = options.checkMs ?? 300_000;
          const now = () => host.clock.now();
          await keepRegistered({ api, webhook, status, backoff, checkMs, now }, ending.signal);
        }
      } catch (error) {
        log.error({ error }, "fetching from Telegram failed unexpectedly; it begins again");
        status.set({
          state: "degraded",
          detail: "Fetching from Telegram failed; see the log. It begins again.",
        });
        await backoff.wait(ending.signal);
      }
    }
  }

  // Sends under way are finished while the intake stops: they have a client of their own.
  const sender = createApi(options);
  const sends = new Set<Promise<unknown>>();

  return {
    name: "telegram",
    capabilities: CAPABILITIES,
    // The private chat with a person has the person's id.
    personalChat: ({ kind, value }) => (kind === "telegram" ? value : null),
    // Telegram's own limits are 1 a second for a chat and 30 over all.
    pace: { perChat: { burst: 3, perSecond: 1 }, overall: { burst: 5, perSecond: 25 } },
    async start(host) {
      if (running) return;
      running = begin(host);
    },
    async send(envelope) {
      if (running === null)
        return { kind: "retry", afterMs: 5_000, patient: true, scope: "channel", reason: STOPPED.detail };
      const { host, chats, courtesies } = running;
      const timeoutMs = options.timeoutMs ?? 15_000;
      const sending = sendMessage(envelope, { api: sender, host, chats, courtesies, timeoutMs });
      sends.add(sending);
      return sending.finally(() => sends.delete(sending));
    },
    health: () => running?.status.health ?? STOPPED,
    routes: () => (options.webhook === null ? [] : [webhookRoute(options.webhook.secret, () => takers())]),
    async diagnose() {
      const api = createApi(options);
      try {
        const health = running?.status.health ?? null;
        const now = running?.host.clock.now() ?? new Date();
        return await diagnoseTelegram({ api, webhook: options.webhook, health, now });
      } finally {
        api.close();
      }
    },
    async stop() {
      const was = running;
      running = null;
      if (was === null) return;
      was.ending.abort();
      await was.intake.stop();
      await Promise.all([...sends, was.loop]);
      await was.courtesies.stop();
      sender.close();
    },
  };

  function takers() {
    return running === null ? null : { intake: running.intake, log: running.host.log };
  }
}

const STOPPED: ChannelHealth = { state: "down", detail: "Telegram is stopped." };
