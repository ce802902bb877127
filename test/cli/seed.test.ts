import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { SAMPLE_LEADS } from "../../src/cli/sample-leads.ts";
import { SAMPLE_REPS } from "../../src/cli/sample-people.ts";
import { systemClock } from "../../src/clock.ts";
import { createLog } from "../../src/log.ts";
import { openStore } from "../../src/store/index.ts";
import { leadline } from "../support/cli.ts";

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "leadline-seed-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

async function leads() {
  const log = createLog({ level: "silent" });
  const store = await openStore({
    databaseUrl: `file:${join(cwd, "data/leadline.db")}`,
    log,
    clock: systemClock,
  });
  try {
    expect(await store.deadLetters.list({ limit: 10 })).toEqual([]);
    return (await store.reads.leads({ scope: { kind: "all" } }, { offset: 0, limit: 100 })).rows;
  } finally {
    await store.close();
  }
}

it("brings samples in as real leads come, worked to several stages, once", async () => {
  const first = await leadline(["seed", "--json"], { cwd });
  expect(first).toMatchObject({ code: EXIT.ok, stdout: `{"people":true,"leads":${SAMPLE_LEADS.length}}\n` });
  const rows = await leads();
  const stages = rows.map((row) => row.stage);
  expect(stages).toEqual(
    expect.arrayContaining(["open-enquiry", "qualified", "nurture", "negotiation", "customer"]),
  );
  for (const row of rows) {
    expect(row.name ?? "Sample").toMatch(/^Sample/);
  }

  const second = await leadline(["seed", "--json"], { cwd });
  expect(second).toMatchObject({ code: EXIT.ok, stdout: '{"people":false,"leads":0}\n' });
  expect(await leads()).toEqual(rows);
});

it("marks everybody as a sample", () => {
  for (const { id, name } of SAMPLE_REPS) expect(`${id} ${name}`).toMatch(/^sample-\S+ Sample /);
  for (const lead of SAMPLE_LEADS) {
    expect(lead.id).toMatch(/^sample-/);
    expect(Object.values(lead.answers).filter((text) => text.includes("@"))).toEqual(
      Object.values(lead.answers).filter((text) => text.endsWith("@example.com")),
    );
  }
});
