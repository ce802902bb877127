import { afterEach, describe, expect, it } from "vitest";
import { DATABASES, startApp, type TestApp } from "../support/app.ts";
import { havePeople } from "../support/people.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Draft it, look at it, and press the button. */
async function launch(app: TestApp, name = "spring", words = ""): Promise<string> {
  await app.does("maria", `campaign new ${name} template:launch ${words}`);
  const posts = await app.posts("rep:maria");
  const confirm = posts.at(-1)?.payload.choices?.[0]?.value ?? "";
  expect(confirm).toMatch(/^campaign start/);
  return app.does("maria", confirm);
}

const gotIt = (app: TestApp, n: number) =>
  app.channel.texts(`chat-${n}`).filter((text) => text.includes("Pessoa")).length;

describe.each(DATABASES)("a campaign, on %s", (database) => {
  let app: TestApp;
  afterEach(() => app?.close());

  it("tells who would get it and what, sends nothing before it is confirmed, and each once", async () => {
    app = await startApp({ database });
    await havePeople(app, 4);
    await app.says("chat-2", "SAIR");
    const said = app.channel.texts("chat-2").length;
    const told = await app.does("maria", "campaign new spring template:launch language:pt");
    expect(told).toContain("3 people would get it");
    expect(told).toContain("1 would not: asked for no more messages");
    expect(told).toContain("[pt] ");
    for (let day = 0; day < 2; day += 1) await app.passes(DAY);
    expect([1, 2, 3, 4].map((n) => gotIt(app, n))).toEqual([0, 0, 0, 0]);
    expect(await app.does("maria", "campaign start spring confirm 00000000")).toContain("Nothing was sent");
    expect(await launch(app, "spring")).toContain("on its way to 3 people");
    for (let hour = 0; hour < 30; hour += 1) await app.passes(HOUR);
    expect([1, 2, 3, 4].map((n) => gotIt(app, n))).toEqual([1, 0, 1, 1]);
    expect(app.channel.texts("chat-2")).toHaveLength(said);
    expect(await app.does("maria", "campaign start spring")).toContain("started already");
    expect(await app.does("maria", "campaign show spring")).toContain("done – 3 sent, 0 waiting");
    expect(await app.does("maria", "campaign results spring")).toMatch(/Sent: 3[\s\S]*Replied: 0/);
  });

  it("looks ahead at what people and the channel have had today, and names who is behind each number", async () => {
    app = await startApp({ database });
    await havePeople(app, 4);
    await app.says("chat-2", "SAIR");
    await app.does("maria", "tag L-1 friends");
    await launch(app, "first", "#friends");
    await app.passes(60_000);
    expect(gotIt(app, 1)).toBe(1);
    const told = await app.does("maria", "campaign new second template:launch");
    expect(told).toContain("3 people would get it");
    expect(told).toContain("1 would not: asked for no more messages");
    expect(told).toContain("1 of them later: has had as many unasked messages as one person gets");
    const choices = (await app.posts("rep:maria")).at(-1)?.payload.choices ?? [];
    expect(choices.map(({ value }) => value.split(" ").slice(1, 4).join(" "))).toEqual([
      "start second confirm",
      "who second opted-out",
      "who second person-limit",
    ]);
    expect(await app.does("maria", choices[1]?.value ?? "")).toMatch(
      /^Campaign second, 1 person: asked for no more messages\n• L-2 Pessoa 2$/,
    );
    expect(await app.does("maria", choices[2]?.value ?? "")).toMatch(
      /1 person: has had[^\n]*\n• L-1 Pessoa 1 – .*Mar/,
    );
    expect((await app.does("maria", "campanha quem second")).match(/L-\d/g)?.sort()).toEqual([
      "L-1",
      "L-3",
      "L-4",
    ]);
    await app.does("maria", "outreach off web");
    expect(await app.does("maria", "campaign new second template:launch")).toContain(
      "3 of them later: unasked messages are switched off",
    );
    expect(await app.does("maria", "campaign who first")).toContain("started already");
  });

  it("leaves the channel's day what has gone out on it", async () => {
    const { readFile } = await import("node:fs/promises");
    const business = await readFile(new URL("../../flows/business.yaml", import.meta.url), "utf8");
    const limited = `${business.slice(0, business.indexOf("outreach:"))}outreach:\n  perDay: { web: 2 }\n`;
    app = await startApp({ database, flows: { "business.yaml": limited } });
    await havePeople(app, 4);
    await app.does("maria", "tag L-1 friends");
    await launch(app, "first", "#friends");
    await app.passes(60_000);
    const told = await app.does("maria", "campaign new second template:launch");
    // One of the two of today is left for three people; the first has had one.
    expect(told).toContain("4 people would get it");
    expect(told).toContain("2 of them later: the channel has sent all that it sends in a day");
    expect(await app.does("maria", "campaign who second channel-limit")).toMatch(/L-3[\s\S]*L-4/);
  });

  it("is not for reps", async () => {
    app = await startApp({ database });
    for (const text of [
      "campaign",
      "campaign new x template:launch",
      "campaign start x",
      "campaign results x",
    ])
      expect(await app.does("ana", text)).toMatch(/for managers/);
    expect(await app.store.reads.campaigns()).toEqual([]);
  });

  it("is paused, goes on, and is cancelled for those who wait", async () => {
    app = await startApp({ database });
    await havePeople(app, 3);
    await launch(app);
    expect(await app.does("maria", "campaign pause spring")).toContain("paused");
    for (let hour = 0; hour < 4; hour += 1) await app.passes(HOUR);
    const sent = [1, 2, 3].map((n) => gotIt(app, n));
    expect(sent.filter((count) => count === 0).length).toBeGreaterThan(0);
    await app.does("maria", "campaign resume spring");
    await app.passes(HOUR);
    expect([1, 2, 3].map((n) => gotIt(app, n))).toEqual([1, 1, 1]);
    await launch(app, "autumn");
    expect(await app.does("maria", "campanha cancelar autumn")).toContain("cancelled");
    for (let day = 0; day < 6; day += 1) await app.passes(DAY);
    expect([1, 2, 3].map((n) => gotIt(app, n))).toEqual([1, 1, 1]);
  });

  it("only goes to who has agreed, where the business asks for it", async () => {
    const { readFile } = await import("node:fs/promises");
    const business = await readFile(new URL("../../flows/business.yaml", import.meta.url), "utf8");
    app = await startApp({
      database,
      flows: { "business.yaml": `${business}\nconsent:\n  optIn: true\n` },
    });
    await havePeople(app, 2);
    await app.does("maria", "consent L-1 grant web said so at the counter");
    const told = await app.does("maria", "campaign new spring template:launch");
    expect(told).toContain("1 person would get it");
    expect(told).toContain("1 would not: has not agreed to news on this channel");
    await launch(app, "spring", "at tomorrow 10:00");
    // Withdrawn after it was confirmed: looked at again when it is sent.
    await app.does("maria", "consent L-1 withdraw news web changed her mind");
    for (let hour = 0; hour < 30; hour += 1) await app.passes(HOUR);
    expect([1, 2].map((n) => gotIt(app, n))).toEqual([0, 0]);
  });

  it("is behind the enquiry that follows, and its results tell of it", async () => {
    app = await startApp({ database });
    await havePeople(app, 2);
    await app.does("maria", "assign L-1 @maria");
    await app.does("maria", "stage L-1 unqualified no budget");
    await app.does("maria", "campaign new spring template:launch lost");
    await launch(app, "spring", "all");
    for (let hour = 0; hour < 30; hour += 1) await app.passes(HOUR);
    expect(gotIt(app, 1)).toBe(1);
    await app.says("chat-1", "Oi, quero saber mais sobre isso");
    const lead = await app.lead("chat-1");
    expect(lead).toMatchObject({ number: 3, source: "campaign", campaign: "spring" });
    await app.says("chat-2", "pare de me mandar mensagens");
    const results = await app.does("maria", "campaign results spring");
    expect(results).toMatch(/Replied: 2[\s\S]*Opted out: 1/);
  });
});

describe("a campaign for two thousand", () => {
  let app: TestApp;
  afterEach(() => app?.close());

  it("keeps to the day's limit, and reaches each once, whatever restarts", async () => {
    const { readFile } = await import("node:fs/promises");
    const business = (await readFile(new URL("../../flows/business.yaml", import.meta.url), "utf8")).replace(
      /perDay: .*/,
      "perDay: { other: 500 }",
    );
    app = await startApp({ database: "sqlite", flows: { "business.yaml": business } });
    await havePeople(app, 2_000);
    await launch(app);
    let before = 0;
    for (let day = 0; day < 6; day += 1) {
      for (const hours of [1, 5, 18]) await app.passes(hours * HOUR);
      const { sent } = await app.store.reads.campaignCounts((await app.store.reads.campaigns())[0]!.id);
      expect(sent - before).toBeLessThanOrEqual(1_000);
      before = sent;
      if (day < 3) await app.restart();
    }
    const counts = Array.from({ length: 2_000 }, (_, i) => gotIt(app, i + 1));
    expect(counts.filter((count) => count !== 1)).toEqual([]);
    const perDay = new Map<string, number>();
    for (const { text, at } of await sends(app))
      if (text.includes("Pessoa")) perDay.set(at, (perDay.get(at) ?? 0) + 1);
    for (const count of perDay.values()) expect(count).toBeLessThanOrEqual(500);
  }, 240_000);
});

/** What the campaign sent, with the business's day. */
async function sends(app: TestApp): Promise<{ text: string; at: string }[]> {
  const found: { text: string; at: string }[] = [];
  for (let n = 1; n <= 2_000; n += 1) {
    for (const each of await app.store.reads.history(`web:chat-${n}`, { limit: 20 })) {
      const day = new Date(Date.parse(each.at) - 3 * HOUR).toISOString().slice(0, 10);
      if (each.direction === "out") found.push({ text: each.text, at: day });
    }
  }
  return found;
}
