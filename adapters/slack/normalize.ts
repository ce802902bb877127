import {
  type IdentityRef,
  type InboundCommand,
  type InboundEdit,
  type InboundReaction,
  MAX_TEXT,
} from "../../src/channel/inbound.ts";
import { cleanText, clip } from "../../src/text.ts";
import type { ActionBody, EventBody, SlashBody, ViewBody } from "./payload.ts";
import { isDirect, toChatId, toHome, toIdentity } from "./place.ts";
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
  const text = said(typed(toOwnName(event.text ?? "", authorizations)));
  if (text === "" && !event.files?.length) return null;
  const thread = event.thread_ts !== undefined && event.thread_ts !== ts ? event.thread_ts : null;
  const leadId = thread === null ? null : await leadOfThread(channel, thread);
  const direct = isDirect(channel) || event.channel_type === "im";
  if (leadId === null && !direct && (event.type !== "app_mention" || text === "")) return null;
  const elsewhere = thread === null || leadId !== null ? {} : { at: { thread } };
  return {
    type: "command",
    externalId: messageId(channel, ts),
    chatId: toChatId(direct ? { channel } : { channel, user, ...elsewhere }),
    at: timeOf(ts, now),
    actor: toIdentity(event.user_team ?? team_id, user),
    text,
    ...(leadId === null ? {} : { leadId }),
  };
}

/** The bot's own mention, by whatever id it is known here, as the name that commands understand. */
function toOwnName(text: string, authorizations: EventBody["authorizations"]): string {
  const own = (authorizations ?? []).flatMap((bot) =>
    bot.is_bot === true && bot.user_id ? [bot.user_id] : [],
  );
  return text.replace(/<@([A-Z0-9]+)(?:\|[^<>]*)?>/g, (mention, id: string) =>
    own.includes(id) ? "@leadline" : mention,
  );
}

/** A reply that is shown in the channel too is a message like any other; so is one with a file. */
const SAID = new Set(["thread_broadcast", "file_share"]);

/** Under which a message comes in, whether it is said, changed, taken back or given a sign. */
function messageId(channel: string, ts: string): string {
  return `message:${channel}:${ts}`;
}

/** Whether files of the message are for Leadline: in a lead's thread or in a direct chat. */
export function takesFiles({ chatId, leadId }: InboundCommand): boolean {
  return leadId !== undefined || isDirect(chatId);
}

/**
 * A person changed or deleted what they wrote in a lead's thread. Null for everything else that Slack tells as a
 * change: links that were unfolded, threads that grew, and posts of bots, this one among them.
 */
export async function fromChange(
  { team_id, event, authorizations }: EventBody,
  leadOfThread: LeadOfThread,
  now: Date,
): Promise<InboundEdit | null> {
  const { channel, message, previous_message: before } = event;
  const isDeleted = event.subtype === "message_deleted" || message?.subtype === "tombstone";
  if (!isDeleted && event.subtype !== "message_changed") return null;
  const about = isDeleted ? before : message;
  const user = about?.user;
  const ts = isDeleted ? (event.deleted_ts ?? before?.ts) : message?.ts;
  const thread = about?.thread_ts;
  if (channel === undefined || user === undefined || ts === undefined || !isTs(ts)) return null;
  if (about?.bot_id !== undefined || user === "USLACKBOT" || thread === undefined || thread === ts)
    return null;
  if (authorizations?.some((bot) => bot.is_bot === true && bot.user_id === user)) return null;
  // A link that was unfolded changes the message, but not its text.
  if (!isDeleted && (message?.edited === undefined || message.text === before?.text)) return null;
  const leadId = await leadOfThread(channel, thread);
  if (leadId === null) return null;
  const at = message?.edited?.ts ?? event.event_ts ?? "";
  return {
    type: "edit",
    externalId: isDeleted ? `deleted:${channel}:${ts}` : `edited:${channel}:${ts}:${at}`,
    chatId: toChatId(isDirect(channel) ? { channel } : { channel, user }),
    at: timeOf(isDeleted ? (event.event_ts ?? "") : at, now),
    messageExternalId: messageId(channel, ts),
    text: isDeleted ? null : said(typed(toOwnName(message?.text ?? "", authorizations))),
    actor: toIdentity(about?.user_team ?? team_id, user),
    leadId,
  };
}

/** Whose thread a message stands in, found by the message itself; null when it is not a lead's. */
export type LeadOfMessage = (channel: string, ts: string) => Promise<string | null>;

/** A sign on a message in a lead's thread. Each time that it is put there is one of its own. */
export async function fromReaction(
  { team_id, event_id, event, authorizations }: EventBody,
  leadOfMessage: LeadOfMessage,
  now: Date,
): Promise<InboundReaction | null> {
  const { user, reaction, item, event_ts = "" } = event;
  const { channel, ts } = item ?? {};
  if (user === undefined || reaction === undefined || item?.type !== "message") return null;
  if (channel === undefined || ts === undefined || !isTs(ts)) return null;
  if (authorizations?.some((bot) => bot.is_bot === true && bot.user_id === user)) return null;
  const leadId = await leadOfMessage(channel, ts);
  if (leadId === null) return null;
  return {
    type: "reaction",
    externalId: clip(`reaction:${event_id ?? `${channel}:${ts}:${user}:${reaction}:${event_ts}`}`, 300),
    chatId: toChatId(isDirect(channel) ? { channel } : { channel, user }),
    at: timeOf(event_ts, now),
    actor: toIdentity(event.user_team ?? team_id, user),
    messageExternalId: messageId(channel, ts),
    // A tone of skin is no other sign.
    name: clip(reaction.split("::")[0] || reaction, 100),
    leadId,
  };
}

/** The command that brings a person's own page. */
export const HOME_COMMAND = "home";

/** A person looks at their own page, which is made anew. */
export function fromHome({ team_id, event_id, event }: EventBody, now: Date): InboundCommand | null {
  const { user, tab, event_ts = "" } = event;
  if (user === undefined || (tab !== undefined && tab !== "home")) return null;
  return {
    type: "command",
    externalId: `home:${event_id ?? `${user}:${event_ts}`}`,
    chatId: toHome(user),
    at: timeOf(event_ts, now),
    actor: toIdentity(event.user_team ?? team_id, user),
    text: HOME_COMMAND,
  };
}

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

/**
 * Where a button was pressed: for the answer, and for the form that comes before it. On a person's own page the
 * answer is the page itself when that was asked for, else it comes in the direct chat.
 */
export function placeOfAction(
  body: ActionBody,
  command: string,
): {
  chatId: string;
  thread: string | null;
  channel: string | null;
} {
  const channel = body.channel?.id ?? body.container?.channel_id ?? null;
  const message = body.message?.ts ?? body.container?.message_ts;
  const inThread = body.message?.thread_ts ?? body.container?.thread_ts;
  const thread = inThread !== undefined && inThread !== message ? inThread : null;
  if (channel === null) {
    const turnsPage = body.view?.type === "home" && /^home(\s|$)/.test(command);
    return { chatId: turnsPage ? toHome(body.user.id) : body.user.id, thread: null, channel };
  }
  const top = thread === null ? { at: "top" as const } : {};
  const user = isDirect(channel) ? {} : { user: body.user.id };
  return { chatId: toChatId({ channel, ...user, ...top }), thread, channel };
}

/** A pressed button. `trigger_id` is the click's own, and the same when it is delivered again. */
export function fromAction(
  body: ActionBody,
  index: number,
  saying: { text: string; leadId?: string | undefined; chatId: string; unasked?: boolean },
  now: Date,
): InboundCommand {
  const action = body.actions[index];
  const click = body.trigger_id ?? `${action?.action_ts ?? ""}:${body.user.id}:${action?.action_id ?? ""}`;
  return {
    type: "command",
    externalId: clip(`action:${click}${index === 0 ? "" : `:${index}`}`, 300),
    chatId: saying.chatId,
    at: timeOf(action?.action_ts ?? "", now),
    actor: actorOfAction(body),
    text: said(saying.text),
    ...(saying.leadId === undefined ? {} : { leadId: saying.leadId }),
    ...(saying.unasked === true ? { unasked: true } : {}),
  };
}

/** Who pressed. */
export function actorOfAction({ user, team }: Pick<ActionBody, "user" | "team">): IdentityRef {
  return toIdentity(user.team_id ?? team?.id ?? "", user.id);
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
