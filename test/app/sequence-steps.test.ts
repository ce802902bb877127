import { readFile } from "node:fs/promises";
import { afterEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { nurtureSchema } from "../../src/flow/schema-nurture.ts";
import { compileSequence, variantFor } from "../../src/flow/sequences.ts";
import { DATABASES, finishes, startApp, type TestApp } from "../support/app.ts";
import { expectInvariants } from "../support/invariants.ts";
import { havePeople } from "../support/people.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let app: TestApp;
afterEach(() => app?.close());

/** The sample business, with lines in place of its holidays and its limits. */
async function businessWith({
  holidays,
  outreach,
}: {
  holidays?: string;
  outreach?: string;
}): Promise<string> {
  let text = await readFile(new URL("../../flows/business.yaml", import.meta.url), "utf8");
  if (outreach !== undefined) text = `${text.slice(0, text.indexOf("outreach:"))}outreach:\n${outreach}\n`;
  return holidays === undefined ? text : text.replace("holidays:\n", `holidays:\n${holidays}\n`);
}

async function story(chatId = "c1"): Promise<string[]> {
  const trail = await app.trail(await app.lead(chatId));
  return trail.filter(({ kind }) => kind.startsWith("sequence")).map(({ kind, note }) => `${kind} ${note}`);
}

/** Move the clock there, and do what falls due by then. */
const comes = (to: string) => app.passes(Date.parse(to) - app.clock.now().getTime());

async function dueAt(): Promise<string | undefined> {
  return (await app.lead("c1")).nurture?.active[0]?.dueAt.slice(0, 15);
}

describe.each(DATABASES)("steps in working time, on %s", (database) => {
  it("count hours and days of the business over a weekend and a holiday, and come once", async () => {
    const file = `
id: working
name: Working time
steps:
  - { id: hours, after: 9h, time: working, text: Hours }
  - { id: days, after: 2d, time: working, text: Days }
  - { id: week, after: 1w, time: working, text: Week }
`;
    const holidays = ["2026-03-16", "2026-03-25"].map((date) => `  - { date: ${date}, name: Local holiday }`);
    app = await startApp({
      database,
      flows: {
        "nurture/not-ready-yet.yaml": file,
        "business.yaml": await businessWith({ holidays: holidays.join("\n") }),
      },
    });
    const sent = () => app.channel.texts("c1").filter((text) => /^(Hours|Days|Week)$/.test(text));
    await finishes(app, "c1");
    await app.does("maria", "assign L-1 @ana");
    // A Friday, 11:00 in São Paulo: seven hours until the evening, and two on Saturday morning.
    await comes("2026-03-13T14:00:00.000Z");
    await app.does("ana", "enrol L-1 working");
    expect(await dueAt()).toBe("2026-03-14T14:0");
    await comes("2026-03-14T13:59:00.000Z");
    expect(sent()).toEqual([]);
    await comes("2026-03-14T14:01:00.000Z");
    expect(sent()).toEqual(["Hours"]);
    // Nobody works on Sunday, nor on Monday, which is a holiday: Tuesday is the first day, Wednesday the second.
    expect(await dueAt()).toBe("2026-03-18T14:0");
    await app.restart();
    await comes("2026-03-18T13:59:00.000Z");
    expect(sent()).toEqual(["Hours"]);
    await comes("2026-03-18T14:02:00.000Z");
    expect(sent()).toEqual(["Hours", "Days"]);
    // A week later is a holiday: when work begins on the day after.
    expect(await dueAt()).toBe("2026-03-26T12:0");
    await comes("2026-03-26T11:59:00.000Z");
    expect(sent()).toEqual(["Hours", "Days"]);
    await comes("2026-03-26T12:00:00.000Z");
    expect(sent()).toEqual(["Hours", "Days", "Week"]);
    await app.passes(30 * DAY);
    expect(sent()).toEqual(["Hours", "Days", "Week"]);
    await expectInvariants(app);
  });

  it("give each person one of the variants by weight, and the same whenever it is asked", async () => {
    const file = `
id: variants
name: Variants
startOn: { silentDays: 7 }
steps:
  - id: first
    after: 1h
    variants: [{ id: often, weight: 3, text: Often }, { id: seldom, text: Seldom }]
  - id: second
    after: 4d
    variants: [{ text: Left }, { text: Right }]
`;
    const sequence = compileSequence(nurtureSchema.parse(parse(file)));
    app = await startApp({
      database,
      flows: {
        "nurture/not-ready-yet.yaml": file,
        "business.yaml": await businessWith({ outreach: "  perDay: { other: 1000 }" }),
      },
    });
    const people = Array.from({ length: 240 }, (_, i) => i + 1);
    await havePeople(app, people.length);
    await app.drain();
    const enrolled = new Map(
      (await app.leads()).map(({ number, nurture }) => [number, nurture?.active[0]?.id]),
    );
    expect(new Set(enrolled.values()).size).toBe(people.length);
    const meant = (step: number) =>
      people.map((n) => {
        const { id } = variantFor(sequence.steps[step]!, enrolled.get(n) ?? "");
        return { often: "Often", seldom: "Seldom", a: "Left", b: "Right" }[id];
      });
    await app.passes(2 * HOUR);
    const first = people.map((n) => app.channel.texts(`chat-${n}`));
    expect(first.every((texts) => texts.length === 1)).toBe(true);
    const often = first.filter(([text]) => text === "Often").length;
    expect(often).toBeGreaterThan(150);
    expect(often).toBeLessThan(210);
    await app.restart();
    await app.passes(4 * DAY + HOUR);
    const second = people.map((n) => app.channel.texts(`chat-${n}`).slice(1));
    const left = second.filter(([text]) => text === "Left").length;
    expect(left).toBeGreaterThan(90);
    expect(left).toBeLessThan(150);
    expect([first.flat(), second.flat()]).toEqual([meant(0), meant(1)]);
    // Which of the second does not hang on which of the first.
    const both = new Set(people.map((_, i) => `${first[i]?.[0]} ${second[i]?.[0]}`));
    expect([...both].sort()).toEqual(["Often Left", "Often Right", "Seldom Left", "Seldom Right"]);
    const results = await app.does("maria", "nurture results variants");
    expect(results).toMatch(new RegExp(`often[^\\n]*${often} sent`));
    expect(results).toMatch(new RegExp(`seldom[^\\n]*${240 - often} sent`));
  });
});

describe("steps with conditions", () => {
  it("are passed over where they do not hold when they fall due, and the next counts from then", async () => {
    const file = `
id: conditions
name: Conditions
steps:
  - { id: charger, after: 1d, when: { product: charging }, text: Charger }
  - { id: home, after: 1d, when: { product: solar, segment: [home, farm], score: { min: 10 } }, text: Home }
  - { id: vip, after: 4d, when: { tags: vip }, text: Vip }
  - { id: no-vip, after: 1d, when: { not: { tags: vip } }, text: No vip }
  - { id: last, after: 1d, when: { any: [{ language: pt }, { language: en, channel: web }] }, text: Last }
`;
    app = await startApp({ database: "sqlite", flows: { "nurture/not-ready-yet.yaml": file } });
    await finishes(app, "c1");
    await app.does("maria", "assign L-1 @ana");
    await app.does("ana", "enrol L-1 conditions");
    const sent = () =>
      app.channel.texts("c1").filter((text) => /^(Charger|Home|Vip|No vip|Last)$/.test(text));
    await app.passes(DAY + HOUR);
    expect(sent()).toEqual([]);
    await app.passes(DAY + HOUR);
    expect(sent()).toEqual(["Home"]);
    // What is so by the time counts, not what was so at the beginning.
    await app.does("ana", "tag L-1 vip");
    await app.passes(4 * DAY + HOUR);
    expect(sent()).toEqual(["Home", "Vip"]);
    await app.passes(2 * DAY);
    await app.passes(4 * DAY);
    expect(sent()).toEqual(["Home", "Vip", "Last"]);
    const notable = (await story()).filter((line) => !line.startsWith("sequence-waits"));
    expect(notable).toEqual([
      "sequence-started conditions",
      "sequence-skipped conditions charger",
      "sequence-sent conditions home",
      "sequence-sent conditions vip",
      "sequence-skipped conditions no-vip",
      "sequence-sent conditions last",
    ]);
    expect((await app.lead("c1")).nurture?.active).toEqual([]);
    await expectInvariants(app);
  });
});
