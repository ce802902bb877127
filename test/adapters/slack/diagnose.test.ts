import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { SCOPES } from "../../../adapters/slack/diagnose.ts";
import { createSlackAdapter } from "../../../adapters/slack/index.ts";
import type { Finding } from "../../../src/channel/adapter.ts";
import { type FakeSlack, startFakeSlack } from "../../support/slack/fake-slack.ts";

describe("what doctor finds out about Slack", () => {
  let slack: FakeSlack;
  beforeEach(async () => {
    slack = await startFakeSlack();
  });
  afterEach(() => slack.close());

  async function look(
    changes: { appToken?: string | null; signingSecret?: string | null } = {},
  ): Promise<Finding[]> {
    const settings = { botToken: slack.botToken, appToken: slack.appToken, signingSecret: null, ...changes };
    const places = { channel: "C0LEADS", managerChannel: "C0BOSS", apiUrl: slack.apiUrl };
    return (await createSlackAdapter({ ...settings, ...places }).diagnose?.()) ?? [];
  }
  const faults = async () => (await look()).filter(({ ok }) => !ok);

  it("is all well, by Socket Mode", async () => {
    expect(await look()).toEqual([
      { name: "token", ok: true, detail: "Slack knows the bot token: leadline in Sample." },
      { name: "scopes", ok: true, detail: "The app has all the scopes that it needs." },
      { name: "channel", ok: true, detail: "The bot is in the channel #c0leads." },
      { name: "manager channel", ok: true, detail: "The bot is in the channel #c0boss." },
      {
        name: "app token",
        ok: true,
        detail: "Slack opens connections for the app-level token (Socket Mode).",
      },
    ]);
    expect(slack.calls.map(({ method }) => method)).not.toContain("chat.postMessage");
  });

  it("says that a signing secret cannot be checked", async () => {
    const found = await look({ appToken: null, signingSecret: "sample-signing-secret" });
    expect(found.at(-1)?.detail).toContain("cannot be asked");
  });

  it("names the scopes that are missing", async () => {
    slack.scopes.splice(slack.scopes.indexOf("files:write"), 1);
    expect(await faults()).toMatchObject([
      { name: "scopes", detail: "The Slack app lacks a scope: files:write." },
    ]);
  });

  it("looks at every channel that the settings name, once", async () => {
    await slack.close();
    slack = await startFakeSlack({ channels: ["C0LEADS", "C0BOSS", "C0SALES", "C0POOL", "C0NUMBERS"] });
    slack.channel("C0SALES").member = false;
    const adapter = createSlackAdapter({
      botToken: slack.botToken,
      appToken: slack.appToken,
      signingSecret: null,
      channel: "C0LEADS",
      managerChannel: "C0BOSS",
      poolChannel: "C0POOL",
      digestChannel: "C0NUMBERS",
      leadChannels: { "team:sales": "C0SALES", "product:gates": "C0SALES" },
      apiUrl: slack.apiUrl,
    });
    const found = (await adapter.diagnose?.()) ?? [];
    expect(found.map(({ name, ok }) => [name, ok])).toEqual([
      ["token", true],
      ["scopes", true],
      ["channel", true],
      ["manager channel", true],
      ["pool channel", true],
      ["digest channel", true],
      ["channel of team sales", false],
      ["app token", true],
    ]);
  });

  it("says that the bot is not in a channel, that it is archived, or not there", async () => {
    slack.channel("C0LEADS").member = false;
    slack.channel("C0BOSS").archived = true;
    expect(await faults()).toMatchObject([
      { detail: "The bot is not in the channel #c0leads.", fix: "Write /invite @Leadline in that channel." },
      { detail: "The channel #c0boss is archived." },
    ]);
    slack.failNext("conversations.info", { kind: "error", error: "channel_not_found" });
    expect((await faults())[0]?.detail).toBe("Slack does not show the channel C0LEADS (channel_not_found).");
  });

  it("says that a token is refused, or Slack out of reach", async () => {
    slack.failNext("auth.test", { kind: "error", error: "account_inactive" });
    slack.failNext("apps.connections.open", { kind: "error", error: "not_allowed_token_type" });
    expect(await faults()).toMatchObject([
      { name: "token", detail: "Slack refused the bot token (account_inactive)." },
      { name: "app token", fix: expect.stringContaining("connections:write") },
    ]);
    await slack.close();
    expect((await faults())[0]?.detail).toMatch(
      /^Slack could not be asked about the bot token \((ECONNREFUSED|UND_ERR_SOCKET)\)\.$/,
    );
    slack = await startFakeSlack();
  });

  it("asks for the scopes of the manifest, no more and no fewer", async () => {
    const manifest = parse(
      await readFile(new URL("../../../adapters/slack/manifest.yaml", import.meta.url), "utf8"),
    );
    expect([...manifest.oauth_config.scopes.bot].sort()).toEqual([...SCOPES].sort());
    expect(manifest.settings).toMatchObject({
      socket_mode_enabled: true,
      interactivity: { is_enabled: true },
      event_subscriptions: {
        bot_events: [
          "app_home_opened",
          "app_mention",
          "message.channels",
          "message.groups",
          "message.im",
          "reaction_added",
        ],
      },
    });
    expect(manifest.features.app_home).toMatchObject({ home_tab_enabled: true, messages_tab_enabled: true });
    expect(manifest.features.slash_commands[0]).toMatchObject({ command: "/lead", should_escape: true });
  });

  it("says word by word what docs/slack.md says", async () => {
    const docs = await readFile(new URL("../../../docs/slack.md", import.meta.url), "utf8");
    slack.failNext("auth.test", { kind: "error", error: "invalid_auth" });
    const sentences = (await faults()).flatMap(({ detail, fix }) => [detail, fix ?? ""]);
    slack.channel("C0LEADS").member = false;
    for (const { detail, fix } of await faults()) sentences.push(detail, fix ?? "");
    slack.scopes.splice(slack.scopes.indexOf("files:write"), 1);
    sentences.push(
      "Paste adapters/slack/manifest.yaml again on the app's page App Manifest, and reinstall the app.",
    );
    for (const sentence of sentences) expect(docs).toContain(sentence.replace("#c0leads", "#leads"));
  });
});
