import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { finishFollowUp, isRefusal, planFollowUp } from "../../src/leads/index.ts";
import type { FollowUp, Repeats } from "../../src/leads/types/follow-up.ts";
import { aFollowUp, aLead, aTurn } from "../support/builders.ts";

/** The due times of a follow-up that repeats, each finished an hour after it was due; local time. */
function series(first: string, zone: string, repeats: Repeats, count: number): string[] {
  let row: FollowUp = aFollowUp({
    dueAt: DateTime.fromISO(first, { zone }).toUTC().toISO()!,
    repeats: { ...repeats, since: DateTime.fromISO(first, { zone }).toUTC().toISO()! },
  });
  const times: string[] = [];
  for (let seq = 1; seq <= count; seq += 1) {
    const at = new Date(Date.parse(row.dueAt) + 3_600_000).toISOString();
    const turn = aTurn({ seq, at, rep: "ana", followUps: [row] });
    const done = finishFollowUp(turn, aLead(), row, null, zone);
    if (isRefusal(done) || done.next === null) throw new Error("not planned again");
    row = done.next;
    times.push(DateTime.fromISO(row.dueAt, { zone }).toFormat("yyyy-MM-dd HH:mm"));
  }
  return times;
}

describe("a follow-up that repeats", () => {
  it("keeps its local time where the clock is changed, also after an hour that is skipped", () => {
    const weekly = series("2026-03-01T09:00", "America/New_York", { every: "week", count: 1 }, 3);
    expect(weekly).toEqual(["2026-03-08 09:00", "2026-03-15 09:00", "2026-03-22 09:00"]);
    const daily = series("2026-03-07T02:30", "America/New_York", { every: "day", count: 1 }, 3);
    expect(daily).toEqual(["2026-03-08 03:30", "2026-03-09 02:30", "2026-03-10 02:30"]);
  });

  it("keeps its day of the month over months that are too short", () => {
    const monthly = series("2026-01-31T09:00", "America/Sao_Paulo", { every: "month", count: 1 }, 3);
    expect(monthly).toEqual(["2026-02-28 09:00", "2026-03-31 09:00", "2026-04-30 09:00"]);
  });

  it("leaves out the times that have passed when it is finished late", () => {
    const row = aFollowUp({ dueAt: "2026-03-02T12:00:00.000Z", repeats: { every: "week", count: 1 } });
    const turn = aTurn({ at: "2026-03-20T10:00:00.000Z", rep: "ana", followUps: [row] });
    const done = finishFollowUp(turn, aLead(), row, null, "UTC");
    expect(isRefusal(done) ? null : done.next?.dueAt).toBe("2026-03-23T12:00:00.000Z");
  });

  it("is on working days at the same local time, and goes round holidays where it was asked to", () => {
    const weekdays = series("2026-03-05T09:00", "America/New_York", { every: "weekday", count: 1 }, 3);
    expect(weekdays).toEqual(["2026-03-06 09:00", "2026-03-09 09:00", "2026-03-10 09:00"]);
    const next = (repeats: Repeats) => {
      const row = aFollowUp({ dueAt: "2026-04-02T12:00:00.000Z", repeats });
      const turn = aTurn({ at: "2026-04-02T12:05:00.000Z", followUps: [row] });
      const done = finishFollowUp(turn, aLead(), row, null, "UTC", ["2026-04-03", "2026-04-06"]);
      return isRefusal(done) ? null : done.next?.dueAt;
    };
    expect(next({ every: "weekday", count: 1, skipHolidays: true })).toBe("2026-04-07T12:00:00.000Z");
    expect(next({ every: "weekday", count: 1 })).toBe("2026-04-03T12:00:00.000Z");
    expect(next({ every: "day", count: 4, skipHolidays: true })).toBe("2026-04-10T12:00:00.000Z");
  });

  it("ends after its last day and after so many times", () => {
    const last = (repeats: Repeats) => {
      const row = aFollowUp({ dueAt: "2026-03-10T12:00:00.000Z", repeats });
      const done = finishFollowUp(aTurn({ followUps: [row] }), aLead(), row, null, "UTC");
      return isRefusal(done) ? null : done.next;
    };
    const week = { every: "week", count: 1 } as const;
    expect(last({ ...week, until: "2026-03-17T23:59:59.999Z" })?.dueAt).toBe("2026-03-17T12:00:00.000Z");
    expect(last({ ...week, until: "2026-03-16T23:59:59.999Z" })).toBeNull();
    expect(last({ ...week, left: 2 })?.repeats).toMatchObject({ ...week, left: 1 });
    expect(last({ ...week, left: 1 })).toBeNull();
    const plan = { repId: "ana", kind: "call", note: null, dueAt: "2026-03-12T12:00:00.000Z" } as const;
    const ended = { ...week, until: "2026-03-11T23:59:59.999Z" };
    const refused = planFollowUp(aTurn(), aLead(), { ...plan, repeats: ended });
    expect(isRefusal(refused) && refused.code).toBe("ends-before-it-begins");
  });

  it("ends with a lead that is closed, unless it is support", () => {
    const closed = aLead({ stage: "customer", stageKind: "won" });
    for (const kind of ["call", "support"] as const) {
      const row = aFollowUp({ kind, repeats: { every: "week", count: 1 } });
      const done = finishFollowUp(aTurn({ followUps: [row] }), closed, row, null, "UTC");
      expect(isRefusal(done) ? null : done.next?.kind).toBe(kind === "support" ? "support" : undefined);
    }
  });
});

describe("planning", () => {
  it("refuses a past time and too many, and makes it support on a lead that is closed", () => {
    const plan = { repId: "ana", kind: "call" as const, note: null };
    const past = planFollowUp(aTurn(), aLead(), { ...plan, dueAt: "2026-03-10T10:00:00.000Z" });
    expect(isRefusal(past) && past.code).toBe("past-time");
    const many = Array.from({ length: 20 }, (_, n) => aFollowUp({ id: `f${n}` }));
    const dueAt = "2026-03-11T10:00:00.000Z";
    const full = planFollowUp(aTurn({ followUps: many }), aLead(), { ...plan, dueAt });
    expect(isRefusal(full) && full.code).toBe("too-many-follow-ups");
    const won = planFollowUp(aTurn(), aLead({ stageKind: "won" }), { ...plan, dueAt });
    expect(isRefusal(won) ? null : won.followUp.kind).toBe("support");
  });
});
