import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serveControl } from "../../src/cli/control.ts";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { createOperations } from "../../src/cli/operations.ts";
import { systemClock } from "../../src/clock.ts";
import { createLog } from "../../src/log.ts";
import { openStore, type Store } from "../../src/store/index.ts";
import { leadline } from "../support/cli.ts";

const log = createLog({ level: "silent" });
const at = "2026-11-22T16:00:00.000Z";
let cwd: string;
let closing: (() => Promise<void>)[] = [];

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "leadline-dead-"));
});
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
  rmSync(cwd, { recursive: true, force: true });
});

const file = () => join(cwd, "data/leadline.db");

async function openIt(): Promise<Store> {
  const store = await openStore({ databaseUrl: `file:${file()}`, log, clock: systemClock });
  closing.push(() => store.close());
  return store;
}

/** A store with messages that were set aside, one for each text. Gives the inbox numbers. */
async function aStoreWithDead(...texts: string[]): Promise<Store> {
  const store = await openIt();
  const accepted = await store.inbox.accept(
    texts.map((text, index) => ({
      channel: "web",
      externalId: `m${index}`,
      kind: "message" as const,
      lane: `web:chat-${index}`,
      payload: {
        type: "message" as const,
        externalId: `m${index}`,
        chatId: `chat-${index}`,
        at,
        from: { identities: [{ kind: "web", value: `chat-${index}` }] },
        text,
        attachments: [],
      },
      receivedAt: at,
    })),
  );
  await store.inbox.fail(
    accepted.map(({ seq }, index) => ({
      seq,
      lane: `web:chat-${index}`,
      attempts: 5,
      error: "No such step",
      nextAttemptAt: null,
      at,
    })),
  );
  return store;
}

async function closeAll(): Promise<void> {
  for (const close of closing.reverse()) await close();
  closing = [];
}

async function list(): Promise<{ id: string; kind: string; error: string }[]> {
  return JSON.parse((await leadline(["dead", "list", "--json"], { cwd })).stdout);
}

describe.each(["stopped", "running"])("dead letters while Leadline is %s", (state) => {
  let woken = 0;
  async function have(...texts: string[]): Promise<void> {
    const store = await aStoreWithDead(...texts);
    if (state === "stopped") return closeAll();
    woken = 0;
    const operations = createOperations(store, systemClock, () => {
      woken += 1;
    });
    const control = await serveControl(file(), operations, log);
    closing.push(() => control.close());
  }

  it("are listed, shown and retried", async () => {
    await have("hello", "olá");
    const letters = await list();
    expect(letters).toMatchObject([
      { kind: "message", lane: "web:chat-0", error: "No such step", attempts: 5 },
      { kind: "message", lane: "web:chat-1" },
    ]);
    const [first, second] = letters.map((letter) => letter.id);
    const shown = await leadline(["dead", "show", first ?? "", "--json"], { cwd });
    expect(JSON.parse(shown.stdout)).toMatchObject({ payload: { text: "hello" } });
    expect(await leadline(["dead", "retry", first ?? ""], { cwd })).toMatchObject({
      code: EXIT.ok,
      stdout: "To be tried again: 1 of 1.\n",
    });
    if (state === "running") expect(woken).toBe(1);
    expect((await list()).map((letter) => letter.id)).toEqual([second]);
    if (state === "running") await closeAll();
    const store = await openIt();
    const now = systemClock.now().toISOString();
    expect(await store.inbox.pending({ afterSeq: 0, limit: 10, now })).toMatchObject([
      { externalId: "m0", attempts: 0 },
    ]);
  });

  it("are all dropped only with --yes", async () => {
    await have("a", "b", "c");
    const dry = await leadline(["dead", "drop", "--all"], { cwd });
    expect(dry).toMatchObject({
      code: EXIT.ok,
      stdout: expect.stringContaining("3 to drop. To do it: leadline dead drop --all --yes"),
    });
    expect(await list()).toHaveLength(3);
    expect(await leadline(["dead", "drop", "--all", "--yes"], { cwd })).toMatchObject({
      code: EXIT.ok,
      stdout: "Dropped: 3 of 3.\n",
    });
    expect(await list()).toEqual([]);
  });

  it("that are not there are told, with code 1", async () => {
    await have("a");
    expect((await leadline(["dead", "show", "999"], { cwd })).code).toBe(EXIT.fault);
    expect(await leadline(["dead", "retry", "999"], { cwd })).toMatchObject({
      code: EXIT.fault,
      stdout: "To be tried again: 0 of 1.\n",
    });
  });
});

it("says so when nothing was set aside", async () => {
  await openIt();
  await closeAll();
  expect(await leadline(["dead", "list"], { cwd })).toMatchObject({
    code: EXIT.ok,
    stdout: "Nothing was set aside.\n",
  });
});

it("names the process when another one has the database without answering", async () => {
  await openIt();
  expect(await leadline(["dead", "list"], { cwd })).toMatchObject({
    code: EXIT.database,
    stderr: expect.stringContaining(`in use by process ${process.pid}`),
  });
});
