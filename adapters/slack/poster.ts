import type { WebClient } from "@slack/web-api";
import type { AdapterHost } from "../../src/channel/adapter.ts";
import type { Answer } from "./api.ts";
import type { Called, Caller } from "./caller.ts";
import type { ChartBlock } from "./chart.ts";
import { headMetadata, metadataOf, type PostMark } from "./find.ts";
import { createKeyedQueue } from "./keyed-queue.ts";
import { isPerson } from "./place.ts";
import type { PostBlock, SlackPost } from "./post.ts";
import { plainPost } from "./render.ts";
import { type Threads, threadKey } from "./threads.ts";
import { validatePost } from "./validate.ts";

/** Where a post went: the real channel, also when it was sent to a person. */
export interface Posted {
  channel: string;
  ts: string;
}

/** The calls that put something into a channel. */
export interface Poster {
  post(post: SlackPost, where: Where, mark: PostMark): Promise<Called<Posted>>;
  /** A chart that Slack draws; null when it does not take it, so that the picture is sent instead. */
  chart(chart: ChartPost, where: Where, mark: PostMark): Promise<Called<Posted> | null>;
  update(post: SlackPost, at: Posted, mark: PostMark): Promise<Called<Posted>>;
  whisper(post: SlackPost, where: Where & { user: string }): Promise<Called<Posted>>;
  /** A post for the lead's thread to stand under, where its card is not, or is `gone`. Made once. */
  head(channel: string, leadId: string, gone?: string | null): Promise<Called<Posted>>;
  /** The channel that is the direct chat with a person; null when nothing was sent there yet. */
  directChannel(channel: string): Promise<string | null>;
  /** The same, opened when it is not known. */
  openDirect(channel: string): Promise<Called<string>>;
}

/** `text` is what those get who do not see the chart. */
export interface ChartPost {
  text: string;
  blocks: readonly (PostBlock | ChartBlock)[];
}

export interface Where {
  channel: string;
  thread: string | null;
  /** Show a reply in the channel too. */
  broadcast?: boolean;
}

type Host = Pick<AdapterHost, "memory" | "log">;

export function createPoster(api: WebClient, caller: Caller, threads: Threads, host: Host): Poster {
  const heads = createKeyedQueue();
  /** Text for letters only: no names are linked, no addresses unfurled. */
  const AS_WRITTEN = { link_names: false, parse: "none" as const };

  /** A post that Slack refuses by its form goes out as plain text rather than not at all. */
  async function inForm<T>(
    post: SlackPost,
    work: (post: SlackPost) => Promise<Called<T>>,
  ): Promise<Called<T>> {
    const faults = validatePost(post);
    if (faults.length > 0)
      host.log.error({ faults }, "a post was not in Slack's form; it goes out as plain text");
    const first = faults.length > 0 ? plainPost(post) : post;
    const called = await work(first);
    if (called.ok || called.failure.kind !== "form" || first.blocks.length === 0) return called;
    host.log.error(
      { code: called.failure.code },
      "Slack refused the form of a post; it goes out as plain text",
    );
    return work(plainPost(post));
  }

  const blocksOf = (post: SlackPost) => (post.blocks.length === 0 ? {} : { blocks: post.blocks });

  async function remember(person: string, channel: string): Promise<void> {
    if (isPerson(person) && (await host.memory.get(`direct:${person}`)) !== channel)
      await host.memory.set(`direct:${person}`, channel);
  }

  const directChannel = async (channel: string): Promise<string | null> => {
    if (!isPerson(channel)) return channel;
    const known = await host.memory.get(`direct:${channel}`);
    return typeof known === "string" ? known : null;
  };

  async function postMessage(args: {
    channel: string;
    text: string;
    metadata: { event_type: string; event_payload: Record<string, string | number> };
    blocks?: ChartPost["blocks"];
    thread_ts?: string;
    reply_broadcast?: boolean;
  }): Promise<Called<Posted>> {
    const called = await caller.call(null, () =>
      api.apiCall("chat.postMessage", {
        ...args,
        ...AS_WRITTEN,
        mrkdwn: false,
        unfurl_links: false,
        unfurl_media: false,
      }),
    );
    if (!called.ok) return called;
    const { channel, ts }: Answer = { ...called.value };
    if (typeof ts !== "string" || typeof channel !== "string")
      return { ok: false, failure: { kind: "lost", code: "an answer without ts" } };
    await remember(args.channel, channel);
    return { ok: true, value: { channel, ts } };
  }

  return {
    post: (post, { channel, thread, broadcast }, mark) =>
      inForm(post, (each) =>
        postMessage({
          channel,
          text: each.text,
          ...blocksOf(each),
          metadata: metadataOf(mark),
          ...(thread === null ? {} : { thread_ts: thread }),
          ...(thread !== null && broadcast ? { reply_broadcast: true } : {}),
        }),
      ),
    async chart({ text, blocks }, { channel, thread }, mark) {
      const place = thread === null ? { channel } : { channel, thread_ts: thread };
      const called = await postMessage({ ...place, text, blocks, metadata: metadataOf(mark) });
      if (called.ok || called.failure.kind !== "form") return called;
      host.log.warn({ code: called.failure.code }, "Slack does not draw a chart; its picture is sent");
      return null;
    },
    update: (post, at, mark) =>
      inForm(post, async (each) => {
        const called = await caller.call("chat.update", () =>
          api.apiCall("chat.update", {
            ...at,
            text: each.text,
            // An edit keeps the blocks that it does not name.
            blocks: each.blocks,
            metadata: metadataOf(mark),
            ...AS_WRITTEN,
          }),
        );
        return called.ok ? { ok: true, value: at } : called;
      }),
    whisper: (post, { channel, thread, user }) =>
      inForm(post, async (each) => {
        const called = await caller.call("chat.postEphemeral", () =>
          api.apiCall("chat.postEphemeral", {
            channel,
            user,
            text: each.text,
            ...blocksOf(each),
            ...AS_WRITTEN,
            ...(thread === null ? {} : { thread_ts: thread }),
          }),
        );
        if (!called.ok) return called;
        const { message_ts: ts }: Answer = { ...called.value };
        return { ok: true, value: { channel, ts: typeof ts === "string" ? ts : "0" } };
      }),
    head: (channel, leadId, gone = null) =>
      heads(`${channel}:${leadId}`, async () => {
        const there = await threads.rootOf(channel, leadId);
        if (there !== null && there !== gone) return { ok: true, value: { channel, ts: there } };
        const called = await postMessage({ channel, text: HEAD, metadata: headMetadata(leadId) });
        if (called.ok) await threads.remember(called.value.channel, threadKey(leadId), called.value.ts);
        return called;
      }),
    directChannel,
    async openDirect(person) {
      const known = await directChannel(person);
      if (known !== null) return { ok: true, value: known };
      const called = await caller.call(null, () => api.conversations.open({ users: person }));
      if (!called.ok) return called;
      const channel = called.value.channel?.id;
      if (channel === undefined)
        return { ok: false, failure: { kind: "lost", code: "an answer without a channel" } };
      await remember(person, channel);
      return { ok: true, value: channel };
    },
  };
}

/** Replaced by the lead's card once that is sent. */
const HEAD = "🧵 Lead";
