import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, it } from "vitest";
import { drawPng } from "../../src/insights/draw.ts";
import { createDrawer, type Drawer, type DrawerOptions } from "../../src/insights/drawer.ts";
import { sampleCharts } from "../support/charts.ts";

const charts = sampleCharts("en");
const chart = charts.funnel!;
const open: Drawer[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((drawer) => drawer.close()));
});

describe("drawing in a thread", () => {
  it("gives the same pictures as drawing here", async () => {
    const drawer = start({ theme: "dark", timeoutMs: 60_000 });
    const drawn = await Promise.all(Object.values(charts).map((each) => drawer.draw(each)));
    Object.values(charts).forEach((each, i) => {
      expect(drawn[i]!.equals(drawPng(each, "dark"))).toBe(true);
    });
  });

  it("rejects what cannot be drawn, and goes on with the next", async () => {
    const drawer = start({ timeoutMs: 60_000 });
    const broken = { ...chart, unit: { kind: "money", currency: "no currency" } } as const;
    await expect(drawer.draw(broken)).rejects.toMatchObject({ code: "picture-failed" });
    await expect(drawer.draw(chart)).resolves.toBeInstanceOf(Buffer);
  });

  it.each([
    ["dies", "process.exit(3)", "the thread ended with code 3", 2],
    ["throws", "throw new Error('out of ink')", "out of ink", 2],
    ["says that it failed", "parentPort.postMessage({ failed: 'no pencil' })", "no pencil", 1],
  ])("rejects the picture during which the thread %s", async (_, act, why, expected) => {
    let threads = 0;
    const drawer = start({
      timeoutMs: 60_000,
      start: () => aThread(threads++ === 0 ? act : DRAWS),
    });
    const message = `A chart (funnel) could not be drawn: ${why}.`;
    await expect(drawer.draw(chart)).rejects.toMatchObject({
      code: "picture-failed",
      retryable: true,
      message,
    });
    const next = drawer.draw(chart);
    if (expected === 2) await expect(next).resolves.toEqual(Buffer.from([7]));
    else await expect(next).rejects.toMatchObject({ message });
    expect(threads).toBe(expected);
  });

  it.each([
    ["hangs", "for (;;);"],
    ["does not answer", ""],
  ])("gives up the picture at which the thread %s, and draws the next in a fresh one", async (_, act) => {
    let isFirst = true;
    const drawer = start({
      timeoutMs: 300,
      start: () => {
        const thread = aThread(isFirst ? act : DRAWS);
        isFirst = false;
        return thread;
      },
    });
    await expect(drawer.draw(chart)).rejects.toThrow("it took more than 300 ms");
    await expect(eventually(drawer)).resolves.toEqual(Buffer.from([7]));
  });

  it("rejects when no thread can be started", async () => {
    const drawer = start({
      start: () => {
        throw new Error("too many threads");
      },
    });
    await expect(drawer.draw(chart)).rejects.toMatchObject({ code: "picture-failed" });
  });

  it("gives up those that wait too long behind another", async () => {
    const drawer = start({ timeoutMs: 300, start: () => aThread("") });
    const first = drawer.draw(chart);
    const second = drawer.draw(chart);
    await expect(first).rejects.toMatchObject({ code: "picture-failed" });
    await expect(second).rejects.toMatchObject({ code: "picture-failed" });
  });

  it("rejects what is under way, and all that comes later, when it is closed", async () => {
    const drawer = start({ start: () => aThread("") });
    const drawing = [drawer.draw(chart), drawer.draw(chart)].map((each) =>
      expect(each).rejects.toMatchObject({ code: "picture-failed" }),
    );
    await drawer.close();
    await Promise.all(drawing);
    await expect(drawer.draw(chart)).rejects.toMatchObject({ code: "picture-failed" });
  });

  it("ends the thread when there is nothing to draw, and starts another later", async () => {
    const threads: Worker[] = [];
    const drawer = start({
      idleMs: 1,
      start: () => {
        const thread = aThread(DRAWS);
        threads.push(thread);
        return thread;
      },
    });
    await drawer.draw(chart);
    await new Promise((resolve) => threads[0]!.once("exit", resolve));
    await expect(drawer.draw(chart)).resolves.toEqual(Buffer.from([7]));
    expect(threads).toHaveLength(2);
  });
});

const DRAWS = "parentPort.postMessage({ picture: new Uint8Array([7]) })";

function start(options: Partial<DrawerOptions>): Drawer {
  const drawer = createDrawer({ theme: "light", ...options });
  open.push(drawer);
  return drawer;
}

/** A thread that does something else when it is asked to draw. */
function aThread(act: string): Worker {
  const code = `const { parentPort } = require("node:worker_threads"); parentPort.on("message", () => { ${act} });`;
  return new Worker(code, { eval: true });
}

/** A thread that takes long to start on a busy machine may miss its time: asked until it is in time. */
async function eventually(drawer: Drawer): Promise<Buffer> {
  for (;;) {
    const picture = await drawer.draw(chart).catch(() => null);
    if (picture !== null) return picture;
  }
}
