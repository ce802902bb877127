import type { SendOutcome } from "../../../src/channel/outbound.ts";
import { explainError } from "../../../src/errors.ts";
import { ChildSilent } from "./start-child.ts";

/** Milliseconds until a send is tried again while WhatsApp is not connected. */
const UNCONNECTED_MS = 5_000;
/** After WhatsApp asked to slow down. */
const SLOW_DOWN_MS = 60_000;

/** What became of a send that failed, by who failed and how. What the library says is not handed on: it may hold
 * numbers and texts. */
export function outcomeOf(error: unknown): SendOutcome {
  if (error instanceof ChildSilent) {
    return error.asked
      ? { kind: "unknown", reason: "WhatsApp's browser ended or did not answer while it was sending." }
      : notConnected("WhatsApp is not connected.");
  }
  const said = explainError(error);
  for (const { words, outcome } of KNOWN) if (words.test(said)) return outcome;
  return { kind: "unknown", reason: "WhatsApp's page failed while it was sending." };
}

export function notConnected(reason: string): SendOutcome {
  return { kind: "retry", afterMs: UNCONNECTED_MS, scope: "channel", patient: true, reason };
}

/** Refusals that come before anything has gone out. Everything else is looked up. */
const KNOWN: { words: RegExp; outcome: SendOutcome }[] = [
  { words: /the page is not there yet/, outcome: notConnected("WhatsApp is not connected.") },
  {
    words: /rate-overlimit/i,
    outcome: {
      kind: "retry",
      afterMs: SLOW_DOWN_MS,
      scope: "channel",
      reason: "WhatsApp asks to send more slowly.",
    },
  },
  {
    words: /no lid for user|is not registered|not on whatsapp/i,
    outcome: { kind: "unreachable", reason: "This number has no WhatsApp." },
  },
  {
    words: /invalid wid|wid error/i,
    outcome: { kind: "rejected", reason: "WhatsApp does not know this address." },
  },
  {
    words: /invalid media|unsupported media|media.*too large|file.*too large/i,
    outcome: { kind: "rejected", reason: "WhatsApp does not take this file." },
  },
];
