import fc from "fast-check";
import { expect, it } from "vitest";
import { type Changes, emptyChanges } from "../../src/leads/changes.ts";
import type { Timer } from "../../src/leads/types/timer.ts";
import { mergeChanges } from "../../src/store/turns.ts";

/** Turns that are written together leave the timers that they would leave one after another. */

const owner = fc.constantFrom(null, "a", "b", "c");
const timer = fc.record({
  id: fc.constantFrom("t1", "t2", "t3", "t4"),
  kind: fc.constantFrom("nudge", "sla"),
  conversationId: owner,
  leadId: owner,
  payload: fc.constant({}),
  dueAt: fc.constant("2026-03-02T09:00:00.000Z"),
  status: fc.constantFrom("pending", "fired") as fc.Arbitrary<Timer["status"]>,
  createdAt: fc.constant("2026-03-02T08:00:00.000Z"),
});
const cancel = fc.oneof(
  fc.record({ kind: fc.constantFrom("nudge", "sla"), conversationId: fc.constantFrom("a", "b", "c") }),
  fc.record({ kind: fc.constantFrom("nudge", "sla"), leadId: fc.constantFrom("a", "b", "c") }),
);
const turn = fc
  .record({ timers: fc.array(timer, { maxLength: 3 }), cancelTimers: fc.array(cancel, { maxLength: 2 }) })
  .map((part): Changes => ({ ...emptyChanges(), ...part }));

/** As the store writes a turn: what it cancels, then what it saves. */
function write(rows: Map<string, Timer>, { timers, cancelTimers }: Changes): void {
  for (const { kind, conversationId, leadId } of cancelTimers) {
    for (const row of rows.values()) {
      const isOwned =
        (conversationId !== undefined && row.conversationId === conversationId) ||
        (leadId !== undefined && row.leadId === leadId);
      if (isOwned && row.kind === kind && row.status === "pending")
        rows.set(row.id, { ...row, status: "cancelled" });
    }
  }
  for (const row of timers) rows.set(row.id, row);
}

it("merges timers and their cancelling as if each turn had been written alone", () => {
  fc.assert(
    fc.property(
      fc.array(timer, { maxLength: 4 }),
      fc.array(turn, { minLength: 1, maxLength: 6 }),
      (before, turns) => {
        const apart = new Map(before.map((row) => [row.id, row]));
        const together = new Map(apart);
        for (const changes of turns) write(apart, changes);
        write(together, mergeChanges(turns));
        expect([...together.values()].sort(byId)).toEqual([...apart.values()].sort(byId));
      },
    ),
    { numRuns: 500 },
  );
});

function byId(a: Timer, b: Timer): number {
  return a.id < b.id ? -1 : 1;
}
