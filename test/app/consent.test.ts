import { afterEach, describe, expect, it } from "vitest";
import { DATABASES, startApp, type TestApp, until } from "../support/app.ts";

const DAY = 86_400_000;

describe.each(DATABASES)("who wants no more messages, on %s", (database) => {
  let app: TestApp;
  afterEach(() => app?.close());

  it("gets a goodbye and then nothing: no nudge, no reply, nothing that waited", async () => {
    app = await startApp({ database });
    await app.says("chat-1", "Hi");
    // The next answer waits for its second try when the person says stop.
    app.channel.fates({ kind: "retry", afterMs: 60_000, reason: "429" });
    app.clock.advance(5_000);
    await app.writes("chat-1", "solar");
    await until(async () => (await waiting(app)).some((row) => row.attempts === 1));
    await app.writes("chat-1", "stop");
    await until(async () => (await app.store.inbox.counts()).pending === 0);
    app.clock.advance(61_000);
    await app.drain();
    const got = app.channel.texts("chat-1");
    expect((await app.contact(await app.lead("chat-1"))).optedOutAt).not.toBeNull();
    expect(got).toHaveLength(2);
    expect(await app.does("ana", "reply L-1 Just one thing")).toContain("Not sent");
    for (let day = 0; day < 3; day++) await app.passes(DAY);
    await app.restart();
    await app.passes(DAY);
    expect(app.channel.texts("chat-1")).toEqual(got);
    expect(await app.says("chat-1", "hello?")).toEqual([]);
  });

  it("is not written to in another chat either, once both chats are known to be theirs", async () => {
    app = await startApp({ database });
    await app.says("chat-1", "Hi");
    await app.says("chat-1", "stop");
    await app.says("chat-2", "Hi");
    app.channel.fates({ kind: "retry", afterMs: 60_000, reason: "429" });
    app.clock.advance(5_000);
    await app.writes("chat-2", "solar");
    await until(async () => (await waiting(app)).some((row) => row.attempts === 1));
    const before = app.channel.texts("chat-2");
    await app.does("maria", "merge L-2 with L-1");
    for (let n = 0; n < 5; n++) await app.passes(61_000);
    expect(app.channel.texts("chat-2")).toEqual(before);
    expect((await app.contact(await app.lead("chat-2"))).optedOutAt).not.toBeNull();
  });

  it("is not written to by what is under way when it has to be tried again", async () => {
    app = await startApp({ database });
    app.channel.fates({ kind: "retry", afterMs: 1_000, reason: "429", held: true });
    app.clock.advance(5_000);
    await app.writes("chat-1", "Hi");
    await until(() => app.channel.tried.length === 1);
    app.clock.advance(1_000);
    await app.writes("chat-1", "stop");
    await until(async () => (await app.store.inbox.counts()).pending === 0);
    app.channel.release();
    await until(async () => (await waiting(app)).length === 1); // The goodbye.
    app.clock.advance(5_000);
    await app.drain();
    // Only the goodbye went out.
    expect(app.channel.texts("chat-1")).toHaveLength(1);
    expect(app.channel.tried).toHaveLength(2);
  });

  it("may come back", async () => {
    app = await startApp({ database });
    await app.says("chat-1", "Hola");
    await app.says("chat-1", "no me escriban más");
    expect((await app.contact(await app.lead("chat-1"))).optedOutAt).not.toBeNull();
    expect(await app.says("chat-1", "quiero volver a recibir mensajes")).not.toEqual([]);
    expect((await app.contact(await app.lead("chat-1"))).optedOutAt).toBeNull();
  });
});

/** What is still to be sent, or under way. */
function waiting(app: TestApp) {
  return app.store.outbox.waiting({ limit: 100, now: "9999-01-01T00:00:00.000Z" });
}
