import { fileTypeFromBuffer } from "file-type";
import { z } from "zod";
import type { AdapterHost } from "../../../src/channel/adapter.ts";
import type { OutboundEnvelope, SendOutcome } from "../../../src/channel/outbound.ts";
import type { ChatIds, WhatsAppPerson } from "../ids.ts";
import type { Graph, GraphFault } from "./graph.ts";
import { tellObjection } from "./objection.ts";
import type { Progress, ProgressBook } from "./progress.ts";
import { refusalOf, type Trouble } from "./refusals.ts";
import { type Part, toParts } from "./render.ts";

export interface SenderOptions {
  graph: Graph;
  phoneId: string;
  host: AdapterHost;
  chats: ChatIds;
  progress: ProgressBook;
  /** What the answer says about the connection as a whole; null: it works. */
  onTrouble(trouble: Trouble | null): void;
  /** Milliseconds for a whole send; less than the 30 s of the outbox. Default: 25,000. */
  budgetMs?: number;
}

/** Enough time left to begin another part: below it the rest is sent at the next try. */
const MIN_LEFT_MS = 3_000;
/** Meta takes larger pictures as documents only. */
const MAX_IMAGE_BYTES = 5 * 1024 * 1024;

/**
 * Send a message part by part. Each part is noted before it is handed to Meta and after, so that a retry goes on
 * with the part that is not out yet.
 */
export function createSender(options: SenderOptions): (envelope: OutboundEnvelope) => Promise<SendOutcome> {
  const { graph, phoneId, host, chats, progress } = options;

  async function send(envelope: OutboundEnvelope): Promise<SendOutcome> {
    const deadline = Date.now() + (options.budgetMs ?? 25_000);
    const address = addressOf(await chats.personOf(envelope.chatId));
    if (address === null) {
      return {
        kind: "unreachable",
        reason: "only WhatsApp's hidden id of this person is known, to which the official API cannot write",
      };
    }
    const before = await progress.of(envelope.id);
    // What has begun as text goes on as text.
    const hasBegun = (before?.externalIds.length ?? 0) > 0;
    let parts = toParts(envelope.message, hasBegun ? 0 : host.clock.now().getTime());
    if (parts.length === 0) return { kind: "rejected", reason: "there is nothing to send" };
    let state: Progress = before ?? { externalIds: [], total: parts.length, trying: false };
    state = { ...state, total: parts.length };
    for (let index = state.externalIds.length; index < parts.length; index += 1) {
      const left = deadline - Date.now();
      if (left < MIN_LEFT_MS) {
        return { kind: "retry", afterMs: 1_000, reason: "Meta is slow; the rest of the message follows" };
      }
      const part = parts[index]!;
      const content = await contentOf(part, left, envelope.attempt);
      if ("kind" in content) return content;
      // From here on nobody knows whether it is out, until an answer says so.
      await progress.write(envelope.id, { ...state, trying: true });
      const answer = await graph.post(
        `${phoneId}/messages`,
        {
          messaging_product: "whatsapp",
          recipient_type: "individual",
          ...address,
          ...(index === 0 ? quoting(envelope.message.quotes) : {}),
          ...content.body,
          biz_opaque_callback_data: progress.label(envelope.id, index, parts.length),
        },
        Math.min(15_000, Math.max(deadline - Date.now(), 1_000)),
      );
      if (answer.kind !== "ok") {
        const outcome = refused(answer, envelope.attempt);
        if (outcome.kind !== "unknown") await note(envelope.id, { ...state, trying: false });
        // Meta counts the hours itself: what it does not take as text any more goes out as the approved template.
        if (index === 0 && isWindowOver(outcome) && part.kind === "body" && part.body.type !== "template") {
          const { template } = envelope.message;
          if (template === undefined) return outcome;
          parts = toParts(envelope.message, Number.POSITIVE_INFINITY);
          state = { ...state, total: parts.length };
          index -= 1;
          continue;
        }
        return outcome;
      }
      options.onTrouble(null);
      const externalId = sentSchema.safeParse(answer.body).data?.messages[0]?.id;
      if (externalId === undefined) return { kind: "unknown", reason: "Meta's answer names no message" };
      state = { ...state, externalIds: [...state.externalIds, externalId] };
      await note(envelope.id, state);
    }
    return { kind: "sent", externalId: state.externalIds.at(-1) ?? "" };
  }

  /** As far as it can be made durable: what is known in this process is used in any case. */
  async function note(id: string, state: Progress): Promise<void> {
    await progress.write(id, state).catch((error: unknown) => {
      host.log.warn({ error, outbox: id }, "How far a message got could not be noted.");
    });
  }

  function refused(fault: GraphFault, attempt: number): SendOutcome {
    const { outcome, trouble } = refusalOf(fault, attempt);
    if (trouble !== undefined) options.onTrouble(trouble);
    tellObjection(host, "code" in fault ? fault.code : null).catch((error: unknown) => {
      host.log.warn({ error }, "That Meta objects could not be told.");
    });
    return outcome;
  }

  async function contentOf(
    part: Part,
    leftMs: number,
    attempt: number,
  ): Promise<{ body: Record<string, unknown> } | SendOutcome> {
    if (part.kind === "body") return { body: part.body };
    let bytes: Buffer;
    try {
      bytes = await host.files.read(part.path);
    } catch {
      return { kind: "rejected", reason: "the file to send is not there any more" };
    }
    const file = await asMetaTakesIt(part, bytes);
    const form = new FormData();
    form.set("messaging_product", "whatsapp");
    form.set("type", file.mime);
    form.set("file", new Blob([new Uint8Array(bytes)], { type: file.mime }), file.fileName);
    const answer = await graph.post(`${phoneId}/media`, form, Math.min(15_000, leftMs));
    // Nobody sees an upload: one whose answer was lost is made again.
    if (answer.kind === "lost") return { kind: "retry", afterMs: 2_000, reason: answer.detail };
    if (answer.kind !== "ok") {
      const outcome = refused(answer, attempt);
      return outcome.kind === "unknown" ? { kind: "retry", afterMs: 5_000, reason: outcome.reason } : outcome;
    }
    const id = uploadedSchema.safeParse(answer.body).data?.id;
    if (id === undefined) return { kind: "retry", afterMs: 2_000, reason: "Meta's answer names no file" };
    const caption = part.caption === null ? {} : { caption: part.caption };
    return {
      body: file.asImage
        ? { type: "image", image: { id, ...caption } }
        : { type: "document", document: { id, filename: file.fileName, ...caption } },
    };
  }

  return (envelope) =>
    progress
      .during(envelope.id, () => send(envelope))
      .catch((error: unknown): SendOutcome => {
        // Only our own store can have failed, and before anything was handed to Meta.
        host.log.warn({ error, outbox: envelope.id }, "A WhatsApp message could not be prepared.");
        return {
          kind: "retry",
          afterMs: 2_000,
          reason: "what was sent so far could not be looked up or noted",
        };
      });
}

function isWindowOver(outcome: SendOutcome): boolean {
  return outcome.kind === "rejected" && outcome.why === "window-over";
}

const sentSchema = z.object({ messages: z.array(z.object({ id: z.string().min(1).max(200) })) });
const uploadedSchema = z.object({ id: z.string().min(1).max(200) });

/** A business-scoped id in `to` is taken for a phone and lost in silence: it has a field of its own. */
function addressOf(person: WhatsAppPerson): { to: string } | { recipient: string } | null {
  if (person.phone !== undefined) return { to: person.phone };
  return person.user === undefined ? null : { recipient: person.user };
}

/** Ids of another transport would let Meta refuse the whole message. */
function quoting(id: string | undefined): { context?: { message_id: string } } {
  return id?.startsWith("wamid.") ? { context: { message_id: id } } : {};
}

/** JPEG and PNG are shown as pictures; text of every kind goes as plain text, which is the one that Meta takes. */
async function asMetaTakesIt(
  part: Extract<Part, { kind: "file" }>,
  bytes: Buffer,
): Promise<{ mime: string; asImage: boolean; fileName: string }> {
  const found = await fileTypeFromBuffer(bytes);
  const claimed = part.mime ?? "application/octet-stream";
  const mime = found?.mime ?? (claimed.startsWith("text/") ? "text/plain" : claimed);
  const asImage = part.mime === null && /^image\/(jpeg|png)$/.test(mime) && bytes.length <= MAX_IMAGE_BYTES;
  const name =
    part.fileName
      .replace(/[\p{Cc}"\\/]/gu, " ")
      .trim()
      .slice(0, 200) || "file";
  const hasEnding = part.mime !== null || found === undefined || name.endsWith(`.${found.ext}`);
  return { mime, asImage, fileName: hasEnding ? name : `${name}.${found.ext}` };
}
