import { describe, expect, it } from "vitest";
import { createInboxQueue } from "../../src/delivery/inbox-queue.ts";
import type { InboxRow } from "../../src/store/port/inbox-store.ts";

const AT = "2026-03-11T14:00:00.000Z";

function aRow(seq: number, lane: string): InboxRow {
  const externalId = `event-${seq}`;
  return {
    seq,
    channel: "web",
    externalId,
    kind: "message",
    lane,
    payload: {
      type: "message",
      externalId,
      chatId: lane,
      from: { identities: [{ kind: "web", value: "person-1" }] },
      text: "Hello",
      attachments: [],
      at: AT,
    },
    receivedAt: AT,
    attempts: 0,
  };
}

const never = () => false;
const seqs = (rows: readonly InboxRow[]) => rows.map(({ seq }) => seq);

/** A queue of rows of a lane each: `b`, `a` and so on, numbered from 1. */
function queueOf(lanes: string) {
  const queue = createInboxQueue();
  for (const [at, lane] of [...lanes].entries()) queue.push(aRow(at + 1, lane));
  return queue;
}

describe("the queue of the inbox", () => {
  it("gives rows in order, at most so many, and those that were put back in their place", () => {
    const queue = queueOf("abcde");
    const rows = queue.take(3, never);
    expect(seqs(rows)).toEqual([1, 2, 3]);
    queue.putBack(rows.slice(1));
    expect(seqs(queue.take(10, never))).toEqual([2, 3, 4, 5]);
    expect(queue.length).toBe(0);
  });

  it("gives one that stands alone by itself", () => {
    const queue = queueOf("abcd");
    const isThird = ({ seq }: InboxRow) => seq === 3;
    expect([1, 2, 3].map(() => seqs(queue.take(10, isThird)))).toEqual([[1, 2], [3], [4]]);
  });

  it("holds a lane behind the row that failed, and lets the others go", () => {
    const queue = queueOf("aabab");
    const [first, second, third] = queue.take(3, never);
    queue.hold({ ...first!, attempts: 1 });
    queue.waitBehind(second!);
    queue.waitBehind(third!);
    expect(queue.heldBy("a")).toMatchObject({ seq: 1, attempts: 1 });
    expect(queue.heldBy("b")).toBeUndefined();
    expect(seqs(queue.take(10, never))).toEqual([5]);
    expect([queue.length, queue.held]).toEqual([0, 1]);
    expect(seqs(queue.release("a"))).toEqual([1, 2, 4]);
    expect(queue.held).toBe(0);
    expect(queue.release("a")).toEqual([]);
  });

  it("takes in what is in the database and not here, behind what is held and before what came later", () => {
    const queue = createInboxQueue();
    queue.push(aRow(1, "a"));
    queue.hold(queue.take(1, never)[0]!);
    queue.push(aRow(6, "b"));
    queue.merge([aRow(1, "a"), aRow(3, "a"), aRow(4, "b"), aRow(6, "b")]);
    expect(seqs(queue.take(10, never))).toEqual([4, 6]);
    expect(seqs(queue.release("a"))).toEqual([1, 3]);
  });
});
