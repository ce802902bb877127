import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serveControl } from "../../src/cli/control.ts";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { createOperations } from "../../src/cli/operations.ts";
import type { RepView } from "../../src/cli/people-schema.ts";
import { systemClock } from "../../src/clock.ts";
import { createLog } from "../../src/log.ts";
import { openStore, type Store } from "../../src/store/index.ts";
import { aRep, aTeam } from "../support/builders.ts";
import { type CliResult, leadline } from "../support/cli.ts";

const log = createLog({ level: "silent" });
let cwd: string;
let closing: (() => Promise<void>)[] = [];

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "leadline-reps-"));
});
afterEach(async () => {
  await closeAll();
  rmSync(cwd, { recursive: true, force: true });
});

const file = () => join(cwd, "data/leadline.db");

async function openIt(): Promise<Store> {
  const store = await openStore({ databaseUrl: `file:${file()}`, log, clock: systemClock });
  closing.push(() => store.close());
  return store;
}

async function closeAll(): Promise<void> {
  for (const close of closing.reverse()) await close();
  closing = [];
}

/** Run a command line; words with spaces are one argument where they stand in quotes. */
const run = (line: string): Promise<CliResult> =>
  leadline(
    (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', "")),
    { cwd },
  );
const reps = async (): Promise<RepView[]> => JSON.parse((await run("reps list --json")).stdout);
const teams = async (): Promise<unknown> => JSON.parse((await run("teams list --json")).stdout);

const ANA = "reps add Ana Souza --role rep --language pt --zone America/Sao_Paulo --team Sales";
const MARIA = "reps add Maria --role manager --language en --zone UTC";

describe.each(["stopped", "running"])("colleagues while Leadline is %s", (state) => {
  let changed = 0;
  beforeEach(async () => {
    const store = await openIt();
    if (state === "stopped") return closeAll();
    changed = 0;
    store.people.onChange(() => {
      changed += 1;
    });
    const control = await serveControl(file(), createOperations(store, systemClock), log);
    closing.push(() => control.close());
  });

  it("are added with their team, and listed", async () => {
    const added = await run(`${ANA} --capacity 20`);
    expect(added).toMatchObject({ code: EXIT.ok, stdout: expect.stringContaining("ana-souza") });
    expect(added.stderr).toContain("The team Sales was made; in routing.yaml it is `sales`.");
    expect(added.stderr).toContain("leadline reps code ana-souza");
    if (state === "running") expect(changed).toBe(1);
    await run(`${MARIA} --team sales,Projects`);
    expect(await reps()).toMatchObject([
      {
        id: "ana-souza",
        name: "Ana Souza",
        role: "rep",
        teams: ["sales"],
        language: "pt",
        timeZone: "America/Sao_Paulo",
        capacity: 20,
        identities: [],
        active: true,
      },
      { id: "maria", role: "manager", teams: ["sales", "projects"], capacity: null },
    ]);
    expect(await teams()).toEqual([
      { id: "sales", name: "Sales", manager: null, members: ["Ana Souza", "Maria"] },
      { id: "projects", name: "Projects", manager: null, members: ["Maria"] },
    ]);
    const shown = (await run("reps list")).stdout;
    expect(shown).toMatch(/^ID +NAME +ROLE +TEAM/);
    expect(shown).toMatch(/ana-souza +Ana Souza +rep +sales +pt +America\/Sao_Paulo +0\/20 +– +yes +–/);
    expect((await run("teams list")).stdout).toMatch(/sales +Sales +– +Ana Souza, Maria/);
  });

  it("are changed, only in what is named", async () => {
    await run(`${ANA} --capacity 3`);
    const changes = '--name "Ana Lima" --role manager --language es --team none --capacity none';
    expect((await run(`reps set ana ${changes}`)).code).toBe(EXIT.ok);
    expect(await reps()).toMatchObject([
      {
        id: "ana-souza",
        name: "Ana Lima",
        role: "manager",
        language: "es",
        timeZone: "America/Sao_Paulo",
        teams: [],
        capacity: null,
      },
    ]);
    await run("reps set ana-souza --zone europe/lisbon --team Sales");
    expect(await reps()).toMatchObject([{ timeZone: "Europe/Lisbon", teams: ["sales"], role: "manager" }]);
  });

  it("are linked by the ids of platforms, and unlinked", async () => {
    await run(ANA);
    await run(MARIA);
    expect((await run("reps link ana slack t0123abcd:u0456efgh")).code).toBe(EXIT.ok);
    expect((await run("reps link ana telegram 123456789")).code).toBe(EXIT.ok);
    expect((await run("reps link ana whatsapp +55 11 98765-4321")).code).toBe(EXIT.ok);
    const whatsapp = [
      { kind: "whatsapp", value: "5511987654321" },
      { kind: "whatsapp", value: "551187654321" },
    ];
    const [ana] = await reps();
    expect(ana?.identities).toEqual([
      { kind: "slack", value: "T0123ABCD:U0456EFGH" },
      { kind: "telegram", value: "123456789" },
      ...whatsapp,
    ]);
    expect((await run("reps link ana telegram 123456789")).stderr).toContain("It was linked already.");

    const taken = await run("reps link maria telegram 123456789");
    expect(taken).toMatchObject({ code: EXIT.fault, stdout: "" });
    expect(taken.stderr).toContain("linked to Ana Souza");
    expect(taken.stderr).toContain("leadline reps unlink ana-souza telegram 123456789");

    expect((await run("reps unlink maria telegram 123456789")).code).toBe(EXIT.fault);
    expect((await run("reps unlink ana telegram 123456789")).code).toBe(EXIT.ok);
    expect((await run("reps link maria telegram 123456789")).code).toBe(EXIT.ok);
    // Either form of a number names it.
    expect((await run("reps unlink ana whatsapp +551187654321")).code).toBe(EXIT.ok);
    expect((await run("reps unlink ana slack")).code).toBe(EXIT.ok);
    expect((await reps())[0]?.identities).toEqual([]);
    expect((await run("reps unlink ana slack")).stderr).toContain("Ana Souza has no such slack id");
  });

  it("get a code that links them, once, with what to write", async () => {
    await run(ANA);
    const shown = await run("reps code ana");
    expect(shown.stdout).toMatch(/^\d{3}-\d{3}\n$/);
    const code = shown.stdout.trim();
    expect(shown.stderr).toContain(`/lead link ${code}`);
    expect(shown.stderr).toMatch(new RegExp(`WhatsApp +link ${code}`));
    const other = JSON.parse((await run("reps code ana --json")).stdout);
    expect(other).toMatchObject({ kind: "code", rep: { id: "ana-souza" }, expiresAt: expect.any(String) });
    await closeAll();
    const store = await openIt();
    const at = systemClock.now().toISOString();
    const actor = { kind: "telegram", value: "77" };
    // The second has taken the place of the first.
    expect((await store.people.redeemCode(actor, code.replace("-", ""), at)).kind).toBe("refused");
    expect(await store.people.redeemCode(actor, other.code.replace("-", ""), at)).toEqual({
      kind: "linked",
      repId: "ana-souza",
    });
  });

  it("are switched off when they leave, and told what is still theirs", async () => {
    await run(MARIA);
    await run("reps set maria --team Sales");
    expect((await run("teams set sales --manager maria")).stdout).toContain("manager Maria");
    expect(await teams()).toMatchObject([{ manager: "Maria" }]);
    const left = await run("reps set maria --active off");
    expect(left.stderr).toContain("Maria can see and do nothing any more.");
    expect(left.stderr).toContain("The team Sales has no manager now.");
    expect(await reps()).toMatchObject([{ active: false }]);
    expect(await teams()).toMatchObject([{ manager: null }]);
    expect(await run("reps code maria")).toMatchObject({
      code: EXIT.fault,
      stderr: expect.stringContaining("reps set maria --active on"),
    });
    expect((await run("teams set sales --manager maria")).stderr).toContain("switched off");
    expect((await run(MARIA)).stderr).toContain("To bring them back");
  });
});

it("counts the open leads of who leaves", async () => {
  const store = await openIt();
  await store.people.save({ reps: [aRep({ openLeads: 2 })], teams: [aTeam()] });
  await closeAll();
  const dry = await run("reps disable ana --dry-run");
  expect(dry).toMatchObject({ code: EXIT.ok });
  expect(dry.stderr).toContain("Nothing was changed.");
  expect(dry.stderr).toContain("2 open leads of Ana would be offered to others at once");
  expect(await reps()).toMatchObject([{ id: "ana", active: true }]);
  const done = await run("reps disable ana");
  expect(done.stderr).toContain("Ana can see and do nothing any more.");
  expect(done.stderr).toContain("2 open leads of Ana are offered to others at once");
  expect(await reps()).toMatchObject([{ id: "ana", active: false }]);
  expect((await run("reps disable ana")).stderr).toContain("switched off already");
  await run("reps enable ana");
  expect(await reps()).toMatchObject([{ id: "ana", active: true }]);
});

describe("the work of a colleague", () => {
  const add = "reps add Ana --role rep --language en --zone UTC";

  it("is said when they are added, and changed in what is named", async () => {
    const work =
      '--hours "mon-fri 09:00-18:00, sat 9-13" --products solar,battery --segments home --territories "Sao Paulo" --languages pt,es';
    expect(await run(`${add} --team Sales:2,Projects ${work}`)).toMatchObject({ code: EXIT.ok });
    const weekday = [["09:00", "18:00"]];
    expect(await reps()).toMatchObject([
      {
        teams: ["sales", "projects"],
        weights: { sales: 2 },
        hours: { mon: weekday, fri: weekday, sat: [["09:00", "13:00"]] },
        takes: {
          products: ["solar", "battery"],
          segments: ["home"],
          territories: ["Sao Paulo"],
          languages: ["pt", "es"],
        },
      },
    ]);
    expect((await run("reps list")).stdout).toContain("sales:2, projects");
    await run("reps set ana --products any --languages en --hours business --team Projects:3,Sales");
    const [ana] = await reps();
    expect(ana).toMatchObject({ hours: null, weights: { projects: 3, sales: 2 } });
    expect(ana?.takes).toEqual({ segments: ["home"], territories: ["Sao Paulo"], languages: ["en"] });
    await run("reps set ana --holidays 2026-12-31,2026-12-24");
    expect((await reps())[0]?.holidays).toEqual(["2026-12-24", "2026-12-31"]);
    await run("reps set ana --holidays none");
    expect((await reps())[0]?.holidays).toBeNull();
    await run("reps set ana --hours always");
    expect((await reps())[0]?.hours?.sun).toEqual([["00:00", "24:00"]]);
  });

  it.each([
    [
      "--holidays 2026-02-30",
      "“2026-02-30” is no date. Days off are written as 2026-12-24,2026-12-31, or none.",
    ],
    ["--hours 9-6", "mon-fri 09:00-18:00, or business, or always"],
    ["--hours sometimes", "For instance: mon-fri 09:00-18:00"],
    ["--team Sales:0", "from 1 to 100"],
    ["--team Sales:many", "from 1 to 100"],
    ["--products solar,,battery", "is no list"],
    ["--languages pt,french", "It is en, pt, es."],
  ])("%s is refused", async (option, told) => {
    const result = await run(`${add} ${option}`);
    expect(result).toMatchObject({ code: EXIT.usage, stdout: "" });
    expect(result.stderr).toContain(told);
    expect(await reps()).toEqual([]);
  });

  it("is warned of where routing.yaml does not know the team", async () => {
    mkdirSync(join(cwd, "flows"));
    cpSync(fileURLToPath(new URL("../../flows", import.meta.url)), join(cwd, "flows"), { recursive: true });
    expect((await run(`${add} --team sales`)).stderr).not.toContain("does not name");
    expect((await run("reps set ana --team Support")).stderr).toContain(
      "flows/routing.yaml does not name the team `support`, so no lead comes to it. It names: sales, projects",
    );
  });

  it("of a manager is said to be little without a team", async () => {
    expect((await run(MARIA)).stderr).toContain("Maria manages no team");
    expect((await run("reps list")).stderr).toContain("leadline teams set <team> --manager maria");
    await run(`${add} --team Sales`);
    expect((await run("teams list")).stderr).toContain("The team Sales has no manager");
    expect((await run("teams set sales --manager maria")).stderr).toBe("");
    expect((await run("teams list")).stderr).toBe("");
    expect((await run("reps list")).stderr).toBe("");
    expect((await run("teams set sales --manager none")).stderr).toContain("only admins look after it");
    await run("teams set sales --manager maria");
    expect((await run("reps set maria --role rep")).stderr).toContain("The team Sales has no manager now");
  });
});

describe("what is typed wrong", () => {
  it.each([
    ["reps add Ana --role manger --language en --zone UTC", "Did you mean manager?"],
    ["reps add Ana --role rep --language french --zone UTC", "It is en, pt, es."],
    ["reps add Ana --role rep --language en --zone America/Sao_Polo", "Did you mean America/Sao_Paulo?"],
    ['reps add Ana --role rep --language en --zone "São Paulo"', "Did you mean America/Sao_Paulo?"],
    ["reps add Ana --role rep --language en --zone UTC --capacity many", "For instance: 20, or none."],
    ["reps add --role rep --language en --zone UTC", "missing required argument"],
    ["reps add Ana --role rep --language en", "--zone"],
    ["reps add ... --role rep --language en --zone UTC", "is no name"],
    ["reps set ana", "Say what to change"],
    ["reps set ana --active maybe", "It is on, off."],
    ["reps link ana slak T1:U1", "Did you mean slack?"],
    ["reps link ana slack U0456EFGH", "T0123ABCD:U0456EFGH"],
    ["reps link ana slack @ana", "names may change hands"],
    ["reps link ana telegram @ana", "names may change hands"],
    ["reps link ana telegram -100123", "a group's id"],
    ["reps link ana whatsapp 12345", "+55 11 91234-5678"],
    ["teams set sales", "Say what to change"],
    ["reps lst", "Did you mean list?"],
  ])("%s", async (line, told) => {
    // A number below zero looks like an option.
    const result = await run(line.replace("telegram -", "telegram -- -"));
    expect(result).toMatchObject({ code: EXIT.usage, stdout: "" });
    expect(result.stderr).toContain(told);
  });

  it("says every fault at once", async () => {
    const { stderr } = await run("reps add Ana --role boss --language xx --zone Mars --capacity -");
    expect(stderr.trim().split("\n")).toHaveLength(4);
  });

  it("names who was perhaps meant", async () => {
    for (const name of ["Ana Souza", "Ana Lima", "Bruno"]) {
      await run(`reps add ${name} --role rep --language en --zone UTC --team Sales`);
    }
    expect((await run("reps code brunno")).stderr).toContain("Did you mean bruno (Bruno)?");
    expect((await run("reps code ana")).stderr).toContain("ana-souza (Ana Souza), ana-lima (Ana Lima)");
    expect((await run("reps code nobody-here")).stderr).toContain("See: leadline reps list");
    expect((await run("reps add ana lima --role rep --language en --zone UTC")).stderr).toContain(
      "named Ana Lima already",
    );
    expect((await run("reps set bruno --team Salse")).stderr).toContain("(There is also Sales.)");
    expect((await run("teams set salex --manager ana-lima")).stderr).toContain("Did you mean sales (Sales)?");
    expect((await run("teams set sales --manager ana-lima")).stderr).toContain("--role manager");
    for (const result of [await run("reps code brunno"), await run("reps code ana")])
      expect(result.code).toBe(EXIT.fault);
  });

  it("says what to do when there is nobody", async () => {
    expect((await run("reps list")).stdout).toContain("reps add --help");
    expect((await run("teams list")).stdout).toContain("--team");
  });
});
