import { afterEach, describe, expect, it } from "vitest";
import { DATABASES, finishes, startApp, type TestApp, type TestAppOptions } from "../support/app.ts";
import { aRep } from "../support/builders.ts";
import { expectInvariants } from "../support/invariants.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let app: TestApp;
afterEach(() => app?.close());

/** A sequence of two texts, a day and two days apart, that begins in the stage "nurture". */
const TWO = `
id: two
name: { en: Two steps, pt: Dois passos, es: Dos pasos }
startOn: { stages: [nurture] }
steps:
  - { id: first, after: 1d, text: { en: "First, {first_name}", pt: "Primeiro", es: "Primero" } }
  - { id: second, after: 4d, text: { en: "Second", pt: "Segundo", es: "Segundo" } }
`;

async function start(options: Partial<TestAppOptions> & Pick<TestAppOptions, "database">): Promise<void> {
  app = await startApp({
    ...options,
    flows: { "nurture/not-ready-yet.yaml": TWO, ...options.flows },
    reps: options.reps ?? [aRep({ name: "Ana" }), aRep({ name: "Maria", role: "manager" })],
    teams: { sales: ["ana"] },
  });
}

const inNurture = async (chatId = "c1") => {
  const lead = await finishes(app, chatId);
  await app.does("ana", `claim L-${lead.number}`);
  await app.does("ana", `stage L-${lead.number} nurture`);
  return app.lead(chatId);
};
const kinds = async () => {
  const lead = await app.lead("c1");
  return (await app.trail(lead))
    .filter(({ kind }) => kind.startsWith("sequence"))
    .map(({ kind, note }) => `${kind} ${note}`);
};
const chat = () => app.channel.texts("c1");

describe.each(DATABASES)("nurture sequences on %s", (database) => {
  it("begins in a stage, sends its steps when they are due, and ends", async () => {
    await start({ database });
    const lead = await inNurture();
    expect(lead.nurture?.active).toMatchObject([{ sequence: "two", step: "first", place: 0 }]);
    const before = chat().length;
    await app.passes(DAY - HOUR);
    expect(chat().length).toBe(before);
    await app.passes(2 * HOUR);
    expect(chat().slice(before)).toEqual(["First, Ana"]);
    await app.restart();
    await app.passes(4 * DAY);
    expect(chat().slice(before)).toEqual(["First, Ana", "Second"]);
    expect((await app.lead("c1")).nurture?.active).toEqual([]);
    expect(await kinds()).toEqual([
      "sequence-started two",
      "sequence-sent two first",
      "sequence-sent two second",
    ]);
    await app.passes(30 * DAY);
    expect(chat().slice(before)).toEqual(["First, Ana", "Second"]);
    await expectInvariants(app);
  });
});
