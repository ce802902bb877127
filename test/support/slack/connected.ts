import { createSlackAdapter, type SlackAdapterOptions } from "../../../adapters/slack/index.ts";
import type { ChannelAdapter } from "../../../src/channel/adapter.ts";
import type { OutboundEnvelope, OutboundMessage, SendOutcome } from "../../../src/channel/outbound.ts";
import type { HttpServer } from "../../../src/http/server.ts";
import type { FakeHost } from "../fake-host.ts";
import { serveAdapter } from "../http.ts";
import { type FakeSlack, type FakeSlackOptions, startFakeSlack } from "./fake-slack.ts";
import {
  buttonOf,
  chooseBody,
  clickBody,
  deliverBySocket,
  messageBody,
  postSigned,
  slashBody,
  submitBody,
} from "./people.ts";
import type { Json } from "./workspace.ts";

export const SIGNING_SECRET = "sample-signing-secret-0123456789";

export type Way = "http" | "socket";

/** The adapter on a fake Slack, reached as Slack reaches it. */
export interface ConnectedSlack {
  slack: FakeSlack;
  adapter: ChannelAdapter;
  /** Null in Socket Mode. */
  server: HttpServer | null;
  /** Deliver as Slack does: `taken` when it will not come again. `payload`: what Slack was answered. */
  deliver(
    body: Json,
    options?: { retry?: number; timestamp?: number },
  ): Promise<{ taken: boolean; payload: Json }>;
  says(message: { channel: string; text: string } & Json): Promise<{ taken: boolean }>;
  slash(text: string, more?: Json): Promise<{ taken: boolean }>;
  /** Press the button with this label on the newest post of the channel that has it. */
  click(channel: string, label: string, more?: Json): Promise<{ taken: boolean }>;
  /** Fill in the newest form; gives what Slack was answered. */
  submit(answers: readonly string[], user?: string): Promise<{ taken: boolean; payload: Json }>;
  /** Choose something on the newest form that wants to know at once. */
  choose(answers: readonly string[]): Promise<{ taken: boolean }>;
  send(message: OutboundMessage, chatId?: string, more?: Partial<OutboundEnvelope>): Promise<SendOutcome>;
  close(): Promise<void>;
}

export async function connectSlack(
  host: FakeHost,
  way: Way,
  options: Partial<SlackAdapterOptions> & { fake?: FakeSlackOptions } = {},
): Promise<ConnectedSlack> {
  const { fake, ...settings } = options;
  const slack = await startFakeSlack(fake);
  const adapter = createSlackAdapter({
    botToken: slack.botToken,
    appToken: way === "socket" ? slack.appToken : null,
    signingSecret: way === "http" ? SIGNING_SECRET : null,
    channel: "C0LEADS",
    managerChannel: "C0BOSS",
    apiUrl: slack.apiUrl,
    timeoutMs: 5_000,
    backoff: { firstMs: 5, mostMs: 50 },
    ...settings,
  });
  // Known before the adapter sees the outcome: an envelope that is not stored is never acknowledged.
  let onRefused = () => {};
  const watching: FakeHost = Object.create(host, {
    accept: {
      value: async (event: Parameters<FakeHost["accept"]>[0]) => {
        try {
          return await host.accept(event);
        } catch (error) {
          onRefused();
          throw error;
        }
      },
    },
  });
  await adapter.start(watching);
  const server = way === "http" ? await serveAdapter(adapter) : null;
  if (way === "socket") await untilReady(adapter, slack);
  let triggers = 0;
  let sends = 0;

  async function deliver(body: Json, more: { retry?: number; timestamp?: number } = {}) {
    if (server !== null) {
      const headers: Record<string, string> = more.retry
        ? { "x-slack-retry-num": `${more.retry}`, "x-slack-retry-reason": "http_timeout" }
        : {};
      const at = more.timestamp === undefined ? {} : { timestamp: more.timestamp };
      const response = await postSigned({ url: server.url, secret: SIGNING_SECRET, body, headers, ...at });
      const text = await response.text();
      return { taken: response.ok, payload: text === "" ? {} : JSON.parse(text) };
    }
    const refused = new Promise<"refused">((resolve) => {
      onRefused = () => resolve("refused");
    });
    const delivery = deliverBySocket(slack, body, more.retry);
    const first = await Promise.race([delivery, refused]);
    // After this one is acknowledged an acknowledgement of the other would have been there too.
    if (first === "refused")
      await deliverBySocket(slack, {
        type: "event_callback",
        team_id: "T0TEAM",
        event: { type: "team_join" },
      });
    const answer = await Promise.race([delivery, Promise.resolve(null)]);
    return { taken: answer?.acknowledged === true, payload: answer?.acknowledged ? answer.payload : {} };
  }

  return {
    slack,
    adapter,
    server,
    deliver,
    says: (message) => deliver(messageBody({ ts: slack.nextTs(), ...message })),
    slash(text, more = {}) {
      triggers += 1;
      return deliver(slashBody({ text, channel_id: "C0LEADS", trigger_id: `1.${triggers}.slash`, ...more }));
    },
    click(channel, label, more = {}) {
      const post = slack.messages(channel).findLast((message) => hasButton(message.blocks, label));
      if (post === undefined) throw new Error(`no post with a button "${label}"`);
      triggers += 1;
      return deliver(clickBody(post, buttonOf(post, label), { trigger_id: `1.${triggers}.click`, ...more }));
    },
    submit(answers, user) {
      const shown = slack.views.at(-1);
      if (shown === undefined) throw new Error("no form is open");
      return deliver(submitBody(shown, answers, user));
    },
    choose(answers) {
      const shown = slack.views.at(-1);
      if (shown === undefined) throw new Error("no form is open");
      return deliver(chooseBody(shown, answers));
    },
    send(message, chatId = "C0LEADS", more = {}) {
      sends += 1;
      const createdAt = new Date().toISOString();
      return adapter.send({ id: `out-${sends}`, chatId, message, attempt: 1, createdAt, ...more });
    },
    async close() {
      await adapter.stop();
      await server?.close();
      await slack.close();
    },
  };
}

function hasButton(blocks: Json[], label: string): boolean {
  try {
    return buttonOf({ blocks }, label) !== null;
  } catch {
    return false;
  }
}

/** The hello has been read once the adapter says so. */
export async function untilReady(adapter: ChannelAdapter, slack: FakeSlack): Promise<void> {
  await slack.socket.connected();
  await until(() => adapter.health().state === "ready");
}

/** Wait for a state, looking again after every turn of the loop; fails after ten seconds. */
export async function until(check: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000;
  while (!(await check())) {
    if (performance.now() > end) throw new Error("what was waited for did not come");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
