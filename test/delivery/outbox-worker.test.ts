import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createManualClock } from "../../src/clock.ts";
import { createOutboxWorker } from "../../src/delivery/outbox-worker.ts";
import { emptyChanges, type Send } from "../../src/leads/turn.ts";
import { createLog } from "../../src/log.ts";
import { noMetrics } from "../../src/metrics.ts";
import { openStore } from "../../src/store/index.ts";
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
  const store = await openStore({ databaseUrl: `file:${join(folder, "leadline.db")}`, log, clock });
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
