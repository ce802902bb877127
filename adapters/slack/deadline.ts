import type { Deadline } from "../../src/channel/outbound.ts";
import type { PostBlock } from "./post.ts";
import { clipEscaped } from "./text.ts";

/** What Slack reads as a moment, and nothing else between angle brackets. */
export const SLACK_DATE = /<!date\^\d{1,12}\^\{date_short_pretty\} \{time\} \(\{ago\}\)\|[^<>&|^]*>/g;

/**
 * Deadlines as small print, each reader's in their own zone and words: Slack itself tells how long is left, and goes on
 * telling it, so that no post needs updating for it.
 */
export function deadlineBlocks(deadlines: readonly Deadline[] = []): PostBlock[] {
  const lines = deadlines.slice(0, MOST).flatMap(line);
  if (lines.length === 0) return [];
  return [{ type: "context", elements: [{ type: "mrkdwn", text: lines.join("\n"), verbatim: true }] }];
}

const MOST = 5;

/** Words with a letter by which Slack formats are left as they were told. */
function line({ text, at, when }: Deadline): string[] {
  const seconds = Math.floor(Date.parse(at) / 1_000);
  const [before = "", after = ""] = text.split("{when}");
  const fallback = when.replace(/[<>&|^*_~`]/g, "").slice(0, 60);
  const isPlain = ![before, after].some((part) => /[*_~`@#]/.test(part));
  if (!Number.isFinite(seconds) || seconds < 0 || !isPlain) {
    const shown = clipEscaped(`${before}${when}${after}`.replace(/[*_~`]/g, ""), 300);
    return shown === "" ? [] : [shown];
  }
  const date = `<!date^${seconds}^{date_short_pretty} {time} ({ago})|${fallback}>`;
  return [`${clipEscaped(before, 200)}${date}${clipEscaped(after, 100)}`.trim()];
}
