import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { lastDueAt, nextDigestAt } from "../../src/leads/digest.ts";

const local = (at: string, zone: string) => DateTime.fromISO(at, { zone }).toFormat("ccc yyyy-MM-dd HH:mm");

describe("when a digest is told next", () => {
  const zone = "America/Sao_Paulo";
  it.each([
    ["day", "08:00", "2026-03-11T12:30:00.000Z", "Thu 2026-03-12 08:00"],
    ["day", "18:00", "2026-03-11T12:30:00.000Z", "Wed 2026-03-11 18:00"],
    ["day", "08:00", "2026-03-11T11:00:00.000Z", "Thu 2026-03-12 08:00"],
    ["week", "08:00", "2026-03-11T12:30:00.000Z", "Mon 2026-03-16 08:00"],
    ["week", "08:00", "2026-03-09T10:59:00.000Z", "Mon 2026-03-09 08:00"],
    ["month", "07:30", "2026-01-31T12:00:00.000Z", "Sun 2026-02-01 07:30"],
    ["month", "08:00", "2026-12-31T12:00:00.000Z", "Fri 2027-01-01 08:00"],
  ] as const)("%s at %s, after %s: %s", (every, at, after, expected) => {
    expect(local(nextDigestAt({ every, at, timeZone: zone }, after), zone)).toBe(expected);
  });

  it("keeps its local time when the clock is changed", () => {
    const digest = { every: "day", at: "08:00", timeZone: "Europe/Madrid" } as const;
    const days: string[] = [];
    let at = "2026-03-27T12:00:00.000Z";
    for (let i = 0; i < 3; i += 1) {
      at = nextDigestAt(digest, at);
      days.push(at);
    }
    expect(days).toEqual([
      "2026-03-28T07:00:00.000Z",
      "2026-03-29T06:00:00.000Z",
      "2026-03-30T06:00:00.000Z",
    ]);
  });

  it("is told once at a time that comes twice, and right after a gap where its time is missing", () => {
    const digest = { every: "day", at: "02:30", timeZone: "Europe/Madrid" } as const;
    const first = nextDigestAt(digest, "2026-10-24T12:00:00.000Z");
    expect(first).toBe("2026-10-25T00:30:00.000Z");
    expect(nextDigestAt(digest, first)).toBe("2026-10-26T01:30:00.000Z");
    const gap = nextDigestAt(digest, "2026-03-28T12:00:00.000Z");
    expect(local(gap, "Europe/Madrid")).toBe("Sun 2026-03-29 03:30");
    expect(local(nextDigestAt(digest, gap), "Europe/Madrid")).toBe("Mon 2026-03-30 02:30");
  });

  it("is later than now, once for each day, week or month, anywhere and at any time", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("day", "week", "month"),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 59 }),
        fc.constantFrom(
          "UTC",
          "Europe/Madrid",
          "America/Santiago",
          "America/New_York",
          "Australia/Lord_Howe",
          "Asia/Kathmandu",
        ),
        fc.date({ min: new Date("2019-01-01"), max: new Date("2033-01-01"), noInvalidDate: true }),
        (every, hour, minute, timeZone, start) => {
          const at = `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
          const digest = { every, at, timeZone };
          let now = start.toISOString();
          const seen = new Set<string>();
          for (let i = 0; i < 40; i += 1) {
            const next = nextDigestAt(digest, now);
            expect(next > now).toBe(true);
            const time = DateTime.fromISO(next, { zone: timeZone });
            const unit =
              every === "day"
                ? time.toISODate()
                : every === "week"
                  ? time.toFormat("kkkk-WW")
                  : time.toFormat("yyyy-MM");
            expect(seen.has(unit ?? "")).toBe(false);
            seen.add(unit ?? "");
            // At its time, but for the days on which there is no such time.
            const wanted = DateTime.fromObject(
              { year: time.year, month: time.month, day: time.day, hour, minute },
              { zone: timeZone },
            );
            expect(time.toFormat("HH:mm")).toBe(wanted.toFormat("HH:mm"));
            now = next;
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("of what was missed, only the last is told", () => {
    const digest = { every: "day", at: "08:00", timeZone: "UTC" } as const;
    expect(lastDueAt(digest, "2026-03-10T08:00:00.000Z", "2026-03-13T09:00:00.000Z")).toBe(
      "2026-03-13T08:00:00.000Z",
    );
    expect(lastDueAt(digest, "2026-03-10T08:00:00.000Z", "2026-03-10T08:00:00.000Z")).toBe(
      "2026-03-10T08:00:00.000Z",
    );
  });
});
