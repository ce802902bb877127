/**
 * Take personal data and secrets out of what is logged: phones, e-mail addresses, tokens, passwords, the
 * ids that open a web chat, and what people wrote. Rather hides too much: a log line is for finding faults,
 * and the facts are in the database.
 */

/**
 * A copy of `value` that is safe to log, at any depth. Fields whose name says that they are private are
 * hidden whole; every other text, field names included, has its private parts replaced.
 */
export function redactValue(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value === "number") return isPhoneLike(value) ? "[number]" : value;
  if (typeof value !== "object" || value === null) return value;
  if (depth >= MAX_DEPTH) return "[deeper]";
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  const safe: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) safe[redactText(key)] = redactField(key, field, depth);
  return safe;
}

/** A text with its private parts replaced by a word in brackets. Linear in the length of the text. */
export function redactText(text: string): string {
  const whole = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… [${text.length} characters]` : text;
  // Most texts are words only: they cost one test.
  if (!SUSPICIOUS.test(whole)) return whole;
  let safe = whole;
  for (const [pattern, replacement] of SECRETS) safe = safe.replace(pattern, replacement);
  return safe.replace(NUMBERS, (found, harmless: string | undefined) =>
    harmless !== undefined || !isPhone(found) ? found : "[phone]",
  );
}

const MAX_DEPTH = 10;

/** Longer texts in a log are a dump of something. */
const MAX_TEXT = 8_000;

/** Whether there can be anything to hide at all. */
const SUSPICIOUS =
  /@|%40|[\p{Nd}][^\p{L}]{5}|xox|xapp-|web:|eyJ|key|token|secret|passw|pwd|bear|basic|session|auth|cookie|sign|sk[-_]|gh[a-z]_|AKIA|hooks/iu;

const HIDDEN_FIELDS =
  /(phone|mobile|e[-_]?mail|token|secret|passw(or)?d|authori[sz]ation|cookie|api[-_]?key|signature|credentials?|session)s?$/i;

/** What people wrote or answered, named their files, or are told. */
const WRITTEN_FIELDS =
  /^(text|body|caption|payload|answers|display|contactName|card|location|fileName|note|outcome|alt|chart|table|page)$/i;

/** Numbers that are long without being anybody's. */
const COUNT_FIELDS = /(time|seq|bytes|size|ms|at|pid|number|count)$/i;

function redactField(key: string, value: unknown, depth: number): unknown {
  if (value === null || value === undefined || typeof value === "boolean") return value;
  if (HIDDEN_FIELDS.test(key)) return "[hidden]";
  if (WRITTEN_FIELDS.test(key)) {
    return typeof value === "string" ? `[${value.length} characters]` : "[hidden]";
  }
  if (typeof value === "number" && COUNT_FIELDS.test(key)) return value;
  return redactValue(value, depth + 1);
}

const SECRETS: [RegExp, string][] = [
  // Telegram bot tokens, alone or in a URL: bot123456789:AA…
  [/(?<!\p{Nd})\d{6,12}(?::|%3A)[\w-]{30,}/giu, "[token]"],
  // Slack: bot, user, app, refresh and configuration tokens, and webhook addresses.
  [/\b(?:xox[a-z](?:\.xox[a-z])?|xapp)-[\w-]{6,}/gi, "[token]"],
  [/hooks\.slack\.com\/[\w/-]+/gi, "hooks.slack.com/[hidden]"],
  // JSON Web Tokens, and the key forms of well-known vendors.
  [/\beyJ[\w-]{8,}(?:\.[\w-]+){0,4}/g, "[token]"],
  [/\b(?:sk|rk|pk)[-_][\w-]{16,}|\bgh[a-z]_\w{20,}|\bgithub_pat_\w{20,}|\bAKIA[A-Z0-9]{12,}/g, "[token]"],
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, "$1 [hidden]"],
  // user:password@ in any URL, also where the password holds an @ or a slash.
  [/\b((?!file:)[a-z][a-z0-9+.-]{1,30}:\/\/)[^\s"'<>]*@(?=[^\s@])/gi, "$1[hidden]@"],
  // name=value, name: "value", also inside a quoted JSON text.
  [
    /((?:pass(?:word|wd|phrase)|pwd|secret|token|api[_-]?key|signature|cookie|authorization|session(?:[_-]?id)?)\\*["']?\s*[=:]\s*\\*["']?)(?!\[|(?:bearer|basic)\b)[^\s"'\\,;&{}[\]]{3,}/gi,
    "$1[hidden]",
  ],
  // The id of a web chat opens it.
  [/\b(web:[\w-]{4})[\w-]{8,}/g, "$1…"],
  [
    /[\p{L}\p{M}\p{N}._%+'’-]{1,64}(?:@|%40)[\p{L}\p{M}\p{N}-]+(?:\.[\p{L}\p{M}\p{N}-]+)*\.\p{L}[\p{L}\p{M}\p{N}-]+/giu,
    "[e-mail]",
  ],
  // WhatsApp's ids: 5511…@c.us is taken above, 123…@lid is not.
  [/\p{Nd}{5,}(?::\d+)?@[a-z.]+/giu, "[chat]"],
];

const DIGITS = "\\p{Nd}(?:[ \\t\\u00a0()（）.\\u2010-\\u2015/-]{0,3}\\p{Nd}){6,16}";

/**
 * Digits that may be a phone. What is surely something else is matched first, as group 1: times, dates,
 * UUIDs and other hexadecimal, IP addresses and decimal fractions.
 */
const NUMBERS = new RegExp(
  [
    "(\\b\\d{4}-\\d{2}-\\d{2}(?:[T ]\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?)?(?:Z|[+-]\\d{2}:?\\d{2})?(?!\\d)",
    "\\b\\d{1,2}([./-])\\d{1,2}\\2(?:19|20)\\d{2}(?!\\d)",
    "\\b20\\d{2}(?:0[1-9]|1[0-2])[0-3]\\d{7}(?=_[a-z])", // a migration's name
    "\\b[\\da-f]{8}-(?:[\\da-f]{4}-){3}[\\da-f]{12}\\b",
    "\\b(?=\\d*[a-f])[\\da-f]{16,}\\b",
    "\\b(?:\\d{1,3}\\.){3}\\d{1,3}\\b(?!\\.?\\d)",
    "\\b\\d+\\.\\d+\\b(?![.\\d]|[ ()-]+\\d))",
    // With a plus: whatever stands around it, and a second number right behind it.
    `(?:[+＋]|%2B)[(（]?${DIGITS.replace("16", "")}`,
    // After a letter only with a word before it (tel5511…), so that base-36 ids stay.
    `(?:(?<![\\p{L}\\p{Nd}])|(?<=(?<![\\p{L}\\p{Nd}])\\p{L}{2,12}))[(（]?${DIGITS}(?![\\p{L}\\p{Nd}])`,
  ].join("|"),
  "giu",
);

/** Bare digits need ten to count as a phone, grouped ones eight, and those with a plus seven. */
function isPhone(found: string): boolean {
  const digits = found.match(/\p{Nd}/gu)?.length ?? 0;
  if (/^([+＋]|%2B)/iu.test(found)) return true;
  return digits >= 10 || (digits >= 8 && /[ \u00a0().\u2010-\u2015/-]/u.test(found));
}

/** A phone kept as a number; milliseconds since 1970 of this age have 13 digits beginning with 15 to 22. */
function isPhoneLike(value: number): boolean {
  return Number.isInteger(value) && value >= 1e9 && value < 1e16 && !(value >= 1.5e12 && value < 2.3e12);
}
