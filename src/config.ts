import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseEnv } from "node:util";
import { type ChannelSettings, channelSettings } from "./channel-settings.ts";
import { LeadlineError } from "./errors.ts";
import { nearest } from "./nearest.ts";
import type { Setting } from "./settings/setting.ts";
import { SETTINGS, type SettingKey, type SettingValues } from "./settings.ts";

/** What the program runs with: the settings, resolved. Paths are absolute. */
export interface Config {
  /** `file:/absolute/path` or `postgresql://…`. May hold a password: never log it. */
  databaseUrl: string;
  /** Where Agenda keeps its jobs; null: in the database. May hold a password: never log it. */
  jobsUrl: string | null;
  /** Where the database, attachments and the control socket are. */
  dataFolder: string;
  flowsFolder: string;
  /** 0 takes any free port. */
  port: number;
  host: string;
  /** False for commands that work without serving anybody, such as `once`. */
  listen: boolean;
  /** Without a final slash; null when the world does not reach this server. */
  publicUrl: string | null;
  /** Addresses or ranges whose X-Forwarded-For is believed; empty for none. As Fastify's `trustProxy` takes it. */
  trustProxy: string[];
  /** Resolved: never true in production, behind a proxy, or off loopback. */
  playground: boolean;
  webChat: boolean;
  /** The only origins that may embed the chat; null for any. */
  webOrigins: string[] | null;
  /** What is connected; null for what is not. */
  channels: ChannelSettings;
  /** The reaction by which colleagues send what they wrote in a thread; null: none does. */
  sendReaction: string | null;
  /** Bytes. */
  maxFileBytes: number;
  turnAttempts: number;
  sendAttempts: number;
  /** Of the JSON endpoint; null: there is none. Secret. */
  apiToken: string | null;
  logLevel: SettingValues["logLevel"];
  chartTheme: SettingValues["chartTheme"];
  /** Null: by what the standard error is. */
  logFormat: SettingValues["logFormat"];
  production: boolean;
  colour: boolean;
  /** Sentences about variables that look mistyped. */
  warnings: string[];
}

/** Variables by name, as `process.env` has them. */
export type Environment = Record<string, string | undefined>;

/**
 * Read every setting.
 *
 * Throws `settings-invalid` with all the faults at once, each with the variable's name, what is wrong and an
 * example. A variable that is empty counts as not set. `cwd` is what relative paths start from.
 */
export function loadConfig(environment: Environment, cwd: string = process.cwd()): Config {
  const { values, faults } = readSettings(environment);
  const production = values.environment.toLowerCase() === "production";
  faults.push(...playgroundFaults(values, production));
  const channels = channelSettings(values);
  faults.push(...channels.faults);
  if (faults.length > 0) {
    throw new LeadlineError(
      "settings-invalid",
      `These settings need a change:\n${faults.map((fault) => `  ${fault}`).join("\n")}`,
      {
        fix: "Change them in the environment or in the .env file of the working folder; README.md lists every setting.",
      },
    );
  }
  const dataFolder = resolve(cwd, values.dataFolder);
  return {
    databaseUrl: resolveDatabase(values.databaseUrl, dataFolder, cwd),
    jobsUrl: values.jobsUrl,
    dataFolder,
    flowsFolder: findFlows(values.flowsFolder, cwd),
    port: values.port,
    host: values.host,
    listen: true,
    publicUrl: values.publicUrl,
    trustProxy: values.trustProxy,
    playground:
      values.playgroundMode === "on" || (values.playgroundMode === "auto" && !isExposed(values, production)),
    webChat: values.webChat,
    webOrigins: values.webOrigins,
    channels: channels.settings,
    sendReaction: values.sendReaction,
    maxFileBytes: values.maxFileMb * 1_000_000,
    turnAttempts: values.turnAttempts,
    sendAttempts: values.sendAttempts,
    apiToken: values.apiToken,
    logLevel: values.logLevel,
    chartTheme: values.chartTheme,
    logFormat: values.logFormat,
    production,
    colour: values.noColor === "",
    warnings: unknownVariables(environment),
  };
}

/**
 * The environment of this process, with the `.env` file of `cwd` beneath it: what is set outside wins, as
 * with Node's own --env-file. Changes nothing.
 */
export function readEnvironment(cwd: string = process.cwd()): Environment {
  const file = join(cwd, ".env");
  if (!existsSync(file)) return process.env;
  return { ...parseEnv(readFileSync(file, "utf8")), ...process.env };
}

/**
 * The part of this process's environment that a program of another kind, such as a browser, needs: where things are,
 * languages and zones. Without our settings, which hold secrets.
 */
export function plainEnvironment(): Record<string, string> {
  const plain = Object.entries(process.env).filter(([name]) => PLAIN.test(name));
  return Object.fromEntries(plain.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

const PLAIN =
  /^(PATH|HOME|USER|LOGNAME|TMPDIR|TMP|TEMP|LANG|LANGUAGE|LC_\w+|TZ|XDG_\w+|LD_LIBRARY_PATH|FONTCONFIG_\w+|DISPLAY|WAYLAND_DISPLAY|SystemRoot|LOCALAPPDATA|PROGRAMFILES)$/i;

/** Read each setting on its own, for `doctor`: the values as far as they are valid, and a line per fault. */
export function readSettings(environment: Environment): { values: SettingValues; faults: string[] } {
  const faults: string[] = [];
  const read = <Value>(setting: Setting<Value>): Value => {
    const name = setting.alias !== undefined && !environment[setting.name] ? setting.alias : setting.name;
    const text = environment[name]?.trim();
    if (text === undefined || text === "") return setting.fallback;
    const result = setting.schema.safeParse(text);
    if (result.success) return result.data;
    const given = setting.secret || name === setting.alias ? "" : ` (it is ${JSON.stringify(clipped(text))})`;
    const reasons = [...new Set(result.error.issues.map((issue) => issue.message))].join("; ");
    faults.push(`${name} ${reasons}${given}. Example: ${name}=${setting.example}`);
    return setting.fallback;
  };
  const values: SettingValues = {
    databaseUrl: read(SETTINGS.databaseUrl),
    jobsUrl: read(SETTINGS.jobsUrl),
    dataFolder: read(SETTINGS.dataFolder),
    flowsFolder: read(SETTINGS.flowsFolder),
    port: read(SETTINGS.port),
    host: read(SETTINGS.host),
    publicUrl: read(SETTINGS.publicUrl),
    trustProxy: read(SETTINGS.trustProxy),
    playgroundMode: read(SETTINGS.playgroundMode),
    webChat: read(SETTINGS.webChat),
    webOrigins: read(SETTINGS.webOrigins),
    maxFileMb: read(SETTINGS.maxFileMb),
    whatsapp: read(SETTINGS.whatsapp),
    whatsappPhone: read(SETTINGS.whatsappPhone),
    whatsappDailyCap: read(SETTINGS.whatsappDailyCap),
    whatsappSending: read(SETTINGS.whatsappSending),
    chromePath: read(SETTINGS.chromePath),
    whatsappToken: read(SETTINGS.whatsappToken),
    whatsappPhoneId: read(SETTINGS.whatsappPhoneId),
    whatsappAccountId: read(SETTINGS.whatsappAccountId),
    whatsappAppSecret: read(SETTINGS.whatsappAppSecret),
    whatsappVerifyToken: read(SETTINGS.whatsappVerifyToken),
    whatsappApiUrl: read(SETTINGS.whatsappApiUrl),
    telegramToken: read(SETTINGS.telegramToken),
    telegramSecret: read(SETTINGS.telegramSecret),
    telegramApiUrl: read(SETTINGS.telegramApiUrl),
    slackBotToken: read(SETTINGS.slackBotToken),
    slackAppToken: read(SETTINGS.slackAppToken),
    slackSigningSecret: read(SETTINGS.slackSigningSecret),
    slackChannel: read(SETTINGS.slackChannel),
    slackManagerChannel: read(SETTINGS.slackManagerChannel),
    slackTeamChannels: read(SETTINGS.slackTeamChannels),
    slackPoolChannel: read(SETTINGS.slackPoolChannel),
    slackDigestChannel: read(SETTINGS.slackDigestChannel),
    slackApiUrl: read(SETTINGS.slackApiUrl),
    sendReaction: read(SETTINGS.sendReaction),
    turnAttempts: read(SETTINGS.turnAttempts),
    sendAttempts: read(SETTINGS.sendAttempts),
    apiToken: read(SETTINGS.apiToken),
    logLevel: read(SETTINGS.logLevel),
    chartTheme: read(SETTINGS.chartTheme),
    logFormat: read(SETTINGS.logFormat),
    environment: read(SETTINGS.environment),
    noColor: read(SETTINGS.noColor),
  };
  return { values, faults };
}

/** The version in package.json. */
export function programVersion(): string {
  const text: unknown = JSON.parse(readFileSync(join(packageFolder(), "package.json"), "utf8"));
  return typeof text === "object" && text !== null && "version" in text ? String(text.version) : "unknown";
}

/** The folder of Leadline itself: where package.json, the sample flows and the migrations are. */
export function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  // From src/ it is one step up, from dist/src/ it is two.
  while (!existsSync(join(folder, "package.json")) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

function playgroundFaults(values: SettingValues, production: boolean): string[] {
  if (values.playgroundMode !== "on" || !isExposed(values, production)) return [];
  const why = production
    ? "NODE_ENV is production"
    : !isLoopback(values.host)
      ? `LEADLINE_HOST is ${values.host}, which others can reach`
      : "LEADLINE_PUBLIC_URL or LEADLINE_TRUST_PROXY says that a proxy lets others in";
  // Whoever sees the playground acts as any colleague: it has no passwords.
  return [`LEADLINE_PLAYGROUND cannot be on while ${why}. Example: LEADLINE_PLAYGROUND=auto`];
}

function isExposed(values: SettingValues, production: boolean): boolean {
  return production || !isLoopback(values.host) || values.publicUrl !== null || values.trustProxy.length > 0;
}

/** Whether only this machine can reach `host`. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

function resolveDatabase(url: string | null, dataFolder: string, cwd: string): string {
  if (url === null) return `file:${join(dataFolder, "leadline.db")}`;
  if (!url.startsWith("file:")) return url;
  const path = url.slice("file:".length);
  // file:///var/x.db and file:/var/x.db are the same place.
  return `file:${resolve(cwd, path.startsWith("///") ? path.slice(2) : path)}`;
}

function findFlows(folder: string | null, cwd: string): string {
  if (folder !== null) return resolve(cwd, folder);
  const own = resolve(cwd, "flows");
  return existsSync(own) ? own : join(packageFolder(), "flows");
}

function unknownVariables(environment: Environment): string[] {
  const known = (Object.keys(SETTINGS) as SettingKey[]).map((key) => SETTINGS[key].name);
  return Object.keys(environment)
    .filter((name) => /^LEADLINE_/i.test(name) && !known.includes(name))
    .sort()
    .map((name) => {
      const near = nearest(name, known);
      return `${name} is no setting of Leadline${near === null ? "" : `: did you mean ${near}?`}`;
    });
}

function clipped(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
