import type { InboxRow } from "../store/port/inbox-store.ts";
import type { SnapshotKeys } from "../store/port/turn-store.ts";
import type { CommandRows } from "./decide-command.ts";
import type { PreparedCommand } from "./prepared.ts";

/** The rows that a batch's commands and timers name, beside people. */
export type RowKeys = Required<Pick<SnapshotKeys, "activities" | "followUps" | "digests">>;
export const NO_ROWS: RowKeys = { activities: [], followUps: [], digests: [] };

export function rowKeys(rows: readonly InboxRow[], prepared: Iterable<PreparedCommand>): RowKeys {
  const keys: RowKeys = { activities: [], followUps: [], digests: [] };
  for (const each of prepared) {
    if (each.kind !== "ready") continue;
    keys.activities.push(...each.loaded.activityIds);
    keys.followUps.push(...(each.loaded.followUpIds ?? []));
    keys.digests.push(...(each.loaded.digestIds ?? []));
  }
  for (const { payload } of rows) {
    if (payload.type !== "timer") continue;
    const { followUpId, digestId } = payload.timer.payload;
    if (typeof followUpId === "string") keys.followUps.push(followUpId);
    if (typeof digestId === "string") keys.digests.push(digestId);
  }
  return keys;
}

/** Those of them that this command named. */
export function rowsOf(ready: PreparedCommand, named: CommandRows): CommandRows {
  if (ready.kind !== "ready") return { activities: [], followUps: [], digests: [] };
  const { activityIds, followUpIds = [], digestIds = [] } = ready.loaded;
  return {
    activities: named.activities.filter((each) => activityIds.includes(each.id)),
    followUps: named.followUps.filter((each) => followUpIds.includes(each.id)),
    digests: named.digests.filter((each) => digestIds.includes(each.id)),
  };
}
