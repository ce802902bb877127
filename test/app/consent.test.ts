import { readFile } from "node:fs/promises";
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

describe.each(DATABASES)("consent, on %s", (database) => {
  let app: TestApp;
  afterEach(() => app?.close());

  it("is asked for by a flow, in the person's language, and kept in the words that were shown", async () => {
    const business = (await readFile(new URL("../../flows/business.yaml", import.meta.url), "utf8")).replace(
      "entry: qualify",
      "entry: welcome",
    );
    app = await startApp({ database, flows: { "welcome.yaml": ASKS_FOR_NEWS, "business.yaml": business } });
    await app.says("chat-1", "Oi, bom dia");
    await app.says("chat-1", "sim");
    await app.says("chat-2", "Hola, buenas tardes");
    await app.says("chat-2", "no");
    const [yes, no] = await app.leads();
    expect((await app.contact(yes!)).consents).toMatchObject({ "web:news": { state: "granted" } });
    expect((await app.contact(no!)).consents).toMatchObject({ "web:news": { state: "withdrawn" } });
    expect(await app.store.reads.consents(yes!.id, 5)).toMatchObject([
      {
        channel: "web",
        purpose: "news",
        text: "Podemos enviar novidades por aqui? – Sim",
        source: "flow:welcome/news",
        by: "contact",
      },
    ]);
    // Who wants no news is no less answered by people.
    await app.does("maria", "assign L-2 @ana");
    expect(await app.does("ana", "reply L-2 Hola")).toMatch(/on its way/i);
  });

  it("is told with its words, and noted by who may change the lead", async () => {
    app = await startApp({ database });
    await app.says("chat-1", "Hi");
    await app.says("chat-1", "please stop sending me messages");
    await app.does("maria", "assign L-1 @ana");
    expect(await app.does("ana", "consent L-1")).toMatch(
      /website: no messages.*\n.*\n.*website, messages: refused – “please stop sending me messages” \(said in the chat\)/s,
    );
    expect(await app.does("bruno", "consent L-1 grant web said so by phone")).toContain("é de Ana");
    expect(await app.does("ana", "consent L-1 grant web")).toMatch(/how it was said/i);
    expect(await app.does("ana", 'consent L-1 grant web "said so by phone"')).toContain("agreed");
    expect(await app.does("ana", "reply L-1 Welcome back")).toMatch(/on its way/i);
    expect(await app.does("bruno", "consentimento L-1")).not.toContain("said so");
    expect(await app.does("ana", "consent L-1")).toMatch(/“said so by phone” \(noted by Ana\)/);
    expect(await app.does("ana", "consent L-1 withdraw asked for it by mail")).toContain("every channel");
    expect(await app.does("ana", "reply L-1 One more thing")).toContain("Not sent");
    await app.restart();
    const [lead] = await app.leads();
    const kept = (await app.store.reads.consents(lead!.id, 20)).map(
      ({ channel, purpose, state, by }) => `${channel} ${purpose} ${state} ${by}`,
    );
    expect(kept).toEqual([
      "web news withdrawn ana",
      "web messages withdrawn ana",
      "web news granted ana",
      "web messages granted ana",
      "web messages withdrawn contact",
    ]);
    expect((await app.trail(lead!)).map(({ kind }) => kind)).toContain("consent-noted");
    expect(await app.does("ana", "export consents")).toContain("5 rows");
  });

  it("that is refused while a person talks to a colleague is honoured, without a lead of its own", async () => {
    app = await startApp({ database });
    await app.says("chat-1", "Hi");
    await app.says("chat-1", "I want to talk to a person");
    expect((await app.conversation("chat-1")).floor).toBe("human");
    const got = await app.says("chat-1", "Ya compré, no quiero recibir más mensajes");
    expect(got).toHaveLength(1);
    expect((await app.contact(await app.lead("chat-1"))).optedOutAt).not.toBeNull();
    await app.does("maria", "assign L-1 @maria");
    await app.does("maria", "stage L-1 unqualified no budget");
    expect(await app.says("chat-1", "start")).not.toEqual([]);
  });

  it("that is refused after the lead was closed opens none", async () => {
    app = await startApp({ database });
    await app.says("chat-1", "Hi");
    await app.does("maria", "claim L-1");
    await app.does("maria", "assign L-1 @maria");
    await app.does("maria", "stage L-1 unqualified no budget");
    expect((await app.lead("chat-1")).stageKind).toBe("lost");
    expect(await app.says("chat-1", "SAIR")).toHaveLength(1);
    expect(await app.leads()).toHaveLength(1);
    expect((await app.contact(await app.lead("chat-1"))).optedOutAt).not.toBeNull();
    // Whatever else they write later is an enquiry, which waits until they come back.
    expect(await app.says("chat-1", "começar")).not.toEqual([]);
    expect(await app.leads()).toHaveLength(2);
  });
});

const ASKS_FOR_NEWS = `id: welcome
nudgeAfter: 30m
steps:
  news:
    ask: yes-no
    consent: news
    text:
      en: May we send you news here?
      pt: Podemos enviar novidades por aqui?
      es: ¿Podemos enviarte novedades por aquí?
  end:
    end: { en: "Thank you!", pt: "Obrigado!", es: "¡Gracias!" }
`;

/** What is still to be sent, or under way. */
function waiting(app: TestApp) {
  return app.store.outbox.waiting({ limit: 100, now: "9999-01-01T00:00:00.000Z" });
}
