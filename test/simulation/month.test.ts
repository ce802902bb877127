import { expect, it, onTestFinished } from "vitest";
import { createManualClock } from "../../src/clock.ts";
import type { InsightQuery } from "../../src/commands/insights.ts";
import { openStore } from "../../src/store/index.ts";
import { type Data, readData } from "../crash/data.ts";
import { aligned, recount } from "../store/insights/recount.ts";
import { quietLog } from "../support/fake-host.ts";
import { aFolder, campaignSends } from "./folder.ts";
import { type Month, runMonth } from "./month.ts";
import { BUSINESS_CALENDAR, MONTH } from "./people.ts";
import { verify } from "./verify.ts";

/** What must always be true, over a month of a business. */

it("keeps everything that must always be true over a month of 2,000 prospects and 12 reps", {
  timeout: 1_800_000,
}, async () => {
  const month = await runMonth({ folder: await aFolder(), seed: 7, prospects: 2_000, kills: 0 });
  const data = await readData(month.databaseUrl);
  expect(verify(month, data)).toEqual([]);
  expectFull(month, data);
  await expectCounted(month, data);
});

/** A month in which nothing of it happens proves nothing. */
function expectFull(month: Month, { activities, leads, offers, followUps, outreach }: Data): void {
  const count = (kind: string) => activities.filter((entry) => entry.kind === kind).length;
  expect(leads.length).toBeGreaterThanOrEqual(2_000);
  expect(month.figures.repeated).toBeGreaterThan(300);
  for (const [kind, least] of [
    ["claimed", 500],
    ["passed", 10],
    ["offer-expired", 100],
    ["stage-moved", 500],
    ["replied", 200],
    ["nudged", 200],
    ["sequence-sent", 30],
    ["opted-out", 50],
    ["opted-in", 3],
    ["handed-over", 100],
    ["follow-up-planned", 100],
    ["follow-up-done", 50],
    ["noted", 50],
    ["undone", 1],
  ] as const)
    expect([kind, count(kind) >= least, count(kind)]).toEqual([kind, true, count(kind)]);
  expect(campaignSends({ outreach })).toBeGreaterThan(300);
  expect(offers.some(({ status }) => status === "accepted")).toBe(true);
  expect(followUps.some(({ remindedAt }) => remindedAt !== null)).toBe(true);
}

/** The numbers of the month, by owner, are those of its trail. */
async function expectCounted(month: Month, { activities, followUps }: Data): Promise<void> {
  const clock = createManualClock(new Date(MONTH.to));
  const store = await openStore({ databaseUrl: month.databaseUrl, log: quietLog, clock });
  onTestFinished(() => store.close());
  store.insights.useCalendar(() => BUSINESS_CALENDAR);
  const query: InsightQuery = { ...MONTH, scope: { kind: "all" }, filter: {}, by: "owner" };
  const trail = [...activities].sort((a, b) => a.seq - b.seq);
  const expected = recount(query, { trail, followUps, calendar: BUSINESS_CALENDAR, now: MONTH.to });
  expect(expected.total.created).toBeGreaterThan(1_900);
  expect(aligned(await store.reads.insight(query), expected)).toEqual(expected);
}
