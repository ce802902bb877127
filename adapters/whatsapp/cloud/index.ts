import type { AdapterHost, ChannelAdapter, ChannelHealth } from "../../../src/channel/adapter.ts";
import type { SendOutcome } from "../../../src/channel/outbound.ts";
import type { WhatsAppCloudSettings } from "../../../src/channel-settings.ts";
import { LeadlineError } from "../../../src/errors.ts";
import { createChatIds, personalChat } from "../ids.ts";
import { createCheck } from "./check.ts";
import { diagnoseCloud } from "./diagnose.ts";
import { createGraph } from "./graph.ts";
import { createIntake, type Intake } from "./intake.ts";
import { createMediaFetcher } from "./media.ts";
import type { PostContent } from "./normalize.ts";
import { createProgressBook, type ProgressBook } from "./progress.ts";
import { createReadMarks } from "./read-marks.ts";
import { CAPABILITIES } from "./render.ts";
import { createSender } from "./send.ts";
import { webhookRoutes } from "./webhook.ts";

export { WEBHOOK_PATH } from "./webhook.ts";

export interface WhatsAppCloudOptions extends WhatsAppCloudSettings {
  /** Where the outside world reaches Leadline; told to whoever sets up the webhook. */
  publicUrl: string | null;
  /** How long a look-up waits for a word of Meta. Default: 5,000 ms. For tests. */
  lookUpWaitMs?: number;
  /** Between tries to fetch a file, and to reach Meta at first. Default: 1,000 ms. For tests. */
  pauseMs?: number;
}

/** What runs between `start` and `stop`. */
interface Running {
  host: AdapterHost;
  intake: Intake;
  progress: ProgressBook;
  send: ReturnType<typeof createSender>;
  take(content: PostContent): Promise<void>;
  stop(): Promise<void>;
}

/**
 * WhatsApp through Meta's official Cloud API: Meta delivers to a webhook on the one HTTP port, and messages go out
 * over its Graph API.
 *
 * @throws LeadlineError `settings-invalid` without the secrets by which Meta's posts are told from forged ones.
 */
export function createWhatsAppCloudAdapter(options: WhatsAppCloudOptions): ChannelAdapter {
  const { token, phoneId, appSecret, verifyToken, apiUrl } = options;
  if ([token, phoneId, appSecret, verifyToken].some((value) => value === "")) {
    throw new LeadlineError("settings-invalid", "WhatsApp's Cloud API is not connected in full.", {
      fix: "Set the token, the phone id, the app secret and the verify token: see docs/whatsapp.md.",
    });
  }
  const graph = createGraph({ apiUrl, token, secrets: [appSecret, verifyToken] });
  const pauseMs = options.pauseMs ?? 1_000;
  const check = createCheck({ graph, phoneId, pauseMs });
  let running: Running | null = null;

  function run(host: AdapterHost): Running {
    const ending = new AbortController();
    const chats = createChatIds(host.memory);
    const progress = createProgressBook(host.memory, {
      waitMs: options.lookUpWaitMs ?? 5_000,
      now: () => host.clock.now(),
    });
    const fetchMedia = createMediaFetcher({
      graph,
      phoneId,
      token,
      apiUrl,
      host,
      pauseMs,
      signal: ending.signal,
    });
    const intake = createIntake({ host, chats, progress, fetchMedia });
    const marks = createReadMarks({ graph, phoneId, host });
    return {
      host,
      intake,
      progress,
      send: createSender({ graph, phoneId, host, chats, progress, onTrouble: check.heard }),
      async take(content) {
        await intake.take(content);
        if (options.sending) marks.show(content.incoming);
      },
      async stop() {
        ending.abort();
        await intake.idle();
        await progress.idle();
        await marks.idle();
      },
    };
  }

  return {
    name: "whatsapp",
    capabilities: CAPABILITIES,
    personalChat,
    concurrency: 24,
    // Meta's own limits: 80 messages a second in all; to one person 45 at once, then one in 6 seconds.
    pace: { overall: { burst: 60, perSecond: 70 }, perChat: { burst: 40, perSecond: 1 / 6 } },
    async start(host) {
      const mine = run(host);
      await mine.progress.begin();
      running = mine;
      check.start(host);
    },
    async send(envelope): Promise<SendOutcome> {
      if (running === null) {
        return { kind: "retry", patient: true, afterMs: 5_000, reason: "WhatsApp is not started" };
      }
      if (!options.sending) {
        return {
          kind: "retry",
          scope: "channel",
          patient: true,
          afterMs: 30_000,
          reason: "sending is switched off (LEADLINE_WHATSAPP_SENDING=off)",
        };
      }
      return running.send(envelope);
    },
    async lookUp(envelope) {
      return running === null ? { kind: "later" } : running.progress.lookUp(envelope);
    },
    health(): ChannelHealth {
      if (running === null) return { state: "down", detail: "WhatsApp is stopped." };
      const health = check.health();
      if (options.sending || health.state !== "ready") return health;
      const detail = "WhatsApp takes messages; sending is switched off, and what goes out waits.";
      return { state: "degraded", detail: `${detail} Set LEADLINE_WHATSAPP_SENDING=on.` };
    },
    routes: () =>
      webhookRoutes({
        phoneId,
        appSecret,
        verifyToken,
        running: () =>
          running === null
            ? undefined
            : {
                log: running.host.log,
                now: () => running?.host.clock.now() ?? new Date(),
                take: running.take,
              },
      }),
    diagnose: (templates) => diagnoseCloud(options, graph, templates),
    async stop() {
      const ended = running;
      running = null;
      check.stop();
      await ended?.stop();
    },
  };
}
