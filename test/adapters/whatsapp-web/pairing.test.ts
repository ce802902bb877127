import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readlink, stat, symlink } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { HttpRequest } from "../../../src/channel/adapter.ts";
import { createFakeHost } from "../../support/fake-host.ts";
import {
  accepted,
  envelope,
  eventually,
  healthSays,
  isPairing,
  isReady,
  startLinked,
  startWhatsApp,
  type TestOptions,
  type TestWhatsApp,
} from "../../support/whatsapp-web/linked.ts";

describe("linking a phone", () => {
  let open: TestWhatsApp[] = [];
  afterEach(async () => {
    for (const whatsapp of open) await whatsapp.close();
    open = [];
  });

  async function start(options: TestOptions = {}) {
    const whatsapp = await startWhatsApp(options);
    open.push(whatsapp);
    return whatsapp;
  }

  async function page(whatsapp: TestWhatsApp, language = "en"): Promise<string> {
    const [route] = whatsapp.adapter.routes?.() ?? [];
    expect(route).toMatchObject({ method: "GET", path: "/whatsapp/pair", access: "local" });
    const response = await route?.handle(asked(language));
    expect(response?.headers).toMatchObject({ "cache-control": "no-store" });
    return String(response?.body);
  }

  it("shows a QR code on the terminal, to the admins and on a page, until it is scanned", async () => {
    const whatsapp = await start();
    const { adapter, fake, host, printed } = whatsapp;
    await isPairing(adapter);
    expect(await adapter.send(envelope("early", "15550101001", { text: "Hi" }))).toMatchObject({
      kind: "retry",
      patient: true,
    });
    const notice = await accepted(host, "notice");
    expect(notice).toMatchObject({ replaceKey: "whatsapp-link", image: { alt: "QR code" } });
    expect(Object.keys(notice.text)).toEqual(["en", "pt", "es"]);
    const png = await host.files.read(notice.image?.path ?? "");
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect(printed[0]).toMatch(/Linked devices[\s\S]*[▀▄█]/);
    expect(await page(whatsapp, "pt-BR")).toMatch(/Conectar o WhatsApp[\s\S]*src="data:image\/png;base64,/);
    const [, first] = /base64,([^"]+)/.exec(await page(whatsapp)) ?? [];
    // The code is renewed, and told twice by an iframe.
    fake.rotateQr();
    await eventually(async () => expect(/base64,([^"]+)/.exec(await page(whatsapp))?.[1]).not.toBe(first));
    fake.iframe();
    await fake.happened("frame");
    fake.scan();
    await isReady(adapter);
    await accepted(host, "notice", ({ text }) => text.es === "WhatsApp está vinculado y funciona.");
    expect(host.accepted.filter((event) => event.type === "notice")).toHaveLength(3);
    expect(await page(whatsapp)).toMatch(/You can close this page/);
    const folder = await host.folder();
    for (const kept of [folder, join(folder, "session")]) expect((await stat(kept)).mode & 0o777).toBe(0o700);
  });

  it("links by a code that is typed on the phone", async () => {
    const whatsapp = await start({ phone: "15550001111" });
    const { adapter, fake, host } = whatsapp;
    const notice = await accepted(host, "notice");
    expect(notice.text.en).toMatch(/type ABCD-1234/);
    expect(notice.image).toBeUndefined();
    expect(await page(whatsapp, "es")).toMatch(/Vincular[\s\S]*ABCD-1234/);
    expect(await fake.happened("pairing-code")).toMatchObject({ phone: "15550001111" });
    fake.scan();
    await isReady(adapter);
  });

  it("works when the page loads anew right after linking, and goes on after a restart without a code", async () => {
    const first = await start({ faults: { reloadAfterPair: true } });
    await isPairing(first.adapter);
    first.fake.scan();
    await isReady(first.adapter);
    await first.adapter.stop();
    expect(first.adapter.pids()).toEqual({ child: undefined, browser: undefined });
    first.fake.arrive({ from: "15550101001@c.us", body: "while it was stopped", deliver: false });
    const again = await start({ host: first.host, fake: first.fake });
    await isReady(again.adapter);
    await accepted(again.host, "message", ({ text }) => text === "while it was stopped");
    expect(again.printed).toEqual([]);
  });

  it("leaves what was written before the first link to the phone", async () => {
    const whatsapp = await start();
    const { adapter, fake, host } = whatsapp;
    const hourAgo = Math.floor(Date.now() / 1000) - 3_600;
    fake.arrive({ from: "15550101002@c.us", body: "from long ago", t: hourAgo, deliver: false });
    await isPairing(adapter);
    fake.scan();
    await isReady(adapter);
    fake.arrive({ from: "15550101001@c.us", body: "new" });
    await accepted(host, "message", ({ text }) => text === "new");
    expect(host.accepted.filter((event) => event.type === "message")).toHaveLength(1);
  });

  it("asks for the phone again after a logout, once, and forgets the old session", async () => {
    const whatsapp = await startLinked();
    open.push(whatsapp);
    const { adapter, fake, host } = whatsapp;
    const before = adapter.pids().child;
    fake.logoutFromPhone();
    await accepted(host, "notice", ({ text }) => /ended the link/.test(text.en));
    await isPairing(adapter);
    expect(adapter.pids().child).not.toBe(before);
    await eventually(() => expect(fake.pages()).toBe(1));
    // Nobody is there to scan: it waits, without starting over.
    const { child } = adapter.pids();
    fake.rotateQr();
    fake.rotateQr();
    await eventually(() => {
      const codes = host.accepted.filter((event) => event.type === "notice" && event.image);
      expect(codes.length).toBeGreaterThanOrEqual(3);
    });
    expect(adapter.pids().child).toBe(child);
    const told = host.accepted.filter((event) => event.type === "notice" && /ended/.test(event.text.en));
    expect(told).toMatchObject([{ stopsUnasked: "logged-out" }]);
    fake.scan();
    await isReady(adapter);
  });

  it("asks the page for a new code once it has stopped to renew it", async () => {
    const { adapter, fake } = await start();
    await isPairing(adapter);
    fake.setState("UNPAIRED_IDLE");
    await fake.happened("refresh-qr");
  });

  it("ends a browser that was left on its profile, and takes the lock of one that is gone", async () => {
    const host = createFakeHost();
    const profile = join(await host.folder(), "session");
    await mkdir(profile);
    const left = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", profile], { stdio: "ignore" });
    await symlink(`${hostname()}-${left.pid}`, join(profile, "SingletonLock"));
    const ended = once(left, "exit");
    const { adapter } = await start({ host });
    expect((await ended)[1]).toBe("SIGKILL");
    await isPairing(adapter);
    // A browser without windows makes no lock of its own.
    const holder = await readlink(join(profile, "SingletonLock")).catch(() => "nobody");
    expect(holder).not.toMatch(`-${left.pid}`);
  });

  it("says so when there is no browser", async () => {
    const { adapter } = await start({ chromePath: "/nowhere/chromium" });
    await healthSays(adapter, /There is no Chromium or Chrome on this machine\..*LEADLINE_CHROME/);
    const findings = await adapter.diagnose?.();
    expect(findings?.[0]).toEqual({
      name: "browser",
      ok: false,
      detail: "There is no browser at /nowhere/chromium (LEADLINE_CHROME).",
      fix: expect.stringContaining("apt install chromium"),
    });
  });
});

function asked(language: string): HttpRequest {
  return {
    method: "GET",
    path: "/whatsapp/pair",
    query: {},
    headers: { "accept-language": language },
    body: Buffer.alloc(0),
    remote: "127.0.0.1",
    signal: new AbortController().signal,
  };
}
