import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createManualClock } from "../../src/clock.ts";
import { createInboxWorker } from "../../src/delivery/inbox-worker.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { WorkingSet } from "../../src/engine/working-set.ts";
import { emptyChanges, type Send } from "../../src/leads/changes.ts";
import { createLog } from "../../src/log.ts";
import { noMetrics } from "../../src/metrics.ts";
import { openStore } from "../../src/store/index.ts";
import { freshDatabaseUrl } from "../support/database.ts";

const START = "2026-03-10T14:00:00.000Z";

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

it("decides nothing again because what follows from it could not be begun, and has the sends read", async () => {
  const folder = mkdtempSync(join(tmpdir(), "leadline-inbox-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const clock = createManualClock(new Date(START));
  const log = createLog({ level: "silent" });
  const store = await openStore({ databaseUrl: await freshDatabaseUrl("sqlite", folder), log, clock });
  onTestFinished(() => store.close());
  const decided: number[] = [];
  // Answers everything with one send.
  const engine: Engine = {
    needsPreparation: () => false,
    createWorkingSet: async (batch) => new WorkingSet(await batch.directory(), {}),
    async decideAll(rows) {
      decided.push(...rows.map((row) => row.seq));
      return rows.map((row) => ({ row, changes: { ...emptyChanges(), sends: [aSend] } }));
    },
    rehearse: () => Promise.reject(new Error("not asked for")),
    form: async () => null,
  };
  let readAgain = 0;
  const worker = createInboxWorker({
    store,
    engine,
    clock,
    log,
    metrics: noMetrics,
    random: () => 0,
    turnAttempts: 3,
    pollMs: 0,
    onCommitted: () => {},
    onTimers: () => {},
    onSends() {
      throw new Error("no room");
    },
    onSentAgain() {
      readAgain += 1;
    },
  });
  onTestFinished(() => worker.stop());
  await store.inbox.accept([
    {
      channel: "web",
      externalId: "event-1",
      kind: "message",
      lane: "web:chat-1",
      payload: {
        type: "message",
        externalId: "event-1",
        chatId: "chat-1",
        at: START,
        from: { identities: [{ kind: "web", value: "chat-1" }] },
        text: "Hi",
        attachments: [],
      },
      receivedAt: START,
    },
  ]);
  await worker.start();
  await worker.idle();
  expect([decided.length, readAgain]).toEqual([1, 1]);
  const waiting = await store.outbox.waiting({ limit: 10, now: START });
  expect(waiting.map(({ id }) => id)).toEqual(["send-1"]);
});
