import { constants } from "node:fs";
import { access } from "node:fs/promises";

/** Where Chromium and Chrome stand when they are installed as usual. */
const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
];

/** The browser to start: the one that the settings name, else the first that is installed; null when it is not there. */
export async function findBrowser(named: string | null): Promise<string | null> {
  for (const place of named === null ? PLACES : [named]) {
    try {
      await access(place, constants.X_OK);
      return place;
    } catch {
      // Not here.
    }
  }
  return null;
}
