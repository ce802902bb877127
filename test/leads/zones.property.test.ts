import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NUDGE, scheduleNudge } from "../../src/engine/nudge.ts";
import { lastDueAt, nextDigestAt } from "../../src/leads/digest.ts";
import {
  addWorkingTime,
  finishFollowUp,
  isRefusal,
  isWorkingTime,
  nextWorkingTime,
  workingMinutesBetween,
} from "../../src/leads/index.ts";
import type { FollowUp, Repeats } from "../../src/leads/types/follow-up.ts";
import type { WeekHours } from "../../src/leads/types/rep.ts";
import { aCalendar, aConversation, aFollowUp, aLead, aTurn } from "../support/builders.ts";
import { changesOf, dueOn, instantsOfWall, kindsOfZones, wallTime, ZONES } from "../support/zones.ts";

/** Nothing twice and nothing missed when clocks are changed, in every zone that there is. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const KINDS = kindsOfZones();
const CHANGING = KINDS.filter(({ changes }) => changes.length > 0);

const iso = (at: number) => new Date(at).toISOString();
const dateOf = (at: number, zone: string) => iso(wallTime(at, zone)).slice(0, 10);
const clockOf = (at: number, zone: string) => iso(wallTime(at, zone)).slice(11, 16);
const nextDate = (date: string, days = 1) => iso(Date.parse(`${date}T00:00:00Z`) + days * DAY).slice(0, 10);

/** A zone with a moment near one of its changes; anywhere in the year where it has none. */
const zoneAndMoment = fc
  .tuple(fc.constantFrom(...ZONES), fc.nat(99), fc.integer({ min: -3 * 1_440, max: 3 * 1_440 }))
  .map(([zone, nth, minutes]) => {
    const changes = changesOf(zone);
    const at = changes[nth % Math.max(1, changes.length)]?.at ?? Date.UTC(2026, nth % 12, 5);
    return { zone, at: at + minutes * MINUTE };
  });
/** Most changes are in the night. */
const timeOfDay = fc
  .oneof(fc.integer({ min: 0, max: 239 }), fc.integer({ min: 0, max: 1_439 }), fc.constantFrom(1_380, 1_410))
  .map((minute) => iso(minute * MINUTE).slice(11, 16));

it("all the zones fall into kinds, of which many change their clocks", () => {
  expect(ZONES.length).toBeGreaterThan(400);
  expect(KINDS.reduce((sum, { alike }) => sum + alike, 0)).toBe(ZONES.length);
  expect(CHANGING.length).toBeGreaterThan(25);
});

describe("a daily digest", () => {
  /** Told once for each local date, at its time. */
  function expectOncePerDate(zone: string, at: string, from: number, days: number): void {
    const digest = { every: "day", at, timeZone: zone } as const;
    const [told, expected]: [string[], string[]] = [[], []];
    for (let now = iso(from); told.length < days; ) {
      now = nextDigestAt(digest, now);
      told.push(now);
    }
    for (let date = nextDate(dateOf(from, zone), -1); expected.length < days; date = nextDate(date)) {
      const due = dueOn(date, at, zone);
      // Asked for between midnight and a time of the day before that was put off over it, it begins with the new day.
      if (due > from && date >= dateOf(from, zone)) expected.push(iso(due));
    }
    expect([zone, at, told]).toEqual([zone, at, expected]);
  }

  it("is told once each date around every change of every kind of zone, at every quarter of an hour of the night", () => {
    for (const { zone, changes } of CHANGING) {
      for (const change of changes.slice(0, 2)) {
        for (let minute = -120; minute <= 120; minute += 15) {
          // By both clocks, so that what is skipped is asked for, too.
          for (const offset of [change.before, change.after]) {
            const at = iso(change.at + (offset + minute) * MINUTE).slice(11, 16);
            expectOncePerDate(zone, at, change.at - 2 * DAY, 4);
          }
        }
      }
    }
  });

  it("is told once each date in any zone, at any time of the day", () => {
    fc.assert(
      fc.property(zoneAndMoment, timeOfDay, ({ zone, at }, time) => expectOncePerDate(zone, time, at, 5)),
      { numRuns: 300 },
    );
  });

  it("of what was missed while nobody looked, the last is told, and then the next", () => {
    fc.assert(
      fc.property(
        zoneAndMoment,
        timeOfDay,
        fc.integer({ min: 0, max: 8 * 1_440 }),
        ({ zone, at }, time, off) => {
          const digest = { every: "day", at: time, timeZone: zone } as const;
          const due = nextDigestAt(digest, iso(at));
          const now = iso(Date.parse(due) + off * MINUTE);
          const last = lastDueAt(digest, due, now);
          expect(last <= now && last >= due).toBe(true);
          expect(nextDigestAt(digest, last) > now).toBe(true);
          expect(nextDigestAt(digest, now)).toBe(nextDigestAt(digest, last));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("a follow-up that repeats", () => {
  const every = fc.record({
    every: fc.constantFrom<Repeats["every"]>("day", "week", "month"),
    count: fc.integer({ min: 1, max: 3 }),
  });

  /** Finish it `late` ms after it was due; gives the one that is planned in its place. */
  function finish(followUp: FollowUp, zone: string, late = 0): FollowUp {
    const at = iso(Date.parse(followUp.dueAt) + late);
    const turn = aTurn({ at, rep: "ana", followUps: [followUp] });
    const outcome = finishFollowUp(turn, aLead(), followUp, null, zone);
    if (isRefusal(outcome) || outcome.next === null) throw new Error("it was not planned again");
    return outcome.next;
  }

  const nthDate = (first: string, { every, count }: Repeats, n: number): string => {
    if (every !== "month") return nextDate(first, n * count * (every === "day" ? 1 : 7));
    const [year = 0, month = 0, day = 0] = first.split("-").map(Number);
    const lastDay = new Date(Date.UTC(year, month - 1 + n * count + 1, 0)).getUTCDate();
    return iso(Date.UTC(year, month - 1 + n * count, Math.min(day, lastDay))).slice(0, 10);
  };

  it("comes once each period, at the local time of its first, in any zone", () => {
    fc.assert(
      fc.property(zoneAndMoment, every, ({ zone, at }, repeats) => {
        const dueAt = iso(at);
        const [first, clock] = [dateOf(at, zone), clockOf(at, zone)];
        let followUp = aFollowUp({ dueAt, repeats: { ...repeats, since: dueAt } });
        for (let n = 1; n <= 6; n += 1) {
          followUp = finish(followUp, zone);
          const due = Date.parse(followUp.dueAt);
          const date = nthDate(first, repeats, n);
          const instants = instantsOfWall(Date.parse(`${date}T${clock}:00Z`), zone);
          if (instants.length > 0) expect(instants).toContain(due);
          else {
            // Its time is skipped on that date: it comes as much later as the clock is put forward, never before.
            expect(wallTime(due, zone)).toBeGreaterThan(Date.parse(`${date}T${clock}:00Z`));
            expect(wallTime(due, zone)).toBeLessThanOrEqual(Date.parse(`${date}T${clock}:00Z`) + 2 * HOUR);
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it("finished late, comes next at the first of its times that is still to come", () => {
    fc.assert(
      fc.property(
        zoneAndMoment,
        every,
        fc.integer({ min: 0, max: 100 * 1_440 }),
        ({ zone, at }, repeats, late) => {
          const dueAt = iso(at);
          const followUp = aFollowUp({ dueAt, repeats: { ...repeats, since: dueAt } });
          let expected = finish(followUp, zone);
          while (Date.parse(expected.dueAt) <= at + late * MINUTE) expected = finish(expected, zone);
          expect(finish(followUp, zone, late * MINUTE).dueAt).toBe(expected.dueAt);
        },
      ),
      { numRuns: 120 },
    );
  });
});

describe("working time", () => {
  const week = fc
    .array(fc.tuple(fc.nat(47), fc.integer({ min: 1, max: 48 })), { minLength: 7, maxLength: 7 })
    .map((spans): WeekHours => {
      const clock = (half: number) => (half >= 48 ? "24:00" : iso(half * 30 * MINUTE).slice(11, 16));
      const hours: WeekHours = {};
      for (const [i, day] of (["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const).entries()) {
        const [from, to] = spans[i]!;
        if (from < to) hours[day] = [[clock(from), clock(to)]];
      }
      return hours;
    });

  it("an accept clock ends once its minutes have been worked, counted one by one, in any zone", () => {
    fc.assert(
      fc.property(zoneAndMoment, week, fc.integer({ min: 1, max: 600 }), ({ zone, at }, hours, minutes) => {
        fc.pre(Object.keys(hours).length > 0);
        const calendar = aCalendar({ timeZone: zone, hours });
        const due = addWorkingTime(iso(at), minutes, calendar);
        let left = minutes;
        let end = at;
        for (; left > 0; end += MINUTE) if (isOpenAt(end, zone, hours)) left -= 1;
        expect(due).toBe(iso(end));
        expect(workingMinutesBetween(iso(at), due!, calendar)).toBe(minutes);
      }),
      { numRuns: 120 },
    );
  });

  it("a nudge waits for the first working minute after its silence, in any zone", () => {
    fc.assert(
      fc.property(zoneAndMoment, week, fc.integer({ min: 1, max: 300 }), ({ zone, at }, hours, silence) => {
        fc.pre(Object.keys(hours).length > 0);
        const calendar = aCalendar({ timeZone: zone, hours });
        const turn = aTurn({ at: iso(at) });
        const conversation = aConversation({ lastInboundAt: iso(at), nudge: null });
        scheduleNudge(turn, conversation, silence * MINUTE, calendar);
        let due = at + silence * MINUTE;
        while (!isOpenAt(due, zone, hours)) due += MINUTE;
        const timers = turn.changes().timers.map(({ kind, dueAt, status }) => [kind, dueAt, status]);
        expect(timers).toEqual([[NUDGE, iso(due), "pending"]]);
        expect(isWorkingTime(iso(due), calendar)).toBe(true);
        expect(nextWorkingTime(iso(due), calendar)).toBe(iso(due));
      }),
      { numRuns: 120 },
    );
  });

  /** By the wall clock alone. */
  function isOpenAt(at: number, zone: string, hours: WeekHours): boolean {
    const wall = new Date(wallTime(at, zone));
    const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
    const clock = wall.toISOString().slice(11, 16);
    return (hours[days[wall.getUTCDay()]!] ?? []).some(([from, to]) => clock >= from && clock < to);
  }
});
