import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DIMENSIONS, type InsightQuery, type Measure, type Part } from "../../../src/commands/insights.ts";
import { RESULTS, type ReachOf, type Results } from "../../../src/commands/reach.ts";
import type { Store } from "../../../src/store/port.ts";
import { openAll } from "./backends.ts";
import { DAY, history, ReachWorld } from "./reach-world.ts";
import { type Reached, reachedBy, reachRows } from "./recount-reach.ts";

const START = "2026-01-01T00:00:00.000Z";
/** Worlds begin so far from each other that no question about one can find another. */
const APART = 400 * DAY;

const MEASURE: Record<keyof Results, Measure> = {
  sent: "reach-sent",
  delivered: "reach-delivered",
  read: "reach-read",
  replied: "reach-replied",
  won: "reach-won",
  optedOut: "reach-out",
};

const rep = fc.constantFrom("ana", "bruno");
const teamIds = fc.subarray(["sales", "projects"]);
const scope: fc.Arbitrary<InsightQuery["scope"]> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: "all" as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("owned" as const), repId: rep }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("visible" as const), repId: rep, teamIds }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("teams" as const), teamIds, repId: fc.option(rep) }),
  },
);
const key = fc.constantFrom("", "a", "ana", "sales", "web", "en");
const filter: fc.Arbitrary<InsightQuery["filter"]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...DIMENSIONS, "tag" as const), key)
      .map(([dimension, value]) => ({ [dimension]: value })),
  },
);
const question = fc.record({
  scope,
  filter,
  /** Milliseconds after the beginning; the first and the last are all. */
  from: fc.oneof(fc.constant(-2 * DAY), fc.constantFrom(0, 1, 14 * DAY, 28 * DAY + 1)),
  to: fc.oneof(fc.constant(200 * DAY), fc.constantFrom(0, 1, 14 * DAY + 1, 28 * DAY)),
  /** Which of the senders, and whether all of its kind. */
  sender: fc.nat(4),
  kindOnly: fc.boolean(),
  /** Of the leads behind the numbers: only those that are, or were, in this stage. Mostly all. */
  narrowed: fc.constantFrom<Part>({}, {}, { stage: "customer" }, { reached: "customer" }),
});

type Question = typeof question extends fc.Arbitrary<infer T> ? T : never;

const EVERYTHING: Question = {
  scope: { kind: "all" },
  filter: {},
  from: -2 * DAY,
  to: 200 * DAY,
  sender: 0,
  kindOnly: true,
  narrowed: {},
};

describe("results of unasked messages", () => {
  let opened: Awaited<ReturnType<typeof openAll>>;
  beforeAll(async () => {
    opened = await openAll(START);
  });
  afterAll(() => Promise.all(opened.stores.map(({ close }) => close())));

  it("are those of a recount, with the leads behind each, on both databases", async () => {
    let worlds = 0;
    const counted = { sent: 0, delivered: 0, read: 0, replied: 0, won: 0, optedOut: 0 };
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.array(question, { minLength: 2, maxLength: 2 }),
        async (past, questions) => {
          worlds += 1;
          const begins = Date.parse(START) + worlds * APART + past.begins;
          const world = new ReachWorld(worlds, begins, past);
          await Promise.all(opened.stores.map(({ store }) => world.keepIn(store)));
          for (const { sender, kindOnly, narrowed, from, to, ...rest } of [EVERYTHING, ...questions]) {
            const query = { ...rest, from: world.at(from), to: world.at(to) };
            const all = reachedBy(query, world);
            const { kind, id: source, name } = world.senders[sender]!;
            const of: ReachOf = kindOnly ? { kind } : { kind, source };
            const part: Part = kind === "campaign" ? { campaign: name ?? "" } : { sequence: source };
            const ofOne = all.filter(({ outreach }) => outreach.kind === kind && outreach.source === source);
            for (const { store } of opened.stores) {
              expect(await store.reads.reach(query)).toEqual(reachRows(all, undefined, world));
              expect(await store.reads.reach(query, of)).toEqual(reachRows(all, of, world));
              for (const result of RESULTS) {
                expect(await listed(store, query, result, narrowed)).toEqual(behind(all, result, narrowed));
                expect(await listed(store, query, result, part)).toEqual(behind(ofOne, result, {}));
              }
            }
            for (const result of RESULTS) counted[result] += all.filter(({ came }) => came[result]).length;
          }
        },
      ),
      { numRuns: 35, endOnFailure: true },
    );
    // How much the histories hold is luck; that they hold something of each is not.
    for (const result of RESULTS) expect([result, counted[result] > 20]).toEqual([result, true]);
  });
});

async function listed(store: Store, query: InsightQuery, result: keyof Results, part: Part) {
  const page = { offset: 0, limit: 1_000 };
  const { rows, total } = await store.reads.insightLeads(query, MEASURE[result], page, part);
  return { total, numbers: rows.map(({ number }) => number) };
}

/** The list of leads that a number must have, newest first. */
function behind(all: readonly Reached[], result: keyof Results, { stage, reached }: Part) {
  const leads = all
    .filter(({ came }) => came[result])
    .map(({ lead }) => lead)
    .filter((lead) => stage === undefined || lead.stage === stage)
    .filter((lead) => reached === undefined || lead.reached.includes(reached))
    .sort((a, b) => Date.parse(b.openedAt) - Date.parse(a.openedAt) || b.number - a.number);
  return { total: leads.length, numbers: leads.map(({ number }) => number) };
}
