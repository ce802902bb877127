import { describe, expect, it } from "vitest";
import { createManualClock } from "../../src/clock.ts";
import { createOutboxReader } from "../../src/delivery/outbox-reader.ts";
import { createLog } from "../../src/log.ts";
import type { OutboxRow } from "../../src/store/port/outbox-store.ts";
import type { Store } from "../../src/store/port.ts";

const NOW = "2026-03-11T14:00:00.000Z";

const aRow: OutboxRow = {
  id: "send-1",
  seq: 1,
  channel: "web",
  lane: "web:chat-1",
  chatId: "chat-1",
  payload: { text: "Hello" },
  leadId: null,
  messageId: null,
  status: "pending",
  attempts: 0,
  dueAt: NOW,
  createdAt: NOW,
  token: null,
  leaseUntil: null,
  externalId: null,
  error: null,
};

/** A reader, and the questions that it asks of a database in which `rows` wait. */
function readerOf({ rows = [aRow], singleWriter = true, room = 10, meanwhile = async () => {} } = {}) {
  const asked: string[] = [];
  const taken: string[] = [];
  const state = { room, meanwhile, ended: 0 };
  const waiting: Store["outbox"]["waiting"] = async ({ now }) => {
    asked.push(now);
    await state.meanwhile();
    return rows;
  };
  const reader = createOutboxReader({
    store: { capabilities: { dialect: "sqlite", singleWriter }, outbox: { waiting } },
    clock: createManualClock(new Date(NOW)),
    log: createLog({ level: "error", write: () => {} }),
    hasRoom: () => taken.length < state.room,
    take: (row) => taken.push(row.id),
    onEnd() {
      state.ended += 1;
    },
  });
  return { reader, asked, taken, state };
}

describe("reading what waits in the outbox", () => {
  it("takes, at the start of the only writer, what another was sending; later only what is free", async () => {
    const { reader, asked } = readerOf();
    await reader.read();
    reader.miss();
    await reader.read();
    expect(asked).toEqual(["9999-12-31T23:59:59.999Z", NOW]);
    const { reader: ofSeveral, asked: bySeveral } = readerOf({ singleWriter: false });
    await ofSeveral.read();
    expect(bySeveral).toEqual([NOW]);
  });

  it("does nothing when nothing was missed", async () => {
    const { reader, asked, state } = readerOf();
    await reader.read();
    await reader.read();
    expect([asked.length, state.ended, reader.isThrough()]).toEqual([1, 1, true]);
  });

  it("goes on once at a time, and once more for what is missed meanwhile", async () => {
    const { reader, asked, state } = readerOf();
    state.meanwhile = async () => {
      if (asked.length === 1) reader.miss();
      await reader.read();
      expect(reader.isThrough()).toBe(false);
    };
    await reader.read();
    expect([asked.length, state.ended, reader.isThrough()]).toEqual([2, 1, true]);
  });

  it("leaves what there is no room for until there is", async () => {
    const { reader, asked, taken, state } = readerOf({ room: 0 });
    await reader.read();
    expect([asked.length, reader.isThrough()]).toEqual([0, false]);
    state.room = 10;
    await reader.read();
    expect([taken, reader.isThrough()]).toEqual([["send-1"], true]);
  });

  it("tries again what could not be read", async () => {
    const { reader, taken, state } = readerOf();
    state.meanwhile = async () => {
      throw new Error("the disk is gone");
    };
    await reader.read();
    expect([state.ended, reader.isThrough()]).toEqual([1, false]);
    state.meanwhile = async () => {};
    await reader.read();
    expect([taken, reader.isThrough()]).toEqual([["send-1"], true]);
  });
});
