import { afterEach, describe, expect, it } from "vitest";
import { CONVERSATIONS, DATABASES, type DatabaseKind, startApp, type TestApp } from "../support/app.ts";
import { expectInvariants } from "../support/invariants.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let app: TestApp;
afterEach(() => app?.close());

async function start(startOn: string, database: DatabaseKind = "sqlite"): Promise<void> {
  const file = `
id: two
name: Two steps
startOn: ${startOn}
steps:
  - { id: first, after: 1d, text: "First, {first_name}" }
  - { id: second, after: 4d, text: Second }
`;
  app = await startApp({ database, flows: { "nurture/not-ready-yet.yaml": file } });
}

async function story(chatId = "c1"): Promise<string[]> {
  const trail = await app.trail(await app.lead(chatId));
  return trail.filter(({ kind }) => kind.startsWith("sequence")).map(({ kind, note }) => `${kind} ${note}`);
}

const automatic = (chatId = "c1") => app.channel.texts(chatId).filter((text) => /^(First|Second)/.test(text));

/** Somebody answers every question, and says no more. */
async function answers(chatId: string): Promise<void> {
  for (const text of ALL) await app.says(chatId, text);
}

const ALL = CONVERSATIONS.en.slice(0, -1);

/** Answers that leave a lead below 70 points, and below 60. */
const MODEST = ["Hi", "solar", "for my house", "around 1k", "no hurry", "I'm Rui Costa", "Curitiba"];
const REST = ["rui@example.com", "google", "no"];

describe.each(DATABASES)("a sequence that begins with a grade, on %s", (database) => {
  it("begins for who has it once the questions are through, and for nobody else", async () => {
    await start("{ grades: [hot] }", database);
    await answers("c1");
    expect((await app.lead("c1")).grade).toBe("hot");
    expect(await story()).toEqual(["sequence-started two"]);
    for (const text of [...MODEST, ...REST]) await app.says("c2", text);
    expect((await app.lead("c2")).grade).not.toBe("hot");
    await app.passes(DAY + HOUR);
    expect(automatic()).toEqual(["First, Ana"]);
    await app.restart();
    await app.passes(5 * DAY);
    expect(automatic()).toEqual(["First, Ana", "Second"]);
    expect(automatic("c2")).toEqual([]);
    expect(await story("c2")).toEqual([]);
    await expectInvariants(app);
  });
});

describe("a sequence that begins", () => {
  it("with a grade begins for who comes to it by a week of silence", async () => {
    await start("{ grades: [warm] }");
    await answers("c1");
    expect(await story()).toEqual([]);
    for (let day = 0; day < 30 && (await story()).length === 0; day += 1) await app.passes(DAY);
    expect((await app.lead("c1")).grade).toBe("warm");
    expect(await story()).toEqual(["sequence-started two"]);
    await app.passes(DAY + HOUR);
    expect(automatic()).toEqual(["First, Ana"]);
  });

  it("with a grade is for silence, not for answers, where somebody stops in the middle", async () => {
    await start("{ grades: [hot] }");
    const asked = ALL.slice(0, -1);
    for (const text of asked) await app.says("c1", text);
    expect((await app.lead("c1")).grade).toBe("hot");
    await app.passes(10 * DAY);
    expect(await story()).toEqual([]);
    // Back after days, and through: now it begins.
    for (const text of ALL.slice(-1)) await app.says("c1", text);
    expect((await app.lead("c1")).grade).toBe("hot");
    expect(await story()).toEqual(["sequence-started two"]);
  });

  it("with a score begins at that score, and not below it", async () => {
    await start("{ minScore: 60 }");
    for (const text of [...MODEST, ...REST]) await app.says("c1", text);
    expect((await app.lead("c1")).score).toBeLessThan(60);
    await answers("c2");
    expect((await app.lead("c2")).score).toBeGreaterThanOrEqual(60);
    expect([await story("c1"), await story("c2")]).toEqual([[], ["sequence-started two"]]);
    // Who is over it already does not begin anew with more of it.
    await app.does("maria", "assign L-2 @maria");
    await app.does("maria", "unenrol L-2");
    await app.does("maria", "set L-2 phone +5511912345678");
    await app.does("maria", "rescore L-2");
    expect(await story("c2")).toEqual(["sequence-started two", "sequence-ended two by-hand"]);
    await app.passes(2 * DAY);
    expect([automatic("c1"), automatic("c2")]).toEqual([[], []]);
    await expectInvariants(app);
  });

  it("with a score begins when a colleague's change brings a lead there, if its condition holds", async () => {
    await start("{ minScore: 50, when: { product: solar } }");
    for (const text of [...MODEST, ...REST]) await app.says("c1", text);
    const before = (await app.lead("c1")).score;
    await app.does("maria", "assign L-1 @maria");
    await app.does("maria", "set L-1 budget 50000");
    const lead = await app.lead("c1");
    expect([before < 50, lead.score >= 50]).toEqual([true, true]);
    expect(await story()).toEqual(["sequence-started two"]);
  });

  it("with a tag that the questions give begins when they are through", async () => {
    await start("{ tags: [priority] }");
    await answers("c1");
    expect((await app.lead("c1")).tags).toContain("priority");
    expect(await story()).toEqual(["sequence-started two"]);
  });

  it("with the first stage begins when the questions are through", async () => {
    await start("{ stages: [open-enquiry, qualified] }");
    await app.says("c1", "Hi");
    await app.says("c1", "solar");
    expect(await story()).toEqual([]);
    for (const text of ALL.slice(2)) await app.says("c1", text);
    expect(await story()).toEqual(["sequence-started two"]);
  });
});
