import type { InboundAttachment, InboundEvent } from "../../src/channel/inbound.ts";
import type { OutboundMessage } from "../../src/channel/outbound.ts";
import type { Lead } from "../../src/leads/types/lead.ts";
import type { TestApp } from "./app.ts";
import { createFakeChannel, type FakeChannel } from "./fake-channel.ts";

export const TEAM_CHAT = "C-TEAM";

/** A channel in memory on which colleagues work in threads and see each other, like Slack. */
export function createTeamChannel(name = "slack"): FakeChannel {
  const channel = createFakeChannel(name, { edit: true });
  Object.assign(channel.capabilities, {
    audience: "colleagues",
    receipts: false,
    threads: true,
    cards: true,
    files: true,
    images: true,
  });
  return Object.assign(channel, {
    colleagues: {
      identityKind: name,
      teamChat: TEAM_CHAT,
      managerChat: "C-BOSS",
      directChat: (value: string) => `D-${value}`,
      homeChat: (value: string) => `home:${value}`,
    },
  });
}

/** Make all reps of the program known there, by their ids. */
export async function linkTeam(app: TestApp, name = "slack"): Promise<void> {
  const { reps } = await app.store.turns.directory();
  await app.store.people.save({
    identities: [...reps.keys()].map((id) => ({ id: `${name}-${id}`, repId: id, kind: name, value: id })),
  });
}

export interface Talks {
  /** The external id. Default: a new one. */
  id?: string;
  files?: InboundAttachment[];
  channel?: string;
  chatId?: string;
}

let events = 0;

/** A colleague writes in a lead's thread, or in private when there is no lead. */
export async function talks(
  app: TestApp,
  rep: string,
  text: string,
  lead: Lead | null,
  says: Talks = {},
): Promise<string> {
  events += 1;
  const id = says.id ?? `message:${TEAM_CHAT}:${events}`;
  await tell(app, says.channel, {
    type: "command",
    externalId: id,
    chatId: says.chatId ?? (lead === null ? `D-${rep}` : `${TEAM_CHAT}#${rep}`),
    at: app.clock.now().toISOString(),
    actor: { kind: says.channel ?? "slack", value: rep },
    text,
    ...(lead === null ? {} : { leadId: lead.id }),
    ...(says.files === undefined ? {} : { attachments: says.files }),
  });
  return id;
}

/** A colleague changes (or, with null, deletes) what they wrote in a thread. */
export async function revises(
  app: TestApp,
  rep: string,
  id: string,
  text: string | null,
  lead: Lead,
): Promise<void> {
  events += 1;
  await tell(app, undefined, {
    type: "edit",
    externalId: `edit:${id}:${events}`,
    chatId: TEAM_CHAT,
    at: app.clock.now().toISOString(),
    messageExternalId: id,
    text,
    actor: { kind: "slack", value: rep },
    leadId: lead.id,
  });
}

/** A colleague puts a sign on a message in a thread. */
export async function reacts(
  app: TestApp,
  rep: string,
  id: string,
  lead: Lead,
  name = "outbox_tray",
): Promise<void> {
  events += 1;
  await tell(app, undefined, {
    type: "reaction",
    externalId: `reaction:${id}:${events}`,
    chatId: `${TEAM_CHAT}#${rep}`,
    at: app.clock.now().toISOString(),
    actor: { kind: "slack", value: rep },
    messageExternalId: id,
    name,
    leadId: lead.id,
  });
}

async function tell(app: TestApp, channel = "slack", event: InboundEvent): Promise<void> {
  app.clock.advance(1_000);
  await app.app.accept(channel, event);
  await app.drain();
}

/** What stands in a lead's thread: the posts in order, each as it was last shown. */
export function threadOf(channel: FakeChannel, lead: Lead): OutboundMessage[] {
  const posts = new Map<string, OutboundMessage>();
  for (const { id, message } of channel.sent) {
    if (message.thread !== lead.id || message.privately === true) continue;
    const key = message.replaceKey ?? id;
    if (message.onlyReplaces === true && !posts.has(key)) continue;
    posts.set(key, message);
  }
  return [...posts.values()];
}

/** What only one colleague was told, in order. */
export function toldTo(channel: FakeChannel, rep: string): string[] {
  return channel.sent
    .filter(({ chatId, message }) => chatId.endsWith(`#${rep}`) && message.privately === true)
    .map(({ message }) => message.text ?? "");
}

export function aFile(changes: Partial<InboundAttachment> = {}): InboundAttachment {
  return {
    fileName: "offer.pdf",
    mime: "application/pdf",
    size: 1_000,
    sha256: "a".repeat(64),
    path: "attachments/2026/03/offer.pdf",
    ...changes,
  };
}
