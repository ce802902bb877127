import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer, { type Browser, type ElementHandle, type Page } from "puppeteer-core";
import { vi } from "vitest";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Everything that would reach for the network, the keyring or a GPU is off. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-sync",
  "--password-store=basic",
  "--use-mock-keychain",
  "--mute-audio",
  "--lang=en-US",
];

/**
 * A real Chromium: the one at CHROME_PATH, the system's, or the one from @sparticuz/chromium (which unpacks
 * itself and its own NSS libraries into the temporary folder). Each has a new profile. Throws when there is none.
 */
export async function launchBrowser(): Promise<{ browser: Browser; close(): Promise<void> }> {
  const profile = await mkdtemp(join(tmpdir(), "leadline-browser-"));
  const { executablePath, args } = await findBrowser();
  const browser = await puppeteer.launch({
    executablePath,
    headless: true,
    args: [...FLAGS, ...args],
    userDataDir: profile,
    defaultViewport: { width: 1440, height: 900 },
  });
  return {
    browser,
    async close() {
      await browser.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The browser, and the arguments that it needs where it is the one from npm. */
export async function findBrowser(): Promise<{ executablePath: string; args: string[] }> {
  const named = process.env.CHROME_PATH;
  if (named) return { executablePath: named, args: [] };
  const installed = PLACES.find((place) => existsSync(place));
  if (installed) return { executablePath: installed, args: [] };
  // It sets the path of its libraries when it believes to run in its usual home.
  process.env.AWS_EXECUTION_ENV ??= "AWS_Lambda_nodejs20.x";
  const { default: chromium } = await import("@sparticuz/chromium");
  const executablePath = await chromium.executablePath();
  return { executablePath, args: chromium.args.filter((flag) => !flag.startsWith("--headless")) };
}

/** A page that collects what went wrong in it: console errors, failed requests, thrown errors, other hosts. */
export async function openPage(browser: Browser, url: string): Promise<{ page: Page; faults: string[] }> {
  // A context of its own: sessions kept in the storage do not meet.
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const faults: string[] = [];
  const home = new URL(url).hostname;
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`error: ${error instanceof Error ? error.message : error}`));
  page.on("request", (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith("http") && hostname !== home) faults.push(`other host: ${request.url()}`);
  });
  await page.goto(url, { waitUntil: "load" });
  return { page, faults };
}

/**
 * The element, once it is there and visible. Looks again and again: Puppeteer's own waiting watches the document
 * and misses what changes inside a shadow root.
 */
export async function appears(page: Page, selector: string): Promise<ElementHandle> {
  return vi.waitFor(
    async () => {
      const element = await page.$(selector);
      if (!(await element?.isVisible())) throw new Error(`there is no ${selector} to be seen`);
      return element!;
    },
    { timeout: 20_000, interval: 25 },
  );
}

/**
 * Click on it once it is there and stands still, until it got the click. It may be drawn anew meanwhile: then on what stands
 * in its place.
 * Not by a locator of Puppeteer's: what appears inside a shadow root after it began to wait, it never sees.
 */
export async function press(page: Page, selector: string): Promise<void> {
  let before = "";
  await vi.waitFor(
    async () => {
      const element = await appears(page, selector);
      const box = JSON.stringify(await element.boundingBox());
      const still = box === before;
      before = box;
      if (!still) throw new Error(`${selector} does not stand still`);
      if (!(await clicked(element))) throw new Error(`${selector} moved away under the click`);
    },
    { timeout: 20_000, interval: 25 },
  );
}

/** Whether it got the click: what is above it may have grown at that moment. One that leads to another page did. */
async function clicked(element: ElementHandle): Promise<boolean> {
  await element.evaluate((node) => {
    node.setAttribute("data-clicked", "no");
    node.addEventListener("click", () => node.setAttribute("data-clicked", "yes"), { capture: true });
  });
  await element.click();
  return element.evaluate((node) => node.getAttribute("data-clicked") === "yes").catch(() => true);
}

/** Write into a field, in place of what is in it, by keyboard. */
export async function write(page: Page, selector: string, text: string): Promise<void> {
  const field = await appears(page, selector);
  await field.evaluate((node) => {
    if ("value" in node) node.value = "";
  });
  await field.focus();
  await page.keyboard.type(text);
}
