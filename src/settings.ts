import { z } from "zod";
import { HTTP_SETTINGS } from "./settings/http.ts";
import { oneOf, whole } from "./settings/schemas.ts";
import { type Setting, setting } from "./settings/setting.ts";
import { SLACK_SETTINGS } from "./settings/slack.ts";
import { TELEGRAM_SETTINGS } from "./settings/telegram.ts";
import { WHATSAPP_SETTINGS } from "./settings/whatsapp.ts";

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

/**
 * Every setting, as data, by the name it has in {@link Config}. `loadConfig` reads by it, `leadline doctor` lists it,
 * and a test compares it with README's table and `.env.example`, both ways.
 */
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
  ...HTTP_SETTINGS,
  maxFileMb: setting<number>({
    name: "LEADLINE_MAX_FILE_MB",
    type: "1–100",
    default: "`16`",
    help: "The largest file that is kept of what people send, in megabytes.",
    example: "16",
    schema: whole(1, 100),
    fallback: 16,
  }),
  ...WHATSAPP_SETTINGS,
  ...TELEGRAM_SETTINGS,
  ...SLACK_SETTINGS,
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
