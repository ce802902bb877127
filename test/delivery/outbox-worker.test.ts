import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { UnaskedTerms } from "../../src/channel/unasked.ts";
import { createManualClock } from "../../src/clock.ts";
import { createOutboxWorker } from "../../src/delivery/outbox-worker.ts";
import { emptyChanges, type Send } from "../../src/leads/changes.ts";
import { createLog } from "../../src/log.ts";
import { noMetrics } from "../../src/metrics.ts";
import { openStore } from "../../src/store/index.ts";
import type { Store } from "../../src/store/port.ts";
import { freshDatabaseUrl } from "../support/database.ts";
import { createFakeChannel } from "../support/fake-channel.ts";

const START = "2026-03-11T14:00:00.000Z";

const aSend: Send = {
  id: "send-1",
  seq: 1_001,
  channel: "web",
  lane: "web:chat-1",
  chatId: "chat-1",
  payload: { text: "Hello" },
  leadId: null,
  messageId: null,
  dueAt: START,
  createdAt: START,
};

it("does not send again what it is still recording as sent, though the clock has leapt past the lease", async () => {
  const folder = mkdtempSync(join(tmpdir(), "leadline-outbox-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const clock = createManualClock(new Date(START));
  const log = createLog({ level: "error", write: () => {} });
  const store = await openStore({ databaseUrl: await freshDatabaseUrl("sqlite", folder), log, clock });
  onTestFinished(() => store.close());
  const batch = await store.turns.begin();
  await batch.commit({ seqs: [], doneAt: START, changes: { ...emptyChanges(), sends: [aSend] } });

  const channel = createFakeChannel("web");
  // It forgets what it has sent, so that only the worker itself can keep from sending again.
  channel.answerLookUps({ kind: "absent" });
  let record = () => {};
  const mayRecord = new Promise<void>((resolve) => {
    record = resolve;
  });
  let recording = () => {};
  const isRecording = new Promise<void>((resolve) => {
    recording = resolve;
  });
  const worker = createOutboxWorker({
    store: {
      ...store,
      outbox: {
        ...store.outbox,
        async settle(results) {
          recording();
          await mayRecord;
          return store.outbox.settle(results);
        },
      },
    },
    adapters: new Map([["web", channel]]),
    clock,
    log,
    metrics: noMetrics,
    random: () => 0,
    token: "this-process",
    sendAttempts: 3,
    pollMs: 0,
  });
  await worker.start();
  await isRecording;
  clock.advance(20 * 3_600_000);
  const rows = await store.outbox.waiting({ limit: 10, now: clock.now().toISOString() });
  expect(rows.map((row) => row.status)).toEqual(["sending"]);
  worker.refresh();
  // A read that found the row again has claimed it by the time that another one is through.
  await store.outbox.counts();
  await store.settings.set("a-write-behind-it", 1, START);
  await store.settings.set("and-another", 1, START);
  record();
  await worker.idle();
  expect(channel.sent.map((each) => each.id)).toEqual(["send-1"]);
  await worker.stop();
});

it("asks again what became of a send while the channel cannot be asked, and sends nothing before it knows", async () => {
  const { clock, channel, worker, store } = await deliver([{ id: "a" }, { id: "b", seq: 2 }], {
    lookUp: true,
  });
  channel.fates({ kind: "unknown", reason: "the connection broke" });
  channel.answerLookUps({ kind: "later" });
  await worker.start();
  await expect.poll(() => channel.lookUps).toBe(1);
  for (let looks = 2; looks < 10; looks += 1) {
    clock.advance(60_001);
    worker.refresh();
    await expect.poll(() => channel.lookUps).toBe(looks);
  }
  expect(channel.tried.map((each) => each.id)).toEqual(["a"]);
  expect((await store.outbox.counts()).parked).toBe(0);
  channel.answerLookUps({ kind: "found", externalId: "vendor-a" });
  clock.advance(60_001);
  worker.refresh();
  await worker.idle();
  expect(channel.tried.map((each) => each.id)).toEqual(["a", "b"]);
  expect(await store.reads.sentMessage("web", "vendor-a")).toMatchObject({ outboxId: "a" });
});

describe("a process that stood still between taking a send and sending it", () => {
  /** One of several processes; `meanwhile` happens once a send has been taken, and before it is told that it has it. */
  async function standsStill(
    meanwhile: (store: Store, clock: ReturnType<typeof createManualClock>) => Promise<unknown>,
  ) {
    let isFirst = true;
    const run = await deliver([{ id: "a" }], { lookUp: true }, undefined, (store) => ({
      ...store,
      capabilities: { ...store.capabilities, singleWriter: false },
      outbox: {
        ...store.outbox,
        async claim(...args: Parameters<Store["outbox"]["claim"]>) {
          const claimed = await store.outbox.claim(...args);
          if (isFirst) await meanwhile(store, run.clock);
          isFirst = false;
          return claimed;
        },
      },
    }));
    await run.worker.start();
    await run.worker.idle();
    return run.channel.tried.map((each) => each.id);
  }

  it("leaves it to another who has taken it since", async () => {
    const tried = await standsStill(async (store, clock) => {
      clock.advance(60_000);
      const now = clock.now().toISOString();
      const lease = { token: "another", leaseUntil: later(120_000), now };
      expect(await store.outbox.claim(["a"], lease)).toEqual(["a"]);
    });
    expect(tried).toEqual([]);
  });

  it("does not send what another has sent since", async () => {
    const tried = await standsStill(async (store, clock) => {
      clock.advance(60_000);
      const now = clock.now().toISOString();
      await store.outbox.claim(["a"], { token: "another", leaseUntil: later(120_000), now });
      await store.outbox.settle([
        {
          id: "a",
          token: "another",
          lane: aSend.lane,
          status: "sent",
          attempts: 1,
          dueAt: now,
          externalId: "vendor-a",
          error: null,
          receipts: false,
          at: now,
        },
      ]);
    });
    expect(tried).toEqual([]);
  });

  it("sends it when nobody else has taken it, however late it is", async () => {
    expect(await standsStill(async (_store, clock) => clock.advance(3_600_000))).toEqual(["a"]);
  });

  it("leaves it to another who has taken it while it was looked up", async () => {
    const { store, clock, channel, worker } = await deliver(
      [{ id: "a" }],
      { lookUp: true },
      undefined,
      (store) => ({ ...store, capabilities: { ...store.capabilities, singleWriter: false } }),
    );
    const take = (token: string) => {
      const now = clock.now();
      const leaseUntil = new Date(now.getTime() + 60_000).toISOString();
      return store.outbox.claim(["a"], { token, leaseUntil, now: now.toISOString() });
    };
    await take("one that was killed");
    clock.advance(60_001);
    channel.lookUp = async () => {
      clock.advance(60_001);
      expect(await take("another")).toEqual(["a"]);
      return { kind: "absent" };
    };
    await worker.start();
    await worker.idle();
    expect(channel.tried).toEqual([]);
  });
});

const later = (ms: number) => new Date(Date.parse(START) + ms).toISOString();

describe("an unasked message", () => {
  // 03:00 in São Paulo: START is 11:00 there.
  const NIGHT = 16 * 3_600_000;
  const unasked: UnaskedTerms = {
    kind: "sequence",
    source: "gentle",
    contactId: "contact-1",
    enrolmentId: null,
    endsOnReply: true,
    quiet: [["20:00", "08:00"]],
    zones: ["America/Sao_Paulo"],
    weekends: true,
    holidays: [],
    perPerson: [{ most: 1, days: 3 }],
  };

  it("is put off to the end of the quiet hours, as no try, and holds up nothing in its chat", async () => {
    const { clock, worker, store, sent } = await deliver(
      [{ payload: { text: "news", unasked } }, { payload: { text: "answer" } }],
      {},
    );
    clock.advance(NIGHT);
    await worker.start();
    await worker.idle();
    expect(sent()).toEqual(["answer"]);
    const now = clock.now().toISOString();
    expect(await store.outbox.waiting({ limit: 10, now })).toMatchObject([{ attempts: 0, error: null }]);
    expect((await store.outbox.counts()).oldestWaitingAt).toBeNull();
    clock.advance(5 * 3_600_000 - 60_001);
    worker.refresh();
    await worker.idle();
    expect(sent()).toEqual(["answer"]);
    clock.advance(60_001);
    worker.refresh();
    await worker.idle();
    expect(sent()).toEqual(["answer", "news"]);
  });

  it("goes out in its place by day, and wakes for what comes behind it by night", async () => {
    const { clock, worker, store, sent } = await deliver(
      [{ payload: { text: "first" } }, { payload: { text: "news", unasked } }],
      {},
    );
    await worker.start();
    await worker.idle();
    expect(sent()).toEqual(["first", "news"]);
    clock.advance(NIGHT);
    const at = clock.now().toISOString();
    const add = async (id: string, seq: number, payload: Send["payload"]) => {
      const send = { ...aSend, id, seq, payload, createdAt: at, dueAt: at };
      const batch = await store.turns.begin();
      await batch.commit({ seqs: [], doneAt: at, changes: { ...emptyChanges(), sends: [send] } });
      worker.add([send]);
      await worker.idle();
    };
    await add("late", 50, { text: "more news", unasked });
    expect(sent()).toEqual(["first", "news"]);
    await add("answer", 51, { text: "answer" });
    expect(sent()).toEqual(["first", "news", "answer"]);
  });

  it("waits for the next day once its channel has sent as many as it may, however long it was held up", async () => {
    const perDay = { most: 2, zone: "America/Sao_Paulo" };
    const terms = { ...unasked, perPerson: [], perDay };
    const { clock, worker, sent } = await deliver(
      ["a", "b", "c", "d", "e"].map((id) => ({
        id,
        lane: `web:${id}`,
        chatId: id,
        payload: { text: id, unasked: terms },
      })),
      {},
    );
    const until = async (hours: number) => {
      clock.advance(hours * 3_600_000);
      worker.refresh();
      await worker.idle();
      return sent().length;
    };
    await worker.start();
    await worker.idle();
    expect(sent()).toHaveLength(2);
    // To 19:00, to the next day's 07:00 and 08:00, and so on.
    expect([await until(8), await until(12), await until(1), await until(4)]).toEqual([2, 2, 4, 4]);
    expect(await until(20)).toBe(5);
    expect(new Set(sent()).size).toBe(5);
  });

  it("of which nobody knows whether it went out is judged again when it did not", async () => {
    const { clock, worker, store, channel, sent } = await deliver(
      [{ id: "a", payload: { text: "news", unasked } }],
      { lookUp: true },
    );
    // Another start had it when it ended.
    const lease = { token: "gone", leaseUntil: START, now: START, at: START };
    expect(await store.unasked.claim({ id: "a", terms: unasked, createdAt: START }, lease)).toEqual({
      kind: "taken",
    });
    channel.answerLookUps({ kind: "absent" });
    clock.advance(NIGHT);
    await worker.start();
    await worker.idle();
    expect(channel.lookUps).toBe(1);
    expect(sent()).toEqual([]);
    const now = clock.now().toISOString();
    expect(await store.outbox.waiting({ limit: 10, now })).toMatchObject([
      { status: "pending", attempts: 0 },
    ]);
    clock.advance(6 * 3_600_000);
    worker.refresh();
    await worker.idle();
    expect(sent()).toEqual(["news"]);
  });

  it("waits a second and is judged again when the database cannot be asked", async () => {
    let fails = 1;
    const { clock, worker, sent } = await deliver(
      [{ payload: { text: "news", unasked } }],
      {},
      undefined,
      (store) => ({
        ...store,
        unasked: {
          ...store.unasked,
          async sentTo(...args) {
            fails -= 1;
            if (fails >= 0) throw new Error("the disk is full");
            return store.unasked.sentTo(...args);
          },
        },
      }),
    );
    clock.advance(24 * 3_600_000);
    await worker.start();
    await expect.poll(() => fails).toBe(0);
    expect(sent()).toEqual([]);
    await expect
      .poll(() => {
        clock.advance(1_001);
        worker.refresh();
        return sent();
      })
      .toEqual(["news"]);
  });
});

describe("while the database takes nothing", () => {
  it("keeps what became of a send until it can be recorded and told, and sends nothing twice", async () => {
    const told: string[] = [];
    let fails = 3;
    const { clock, channel, worker, store } = await deliver(
      [{ id: "a" }, { id: "b", seq: 2 }],
      {},
      async (send) => {
        fails -= 1;
        if (fails >= 0) throw new Error("the disk is full");
        told.push(send.id);
      },
    );
    channel.fates({ kind: "rejected", reason: "no such number" });
    await worker.start();
    await expect.poll(() => channel.tried.length).toBe(1);
    // Each look comes a second later by the clock; nothing goes out meanwhile.
    await expect
      .poll(async () => {
        clock.advance(1_001);
        worker.refresh();
        return channel.tried.map((each) => each.id);
      })
      .toEqual(["a", "b"]);
    await worker.idle();
    expect(told).toEqual(["a"]);
    expect(await store.deadLetters.list({ limit: 10 })).toMatchObject([{ ref: "a", attempts: 1 }]);
  });
});

describe("a send that a process was killed in the middle of", () => {
  it("is told as the same try however often it is told", async () => {
    const told: string[] = [];
    const dead = { now: START, leaseUntil: START, token: "killed-process" };
    const { clock, store, worker } = await deliver([{}], { lookUp: false }, async (send) => {
      told.push(send.round);
      // The process is killed before it could record what it has told.
      if (told.length === 1) throw new Error("killed");
    });
    await store.outbox.claim(["send-0"], dead);
    await worker.start();
    await expect
      .poll(() => {
        clock.advance(2_000);
        worker.refresh();
        return told.length;
      })
      .toBe(2);
    await worker.idle();
    expect(told).toEqual([START, START]);
    expect((await store.outbox.counts()).parked).toBe(1);
  });
});

describe("a channel that takes few messages", () => {
  const card = (text: string, key = "lead:1"): Partial<Send> => ({ payload: { text, replaceKey: key } });
  const PACE = { perChat: { burst: 1, perSecond: 0.05 } };

  it("gets the last state of a card, once, in the place of the first", async () => {
    const { worker, store, sent } = await deliver(
      [card("new"), { payload: { text: "talk" } }, card("claimed"), card("other", "lead:2"), card("moved")],
      { edit: true, pace: PACE },
    );
    await worker.start();
    await worker.idle();
    expect(sent()).toEqual(["moved"]);
    const left = await store.outbox.waiting({ limit: 10, now: START });
    expect(left.map((row) => row.payload.text)).toEqual(["talk", "other"]);
  });

  it("is sent to at its pace, however long the queue", async () => {
    const { clock, worker, sent } = await deliver(
      [1, 2, 3].map((n) => ({ payload: { text: `${n}` } })),
      { edit: true, pace: PACE },
    );
    await worker.start();
    for (const n of [1, 2, 3]) {
      await worker.idle();
      expect(sent()).toHaveLength(n);
      clock.advance(20_001);
      worker.refresh();
    }
  });

  it("that takes all gets every state", async () => {
    const { worker, sent } = await deliver([card("new"), card("claimed")], { edit: true });
    await worker.start();
    await worker.idle();
    expect(sent()).toEqual(["new", "claimed"]);
  });
});

/** A worker, not started, on a database of its own with these sends waiting; the clock stands still. */
async function deliver(
  sends: Partial<Send>[],
  options: Parameters<typeof createFakeChannel>[1],
  onUndelivered?: Parameters<typeof createOutboxWorker>[0]["onUndelivered"],
  wrap: (store: Store) => Store = (store) => store,
) {
  const folder = mkdtempSync(join(tmpdir(), "leadline-outbox-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const clock = createManualClock(new Date(START));
  const log = createLog({ level: "silent" });
  const store = await openStore({ databaseUrl: await freshDatabaseUrl("sqlite", folder), log, clock });
  onTestFinished(() => store.close());
  const rows = sends.map((send, n) => ({ ...aSend, id: `send-${n}`, seq: n + 1, ...send }));
  const batch = await store.turns.begin();
  await batch.commit({ seqs: [], doneAt: START, changes: { ...emptyChanges(), sends: rows } });
  const channel = createFakeChannel("web", options);
  const worker = createOutboxWorker({
    store: wrap(store),
    adapters: new Map([["web", channel]]),
    clock,
    log,
    metrics: noMetrics,
    random: () => 0,
    token: "this-process",
    sendAttempts: 3,
    pollMs: 0,
    ...(onUndelivered ? { onUndelivered } : {}),
  });
  onTestFinished(() => worker.stop());
  return { clock, store, worker, channel, sent: () => channel.sent.map((each) => each.message.text) };
}
