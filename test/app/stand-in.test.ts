import { afterEach, describe, expect, it } from "vitest";
import { DATABASES, type DatabaseKind, startApp, type TestApp } from "../support/app.ts";
import { aRep } from "../support/builders.ts";

/** It is a Tuesday, 11:00 in São Paulo, where everybody is; work begins at 09:00. */
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Wednesday, 09:00 and a bit. */
const NEXT_MORNING = 22.1 * HOUR;
const timeZone = "America/Sao_Paulo";

let t: TestApp;
afterEach(() => t.close());

/** Ana has a lead, with something to do at 13:00 that she does not do. */
async function start(database: DatabaseKind, language: "en" | "pt" | "es" = "en"): Promise<string> {
  const reps = [
    aRep({ name: "Ana", timeZone }),
    aRep({ name: "Bruno", timeZone }),
    aRep({ name: "Maria", role: "manager", timeZone, language }),
  ];
  t = await startApp({ database, reps, teams: { sales: ["ana", "bruno"], projects: [] } });
  await t.says("chat-1", "Hello", { name: "Clara" });
  const ref = `L-${(await t.lead("chat-1")).number}`;
  await t.does("ana", `claim ${ref}`);
  await t.does("ana", `followup ${ref} in 2 hours call about the price`);
  await t.passes(3 * HOUR);
  return ref;
}

async function told(rep: string, begins: string): Promise<string[]> {
  const posts = await t.posts(`rep:${rep}`);
  return posts.map((post) => post.payload.text ?? "").filter((text) => text.startsWith(begins));
}

describe.each(DATABASES)("what stays late while its rep is away, on %s", (database) => {
  it("is told once to who stands in, and to the rep when back", async () => {
    const ref = await start(database);
    await t.does("ana", `followup ${ref} in 26 hours send the contract`);
    await t.does("ana", "away until monday");
    expect(await told("maria", "⚠️ Ana")).toEqual([]);
    await t.passes(NEXT_MORNING - 3 * HOUR);
    const [first, ...more] = await told("maria", "⚠️ Ana");
    expect(more).toEqual([]);
    expect(first).toMatch(/^⚠️ Ana is away until Mon 16 Mar, 09:00 .*, and 1 follow-up is late\n/);
    expect(first).toContain(`${ref} · Clara`);
    await t.restart();
    // What has become late since then is told the next morning, and then no more.
    await t.passes(DAY);
    const [, second, ...others] = await told("maria", "⚠️ Ana");
    expect(others).toEqual([]);
    expect(second).toMatch(/, and 1 follow-up is late\n.*send the contract/);
    await t.passes(DAY);
    expect(await told("maria", "⚠️ Ana")).toHaveLength(2);
    expect(await told("ana", "☀️")).toEqual([]);
    await t.passes(3 * DAY);
    const list = await told("ana", "☀️");
    expect(list).toHaveLength(1);
    expect(list[0]).toMatch(/2 follow-ups are overdue/);
    expect(list[0]).toContain(ref);
  });

  it("is told to all managers where nobody manages the team, or who does is away too", async () => {
    await start(database);
    await t.does("maria", "away until saturday");
    await t.does("ana", "away until monday");
    await t.passes(NEXT_MORNING - 3 * HOUR);
    expect(await told("maria", "⚠️ Ana")).toEqual([]);
    const managers = (await t.posts("team")).map((post) => post.payload.text ?? "");
    expect(managers.filter((text) => text.startsWith("⚠️ Ana"))).toHaveLength(1);
  });

  it("of a rep who is here is on their own list alone, and of one who came back meanwhile", async () => {
    await start(database);
    await t.does("ana", "away until monday");
    await t.does("ana", "back");
    await t.passes(NEXT_MORNING - 3 * HOUR);
    expect(await told("maria", "⚠️ Ana")).toEqual([]);
    expect(await told("ana", "☀️")).toHaveLength(1);
  });
});

it.each([
  ["pt", /^⚠️ Ana está ausente até .*, com 1 acompanhamento atrasado\n/],
  ["es", /^⚠️ Ana está de ausencia hasta .*, con 1 seguimiento atrasado\n/],
] as const)("what stays late is told in the manager's language: %s", async (language, text) => {
  await start("sqlite", language);
  await t.does("ana", "away until monday");
  await t.passes(NEXT_MORNING - 3 * HOUR);
  const [first] = await told("maria", "⚠️ Ana");
  expect(first).toMatch(text);
});
