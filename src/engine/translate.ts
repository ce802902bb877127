import { type IdentityRef, type InboundEvent, type InboundMessage, MAX_TEXT } from "../channel/inbound.ts";
import { readLinkCode } from "../commands/link-code.ts";
import { canBeColleague } from "../leads/colleague.ts";
import { canonicalIdentities } from "../leads/identify.ts";
import type { Directory } from "../leads/types.ts";
import type { InboxRow, Store } from "../store/port.ts";
import { TRANSCRIPT, TRANSCRIPT_LENGTH } from "./mirror.ts";

/**
 * What an event means before anything is decided: a message of a linked colleague is a command, a receipt that
 * says "failed" is a message that did not arrive, and the timer of a transcript brings what was said. Everything
 * else is what it is.
 */
export async function translate(
  row: InboxRow,
  context: { directory: Directory; country: string; reads: Pick<Store["reads"], "sentMessage" | "messages"> },
): Promise<InboxRow> {
  const { payload } = row;
  if (payload.type === "message") {
    const command = asCommand(payload, context.directory, context.country);
    return command === null ? row : { ...row, payload: command };
  }
  if (payload.type === "timer" && payload.timer.kind === TRANSCRIPT && payload.timer.leadId !== null) {
    const said = await context.reads.messages(payload.timer.leadId, TRANSCRIPT_LENGTH);
    const messages = said
      .filter((message) => message.at <= payload.timer.createdAt)
      .map(({ author, text }) => ({ author, text }));
    return { ...row, payload: { ...payload, timer: { ...payload.timer, payload: { messages } } } };
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
      reason: payload.reason ?? "the channel says that it was not delivered",
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
  if (payload.type === "timer") return payload.timer.kind === TRANSCRIPT || namesRow(payload.timer.payload);
  if (payload.type === "receipt") return payload.status === "failed";
  if (payload.type !== "message") return payload.type === "command";
  if (directory === null) return payload.from.identities.some(canBeColleague);
  return asCommand(payload, directory, country) !== null;
}

/** A follow-up or a digest is loaded for its timer. */
function namesRow(payload: Record<string, unknown>): boolean {
  return payload.followUpId !== undefined || payload.digestId !== undefined;
}

/** Colleagues work on every channel on which an id of theirs is linked, and a one-time code is what links it. */
function asCommand(event: InboundMessage, directory: Directory, country: string): InboundEvent | null {
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
  };
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
