import type { AdapterHost } from "../../src/channel/adapter.ts";
import type { OutboundMessage } from "../../src/channel/outbound.ts";

/**
 * Which of our posts begins which lead's thread, and which can be edited under which key: durable before a send
 * counts as sent. A post has one key, so that its lead is found again from a message in its thread.
 */
export interface Threads {
  /** The post that begins the lead's thread in the channel; null when there is none. */
  rootOf(channel: string, leadId: string): Promise<string | null>;
  /** Whose thread a message stands in; null when it is not a lead's. */
  leadOf(channel: string, ts: string): Promise<string | null>;
  find(channel: string, key: string): Promise<string | null>;
  /** Remember the post under the key. What stood there before is still known as the lead's. */
  remember(channel: string, key: string, ts: string): Promise<void>;
}

type Posts = Pick<AdapterHost, "posts">["posts"];

export function createThreads(posts: Posts): Threads {
  return {
    rootOf: (channel, leadId) => posts.find(channel, threadKey(leadId)),
    async leadOf(channel, ts) {
      const key = await posts.keyOf(channel, ts);
      return /^(?:thread|past:\d+\.\d+):(.+)$/s.exec(key ?? "")?.[1] ?? null;
    },
    find: (channel, key) => posts.find(channel, key),
    async remember(channel, key, ts) {
      const leadId = /^thread:(.+)$/s.exec(key)?.[1];
      const before = leadId === undefined ? null : await posts.find(channel, key);
      if (before === ts) return;
      await posts.set(channel, key, ts);
      // People may go on writing under a card that was deleted.
      if (before !== null) await posts.set(channel, `past:${before}:${leadId}`, before);
    },
  };
}

/** The key under which a message is edited in place; null when each is a post of its own. */
export function keyOfMessage(message: OutboundMessage): string | null {
  const { replaceKey } = message;
  // A page that was asked for in a chat is an answer: it stands below the question.
  if (replaceKey === undefined || message.page !== undefined) return null;
  const leadId = rootLead(message);
  return leadId === null ? `post:${replaceKey}` : threadKey(leadId);
}

/** The lead whose thread this message begins: its card that is edited in place. */
export function rootLead({ card, thread, replaceKey }: OutboundMessage): string | null {
  const leadId = card?.leadId;
  if (leadId === undefined || replaceKey === undefined) return null;
  return thread === undefined || thread === leadId ? leadId : null;
}

export function threadKey(leadId: string): string {
  return `thread:${leadId}`;
}
