import { afterEach, describe, expect, it } from "vitest";
import type { Lead } from "../../src/leads/types/lead.ts";
import { DATABASES, type DatabaseKind, startApp, type TestApp } from "../support/app.ts";
import { aRep } from "../support/builders.ts";

let t: TestApp;
afterEach(() => t.close());

/** Ana and Bruno sell in São Paulo, Maria manages; a prospect has written, and Ana has the lead. */
async function start(database: DatabaseKind): Promise<Lead> {
  const timeZone = "America/Sao_Paulo";
  const reps = [
    ...["Ana", "Bruno"].map((name) => aRep({ name, timeZone })),
    aRep({ name: "Maria", role: "manager", timeZone }),
    aRep({ name: "Otto", role: "admin", timeZone }),
  ];
  t = await startApp({ database, reps, teams: { sales: ["ana", "bruno"], projects: [] } });
  await t.says("chat-1", "Hello");
  const lead = await t.lead("chat-1");
  expect(await t.does("ana", `claim L-${lead.number}`)).toMatch(/yours/);
  return t.lead("chat-1");
}

/** What the customer got so far. */
function sentToCustomer(): string[] {
  const sent = t.channel.sent.filter((envelope) => envelope.chatId === "chat-1");
  return sent.map((envelope) => envelope.message.text ?? "");
}

/** The command of the button that the newest answer at the desk has. */
async function button(rep: string): Promise<string> {
  const posts = await t.posts(`rep:${rep}`);
  return posts.at(-1)!.payload.card!.buttons[0]!.command;
}

describe.each(DATABASES)("daily commands on %s", (database) => {
  it("fill in what makes a lead hot: it is offered at once, tagged, and the managers hear of it", async () => {
    const reps = [aRep({ name: "Ana" }), aRep({ name: "Maria", role: "manager" })];
    t = await startApp({ database, reps, teams: { sales: ["ana"], projects: ["ana"] } });
    await t.says("chat-1", "Hello");
    expect(await t.lead("chat-1")).toMatchObject({ grade: "cold", offerId: null, ownerId: null });
    const managers = async () =>
      (await t.posts("team")).filter(({ payload }) => payload.text?.includes("is ready for a person")).length;
    const before = await managers();
    const facts = [
      "product charging",
      "segment business",
      "budget 50000",
      "timeline now",
      "name Clara Nunes",
      "email clara@example.com",
    ];
    for (const fact of facts)
      expect([fact, await t.does("maria", `set L-1 ${fact}`)]).toEqual([
        fact,
        expect.stringContaining("“undo L-1”"),
      ]);
    const hot = await t.lead("chat-1");
    expect(hot).toMatchObject({ grade: "hot", offeredTo: "ana", tags: ["priority"] });
    expect(await managers()).toBe(before + 1);
    expect((await t.posts("rep:ana")).at(-1)?.payload.card?.title).toContain("L-1");
    // What is taken back is what was filled in, not what followed from it.
    expect(await t.does("maria", "undo L-1")).toContain("the field");
    expect((await t.lead("chat-1")).tags).toEqual(["priority"]);
  });

  it("send a template only as it was shown, and as the rep", async () => {
    const lead = await start(database);
    const ref = `L-${lead.number}`;
    await t.does("ana", `set ${ref} name Clara Nunes`);
    await t.does("ana", `send ${ref} introduction`);
    const before = sentToCustomer().length;
    const confirm = await button("ana");
    expect(confirm).toMatch(new RegExp(`^send ${ref} introduction confirm [0-9a-f]{8}$`));
    await t.does("ana", `set ${ref} name Clara Souza Prado`);
    await t.does("ana", `set ${ref} name Bea Prado`);
    await t.does("ana", confirm);
    expect(sentToCustomer()).toHaveLength(before);
    await t.does("ana", await button("ana"));
    await t.drain();
    const sent = sentToCustomer();
    expect(sent).toHaveLength(before + 1);
    expect(sent.at(-1)).toMatch(/Bea, this is Ana from/);
    const after = await t.lead();
    expect(after.firstResponseAt).not.toBeNull();
    const trail = await t.trail(after);
    expect(trail.find((row) => row.kind === "template-sent")).toMatchObject({
      actorId: "ana",
      note: "introduction",
    });
    expect((await t.conversation("chat-1")).floor).toBe("human");
  });

  it("fill in and correct fields, checked as the flow's own questions do, scored anew, and undone", async () => {
    const lead = await start(database);
    const ref = `L-${lead.number}`;
    expect(await t.does("ana", `set ${ref} email not-an-address`)).toMatch(/does not fit/);
    expect((await t.contact(lead)).email).toBeNull();
    expect(await t.does("ana", `set ${ref} company Sample Ltd`)).toMatch(/Company: Sample Ltd/);
    expect((await t.contact(lead)).company).toBe("Sample Ltd");
    const email = await t.does("ana", `set ${ref} e-mail clara@sample.example`);
    expect(email).toMatch(/clara@sample\.example/);
    expect((await t.contact(lead)).email).toBe("clara@sample.example");
    expect(await t.does("ana", `undo ${ref}`)).toMatch(/^Undone/);
    expect((await t.contact(lead)).email).toBeNull();
    await t.does("ana", `set ${ref} custom:roof flat`);
    expect((await t.contact(lead)).fields).toMatchObject({ roof: "flat" });
    expect(await t.does("ana", `set ${ref} custom:roof empty`)).toMatch(/empty now/);
    expect((await t.contact(lead)).fields.roof).toBeUndefined();
    expect(await t.does("bruno", `set ${ref} company Other`)).toMatch(/[Aa]sk/);
  });

  it("find leads by what is known of them, in pages of what one may see", async () => {
    const lead = await start(database);
    const ref = `L-${lead.number}`;
    await t.does("ana", `set ${ref} name Clara Conceição`);
    await t.does("ana", `set ${ref} phone +55 11 98765-4321`);
    await t.does("ana", `tag ${ref} vip`);
    await t.does("ana", `set ${ref} email clara@sample.example`);
    for (const text of ["conceicao", "98765-4321", "(11) 98765 4321", "#vip", "sample.example", ref]) {
      expect(await t.does("ana", `find ${text}`), text).toMatch(new RegExp(`1–1 of 1.*\\n.*${ref} Clara`));
    }
    expect(await t.does("ana", "find nobody-at-all")).toMatch(/none/);
    expect(await t.does("bruno", "find conceicao")).toMatch(/none/);
  });

  it("tell the history in the reader's zone", async () => {
    const lead = await start(database);
    const ref = `L-${lead.number}`;
    await t.does("ana", `followup ${ref} tomorrow at 10:00 call about the price`);
    await t.does("ana", `call ${ref} reached: wants an offer`);
    const told = await t.does("ana", `history ${ref}`);
    expect(told).toMatch(/newest first, São Paulo time/);
    expect(told).toMatch(/Tue 10 Mar, 11:00 – Ana called: reached – “wants an offer”/);
    expect(told).toMatch(/Ana planned a follow-up: 📞 Call: call about the price, Wed 11 Mar, 10:00/);
    expect(told).toMatch(/Ana claimed it/);
    expect(await t.does("bruno", `history ${ref}`)).toMatch(/[Aa]sk/);
  });

  it("take somebody who is away out of the rotation, and pass on what waits for them", async () => {
    await start(database);
    await t.says("chat-2", "Hello");
    await t.says("chat-2", "I want to talk to a person");
    const offered = await t.lead("chat-2");
    const rep = offered.offeredTo;
    expect(["ana", "bruno"]).toContain(rep);
    const other = rep === "ana" ? "bruno" : "ana";
    const answer = await t.does(rep!, "away until tomorrow at 9:00");
    expect(answer).toMatch(/away until Wed 11 Mar, 09:00 \(São Paulo time\)/);
    expect(answer).toMatch(new RegExp(`Meanwhile new leads go to ${other}`, "i"));
    expect(answer).toMatch(new RegExp(`passed on: L-${offered.number}`));
    await t.passes(1_000);
    expect((await t.lead("chat-2")).offeredTo).toBe(other);
    expect(await t.does("maria", "reps")).toMatch(/⚪ .*away until Wed 11 Mar/);
    expect(await t.does(rep!, "back")).toMatch(/Welcome back/);
    expect((await t.rep(rep!)).awayUntil).toBeNull();
  });

  it("show and set hours, of others only for who looks after them", async () => {
    await start(database);
    expect(await t.does("ana", "hours")).toMatch(/those of the business/);
    const set = await t.does("ana", "hours mon-fri 9:00-18:00");
    expect(set).toMatch(/09:00–18:00 \(São Paulo time\).*To have them as before: hours @ana business/);
    expect((await t.rep("ana")).hours?.mon).toEqual([["09:00", "18:00"]]);
    const again = await t.does("ana", "hours mon-fri 10:00-16:00");
    const before = /as before: (.*)$/.exec(again)![1]!;
    await t.does("ana", before);
    expect((await t.rep("ana")).hours?.mon).toEqual([["09:00", "18:00"]]);
    expect(await t.does("bruno", "hours @ana mon 9:00-10:00")).toMatch(/[Aa]sk/);
    expect(await t.does("otto", "hours @ana business")).toMatch(/those of the business/);
    expect((await t.rep("ana")).hours).toBeNull();
  });

  it("set days off, on which no lead is offered, and take them back as told", async () => {
    await start(database);
    const set = await t.does("ana", "hours off today, 24 Dec");
    expect(set).toMatch(/Days off of Ana: Tue 10 Mar; Thu 24 Dec\..*as before: hours @ana on /);
    expect((await t.rep("ana")).holidays).toEqual(["2026-03-10", "2026-12-24"]);
    expect(await t.does("ana", "hours")).toMatch(/Days off: Tue 10 Mar; Thu 24 Dec\./);
    await t.says("chat-2", "Hello");
    await t.says("chat-2", "I want to talk to a person");
    expect((await t.lead("chat-2")).offeredTo).toBe("bruno");
    expect(await t.does("ana", "hours off 24 December")).toMatch(/off then already/);
    expect(await t.does("ana", "hours on 25 Dec")).toMatch(/not off then/);
    expect(await t.does("ana", "hours off yesterday")).toMatch(/past/);
    expect(await t.does("ana", "hours off banana")).toMatch(/did not understand these days/);
    expect(await t.does("bruno", "hours @ana off 25 Dec")).toMatch(/[Aa]sk/);
    await t.does("ana", /as before: (.*)$/.exec(set)![1]!);
    expect((await t.rep("ana")).holidays).toBeNull();
    expect(await t.does("otto", "hours @ana off 30 Dec to 1 Jan")).toMatch(
      /Days off of Ana: Wed 30 Dec – Fri 1 Jan 2027\./,
    );
    expect((await t.rep("ana")).holidays).toEqual(["2026-12-30", "2026-12-31", "2027-01-01"]);
    // What has passed stands, for clocks that began before it.
    await t.does("ana", "hours off today");
    await t.passes(36 * 3_600_000);
    expect(await t.does("ana", "hours off 2026-12-28")).toMatch(/Days off of Ana: Mon 28 Dec; Wed 30 Dec/);
    expect((await t.rep("ana")).holidays?.slice(0, 2)).toEqual(["2026-03-10", "2026-12-28"]);
  });

  it("make a code for a colleague, never one for more rights than one's own", async () => {
    await start(database);
    expect(await t.does("ana", "link")).toMatch(/link @me/);
    expect(await t.does("ana", "link @bruno")).toMatch(/[Aa]sk/);
    expect(await t.does("maria", "link @otto")).toMatch(/[Aa]sk|made by an admin/);
    const code = /link (\d{3}-\d{3})/.exec(await t.does("ana", "link @me"))![1]!;
    const redeemed = await t.store.people.redeemCode(
      { kind: "telegram", value: "4242" },
      code.replace("-", ""),
      t.clock.now().toISOString(),
    );
    expect(redeemed).toEqual({ kind: "linked", repId: "ana" });
  });
});
