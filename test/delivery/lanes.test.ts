import { describe, expect, it, onTestFinished } from "vitest";
import type { UnaskedTerms } from "../../src/channel/unasked.ts";
import { createManualClock } from "../../src/clock.ts";
import { createLanes } from "../../src/delivery/lanes.ts";
import { createTimers } from "../../src/delivery/timers.ts";
import type { Waiting } from "../../src/delivery/waiting.ts";

const HOUR = 3_600_000;
const START = new Date("2026-03-11T14:00:00.000Z");
const NOW = START.getTime();

const unasked: UnaskedTerms = {
  kind: "sequence",
  source: "gentle",
  contactId: "contact-1",
  enrolmentId: null,
  endsOnReply: true,
  quiet: [],
  zones: [],
  weekends: true,
  holidays: [],
  perPerson: [],
};

function aRow(id: string, seq: number, changes: Partial<Waiting> = {}): Waiting {
  return {
    id,
    seq,
    channel: "web",
    lane: "web:chat-1",
    chatId: "chat-1",
    payload: { text: id },
    leadId: null,
    attempts: 0,
    dueAt: NOW,
    since: NOW,
    createdAt: START.toISOString(),
    round: START.toISOString(),
    uncertain: false,
    looks: 0,
    outcome: null,
    ...changes,
  };
}

function lanesOf() {
  const timers = createTimers();
  onTestFinished(() => timers.clear());
  const ready: string[] = [];
  const woken: string[] = [];
  const lanes = createLanes({
    clock: createManualClock(START),
    timers,
    onReady: (channel, lane) => ready.push(`${channel} ${lane}`),
    onWake: (channel) => woken.push(channel),
  });
  return { lanes, ready, woken };
}

const LANE = "web:chat-1";

describe("the lanes of the outbox", () => {
  it("are ready once, by their first row, and give their rows in order", () => {
    const { lanes, ready } = lanesOf();
    for (const row of [aRow("b", 2), aRow("c", 3), aRow("a", 1)]) lanes.add(row);
    expect(ready).toEqual(["web web:chat-1"]);
    const order: string[] = [];
    for (let row = lanes.next(LANE); row !== undefined; row = lanes.next(LANE)) {
      order.push(row.id);
      lanes.replace(row, null);
    }
    expect(order).toEqual(["a", "b", "c"]);
    lanes.add(aRow("d", 4));
    expect(ready).toHaveLength(2);
  });

  it("hold no row twice, and none anew that is done but not forgotten", () => {
    const { lanes } = lanesOf();
    const row = aRow("a", 1);
    lanes.add(row);
    lanes.add(aRow("a", 1));
    expect(lanes.rowsOf(LANE)).toHaveLength(1);
    lanes.replace(row, null);
    lanes.add(aRow("a", 1));
    expect(lanes.next(LANE)).toBeUndefined();
    lanes.forget("a");
    lanes.add(aRow("a", 1));
    expect(lanes.next(LANE)?.id).toBe("a");
  });

  it("keep the place of a row that is tried again, though an older one was put back", () => {
    const { lanes } = lanesOf();
    const row = aRow("b", 2);
    lanes.add(row);
    lanes.add(aRow("c", 3));
    lanes.add(aRow("a", 1));
    lanes.replace(row, { ...row, attempts: 1 });
    expect(lanes.rowsOf(LANE).map(({ id, attempts }) => [id, attempts])).toEqual([
      ["a", 0],
      ["b", 1],
      ["c", 0],
    ]);
  });

  it("let what was said pass what nobody asked for while that waits, and only then", () => {
    const { lanes } = lanesOf();
    lanes.add(aRow("news", 1, { payload: { text: "news", unasked }, dueAt: NOW + HOUR }));
    lanes.add(aRow("answer", 2));
    expect(lanes.next(LANE)?.id).toBe("answer");
    const { lanes: byDay } = lanesOf();
    byDay.add(aRow("news", 1, { payload: { text: "news", unasked } }));
    byDay.add(aRow("answer", 2));
    expect(byDay.next(LANE)?.id).toBe("news");
  });

  it("wake for what was said while they wait for what nobody asked for, and for nothing else", () => {
    const { lanes, ready, woken } = lanesOf();
    const news = aRow("news", 1, { payload: { text: "news", unasked }, dueAt: NOW + HOUR });
    lanes.add(news);
    lanes.sleep(news, HOUR, NOW + HOUR);
    lanes.add(aRow("more news", 2, { payload: { text: "more news", unasked } }));
    expect(woken).toEqual([]);
    lanes.add(aRow("answer", 3));
    expect(woken).toEqual(["web"]);
    expect(ready).toHaveLength(2);

    const { lanes: others, woken: wokenOthers } = lanesOf();
    const retry = aRow("a", 1, { dueAt: NOW + HOUR });
    others.add(retry);
    others.sleep(retry, HOUR, NOW + HOUR);
    others.add(aRow("b", 2));
    expect(wokenOthers).toEqual([]);
    others.wakeAll();
    others.wakeAll();
    expect(wokenOthers).toEqual(["web"]);
  });

  it("leave no timer behind when they are woken before their time", () => {
    const begun: (() => void)[] = [];
    let calledOff = 0;
    const lanes = createLanes({
      clock: createManualClock(START),
      timers: {
        later(_ms, work) {
          begun.push(work);
          return () => {
            calledOff += 1;
          };
        },
        clear: () => {},
      },
      onReady: () => {},
      onWake: () => {},
    });
    const row = aRow("a", 1, { dueAt: NOW + HOUR });
    lanes.add(row);
    for (let n = 0; n < 3; n += 1) {
      lanes.sleep(row, HOUR, NOW + HOUR);
      lanes.wakeAll();
    }
    expect([begun.length, calledOff]).toEqual([3, 3]);
  });

  it("are quiet only when all of them sleep for longer", () => {
    const { lanes } = lanesOf();
    expect(lanes.sleepBeyond(NOW)).toBe(true);
    const first = aRow("a", 1, { dueAt: NOW + HOUR });
    const second = aRow("b", 2, { lane: "web:chat-2", dueAt: NOW + 2 * HOUR });
    lanes.add(first);
    lanes.add(second);
    lanes.sleep(first, HOUR, NOW + HOUR);
    expect(lanes.sleepBeyond(NOW)).toBe(false);
    lanes.sleep(second, 2 * HOUR, NOW + 2 * HOUR);
    expect(lanes.sleepBeyond(NOW)).toBe(true);
    expect(lanes.sleepBeyond(NOW + HOUR)).toBe(false);
  });
});
