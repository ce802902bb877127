import { setTimeout as pause } from "node:timers/promises";
import type { WebClient } from "@slack/web-api";
import type { AdapterHost } from "../../src/channel/adapter.ts";
import type { LookUp, OutboundEnvelope, SendOutcome } from "../../src/channel/outbound.ts";
import { redactText } from "../../src/redact.ts";
import type { Called, Caller } from "./caller.ts";
import { failureOf, outcomeOf } from "./failure.ts";
import { isShared, readUploads, shareFile, type Upload, uploadBytes } from "./files.ts";
import { type FoundPosts, findPosts } from "./find.ts";
import { homeView } from "./home.ts";
import { homeOf, parsePlace } from "./place.ts";
import { isWhisper, planSteps } from "./plan.ts";
import type { Keepsakes } from "./post.ts";
import type { Posted, Poster } from "./poster.ts";
import { loadProgress, saveProgress } from "./progress.ts";
import { renderMessage } from "./render.ts";
import { keyOfMessage, type Threads, threadKey } from "./threads.ts";
import { validateHome } from "./validate.ts";

export interface SenderOptions {
  api: WebClient;
  caller: Caller;
  poster: Poster;
  threads: Threads;
  host: AdapterHost;
  /** Channels in which what belongs to a lead's thread may stand alone. */
  threadless: (channel: string) => boolean;
  apiUrl: string;
  timeoutMs: number;
  /** Aborted when the channel stops: nothing is waited for then. */
  signal: AbortSignal;
}

export interface Sender {
  send(envelope: OutboundEnvelope): Promise<SendOutcome>;
  lookUp(envelope: OutboundEnvelope): Promise<LookUp>;
}

/** How often a look-up asks Slack, and how long it waits in between at most, in milliseconds. */
const LOOKS = 3;
const LOOK_PAUSE_MS = 5_000;

/** Both are only saved work: what is forgotten is done again. */
const MOST_REMEMBERED = 10_000;

/** A send of many parts goes on at its next try after so long: the outbox calls it unknown after 30 s. */
const MOST_AT_ONCE_MS = 10_000;

export function createSender(options: SenderOptions): Sender {
  const { api, caller, poster, threads, host, signal } = options;
  /** Rows whose last try surely sent nothing: they are repeated without a search. */
  const clean = new Set<string>();
  const kept = new Set<string>();

  async function keepAll(keepsakes: Keepsakes): Promise<void> {
    for (const [key, value] of keepsakes) {
      if (kept.has(key)) continue;
      await host.memory.set(key, value);
      if (kept.size > MOST_REMEMBERED) kept.clear();
      kept.add(key);
    }
  }

  async function send(envelope: OutboundEnvelope): Promise<SendOutcome> {
    const { id, message } = envelope;
    const end = performance.now() + MOST_AT_ONCE_MS;
    const uploads = await readUploads(message, host.files.read).catch(() => null);
    if (uploads === null)
      return { kind: "rejected", reason: "A file that was to be sent could not be read." };
    const home = homeOf(envelope.chatId);
    if (home !== null) return publish(home, envelope);
    const place = parsePlace(envelope.chatId);
    const { posts, keepsakes } = renderMessage(message);
    await keepAll(keepsakes);
    const progress = await loadProgress(host.memory, id);
    const repeated = envelope.attempt > 1 && !clean.delete(id) && !isWhisper(message, place);
    if (repeated) {
      const found = await caller.call(null, () => search(envelope));
      if (!found.ok) return { kind: "retry", reason: "Slack cannot be asked what became of the last try." };
      const whole = await takeFound(envelope, found.value);
      if (whole !== null) return { kind: "sent", externalId: whole };
      progress.externalIds = (await loadProgress(host.memory, id)).externalIds;
    }
    const share = (upload: Upload, where: { channel: string; thread: string | null }) =>
      sendFile(id, upload, where);
    const { threadless } = options;
    const steps = await planSteps({ message, place, posts, uploads, share, poster, threads, threadless });
    // What was to be replaced is not there.
    if (steps.length === 0 && message.onlyReplaces === true)
      return { kind: "sent", externalId: `none:${id}` };
    if (steps.length === 0) return { kind: "rejected", reason: "The message holds nothing to show." };
    for (const [part, step] of steps.entries()) {
      if (part < progress.externalIds.length) continue;
      if (performance.now() > end) {
        clean.add(id);
        return { kind: "retry", afterMs: 0, reason: "Some parts are sent; the rest follows." };
      }
      const called = await step({ outbox: id, part, parts: steps.length });
      if (!called.ok) {
        const outcome = outcomeOf(called.failure);
        if (clean.size > MOST_REMEMBERED) clean.clear();
        if (["limited", "not-written", "refused-access"].includes(called.failure.kind)) clean.add(id);
        return outcome;
      }
      progress.externalIds.push(`${called.value.channel}:${called.value.ts}`);
      const parts = steps.length;
      if (parts > 1) await saveProgress(host.memory, id, { ...progress, fileId: null, parts });
    }
    return { kind: "sent", externalId: progress.externalIds.at(-1) ?? id };
  }

  /** Show a person's own page; to show it once more changes nothing. */
  async function publish(user: string, { id, message }: OutboundEnvelope): Promise<SendOutcome> {
    const { posts, keepsakes } =
      message.page === undefined ? renderMessage(message) : { posts: [], keepsakes: new Map() };
    const { view, keepsakes: ofPage } = homeView(
      message,
      posts.flatMap((post) => post.blocks),
    );
    const faults = validateHome(view);
    if (faults.length > 0) {
      host.log.error({ faults }, "a page was not in Slack's form and is not shown");
      return { kind: "rejected", reason: "The page is not in Slack's form." };
    }
    await keepAll(new Map([...keepsakes, ...ofPage]));
    const called = await caller.call("views.publish", () => api.views.publish({ user_id: user, view }));
    if (called.ok) return { kind: "sent", externalId: `home:${id}` };
    const outcome = outcomeOf(called.failure);
    return outcome.kind === "unknown" ? { kind: "retry", reason: outcome.reason } : outcome;
  }

  /** In two steps: the bytes, which nobody sees, and then the showing, which is looked up by the file's id. */
  async function sendFile(
    id: string,
    upload: Upload,
    where: { channel: string; thread: string | null },
  ): Promise<Called<Posted>> {
    const progress = await loadProgress(host.memory, id);
    let fileId = progress.fileId;
    if (fileId !== null) {
      const known = fileId;
      const shown = await caller.call(null, () => isShared(api, known));
      if (shown.ok && shown.value) return { ok: true, value: { channel: where.channel, ts: fileId } };
      if (!shown.ok && shown.failure.kind !== "other") return shown;
      if (!shown.ok) fileId = null;
    }
    if (fileId === null) {
      const uploaded = await caller.call(null, () => uploadBytes(api, upload, options));
      // Bytes that nobody sees may be brought twice.
      if (!uploaded.ok)
        return uploaded.failure.kind === "lost"
          ? { ok: false, failure: { kind: "not-written", code: uploaded.failure.code } }
          : uploaded;
      fileId = uploaded.value;
      await saveProgress(host.memory, id, { ...progress, fileId });
    }
    const ready = fileId;
    const shared = await caller.call(null, () => shareFile(api, ready, upload, where));
    return shared.ok ? { ok: true, value: { channel: where.channel, ts: ready } } : shared;
  }

  /** Posts of this row that are there. Rejects when Slack does not answer; null when it cannot be told. */
  async function search(envelope: OutboundEnvelope): Promise<FoundPosts | null> {
    const place = parsePlace(envelope.chatId);
    const opened = await poster.openDirect(place.channel);
    if (!opened.ok) throw new Error("the direct chat could not be opened");
    const leadId = envelope.message.thread ?? null;
    const inThread = typeof place.at === "object" ? place.at.thread : null;
    const thread = inThread ?? (leadId === null ? null : await threads.rootOf(opened.value, leadId));
    const since = new Date(envelope.createdAt);
    const found = await findPosts(
      api,
      { channel: opened.value, thread },
      { outbox: envelope.id, leadId, since },
    );
    if (found !== null && found.head !== null && leadId !== null && thread === null)
      await threads.remember(opened.value, threadKey(leadId), found.head);
    return found;
  }

  /** Remember what was found. Gives where the last part is, when all of it went out. */
  async function takeFound(envelope: OutboundEnvelope, found: FoundPosts | null): Promise<string | null> {
    const first = found?.parts.get(0);
    if (found === null || first === undefined) return null;
    const { channel: to } = parsePlace(envelope.chatId);
    const channel = (await poster.directChannel(to)) ?? to;
    const key = keyOfMessage(envelope.message);
    if (key !== null) await threads.remember(channel, key, first.ts);
    const last = found.parts.get(first.parts - 1);
    if (last !== undefined) return `${channel}:${last.ts}`;
    const progress = await loadProgress(host.memory, envelope.id);
    for (let part = progress.externalIds.length; found.parts.has(part); part += 1)
      progress.externalIds.push(`${channel}:${found.parts.get(part)?.ts}`);
    await saveProgress(host.memory, envelope.id, progress);
    return null;
  }

  async function lookUp(envelope: OutboundEnvelope): Promise<LookUp> {
    const { message } = envelope;
    if (homeOf(envelope.chatId) !== null) return { kind: "absent" };
    // Two of them hurt nobody, and Slack does not tell whether there was one.
    if (isWhisper(message, parsePlace(envelope.chatId))) return { kind: "absent" };
    const { fileId, externalIds, parts } = await loadProgress(host.memory, envelope.id);
    const last = externalIds.at(-1);
    if (last !== undefined && parts > 0 && externalIds.length >= parts)
      return { kind: "found", externalId: last };
    if (fileId !== null && (await isShared(api, fileId)))
      return { kind: "found", externalId: `${parsePlace(envelope.chatId).channel}:${fileId}` };
    const found = await search(envelope);
    if (found === null) return { kind: "cannot-tell" };
    const whole = await takeFound(envelope, found);
    return whole === null ? { kind: "absent" } : { kind: "found", externalId: whole };
  }

  return {
    async send(envelope) {
      try {
        return await send(envelope);
      } catch (error) {
        const reason = error instanceof Error ? redactText(error.message) : "unknown";
        host.log.warn({ error }, "a send to Slack broke off inside Leadline");
        return { kind: "unknown", reason: `It broke off inside Leadline: ${reason}` };
      }
    },
    async lookUp(envelope) {
      for (let look = 1; ; look += 1) {
        try {
          return await lookUp(envelope);
        } catch (error) {
          const failure = failureOf(error);
          const ms = failure.kind === "limited" ? failure.afterMs : look * 500;
          if (look === LOOKS || ms > LOOK_PAUSE_MS || signal.aborted) return { kind: "later" };
          await pause(ms, undefined, { signal }).catch(() => {});
        }
      }
    },
  };
}
