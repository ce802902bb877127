import type { IdentityRef } from "../../src/channel/inbound.ts";

/**
 * Where an answer goes, as the chat's id says it: `home:U1` the App Home of a person, `C1` a channel, `D1` a direct chat, `U1` the direct chat with
 * a person, `C1#U2` the channel, where only U2 sees what is private. A third part says where in the channel that
 * is: `top` beside the messages even when the answer belongs to a lead's thread (somebody pressed a button
 * there, and would not see it in the thread), or the ts of a thread.
 */
export interface Place {
  /** A channel, a direct chat, or a person whose direct chat is opened by writing to it. */
  channel: string;
  /** Who asked, where others are present. */
  user: string | null;
  at: "anywhere" | "top" | { thread: string };
}

export function toChatId(place: { channel: string; user?: string; at?: "top" | { thread: string } }): string {
  const where = place.at === undefined ? null : place.at === "top" ? "top" : place.at.thread;
  const parts = [place.channel, place.user ?? "", where ?? ""];
  while (parts.at(-1) === "") parts.pop();
  return parts.join("#");
}

export function parsePlace(chatId: string): Place {
  const [channel = "", user = "", where = ""] = chatId.split("#");
  return {
    channel,
    user: user === "" ? null : user,
    at: where === "" ? "anywhere" : where === "top" ? "top" : { thread: where },
  };
}

/** Whether nobody else reads there. */
export function isDirect(channel: string): boolean {
  return /^[DUW]/.test(channel);
}

export function isPerson(channel: string): boolean {
  return /^[UW]/.test(channel);
}

/** A person of a workspace: both ids never change and are never given to anybody else. */
export function toIdentity(team: string, user: string): IdentityRef {
  return { kind: "slack", value: `${team}:${user}` };
}

/** The person's id, to which a direct message can be sent; null when the identity is not one of Slack's. */
export function directChat(identity: string): string | null {
  return /^[A-Z0-9]+:([UW][A-Z0-9]+)$/.exec(identity)?.[1] ?? null;
}

/** The page of a person of the workspace: the Home tab of the app. */
export function homeChat(identity: string): string | null {
  const user = directChat(identity);
  return user === null ? null : toHome(user);
}

export function toHome(user: string): string {
  return `${HOME}${user}`;
}

/** Whose Home it is; null when the chat is another place. */
export function homeOf(chatId: string): string | null {
  return chatId.startsWith(HOME) ? chatId.slice(HOME.length) : null;
}

const HOME = "home:";
