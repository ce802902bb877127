import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DIMENSIONS, type InsightQuery } from "../../../src/commands/insights.ts";
import type { BusinessCalendar } from "../../../src/leads/config.ts";
import { commit, openAll } from "./backends.ts";
import { countsIn, listsBehind } from "./behind.ts";
import { aligned, type Known, recount } from "./recount.ts";
import { step, World } from "./world.ts";

const HOUR = 3_600_000;
const WORKDAYS = {
  mon: [
    ["09:00", "12:00"],
    ["13:00", "18:00"],
  ],
  thu: [["08:00", "17:00"]],
  sun: [["00:00", "04:00"]],
};
const hours = WORKDAYS as BusinessCalendar["hours"];

/** Each begins some days before the clock is changed there; in Santiago midnight itself is skipped or comes twice. */
const places: fc.Arbitrary<{ start: string; calendar: BusinessCalendar }> = fc.constantFrom(
  { start: "2026-03-05T12:00:00.000Z", calendar: { timeZone: "America/New_York", hours, holidays: [] } },
  {
    start: "2026-04-02T12:00:00.000Z",
    calendar: { timeZone: "America/Santiago", hours: null, holidays: [] },
  },
  {
    start: "2026-09-03T12:00:00.000Z",
    calendar: { timeZone: "America/Santiago", hours, holidays: ["2026-09-07"] },
  },
  {
    start: "2026-12-28T12:00:00.000Z",
    calendar: { timeZone: "Asia/Kathmandu", hours, holidays: ["2027-01-01"] },
  },
);

/** What is done between two steps besides: nothing mostly. */
const between = fc.oneof(
  { weight: 6, arbitrary: fc.constant("nothing" as const) },
  { weight: 3, arbitrary: fc.constant("refresh" as const) },
  { weight: 1, arbitrary: fc.constant("refresh-all" as const) },
  { weight: 1, arbitrary: fc.constant("ask" as const) },
);

/** What leads of the history are filed under; the empty text: of whom it is not known. */
const VALUES = {
  source: ["", "a", "b", "instagram"],
  product: ["", "a", "b"],
  segment: ["", "a", "b"],
  owner: ["", "ana", "bruno"],
  team: ["", "sales", "projects"],
  channel: ["web", "telegram"],
  language: ["en", "pt"],
  tag: ["", "a", "b", "c"],
} as const satisfies Record<keyof InsightQuery["filter"], readonly string[]>;
const filterOf = (...conditions: (keyof typeof VALUES)[]): fc.Arbitrary<InsightQuery["filter"]> =>
  fc.record(Object.fromEntries(conditions.map((each) => [each, fc.constantFrom(...VALUES[each], "nobody")])));
const filter: fc.Arbitrary<InsightQuery["filter"]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 3, arbitrary: fc.constantFrom(...DIMENSIONS, "tag" as const).chain((each) => filterOf(each)) },
  {
    weight: 3,
    arbitrary: fc
      .subarray([...DIMENSIONS, "tag" as const], { minLength: 2, maxLength: 3 })
      .chain((each) => filterOf(...each)),
  },
);
const scope: fc.Arbitrary<InsightQuery["scope"]> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: "all" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "owned" as const, repId: "ana" }) },
  { weight: 1, arbitrary: fc.constant({ kind: "visible" as const, repId: "ana" }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("teams" as const),
      teamIds: fc.subarray(["sales", "projects"]),
      repId: fc.constantFrom(null, "ana"),
    }),
  },
);
const question = fc.record({
  scope,
  filter,
  by: fc.option(fc.constantFrom(...DIMENSIONS), { nil: undefined }),
  each: fc.option(fc.constantFrom("day" as const, "week" as const, "month" as const), { nil: undefined }),
  /** Hours before the end of the history that the period begins, and hours that it lasts. */
  back: fc.oneof(fc.nat(40 * 24), fc.constant(80 * 24)),
  lasts: fc.oneof(fc.nat(30 * 24), fc.constant(120 * 24)),
});

describe("numbers counted from the trail", () => {
  it("are those of both databases, with roll-ups fresh, stale or missing, whatever happened", async () => {
    let counted = 0;
    let stays = 0;
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        places,
        fc.array(fc.tuple(step, between), { minLength: 30, maxLength: 70, size: "max" }),
        fc.array(question, { minLength: 12, maxLength: 12 }),
        async ({ start, calendar }, steps, questions) => {
          const { clock, stores } = await openAll(start);
          const world = new World(start);
          const known = (): Known => ({
            trail: world.trail,
            followUps: [...world.followUps.values()],
            calendar,
            now: world.at,
          });
          const ask = async (query: InsightQuery) => {
            const expected = recount(query, known());
            const [first, ...answers] = await Promise.all(
              stores.flatMap(({ store, other }) => [store.reads.insight(query), other.reads.insight(query)]),
            );
            for (const answer of answers) expect(answer).toEqual(first);
            expect(aligned(first!, expected)).toEqual(expected);
            counted += expected.total.created;
            stays += expected.total.timeInStage.length;
            return first!;
          };
          try {
            for (const { store, other } of stores) {
              store.insights.useCalendar(() => calendar);
              other.insights.useCalendar(() => calendar);
              await store.people.save({
                reps: [...world.directory.reps.values()],
                teams: [...world.directory.teams.values()],
              });
            }
            for (const [each, then] of steps) {
              const changes = world.play(each);
              clock.set(new Date(world.now));
              if (changes !== null) {
                for (const { store } of stores) await commit(store, changes, world.at);
              }
              if (then === "refresh") {
                await Promise.all(
                  stores.flatMap((s) => [s.store.insights.refresh(), s.other.insights.refresh()]),
                );
              } else if (then === "refresh-all") {
                for (const { store } of stores) while ((await store.insights.refresh()) > 0);
              } else if (then === "ask") {
                await ask({ from: start, to: world.at, scope: { kind: "all" }, filter: {}, by: "owner" });
              }
            }
            expect(world.differences()).toEqual([]);
            for (const { back, lasts, by, each, ...rest } of questions) {
              const from = new Date(world.now - back * HOUR).toISOString();
              const to = new Date(Date.parse(from) + lasts * HOUR).toISOString();
              const query = { ...rest, from, to, ...(by ? { by } : {}), ...(each ? { each } : {}) };
              const { total } = await ask(query);
              const lists = listsBehind(total);
              expect(lists.map(({ number }) => number).sort()).toEqual(countsIn(total).sort());
              for (const { store } of stores) {
                for (const { number, count, measure, part } of lists) {
                  const page = { offset: 0, limit: 1_000 };
                  const listed = await store.reads.insightLeads(query, measure, page, part);
                  expect([number, listed.total, listed.rows.length]).toEqual([number, count, count]);
                  if (count > 0) seen.add(number.replace(/\.\d+/g, ""));
                }
              }
            }
          } finally {
            for (const { close } of stores) await close();
          }
        },
      ),
      { numRuns: 10, endOnFailure: true },
    );
    // How much the histories hold is luck; that they hold something is not.
    expect(counted).toBeGreaterThan(20);
    expect(stays).toBeGreaterThan(3);
    expect(seen.size).toBeGreaterThan(15);
  }, 240_000);
});
