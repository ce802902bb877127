import { afterEach, describe, expect, it } from "vitest";
import type { InboxRow } from "../../src/store/port/inbox-store.ts";
import { CONVERSATIONS, DATABASES, startApp, type TestApp, until } from "../support/app.ts";
import { createFakeChannel } from "../support/fake-channel.ts";
import { expectChat, expectInvariants } from "../support/invariants.ts";

const SECOND = 1_000;
const MINUTE = 60_000;

const textOf = (row: InboxRow) => (row.payload.type === "message" ? row.payload.text : "");

describe.each(DATABASES)("what comes in and goes out, on %s", (database) => {
  let app: TestApp;
  afterEach(() => app?.close());

  /** Let retries come due, whoever waits for them: the clock or the program. */
  async function settled(): Promise<void> {
    await until(async () => {
      app.clock.advance(MINUTE);
      await app.drain();
      return (await app.store.inbox.counts()).pending === 0;
    });
  }

  it("sets a poison message aside without hurting its neighbours, and replays it on demand", async () => {
    let poisonous = true;
    app = await startApp({
      database,
      faults: true,
      turnAttempts: 3,
      beforeDecide: (row) => {
        if (poisonous && textOf(row) === "poison") throw new Error("I cannot read this");
      },
    });
    await app.says("chat-1", "Hi");
    await app.writes("chat-1", "poison");
    await app.writes("chat-1", "solar");
    await app.writes("chat-2", "Hi");
    // The neighbour is answered while the poison still waits for its tries.
    await until(() => app.channel.texts("chat-2").length > 0);
    await settled();
    const [letter, ...others] = await app.store.deadLetters.list({ limit: 10 });
    expect(others).toEqual([]);
    expect(letter).toMatchObject({ source: "inbox", lane: "web:chat-1", attempts: 3 });
    expect(letter!.error).toContain("I cannot read this");
    expect((await app.lead("chat-1")).product).toBe("solar");
    await expectChat(app, "chat-1", ["Hi", "solar"]);

    poisonous = false;
    await app.store.deadLetters.retry([letter!.id], app.clock.now().toISOString());
    await app.drain();
    expect(await app.store.deadLetters.list({ limit: 10 })).toEqual([]);
    // It comes after what was done meanwhile.
    await expectChat(app, "chat-1", ["Hi", "solar", "poison"]);
    await expectInvariants(app);
  });

  it("keeps the order of a lane whose message works at the third try", async () => {
    const order: string[] = [];
    let throws = 2;
    app = await startApp({
      database,
      faults: true,
      beforeDecide: (row) => {
        if (textOf(row) === "solar" && throws-- > 0) throw new Error("not yet");
        if (row.kind === "message") order.push(textOf(row));
      },
    });
    await app.says("chat-1", "Hi");
    const rest = CONVERSATIONS.en.slice(1);
    for (const text of rest) {
      await app.writes("chat-1", text);
      app.clock.advance(5 * SECOND);
    }
    await settled();
    expect(order).toEqual([...CONVERSATIONS.en]);
    expect(await app.lead("chat-1")).toMatchObject({ product: "solar", value: 1_200_000 });
    await expectChat(app, "chat-1", [...CONVERSATIONS.en]);
    await expectInvariants(app);
  });

  it("puts a turn that had to be tried again into the trail where it was done", async () => {
    let broken = true;
    app = await startApp({
      database,
      faults: true,
      turnAttempts: 50,
      beforeDecide: (row) => {
        if (broken && textOf(row) === "solar") throw new Error("not yet");
      },
    });
    await app.says("chat-1", "Hi");
    await app.writes("chat-1", "solar");
    await until(async () => (await allPending(app)).some((row) => row.attempts > 0));
    await app.asks("maria", "assign L-1 @ana");
    await until(async () => (await app.lead("chat-1")).ownerId === "ana");
    broken = false;
    await settled();
    const lead = await app.lead("chat-1");
    expect(lead.product).toBe("solar");
    const kinds = (await app.trail(lead)).map((activity) => activity.kind);
    expect(kinds.lastIndexOf("answered")).toBeGreaterThan(kinds.indexOf("assigned"));
    await expectInvariants(app);
  });

  it("takes up a lane that waited for its retry when the program ended", async () => {
    let broken = true;
    app = await startApp({
      database,
      faults: true,
      turnAttempts: 50,
      beforeDecide: (row) => {
        if (broken && textOf(row) === "Hi") throw new Error("not yet");
      },
    });
    await app.writes("chat-1", "Hi");
    await app.writes("chat-1", "solar");
    await until(async () => (await allPending(app)).some((row) => row.attempts > 0));
    await app.restart();
    broken = false;
    await settled();
    await expectChat(app, "chat-1", ["Hi", "solar"]);
  });

  it("tries a send again that was turned away, before what comes after it", async () => {
    app = await startApp({ database });
    app.channel.fates({ kind: "retry", afterMs: 30 * SECOND, reason: "429" });
    await app.writes("chat-1", "Hi");
    await until(async () => (await waiting(app)).some((row) => row.attempts === 1));
    await app.writes("chat-1", "solar");
    await until(async () => (await app.store.inbox.counts()).pending === 0);
    expect(app.channel.sent).toEqual([]);
    await app.passes(31 * SECOND);
    await expectChat(app, "chat-1", ["Hi", "solar"]);
    expect(app.channel.tried[0]!.id).toBe(app.channel.tried[1]!.id);
    expect(app.channel.tried.map((each) => each.attempt).slice(0, 2)).toEqual([1, 2]);
  });

  it("buries a send that is refused, or retried too often, and replays it on demand", async () => {
    app = await startApp({ database, sendAttempts: 2 });
    const again = { kind: "retry", afterMs: 0, reason: "429" } as const;
    app.channel.fates({ kind: "rejected", reason: "too long" }, again, again);
    await app.says("chat-1", "Hi");
    await app.says("chat-2", "Hi");
    const letters = await app.store.deadLetters.list({ limit: 10 });
    expect(letters.map((letter) => [letter.lane, letter.error]).sort()).toEqual([
      ["web:chat-1", "too long"],
      ["web:chat-2", "429"],
    ]);
    expect(app.channel.sent).toEqual([]);
    // What comes after it goes out.
    expect(await app.says("chat-1", "solar")).toHaveLength(1);
    await app.store.deadLetters.retry(
      letters.map((letter) => letter.id),
      app.clock.now().toISOString(),
    );
    await app.drain();
    expect(app.channel.texts("chat-1")).toHaveLength(2);
    expect(app.channel.texts("chat-2")).toHaveLength(1);
  });

  it("looks an unknown outcome up before it sends again", async () => {
    app = await startApp({ database });
    app.channel.fates({ kind: "unknown", reason: "no answer" });
    app.channel.answerLookUps({ kind: "found", externalId: "vendor-9" });
    await app.says("chat-1", "Hi");
    expect(app.channel.tried).toHaveLength(1);
    expect(await app.store.outbox.counts()).toMatchObject({ waiting: 0, parked: 0, dead: 0 });

    app.channel.fates("throws");
    app.channel.answerLookUps({ kind: "absent" });
    await app.writes("chat-2", "Hi");
    await until(async () => (await waiting(app)).some((row) => row.attempts === 1));
    await app.passes(MINUTE);
    expect(app.channel.texts("chat-2")).toHaveLength(1);
  });

  it("parks a send whose outcome nobody can tell, and never repeats it by itself", async () => {
    const channel = createFakeChannel("web", { lookUp: false });
    app = await startApp({ database, channels: [channel] });
    channel.fates({ kind: "unknown", reason: "no answer" });
    await app.says("chat-1", "Hi");
    expect(await app.says("chat-1", "solar")).toHaveLength(1);
    await app.restart();
    await app.passes(60 * MINUTE);
    const [parked] = await app.store.outbox.parked(10);
    expect(channel.tried.filter((each) => each.id === parked!.id)).toHaveLength(1);
    await app.store.deadLetters.retry([parked!.id], app.clock.now().toISOString());
    await app.drain();
    expect(channel.tried.filter((each) => each.id === parked!.id)).toHaveLength(2);
    expect(await app.store.outbox.counts()).toMatchObject({ waiting: 0, parked: 0 });
  });

  it("goes on after a restart with rows in every state", async () => {
    app = await startApp({ database });
    await app.says("chat-0", "Hi");
    app.channel.fates({ kind: "retry", afterMs: MINUTE, reason: "429" });
    await app.writes("chat-1", "Hi");
    await until(async () => (await waiting(app)).some((row) => row.attempts === 1));
    // Some are decided, some are not, some are sent, some wait: whatever the moment is.
    const chats = Array.from({ length: 30 }, (_, i) => `late-${i}`);
    const accepted = Promise.all(chats.map((chat) => app.writes(chat, "Hi")));
    await accepted;
    await app.restart();
    await app.writes("chat-0", "solar");
    await app.restart();
    await settled();
    for (const chat of chats) await expectChat(app, chat, ["Hi"]);
    await expectChat(app, "chat-0", ["Hi", "solar"]);
    await expectChat(app, "chat-1", ["Hi"]);
    expect(await app.store.outbox.counts()).toEqual({
      waiting: 0,
      parked: 0,
      dead: 0,
      oldestWaitingAt: null,
    });
    expect(new Set(app.channel.sent.map((each) => each.id)).size).toBe(app.channel.sent.length);
    await expectInvariants(app);
  });

  it("keeps a flood of one sender from the others, and tells the sender once", async () => {
    app = await startApp({ database });
    const flood = Array.from({ length: 1_000 }, (_, i) => `message ${i}`);
    const all = flood.map((text) => app.writes("flooder", text));
    const others = Array.from({ length: 20 }, (_, i) => `other-${i}`);
    all.push(...others.map((chat) => app.writes(chat, "Hi")));
    await Promise.all(all);
    await app.drain();
    for (const chat of others) await expectChat(app, chat, ["Hi"]);
    const told = app.channel.texts("flooder").filter((text) => text.includes("That is a lot at once"));
    expect(told).toHaveLength(1);
    expect(app.channel.texts("flooder").length).toBeLessThan(50);
    await expectChat(app, "flooder", flood);
    expect(await app.leads()).toHaveLength(21);
    await expectInvariants(app);
  });
});

function waiting(app: TestApp) {
  return app.store.outbox.waiting({ limit: 100, now: "9999-01-01T00:00:00.000Z" });
}

function allPending(app: TestApp) {
  return app.store.inbox.pending({ afterSeq: 0, limit: 100, now: "9999-01-01T00:00:00.000Z" });
}
