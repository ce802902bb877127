import { type InboundCommand, MAX_TEXT } from "../../src/channel/inbound.ts";
import { cleanText, clip } from "../../src/text.ts";
import type { ActionBody, EventBody, SlashBody, ViewBody } from "./payload.ts";
import { isDirect, toChatId, toIdentity } from "./place.ts";
import { typed } from "./text.ts";

/** The lead whose thread it is; null when it is not a lead's. */
export type LeadOfThread = (channel: string, threadTs: string) => Promise<string | null>;

/**
 * What a person wrote: in a direct chat, in a lead's thread, or to the bot by name. Null for all other talk, for
 * what bots wrote (this one too), and for edits, deletions, joins and the like.
 *
 * The key is the message's own place in its channel and not the delivery's `event_id`: a mention in a lead's
 * thread is delivered as two events, each with an id of its own. A repeated delivery has the same key either way.
 */
export async function fromEvent(
  { team_id, event, authorizations }: EventBody,
  leadOfThread: LeadOfThread,
  now: Date,
): Promise<InboundCommand | null> {
  const { user, channel, ts } = event;
  if (event.type !== "message" && event.type !== "app_mention") return null;
  if (user === undefined || channel === undefined || ts === undefined || !isTs(ts)) return null;
  if (event.bot_id !== undefined || event.hidden === true || user === "USLACKBOT") return null;
  // A file that the bot shared tells its user only.
  if (authorizations?.some((bot) => bot.is_bot === true && bot.user_id === user)) return null;
  if (event.subtype !== undefined && !SAID.has(event.subtype)) return null;
  const text = said(typed(event.text ?? ""));
  if (text === "") return null;
  const thread = event.thread_ts !== undefined && event.thread_ts !== ts ? event.thread_ts : null;
  const leadId = thread === null ? null : await leadOfThread(channel, thread);
  const direct = isDirect(channel) || event.channel_type === "im";
  if (leadId === null && !direct && event.type !== "app_mention") return null;
  const elsewhere = thread === null || leadId !== null ? {} : { at: { thread } };
  return {
    type: "command",
    externalId: `message:${channel}:${ts}`,
    chatId: toChatId(direct ? { channel } : { channel, user, ...elsewhere }),
    at: timeOf(ts, now),
    actor: toIdentity(event.user_team ?? team_id, user),
    text,
    ...(leadId === null ? {} : { leadId }),
  };
}

/** A reply that is shown in the channel too is a message like any other; so is one with a file. */
const SAID = new Set(["thread_broadcast", "file_share"]);

/** `/lead …`. Said in a direct chat the answer comes in the bot's own: it may not be in that one. */
export function fromSlash(body: SlashBody, now: Date): InboundCommand {
  const { channel_id: channel, user_id: user } = body;
  return {
    type: "command",
    externalId: `command:${body.trigger_id}`,
    chatId: isDirect(channel) ? user : toChatId({ channel, user }),
    at: now.toISOString(),
    actor: toIdentity(body.team_id, user),
    text: said(typed(body.text)),
  };
}

/** Where a button was pressed: for the answer, and for the form that comes before it. */
export function placeOfAction(body: ActionBody): {
  chatId: string;
  thread: string | null;
  channel: string | null;
} {
  const channel = body.channel?.id ?? body.container?.channel_id ?? null;
  const message = body.message?.ts ?? body.container?.message_ts;
  const inThread = body.message?.thread_ts ?? body.container?.thread_ts;
  const thread = inThread !== undefined && inThread !== message ? inThread : null;
  if (channel === null) return { chatId: body.user.id, thread: null, channel };
  const top = thread === null ? { at: "top" as const } : {};
  const user = isDirect(channel) ? {} : { user: body.user.id };
  return { chatId: toChatId({ channel, ...user, ...top }), thread, channel };
}

/** A pressed button. `trigger_id` is the click's own, and the same when it is delivered again. */
export function fromAction(
  body: ActionBody,
  index: number,
  saying: { text: string; leadId?: string | undefined; chatId: string },
  now: Date,
): InboundCommand {
  const action = body.actions[index];
  const click = body.trigger_id ?? `${action?.action_ts ?? ""}:${body.user.id}:${action?.action_id ?? ""}`;
  return {
    type: "command",
    externalId: clip(`action:${click}${index === 0 ? "" : `:${index}`}`, 300),
    chatId: saying.chatId,
    at: timeOf(action?.action_ts ?? "", now),
    actor: toIdentity(body.user.team_id ?? body.team?.id ?? "", body.user.id),
    text: said(saying.text),
    ...(saying.leadId === undefined ? {} : { leadId: saying.leadId }),
  };
}

/** A form that was filled in. Its hash changes with each state of the form, so a replay is known again. */
export function fromView(
  body: ViewBody,
  saying: { text: string; leadId?: string | undefined; chatId: string },
  now: Date,
): InboundCommand {
  return {
    type: "command",
    externalId: `view:${body.view.id}:${body.view.hash}`,
    chatId: saying.chatId,
    at: now.toISOString(),
    actor: toIdentity(body.user.team_id ?? body.team?.id ?? "", body.user.id),
    text: said(saying.text),
    ...(saying.leadId === undefined ? {} : { leadId: saying.leadId }),
  };
}

function said(text: string): string {
  return clip(cleanText(text), MAX_TEXT);
}

export function isTs(ts: string): boolean {
  return /^\d{1,12}\.\d{1,9}$/.test(ts);
}

/** Slack's `1700000000.000100` as a time; ours when it is none. */
function timeOf(ts: string, now: Date): string {
  return isTs(ts) ? new Date(Math.floor(Number(ts) * 1_000)).toISOString() : now.toISOString();
}
