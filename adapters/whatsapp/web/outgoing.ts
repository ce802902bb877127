import { setTimeout as sleep } from "node:timers/promises";
import { fileTypeFromBuffer } from "file-type";
import type { AdapterHost } from "../../../src/channel/adapter.ts";
import type { LookUp, OutboundEnvelope, SendOutcome } from "../../../src/channel/outbound.ts";
import { type ChatRecords, printOf } from "./chat-record.ts";
import type { DailyCap } from "./daily-cap.ts";
import { hasFile, messageId, parseMessageId } from "./normalize.ts";
import { notConnected, outcomeOf } from "./outcome.ts";
import type { People } from "./people.ts";
import { createProgress } from "./progress.ts";
import type { WireMessage } from "./protocol.ts";
import { type Part, toParts } from "./render.ts";
import type { Question } from "./start-child.ts";
import type { Supervisor } from "./supervisor.ts";

export interface Outgoing {
  send(envelope: OutboundEnvelope): Promise<SendOutcome>;
  lookUp(envelope: OutboundEnvelope): Promise<LookUp>;
  /** Resolves once nothing is being sent to the chat. */
  sendsOf(chatId: string): Promise<void>;
  /** Resolves once nothing is being sent at all. */
  idle(): Promise<void>;
}

export interface OutgoingOptions {
  host: AdapterHost;
  supervisor: Pick<Supervisor, "ask" | "state" | "whenReady">;
  people: People;
  records: ChatRecords;
  dailyCap: DailyCap;
  /** The most that an answer takes to be "written", in milliseconds. */
  typingMs: number;
}

/** The outbox waits 30 s for all parts of a message; what is left goes on the next time. */
const ALL_PARTS_MS = 24_000;
const ONE_PART_MS = 20_000;
const LOOK_UP_MS = 20_000;
/** Own messages of a chat that a look-up goes through. */
const LOOK_UP_MESSAGES = 100;
/** WhatsApp's clock and ours may differ by this much, in seconds. */
const CLOCKS = 60;

/**
 * What goes out: one part after the other, each noted durably before and after, so that after a fall at any moment
 * it is known which went out, and the one that is not known can be found among the chat's own messages.
 */
export function createOutgoing(options: OutgoingOptions): Outgoing {
  const { host, supervisor, people, records, dailyCap } = options;
  const progress = createProgress(host.memory, records);
  const underWay = new Map<string, Promise<void>>();

  /** One message at a time in a chat, whatever the outbox does. */
  function inChat<T>(chatId: string, work: () => Promise<T>): Promise<T> {
    const mine = (underWay.get(chatId) ?? Promise.resolve()).then(work);
    const quiet = mine.then(
      () => {},
      () => {},
    );
    underWay.set(chatId, quiet);
    void quiet.then(() => {
      if (underWay.get(chatId) === quiet) underWay.delete(chatId);
    });
    return mine;
  }

  async function send(envelope: OutboundEnvelope): Promise<SendOutcome> {
    if (supervisor.state().phase !== "ready") return notConnected("WhatsApp is not connected.");
    const { chatId } = envelope;
    const { wrote, wid } = await records.get(chatId);
    if (!wrote && !(await wroteElsewhere(chatId))) {
      const reason = "This person has not written first: unasked messages get a number banned.";
      return { kind: "rejected", reason };
    }
    const to = wid ?? (await people.addressOf(chatId));
    if (to === null) return { kind: "unreachable", reason: "WhatsApp knows no address for this chat." };
    const parts = toParts(envelope.message);
    const done = await progress.of(envelope);
    const began = Date.now();
    for (const [index, part] of parts.entries()) {
      if (index < done.length) continue;
      const left = ALL_PARTS_MS - (Date.now() - began);
      if (index > done.length && left < ONE_PART_MS / 2) {
        return {
          kind: "retry",
          afterMs: 1_000,
          patient: true,
          reason: "The rest of a long message follows.",
        };
      }
      const waitMs = await dailyCap.waitMs();
      if (waitMs > 0) return { ...CAP_REACHED, afterMs: waitMs };
      const outcome = await sendPart({ envelope, to, part, index, count: parts.length }, left);
      if (outcome.kind !== "sent" || index === parts.length - 1) return outcome;
    }
    const externalId = done.at(-1);
    if (externalId !== undefined) return { kind: "sent", externalId };
    return { kind: "rejected", reason: "The message holds nothing to send." };
  }

  async function sendPart(
    sending: { envelope: OutboundEnvelope; to: string; part: Part; index: number; count: number },
    leftMs: number,
  ): Promise<SendOutcome> {
    const { envelope, to, part, index, count } = sending;
    const media = part.file && (await readFile(part.file));
    if (media === null) return { kind: "rejected", reason: "The file to send is not there." };
    const quotes = index === 0 && envelope.message.quotes ? parseMessageId(envelope.message.quotes) : null;
    const print = printOf({ text: part.text, hasFile: media !== undefined });
    await progress.begin(envelope, index, print);
    const question: Extract<Question, { type: "send" }> = {
      type: "send",
      to,
      text: part.text,
      ...(media ? { media } : {}),
      ...(quotes ? { quotes } : {}),
      typingMs: typingTime(part.text),
    };
    try {
      const { stanza } = await supervisor.ask(question, Math.min(leftMs, ONE_PART_MS));
      if (stanza === null)
        return { kind: "unknown", reason: "WhatsApp's page did not say what became of the message." };
      await progress.sent(envelope, stanza, { index, count });
      await dailyCap.count();
      return { kind: "sent", externalId: messageId({ fromMe: true, stanza }, envelope.chatId) };
    } catch (error) {
      const outcome = outcomeOf(error);
      host.log.debug({ error, outcome: outcome.kind }, "A WhatsApp message was not sent");
      if (outcome.kind !== "unknown") await progress.forget(envelope);
      return outcome;
    }
  }

  async function readFile(file: NonNullable<Part["file"]>) {
    const content = await host.files.read(file.path).catch(() => null);
    if (content === null) return null;
    const mime = file.mime ?? (await fileTypeFromBuffer(content))?.mime ?? "application/octet-stream";
    return { content, mime, fileName: file.fileName, asDocument: file.asDocument };
  }

  /** Longer for longer texts, and never twice the same: what answers at once, always, looks like a machine. */
  function typingTime(text: string): number {
    const length = Math.min(1, 0.3 + text.length / 200);
    return Math.round(options.typingMs * length * (0.7 + Math.random() * 0.3));
  }

  /** Before this transport kept records of its own, the history tells. */
  async function wroteElsewhere(chatId: string): Promise<boolean> {
    const entries = await host.history(chatId, { limit: 50 });
    return entries.some((entry) => entry.direction === "in");
  }

  async function lookUp(envelope: OutboundEnvelope): Promise<LookUp> {
    const { chatId, id } = envelope;
    const record = await records.get(chatId);
    const last = record.own.find((entry) => entry.outboxId === id && entry.last);
    if (last) return { kind: "found", externalId: messageId({ fromMe: true, stanza: last.stanza }, chatId) };
    const pending = record.pending.find((entry) => entry.outboxId === id);
    // Each part is noted before it is sent: this one was never begun, or goes on after the parts that are out.
    if (pending === undefined) return { kind: "absent" };
    const chat = record.wid ?? (await people.addressOf(chatId));
    const messages = chat === null ? null : await ownMessages(chat, pending.at - CLOCKS);
    if (messages === null) return { kind: "later" };
    const known = new Set((await records.get(chatId)).own.map(({ stanza }) => stanza));
    const found = messages.find(
      (message) =>
        !known.has(message.stanza) &&
        // What WhatsApp itself gave up is not out.
        (message.ack ?? 0) >= 0 &&
        printOf({ text: message.text, hasFile: hasFile(message) }) === pending.print,
    );
    if (!found) {
      await progress.forget(envelope);
      return { kind: "absent" };
    }
    const count = toParts(envelope.message).length;
    await progress.sent(envelope, found.stanza, { index: pending.part, count });
    await dailyCap.count();
    if (pending.part < count - 1) return { kind: "absent" };
    return { kind: "found", externalId: messageId(found, chatId) };
  }

  /** What went out to a chat since a second; null when nobody could be asked in time. */
  async function ownMessages(chat: string, since: number): Promise<WireMessage[] | null> {
    const until = Date.now() + LOOK_UP_MS;
    for (let left = LOOK_UP_MS; left > 0; left = until - Date.now()) {
      if (!(await supervisor.whenReady(left))) return null;
      try {
        const question = { type: "own" as const, chat, since, limit: LOOK_UP_MESSAGES };
        return (await supervisor.ask(question, Math.max(1_000, until - Date.now()))).messages;
      } catch (error) {
        // What made the outcome unknown, a page that went away, is often still going on.
        host.log.debug({ error }, "A WhatsApp chat could not be looked through yet");
        await sleep(200);
      }
    }
    return null;
  }

  return {
    send: (envelope) => inChat(envelope.chatId, () => send(envelope)),
    lookUp: (envelope) => inChat(envelope.chatId, () => lookUp(envelope)),
    sendsOf: async (chatId) => underWay.get(chatId),
    idle: async () => {
      await Promise.all(underWay.values());
    },
  };
}

const CAP_REACHED = {
  kind: "retry",
  scope: "channel",
  patient: true,
  reason: "As many messages as LEADLINE_WHATSAPP_DAILY_CAP allows in 24 hours have been sent.",
} as const;
