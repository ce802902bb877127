import { z } from "zod";
import { like, longSecret, vendorUrl } from "./schemas.ts";
import { setting } from "./setting.ts";

const slackChannel = like(/^[CG][A-Z0-9]{6,}$/, "must be the id of a channel, which begins with C or G");

/** `team:sales=C0123456789,product:charger=C0987654321`: teams and products as `team:<id>` and `product:<id>`. */
const slackChannels: z.ZodType<Record<string, string>, string> = z
  .string()
  .transform((text) =>
    text
      .split(",")
      .map((each) => each.trim())
      .filter((each) => each !== ""),
  )
  .refine(
    (pairs) => pairs.every((each) => /^(team|product):[^=]{1,100}=[CG][A-Z0-9]{6,}$/.test(each)),
    "must be a list like team:sales=C0123456789,product:charger=C0987654321",
  )
  .transform((pairs) =>
    Object.fromEntries(
      pairs.map((each): [string, string] => {
        const at = each.lastIndexOf("=");
        return [each.slice(0, at).trim().toLowerCase(), each.slice(at + 1)];
      }),
    ),
  );

/** How Slack is connected, and what stands in which of its channels. */
export const SLACK_SETTINGS = {
  slackBotToken: setting<string | null>({
    name: "LEADLINE_SLACK_BOT_TOKEN",
    type: "token",
    default: "none: no Slack",
    help: "The app's bot token, from its page OAuth & Permissions; connects Slack.",
    example: "xoxb-…",
    secret: true,
    schema: like(/^xoxb-/, "must begin with xoxb-"),
    fallback: null,
  }),
  slackAppToken: setting<string | null>({
    name: "LEADLINE_SLACK_APP_TOKEN",
    type: "token",
    default: "none",
    help: "For Socket Mode, which needs no public address: an app-level token with `connections:write`.",
    example: "xapp-…",
    secret: true,
    schema: like(/^xapp-/, "must begin with xapp-"),
    fallback: null,
  }),
  slackSigningSecret: setting<string | null>({
    name: "LEADLINE_SLACK_SIGNING_SECRET",
    type: "secret",
    default: "none",
    help: "For requests over HTTP: the app's signing secret, by which each request of Slack is checked.",
    example: "0123456789abcdef0123456789abcdef",
    secret: true,
    schema: longSecret,
    fallback: null,
  }),
  slackChannel: setting<string | null>({
    name: "LEADLINE_SLACK_CHANNEL",
    type: "channel id",
    default: "none",
    help: "The Slack channel where leads are announced, each with its thread.",
    example: "C0123456789",
    schema: slackChannel,
    fallback: null,
  }),
  slackManagerChannel: setting<string | null>({
    name: "LEADLINE_SLACK_MANAGER_CHANNEL",
    type: "channel id",
    default: "the leads' channel",
    help: "The Slack channel where managers and admins are told what needs them.",
    example: "C0123456789",
    schema: slackChannel,
    fallback: null,
  }),
  slackTeamChannels: setting<Record<string, string>>({
    name: "LEADLINE_SLACK_TEAM_CHANNELS",
    type: "list of channels",
    default: "none: one channel for all",
    help: "Slack channels of teams and products of their own: the cards and threads of their leads are there.",
    example: "team:sales=C0123456789,product:charger=C0987654321",
    schema: slackChannels,
    fallback: {},
  }),
  slackPoolChannel: setting<string | null>({
    name: "LEADLINE_SLACK_POOL_CHANNEL",
    type: "channel id",
    default: "the leads' channel",
    help: "The Slack channel where leads stand that nobody has yet and that belong to no channel of a team or product.",
    example: "C0123456789",
    schema: slackChannel,
    fallback: null,
  }),
  slackDigestChannel: setting<string | null>({
    name: "LEADLINE_SLACK_DIGEST_CHANNEL",
    type: "channel id",
    default: "the managers' channel",
    help: "The Slack channel where regular numbers are posted.",
    example: "C0123456789",
    schema: slackChannel,
    fallback: null,
  }),
  slackApiUrl: setting<string>({
    name: "LEADLINE_SLACK_API_URL",
    type: "URL",
    default: "`https://slack.com/api`",
    help: "Where Slack's Web API is.",
    example: "https://slack.com/api",
    schema: vendorUrl,
    fallback: "https://slack.com/api",
  }),
} as const;
