import type { WebClient } from "@slack/web-api";
import type { Finding } from "../../src/channel/adapter.ts";
import type { SlackSettings } from "../../src/channel-settings.ts";
import { createApi } from "./api.ts";
import { accessSentence, type Failure, failureOf, nobodySentence } from "./failure.ts";
import { appTokenSentence } from "./health.ts";

/** What the app must be allowed, as in manifest.yaml; a test compares the two. */
export const SCOPES = [
  "app_mentions:read",
  "channels:history",
  "channels:read",
  "chat:write",
  "commands",
  "files:read",
  "files:write",
  "groups:history",
  "groups:read",
  "im:history",
  "im:read",
  "im:write",
  "reactions:read",
] as const;

/** Look at everything that Slack can be asked about, one finding each. Joins nothing and posts nothing. */
export async function diagnose(settings: SlackSettings, timeoutMs: number): Promise<Finding[]> {
  const api = createApi({ token: settings.botToken, apiUrl: settings.apiUrl, timeoutMs });
  const token = await tokenFindings(api);
  const reachable = token[0]?.ok === true;
  const findings = [...token];
  if (reachable) {
    for (const [channel, name] of channelsOf(settings))
      findings.push(await channelFinding(api, channel, name));
  }
  findings.push(await intakeFinding(settings, timeoutMs));
  return findings;
}

/** Every channel that the settings name, each once, with what it is for. */
function channelsOf(settings: SlackSettings): Map<string, string> {
  const { channel, managerChannel, poolChannel, digestChannel, leadChannels = {} } = settings;
  const named: [string | null | undefined, string][] = [
    [channel, "channel"],
    [managerChannel, "manager channel"],
    [poolChannel, "pool channel"],
    [digestChannel, "digest channel"],
    ...Object.entries(leadChannels).map(([key, id]): [string, string] => [
      id,
      `channel of ${key.replace(":", " ")}`,
    ]),
  ];
  const channels = new Map<string, string>();
  for (const [id, name] of named) if (id && !channels.has(id)) channels.set(id, name);
  return channels;
}

async function tokenFindings(api: WebClient): Promise<Finding[]> {
  try {
    const answer = await api.auth.test();
    const who = `${answer.user ?? "the bot"} in ${answer.team ?? "the workspace"}`;
    const token: Finding = { name: "token", ok: true, detail: `Slack knows the bot token: ${who}.` };
    const given = answer.response_metadata?.scopes;
    if (given === undefined)
      return [token, { name: "scopes", ok: true, detail: "Slack does not say which scopes the app has." }];
    const missing = SCOPES.filter((scope) => !given.includes(scope));
    if (missing.length === 0)
      return [token, { name: "scopes", ok: true, detail: "The app has all the scopes that it needs." }];
    return [
      token,
      {
        name: "scopes",
        ok: false,
        detail: `The Slack app lacks ${missing.length === 1 ? "a scope" : "scopes"}: ${missing.join(", ")}.`,
        fix: "Paste adapters/slack/manifest.yaml again on the app's page App Manifest, and reinstall the app.",
      },
    ];
  } catch (error) {
    const failure = failureOf(error);
    if (failure.kind === "refused-access")
      return [
        {
          name: "token",
          ok: false,
          detail: `Slack refused the bot token (${failure.code}).`,
          fix: accessSentence(failure),
        },
      ];
    return [
      {
        name: "token",
        ok: false,
        detail: `Slack could not be asked about the bot token (${codeOf(failure)}).`,
        fix: "Check that this machine reaches slack.com, and LEADLINE_SLACK_API_URL if it is set.",
      },
    ];
  }
}

async function channelFinding(api: WebClient, id: string, name: string): Promise<Finding> {
  try {
    const { channel } = await api.conversations.info({ channel: id });
    const label = channel?.name === undefined ? id : `#${channel.name}`;
    if (channel?.is_archived)
      return {
        name,
        ok: false,
        detail: `The channel ${label} is archived.`,
        fix: nobodySentence("is_archived"),
      };
    if (channel?.is_member === false)
      return {
        name,
        ok: false,
        detail: `The bot is not in the channel ${label}.`,
        fix: "Write /invite @Leadline in that channel.",
      };
    return { name, ok: true, detail: `The bot is in the channel ${label}.` };
  } catch (error) {
    const failure = failureOf(error);
    const fix =
      failure.kind === "refused-access"
        ? accessSentence(failure)
        : "Write /invite @Leadline in the channel, and check its id: channel details, at the very bottom.";
    return { name, ok: false, detail: `Slack does not show the channel ${id} (${codeOf(failure)}).`, fix };
  }
}

async function intakeFinding(settings: SlackSettings, timeoutMs: number): Promise<Finding> {
  if (settings.appToken === null)
    return {
      name: "signing secret",
      ok: true,
      detail:
        "Slack delivers to /slack/events. Whether the signing secret is right cannot be asked; if it is wrong, Slack's requests get 401.",
    };
  const api = createApi({ token: settings.appToken, apiUrl: settings.apiUrl, timeoutMs });
  try {
    await api.apps.connections.open({});
    return {
      name: "app token",
      ok: true,
      detail: "Slack opens connections for the app-level token (Socket Mode).",
    };
  } catch (error) {
    const failure = failureOf(error);
    const detail = `Slack opens no connection for Socket Mode (${codeOf(failure)}).`;
    const fix =
      codeOf(failure) === "socket_mode_disabled" || codeOf(failure) === "forbidden"
        ? "Switch Socket Mode on, on the app's page Socket Mode."
        : failure.kind === "refused-access"
          ? appTokenSentence(failure.code)
          : "Check that this machine reaches slack.com.";
    return { name: "app token", ok: false, detail, fix };
  }
}

function codeOf(failure: Failure): string {
  return failure.kind === "limited" ? "too many requests" : failure.code;
}
