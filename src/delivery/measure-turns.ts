import type { Decided } from "../engine/engine.ts";
import type { Metrics } from "../metrics.ts";

/**
 * Count a commit and its turns.
 *
 * @param seconds that the commit took.
 * @param now in ms since the epoch.
 */
export function measureTurns(
  metrics: Metrics,
  decided: readonly Decided[],
  seconds: number,
  now: number,
): void {
  metrics.count("leadline_commits_total", {});
  metrics.count("leadline_turns_total", { outcome: "done" }, decided.length);
  metrics.observe("leadline_commit_turns", {}, decided.length);
  metrics.observe("leadline_commit_seconds", {}, seconds);
  for (const turn of decided) {
    for (const { kind } of turn.changes.activities) {
      if (kind === "lead-opened") metrics.count("leadline_leads_opened_total", { channel: turn.row.channel });
    }
    metrics.observe("leadline_turn_seconds", {}, Math.max(0, now - Date.parse(turn.row.receivedAt)) / 1_000);
  }
}
