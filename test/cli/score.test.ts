import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serveControl } from "../../src/cli/control.ts";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { createOperations } from "../../src/cli/operations.ts";
import { systemClock } from "../../src/clock.ts";
import { emptyChanges } from "../../src/leads/changes.ts";
import type { Lead } from "../../src/leads/types/lead.ts";
import { createLog } from "../../src/log.ts";
import { openStore, type Store } from "../../src/store/index.ts";
import { aContact, aLead } from "../support/builders.ts";
import { leadline } from "../support/cli.ts";

const log = createLog({ level: "silent" });
let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "leadline-score-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const file = () => join(cwd, "data/leadline.db");
const openIt = () => openStore({ databaseUrl: `file:${file()}`, log, clock: systemClock });

/** Leads that were won when they came by referral and lost when not, whatever their score; one in ten otherwise. */
async function saveEnded(store: Store, count: number): Promise<void> {
  const leads = Array.from({ length: count }, (_, i): Lead => {
    const byReferral = i % 2 === 0;
    const won = i % 10 === 3 ? !byReferral : byReferral;
    const at = new Date(Date.parse("2025-01-01T15:00:00Z") + i * 7 * 86_400_000).toISOString();
    return aLead({
      id: `lead-${i}`,
      number: i + 1,
      source: byReferral ? "referral" : "fair",
      score: (i * 7) % 100,
      stage: won ? "customer" : "unqualified",
      stageKind: won ? "won" : "lost",
      openedAt: at,
      closedAt: at,
      wonAt: won ? at : null,
      lostAt: won ? null : at,
    });
  });
  const batch = await store.turns.begin();
  const changes = { ...emptyChanges(), contacts: [aContact()], leads };
  await batch.commit({ seqs: [], doneAt: "2026-11-22T16:00:00.000Z", changes });
}

describe("leadline score report", () => {
  it("says how well the score tells, and how well it could be told", async () => {
    const store = await openIt();
    await saveEnded(store, 400);
    await store.close();
    const { code, stdout: out } = await leadline(["score", "report"], { cwd });
    expect(code).toBe(EXIT.ok);
    expect(out).toContain(
      "No probability is shown: nothing was learned yet. 400 of at least 200 leads have ended",
    );
    expect(out).toContain("400 leads were won or lost; learned from 300, looked at 100.");
    expect(out).toMatch(/score of scoring\.yaml\s+\d+%/);
    expect(out).toMatch(/learned \(logistic regression\)\s+(8\d|9\d|100)%/);
    expect(out).toMatch(/learned \(logistic regression\)\s+\d+%\s+0\.\d+\s+0\.\d+/);
    expect(out).toContain("What was learned tells better than the score");
    expect(out).toMatch(/source: referral\s+50%\s+× \d+\.\d\d/);
    const json = await leadline(["score", "report", "--json"], { cwd });
    expect(JSON.parse(json.stdout)).toMatchObject({
      learned: 300,
      heldOut: 100,
      verdict: "use",
      state: { inUse: 0, ended: 400 },
    });
  });

  it("says when too few have ended, and leaves out those that are open or folded into another", async () => {
    const store = await openIt();
    await saveEnded(store, 20);
    const batch = await store.turns.begin();
    const leads = [
      aLead({ id: "open", number: 100 }),
      aLead({ id: "folded", number: 101, lostAt: "2026-01-01T00:00:00.000Z", reason: "duplicate" }),
    ];
    await batch.commit({
      seqs: [],
      doneAt: "2026-11-22T16:00:00.000Z",
      changes: { ...emptyChanges(), leads },
    });
    await store.close();
    const { code, stdout: out } = await leadline(["score", "report"], { cwd });
    expect(code).toBe(EXIT.ok);
    expect(out).toContain("20 leads were won or lost");
    expect(out).toContain("Too few have ended to tell");
  });

  it("asks the program that runs", async () => {
    const store = await openIt();
    await saveEnded(store, 20);
    const control = await serveControl(file(), createOperations(store, systemClock), log);
    const { stdout: out } = await leadline(["score", "report"], { cwd });
    await control.close();
    await store.close();
    expect(out).toContain("20 leads were won or lost");
  });

  it("asks the program to learn, to stop showing, and to show again; it does so when it starts", async () => {
    const store = await openIt();
    await saveEnded(store, 20);
    await store.close();
    const train = await leadline(["score", "train"], { cwd });
    expect([train.code, train.stderr]).toEqual([EXIT.ok, expect.stringContaining("when it starts next")]);
    expect((await leadline(["score", "off"], { cwd })).code).toBe(EXIT.ok);
    const use = await leadline(["score", "use"], { cwd });
    expect([use.code, use.stderr]).toEqual([EXIT.ok, expect.stringContaining("Nothing was learned yet")]);
    const after = await openIt();
    const asked = await after.inbox.pending({ afterSeq: 0, limit: 10, now: "2999-01-01T00:00:00.000Z" });
    await after.close();
    expect(asked.map(({ payload }) => payload.type === "timer" && payload.timer.payload.what)).toEqual([
      "train",
      "off",
      "use",
    ]);
  });
});
