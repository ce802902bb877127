import { afterEach, describe, expect, it } from "vitest";
import { createOperations } from "../../src/cli/operations.ts";
import type { PeopleRequest } from "../../src/cli/people-schema.ts";
import type { InboxRow } from "../../src/store/port/inbox-store.ts";
import { DATABASES, finishes, startApp, type TestApp, type TestAppOptions } from "../support/app.ts";
import { createFakeChannel } from "../support/fake-channel.ts";

const MINUTE = 60_000;
const ANA = "T0123ABCD:U0ANA";
const OTHER = "T0123ABCD:U0OTHER";

/** Somebody pretends to be a rep. */
describe.each(DATABASES)("how colleagues become known, on %s", (database) => {
  let app: TestApp;
  let events = 0;
  afterEach(() => app?.close());

  const start = async (options: Partial<TestAppOptions> = {}) => {
    const channels = ["web", "telegram", "slack"].map((name) => createFakeChannel(name));
    app = await startApp({ database, channels, ...options });
  };
  /** Say a command in Slack; gives what was answered. */
  const slack = async (actor: string, text: string): Promise<string[]> => {
    events += 1;
    app.clock.advance(1_000);
    const chatId = `dm:${actor}`;
    const before = app.channelOf("slack").sent.length;
    await app.app.accept("slack", {
      type: "command",
      externalId: `command-${events}`,
      chatId,
      at: app.clock.now().toISOString(),
      actor: { kind: "slack", value: actor },
      text,
    });
    await app.drain();
    const sent = app.channelOf("slack").sent.slice(before);
    for (const { message } of sent) expect(message.privately).toBe(true);
    return sent.map(({ message }) => message.text ?? "");
  };
  const telegram = (id: string, text: string, name?: string) =>
    app.says(id, text, { channel: "telegram", ...(name === undefined ? {} : { name }) });
  const ask = (request: PeopleRequest) => createOperations(app.store, app.clock).people(request);
  const code = async (rep: string): Promise<string> => {
    const answer = await ask({ ask: "code", rep });
    if (answer.kind !== "code") throw new Error(`no code: ${JSON.stringify(answer)}`);
    return answer.code;
  };
  const wrong = (right: string) => (right === "111-111" ? "222-222" : "111-111");

  it("is by a code said in Slack, once, and from then on", async () => {
    await start();
    expect((await slack(ANA, "leads"))[0]).toMatch(/do not know you.*link 123-456/);
    const given = await code("bruno");
    expect(await slack(ANA, `link ${given}`)).toEqual([expect.stringContaining("Boas-vindas, Bruno!")]);
    expect((await slack(ANA, "leads"))[0]).not.toMatch(/conheço|know you/);
    expect(await slack(ANA, `link ${given}`)).toEqual([expect.stringContaining("você é Bruno")]);
    expect(await slack(OTHER, `link ${given}`)).toEqual([
      expect.stringMatching(/not valid[\s\S]*não é válido[\s\S]*no es válido/),
    ]);
    expect((await slack(OTHER, "leads"))[0]).toMatch(/do not know you/);
    expect(await app.leads()).toEqual([]);
  });

  it("is by a code written to the bot in Telegram, which opens no lead", async () => {
    await start();
    const given = await code("carla");
    expect(await telegram("4242", `/vincular ${given}`)).toEqual([expect.stringContaining("Carla")]);
    expect(app.channelOf("telegram").texts("4242")[0]).toContain("¡Te damos la bienvenida");
    expect((await telegram("4242", "ayuda"))[0]).toContain("leads");
    expect(await app.leads()).toEqual([]);
  });

  it("is by a person's own id on a platform only: a visitor of the website stays one", async () => {
    await start();
    const given = await code("ana");
    await app.says("visitor-1", `link ${given}`);
    expect(await app.lead("visitor-1")).toMatchObject({ channel: "web" });
    expect(await app.does("nobody", `link ${given}`)).toMatch(/do not know you/);
    expect((await app.store.turns.directory()).identities.get("web:visitor-1")).toBeUndefined();
    expect((await slack(ANA, `link ${given}`))[0]).toContain("Welcome, Ana!");
  });

  it("is not by guessing: five wrong codes, then a wait", async () => {
    await start();
    const given = await code("ana");
    for (let n = 0; n < 5; n += 1) {
      expect((await slack(OTHER, `link ${wrong(given)}`))[0]).toContain("not valid");
    }
    expect((await slack(OTHER, `link ${given}`))[0]).toMatch(/again in 15 minutes[\s\S]*15 minutos/);
    expect((await slack(ANA, `link ${given}`))[0]).toContain("Welcome, Ana!");
    app.clock.advance(15 * MINUTE);
    expect((await slack(OTHER, `link ${await code("bruno")}`))[0]).toContain("Bruno");
  });

  it("is not by a code that is too old", async () => {
    await start();
    const given = await code("ana");
    app.clock.advance(15 * MINUTE);
    expect((await slack(ANA, `link ${given}`))[0]).toContain("not valid");
  });

  it("is never by a name: who takes over that of a colleague gains nothing", async () => {
    await start();
    await telegram("1001", `link ${await code("ana")}`, "Ana Souza (@ana)");
    expect((await telegram("1001", "leads", "Somebody Else"))[0]).not.toContain("Hi");
    expect(await app.leads()).toEqual([]);
    // The name is free again, and somebody else has it now: a prospect as any other.
    await telegram("2002", "leads", "Ana Souza (@ana)");
    expect(await app.lead("2002", "telegram")).toMatchObject({ number: 1 });
    for (const actor of ["@ana", "ana", "T9999ZZZZ:U0ANA"]) {
      expect((await slack(actor, "show L-1"))[0]).toMatch(/do not know you/);
    }
  });

  it("ends at once when the id is taken away", async () => {
    await start();
    await ask({ ask: "link", rep: "ana", kind: "slack", values: [ANA] });
    expect((await slack(ANA, "leads"))[0]).not.toMatch(/know you/);
    await ask({ ask: "unlink", rep: "ana", kinds: ["slack"], values: null });
    expect((await slack(ANA, "leads"))[0]).toMatch(/do not know you/);
  });

  it("changes at once with the role, and ends when a colleague is switched off", async () => {
    await start();
    await finishes(app, "chat-1");
    await ask({ ask: "link", rep: "ana", kind: "slack", values: [ANA] });
    await app.does("maria", "assign L-1 @ana");
    const lead = await app.lead("chat-1");
    expect(lead.ownerId).toBe("ana");
    expect((await slack(ANA, "stats @bruno"))[0]).toMatch(/for managers/);
    await ask({ ask: "set", rep: "ana", role: "manager" });
    expect((await slack(ANA, "stats @bruno"))[0]).not.toMatch(/for managers/);
    const open = await code("ana");

    await ask({ ask: "set", rep: "ana", active: false });
    const trail = await app.trail(lead);
    for (const text of [
      "show L-1",
      "note L-1 mine",
      "reply L-1 hello",
      "pass L-1",
      "leads",
      `link ${open}`,
    ]) {
      expect((await slack(ANA, text))[0], text).toMatch(/switched off/);
    }
    expect(await app.does("ana", "still mine", lead)).toMatch(/switched off/);
    expect((await slack(OTHER, `link ${open}`))[0]).toContain("not valid");
    // Nothing but that the lead was offered to somebody else.
    const since = (await app.trail(lead)).slice(trail.length);
    expect(since.map(({ kind, actorKind }) => [kind, actorKind])).toEqual([
      ["released", "system"],
      ["offered", "system"],
    ]);
    // What the customer writes is for the others.
    const before = [(await app.posts("rep:ana")).length, (await app.posts("team")).length] as const;
    await app.says("chat-1", "Any news?");
    expect(await app.posts("rep:ana")).toHaveLength(before[0]);
    const told = (await app.posts("team")).slice(before[1]).map(({ payload }) => payload.text ?? "");
    expect(told.join("\n")).toContain("Any news?");
    // And a manager gives it to somebody else.
    await app.does("maria", "assign L-1 @carla");
    expect(await app.lead("chat-1")).toMatchObject({ ownerId: "carla" });
  });

  it("stands when the turn fails after the code was used", async () => {
    let failures = 1;
    const beforeDecide = ({ payload }: InboxRow) => {
      if (payload.type !== "command" || failures === 0) return;
      failures -= 1;
      throw new Error("the program stopped here");
    };
    await start({ beforeDecide, faults: true });
    const given = await code("ana");
    await slack(ANA, `link ${given}`);
    // Its turn comes again, by the clock.
    await app.passes(MINUTE);
    expect(app.channelOf("slack").texts(`dm:${ANA}`)).toEqual([
      "This account is linked already: you are Ana.",
    ]);
    expect(failures).toBe(0);
    expect((await slack(ANA, "leads"))[0]).not.toMatch(/know you/);
  });
});
