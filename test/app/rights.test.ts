import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { RepRights } from "../../src/leads/types/directory.ts";
import type { Lead } from "../../src/leads/types/lead.ts";
import type { Role } from "../../src/leads/types/rep.ts";
import { DATABASES, finishes, startApp, type TestApp } from "../support/app.ts";
import { aRep } from "../support/builders.ts";
import { aFile, createTeamChannel, linkTeam, talks } from "../support/team-channel.ts";

const people = [
  aRep({ name: "Ana" }),
  aRep({ name: "Bruno" }),
  aRep({ name: "David" }),
  aRep({ name: "Maria", role: "manager" }),
  aRep({ name: "Otto", role: "admin" }),
];
const teams = { sales: ["ana", "bruno"], projects: ["david"] };
/** What is known of the person of the sample conversation. */
const SECRETS = ["Ana Souza", "Souza", "ana.souza", "Curitiba", "flat roof"];

/** Commands that only look, and those that change; `%` is the lead. */
const LOOKS = ["show %", "history %", "why %", "followups %"];
const CHANGES = ["note % seen", "tag % seen", "value % 7k", "followup % tomorrow 10:00 call"];

describe.each(DATABASES)("what business.yaml lets reps see and change, on %s", (database) => {
  let app: TestApp;
  afterEach(() => app?.close());

  async function allow(reps: RepRights): Promise<void> {
    const file = join(app.flowsFolder, "business.yaml");
    const text = await readFile(file, "utf8");
    const changed = text
      .replace(/^( {2}see: )\S+/m, `$1${reps.see}`)
      .replace(/^( {2}change: )\S+/m, `$1${reps.change}`);
    await writeFile(file, changed);
    await app.restart();
  }

  it("holds for every list and every change", async () => {
    app = await startApp({ database, reps: people, teams });
    await finishes(app, "chat-1", "en");
    const offered = await app.lead("chat-1");
    await app.does("otto", `assign L-${offered.number} @bruno`);
    for (const see of ["own-and-pool", "team", "all"] as const) {
      for (const change of ["own-and-pool", "team"] as const) {
        await allow({ see, change });
        for (const rep of ["ana", "david"]) {
          const isOfTeam = rep === "ana";
          const changes = change === "team" && isOfTeam;
          const sees = changes || see === "all" || (see === "team" && isOfTeam);
          await expectReach(rep, sees, changes);
        }
        // Whose it is, and who looks after the team, always may.
        await expectReach("bruno", true, true);
        await expectReach("maria", true, true);
      }
    }
  });

  async function expectReach(rep: string, sees: boolean, changes: boolean): Promise<void> {
    const lead = await app.lead("chat-1");
    const ref = `L-${lead.number}`;
    const label = (said: string) => `${rep}: ${said}`;
    for (const said of ["leads", "leads open", "find souza"]) {
      const before = (await app.posts(`rep:${rep}`)).length;
      await app.does(rep, said);
      const told = JSON.stringify((await app.posts(`rep:${rep}`)).slice(before));
      expect(told.includes(ref), label(said)).toBe(sees);
      if (!sees)
        for (const secret of ["Ana Souza", "Curitiba"]) expect(told, label(said)).not.toContain(secret);
    }
    for (const said of LOOKS) {
      const answer = await app.does(rep, said.replace("%", ref));
      expect(/belongs to Bruno/.test(answer), label(said)).toBe(!sees);
    }
    for (const said of CHANGES) {
      const before = (await app.trail(lead)).length;
      const answer = await app.does(rep, said.replace("%", ref));
      expect(/belongs to Bruno/.test(answer), label(`${said}: ${answer}`)).toBe(!changes);
      const after = (await app.trail(lead)).length;
      if (!changes) expect(after, label(said)).toBe(before);
      if (changes && said.startsWith("note")) expect(after, label(said)).toBe(before + 1);
    }
  }
});

describe.each(DATABASES)("rights that are lost, on %s", (database) => {
  let app: TestApp;
  afterEach(() => app?.close());

  async function setRole(id: string, role: Role): Promise<void> {
    const rep = await app.rep(id);
    const updatedAt = app.clock.now().toISOString();
    await app.store.people.save({ reps: [{ ...rep, role, updatedAt }], only: ["role", "updatedAt"] });
  }

  it("are gone for what a manager had asked before, and is decided after", async () => {
    let stops = true;
    app = await startApp({
      database,
      reps: people,
      teams,
      faults: true,
      beforeDecide({ payload }) {
        if (stops && payload.type === "command" && payload.actor.value === "maria")
          throw new Error("not now");
      },
    });
    await finishes(app, "chat-1", "en");
    const { number } = await app.lead("chat-1");
    await app.does("otto", `assign L-${number} @bruno`);
    const lead = await app.lead("chat-1");
    const trail = await app.trail(lead);
    const asked = [`assign L-${number} @ana`, `stage L-${number} contacted`, "team", `show L-${number}`];
    for (const text of asked) await app.asks("maria", text);
    await setRole("maria", "rep");
    stops = false;
    const before = (await app.posts("rep:maria")).length;
    await app.passes(60_000);
    const told = (await app.posts("rep:maria"))
      .slice(before)
      .filter((post) => post.payload.privately === true);
    expect(told).toHaveLength(asked.length);
    for (const { payload } of told) expect(payload.text).toMatch(/is for managers|belongs to Bruno/);
    for (const secret of SECRETS) expect(JSON.stringify(told)).not.toContain(secret);
    expect(await app.lead("chat-1")).toEqual(lead);
    expect(await app.trail(lead)).toEqual(trail);
    // And with the role they come back.
    await setRole("maria", "manager");
    expect(await app.does("maria", `assign L-${number} @ana`)).toMatch(/Ana/);
    expect((await app.lead("chat-1")).ownerId).toBe("ana");
  });

  it("leave no word of a lead in the choices of what one had planned with it", async () => {
    app = await startApp({ database, reps: people, teams });
    await finishes(app, "chat-1", "en");
    const { number } = await app.lead("chat-1");
    await app.does("otto", `assign L-${number} @bruno`);
    for (const what of ["call about the roof", "send the offer"])
      await app.does("maria", `followup L-${number} in 2 hours ${what}`);
    const planned = (await app.lead("chat-1")).nextStep?.followUpId;
    await setRole("maria", "rep");
    const before = (await app.posts("rep:maria")).length;
    await app.passes(3 * 3_600_000);
    for (const said of ["done", "snooze 2h", "drop", "followups", "home", "undo"])
      await app.does("maria", said);
    const trail = await app.trail(await app.lead("chat-1"));
    for (const said of [`done fu:${planned}`, `drop fu:${planned}`, `snooze fu:${planned} 2h`])
      expect(await app.does("maria", said)).toMatch(/belongs to Bruno/);
    expect(await app.trail(await app.lead("chat-1"))).toEqual(trail);
    const told = JSON.stringify((await app.posts("rep:maria")).slice(before));
    for (const secret of [...SECRETS, "about the roof", "send the offer"]) expect(told).not.toContain(secret);
  });
});

describe.each(DATABASES)("talk in the thread of a lead, on %s", (database) => {
  it("is carried to other places only from who may see the lead", async () => {
    const slack = createTeamChannel();
    const app = await startApp({ database, reps: people, teams, channels: [slack] });
    try {
      await linkTeam(app);
      const lead = await aLeadOf(app, "bruno");
      const trail = await app.trail(lead);
      await talks(app, "david", "I would give them nothing", lead);
      await talks(app, "david", "", lead, { files: [aFile()] });
      expect(await talkAtDesk(app)).toEqual([]);
      expect(await app.trail(lead)).toEqual(trail);
      await talks(app, "bruno", "they will buy", lead);
      await talks(app, "maria", "well done", lead);
      expect(await talkAtDesk(app)).toEqual(["Bruno: they will buy", "Maria: well done"]);
    } finally {
      await app.close();
    }
  });

  async function talkAtDesk(app: TestApp): Promise<string[]> {
    const posts = await app.posts("team");
    return posts
      .map(({ payload }) => payload.text ?? "")
      .filter((text) => /^(David|Bruno|Maria): /.test(text));
  }

  async function aLeadOf(app: TestApp, owner: string): Promise<Lead> {
    await app.app.accept("web", {
      type: "message",
      externalId: "hello-1",
      chatId: "chat-1",
      at: app.clock.now().toISOString(),
      from: { identities: [{ kind: "web", value: "chat-1" }] },
      text: "Hello",
      attachments: [],
    });
    await app.drain();
    const [lead] = await app.leads();
    await app.does("otto", `assign L-${lead!.number} @${owner}`);
    return (await app.leads())[0]!;
  }
});
