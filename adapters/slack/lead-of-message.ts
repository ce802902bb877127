import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import type { Log } from "../../src/channel/adapter.ts";
import { failureOf } from "./failure.ts";
import type { LeadOfMessage } from "./normalize.ts";
import { isDirect } from "./place.ts";
import type { Threads } from "./threads.ts";

const messageSchema = z.object({ ts: z.string(), thread_ts: z.string().optional() });

/**
 * Whose thread a message stands in: a reaction names only the message, so Slack is asked for its thread. Asked only
 * where leads have threads. Rejects when Slack cannot answer now, for the reaction to be delivered again.
 */
export function createLeadOfMessage(options: {
  /** With a timeout of less than the three seconds that Slack waits. */
  quickApi: WebClient;
  threads: Threads;
  /** Channels of leads; direct chats beside them. */
  channels: ReadonlySet<string>;
  log: Log;
}): LeadOfMessage {
  const { quickApi, threads, channels, log } = options;
  return async (channel, ts) => {
    if (!channels.has(channel) && !isDirect(channel)) return null;
    try {
      const { messages = [] } = await quickApi.conversations.replies({
        channel,
        ts,
        limit: 1,
        latest: ts,
        inclusive: true,
      });
      for (const each of messages) {
        const message = messageSchema.safeParse(each);
        if (!message.success || message.data.ts !== ts) continue;
        const { thread_ts: thread } = message.data;
        return thread === undefined || thread === ts ? null : threads.leadOf(channel, thread);
      }
      return null;
    } catch (error) {
      const failure = failureOf(error);
      if (["limited", "busy", "lost", "not-written"].includes(failure.kind)) throw error;
      log.warn({ failure }, "the thread of a reaction could not be found");
      return null;
    }
  };
}
