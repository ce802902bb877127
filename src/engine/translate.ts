import {
  type IdentityRef,
  type InboundCommand,
  type InboundMessage,
  type InboundTimer,
  MAX_TEXT,
} from "../channel/inbound.ts";
import { readLinkCode } from "../commands/link-code.ts";
import { canBeColleague } from "../leads/colleague.ts";
import { DAILY_LIST } from "../leads/daily-list.ts";
import { canonicalIdentities } from "../leads/identify.ts";
import type { Directory } from "../leads/types/directory.ts";
import { MARK } from "../store/marks.ts";
import type { InboxRow } from "../store/port/inbox-store.ts";
import type { Store } from "../store/port.ts";
import { LATE_FAILURE, lateFailureSchema, NOT_DELIVERED, readMark } from "./decide-delivery.ts";
import { LIKELY, readLikely } from "./decide-learning.ts";
import { LEFT, LEFT_LEADS } from "./decide-left.ts";
import { HOME } from "./home.ts";
import { attachmentsOf, TRANSCRIPT, TRANSCRIPT_LENGTH } from "./mirror.ts";

/**
 * What an event means before anything is decided: a message of a linked colleague is a command, a receipt that
 * says "failed" is a message that did not arrive, the timer of a transcript brings what was said, and that of a
 * colleague who left their open leads. Everything else is what it is.
 */
export async function translate(
  row: InboxRow,
  context: {
    directory: Directory;
    country: string;
    reads: Pick<Store["reads"], "sentMessage" | "messages" | "heldLeads" | "answersOf" | "lastChoices">;
    models: Pick<Store["models"], "openLeads">;
  },
): Promise<InboxRow> {
  const { payload } = row;
  if (payload.type === "message") {
    const command = asCommand(payload, context.directory, context.country);
    if (command === null) return row;
    const chosen = await chosenByNumber(command, row.channel, context.reads);
    return { ...row, payload: { ...command, text: chosen ?? command.text } };
  }
  if (payload.type === "timer" && payload.timer.kind === TRANSCRIPT && payload.timer.leadId !== null) {
    const said = await context.reads.messages(payload.timer.leadId, TRANSCRIPT_LENGTH);
    const messages = said
      .filter((message) => message.at <= payload.timer.createdAt)
      .map(({ author, text, extra }) => ({ author, text, attachments: attachmentsOf(extra) }));
    return { ...row, payload: { ...payload, timer: { ...payload.timer, payload: { messages } } } };
  }
  if (payload.type === "timer" && payload.timer.kind === LEFT) {
    const { repId } = payload.timer.payload;
    const leads = await context.reads.heldLeads(String(repId), LEFT_LEADS);
    return { ...row, payload: { ...payload, timer: { ...payload.timer, payload: { repId, leads } } } };
  }
  if (payload.type === "timer" && payload.timer.kind === LIKELY)
    return withTimer(row, payload, { payload: await readLikely(payload, context.models) });
  if (payload.type === "timer" && payload.timer.kind === MARK)
    return withTimer(row, payload, await readMark(payload.timer, context.reads));
  if (payload.type === "timer" && payload.timer.kind === LATE_FAILURE) {
    const late = lateFailureSchema.parse(payload.timer.payload);
    const sent = await context.reads.sentMessage(late.channel, late.messageExternalId);
    return withTimer(row, payload, { leadId: sent?.leadId ?? null, payload: { ...late, sent } });
  }
  if (payload.type !== "receipt" || payload.status !== "failed") return row;
  const sent = await context.reads.sentMessage(row.channel, payload.messageExternalId);
  if (sent === null) return row;
  return {
    ...row,
    payload: {
      type: "undelivered",
      externalId: payload.externalId,
      chatId: payload.chatId,
      at: payload.at,
      outboxId: sent.outboxId,
      leadId: sent.leadId,
      outcome: "rejected",
      reason: payload.reason ?? NOT_DELIVERED,
      ...(payload.why === undefined ? {} : { why: payload.why }),
      text: sent.text.slice(0, 500),
    },
  };
}

/**
 * Whether something is read for the row, as for a command, before it is decided: what was decided before it must be
 * durable by then. `directory` null: not known yet, and whoever may be a colleague counts as one.
 */
export function needsPreparation(
  { payload }: InboxRow,
  directory: Directory | null,
  country: string,
): boolean {
  if (payload.type === "timer") return READING.has(payload.timer.kind) || namesRow(payload.timer.payload);
  if (payload.type === "receipt") return payload.status === "failed";
  // What a colleague's sign or change is about must be known by then.
  if (payload.type === "reaction") return true;
  if (payload.type === "edit") return payload.actor !== undefined;
  if (payload.type !== "message") return payload.type === "command";
  if (directory === null) return payload.from.identities.some(canBeColleague);
  return asCommand(payload, directory, country) !== null;
}

/** Timers that bring what is read when they come in. */
const READING: ReadonlySet<string> = new Set([TRANSCRIPT, HOME, LEFT, DAILY_LIST, LIKELY]);

/** A follow-up or a digest is loaded for its timer. */
function namesRow(payload: Record<string, unknown>): boolean {
  return payload.followUpId !== undefined || payload.digestId !== undefined;
}

function withTimer(row: InboxRow, payload: InboundTimer, changes: Partial<InboundTimer["timer"]>): InboxRow {
  return { ...row, payload: { ...payload, timer: { ...payload.timer, ...changes } } };
}

/** Colleagues work on every channel on which an id of theirs is linked, and a one-time code is what links it. */
function asCommand(event: InboundMessage, directory: Directory, country: string): InboundCommand | null {
  const actor = linkedActor(event, directory, country) ?? newActor(event);
  if (actor === null) return null;
  return {
    type: "command",
    externalId: event.externalId,
    chatId: event.chatId,
    at: event.at,
    actor: { kind: actor.kind, value: actor.value },
    // A button carries the command that it says.
    text: (event.choice ?? event.text).slice(0, MAX_TEXT),
    ...(event.attachments.length > 0 ? { attachments: event.attachments } : {}),
  };
}

/** `2` is the second of what the chat was last given to choose from; null where it is none. */
async function chosenByNumber(
  { text, chatId }: InboundCommand,
  channel: string,
  reads: Pick<Store["reads"], "lastChoices">,
): Promise<string | null> {
  const number = /^\s*(\d{1,2})[.)]?\s*$/.exec(text)?.[1];
  if (number === undefined) return null;
  const choices = await reads.lastChoices(channel, chatId);
  return choices[Number(number) - 1]?.value ?? null;
}

function linkedActor(event: InboundMessage, directory: Directory, country: string): IdentityRef | null {
  if (directory.identities.size === 0) return null;
  // Reading a phone number costs: only where one may be a colleague's.
  const hasPhone = event.from.identities.some(({ kind }) => kind === "phone" || kind === "whatsapp");
  const ids = hasPhone
    ? [...event.from.identities, ...canonicalIdentities(event.from.identities, country)]
    : event.from.identities;
  return ids.find(({ kind, value }) => isLinked(directory, `${kind}:${value}`)) ?? null;
}

/** Who says a code, by an id that can be a colleague's. */
function newActor(event: InboundMessage): IdentityRef | null {
  if (event.choice !== undefined || readLinkCode(event.text) === null) return null;
  return event.from.identities.find(canBeColleague) ?? null;
}

/** Also one who was switched off: they are told so, and are no prospect. */
function isLinked(directory: Directory, key: string): boolean {
  return directory.identities.has(key);
}
