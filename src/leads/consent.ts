import { changeContact } from "./change.ts";
import type { Turn } from "./turn.ts";
import type { Consent, ConsentStates, Contact } from "./types/contact.ts";

/** What consent is given for: `messages` of any kind that is no answer, or `news`, which goes to many. */
export const PURPOSES = ["messages", "news"] as const satisfies readonly Consent["purpose"][];
export type Purpose = Consent["purpose"];

/** How somebody said so: the channel, the very words, and the way in which they came to us. */
export type Said = Pick<Consent, "channel" | "text" | "source"> & {
  /** Who wrote it down. Default: the contact. */
  by?: string;
};

/** What of a contact tells where they stand. */
export type Standing = Pick<Contact, "optedOutAt" | "consents">;

/** Words of consent are kept up to so many characters. */
const LONGEST = 2_000;

/**
 * Whether nothing may be written to the contact on a channel, unless they come back: they have said so, on any
 * channel for all of them, or a colleague has noted it for this one.
 */
export function isOptedOut(contact: Standing, channel: string): boolean {
  return contact.optedOutAt !== null || stateOf(contact, channel, "messages") === "withdrawn";
}

/** The last word of a contact on a purpose and channel. */
export function stateOf(
  contact: Standing,
  channel: string,
  purpose: Purpose,
): "granted" | "withdrawn" | "unknown" {
  return contact.consents?.[keyOf(channel, purpose)]?.state ?? "unknown";
}

/**
 * Why news may not go to the contact on a channel; null when it may. `asksFirst`: only who has agreed to news gets
 * any; else everybody who has not refused.
 */
export function refusesNews(
  contact: Standing,
  channel: string,
  asksFirst: boolean,
): "opted-out" | "no-consent" | null {
  if (isOptedOut(contact, channel)) return "opted-out";
  const news = stateOf(contact, channel, "news");
  return news === "withdrawn" || (asksFirst && news !== "granted") ? "no-consent" : null;
}

/** Whether business.yaml asks for a yes before news on a channel. */
export function asksFirst(optIn: boolean | readonly string[], channel: string): boolean {
  return typeof optIn === "boolean" ? optIn : optIn.includes(channel);
}

/** The contact wants no more messages, on no channel. Nothing changes the second time. */
export function optOut(turn: Turn, contact: Contact, said: Said, leadId: string | null = null): Contact {
  const hasYes = Object.values(contact.consents ?? {}).some(({ state }) => state === "granted");
  if (contact.optedOutAt !== null && !hasYes) return contact;
  keep(turn, contact, { ...said, purpose: "messages", state: "withdrawn" });
  const consents: ConsentStates = { ...contact.consents };
  for (const [key, { state }] of Object.entries(consents)) {
    if (state !== "granted") continue;
    const { channel, purpose } = fromKey(key);
    consents[key] = { state: "withdrawn", at: turn.at };
    // What was said once counts for all that had been agreed to.
    if (purpose === "news") keep(turn, contact, { ...said, channel, purpose, state: "withdrawn" });
  }
  return changeContact(
    turn,
    contact,
    {
      optedOutAt: turn.at,
      optedOutVia: said.channel,
      consents: contact.consents === null ? null : consents,
    },
    { kind: "opted-out", leadId, note: said.channel },
  );
}

/** The contact wants messages again, and news on the channel where they say so. Nothing changes for who was never out. */
export function optIn(turn: Turn, contact: Contact, said: Said, leadId: string | null = null): Contact {
  if (!isOptedOut(contact, said.channel)) return contact;
  const consents: ConsentStates = { ...contact.consents };
  for (const purpose of PURPOSES) {
    keep(turn, contact, { ...said, purpose, state: "granted" });
    consents[keyOf(said.channel, purpose)] = { state: "granted", at: turn.at };
  }
  for (const [key, { state }] of Object.entries(consents)) {
    // What was closed by the same word is open again with it; a colleague's note on another channel stands.
    const isClosed = fromKey(key).purpose === "messages" && state === "withdrawn";
    if (isClosed && contact.optedOutAt !== null && consents[key]!.at === contact.optedOutAt)
      delete consents[key];
  }
  return changeContact(
    turn,
    contact,
    { optedOutAt: null, optedOutVia: null, consents },
    { kind: "opted-in", leadId, note: said.channel },
  );
}

/**
 * Note what a contact has said about one purpose on one channel. Consent to messages on a channel, noted by a
 * colleague for who is out everywhere, opens that channel alone: `others` are the channels that stay closed.
 */
export function noteConsent(
  turn: Turn,
  contact: Contact,
  said: Said & { purpose: Purpose; state: Consent["state"] },
  options: { leadId?: string | null; others?: readonly string[] } = {},
): Contact {
  keep(turn, contact, said);
  const state = { state: said.state, at: turn.at };
  const consents: ConsentStates = { ...contact.consents, [keyOf(said.channel, said.purpose)]: state };
  const news = keyOf(said.channel, "news");
  if (said.purpose === "messages" && said.state === "withdrawn" && consents[news]?.state === "granted") {
    keep(turn, contact, { ...said, purpose: "news" });
    consents[news] = state;
  }
  const reopens = said.purpose === "messages" && said.state === "granted" && contact.optedOutAt !== null;
  if (reopens) {
    for (const channel of options.others ?? []) {
      if (channel === said.channel) continue;
      consents[keyOf(channel, "messages")] = { state: "withdrawn", at: contact.optedOutAt ?? turn.at };
    }
  }
  return changeContact(
    turn,
    contact,
    { consents, ...(reopens ? { optedOutAt: null, optedOutVia: null } : {}) },
    {
      kind: "consent-noted",
      leadId: options.leadId ?? null,
      note: `${said.channel} ${said.purpose} ${said.state}`,
    },
  );
}

/** What two contacts that are one person have said: no counts before yes, and the later word before the earlier. */
export function joinConsents(into: ConsentStates | null, from: ConsentStates | null): ConsentStates | null {
  if (into === null || from === null) return into ?? from;
  const joined: ConsentStates = { ...into };
  for (const [key, theirs] of Object.entries(from)) {
    const ours = joined[key];
    const isNo = theirs.state === "withdrawn" && ours?.state === "granted";
    const isLater = ours === undefined || (theirs.state === ours.state && theirs.at > ours.at);
    if (isNo || isLater) joined[key] = theirs;
  }
  return joined;
}

/** What was said since `at` of who was one person with `other` then: each of the two has said it. */
export function carryConsents(turn: Turn, to: Contact, other: Contact, at: string): Contact {
  const since = Object.entries(other.consents ?? {}).filter(([, each]) => each.at > at);
  const isOut = to.optedOutAt === null && other.optedOutAt !== null && other.optedOutAt > at;
  if (since.length === 0 && !isOut) return to;
  return changeContact(
    turn,
    to,
    {
      consents: { ...to.consents, ...Object.fromEntries(since) },
      ...(isOut ? { optedOutAt: other.optedOutAt, optedOutVia: other.optedOutVia } : {}),
    },
    { kind: "contacts-separated", note: other.id },
  );
}

function keep(turn: Turn, contact: Contact, said: Said & Pick<Consent, "purpose" | "state">): void {
  const { channel, purpose, state, source, by = "contact" } = said;
  const text = said.text.slice(0, LONGEST);
  turn.addConsent({ contactId: contact.id, channel, purpose, state, text, source, by });
}

const keyOf = (channel: string, purpose: Purpose) => `${channel}:${purpose}`;

function fromKey(key: string): { channel: string; purpose: Purpose } {
  const at = key.lastIndexOf(":");
  return { channel: key.slice(0, at), purpose: key.endsWith(":news") ? "news" : "messages" };
}
