import { setTimeout as sleep } from "node:timers/promises";
import type { AdapterHost } from "../../../src/channel/adapter.ts";
import { missing } from "../../../src/channel/files.ts";
import { type InboundAttachment, receiptOf } from "../../../src/channel/inbound.ts";
import { type ChatRecords, printOf } from "./chat-record.ts";
import { hasFile, messageId, saysSomething, toEdit, toEvent, toIso } from "./normalize.ts";
import type { People } from "./people.ts";
import type { WireMessage } from "./protocol.ts";
import { ChildSilent } from "./start-child.ts";
import type { Supervisor, Told } from "./supervisor.ts";

export interface TakeOptions {
  host: AdapterHost;
  supervisor: Pick<Supervisor, "ask">;
  people: People;
  records: ChatRecords;
  /** Resolves once nothing is being sent to the chat. */
  sendsOf(chatId: string): Promise<void>;
  /** The first wait before a file is fetched again, in milliseconds. */
  retryMs: number;
  signal: AbortSignal;
}

/** Gives whether a person's message is stored, so that it may count as read. Rejects when it could not be stored. */
export type Take = (report: Told) => Promise<boolean>;

const FETCH_TIMEOUT_MS = 60_000;

/**
 * Hand one report to the program: a person's message with its file, an answer that a colleague gave on the phone, a
 * receipt, an edit. What was taken before costs nothing.
 */
export function createTake(options: TakeOptions): Take {
  const { host, supervisor, people, records } = options;
  const taken = createRecent(5_000);

  async function takeMessage(message: WireMessage): Promise<boolean> {
    if (!saysSomething(message)) return false;
    const { chatId, person } = await people.behind(message.chat);
    const id = messageId(message, chatId);
    if (taken.has(id)) return !message.fromMe;
    if (message.fromMe) {
      if (await isOurs(message, chatId)) return false;
    } else await rememberWriter(chatId, message.chat);
    const attachments = hasFile(message) ? [await keepFile(message)] : [];
    await host.accept(toEvent(message, { chatId, person, attachments }));
    taken.add(id);
    if (message.fromMe) {
      await records.change(chatId, ({ own }) => {
        own.push({ stanza: message.stanza, outboxId: null, last: false });
      });
    }
    return !message.fromMe;
  }

  /** Ours, as against what a person has answered on the phone. */
  async function isOurs(message: WireMessage, chatId: string): Promise<boolean> {
    // Ours is known by its id once its send is through.
    await options.sendsOf(chatId);
    const { own, pending } = await records.get(chatId);
    if (own.some((entry) => entry.stanza === message.stanza)) {
      await takeReceipt(chatId, message.stanza, message.ack ?? 0, message.t);
      return true;
    }
    // A send of which nobody knows what became of it: its look-up will find it.
    const print = printOf({ text: message.text, hasFile: hasFile(message) });
    return pending.some((entry) => entry.print === print && entry.at - 60 <= message.t);
  }

  async function rememberWriter(chatId: string, wid: string): Promise<void> {
    const record = await records.get(chatId);
    if (record.wrote && record.wid === wid) return;
    await records.change(chatId, (changed) => {
      changed.wrote = true;
      changed.wid = wid;
    });
  }

  async function keepFile(message: WireMessage): Promise<InboundAttachment> {
    const { mime, size, fileName = message.type } = message.media ?? {};
    if (message.media === undefined) return missing(fileName, mime, "unavailable");
    if (size !== undefined && size > host.files.maxBytes) return missing(fileName, mime, "too-large");
    const content = await fetchFile(message);
    if (content === null) return missing(fileName, mime, "unavailable");
    return host.files.keep({ content: Buffer.from(content), fileName, mime });
  }

  /** Null when WhatsApp has it no more. Rejects when the session has ended: the next one starts over. */
  async function fetchFile({ chat, fromMe, stanza }: WireMessage): Promise<Uint8Array | null> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const question = { type: "fetch" as const, chat, fromMe, stanza };
        return (await supervisor.ask(question, FETCH_TIMEOUT_MS)).content;
      } catch (error) {
        if (error instanceof ChildSilent) throw error;
        if (attempt === 3) {
          host.log.warn({ error }, "A file sent on WhatsApp could not be fetched");
          return null;
        }
        await sleep(options.retryMs * attempt, undefined, { signal: options.signal });
      }
    }
  }

  async function takeReceipt(chatId: string, stanza: string, ack: number, t: number): Promise<void> {
    const status = ack < 0 ? "failed" : ack >= 3 ? "read" : ack === 2 ? "delivered" : null;
    if (status === null) return;
    await options.sendsOf(chatId);
    const { own } = await records.get(chatId);
    // Of a message in several parts the last one stands for all.
    if (!own.some((entry) => entry.stanza === stanza && entry.outboxId !== null && entry.last)) return;
    const messageExternalId = messageId({ fromMe: true, stanza }, chatId);
    const receipt = receiptOf({
      chatId,
      at: toIso(t),
      messageExternalId,
      status,
      ...(status === "failed" ? { reason: "WhatsApp could not deliver it." } : {}),
    });
    if (taken.has(receipt.externalId)) return;
    await host.accept(receipt);
    taken.add(receipt.externalId);
  }

  return async (report) => {
    if (report.type === "message") return takeMessage(report.message);
    const { chatId } = await people.behind(report.chat);
    if (report.type === "ack") await takeReceipt(chatId, report.stanza, report.ack, report.t);
    else await host.accept(toEdit(report, chatId));
    return false;
  };
}

/** The last ids. */
function createRecent(max: number): { has(id: string): boolean; add(id: string): void } {
  const ids = new Set<string>();
  return {
    has: (id) => ids.has(id),
    add(id) {
      ids.add(id);
      if (ids.size > max) for (const oldest of ids) if (ids.delete(oldest)) break;
    },
  };
}
