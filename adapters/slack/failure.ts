import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";
import type { SendOutcome } from "../../src/channel/outbound.ts";

/**
 * Why a call did not work. `refused-access`: the token or its rights; nothing works until a person acts.
 * `not-written`: the request never left. `doubtful`: it may have been carried out. `form`: Slack does not take
 * the post as it is made. `code`: as Slack names it.
 */
export type Failure =
  | { kind: "limited"; afterMs: number }
  | { kind: "refused-access"; code: string; needed: string | null }
  | { kind: "nobody-there"; code: string }
  | { kind: "form"; code: string }
  | { kind: "no-message"; code: string }
  | { kind: "no-thread"; code: string }
  | { kind: "busy"; code: string }
  | { kind: "lost"; code: string }
  | { kind: "not-written"; code: string }
  | { kind: "other"; code: string };

/** What the error of a call means. Knows the client's classes and Slack's codes, never the words of a message. */
export function failureOf(error: unknown): Failure {
  if (error instanceof WebAPIRateLimitedError)
    return { kind: "limited", afterMs: Math.max(1, error.retryAfter) * 1_000 };
  if (error instanceof WebAPIPlatformError) return platformFailure(error);
  if (error instanceof WebAPIHTTPError)
    return error.statusCode >= 500
      ? { kind: "busy", code: `HTTP ${error.statusCode}` }
      : { kind: "other", code: `HTTP ${error.statusCode}` };
  if (error instanceof WebAPIRequestError) {
    const code = causeCode(error.original);
    return NEVER_WRITTEN.has(code) ? { kind: "not-written", code } : { kind: "lost", code };
  }
  return { kind: "lost", code: causeCode(error) };
}

/** The failure as the outcome of a send. */
export function outcomeOf(failure: Failure): SendOutcome {
  switch (failure.kind) {
    case "limited":
      // Nothing was done, and it can be done later: that is no failed try.
      return {
        kind: "retry",
        afterMs: failure.afterMs,
        scope: "chat",
        patient: true,
        reason: "Slack asks to send less",
      };
    case "refused-access":
      return {
        kind: "retry",
        afterMs: 60_000,
        scope: "channel",
        patient: true,
        reason: accessSentence(failure),
      };
    case "nobody-there":
      return { kind: "unreachable", reason: nobodySentence(failure.code) };
    case "busy":
      return { kind: "retry", reason: `Slack could not do it just now (${failure.code})` };
    case "not-written":
      return { kind: "retry", reason: `Slack could not be reached (${failure.code})` };
    case "lost":
      return { kind: "unknown", reason: `Slack's answer was lost (${failure.code})` };
    default:
      return { kind: "rejected", reason: `Slack refused it (${failure.code})` };
  }
}

/** What is wrong with the token or its rights, and what to do: also for health and doctor. */
export function accessSentence({ code, needed }: { code: string; needed: string | null }): string {
  if (code === "missing_scope" || code === "no_permission") {
    const scope = needed === null ? "a scope" : `the scope ${needed}`;
    return `The Slack app lacks ${scope}: add it on the app's page OAuth & Permissions, or paste the manifest again, and reinstall the app.`;
  }
  return `Slack refused the bot token (${code}): install the app again and set LEADLINE_SLACK_BOT_TOKEN to the new token.`;
}

/** Why a channel or person cannot be written to, and what to do. */
export function nobodySentence(code: string): string {
  return NOBODY_THERE[code] ?? `Slack cannot deliver there (${code})`;
}

function platformFailure(error: WebAPIPlatformError): Failure {
  const code =
    typeof error.data.error === "string" && /^[a-z0-9_]{1,60}$/.test(error.data.error)
      ? error.data.error
      : null;
  // Not Slack's JSON but a page of something between: nobody can tell.
  if (code === null) return { kind: "lost", code: "an answer that is not Slack's" };
  if (LIMITED.has(code)) {
    const seconds = error.data.response_metadata?.retryAfter ?? 1;
    return { kind: "limited", afterMs: Math.max(1, seconds) * 1_000 };
  }
  if (ACCESS.has(code)) {
    const needed = "needed" in error.data && typeof error.data.needed === "string" ? error.data.needed : null;
    return {
      kind: "refused-access",
      code,
      needed: needed !== null && /^[a-z._:]{1,40}(,\s?[a-z._:]{1,40}){0,5}$/.test(needed) ? needed : null,
    };
  }
  if (code in NOBODY_THERE) return { kind: "nobody-there", code };
  if (FORM.has(code)) return { kind: "form", code };
  if (NO_MESSAGE.has(code)) return { kind: "no-message", code };
  if (NO_THREAD.has(code)) return { kind: "no-thread", code };
  if (BUSY.has(code)) return { kind: "busy", code };
  return { kind: "other", code };
}

const LIMITED = new Set(["ratelimited", "rate_limited", "message_limit_exceeded"]);

const ACCESS = new Set([
  "invalid_auth",
  "not_authed",
  "account_inactive",
  "token_revoked",
  "token_expired",
  "missing_scope",
  "no_permission",
  "not_allowed_token_type",
  "org_login_required",
  "ekm_access_denied",
  "team_access_not_granted",
  "two_factor_setup_required",
  "enterprise_is_restricted",
]);

const NOBODY_THERE: Record<string, string> = {
  channel_not_found:
    "Slack does not know the channel, or the bot is not in it: invite the bot with /invite, and check the channel's id.",
  not_in_channel: "The bot is not in the channel: invite it there with /invite.",
  is_archived: "The Slack channel is archived: bring it back, or name another one in the settings.",
  user_not_found: "Slack does not know this person any more.",
  user_disabled: "This person's Slack account is switched off.",
  user_not_in_channel: "This person is not in the channel.",
  user_not_visible: "The bot may not see this person.",
  users_not_found: "Slack does not know this person any more.",
  cannot_dm_bot: "This is a bot: it takes no direct messages.",
  not_enabled:
    "The app's Home tab is switched off: switch it on on the app's page App Home, or paste the manifest again.",
  messages_tab_disabled:
    "The app's Messages tab is switched off: switch it on on the app's page App Home, or paste the manifest again.",
};

const FORM = new Set([
  "invalid_blocks",
  "invalid_blocks_format",
  "msg_too_long",
  "msg_blocks_too_long",
  "no_text",
  "invalid_arguments",
  "invalid_metadata_format",
  "invalid_metadata_schema",
  "metadata_too_large",
  "invalid_attachments",
]);

const NO_MESSAGE = new Set([
  "message_not_found",
  "cant_update_message",
  "edit_window_closed",
  "update_failed",
  "cant_broadcast_message",
]);

const NO_THREAD = new Set([
  "thread_not_found",
  "invalid_thread_ts",
  "cannot_reply_to_message",
  "restricted_action_thread_locked",
]);

/** Slack says of some of these itself that a part may have been carried out. */
const BUSY = new Set([
  "internal_error",
  "fatal_error",
  "request_timeout",
  "service_unavailable",
  "team_added_to_org",
]);

/** Nothing was written: no connection came about. */
const NEVER_WRITTEN = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** The system's code, down the chain of causes; else the error's name. */
function causeCode(error: unknown): string {
  for (let each = error, depth = 0; each instanceof Error && depth < 5; each = each.cause, depth += 1) {
    if ("code" in each && typeof each.code === "string" && /^[A-Z][A-Z0-9_]+$/.test(each.code))
      return each.code;
    const first = each instanceof AggregateError ? each.errors[0] : undefined;
    if (first !== undefined) return causeCode(first);
  }
  return error instanceof Error ? error.name : "unknown";
}
