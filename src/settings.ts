import { z } from "zod";

/**
 * Every setting, as data: what it is called, what it may be and what it does. `loadConfig` reads by it,
 * `leadline doctor` lists it, and a test compares it with README's table and `.env.example`, both ways.
 */
export interface Setting<Value = unknown> {
  /** The environment variable. */
  name: string;
  /** Another variable that is read when `name` is not set. */
  alias?: string;
  /** What it may be, for people. */
  type: string;
  /** What holds when it is not set, for people. */
  default: string;
  /** What it does, in one sentence. */
  help: string;
  /** A value that is valid. */
  example: string;
  /** Never shown, neither in a fault nor by `doctor`. */
  secret?: boolean;
  /** Text to value. Its messages complete the sentence "NAME …". */
  schema: z.ZodType<Value, string>;
  /** The value when the variable is not set or empty. */
  fallback: Value;
}

/** A duration, count or the like: whole numbers only, so that "5 minutes" is a fault and not 5. */
function whole(min: number, max: number): z.ZodType<number, string> {
  return z
    .string()
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max, {
      message: `must be a whole number from ${min} to ${max}`,
    })
    .transform(Number);
}

function oneOf<const T extends string>(...values: [T, ...T[]]): z.ZodType<T, string> {
  const list = `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;
  return z
    .string()
    .toLowerCase()
    .pipe(z.enum(values, { error: `must be ${list}` }));
}

const onOff: z.ZodType<boolean, string> = oneOf("on", "off").transform((value) => value === "on");

const databaseUrl: z.ZodType<string, string> = z
  .string()
  .regex(/^(file:.|postgres(ql)?:\/\/.)/, "must begin with file: (SQLite) or postgresql://")
  .refine(
    (text) => !text.startsWith("file:") || !/[?#]/.test(text),
    "must be a plain path after file:, without ? or #",
  )
  .refine(
    (text) => text.startsWith("file:") || URL.canParse(text),
    "must be a URL; write special characters in the password as %40 for @, %2F for / and so on",
  );

const origin: z.ZodType<string, string> = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text,
    {
      error: (issue) =>
        `must be origins such as https://www.example.com, without a path or a final slash; ${JSON.stringify(issue.input)} is not one`,
    },
  );

const listOf = <T>(item: z.ZodType<T, string>): z.ZodType<T[], string> =>
  z
    .string()
    .transform((text) =>
      text
        .split(",")
        .map((part) => part.trim())
        .filter((part) => part !== ""),
    )
    .pipe(z.array(item));

/** An address, optionally with a prefix length, as Fastify's trustProxy takes it. */
const proxyAddress: z.ZodType<string, string> = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6(), z.literal("loopback")],
  {
    error: (issue) =>
      `must be off, on, or addresses such as 10.0.0.0/8; ${JSON.stringify(issue.input)} is not one`,
  },
);

const trustProxy: z.ZodType<string[], string> = z
  .string()
  .transform((text) => ({ on: "loopback", off: "" })[text.toLowerCase()] ?? text)
  .pipe(listOf(proxyAddress));

const publicUrl: z.ZodType<string, string> = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    "must be a URL that begins with https:// or http://",
  )
  .transform((text) => text.replace(/\/+$/, ""));

const host: z.ZodType<string, string> = z
  .string()
  .regex(/^[\w.:-]+$/, "must be an address or a host name, without a port or http://");

const phone: z.ZodType<string, string> = z
  .string()
  .transform((text) => text.replace(/[\s().-]/g, ""))
  .refine((text) => /^\+?[1-9]\d{6,14}$/.test(text), "must be a phone number with its country code")
  .transform((text) => text.replace("+", ""));

const digits: z.ZodType<string, string> = z
  .string()
  .regex(/^\d{5,20}$/, "must be a number of 5 to 20 digits");

const like = (pattern: RegExp, message: string): z.ZodType<string, string> =>
  z.string().regex(pattern, message);

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

const longSecret = z.string().min(16, "must have at least 16 characters");

/** A vendor's address: https, or plain http on this machine for tests. */
const vendorUrl: z.ZodType<string, string> = z
  .string()
  .refine(
    (text) =>
      URL.canParse(text) &&
      (new URL(text).protocol === "https:" ||
        (new URL(text).protocol === "http:" && /^(localhost|127\.|\[::1\])/.test(new URL(text).host))),
    "must be a URL that begins with https:// (or http:// on this machine)",
  )
  .transform((text) => text.replace(/\/+$/, ""));

const setting = <Value>(definition: Setting<Value>): Setting<Value> => definition;

/** The settings by the name they have in {@link Config}. */
export const SETTINGS = {
  databaseUrl: setting<string | null>({
    name: "DATABASE_URL",
    type: "file:… or postgresql://…",
    default: "`leadline.db` in the data folder",
    help: "Where the data is: one SQLite file, or a PostgreSQL database.",
    example: "postgresql://leadline:password@localhost:5432/leadline",
    secret: true,
    schema: databaseUrl,
    fallback: null,
  }),
  jobsUrl: setting<string | null>({
    name: "JOBS_URL",
    type: "mongodb://… or postgresql://…",
    default: "the database of `DATABASE_URL`",
    help: "Where Agenda keeps the jobs that wake the program: MongoDB, or another PostgreSQL database.",
    example: "mongodb://localhost:27017/leadline",
    secret: true,
    schema: z
      .string()
      .regex(/^(mongodb(\+srv)?|postgres(ql)?):\/\/./, "must begin with mongodb:// or postgresql://"),
    fallback: null,
  }),
  dataFolder: setting<string>({
    name: "LEADLINE_DATA",
    type: "folder",
    default: "`./data`",
    help: "The folder for the database and what people send; kept readable by its owner only.",
    example: "/var/lib/leadline",
    schema: z.string(),
    fallback: "data",
  }),
  flowsFolder: setting<string | null>({
    name: "LEADLINE_FLOWS",
    type: "folder",
    default: "`./flows`, or the sample business that comes with Leadline",
    help: "The folder with your flow files; edits are taken up without a restart.",
    example: "/etc/leadline/flows",
    schema: z.string(),
    fallback: null,
  }),
  port: setting<number>({
    name: "LEADLINE_PORT",
    alias: "PORT",
    type: "0–65535",
    default: "`8080`",
    help: "The one HTTP port; 0 takes any free one. `PORT` is read too, when this is not set.",
    example: "8080",
    schema: whole(0, 65_535),
    fallback: 8080,
  }),
  host: setting<string>({
    name: "LEADLINE_HOST",
    type: "address",
    default: "`127.0.0.1`",
    help: "The address to listen on; `0.0.0.0` for every network, in a container for instance.",
    example: "127.0.0.1",
    schema: host,
    fallback: "127.0.0.1",
  }),
  publicUrl: setting<string | null>({
    name: "LEADLINE_PUBLIC_URL",
    type: "URL",
    default: "none",
    help: "The address under which the world reaches this server, shown at start; with it the playground stays off.",
    example: "https://chat.example.com",
    schema: publicUrl,
    fallback: null,
  }),
  trustProxy: setting<string[]>({
    name: "LEADLINE_TRUST_PROXY",
    type: "off, on, or addresses",
    default: "`off`",
    help: "Whose X-Forwarded-For is believed: `on` means a proxy on this machine; else a list of addresses.",
    example: "10.0.0.0/8",
    schema: trustProxy,
    fallback: [],
  }),
  playgroundMode: setting<"on" | "off" | "auto">({
    name: "LEADLINE_PLAYGROUND",
    type: "on, off or auto",
    default: "`auto`",
    help: "The page to try everything. `auto` shows it on loopback only, never in production or behind a proxy.",
    example: "off",
    schema: oneOf("on", "off", "auto"),
    fallback: "auto",
  }),
  webChat: setting<boolean>({
    name: "LEADLINE_WEB_CHAT",
    type: "on or off",
    default: "`on`",
    help: "The chat for websites: the widget and its own page.",
    example: "off",
    schema: onOff,
    fallback: true,
  }),
  webOrigins: setting<string[] | null>({
    name: "LEADLINE_WEB_ORIGINS",
    type: "origins, separated by commas",
    default: "every site",
    help: "The only sites that may embed the chat.",
    example: "https://www.example.com,https://shop.example.com",
    schema: listOf(origin),
    fallback: null,
  }),
  maxFileMb: setting<number>({
    name: "LEADLINE_MAX_FILE_MB",
    type: "1–100",
    default: "`16`",
    help: "The largest file that is kept of what people send, in megabytes.",
    example: "16",
    schema: whole(1, 100),
    fallback: 16,
  }),
  whatsapp: setting<"off" | "web" | "cloud">({
    name: "LEADLINE_WHATSAPP",
    type: "off, web or cloud",
    default: "`off`",
    help: "How WhatsApp is connected: `web` links a phone as WhatsApp Web does, `cloud` is Meta's official API.",
    example: "cloud",
    schema: oneOf("off", "web", "cloud"),
    fallback: "off",
  }),
  whatsappPhone: setting<string | null>({
    name: "LEADLINE_WHATSAPP_PHONE",
    type: "phone number",
    default: "none: a QR code is shown",
    help: "With `web`: the number of the phone to link by a code that is typed there, instead of a QR code.",
    example: "+5511987654321",
    schema: phone,
    fallback: null,
  }),
  whatsappDailyCap: setting<number>({
    name: "LEADLINE_WHATSAPP_DAILY_CAP",
    type: "1–100000",
    default: "`1000`",
    help: "With `web`: the most messages sent in 24 hours; the rest waits. Protects the number from a ban.",
    example: "1000",
    schema: whole(1, 100_000),
    fallback: 1_000,
  }),
  whatsappSending: setting<boolean>({
    name: "LEADLINE_WHATSAPP_SENDING",
    type: "on or off",
    default: "`on`",
    help: "`off` is the emergency brake: WhatsApp messages still come in, and everything that goes out waits.",
    example: "off",
    schema: onOff,
    fallback: true,
  }),
  chromePath: setting<string | null>({
    name: "LEADLINE_CHROME",
    alias: "CHROME_PATH",
    type: "file",
    default: "the first Chromium or Chrome that is installed",
    help: "With `web`: the browser. `CHROME_PATH` is read too, when this is not set.",
    example: "/usr/bin/chromium",
    schema: z.string(),
    fallback: null,
  }),
  whatsappToken: setting<string | null>({
    name: "LEADLINE_WHATSAPP_TOKEN",
    type: "token",
    default: "none",
    help: "With `cloud`: the permanent access token of a system user.",
    example: "EAAG…",
    secret: true,
    schema: z.string(),
    fallback: null,
  }),
  whatsappPhoneId: setting<string | null>({
    name: "LEADLINE_WHATSAPP_PHONE_ID",
    type: "number",
    default: "none",
    help: "With `cloud`: the id of the phone number, from the app's WhatsApp page (not the number itself).",
    example: "106540352242922",
    schema: digits,
    fallback: null,
  }),
  whatsappAccountId: setting<string | null>({
    name: "LEADLINE_WHATSAPP_ACCOUNT_ID",
    type: "number",
    default: "none",
    help: "With `cloud`: the id of the WhatsApp Business account, so that `leadline doctor` can look at its templates.",
    example: "102290129340398",
    schema: digits,
    fallback: null,
  }),
  whatsappAppSecret: setting<string | null>({
    name: "LEADLINE_WHATSAPP_APP_SECRET",
    type: "secret",
    default: "none",
    help: "With `cloud`: the app's secret, by which each request of Meta is checked.",
    example: "0123456789abcdef0123456789abcdef",
    secret: true,
    schema: longSecret,
    fallback: null,
  }),
  whatsappVerifyToken: setting<string | null>({
    name: "LEADLINE_WHATSAPP_VERIFY_TOKEN",
    type: "secret of your own",
    default: "none",
    help: "With `cloud`: a word of your own that Meta repeats when you enter the webhook's address there.",
    example: "a-long-random-word-of-yours",
    secret: true,
    schema: longSecret,
    fallback: null,
  }),
  whatsappApiUrl: setting<string>({
    name: "LEADLINE_WHATSAPP_API_URL",
    type: "URL",
    default: "`https://graph.facebook.com/v23.0`",
    help: "With `cloud`: where Meta's API is, with its version.",
    example: "https://graph.facebook.com/v23.0",
    schema: vendorUrl,
    fallback: "https://graph.facebook.com/v23.0",
  }),
  telegramToken: setting<string | null>({
    name: "LEADLINE_TELEGRAM_TOKEN",
    type: "token",
    default: "none: no Telegram",
    help: "The bot's token, from @BotFather; connects Telegram.",
    example: "123456789:AAExampleExampleExampleExampleExamp",
    secret: true,
    schema: like(/^\d{5,}:[\w-]{30,}$/, "must look like 123456789:AA… as @BotFather gives it"),
    fallback: null,
  }),
  telegramSecret: setting<string | null>({
    name: "LEADLINE_TELEGRAM_WEBHOOK_SECRET",
    type: "secret of your own",
    default: "none: messages are fetched",
    help: "With it, and a public URL, Telegram delivers to a webhook instead of being asked for messages.",
    example: "a-long-random-word_of_yours",
    secret: true,
    schema: like(/^[\w-]{16,256}$/, "must be 16 to 256 letters, digits, _ or -"),
    fallback: null,
  }),
  telegramApiUrl: setting<string>({
    name: "LEADLINE_TELEGRAM_API_URL",
    type: "URL",
    default: "`https://api.telegram.org`",
    help: "Where Telegram's Bot API is, when you run your own.",
    example: "https://api.telegram.org",
    schema: vendorUrl,
    fallback: "https://api.telegram.org",
  }),
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
  sendReaction: setting<string | null>({
    name: "LEADLINE_SEND_REACTION",
    type: "name, or `off`",
    default: "`outbox_tray`",
    help: "The reaction that colleagues put on a message of their own in a lead's thread to send it to the customer.",
    example: "outbox_tray",
    schema: z
      .string()
      .transform((text) => text.replace(/^:|:$/g, ""))
      .refine((text) => /^[a-z0-9_+'-]{1,100}$/.test(text), {
        message: "must be the name of a reaction, such as outbox_tray, or off",
      })
      .transform((text) => (text === "off" ? null : text)),
    fallback: "outbox_tray",
  }),
  turnAttempts: setting<number>({
    name: "LEADLINE_TURN_ATTEMPTS",
    type: "1–100",
    default: "`5`",
    help: "How often a message that cannot be processed is tried before it is set aside as a dead letter.",
    example: "5",
    schema: whole(1, 100),
    fallback: 5,
  }),
  sendAttempts: setting<number>({
    name: "LEADLINE_SEND_ATTEMPTS",
    type: "1–100",
    default: "`8`",
    help: "How often a send is tried, with growing pauses, before it is set aside as a dead letter.",
    example: "8",
    schema: whole(1, 100),
    fallback: 8,
  }),
  apiToken: setting<string | null>({
    name: "LEADLINE_API_TOKEN",
    type: "a secret of 24 characters or more",
    default: "no JSON endpoint",
    help: "Opens `/api/insights`, which tells every number as JSON to whoever sends this bearer token.",
    example: "a-long-random-text-of-your-own",
    secret: true,
    schema: z
      .string()
      .regex(/^[\w.~+/=-]{24,200}$/, "must be 24 to 200 letters, digits or signs of a bearer token"),
    fallback: null,
  }),
  chartTheme: setting<"light" | "dark">({
    name: "LEADLINE_CHART_THEME",
    type: "light or dark",
    default: "`light`",
    help: "Whether the pictures of numbers are drawn on white or on near-black; both can be read anywhere.",
    example: "dark",
    schema: oneOf("light", "dark"),
    fallback: "light",
  }),
  logLevel: setting<"debug" | "info" | "warn" | "error">({
    name: "LEADLINE_LOG_LEVEL",
    type: "debug, info, warn or error",
    default: "`info`",
    help: "How much is logged.",
    example: "debug",
    schema: oneOf("debug", "info", "warn", "error"),
    fallback: "info",
  }),
  logFormat: setting<"pretty" | "json" | null>({
    name: "LEADLINE_LOG",
    type: "pretty or json",
    default: "`pretty` on a terminal, else `json`",
    help: "How the log looks: lines for people, or JSON for machines. It goes to the standard error.",
    example: "json",
    schema: oneOf("pretty", "json"),
    fallback: null,
  }),
  environment: setting<string>({
    name: "NODE_ENV",
    type: "production or anything else",
    default: "not production",
    help: "`production` switches the playground off.",
    example: "production",
    schema: z.string(),
    fallback: "",
  }),
  noColor: setting<string>({
    name: "NO_COLOR",
    type: "anything",
    default: "colours on a terminal",
    help: "When set, terminal output has no colours.",
    example: "1",
    schema: z.string(),
    fallback: "",
  }),
} as const;

export type SettingKey = keyof typeof SETTINGS;

/** What the environment said, by setting. */
export type SettingValues = {
  [Key in SettingKey]: (typeof SETTINGS)[Key] extends Setting<infer Value> ? Value : never;
};
