import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import {
  type Environment,
  loadConfig,
  packageFolder,
  plainEnvironment,
  readEnvironment,
  readSettings,
} from "../src/config.ts";
import { LeadlineError } from "../src/errors.ts";
import { SETTINGS } from "../src/settings.ts";

const settings = Object.values(SETTINGS);
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "leadline-config-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The lines of the fault that an environment causes. */
function faultsOf(environment: Environment): string[] {
  try {
    loadConfig(environment, folder);
  } catch (error) {
    if (!(error instanceof LeadlineError)) throw error;
    expect(error.code).toBe("settings-invalid");
    return error.message.split("\n").slice(1);
  }
  return [];
}

describe("the environment of other programs", () => {
  it("holds where things are, and no setting of ours", () => {
    vi.stubEnv("LEADLINE_TELEGRAM_TOKEN", "secret-token");
    vi.stubEnv("DATABASE_URL", "postgresql://secret");
    vi.stubEnv("LC_TIME", "pt_BR.UTF-8");
    onTestFinished(() => void vi.unstubAllEnvs());
    const plain = plainEnvironment();
    expect(plain).toMatchObject({ PATH: process.env.PATH, LC_TIME: "pt_BR.UTF-8" });
    expect(JSON.stringify(plain)).not.toContain("secret");
    expect(Object.keys(plain).filter((name) => /LEADLINE|TOKEN|SECRET|KEY|DATABASE/i.test(name))).toEqual([]);
  });
});

describe("loadConfig", () => {
  it("needs nothing: every setting has a default", () => {
    expect(loadConfig({}, folder)).toEqual({
      databaseUrl: `file:${folder}/data/leadline.db`,
      jobsUrl: null,
      dataFolder: `${folder}/data`,
      flowsFolder: join(packageFolder(), "flows"),
      port: 8080,
      host: "127.0.0.1",
      listen: true,
      publicUrl: null,
      trustProxy: [],
      playground: true,
      webChat: true,
      webOrigins: null,
      channels: { whatsapp: null, telegram: null, slack: null },
      sendReaction: "outbox_tray",
      maxFileBytes: 16_000_000,
      turnAttempts: 5,
      sendAttempts: 8,
      apiToken: null,
      logLevel: "info",
      chartTheme: "light",
      logFormat: null,
      production: false,
      colour: true,
      warnings: [],
    });
  });

  it("counts an empty variable as not set", () => {
    const empty = Object.fromEntries(settings.map((setting) => [setting.name, " "]));
    expect(loadConfig(empty, folder)).toEqual(loadConfig({}, folder));
  });

  it.each(settings.map((setting) => [setting.name, setting.example]))(
    "accepts the example of %s",
    (name, example) => {
      // A channel is connected with all that it needs, or not at all.
      expect(faultsOf({ ...wholeChannel(name), [name]: example })).toEqual([]);
    },
  );

  describe("a channel that is connected half", () => {
    const whole = {
      LEADLINE_WHATSAPP: wholeChannel("LEADLINE_WHATSAPP"),
      LEADLINE_TELEGRAM: wholeChannel("LEADLINE_TELEGRAM"),
      LEADLINE_SLACK: wholeChannel("LEADLINE_SLACK"),
    };
    it.each([
      ["LEADLINE_WHATSAPP", "LEADLINE_WHATSAPP_TOKEN"],
      ["LEADLINE_WHATSAPP", "LEADLINE_WHATSAPP_PHONE_ID"],
      ["LEADLINE_WHATSAPP", "LEADLINE_WHATSAPP_APP_SECRET"],
      ["LEADLINE_WHATSAPP", "LEADLINE_WHATSAPP_VERIFY_TOKEN"],
      ["LEADLINE_TELEGRAM", "LEADLINE_TELEGRAM_TOKEN"],
      ["LEADLINE_TELEGRAM", "LEADLINE_PUBLIC_URL"],
      ["LEADLINE_SLACK", "LEADLINE_SLACK_BOT_TOKEN"],
      ["LEADLINE_SLACK", "LEADLINE_SLACK_CHANNEL"],
    ] as const)("%s is refused without %s, which is named", (channel, left) => {
      const { [left]: _left, ...without } = whole[channel];
      expect(faultsOf(whole[channel])).toEqual([]);
      expect(faultsOf(without).join("\n")).toContain(left);
    });

    it("is refused without any way in from Slack", () => {
      const { LEADLINE_SLACK_BOT_TOKEN, LEADLINE_SLACK_CHANNEL } = whole.LEADLINE_SLACK;
      expect(faultsOf({ LEADLINE_SLACK_BOT_TOKEN, LEADLINE_SLACK_CHANNEL }).join()).toContain(
        "LEADLINE_SLACK_SIGNING_SECRET",
      );
    });

    it("is refused with a webhook that the world reaches without encryption", () => {
      const faults = faultsOf({ ...whole.LEADLINE_TELEGRAM, LEADLINE_PUBLIC_URL: "http://chat.example.com" });
      expect(faults.join()).toContain("https://");
    });

    it("never shows a secret", () => {
      const faults = faultsOf({
        LEADLINE_TELEGRAM_TOKEN: "canary-1",
        LEADLINE_SLACK_BOT_TOKEN: "canary-2",
        LEADLINE_WHATSAPP_APP_SECRET: "canary-3",
      });
      expect(faults).toHaveLength(3);
      expect(faults.join()).not.toContain("canary");
    });
  });

  it("tells every fault at once, each with the name, what is wrong and an example", () => {
    const faults = faultsOf({
      LEADLINE_PORT: "80a",
      LEADLINE_LOG_LEVEL: "loud",
      LEADLINE_WEB_ORIGINS: "https://a.example, example.com/page",
      DATABASE_URL: "mysql://root:hunter2@db/x",
      LEADLINE_TRUST_PROXY: "10.0.0.0/99",
      LEADLINE_TURN_ATTEMPTS: "0",
      LEADLINE_PUBLIC_URL: "chat.example.com",
    });
    expect(faults).toEqual([
      "  DATABASE_URL must begin with file: (SQLite) or postgresql://. Example: DATABASE_URL=postgresql://leadline:password@localhost:5432/leadline",
      '  LEADLINE_PORT must be a whole number from 0 to 65535 (it is "80a"). Example: LEADLINE_PORT=8080',
      '  LEADLINE_PUBLIC_URL must be a URL that begins with https:// or http:// (it is "chat.example.com"). Example: LEADLINE_PUBLIC_URL=https://chat.example.com',
      expect.stringContaining('"10.0.0.0/99" is not one'),
      expect.stringContaining('"example.com/page" is not one'),
      '  LEADLINE_TURN_ATTEMPTS must be a whole number from 1 to 100 (it is "0"). Example: LEADLINE_TURN_ATTEMPTS=5',
      '  LEADLINE_LOG_LEVEL must be debug, info, warn or error (it is "loud"). Example: LEADLINE_LOG_LEVEL=debug',
    ]);
    expect(faults.join()).not.toContain("hunter2");
  });

  it.each(["8080 ", "0", "65535"])("takes %j as a port", (text) => {
    expect(loadConfig({ LEADLINE_PORT: text }, folder).port).toBe(Number(text));
  });

  it.each(["-1", "65536", "8e3", "0x50", "80.5", "eighty"])("refuses %j as a port", (text) => {
    expect(faultsOf({ LEADLINE_PORT: text })).toHaveLength(1);
  });

  it("reads PORT only when LEADLINE_PORT is not set, and names the one that is wrong", () => {
    expect(loadConfig({ PORT: "3000" }, folder).port).toBe(3000);
    expect(loadConfig({ PORT: "3000", LEADLINE_PORT: "4000" }, folder).port).toBe(4000);
    expect(faultsOf({ PORT: "x" })[0]).toMatch(/^ {2}PORT must be/);
  });

  it.each([
    ["file:x.db", "/srv/x.db"],
    ["file:./data/x.db", "/srv/data/x.db"],
    ["file:/var/x.db", "/var/x.db"],
    ["file:///var/x.db", "/var/x.db"],
    ["file:../x.db", "/x.db"],
  ])("resolves %s", (url, path) => {
    expect(loadConfig({ DATABASE_URL: url }, "/srv").databaseUrl).toBe(`file:${path}`);
  });

  it("puts the database into the data folder, unless it is told where", () => {
    expect(loadConfig({ LEADLINE_DATA: "/srv/leads" }, folder).databaseUrl).toBe(
      "file:/srv/leads/leadline.db",
    );
    const elsewhere = loadConfig({ LEADLINE_DATA: "/srv/leads", DATABASE_URL: "file:/x.db" }, folder);
    expect(elsewhere).toMatchObject({ dataFolder: "/srv/leads", databaseUrl: "file:/x.db" });
  });

  it("keeps a PostgreSQL URL as it is", () => {
    const url = "postgresql://u:p%40ss@db.internal:5433/leads?sslmode=require";
    expect(loadConfig({ DATABASE_URL: url }, folder).databaseUrl).toBe(url);
  });

  it("takes the flows of the working folder before the sample ones", () => {
    mkdirSync(join(folder, "flows"));
    expect(loadConfig({}, folder).flowsFolder).toBe(join(folder, "flows"));
    expect(loadConfig({ LEADLINE_FLOWS: "mine" }, folder).flowsFolder).toBe(join(folder, "mine"));
  });

  it.each<[string, string[]]>([
    ["off", []],
    ["on", ["loopback"]],
    ["10.0.0.0/8, ::1", ["10.0.0.0/8", "::1"]],
  ])("reads trusted proxies from %s", (text, addresses) => {
    expect(loadConfig({ LEADLINE_TRUST_PROXY: text }, folder).trustProxy).toEqual(addresses);
  });
});

describe("the playground", () => {
  it.each<[string, Environment, boolean]>([
    ["on loopback", {}, true],
    ["on another loopback address", { LEADLINE_HOST: "127.0.0.2" }, true],
    ["off when asked", { LEADLINE_PLAYGROUND: "off" }, false],
    ["off in production", { NODE_ENV: "production" }, false],
    ["off where others can reach it", { LEADLINE_HOST: "0.0.0.0" }, false],
    ["off behind a proxy", { LEADLINE_TRUST_PROXY: "on" }, false],
    ["off when the world reaches the server", { LEADLINE_PUBLIC_URL: "https://chat.example.com" }, false],
  ])("is %s", (_, environment, on) => {
    expect(loadConfig(environment, folder).playground).toBe(on);
  });

  it.each<[string, Environment]>([
    ["NODE_ENV is production", { NODE_ENV: "Production" }],
    ["LEADLINE_HOST is 0.0.0.0", { LEADLINE_HOST: "0.0.0.0" }],
    ["LEADLINE_HOST is 127.evil.example", { LEADLINE_HOST: "127.evil.example" }],
    ["a proxy lets others in", { LEADLINE_TRUST_PROXY: "10.0.0.1" }],
    ["a proxy lets others in", { LEADLINE_PUBLIC_URL: "https://chat.example.com" }],
  ])("cannot be forced on while %s", (why, environment) => {
    expect(faultsOf({ ...environment, LEADLINE_PLAYGROUND: "on" })[0]).toContain(why);
  });
});

describe("mistyped variables", () => {
  it("are told, with what was meant", () => {
    const { warnings } = loadConfig(
      { LEADLINE_PROT: "1", LEADLINE_WEBCHAT: "off", LEADLINE_XYZZYXYZZY: "" },
      folder,
    );
    expect(warnings).toEqual([
      "LEADLINE_PROT is no setting of Leadline: did you mean LEADLINE_PORT?",
      "LEADLINE_WEBCHAT is no setting of Leadline: did you mean LEADLINE_WEB_CHAT?",
      expect.stringMatching(/^LEADLINE_XYZZYXYZZY is no setting of Leadline/),
    ]);
  });
});

describe("the .env file", () => {
  it("lies beneath the environment and changes nothing", () => {
    const before = { ...process.env };
    const name = "LEADLINE_LOG_LEVEL";
    writeFileSync(
      join(folder, ".env"),
      `# comment\n${name}="debug"\nPATH=/nowhere\nexport LEADLINE_PORT=9 # why\n`,
    );
    const environment = readEnvironment(folder);
    expect(environment).toMatchObject({ [name]: "debug", LEADLINE_PORT: "9", PATH: before.PATH });
    expect(process.env).toEqual(before);
  });

  it("need not exist", () => {
    expect(readEnvironment(folder)).toEqual(process.env);
  });
});

describe("readSettings", () => {
  it("never throws, and gives either a fault or a value, whatever a variable holds", () => {
    fc.assert(
      fc.property(fc.constantFrom(...settings), fc.string({ unit: "binary" }), (setting, text) => {
        const { faults } = readSettings({ [setting.name]: text });
        expect(faults.length).toBeLessThanOrEqual(1);
        for (const fault of faults) expect(fault).toContain(`Example: ${setting.name}=`);
      }),
    );
  });
});

/** The settings that connect the channel which the setting `name` belongs to; none for other settings. */
function wholeChannel(name: string): Record<string, string> {
  const example = (each: string) => settings.find((setting) => setting.name === each)?.example ?? "";
  const all = (prefix: string) =>
    Object.fromEntries(
      settings.filter((setting) => setting.name.startsWith(prefix)).map((each) => [each.name, each.example]),
    );
  if (name.startsWith("LEADLINE_WHATSAPP")) return all("LEADLINE_WHATSAPP");
  if (name.startsWith("LEADLINE_SLACK")) return all("LEADLINE_SLACK");
  if (!name.startsWith("LEADLINE_TELEGRAM")) return {};
  return { ...all("LEADLINE_TELEGRAM"), LEADLINE_PUBLIC_URL: example("LEADLINE_PUBLIC_URL") };
}
