import { describe, expect, it } from "vitest";
import { createRateLimiter } from "../../src/channel/rate-limit.ts";
import { createManualClock } from "../../src/clock.ts";

function limiter(maxSenders?: number) {
  const clock = createManualClock(new Date("2026-03-01T12:00:00Z"));
  return { clock, limits: createRateLimiter({ burst: 3, perSecond: 0.5 }, clock, maxSenders) };
}

describe("the rate limiter", () => {
  it("lets a burst through, then tells how long to wait", () => {
    const { limits } = limiter();
    expect([1, 2, 3].map(() => limits.take("ana"))).toEqual([0, 0, 0]);
    expect(limits.take("ana")).toBe(2);
  });

  it("leaves others unhurt by a flood", () => {
    const { limits } = limiter();
    for (let i = 0; i < 1_000; i += 1) limits.take("flood");
    expect(limits.take("ana")).toBe(0);
  });

  it("gives tokens back with time, never more than the burst, and takes none for a refusal", () => {
    const { clock, limits } = limiter();
    for (let i = 0; i < 50; i += 1) limits.take("ana");
    clock.advance(2_000);
    expect(limits.take("ana")).toBe(0);
    expect(limits.take("ana")).toBe(2);
    clock.advance(3_600_000);
    expect([1, 2, 3, 4].map(() => limits.take("ana"))).toEqual([0, 0, 0, 2]);
  });

  it("is not confused by a clock that is set back", () => {
    const { clock, limits } = limiter();
    for (let i = 0; i < 3; i += 1) limits.take("ana");
    clock.set(new Date("2026-03-01T11:00:00Z"));
    expect(limits.take("ana")).toBe(2);
    clock.advance(2_000);
    expect(limits.take("ana")).toBe(0);
  });

  it("keeps no more senders than it may, and forgets the quietest first", () => {
    const { limits } = limiter(2);
    for (let i = 0; i < 3; i += 1) limits.take("ana");
    limits.take("bruno");
    limits.take("ana");
    limits.take("carla");
    expect(limits.take("ana")).toBeGreaterThan(0);
  });
});
