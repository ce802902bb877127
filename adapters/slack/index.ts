import type { WebClient } from "@slack/web-api";
import type { AdapterHost, ChannelAdapter } from "../../src/channel/adapter.ts";
import type { SlackSettings } from "../../src/channel-settings.ts";
import { systemClock } from "../../src/clock.ts";
import { createApi } from "./api.ts";
import { createCaller } from "./caller.ts";
import { diagnose } from "./diagnose.ts";
import { createForms } from "./forms.ts";
import { createHealth } from "./health.ts";
import { slackRoute } from "./http.ts";
import { createIntake, type Intake } from "./intake.ts";
import { createLeadOfMessage } from "./lead-of-message.ts";
import { directChat, homeChat } from "./place.ts";
import { createPoster } from "./poster.ts";
import { createReceiver } from "./receive.ts";
import { CAPABILITIES } from "./render.ts";
import { createSender, type Sender } from "./send.ts";
import { createSocket, type Socket } from "./socket.ts";
import { createThreads } from "./threads.ts";

export interface SlackAdapterOptions extends SlackSettings {
  /** For one call to Slack, in milliseconds. Default: 8,000. */
  timeoutMs?: number;
  /** Pauses before connecting again, in milliseconds. Default: 1,000 and 30,000. */
  backoff?: { firstMs: number; mostMs: number };
  /** How often a refused token is tried again, in milliseconds. Default: 60,000. */
  recheckMs?: number;
  /** How long a form may be checked before it is taken unchecked, in milliseconds. Default: 1,500. */
  rehearseMs?: number;
  /** Between 0 and 1. Default: Math.random. */
  random?: () => number;
}

/** A click must be answered within three seconds, the opening of its form included. Milliseconds. */
const QUICK_MS = 2_000;
/** A form too, what is stored then included. Milliseconds. */
const REHEARSE_MS = 1_500;

/**
 * Slack, where colleagues work: lead cards with their threads, commands by `/lead`, by mention, in direct messages
 * and in threads, buttons and forms. Comes in by Socket Mode when there is an app-level token, and at
 * `/slack/events` when there is a signing secret; with neither it takes nothing (the settings refuse that).
 */
export function createSlackAdapter(options: SlackAdapterOptions): ChannelAdapter {
  const timeoutMs = options.timeoutMs ?? 8_000;
  const health = createHealth(options.appToken === null ? "http" : "socket");
  const api = createApi({ token: options.botToken, apiUrl: options.apiUrl, timeoutMs });
  let running: Running | null = null;

  return {
    name: "slack",
    capabilities: CAPABILITIES,
    concurrency: 8,
    // Slack's own measure is one a second in a channel, with short bursts.
    pace: { perChat: { burst: 4, perSecond: 1 } },
    colleagues: {
      identityKind: "slack",
      teamChat: options.channel,
      managerChat: options.managerChannel,
      digestChat: options.digestChannel ?? options.managerChannel,
      poolChat: options.poolChannel ?? options.channel,
      chats: new Map(Object.entries(options.leadChannels ?? {})),
      directChat,
      homeChat,
    },
    async start(host) {
      if (running !== null) return;
      running = run(options, host, api, health, timeoutMs);
      health.started();
      running.socket?.start();
    },
    async send(envelope) {
      if (running === null) return { kind: "retry", patient: true, reason: "Slack is stopped." };
      return running.sender.send(envelope);
    },
    async lookUp(envelope) {
      return running === null ? { kind: "later" } : running.sender.lookUp(envelope);
    },
    health: () => health.now(),
    routes() {
      const { signingSecret } = options;
      if (signingSecret === null) return [];
      return [
        slackRoute({
          signingSecret,
          clock: () => running?.host.clock ?? systemClock,
          take: () => running?.intake.take ?? null,
          onFailure: (error) => running?.host.log.warn({ error }, "a delivery of Slack could not be taken"),
        }),
      ];
    },
    diagnose: () => diagnose(options, timeoutMs),
    async stop() {
      const was = running;
      running = null;
      health.stopped();
      if (was === null) return;
      was.leave();
      await was.socket?.stop();
      await was.idle();
    },
  };
}

/** What there is only between start and stop. */
interface Running {
  host: AdapterHost;
  intake: Intake;
  sender: Sender;
  socket: Socket | null;
  leave(): void;
  /** Resolves when nothing that came in is under way. */
  idle(): Promise<void>;
}

function run(
  options: SlackAdapterOptions,
  host: AdapterHost,
  api: WebClient,
  health: ReturnType<typeof createHealth>,
  timeoutMs: number,
): Running {
  const stopping = new AbortController();
  const threads = createThreads(host.posts);
  const caller = createCaller(host.clock, (refused) => health.access(refused));
  const poster = createPoster(api, caller, threads, host);
  const quickApi = createApi({ token: options.botToken, apiUrl: options.apiUrl, timeoutMs: QUICK_MS });
  const forms = createForms({ host, quickApi, rehearseMs: options.rehearseMs ?? REHEARSE_MS });
  const receive = createReceiver({
    api,
    host,
    botToken: options.botToken,
    apiUrl: options.apiUrl,
    signal: stopping.signal,
  });
  const channels = leadChannelsOf(options);
  const leadOfMessage = createLeadOfMessage({ quickApi, threads, channels, log: host.log });
  const { take } = createIntake({ host, threads, forms, receive, leadOfMessage });
  const underWay = new Set<Promise<unknown>>();
  const intake: Intake = {
    take(body) {
      const work = take(body);
      const done: Promise<unknown> = work.catch(() => {}).finally(() => underWay.delete(done));
      underWay.add(done);
      return work;
    },
  };
  const sender = createSender({
    api,
    caller,
    poster,
    threads,
    host,
    threadless: isThreadless(options),
    apiUrl: options.apiUrl,
    timeoutMs,
    signal: stopping.signal,
  });
  const { appToken } = options;
  const socket =
    appToken === null
      ? null
      : createSocket({
          appToken,
          apiUrl: options.apiUrl,
          timeoutMs,
          take: intake.take,
          onState: (state) => health.socket(state),
          onReconnected: () => host.reconnected(),
          log: host.log,
          backoff: options.backoff ?? { firstMs: 1_000, mostMs: 30_000 },
          random: options.random ?? Math.random,
        });
  const leaveWatch = watchToken(api, health, caller, options.recheckMs ?? 60_000);
  return {
    host,
    intake,
    sender,
    socket,
    leave() {
      stopping.abort();
      leaveWatch();
    },
    async idle() {
      await Promise.all([...underWay]);
    },
  };
}

/** Channels in which leads' cards stand. */
function leadChannelsOf(options: SlackAdapterOptions): Set<string> {
  const { channel, poolChannel, leadChannels = {} } = options;
  return new Set([channel, ...(poolChannel ? [poolChannel] : []), ...Object.values(leadChannels)]);
}

/** Channels in which no lead's card stands: what belongs to a thread may stand alone there. */
function isThreadless(options: SlackAdapterOptions): (channel: string) => boolean {
  const ofLeads = leadChannelsOf(options);
  return (channel) =>
    (channel === options.managerChannel || channel === options.digestChannel) && !ofLeads.has(channel);
}

/** Ask at once whether Slack takes the token, and again for as long as it does not. Gives how to end that. */
function watchToken(
  api: WebClient,
  health: ReturnType<typeof createHealth>,
  caller: ReturnType<typeof createCaller>,
  everyMs: number,
): () => void {
  let left = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    await caller.call(null, () => api.auth.test());
    if (!left)
      timer = setTimeout(() => {
        if (health.isRefused()) void look();
        else timer?.refresh();
      }, everyMs);
  };
  void look();
  return () => {
    left = true;
    clearTimeout(timer);
  };
}
