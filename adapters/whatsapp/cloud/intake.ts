import type { AdapterHost } from "../../../src/channel/adapter.ts";
import type { InboundAttachment } from "../../../src/channel/inbound.ts";
import type { ChatIds, WhatsAppPerson } from "../ids.ts";
import type { Incoming, PostContent } from "./normalize.ts";
import { tellObjection } from "./objection.ts";
import type { Media } from "./payload.ts";
import { type ProgressBook, parseLabel } from "./progress.ts";
import type { StatusUpdate } from "./statuses.ts";

export interface Intake {
  /**
   * Take everything of a post. Resolves once all of it is durable; rejects when any of it is not, so that Meta
   * delivers the whole post again: what was taken already has no second effect.
   */
  take(content: PostContent): Promise<void>;
  /** Resolves once nothing is being taken. */
  idle(): Promise<void>;
}

export interface IntakeOptions {
  host: AdapterHost;
  chats: ChatIds;
  progress: ProgressBook;
  fetchMedia(media: Media): Promise<InboundAttachment>;
}

/** Enough for what Meta delivers again at once; later repetitions are recognised by the inbox. */
const MAX_RECENT = 10_000;

/**
 * Hands on what came in: in order within a chat, also across posts that arrive at the same time; what stands behind
 * a message that could not be stored waits for Meta to deliver it again, too.
 */
export function createIntake(options: IntakeOptions): Intake {
  const { host, chats, progress } = options;
  const lanes = new Map<string, Promise<void>>();
  const recent = new Set<string>();
  const underWay = new Map<string, Promise<void>>();

  /** Do `work` behind whatever is under way for this person; not at all when that fails. */
  function inLane(person: WhatsAppPerson, work: () => Promise<void>): Promise<void> {
    const lane = person.user ?? person.phone ?? "";
    const mine = (lanes.get(lane) ?? Promise.resolve()).then(work);
    lanes.set(lane, mine);
    const leave = () => {
      if (lanes.get(lane) === mine) lanes.delete(lane);
    };
    mine.then(leave, leave);
    return mine;
  }

  /** Once for each id, however often it is delivered meanwhile. */
  function once(id: string, start: () => Promise<void>): Promise<void> {
    const before = underWay.get(id);
    if (before !== undefined) return before;
    if (recent.has(id)) return Promise.resolve();
    const mine = start().then(() => {
      recent.add(id);
      if (recent.size > MAX_RECENT) for (const oldest of recent) if (recent.delete(oldest)) break;
    });
    underWay.set(id, mine);
    const leave = () => underWay.delete(id);
    mine.then(leave, leave);
    return mine;
  }

  function takeIncoming(incoming: Incoming): Promise<void> {
    return once(incoming.externalId, () => {
      // Begins at once, so that several files come side by side; whoever waits for it sees its failure.
      const file = incoming.media === null ? null : options.fetchMedia(incoming.media);
      file?.catch(() => {});
      return inLane(incoming.person, async () => {
        const chatId = await chats.of(incoming.person);
        const attachments = file === null ? [] : [await file];
        await host.accept(incoming.toEvent(chatId, attachments));
      });
    });
  }

  function takeStatus(update: StatusUpdate): Promise<void> {
    const id = `${update.status ?? "sent"}:${update.externalId}`;
    return once(id, () =>
      inLane(update.person, async () => {
        if (update.label !== null) await progress.told(update.label, update.externalId);
        await tellObjection(host, update.code);
        if (update.status === null || (!update.isLast && update.status !== "failed")) return;
        const messageId = await messageOf(update);
        const hasNobody = update.person.phone === undefined && update.person.user === undefined;
        if (hasNobody) return;
        const receipt = update.toReceipt(await chats.of(update.person), messageId);
        if (receipt !== null) await host.accept(receipt);
      }),
    );
  }

  /** The id under which the whole message is known: that of its last part. */
  async function messageOf(update: StatusUpdate): Promise<string> {
    if (update.label === null || update.status !== "failed") return update.externalId;
    // Meta may say so before its answer to our request is here, and then the message is not known as sent yet.
    await progress.quiet(update.label);
    if (update.isLast) return update.externalId;
    const part = parseLabel(update.label);
    const sent = part === null ? null : await progress.of(part.id);
    const isWhole = sent !== null && sent.externalIds.length >= sent.total;
    return (isWhole ? sent.externalIds.at(-1) : undefined) ?? update.externalId;
  }

  return {
    async take({ incoming, statuses }) {
      const results = await Promise.allSettled([...incoming.map(takeIncoming), ...statuses.map(takeStatus)]);
      for (const result of results) if (result.status === "rejected") throw result.reason;
    },
    async idle() {
      while (underWay.size > 0) await Promise.allSettled([...underWay.values()]);
    },
  };
}
