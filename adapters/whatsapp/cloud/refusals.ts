import type { RejectedWhy, SendOutcome } from "../../../src/channel/outbound.ts";
import type { GraphFault } from "./graph.ts";

/** What is wrong with the account or the connection as a whole, for the health of the channel. */
export interface Trouble {
  state: "degraded" | "down";
  /** A sentence, and what to do. */
  detail: string;
  /** Only a send that goes through shows that it is over. */
  onlySendTells?: boolean;
}

/** What follows from an answer of Meta that is no success. */
export interface Refusal {
  outcome: Exclude<SendOutcome, { kind: "sent" }>;
  /** Undefined when only this message is concerned. */
  trouble?: Trouble;
}

/**
 * `rate`: the whole channel waits; `pair`: this chat waits; `busy`: tried again a few times; `away`: tried again for
 * as long as Meta is away; `account`: everything waits until
 * somebody has put it right; the others end this message.
 */
type Class = "rate" | "pair" | "busy" | "away" | "account" | "rejected" | "unreachable";

interface Known {
  is: Class;
  words: string;
  /** For `account`: what to do. */
  fix?: string;
  /** For `account`: asking for the number goes well all the same. */
  onlySendTells?: boolean;
  /** How long to wait, when Meta does not say. */
  waitMs?: number;
  /** For `rejected`: what a person can do something about. */
  why?: RejectedWhy;
}

const MINUTE = 60_000;

const TOKEN_FIX =
  "Make a permanent token of a system user with whatsapp_business_messaging and whatsapp_business_management, and set LEADLINE_WHATSAPP_TOKEN.";
const TEMPLATE = "the template does not fit what Meta has approved";

/** Meta's codes that mean something of their own, from its error reference. */
const KNOWN: Record<number, Known> = {
  0: { is: "account", words: "Meta does not accept the access token", fix: TOKEN_FIX },
  1: { is: "busy", words: "Meta has a fault" },
  2: { is: "away", words: "Meta is overloaded", waitMs: 15_000 },
  3: { is: "account", words: "the access token may not do this", fix: TOKEN_FIX },
  4: { is: "rate", words: "the app has called Meta too often", waitMs: 5 * MINUTE },
  10: { is: "account", words: "the access token may not send for this number", fix: TOKEN_FIX },
  33: {
    is: "account",
    words: "the phone number is not there any more",
    fix: "Check LEADLINE_WHATSAPP_PHONE_ID.",
  },
  102: { is: "account", words: "Meta does not accept the access token", fix: TOKEN_FIX },
  190: { is: "account", words: "the access token has expired or was withdrawn", fix: TOKEN_FIX },
  368: {
    is: "account",
    onlySendTells: true,
    words: "Meta has blocked the account for a while, for breaking its policy",
    fix: "Read why in WhatsApp Manager under Account quality, and ask for a review.",
  },
  470: {
    is: "rejected",
    why: "window-over",
    words: "the person last wrote more than 24 hours ago: only an approved template may be sent",
  },
  80007: { is: "rate", words: "the WhatsApp account has called Meta too often", waitMs: 5 * MINUTE },
  130429: { is: "rate", words: "too many messages a second", waitMs: 5_000 },
  130472: {
    is: "rejected",
    words: "Meta does not deliver marketing to this person, as part of an experiment",
  },
  130497: { is: "unreachable", words: "the account may not write to people in this country" },
  131000: { is: "busy", words: "Meta has a fault" },
  131005: { is: "account", words: "the access token may not do this", fix: TOKEN_FIX },
  131008: { is: "rejected", words: "Meta misses something in the message" },
  131009: { is: "rejected", words: "Meta does not accept a value in the message" },
  131016: { is: "away", words: "Meta is overloaded", waitMs: 15_000 },
  131021: { is: "rejected", words: "the number cannot write to itself" },
  131026: {
    is: "unreachable",
    words: "the person cannot be reached: not on WhatsApp, an old version, or its terms not accepted",
  },
  131030: {
    is: "unreachable",
    words: "the person is not on the test number's list of allowed recipients",
  },
  131031: {
    is: "account",
    onlySendTells: true,
    words: "Meta has locked the account",
    fix: "Read why in WhatsApp Manager under Account quality, and ask for a review.",
  },
  131037: {
    is: "account",
    onlySendTells: true,
    words: "the display name of the number is not approved",
    fix: "Ask for its approval in WhatsApp Manager under Phone numbers.",
  },
  131042: {
    is: "account",
    onlySendTells: true,
    words: "Meta cannot charge for messages",
    fix: "Check the payment method in Meta's Business Settings.",
  },
  131045: {
    is: "account",
    onlySendTells: true,
    words: "the number is not registered for the API",
    fix: "Register it as docs/whatsapp.md says.",
  },
  131047: {
    is: "rejected",
    why: "window-over",
    words: "the person last wrote more than 24 hours ago: only an approved template may be sent",
  },
  131048: {
    is: "rate",
    words: "too many people have blocked or reported the number, so Meta limits it",
    waitMs: 60 * MINUTE,
  },
  131049: { is: "rejected", words: "Meta does not deliver more marketing to this person now" },
  131050: { is: "rejected", why: "no-news", words: "the person wants no marketing from this number" },
  131051: { is: "rejected", words: "Meta does not know this kind of message" },
  131052: { is: "rejected", words: "Meta could not fetch the file" },
  131053: { is: "rejected", words: "Meta does not take this file" },
  131056: { is: "pair", words: "too many messages to this person in a short time", waitMs: 10_000 },
  131057: { is: "away", words: "Meta is working on the account", waitMs: 5 * MINUTE },
  131062: { is: "rejected", words: "this message needs a phone number, and the person's is hidden" },
  132000: { is: "rejected", why: "template-unfit", words: `${TEMPLATE}: the number of variables` },
  132001: {
    is: "rejected",
    why: "template-unknown",
    words: `${TEMPLATE}: there is none of this name in this language`,
  },
  132005: { is: "rejected", why: "template-unfit", words: `${TEMPLATE}: the text becomes too long` },
  132007: { is: "rejected", why: "template-unfit", words: `${TEMPLATE}: it breaks Meta's policy` },
  132012: { is: "rejected", why: "template-unfit", words: `${TEMPLATE}: the kind of a variable` },
  132015: {
    is: "rejected",
    why: "template-paused",
    words: "Meta has paused the template for its poor quality",
  },
  132018: {
    is: "rejected",
    why: "template-unfit",
    words: `${TEMPLATE}: what fills it`,
  },
  132016: {
    is: "rejected",
    why: "template-paused",
    words: "Meta has switched the template off for its poor quality",
  },
  133004: { is: "away", words: "Meta is overloaded", waitMs: 15_000 },
  133010: {
    is: "account",
    onlySendTells: true,
    words: "the number is not registered for the API",
    fix: "Register it as docs/whatsapp.md says.",
  },
};

/** What a code of Meta means, as part of a sentence; what Meta says itself for a code that is not known here. */
export function codeInWords(code: number, detail: string): string {
  const words = KNOWN[code]?.words ?? (detail === "" ? "Meta does not say why" : detail);
  return `${words} (Meta's code ${code})`;
}

/** What a person can do about a code of Meta; undefined when nothing is known. */
export function whyOfCode(code: number): RejectedWhy | undefined {
  return KNOWN[code]?.why;
}

/** Sort what Meta said into what the outbox does next. `attempt` is 1 for the first try. */
export function refusalOf(fault: GraphFault, attempt = 1): Refusal {
  if (fault.kind === "lost") return { outcome: { kind: "unknown", reason: fault.detail } };
  if (fault.kind === "not-sent") {
    const trouble = { state: "degraded", detail: `${capital(fault.detail)}: it is tried again.` } as const;
    return { outcome: { kind: "retry", patient: true, afterMs: 10_000, reason: fault.detail }, trouble };
  }
  const { code } = fault;
  if (code === null) return withoutCode(fault);
  const known = KNOWN[code] ?? unlisted(fault);
  const reason = codeInWords(code, known.words);
  switch (known.is) {
    case "rejected":
    case "unreachable":
      return {
        outcome:
          known.is === "rejected" && known.why !== undefined
            ? { kind: known.is, reason, why: known.why }
            : { kind: known.is, reason },
      };
    case "busy":
      return { outcome: { kind: "retry", afterMs: waitOf(fault, known, attempt), reason } };
    case "away":
    case "pair":
      return { outcome: { kind: "retry", patient: true, afterMs: waitOf(fault, known, 1), reason } };
    case "rate":
      return {
        outcome: { kind: "retry", scope: "channel", patient: true, afterMs: waitOf(fault, known, 1), reason },
      };
    case "account":
      return {
        outcome: { kind: "retry", scope: "channel", patient: true, afterMs: MINUTE, reason },
        trouble: {
          state: "down",
          detail: `${capital(reason)}. ${known.fix ?? TOKEN_FIX}`,
          ...(known.onlySendTells ? { onlySendTells: true } : {}),
        },
      };
  }
}

/** The code is not in the table: ranges, then what the status says. */
function unlisted({ code, subcode, status, detail }: Extract<GraphFault, { kind: "refused" }>): Known {
  if (code === 100 && subcode === 33) {
    return {
      is: "account",
      words: "Meta does not know the number, or the token may not use it",
      fix: "Check LEADLINE_WHATSAPP_PHONE_ID and the assets of the system user.",
    };
  }
  if (code !== null && code >= 200 && code <= 299) {
    return { is: "account", words: "the access token may not send for this number", fix: TOKEN_FIX };
  }
  if (status === 401)
    return { is: "account", words: "Meta does not accept the access token", fix: TOKEN_FIX };
  if (status === 429) return { is: "rate", words: "too many requests", waitMs: 10_000 };
  return { is: status >= 500 ? "busy" : "rejected", words: detail };
}

/** No answer of Meta's own: something on the way said it. */
function withoutCode(fault: Extract<GraphFault, { kind: "refused" }>): Refusal {
  const { status } = fault;
  const reason = `Meta answered ${status}`;
  // A gateway that waited in vain cannot tell whether what is behind it did it.
  if (status === 502 || status === 504) return { outcome: { kind: "unknown", reason } };
  if (status === 429) {
    const afterMs = fault.retryAfterMs ?? 10_000;
    return { outcome: { kind: "retry", scope: "channel", patient: true, afterMs, reason } };
  }
  if (status >= 500)
    return { outcome: { kind: "retry", patient: true, afterMs: fault.retryAfterMs ?? 15_000, reason } };
  if (status === 401 || status === 403) {
    return {
      outcome: { kind: "retry", scope: "channel", patient: true, afterMs: MINUTE, reason },
      trouble: { state: "down", detail: `${reason}. ${TOKEN_FIX}` },
    };
  }
  if (status < 400) {
    const detail = `${reason}, a redirect: check LEADLINE_WHATSAPP_API_URL.`;
    return {
      outcome: { kind: "retry", scope: "channel", patient: true, afterMs: MINUTE, reason },
      trouble: { state: "down", detail },
    };
  }
  return { outcome: { kind: "rejected", reason } };
}

/** What Meta says counts; else the code's own, doubled with each try. */
function waitOf(fault: GraphFault, known: Known, attempt: number): number {
  if (fault.kind === "refused" && fault.retryAfterMs !== undefined) return fault.retryAfterMs;
  return Math.min((known.waitMs ?? 2_000) * 2 ** Math.min(attempt - 1, 8), 60 * MINUTE);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
