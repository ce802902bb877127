import { afterEach, describe, expect, it } from "vitest";
import { CONVERSATIONS, DATABASES, finishes, startApp, type TestApp } from "../support/app.ts";
import { expectChat, expectInvariants } from "../support/invariants.ts";

describe.each(DATABASES)("on %s", (database) => {
  let app: TestApp;
  afterEach(() => app?.close());

  it.each([
    { language: "en", product: "solar", value: 1_200_000, team: "sales", name: "Ana Souza" },
    { language: "pt", product: "storage", value: 5_000_000, team: "projects", name: "João da Silva" },
    { language: "es", product: "charging", value: 800_000, team: "sales", name: "José Pérez" },
  ] as const)(
    "a conversation in $language ends in a scored, routed lead with its trail",
    async ({ language, product, value, team, name }) => {
      app = await startApp({ database });
      const lead = await finishes(app, "chat-1", language);
      expect(lead).toMatchObject({ number: 1, language, product, value, currency: "BRL", teamId: team });
      expect(lead.qualifiedAt).not.toBeNull();
      expect(lead.score).toBe(lead.scoreReasons.reduce((sum, reason) => sum + reason.points, 0));
      expect(lead.score).toBeGreaterThan(30);
      expect(lead.offeredTo).not.toBeNull();
      expect((await app.contact(lead)).name).toBe(name);
      const kinds = new Set((await app.trail(lead)).map((activity) => activity.kind));
      for (const kind of ["lead-opened", "answered", "scored", "stage-moved", "offered"])
        expect(kinds).toContain(kind);
      expect(await app.posts(`rep:${lead.offeredTo}`)).not.toHaveLength(0);
      expect(app.channel.texts("chat-1").join("\n")).toContain(
        { en: "Ana!", pt: "João!", es: "José!" }[language],
      );
      await expectChat(app, "chat-1", [...CONVERSATIONS[language]]);
      await expectInvariants(app);
    },
  );

  it("a rep takes a lead to customer by command, and a manager sees it in the numbers", async () => {
    app = await startApp({ database });
    const lead = await finishes(app, "chat-1");
    const rep = lead.offeredTo!;
    expect(rep).toBe("ana");
    expect(await app.does(rep, "claim L-1")).toContain("L-1 is yours");
    expect(await app.lead("chat-1")).toMatchObject({ ownerId: rep, offeredTo: null, offerId: null });
    expect(await app.does(rep, "stage negotiation", lead)).toContain("L-1");
    expect(await app.does(rep, "stage L-1 unqualified")).toMatch(/reason/i);
    await app.does(rep, "note L-1 wants it before Easter");
    await app.does(rep, "stage L-1 customer R$ 12.500,00");
    const won = await app.lead("chat-1");
    expect(won).toMatchObject({ stage: "customer", stageKind: "won", value: 1_250_000, currency: "BRL" });
    expect(won.closedAt).not.toBeNull();

    const stats = await app.does("maria", "stats today");
    expect(stats).toMatch(/New leads: 1\b/);
    expect(stats).toMatch(/Won: 1\b/);
    expect(stats).toContain("12,500");
    const pipeline = await app.does("maria", "pipeline");
    expect(pipeline).toMatch(/Customer.*1.*12,500/);
    expect(await app.does("bruno", "números de hoje @ana")).not.toMatch(/12.500/);
    await expectInvariants(app);
  });

  it("undoes the last change, and then the one before, not the same again", async () => {
    app = await startApp({ database });
    const lead = await finishes(app, "chat-1");
    await app.does("ana", "claim L-1");
    await app.does("ana", "stage L-1 negotiation");
    await app.does("ana", "tag L-1 vip");
    expect((await app.lead("chat-1")).tags).toContain("vip");
    expect(await app.does("ana", "undo L-1")).toContain("the tags");
    expect((await app.lead("chat-1")).tags).not.toContain("vip");
    expect(await app.does("ana", "undo L-1")).toContain("the stage");
    expect((await app.lead("chat-1")).stage).toBe(lead.stage);
    expect(await app.does("ana", "undo L-1")).toContain("the owner");
    expect(await app.lead("chat-1")).toMatchObject({ ownerId: null, offeredTo: null });
    expect(await app.does("ana", "undo L-1")).toContain("nothing of yours to undo");
    await expectInvariants(app);
  });

  it("sends a rep's answer, and keeps the bot silent until it gets the floor back", async () => {
    app = await startApp({ database });
    await app.says("chat-1", "Hi");
    await app.says("chat-1", "solar");
    await app.does("ana", "reply L-1 Good morning! This is Ana.");
    expect(app.channel.texts("chat-1").at(-1)).toBe("Good morning! This is Ana.");
    const lead = await app.lead("chat-1");
    expect(lead).toMatchObject({ ownerId: "ana", stage: "contacted" });
    expect(lead.firstResponseAt).not.toBeNull();
    expect(await app.says("chat-1", "for my house")).toEqual([]);
    const told = await app.posts("rep:ana");
    expect(JSON.stringify(told.at(-1)?.payload)).toContain("for my house");
    // Not even a nudge.
    await app.passes(4 * 3_600_000);
    expect(app.channel.texts("chat-1").at(-1)).toBe("Good morning! This is Ana.");
    await app.does("ana", "resume L-1");
    expect(await app.says("chat-1", "for my house")).not.toEqual([]);
    await expectInvariants(app);
  });

  it("refuses a stranger's command, and changes nothing", async () => {
    app = await startApp({ database });
    const before = await finishes(app, "chat-1");
    for (const command of ["claim L-1", "leads", "stage L-1 customer 1", "stats"]) {
      expect(await app.does("nobody", command)).toContain("I do not know you as a colleague");
    }
    expect(await app.lead("chat-1")).toEqual(before);
    expect(JSON.stringify(await app.posts("rep:nobody"))).not.toContain("Souza");
  });

  it("counts an event once that is delivered again", async () => {
    app = await startApp({ database });
    await app.says("chat-1", "Hi", { id: "same" });
    await app.says("chat-1", "solar", { id: "next" });
    const before = app.channel.texts("chat-1");
    for (const id of ["same", "next", "same"])
      expect(await app.writes("chat-1", "something else", { id })).toEqual({ duplicate: true });
    await app.drain();
    await app.restart();
    expect(await app.writes("chat-1", "solar", { id: "next" })).toEqual({ duplicate: true });
    await app.drain();
    expect(app.channel.texts("chat-1")).toEqual(before);
    await app.asks("ana", "claim L-1", undefined, "click-1");
    await app.asks("ana", "claim L-1", undefined, "click-1");
    await app.drain();
    expect((await app.posts("rep:ana")).filter((post) => post.payload.privately)).toHaveLength(1);
    await expectChat(app, "chat-1", ["Hi", "solar"]);
  });
});
