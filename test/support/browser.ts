import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer, { type Browser, type Page } from "puppeteer-core";

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

async function findBrowser(): Promise<{ executablePath: string; args: string[] }> {
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
