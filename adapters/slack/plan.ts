import type { OutboundMessage } from "../../src/channel/outbound.ts";
import type { Called } from "./caller.ts";
import { chartBlock } from "./chart.ts";
import type { Upload } from "./files.ts";
import type { PostMark } from "./find.ts";
import { isDirect, type Place } from "./place.ts";
import type { SlackPost } from "./post.ts";
import type { ChartPost, Posted, Poster } from "./poster.ts";
import { textBlocks } from "./render.ts";
import { clipEscaped } from "./text.ts";
import { keyOfMessage, rootLead, type Threads } from "./threads.ts";

/** One call of a send, to be made in its turn. */
export type Step = (mark: PostMark) => Promise<Called<Posted>>;

export interface PlanInput {
  message: OutboundMessage;
  place: Place;
  posts: SlackPost[];
  uploads: Upload[];
  share(upload: Upload, where: { channel: string; thread: string | null }): Promise<Called<Posted>>;
  poster: Poster;
  threads: Threads;
  /** Where what belongs to a lead's thread may stand alone. */
  threadless: (channel: string) => boolean;
}

/** Whether only who asked sees it, as a message that is gone when they look away. Files cannot be sent so. */
export function isWhisper(message: OutboundMessage, place: Place): boolean {
  const hasFile = message.image !== undefined || message.file !== undefined;
  return message.privately === true && place.user !== null && !isDirect(place.channel) && !hasFile;
}

/** What has to be called to send a message, in order; nothing when what it replaces is not there. */
export async function planSteps(input: PlanInput): Promise<Step[]> {
  const { message, place, posts, uploads, share, poster, threads } = input;
  if (isWhisper(message, place)) return posts.map((post) => () => whisper(input, post));
  // A private file goes where nobody else reads.
  const apart = message.privately === true && place.user !== null && !isDirect(place.channel);
  const to = apart && place.user !== null ? place.user : place.channel;
  const channel = await poster.directChannel(to);
  const key = apart ? null : keyOfMessage(message);
  const existing = key === null || channel === null ? null : await threads.find(channel, key);
  const anew = (post: SlackPost, first: boolean, mark: PostMark) =>
    postInPlace(input, to, post, mark, first ? key : null);

  if (message.onlyReplaces === true && existing === null) return [];
  const steps = posts.map((post, index): Step => {
    if (index > 0 || existing === null || channel === null) return (mark) => anew(post, index === 0, mark);
    return async (mark) => {
      const called = await poster.update(post, { channel, ts: existing }, mark);
      if (called.ok || called.failure.kind !== "no-message") return called;
      // Somebody deleted it.
      return message.onlyReplaces === true
        ? { ok: true, value: { channel, ts: existing } }
        : anew(post, true, mark);
    };
  });
  const news = existing === null || posts.length === 0 ? null : headline(message);
  if (news !== null) {
    steps.push(async (mark) => {
      // The card may have been posted anew a moment ago.
      const thread = channel === null || key === null ? null : await threads.find(channel, key);
      const called = await poster.post(news, { channel: to, thread, broadcast: isDirect(to) }, mark);
      const isGone = !called.ok && called.failure.kind === "no-thread" && message.onlyReplaces === true;
      return isGone ? { ok: true, value: { channel: to, ts: existing ?? "" } } : called;
    });
  }
  const drawn = chartPost(message);
  for (const [index, upload] of uploads.entries()) {
    steps.push(async (mark) => {
      const opened = await poster.openDirect(to);
      if (!opened.ok) return opened;
      const thread = apart ? ({ ok: true, value: null } as const) : await threadOf(input, opened.value);
      if (!thread.ok) return thread;
      const where = { channel: opened.value, thread: thread.value };
      // The picture comes first of the files.
      const native = index === 0 && drawn !== null ? await poster.chart(drawn, where, mark) : null;
      return native ?? share(upload, where);
    });
  }
  const { elsewhere } = message;
  if (apart && elsewhere !== undefined)
    steps.push(async () => {
      const note = { text: clipEscaped(elsewhere, 3_000), blocks: textBlocks(elsewhere) };
      const called = await quietly(input, note);
      // Where the bot is not, the direct chat has to do.
      return called.ok || called.failure.kind !== "nobody-there"
        ? called
        : { ok: true, value: { channel: to, ts: "0" } };
    });
  return steps;
}

/** The picture as a chart that Slack draws itself; null where it cannot say it. */
function chartPost({ chart, image }: OutboundMessage): ChartPost | null {
  const block = chart === undefined || image === undefined ? null : chartBlock(chart);
  if (block === null || image === undefined) return null;
  const blocks = [...textBlocks(image.caption ?? "").slice(0, 4), block];
  return { text: clipEscaped(image.alt, 3_000) || "…", blocks };
}

/** What an edited card has to say: nobody is told of an edit, so it stands in the thread as well. */
function headline(message: OutboundMessage): SlackPost | null {
  const text = (message.text ?? "").trim();
  if (rootLead(message) === null || text === "") return null;
  const blocks = textBlocks(text).slice(0, 4);
  return blocks.length === 0 ? null : { text: clipEscaped(text, 3_000), blocks };
}

async function whisper(input: PlanInput, post: SlackPost): Promise<Called<Posted>> {
  const called = await quietly(input, post);
  if (called.ok || called.failure.kind !== "nobody-there") return called;
  // Asked by /lead where the bot is not: the answer comes in the direct chat.
  const channel = input.place.user ?? "";
  return input.poster.post(post, { channel, thread: null }, { outbox: "", part: 0, parts: 1 });
}

/** Shown where it was asked, to who asked. */
async function quietly(
  { message, place, poster, threads }: PlanInput,
  post: SlackPost,
): Promise<Called<Posted>> {
  const { channel, at } = place;
  const user = place.user ?? "";
  let thread: string | null = null;
  if (at === "anywhere" && message.thread !== undefined)
    thread = await threads.rootOf(channel, message.thread);
  else if (typeof at === "object") thread = at.thread;
  return poster.whisper(post, { channel, thread, user });
}

/** Post, remember the post under its key, and see to it that the lead's thread has a beginning. */
async function postInPlace(
  input: PlanInput,
  to: string,
  post: SlackPost,
  mark: PostMark,
  key: string | null,
): Promise<Called<Posted>> {
  const { message, poster, threads } = input;
  const isRoot = rootLead(message) !== null;
  const thread = isRoot && key !== null ? ({ ok: true, value: null } as const) : await threadOf(input, to);
  if (!thread.ok) return thread;
  let called = await poster.post(post, { channel: to, thread: thread.value }, mark);
  if (!called.ok && called.failure.kind === "no-thread" && message.thread !== undefined) {
    const head = await poster.head(to, message.thread, thread.value);
    if (!head.ok) return notSent(head);
    called = await poster.post(post, { channel: to, thread: head.value.ts }, mark);
  }
  if (called.ok && key !== null) await threads.remember(called.value.channel, key, called.value.ts);
  return called;
}

/** The thread that a message belongs in; begun with a small post where its lead's card is not. */
async function threadOf(input: PlanInput, to: string): Promise<Called<string | null>> {
  const { message, place, poster, threads, threadless } = input;
  if (typeof place.at === "object") return { ok: true, value: place.at.thread };
  const leadId = message.thread;
  // A button pressed in a direct chat is answered below it, where the person looks.
  if (leadId === undefined || (place.at === "top" && isDirect(to))) return { ok: true, value: null };
  const channel = await poster.directChannel(to);
  const root = channel === null ? null : await threads.rootOf(channel, leadId);
  if (root !== null || isDirect(to) || threadless(to)) return { ok: true, value: root };
  const head = await poster.head(to, leadId);
  return head.ok ? { ok: true, value: head.value.ts } : notSent(head);
}

/** What became of the head is found out at the next try; the message itself surely did not go out. */
function notSent<T>(called: Called<T>): Called<never> {
  if (called.ok) throw new Error("a head that was posted has not failed");
  const { failure } = called;
  return { ok: false, failure: failure.kind === "lost" ? { kind: "busy", code: failure.code } : failure };
}
