import { mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectControl, serveControl } from "../../src/cli/control.ts";
import type { DeadDetail, Operations } from "../../src/cli/operations.ts";
import { LeadlineError } from "../../src/errors.ts";
import { toPlanJson } from "../../src/leads/learn/learning-schema.ts";
import { createLog } from "../../src/log.ts";

const log = createLog({ level: "silent" });
let folder: string;
let file: string;
const closing: (() => Promise<void>)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "leadline-control-"));
  file = join(folder, "leadline.db");
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  rmSync(folder, { recursive: true, force: true });
});

const letter: DeadDetail = {
  id: "7",
  kind: "message",
  lane: "web:a",
  error: "No such step",
  attempts: 5,
  at: "2026-11-22T16:00:00.000Z",
  payload: { text: "olá\nmundo 🎉" },
};

/** Operations on one dead letter that remember what they were asked. */
function someOperations(): Operations & { asked: string[] } {
  const asked: string[] = [];
  const { payload: _, ...entry } = letter;
  return {
    asked,
    listDead: async () => [entry],
    showDead: async (id) => (id === letter.id ? letter : null),
    retryDead: async (ids) => asked.push(...ids),
    dropDead: async () => {
      throw new LeadlineError("disk-full", "The disk is full.", { fix: "Make room." });
    },
    ended: async () => ["lead-1"],
    examples: async (ids) => ids.map(() => ({ facts: { source: "fair" }, won: true, ruleScore: 7 })),
    learning: async () => ({ inUse: 0, switchedOff: true, ended: 3, newest: null, used: null }),
    learn: async ({ what }) => {
      asked.push(what);
    },
    people: async (request) => ({ kind: "refused", message: JSON.stringify(request) }),
    previewNurture: async ({ files, sequence }) => ({
      at: letter.at,
      people: [
        {
          lead: { number: 7 },
          name: sequence,
          isEnrolled: true,
          place: Object.keys(files).length,
          when: null,
          why: { code: "off", text: { en: "off", pt: "desligado", es: "apagado" } },
        },
      ],
    }),
  };
}

async function serve(operations: Operations): Promise<void> {
  const control = await serveControl(file, operations, log);
  closing.push(() => control.close());
}

describe("the control socket", () => {
  it("carries every operation, its arguments and its result", async () => {
    const operations = someOperations();
    await serve(operations);
    const remote = await connectControl(file);
    expect(await remote?.listDead()).toEqual(await operations.listDead());
    expect(await remote?.showDead("7")).toEqual(letter);
    expect(await remote?.showDead("8")).toBeNull();
    expect(await remote?.retryDead(["7", "8"])).toBe(2);
    expect(operations.asked).toEqual(["7", "8"]);
    expect(await remote?.ended()).toEqual(["lead-1"]);
    const plan = toPlanJson({
      timeZone: "UTC",
      exclude: new Set(["language"]),
      answers: new Map([["timeline", { kind: "choice" as const, options: new Set(["now"]) }]]),
      typed: new Map([["product", new Set(["solar"])]]),
    });
    expect(await remote?.examples(["lead-1"], plan)).toEqual(await operations.examples(["lead-1"], plan));
    expect(await remote?.learning()).toEqual(await operations.learning());
    await remote?.learn({ what: "off" });
    expect(operations.asked).toEqual(["7", "8", "off"]);
    const request = { ask: "set", rep: "ana", capacity: null, active: false } as const;
    expect(await remote?.people(request)).toEqual({ kind: "refused", message: JSON.stringify(request) });
    const preview = { files: { "nurture/a.yaml": "id: a\n" }, sequence: "a" };
    expect(await remote?.previewNurture(preview)).toEqual(await operations.previewNurture(preview));
  });

  it("carries many questions at once", async () => {
    await serve(someOperations());
    const remote = await connectControl(file);
    const answers = await Promise.all(Array.from({ length: 50 }, () => remote?.showDead("7")));
    expect(answers).toEqual(Array.from({ length: 50 }, () => letter));
  });

  it("carries an error with what to do", async () => {
    await serve(someOperations());
    const remote = await connectControl(file);
    await expect(remote?.dropDead(["7"])).rejects.toThrow("The disk is full.\n  What to do: Make room.");
  });

  it("is for its owner only", async () => {
    await serve(someOperations());
    expect(statSync(`${file}.sock`).mode & 0o777).toBe(0o600);
  });

  it("is not there when nothing runs, nor after it was closed", async () => {
    expect(await connectControl(file)).toBeNull();
    const control = await serveControl(file, someOperations(), log);
    await control.close();
    expect(await connectControl(file)).toBeNull();
  });

  it("replaces one that a killed program left behind", async () => {
    await serve(someOperations());
    // A second server on the same path, as after a kill: the path is there, its owner is not asked.
    await serve(someOperations());
    expect(await (await connectControl(file))?.listDead()).toHaveLength(1);
  });

  it("says so when the program stops before it answers", async () => {
    const rude = createServer((socket) => socket.on("data", () => socket.destroy()));
    await new Promise<void>((resolve) => rude.listen(`${file}.sock`, resolve));
    closing.push(() => new Promise((resolve) => rude.close(() => resolve())));
    const remote = await connectControl(file);
    await expect(remote?.listDead()).rejects.toMatchObject({ code: "database-lost", retryable: true });
  });

  it("does without where the path is too long", async () => {
    const long = join(folder, "x".repeat(120), "leadline.db");
    const control = await serveControl(long, someOperations(), log);
    expect(await connectControl(long)).toBeNull();
    await control.close();
  });
});
