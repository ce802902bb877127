import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parsePeriod } from "../../../src/commands/period.ts";
import { emptyChanges } from "../../../src/leads/changes.ts";
import { aContact, aLead } from "../../support/builders.ts";
import { commit, type Opened, openAll, refreshAll } from "./backends.ts";

const NOW = "2027-03-10T12:00:00.000Z";

/** Days whose beginning or end is not where one would think, with their first instant and the first of the next day. */
const DAYS: [zone: string, day: string, from: string, to: string, hours: number][] = [
  ["America/Sao_Paulo", "2026-12-31", "2026-12-31T03:00:00.000Z", "2027-01-01T03:00:00.000Z", 24],
  ["America/Sao_Paulo", "2027-02-28", "2027-02-28T03:00:00.000Z", "2027-03-01T03:00:00.000Z", 24],
  ["Europe/Lisbon", "2026-03-29", "2026-03-29T00:00:00.000Z", "2026-03-29T23:00:00.000Z", 23],
  ["Europe/Lisbon", "2026-10-25", "2026-10-24T23:00:00.000Z", "2026-10-26T00:00:00.000Z", 25],
  ["Europe/Lisbon", "2026-12-31", "2026-12-31T00:00:00.000Z", "2027-01-01T00:00:00.000Z", 24],
  // The clock is put back at midnight: its last hour comes twice, and belongs to the day before.
  ["America/Santiago", "2026-04-04", "2026-04-04T03:00:00.000Z", "2026-04-05T04:00:00.000Z", 25],
  // Midnight itself is skipped: the day begins at one.
  ["America/Santiago", "2026-09-06", "2026-09-06T04:00:00.000Z", "2026-09-07T03:00:00.000Z", 23],
  ["Asia/Kathmandu", "2026-12-31", "2026-12-30T18:15:00.000Z", "2026-12-31T18:15:00.000Z", 24],
  ["Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00:00.000Z", "2026-04-05T13:30:00.000Z", 24.5],
  ["America/Mexico_City", "2026-11-30", "2026-11-30T06:00:00.000Z", "2026-12-01T06:00:00.000Z", 24],
];

/** What people ask for, and which instants they mean. */
const PERIODS: [zone: string, words: string, from: string, to: string][] = [
  ["America/Sao_Paulo", "december 2026", "2026-12-01T03:00:00.000Z", "2027-01-01T03:00:00.000Z"],
  ["America/Sao_Paulo", "2026", "2026-01-01T03:00:00.000Z", "2027-01-01T03:00:00.000Z"],
  ["America/Sao_Paulo", "february 2027", "2027-02-01T03:00:00.000Z", "2027-03-01T03:00:00.000Z"],
  ["Europe/Lisbon", "october 2026", "2026-09-30T23:00:00.000Z", "2026-11-01T00:00:00.000Z"],
  ["Europe/Lisbon", "Q1 2026", "2026-01-01T00:00:00.000Z", "2026-03-31T23:00:00.000Z"],
  ["America/Santiago", "april 2026", "2026-04-01T03:00:00.000Z", "2026-05-01T04:00:00.000Z"],
  ["America/Santiago", "september 2026", "2026-09-01T04:00:00.000Z", "2026-10-01T03:00:00.000Z"],
  ["Asia/Kathmandu", "2026", "2025-12-31T18:15:00.000Z", "2026-12-31T18:15:00.000Z"],
  ["Asia/Kathmandu", "february 2027", "2027-01-31T18:15:00.000Z", "2027-02-28T18:15:00.000Z"],
  ["Australia/Lord_Howe", "april 2026", "2026-03-31T13:00:00.000Z", "2026-04-30T13:30:00.000Z"],
  ["America/Mexico_City", "Q4 2026", "2026-10-01T06:00:00.000Z", "2027-01-01T06:00:00.000Z"],
];

describe("days, months and years of the workspace", () => {
  let stores: Opened[];
  beforeAll(async () => {
    const opened = await openAll(NOW);
    stores = opened.stores;
    const leads = DAYS.flatMap(([zone, day, from, to], row) =>
      [justBefore(from), from, justBefore(to), to].map((openedAt, i) =>
        aLead({
          id: `lead-${row}-${i}`,
          number: row * 10 + i + 1,
          source: `${zone} ${day}`,
          openedAt,
          stageSince: openedAt,
        }),
      ),
    );
    for (const { store } of stores)
      await commit(store, { ...emptyChanges(), contacts: [aContact()], leads }, NOW);
  });
  afterAll(async () => {
    for (const { close } of stores) await close();
  });

  it.each(PERIODS)("%s: %s", (zone, words, from, to) => {
    expect(parsePeriod(words, NOW, zone, "en")).toMatchObject({ from, to });
  });

  it.each(DAYS)("%s: %s is from %s to %s", async (zone, day, from, to, hours) => {
    expect((Date.parse(to) - Date.parse(from)) / 3_600_000).toBe(hours);
    expect(parsePeriod(`${day}..${day}`, NOW, zone, "en")).toMatchObject({ from, to });
    const query = { scope: { kind: "all" as const }, filter: { source: `${zone} ${day}` } };
    const asked = (range: { from: string; to: string }, each?: "day" | "week" | "month") => ({
      ...query,
      ...range,
      ...(each === undefined ? {} : { each }),
    });
    const around = { from: shifted(from, -30), to: shifted(to, 30) };
    for (const { store } of stores) {
      store.insights.useCalendar(() => ({ timeZone: zone, hours: null, holidays: [] }));
      const told = async () => {
        const one = await store.reads.insight(asked({ from, to }));
        const [days, months] = await Promise.all(
          (["day", "month"] as const).map(
            async (each) => (await store.reads.insight(asked(around, each))).series,
          ),
        );
        return {
          day: one.total.created,
          days: days!
            .filter(({ numbers }) => numbers.created > 0)
            .map((part) => [part.start, part.numbers.created]),
          months: Object.fromEntries(
            months!
              .filter(({ numbers }) => numbers.created > 0)
              .map((part) => [part.start, part.numbers.created]),
          ),
        };
      };
      const [yesterday, tomorrow] = [dayAfter(day, -1), dayAfter(day, 1)];
      const months: Record<string, number> = {};
      for (const [date, count] of [
        [yesterday, 1],
        [day, 2],
        [tomorrow, 1],
      ] as const) {
        const month = `${date.slice(0, 7)}-01`;
        months[month] = (months[month] ?? 0) + count;
      }
      const expected = {
        day: 2,
        days: [
          [yesterday, 1],
          [day, 2],
          [tomorrow, 1],
        ],
        months,
      };
      // From the leads, and then from roll-ups.
      expect(await told()).toEqual(expected);
      await refreshAll(store);
      expect(await told()).toEqual(expected);
    }
  });
});

const justBefore = (at: string) => new Date(Date.parse(at) - 1).toISOString();
const shifted = (at: string, days: number) => new Date(Date.parse(at) + days * 86_400_000).toISOString();
const dayAfter = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
