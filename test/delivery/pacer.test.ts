import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPacer } from "../../src/delivery/pacer.ts";

describe("pacing", () => {
  it("lets everything go at once where there is no limit", () => {
    const pacer = createPacer();
    for (let n = 0; n < 100; n += 1) expect(pacer.take("a", 0)).toBe(0);
  });

  it("says how long a chat waits, and lets the others go", () => {
    const pacer = createPacer({ perChat: { burst: 2, perSecond: 1 } });
    expect([pacer.take("a", 0), pacer.take("a", 0), pacer.take("a", 0)]).toEqual([0, 0, 1_000]);
    expect(pacer.take("b", 0)).toBe(0);
    expect(pacer.take("a", 400)).toBe(600);
    expect(pacer.take("a", 1_000)).toBe(0);
  });

  it("takes nothing from the whole channel for a chat that must wait", () => {
    const pacer = createPacer({ perChat: { burst: 1, perSecond: 1 }, overall: { burst: 2, perSecond: 1 } });
    expect(pacer.take("a", 0)).toBe(0);
    for (let n = 0; n < 10; n += 1) expect(pacer.take("a", 0)).toBe(1_000);
    expect(pacer.take("b", 0)).toBe(0);
    expect(pacer.take("c", 0)).toBe(1_000);
  });

  it("waits as long as the vendor asks", () => {
    const pacer = createPacer();
    pacer.hold(5_000, 0);
    pacer.hold(3_000, 500);
    expect(pacer.take("a", 1_000)).toBe(4_000);
    expect(pacer.take("a", 5_000)).toBe(0);
  });

  it("waits no longer when the clock is set back", () => {
    const pacer = createPacer();
    pacer.hold(90_000, 60_000);
    expect(pacer.take("a", 0)).toBe(30_000);
    expect(pacer.take("a", 10_000)).toBe(20_000);
    expect(pacer.take("a", 30_000)).toBe(0);
  });

  it("gives nothing away when the clock is set back", () => {
    const pacer = createPacer({ perChat: { burst: 1, perSecond: 1 } });
    expect(pacer.take("a", 10_000)).toBe(0);
    expect(pacer.take("a", 0)).toBe(1_000);
    expect(pacer.take("a", 1_000)).toBe(0);
  });

  it("never lets more through than burst and rate allow, whatever the order of the tries", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.constantFrom("a", "b", "c"))),
        (tries) => {
          const pacer = createPacer({
            perChat: { burst: 2, perSecond: 1 },
            overall: { burst: 3, perSecond: 2 },
          });
          let now = 0;
          const gone: { at: number; chat: string }[] = [];
          for (const [pause, chat] of tries) {
            now += pause;
            if (pacer.take(chat, now) === 0) gone.push({ at: now, chat });
          }
          const most = (list: { at: number }[], burst: number, perSecond: number) =>
            list.every((first, i) =>
              list
                .slice(i)
                .every(({ at }, n) => n + 1 <= burst + ((at - first.at) / 1_000) * perSecond + 1e-9),
            );
          expect(most(gone, 3, 2)).toBe(true);
          for (const chat of ["a", "b", "c"])
            expect(
              most(
                gone.filter((each) => each.chat === chat),
                2,
                1,
              ),
            ).toBe(true);
        },
      ),
    );
  });
});
