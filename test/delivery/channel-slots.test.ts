import { describe, expect, it } from "vitest";
import { createChannelSlots } from "../../src/delivery/channel-slots.ts";

/** Slots in which each lane is sent in until it is told to end. */
function slotsOf(most: number) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  let ended = 0;
  const slots = createChannelSlots({
    most: () => most,
    run(lane, channel) {
      begun.push(`${channel}:${lane}`);
      return new Promise((resolve) => ends.set(lane, resolve));
    },
    onEnd() {
      ended += 1;
    },
  });
  const end = async (lane: string) => {
    const before = ended;
    ends.get(lane)?.();
    await expect.poll(() => ended).toBe(before + 1);
  };
  return { slots, begun, end };
}

describe("the slots of a channel", () => {
  it("begin nothing before they are pumped, and then in the order of being ready", () => {
    const { slots, begun } = slotsOf(10);
    for (const lane of ["b", "a", "c"]) slots.makeReady("web", lane);
    expect(begun).toEqual([]);
    slots.pump("web");
    expect(begun).toEqual(["web:b", "web:a", "web:c"]);
    expect(slots.underWay).toBe(3);
  });

  it("never hold more at once than the channel takes, and give a free one to the next", async () => {
    const { slots, begun, end } = slotsOf(2);
    for (const lane of ["a", "b", "c", "d"]) slots.makeReady("web", lane);
    slots.pump("web");
    slots.pump("web");
    expect(begun).toEqual(["web:a", "web:b"]);
    await end("b");
    expect(begun).toEqual(["web:a", "web:b", "web:c"]);
    expect(slots.underWay).toBe(2);
    for (const lane of ["a", "c", "d"]) await end(lane);
    expect(slots.underWay).toBe(0);
  });

  it("of one channel take nothing from another", () => {
    const { slots, begun } = slotsOf(1);
    slots.makeReady("web", "a");
    slots.makeReady("web", "b");
    slots.makeReady("slack", "c");
    slots.pumpAll();
    expect(begun).toEqual(["web:a", "slack:c"]);
  });

  it("begin nothing more once they are stopped", async () => {
    const { slots, begun, end } = slotsOf(1);
    slots.makeReady("web", "a");
    slots.makeReady("web", "b");
    slots.pumpAll();
    slots.stop();
    await end("a");
    slots.pumpAll();
    expect(begun).toEqual(["web:a"]);
  });
});
