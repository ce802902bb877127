import wweb from "whatsapp-web.js";
import type { Order } from "../protocol.ts";

export type Start = Extract<Order, { type: "start" }>;

/** The library's client as we run it. `browserIsThere` is called once, when its browser and page are there. */
export function createClient(start: Start, browserIsThere: () => void): wweb.Client {
  return new wweb.Client({
    authStrategy: new KeptAuth(start.folder, browserIsThere),
    authTimeoutMs: start.authTimeoutMs,
    webVersionCache: { type: "none" },
    takeoverOnConflict: true,
    takeoverTimeoutMs: 10_000,
    pairWithPhoneNumber: { phoneNumber: start.phone ?? "", showNotification: true, intervalMs: 180_000 },
    puppeteer: {
      executablePath: start.chromePath,
      headless: true,
      args: [...FLAGS, ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), ...start.chromiumArgs],
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    },
  });
}

/** What the browser does beside showing a page costs memory, or asks servers that nobody here asked for. */
const FLAGS = [
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-extensions",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-sync",
  "--no-first-run",
  "--no-default-browser-check",
  "--mute-audio",
  "--password-store=basic",
  "--use-mock-keychain",
];

/**
 * The session stays in its folder, whatever happens: after a logout the library would remove the folder under a
 * running browser, fail, and end the process. The main process removes it once the browser is gone.
 */
class KeptAuth extends wweb.LocalAuth {
  override afterBrowserInitialized: () => Promise<void>;
  override logout = async (): Promise<void> => {};

  constructor(folder: string, browserIsThere: () => void) {
    super({ dataPath: folder });
    let told = false;
    // The library calls it again after a logout.
    this.afterBrowserInitialized = async () => {
      if (!told) browserIsThere();
      told = true;
    };
  }
}
