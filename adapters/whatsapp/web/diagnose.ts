import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { ChannelHealth, Finding } from "../../../src/channel/adapter.ts";
import type { WhatsAppWebSettings } from "../../../src/channel-settings.ts";
import { findBrowser } from "./browser.ts";
import type { LinkState } from "./supervisor.ts";

/** One sentence about how the link stands; `blockedUntil` and `sending` are about what goes out. */
export function healthOf(
  state: LinkState,
  { sending, blockedUntil }: { sending: boolean; blockedUntil: Date | null },
): ChannelHealth {
  switch (state.phase) {
    case "stopped":
      return { state: "down", detail: "WhatsApp is stopped." };
    case "no-browser":
      return { state: "down", detail: `${NO_BROWSER} ${INSTALL}` };
    case "starting":
      return { state: "starting", detail: "WhatsApp's browser is starting." };
    case "pairing":
      return {
        state: "down",
        detail: "WhatsApp waits for its phone: open /whatsapp/pair on this machine and link it.",
      };
    case "away":
      return {
        state: "degraded",
        detail: "WhatsApp is not reached at the moment; it connects again by itself.",
      };
    case "waiting":
      return {
        state: "degraded",
        detail: `WhatsApp's browser ended and is started again: ${reason(state.why)}.`,
      };
    case "ready":
      if (blockedUntil !== null) {
        const until = blockedUntil.toISOString().slice(0, 16).replace("T", " ");
        return {
          state: "degraded",
          detail: `WhatsApp has blocked this number; nothing is sent until ${until} UTC.`,
        };
      }
      return sending
        ? { state: "ready", detail: "WhatsApp is linked and works." }
        : { state: "degraded", detail: BRAKE };
  }
}

/** What `doctor` can find out without starting a session. */
export async function diagnoseWeb(
  settings: Pick<WhatsAppWebSettings, "chromePath" | "sending">,
): Promise<Finding[]> {
  const findings = [await browserFinding(settings.chromePath)];
  findings.push(
    settings.sending
      ? { name: "sending", ok: true, detail: "WhatsApp messages are sent." }
      : { name: "sending", ok: false, detail: BRAKE, fix: "Set LEADLINE_WHATSAPP_SENDING=on and restart." },
  );
  return findings;
}

async function browserFinding(named: string | null): Promise<Finding> {
  const path = await findBrowser(named);
  const name = "browser";
  if (path === null) {
    const detail = named === null ? NO_BROWSER : `There is no browser at ${named} (LEADLINE_CHROME).`;
    return { name, ok: false, detail, fix: INSTALL };
  }
  try {
    const { stdout } = await promisify(execFile)(path, ["--version"], { timeout: 15_000 });
    return { name, ok: true, detail: `${stdout.trim().slice(0, 100)} at ${path}.` };
  } catch {
    return { name, ok: false, detail: `The browser at ${path} does not start.`, fix: INSTALL };
  }
}

/** Why a session ended, for people: what the library says in its own words stays in the log. */
function reason(why: string): string {
  const known = REASONS.find(([words]) => words.test(why));
  return known?.[1] ?? "see the log";
}

const REASONS: [RegExp, string][] = [
  [/auth timeout|page of WhatsApp does not come|ERR_/i, "WhatsApp's page could not be loaded"],
  [/never became ready/, "it connected and did not become ready"],
  [/browser is gone|process was ended|disconnected/i, "the browser was closed"],
  [/Failed to launch|did not start/i, "the browser does not start; run `leadline doctor`"],
  [/TOS_BLOCK/, "WhatsApp has blocked this number"],
  [/CONFLICT/, "WhatsApp Web was opened elsewhere"],
  [/DEPRECATED_VERSION/, "WhatsApp asks for a newer version of Leadline"],
];

const NO_BROWSER = "There is no Chromium or Chrome on this machine.";
const INSTALL =
  "Install one (on Debian and Ubuntu: apt install chromium), or set LEADLINE_CHROME to where it is.";
const BRAKE =
  "WhatsApp takes messages, and sends none: the emergency brake is on (LEADLINE_WHATSAPP_SENDING=off).";
