import { expect, it, onTestFinished } from "vitest";
import type { Post } from "../../src/store/port/page-reads.ts";
import { startApp } from "../support/app.ts";
import { aRep } from "../support/builders.ts";
import { type ClockChange, dueOn, instantsOfWall, kindsOfZones, wallTime } from "../support/zones.ts";

/** A colleague in each kind of zone, over the changes of the clock of a spring, in the running program. */

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
/** In which the program runs; between them it is off. */
const WINDOWS = [
  { from: Date.UTC(2026, 2, 7), to: Date.UTC(2026, 2, 9, 12) },
  { from: Date.UTC(2026, 2, 27), to: Date.UTC(2026, 2, 30) },
  { from: Date.UTC(2026, 3, 4), to: Date.UTC(2026, 3, 6, 12) },
] as const;

const iso = (at: number) => new Date(at).toISOString();
const nextDate = (date: string) => iso(Date.parse(`${date}T00:00:00Z`) + DAY).slice(0, 10);
const dateOf = (at: number, zone: string) => iso(wallTime(at, zone)).slice(0, 10);

it("tells each digest and each repeating follow-up once a day, at its local time, and says when it is late", {
  timeout: 240_000,
}, async () => {
  const people = kindsOfZones(2026, 2026).flatMap(({ zone, changes }) => {
    const change = changes.find(({ at }) => WINDOWS.some(({ from, to }) => at > from && at < to));
    return change === undefined ? [] : [{ zone, time: timeIn(change, zone) }];
  });
  expect(people.length).toBeGreaterThan(20);
  const reps = people.map(({ zone }, i) => aRep({ id: `rep-${i}`, name: `Rep ${i}`, timeZone: zone }));
  const app = await startApp({
    database: "sqlite",
    reps,
    teams: { sales: reps.map(({ id }) => id), projects: [] },
  });
  onTestFinished(() => app.close());
  for (const [i, { zone, time }] of people.entries()) {
    // Early on a day that its clock has whole: so this clock leaps to and fro.
    app.clock.set(new Date(instantsOfWall(Date.UTC(2026, 2, 6, 0, 5), zone)[0]!));
    await app.says(`chat-${i}`, "Hi");
    const { number } = await app.lead(`chat-${i}`);
    await app.does(`rep-${i}`, `claim L-${number}`);
    expect(await app.does(`rep-${i}`, `followup L-${number} every day ${time} look`)).toContain("every day");
    expect(await app.does(`rep-${i}`, `digest on daily at ${time} stats`)).toContain(time);
  }

  /** Go on until `end`, waking when something falls due; reminders are answered at once. */
  async function runUntil(end: number): Promise<void> {
    for (;;) {
      await app.drain();
      const now = app.clock.now().toISOString();
      const reminded = (await app.leads()).filter(({ nextStep }) => nextStep !== null && nextStep.at <= now);
      for (const lead of reminded) await app.asks(lead.ownerId!, `done L-${lead.number}`);
      await app.drain();
      const next = await app.store.timers.nextDue();
      if (next === null || Date.parse(next) > end) break;
      app.clock.set(new Date(Math.max(app.clock.now().getTime(), Date.parse(next))));
    }
    app.clock.set(new Date(end));
  }
  for (const { from, to } of WINDOWS) {
    app.clock.set(new Date(from));
    await app.restart();
    await runUntil(to);
  }

  for (const [i, { zone, time }] of people.entries()) {
    const posts = (await app.posts(`rep:rep-${i}`)).filter(
      ({ at, payload }) => Date.parse(at) >= WINDOWS[0].from && payload.privately !== true,
    );
    const isReminder = ({ payload }: Post) => payload.text?.startsWith("⏰ 🔔") ?? false;
    expectOncePerDay(zone, time, posts.filter(isReminder), /^This reminder comes .* late\.$/m);
    const digests = posts.filter(({ payload }) => payload.text?.includes("Numbers for yesterday"));
    expectOncePerDay(zone, time, digests, /^⏰ This digest comes late/);
  }
});

/** The local time in the middle of what the clock skips or shows twice. */
function timeIn({ at, before, after }: ClockChange, zone: string): string {
  const half = Math.abs(after - before) * 30_000;
  const wall = after > before ? at + before * MINUTE + half : wallTime(at, zone) + half;
  return iso(wall).slice(11, 16);
}

function expectOncePerDay(zone: string, time: string, posts: readonly Post[], says: RegExp): void {
  const told = posts.map(({ at, payload }) => ({
    at: Date.parse(at),
    isLate: says.test(payload.text ?? ""),
  }));
  const inTime = told.filter(({ isLate }) => !isLate).map(({ at }) => iso(at));
  const expected: string[] = [];
  for (const { from, to } of WINDOWS) {
    for (let date = dateOf(from - DAY, zone); date <= dateOf(to, zone); date = nextDate(date)) {
      const due = dueOn(date, time, zone);
      if (due > from && due <= to) expected.push(iso(due));
    }
  }
  expect([zone, inTime]).toEqual([zone, expected]);
  // At the start after each of the times off, and only then: once for all that was missed.
  const late = told.filter(({ isLate }) => isLate).map(({ at }) => at);
  expect([zone, late.filter((at) => at !== WINDOWS[0].from)]).toEqual([
    zone,
    [WINDOWS[1].from, WINDOWS[2].from],
  ]);
}
