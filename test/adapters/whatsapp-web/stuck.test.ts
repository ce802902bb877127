import { fork } from "node:child_process";
import { on, once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { isRunning } from "../../../adapters/whatsapp/web/processes.ts";
import { reportSchema } from "../../../adapters/whatsapp/web/protocol.ts";
import { findBrowser } from "../../support/browser.ts";
import { createFakeHost } from "../../support/fake-host.ts";
import {
  accepted,
  eventually,
  healthSays,
  isPairing,
  isReady,
  startLinked,
  startWhatsApp,
  type TestWhatsApp,
} from "../../support/whatsapp-web/linked.ts";

describe("a session that gets stuck", () => {
  let whatsapp: TestWhatsApp;
  afterEach(() => whatsapp.close());

  async function canTalk(): Promise<void> {
    whatsapp.fake.arrive({ from: "15550101001@c.us", body: "hello" });
    await accepted(whatsapp.host, "message", ({ text }) => text === "hello");
  }

  it("starts over when WhatsApp's page never comes up, and works once it does", async () => {
    whatsapp = await startWhatsApp({ faults: { debugDelayMs: 600_000 }, timings: { authTimeoutMs: 500 } });
    await healthSays(whatsapp.adapter, /WhatsApp's page could not be loaded/);
    whatsapp.fake.faults.debugDelayMs = 0;
    await isPairing(whatsapp.adapter);
  });

  it("starts over when the page does not come back after loading anew", async () => {
    whatsapp = await startLinked({ timings: { authTimeoutMs: 1_500 } });
    const before = whatsapp.adapter.pids().child;
    whatsapp.fake.faults.debugDelayMs = 600_000;
    whatsapp.fake.reload();
    await eventually(() => expect(whatsapp.adapter.pids().child).not.toBe(before));
    whatsapp.fake.faults.debugDelayMs = 0;
    await isReady(whatsapp.adapter);
    await canTalk();
  });

  it.each([
    ["never says that it has synced", { neverSync: true }],
    ["has synced before the library listens", { syncBeforeConnected: true }],
  ])("becomes ready although the page %s", async (_name, faults) => {
    whatsapp = await startWhatsApp({ faults, timings: { readyTimeoutMs: 400, beatMs: 100 } });
    await isPairing(whatsapp.adapter);
    whatsapp.fake.scan();
    await isReady(whatsapp.adapter);
    await canTalk();
  });

  it("starts over when WhatsApp has removed what the library needs, and works once it is back", async () => {
    whatsapp = await startWhatsApp({ faults: { dropModules: ["WAWebSocketModel"] } });
    await whatsapp.fake.happened("missing-module");
    await eventually(() => expect(whatsapp.adapter.health().state).toBe("degraded"));
    whatsapp.fake.faults.dropModules = [];
    await isPairing(whatsapp.adapter);
  });

  it("starts over when it has grown too large", async () => {
    whatsapp = await startWhatsApp({ maxMemoryMb: 20, timings: { memoryMs: 200 } });
    const { child } = whatsapp.adapter.pids();
    await eventually(() => expect([undefined, child]).not.toContain(whatsapp.adapter.pids().child));
  });

  it("ends with its browser when the main process is gone", async () => {
    whatsapp = await startWhatsApp();
    const { executablePath, args } = await findBrowser();
    const child = fork(new URL("../../../adapters/whatsapp/web/child/from-source.mjs", import.meta.url), {
      execArgv: [],
      serialization: "advanced",
    });
    const told = on(child, "message");
    child.send({
      type: "start",
      folder: await createFakeHost().folder(),
      chromePath: executablePath,
      chromiumArgs: [...args, ...whatsapp.fake.chromiumArgs],
      phone: null,
      authTimeoutMs: 20_000,
      readyTimeoutMs: 20_000,
    });
    const { value } = await told.next();
    const browser = reportSchema.parse(value[0]);
    const ended = once(child, "exit");
    child.disconnect();
    await ended;
    expect(browser.type).toBe("browser");
    await eventually(async () =>
      expect(browser.type === "browser" && (await isRunning(browser.pid))).toBe(false),
    );
  });
});
