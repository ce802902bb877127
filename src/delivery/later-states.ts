import type { ChannelAdapter } from "../channel/adapter.ts";
import type { Waiting } from "./waiting.ts";

/**
 * Rows behind this one that say the same thing anew, such as the card of a lead: where a channel takes so few
 * messages that they queue up, the last of them is shown at once and the others not at all.
 *
 * @param rows those of its lane, in order.
 * @param now in ms since the epoch.
 */
export function laterStates(
  rows: readonly Waiting[],
  row: Waiting,
  { capabilities, pace }: Pick<ChannelAdapter, "capabilities" | "pace">,
  now: number,
): Waiting[] {
  const { replaceKey } = row.payload;
  // What may have gone out already showed what was known then.
  const isOpen = !row.uncertain && row.outcome === null;
  if (!isOpen || replaceKey === undefined || !capabilities.edit || pace === undefined) return [];
  return rows.filter(
    (each) =>
      each.seq > row.seq &&
      each.payload.replaceKey === replaceKey &&
      each.payload.thread === row.payload.thread &&
      !each.uncertain &&
      each.dueAt <= now,
  );
}
