import type { ChannelAdapter, ColleaguePlaces, CountedOnTemplate, Finding } from "../channel/adapter.ts";
import type { ChannelSettings } from "../channel-settings.ts";
import type { LeadPlace, Surface } from "../engine/snapshot.ts";
import type { Directory } from "../leads/types/directory.ts";

export interface ChannelsOptions {
  channels: ChannelSettings;
  publicUrl: string | null;
  /** Shows a person at the terminal what a channel needs, such as a code to scan. Default: nothing is shown. */
  print?: (text: string) => void;
}

/**
 * The vendors' channels that the settings connect. Each is loaded only when it is connected: a vendor's kit costs
 * memory and time to start.
 */
export async function createChannels({
  channels,
  publicUrl,
  print,
}: ChannelsOptions): Promise<ChannelAdapter[]> {
  const { whatsapp, telegram, slack } = channels;
  const adapters: ChannelAdapter[] = [];
  if (whatsapp?.transport === "web") {
    const { createWhatsAppWebAdapter } = await import("../../adapters/whatsapp/web/index.ts");
    adapters.push(createWhatsAppWebAdapter({ ...whatsapp, ...(print ? { print } : {}) }));
  }
  if (whatsapp?.transport === "cloud") {
    const { createWhatsAppCloudAdapter } = await import("../../adapters/whatsapp/cloud/index.ts");
    adapters.push(createWhatsAppCloudAdapter({ ...whatsapp, publicUrl }));
  }
  if (telegram !== null) {
    const { createTelegramAdapter } = await import("../../adapters/telegram/index.ts");
    adapters.push(createTelegramAdapter(telegram));
  }
  if (slack !== null) {
    const { createSlackAdapter } = await import("../../adapters/slack/index.ts");
    adapters.push(createSlackAdapter(slack));
  }
  return adapters;
}

/** What `leadline doctor` finds out about each connected channel, by its name. Changes nothing. */
export async function diagnoseChannels(
  options: ChannelsOptions,
  templates: readonly CountedOnTemplate[],
): Promise<{ channel: string; findings: Finding[] }[]> {
  const adapters = await createChannels(options);
  return Promise.all(
    adapters.map(async (adapter) => ({
      channel: adapter.name,
      findings: (await adapter.diagnose?.(templates)) ?? [],
    })),
  );
}

/** The places of an adapter on which colleagues work, as the engine knows them; null when they do not. */
export function surfaceOf(adapter: ChannelAdapter): Surface | null {
  const { colleagues } = adapter;
  if (colleagues === undefined) return personalSurface(adapter);
  return {
    channel: adapter.name,
    showsTalk: true,
    replaces: adapter.capabilities.edit,
    showsFiles: adapter.capabilities.files,
    leadChat: (lead) => leadChat(lead, colleagues),
    managerChat: colleagues.managerChat,
    digestChat: colleagues.digestChat ?? colleagues.managerChat,
    repChat: (repId, directory) => chatOf(repId, directory, colleagues, colleagues.directChat),
    homeChat: (repId, directory) =>
      colleagues.homeChat ? chatOf(repId, directory, colleagues, colleagues.homeChat) : null,
  };
}

/** Only the private chats of colleagues who are linked there. */
function personalSurface({ name, personalChat, capabilities }: ChannelAdapter): Surface | null {
  if (personalChat === undefined) return null;
  return {
    channel: name,
    isPersonal: true,
    showsTalk: false,
    replaces: false,
    showsFiles: capabilities.files,
    leadChat: () => "",
    managerChat: "",
    digestChat: "",
    homeChat: () => null,
    repChat(repId, directory) {
      for (const [key, owner] of directory.identities) {
        if (owner !== repId) continue;
        const [kind = "", ...value] = key.split(":");
        const chat = personalChat({ kind, value: value.join(":") });
        if (chat !== null) return chat;
      }
      return null;
    },
  };
}

/** That of its team, else of its product, else where free leads stand when nobody has it, else the common one. */
function leadChat(lead: LeadPlace | null, { chats, poolChat, teamChat }: ColleaguePlaces): string {
  if (lead === null) return teamChat;
  const own = (kind: string, id: string | null) =>
    id === null ? undefined : chats?.get(`${kind}:${id.toLowerCase()}`);
  const isFree = lead.ownerId === null && lead.offeredTo === null;
  return own("team", lead.teamId) ?? own("product", lead.product) ?? (isFree ? poolChat : null) ?? teamChat;
}

function chatOf(
  repId: string,
  directory: Directory,
  { identityKind }: ColleaguePlaces,
  chat: (identity: string) => string | null,
): string | null {
  for (const [key, owner] of directory.identities) {
    if (owner === repId && key.startsWith(`${identityKind}:`))
      return chat(key.slice(identityKind.length + 1));
  }
  return null;
}
