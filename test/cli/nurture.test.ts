import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serveControl } from "../../src/cli/control.ts";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { createOperations } from "../../src/cli/operations.ts";
import { emptyChanges } from "../../src/leads/changes.ts";
import type { Contact } from "../../src/leads/types/contact.ts";
import type { Lead } from "../../src/leads/types/lead.ts";
import { createLog } from "../../src/log.ts";
import { openStore, type Store } from "../../src/store/index.ts";
import { aContact, aConversation, aLead, NOW } from "../support/builders.ts";
import { type CliResult, leadline } from "../support/cli.ts";

const log = createLog({ level: "silent" });
const clock = { now: () => new Date(NOW) };
let cwd: string;
const closing: (() => Promise<void>)[] = [];

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "leadline-nurture-"));
});
afterEach(async () => {
  await closeAll();
  rmSync(cwd, { recursive: true, force: true });
});

async function closeAll(): Promise<void> {
  for (const close of closing.splice(0).reverse()) await close();
}

const run = (...args: string[]): Promise<CliResult> => leadline(["nurture", ...args], { cwd, clock });

async function openIt(): Promise<Store> {
  const databaseUrl = `file:${join(cwd, "data/leadline.db")}`;
  const store = await openStore({ databaseUrl, log, clock });
  closing.push(() => store.close());
  return store;
}

/** Four people of the stage in which the sample's sequence begins, and one of another. */
async function savePeople(store: Store): Promise<void> {
  const inIt = {
    active: [
      {
        id: "enrolment-1",
        sequence: "not-ready-yet",
        step: "check-in",
        place: 1,
        dueAt: "2026-03-12T15:00:00.000Z",
        since: NOW,
      },
    ],
    past: {},
  };
  const home = { stage: "nurture", stageKind: "dormant" } as const;
  const people: { contact: Partial<Contact>; lead: Partial<Lead>; wrote?: false }[] = [
    { contact: { name: "Ana" }, lead: { ...home, nurture: inIt } },
    { contact: { name: "Bia" }, lead: home },
    { contact: { name: "Caio", optedOutAt: NOW, optedOutVia: "web" }, lead: home },
    { contact: { name: "Davi" }, lead: home, wrote: false },
    { contact: { name: "Eva" }, lead: {} },
  ];
  const ids = people.map((each, i) => ({ ...each, id: `${i + 1}` }));
  const batch = await store.turns.begin();
  await batch.commit({
    seqs: [],
    doneAt: NOW,
    changes: {
      ...emptyChanges(),
      contacts: ids.map(({ id, contact }) => aContact({ id, ...contact })),
      leads: ids.map(({ id, lead }) => aLead({ id, number: Number(id), contactId: id, ...lead })),
      conversations: ids.map(({ id, wrote }) =>
        aConversation({
          id: `web:${id}`,
          chatId: id,
          contactId: id,
          leadId: id,
          lastInboundAt: wrote === false ? null : NOW,
        }),
      ),
    },
  });
}

describe.each(["stopped", "running"])("leadline nurture preview while Leadline is %s", (state) => {
  async function have(): Promise<Store | null> {
    const store = await openIt();
    await savePeople(store);
    if (state === "running") {
      const control = await serveControl(join(cwd, "data/leadline.db"), createOperations(store, clock), log);
      closing.push(() => control.close());
      return store;
    }
    await closeAll();
    return null;
  }

  it("says who would get what and when, and why others would not", async () => {
    await have();
    const { code, stdout } = await run("preview", "not-ready-yet");
    expect(code).toBe(EXIT.ok);
    expect(stdout).toMatch(/Not ready yet: 2 people would get a message, 2 would not/);
    expect(stdout).toContain("1. +3d: Hi ‹first_name›!");
    expect(stdout).toContain("2. +10d: [check-in]");
    expect(stdout).toMatch(/L-1 Ana – in it – message 2: .*12:00/);
    // After three days it would be seven in the morning where she is.
    expect(stdout).toMatch(/L-2 Bia – would begin – message 1: .*09:00/);
    expect(stdout).toContain("L-3 Caio – would begin – gets nothing (asked for no more messages)");
    expect(stdout).toContain("L-4 Davi – would begin – gets nothing (has never written on this channel)");
    expect(stdout).not.toContain("Eva");
  });

  it("says it in another language, for a name in any, and as JSON", async () => {
    await have();
    const { stdout } = await run("preview", "Ainda não é a hora", "--lang", "pt");
    expect(stdout).toContain("Ainda não é a hora: 2 pessoas receberiam mensagem, 2 não.");
    const json = await run("preview", "not-ready-yet", "--json");
    expect(JSON.parse(json.stdout)).toEqual([
      {
        lead: 1,
        name: "Ana",
        isEnrolled: true,
        message: "check-in",
        when: "2026-03-12T15:00:00.000Z",
        why: null,
      },
      {
        lead: 2,
        name: "Bia",
        isEnrolled: false,
        message: "savings",
        when: "2026-03-13T12:00:00.000Z",
        why: null,
      },
      { lead: 3, name: "Caio", isEnrolled: false, message: null, when: null, why: "opted-out" },
      { lead: 4, name: "Davi", isEnrolled: false, message: null, when: null, why: "never-wrote" },
    ]);
  });

  it("changes nothing", async () => {
    const store = (await have()) ?? (await openIt());
    const before = await store.reads.people(["1", "2", "3", "4", "5"]);
    if (state === "stopped") await closeAll();
    expect((await run("preview", "not-ready-yet")).code).toBe(EXIT.ok);
    const after = state === "stopped" ? await openIt() : store;
    expect(await after.reads.people(["1", "2", "3", "4", "5"])).toEqual(before);
    expect(await after.outbox.counts()).toMatchObject({ waiting: 0 });
    expect((await after.inbox.counts()).pending).toBe(0);
  });
});

describe("leadline nurture preview", () => {
  it("says which sequences there are when it knows none of this name", async () => {
    expect(await run("preview", "not-redy-yet")).toMatchObject({
      code: EXIT.fault,
      stdout: "",
      stderr: expect.stringContaining("There is no sequence “not-redy-yet”. Did you mean not-ready-yet?"),
    });
    const { stderr } = await run("preview", "winter");
    expect(stderr).toContain("There is no sequence “winter”. There are: not-ready-yet.");
  });

  it("says what to mend when the flow files have faults", async () => {
    mkdirSync(join(cwd, "flows"));
    writeFileSync(join(cwd, "flows/business.yaml"), "name: 7");
    const { code, stderr } = await run("preview", "not-ready-yet");
    expect(code).toBe(EXIT.fault);
    expect(stderr).toMatch(/have faults:\n[\s\S]*What to do: .*leadline flow check/);
  });

  it("says to restart a program that does not understand the files", async () => {
    const operations = createOperations(await openIt(), clock);
    await expect(operations.previewNurture({ files: {}, sequence: "not-ready-yet" })).rejects.toMatchObject({
      code: "flow-invalid",
      fix: expect.stringContaining("restart it"),
    });
  });
});
