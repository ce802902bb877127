import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createWebAdapter } from "../../adapters/web/index.ts";
import type { HttpServer } from "../../src/http/server.ts";
import { appears, launchBrowser, openPage, press, write } from "../support/browser.ts";
import { createFakeHost, diskFull, type FakeHost } from "../support/fake-host.ts";
import { serveAdapter } from "../support/http.ts";

let chromium: Awaited<ReturnType<typeof launchBrowser>>;
beforeAll(async () => {
  chromium = await launchBrowser();
});
afterAll(() => chromium.close());

let host: FakeHost;
let server: HttpServer;
let site: Server;
let siteUrl: string;
let adapter: ReturnType<typeof createWebAdapter>;

/** Somebody else's site on another origin, with a strict policy and hostile styles, that embeds the chat. */
beforeEach(async () => {
  host = createFakeHost();
  adapter = createWebAdapter({ title: "Sample Energy" });
  await adapter.start(host);
  server = await serveAdapter(adapter);
  site = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.setHeader(
      "content-security-policy",
      `default-src 'none'; script-src ${server.url}; connect-src ${server.url}; style-src 'self'`,
    );
    response.end(
      `<!doctype html><html lang="pt"><meta name="viewport" content="width=device-width"><title>x</title><h1>Loja de exemplo</h1><script src="${server.url}/chat/widget.js" data-colour="#ffd400" async></script></html>`,
    );
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", () => resolve()));
  siteUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}/?utm_source=instagram`;
});
afterEach(async () => {
  await adapter.stop();
  await server.close();
  site.closeAllConnections();
  await new Promise((resolve) => site.close(resolve));
});

/** What is inside the widget's shadow root, by selector. */
function inside(selector: string): string {
  return `.leadline-chat >>> ${selector}`;
}

async function say(page: Page, text: string) {
  await write(page, inside("textarea"), text);
  await page.keyboard.press("Enter");
}

async function answer(message: Parameters<FakeHost["says"]>[1], author?: "bot" | "human") {
  const session = host.accepted[0]!.chatId;
  host.says(session, message, author);
  await adapter.send({
    id: "out",
    chatId: session,
    message,
    attempt: 1,
    createdAt: new Date().toISOString(),
  });
}

function texts(page: Page): Promise<string[]> {
  return page.$$eval(inside(".msg .text"), (nodes) => nodes.map((node) => node.textContent ?? ""));
}

async function untilAccepted(count: number): Promise<void> {
  await expect.poll(() => host.accepted.length, { timeout: 10_000 }).toBe(count);
}

describe("the chat on another site", () => {
  it("opens by keyboard, talks, shows choices and comes back after a reload", async () => {
    const { page, faults } = await openPage(chromium.browser, siteUrl);
    await appears(page, inside(".launcher"));
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await appears(page, inside("[role=dialog]"));
    await page.keyboard.type("Oi, preciso de placas solares");
    await page.keyboard.press("Enter");
    await untilAccepted(1);
    expect(host.accepted[0]).toMatchObject({
      text: "Oi, preciso de placas solares",
      from: { language: "pt" },
      referral: { source: "instagram" },
    });
    const choices = [
      { value: "home", label: "Casa" },
      { value: "shop", label: "Empresa" },
    ];
    await answer({ text: "Para onde? <b>não é HTML</b>", choices });
    await press(page, inside(".choices button"));
    await untilAccepted(2);
    expect(host.accepted[1]).toMatchObject({ text: "Casa", choice: "home" });
    await expect
      .poll(() => texts(page))
      .toEqual(["Oi, preciso de placas solares", "Para onde? <b>não é HTML</b>", "Casa"]);

    await page.reload();
    await press(page, inside(".launcher"));
    await expect
      .poll(() => texts(page))
      .toEqual(["Oi, preciso de placas solares", "Para onde? <b>não é HTML</b>", "Casa"]);
    expect(faults.filter((fault) => !fault.startsWith("other host"))).toEqual([]);
    // Only its own server besides the site itself.
    expect(faults.every((fault) => fault.includes(server.url))).toBe(true);
    await page.browserContext().close();
  });

  it("keeps the focus inside while open, and gives it back on Escape", async () => {
    const { page } = await openPage(chromium.browser, siteUrl);
    await press(page, inside(".launcher"));
    const focused = () =>
      page.$eval(".leadline-chat", (chat) => chat.shadowRoot?.activeElement?.className ?? "");
    const seen = new Set<string>();
    for (let i = 0; i < 8; i += 1) {
      await page.keyboard.press("Tab");
      seen.add(await focused());
    }
    expect([...seen].sort()).toEqual(["", "close", "log", "send"]);
    await page.keyboard.press("Escape");
    expect(await focused()).toBe("launcher");
    const hidden = await page.$eval(inside(".panel"), (panel) => panel.hasAttribute("hidden"));
    expect(hidden).toBe(true);
    await page.browserContext().close();
  });

  it("tells people who hear it what each part is, and reads new messages out", async () => {
    const { page } = await openPage(chromium.browser, siteUrl);
    await press(page, inside(".launcher"));
    await say(page, "Olá");
    await untilAccepted(1);
    const tree = JSON.stringify(await page.accessibility.snapshot());
    for (const name of ["Fale com a gente", "Mensagens", "Escreva uma mensagem", "Enviar", "Fechar chat"])
      expect(tree).toContain(name);
    expect(await page.$eval(inside(".log"), (log) => log.getAttribute("aria-live"))).toBe("polite");
    await page.browserContext().close();
  });

  it("keeps what was said while the server is away, and sends it once when it is back", async () => {
    const { page } = await openPage(chromium.browser, siteUrl);
    await press(page, inside(".launcher"));
    host.refuse(diskFull());
    await say(page, "primeira");
    await say(page, "segunda");
    await appears(page, inside("[data-state=sending]"));
    expect(host.accepted).toHaveLength(0);
    // Even over a reload.
    await page.reload();
    host.refuse(null);
    await untilAccepted(2);
    expect(host.accepted.map((event) => "text" in event && event.text)).toEqual(["primeira", "segunda"]);
    await page.browserContext().close();
  });

  it("says that the visitor is offline, and catches up on what was said meanwhile", async () => {
    const { page } = await openPage(chromium.browser, siteUrl);
    await press(page, inside(".launcher"));
    await say(page, "oi");
    await untilAccepted(1);
    await page.setOfflineMode(true);
    await appears(page, inside(".notice:not([hidden])"));
    await answer({ text: "Dito enquanto você estava fora" });
    // A stream that was open before brings nothing any more, least of all that there is a connection.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await page.$(inside(".notice:not([hidden])"))).not.toBeNull();
    expect(await texts(page)).toEqual(["oi"]);
    await page.setOfflineMode(false);
    await expect
      .poll(() => texts(page), { timeout: 20_000 })
      .toEqual(["oi", "Dito enquanto você estava fora"]);
    await expect.poll(() => page.$(inside(".notice:not([hidden])"))).toBeNull();
    await page.browserContext().close();
  });

  it("fills a phone's screen with letters that need no zoom", async () => {
    const { page } = await openPage(chromium.browser, siteUrl);
    await page.setViewport({ width: 390, height: 844, isMobile: true, hasTouch: true });
    await press(page, inside(".launcher"));
    const box = await (await page.$(inside(".panel")))!.boundingBox();
    expect(box).toMatchObject({ x: 0, y: 0, width: 390, height: 844 });
    const size = await page.$eval(
      inside("textarea"),
      (field) => field.ownerDocument.defaultView?.getComputedStyle(field).fontSize,
    );
    expect(size).toBe("16px");
    await page.browserContext().close();
  });

  it("writes with enough contrast on whatever colour the site chose", async () => {
    const { page } = await openPage(chromium.browser, siteUrl);
    const colours = await page.$eval(inside(".launcher"), (launcher) => {
      const style = launcher.ownerDocument.defaultView?.getComputedStyle(launcher);
      return [style?.backgroundColor, style?.color];
    });
    expect(colours).toEqual(["rgb(255, 212, 0)", "rgb(17, 17, 17)"]);
    await page.browserContext().close();
  });
});

describe("the chat's own page", () => {
  it.each([
    ["en", "Write a message"],
    ["pt", "Escreva uma mensagem"],
    ["es", "Escribe un mensaje"],
  ])("talks in %s", async (language, placeholder) => {
    const context = await chromium.browser.createBrowserContext();
    const page = await context.newPage();
    const faults: string[] = [];
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    await page.setExtraHTTPHeaders({ "accept-language": language });
    await page.goto(`${server.url}/chat`);
    const field = await appears(page, inside("textarea"));
    expect(await field.evaluate((node) => node.getAttribute("placeholder"))).toBe(placeholder);
    await say(page, "hello");
    await untilAccepted(1);
    await answer({ text: "A person is here" }, "human");
    await expect.poll(() => texts(page)).toEqual(["hello", "A person is here"]);
    expect(faults).toEqual([]);
    await context.close();
  });
});
