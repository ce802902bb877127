import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTelegramAdapter, type TelegramAdapterOptions } from "../../../adapters/telegram/index.ts";
import { packageFolder } from "../../../src/config.ts";
import { diskFull } from "../../support/fake-host.ts";
import { type FakeTelegram, startFakeTelegram } from "../../support/telegram/fake-telegram.ts";
import { connect, PUBLIC_URL, SECRET } from "../../support/telegram/harness.ts";

let fake: FakeTelegram;
beforeEach(async () => {
  fake = await startFakeTelegram();
});
afterEach(() => fake.close());

const webhook = { publicUrl: PUBLIC_URL, secret: SECRET };
const WEBHOOK_URL = `${PUBLIC_URL}/telegram/webhook`;

async function findings(options: Partial<TelegramAdapterOptions> = {}) {
  const adapter = createTelegramAdapter({ token: fake.token, apiUrl: fake.url, webhook: null, ...options });
  return (await adapter.diagnose?.()) ?? [];
}

describe("doctor", () => {
  it("finds all well when messages are fetched, and changes nothing", async () => {
    fake.says(1, "waiting");
    expect(await findings()).toEqual([
      { name: "token", ok: true, detail: "The token is that of @sample_bot." },
      { name: "webhook", ok: true, detail: "No webhook is set: Leadline fetches the messages." },
      { name: "waiting", ok: true, detail: "Messages waiting at Telegram: 1." },
    ]);
    expect(fake.calls.map(({ method }) => method)).toEqual(["getMe", "getWebhookInfo"]);
  });

  it("finds all well when they are delivered", async () => {
    fake.updates.webhook = { url: WEBHOOK_URL, secret: SECRET };
    expect((await findings({ webhook })).map(({ ok, detail }) => [ok, detail])).toEqual([
      [true, "The token is that of @sample_bot."],
      [true, `Telegram delivers to ${WEBHOOK_URL}.`],
      [true, "Messages waiting at Telegram: 0."],
    ]);
  });

  it("tells of a wrong token, and asks no further", async () => {
    expect(await findings({ token: "123456:AAwrongwrongwrongwrongwrongwrong" })).toEqual([
      {
        name: "token",
        ok: false,
        detail: "Telegram does not know this bot's token.",
        fix: "Copy it again from @BotFather into LEADLINE_TELEGRAM_TOKEN.",
      },
    ]);
  });

  it("tells when Telegram cannot be reached", async () => {
    await fake.close();
    expect(await findings()).toMatchObject([
      { name: "token", ok: false, detail: expect.stringContaining("ECONNREFUSED") },
    ]);
    fake = await startFakeTelegram();
  });

  it("tells of a foreign webhook, by its host only", async () => {
    fake.updates.webhook = { url: "https://elsewhere.test/secret-path-of-theirs", secret: "" };
    for (const options of [{}, { webhook }]) {
      const found = (await findings(options)).find(({ name }) => name === "webhook");
      expect(found).toMatchObject({ ok: false, detail: expect.stringContaining("elsewhere.test") });
      expect(JSON.stringify(found)).not.toContain("secret-path");
    }
  });

  it("tells when no webhook is set and one should be", async () => {
    expect((await findings({ webhook }))[1]).toMatchObject({
      ok: false,
      detail: `Telegram delivers nowhere, not to ${WEBHOOK_URL}.`,
    });
  });

  it.each([
    ["SSL error {error:0A000086:SSL routines::certificate verify failed}", "certificate"],
    ["Wrong response from the webhook: 401 Unauthorized", "LEADLINE_TELEGRAM_WEBHOOK_SECRET"],
    ["Wrong response from the webhook: 404 Not Found", "POST /telegram/webhook"],
    ["Wrong response from the webhook: 502 Bad Gateway", "not running"],
    ["Connection timed out", "LEADLINE_PUBLIC_URL"],
  ])("tells why deliveries fail: %s", async (message, fix) => {
    const lastErrorDate = Math.floor(Date.now() / 1_000);
    fake.says(1, "waiting");
    fake.updates.webhook = { url: WEBHOOK_URL, secret: SECRET, lastErrorDate, lastErrorMessage: message };
    const found = (await findings({ webhook })).find(({ name }) => name === "deliveries");
    expect(found).toMatchObject({ ok: false, fix: expect.stringContaining(fix) });
    expect(found?.detail).toContain(message);
    // Long ago, or with nothing waiting, it says nothing about now.
    fake.updates.webhook.lastErrorDate = 5;
    expect((await findings({ webhook })).map(({ ok }) => ok)).toEqual([true, true, true]);
  });

  it("tells when many messages wait", async () => {
    for (let n = 0; n < 101; n += 1) fake.says(n, "waiting");
    expect((await findings()).at(-1)).toMatchObject({ name: "waiting", ok: false });
  });

  it("tells of another program when the running channel has met it", async () => {
    const c = await connect({ fake, pollSeconds: 1, backoff: { firstMs: 10_000, mostMs: 10_000 } });
    c.host.refuse(diskFull());
    await fake.until(() => fake.updates.isPolled);
    await fetch(`${fake.url}/bot${fake.token}/getUpdates`, { method: "POST", body: "{}" });
    await expect.poll(() => c.adapter.health().state).toBe("degraded");
    expect((await c.adapter.diagnose?.())?.find(({ name }) => name === "another program")).toMatchObject({
      ok: false,
      detail: "Another program takes this bot's messages: stop it, or give Leadline a bot of its own.",
    });
    await c.close();
  });
});

describe("docs/telegram.md", () => {
  it("repeats every sentence that doctor and the channel's state may say", () => {
    const page = readFileSync(join(packageFolder(), "docs/telegram.md"), "utf8").replace(/\s+/g, " ");
    const folder = join(packageFolder(), "adapters/telegram");
    const source = ["diagnose.ts", "faults.ts", "poll.ts", "webhook.ts"]
      .map((file) => readFileSync(join(folder, file), "utf8"))
      .join("\n");
    for (const sentence of SENTENCES) {
      expect(source, "said by the program").toContain(sentence);
      expect(page, "explained on the page").toContain(sentence);
    }
  });
});

/** Their parts without names and numbers. */
const SENTENCES = [
  "Telegram does not know this bot's token",
  "Another program takes this bot's messages: stop it, or give Leadline a bot of its own.",
  "Telegram cannot be reached",
  "Telegram cannot be asked",
  "Messages cannot be stored at the moment: Telegram keeps them (for a day) until they can.",
  "No webhook is set: Leadline fetches the messages.",
  "so messages cannot be fetched.",
  "Another program has taken this bot's webhook; it is set again.",
  "Telegram cannot deliver",
  "Messages waiting at Telegram: ",
];
