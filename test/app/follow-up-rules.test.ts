import { afterEach, describe, expect, it } from "vitest";
import type { Lead } from "../../src/leads/types/lead.ts";
import { DATABASES, type DatabaseKind, startApp, type TestApp } from "../support/app.ts";
import { aRep } from "../support/builders.ts";

/** It is a Tuesday, 11:00 in São Paulo, where everybody is. */
const DAY = 86_400_000;

let t: TestApp;
afterEach(() => t.close());

const RULES = `
rules:
  - id: after-sale
    stage: customer
    plan:
      - { after: 7d, kind: support, note: { en: All well?, pt: Tudo bem?, es: ¿Todo bien? } }
      - { after: 4w, kind: support, at: "15:00" }
  - id: offer
    stage: negotiation
    whileThere: true
    plan:
      - { after: 2d, kind: call, note: Ask about the offer }
`;

async function start(database: DatabaseKind, rules = RULES): Promise<Lead> {
  const timeZone = "America/Sao_Paulo";
  const reps = ["Ana", "Bruno"].map((name) => aRep({ name, timeZone }));
  t = await startApp({
    database,
    reps,
    teams: { sales: ["ana", "bruno"], projects: [] },
    flows: { "followups.yaml": rules },
  });
  await t.says("chat-1", "Hello");
  const lead = await t.lead("chat-1");
  await t.does("ana", `claim L-${lead.number}`);
  return t.lead("chat-1");
}

async function agenda(ref: string): Promise<string[]> {
  const lines = (await t.does("ana", `followups ${ref}`)).split("\n");
  return lines.filter((line) => line.startsWith("•"));
}

describe.each(DATABASES)("what is planned by itself on %s", (database) => {
  it("is support with a new customer, for the owner, who is reminded; it ends when the lead is lost", async () => {
    const lead = await start(database);
    const ref = `L-${lead.number}`;
    const won = await t.does("ana", `stage ${ref} customer 5000`);
    expect(won).toMatch(/Planned by itself: Tue 17 Mar, 09:00 \(São Paulo time\) – 🛠 Support: All well\?/);
    expect(won).toMatch(/Planned by itself: Tue 7 Apr, 15:00 \(São Paulo time\) – 🛠 Support\./);
    expect(await agenda(ref)).toHaveLength(2);
    expect((await t.lead()).nextStep).toMatchObject({ kind: "support", note: "All well?" });
    await t.passes(7 * DAY);
    const told = (await t.posts("rep:ana")).map((post) => post.payload.text ?? "");
    expect(told.filter((text) => text.startsWith("⏰ 🛠 Support: All well?"))).toHaveLength(1);
    const lost = await t.does("ana", `stage ${ref} unqualified no-budget`);
    expect(lost).toMatch(/Its 2 open follow-ups were dropped\./);
    expect(await agenda(ref)).toHaveLength(0);
    await t.does("ana", `undo ${ref}`);
    expect(await agenda(ref)).toHaveLength(2);
  });

  it("is taken back with the move that brought it, and is not planned twice", async () => {
    const lead = await start(database);
    const ref = `L-${lead.number}`;
    await t.does("ana", `stage ${ref} customer 5000`);
    await t.does("ana", `undo ${ref}`);
    expect(await agenda(ref)).toHaveLength(0);
    expect((await t.lead()).nextStep).toBeNull();
    await t.does("ana", `stage ${ref} customer 5000`);
    await t.does("ana", `stage ${ref} inactive`);
    await t.does("ana", `stage ${ref} customer`);
    expect(await agenda(ref)).toHaveLength(2);
  });

  it("is sales too, dropped where the rule says so as soon as the lead moves on, and goes to the next owner", async () => {
    const lead = await start(database);
    const ref = `L-${lead.number}`;
    await t.does("ana", `stage ${ref} negotiation`);
    expect(await agenda(ref)).toHaveLength(1);
    await t.does("ana", `followup ${ref} in 3 hours my own`);
    await t.does("ana", `stage ${ref} qualified`);
    expect((await agenda(ref)).join()).toMatch(/my own/);
    expect(await agenda(ref)).toHaveLength(1);
    await t.does("ana", `stage ${ref} negotiation`);
    await t.does("ana", `assign ${ref} @bruno`);
    await t.passes(2 * DAY);
    const told = (await t.posts("rep:bruno")).map((post) => post.payload.text ?? "");
    expect(told.filter((text) => /^⏰ .*Ask about the offer/.test(text))).toHaveLength(1);
  });
});
