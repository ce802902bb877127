import type { WebClient } from "@slack/web-api";
import { z } from "zod";

/** By what our posts are known again. */
export const EVENT_TYPE = "leadline";

/** What stands in a post's metadata: the outbox row, and which part of it when there are several. */
export interface PostMark {
  outbox: string;
  part: number;
  parts: number;
}

export function metadataOf({ outbox, part, parts }: PostMark) {
  const payload: Record<string, string | number> = parts === 1 ? { outbox } : { outbox, part, parts };
  return { event_type: EVENT_TYPE, event_payload: payload };
}

/** The post that begins the thread of a lead whose card is not there. */
export function headMetadata(leadId: string) {
  return { event_type: EVENT_TYPE, event_payload: { head: leadId } };
}

const messageSchema = z.object({
  ts: z.string(),
  metadata: z.object({
    event_type: z.literal(EVENT_TYPE),
    event_payload: z.object({
      outbox: z.string().optional(),
      part: z.number().default(0),
      parts: z.number().default(1),
      head: z.string().optional(),
    }),
  }),
});

export interface FoundPosts {
  /** The posts of the outbox row, by part. */
  parts: Map<number, { ts: string; parts: number }>;
  /** The post that begins the lead's thread. */
  head: string | null;
}

/** Pages of 200 that are looked through; a channel that says more in between cannot be searched. */
const MAX_PAGES = 15;

/**
 * Look for posts of ours since `since` in the channel, and in the thread when one is named. Rejects when Slack
 * does not answer; null when there is too much to look through.
 */
export async function findPosts(
  api: WebClient,
  place: { channel: string; thread: string | null },
  wanted: { outbox: string; leadId: string | null; since: Date },
): Promise<FoundPosts | null> {
  const found: FoundPosts = { parts: new Map(), head: null };
  const take = (message: unknown) => {
    const parsed = messageSchema.safeParse(message);
    if (!parsed.success) return;
    const { ts, metadata } = parsed.data;
    const { outbox, part, parts, head } = metadata.event_payload;
    if (outbox === wanted.outbox) found.parts.set(part, { ts, parts });
    if (head !== undefined && head === wanted.leadId) found.head = ts;
  };
  const common = {
    channel: place.channel,
    // Slack's clock and ours may differ.
    oldest: String(Math.floor(wanted.since.getTime() / 1_000) - 300),
    inclusive: true,
    limit: 200,
    include_all_metadata: true,
  };
  const whole = await eachPage((cursor) => api.conversations.history({ ...common, ...cursor }), take);
  if (!whole) return null;
  const thread = place.thread ?? found.head;
  if (thread === null) return found;
  const ts = thread;
  const all = await eachPage((cursor) => api.conversations.replies({ ...common, ts, ...cursor }), take);
  return all ? found : null;
}

interface Page {
  messages?: unknown[] | undefined;
  has_more?: boolean;
  response_metadata?: { next_cursor?: string };
}

/** False when there were more pages than are read. */
async function eachPage(
  read: (cursor: { cursor?: string }) => Promise<Page>,
  take: (message: unknown) => void,
): Promise<boolean> {
  let cursor: { cursor?: string } = {};
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await read(cursor);
    for (const message of answer.messages ?? []) take(message);
    const next = answer.response_metadata?.next_cursor ?? "";
    if (next === "") return answer.has_more !== true;
    cursor = { cursor: next };
  }
  return false;
}
