import type { ChannelHealth } from "../../src/channel/adapter.ts";
import type { SendOutcome } from "../../src/channel/outbound.ts";
import { LeadlineError } from "../../src/errors.ts";
import type { ApiFault } from "./api.ts";

/** What is thrown at whoever delivers while the channel is stopped; they deliver again. */
export function channelStopped(): LeadlineError {
  return new LeadlineError("channel-stopped", "Telegram is not taking messages.", {
    fix: "Send it again once Leadline has started.",
    retryable: true,
  });
}

/** How a fault of a call that is not about one chat shows in the channel's health. */
export function healthOf(fault: ApiFault): ChannelHealth {
  if (isWrongToken(fault)) return { state: "down", detail: WRONG_TOKEN };
  if (fault.kind !== "answered")
    return { state: "degraded", detail: `Telegram cannot be reached (${fault.reason}); trying again.` };
  if (fault.code === 409)
    return { state: "degraded", detail: `${ANOTHER_POLLER} Telegram: "${fault.reason}"` };
  if (fault.code === 429)
    return {
      state: "degraded",
      detail: "Telegram asks to wait, since it was asked too often; trying again.",
    };
  return { state: "degraded", detail: `Telegram answers ${fault.code} (${fault.reason}); trying again.` };
}

export const WRONG_TOKEN =
  "Telegram does not know this bot's token: copy it again from @BotFather into LEADLINE_TELEGRAM_TOKEN and start again.";

export const ANOTHER_POLLER =
  "Another program takes this bot's messages: stop it, or give Leadline a bot of its own.";

/** 404 is for a token that has not even the right form. */
export function isWrongToken(fault: ApiFault): boolean {
  return fault.kind === "answered" && (fault.code === 401 || fault.code === 404);
}

/** How long sends wait when the token is wrong, when Telegram cannot be reached, and when it names no time. Ms. */
const PATIENCE_MS = 30_000;
const RECONNECT_MS = 3_000;
const UNNAMED_WAIT_MS = 1_000;

/** What became of a send that failed. `overall`: others are being asked to wait, too. */
export function outcomeOf(fault: ApiFault, overall: boolean): SendOutcome {
  if (fault.kind === "lost") return { kind: "unknown", reason: `the answer was lost: ${fault.reason}` };
  if (fault.kind === "unsent")
    return {
      kind: "retry",
      afterMs: RECONNECT_MS,
      scope: "channel",
      patient: true,
      reason: `Telegram cannot be reached: ${fault.reason}`,
    };
  const { code, reason } = fault;
  if (isWrongToken(fault))
    return { kind: "retry", afterMs: PATIENCE_MS, scope: "channel", patient: true, reason: WRONG_TOKEN };
  if (code === 429) {
    const afterMs = fault.retryAfterMs ?? UNNAMED_WAIT_MS;
    return { kind: "retry", afterMs, scope: overall ? "channel" : "chat", reason: "Telegram asks to wait" };
  }
  // A gateway has handed it on and heard nothing: it may have been carried out.
  if (code === 504) return { kind: "unknown", reason: "a gateway of Telegram had no answer in time" };
  if (code >= 500) return { kind: "retry", reason: `Telegram answered ${code}` };
  if (code === 403 || isUnknownChat(fault)) return { kind: "unreachable", reason };
  return { kind: "rejected", reason: `Telegram answered ${code}: ${reason}` };
}

/** Telegram tells these apart by words only. */
function isUnknownChat({ code, reason }: { code: number; reason: string }): boolean {
  return code === 400 && /chat not found|user not found|PEER_ID_INVALID|user is deactivated/i.test(reason);
}

/** The post already says what it should. */
export function isUnchanged(fault: ApiFault): boolean {
  return fault.kind === "answered" && fault.code === 400 && /message is not modified/i.test(fault.reason);
}

/** A picture that Telegram takes as a file only: too large, or too long for its height. */
export function isBadPhoto(fault: ApiFault): boolean {
  return (
    fault.kind === "answered" &&
    fault.code === 400 &&
    /photo_|image_process|photo should|too big/i.test(fault.reason)
  );
}
