import { afterEach, describe, expect, it } from "vitest";
import { createApp } from "../../src/app.ts";
import { loadConfig } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { DATABASES, type DatabaseKind, startApp, type TestApp } from "../support/app.ts";
import { aRep } from "../support/builders.ts";
import { createFakeChannel } from "../support/fake-channel.ts";

let t: TestApp;
afterEach(() => t.close());

async function start(database: DatabaseKind): Promise<string> {
  const reps = [
    aRep({ name: "Ana" }),
    aRep({ name: "Maria", role: "manager" }),
    aRep({ name: "Otto", role: "admin" }),
  ];
  t = await startApp({ database, reps, teams: { sales: ["ana"], projects: [] } });
  await t.says("chat-1", "Hello");
  const lead = await t.lead("chat-1");
  const ref = `L-${lead.number}`;
  await t.does("ana", `claim ${ref}`);
  return ref;
}

/** What the customer would get, by the preview. */
async function previewed(ref: string, template = "check-in"): Promise<string> {
  await t.does("ana", `send ${ref} ${template}`);
  return (await t.posts("rep:ana")).at(-1)!.payload.card?.lines?.[0] ?? "";
}

const shownCard = async (rep: string) => (await t.posts(`rep:${rep}`)).at(-1)!.payload.card;

describe.each(DATABASES)("templates that are changed in chat, on %s", (database) => {
  it("say the new text from the next message on, also after a restart, and the file's once reset", async () => {
    const ref = await start(database);
    const before = await previewed(ref);
    expect(
      await t.does("maria", "template edit check-in en News for you, {first_name|friend} 👋\nShall we talk?"),
    ).toMatch(/Saved: check-in, version 1/);
    expect(await previewed(ref)).toBe("News for you, friend 👋\nShall we talk?");
    await t.does("ana", (await shownCard("ana"))!.buttons[0]!.command);
    await t.drain();
    expect(t.channel.texts("chat-1").at(-1)).toBe("News for you, friend 👋\nShall we talk?");
    await t.restart();
    expect(await previewed(ref)).toMatch(/^News for you/);
    expect(await t.does("ana", "templates")).toMatch(
      /check-in[\s\S]*Edited in chat by Maria on Mar 10, 2026/,
    );
    expect(await t.does("otto", "template reset check-in")).toMatch(/says again what stands in/);
    expect(await previewed(ref)).toBe(before);
    expect(await t.does("maria", "template history check-in")).toMatch(
      /v2 .* Otto .*\nv1 .* Maria · edited \(English\)/,
    );
  });

  it("are undone step by step, and any version is restored", async () => {
    const ref = await start(database);
    const before = await previewed(ref);
    for (const text of ["One", "Two", "Three"]) await t.does("maria", `template edit check-in en ${text}`);
    expect(await t.does("maria", "template undo check-in")).toMatch(/version 4/);
    expect(await previewed(ref)).toBe("Two");
    await t.does("maria", "template undo check-in");
    expect(await previewed(ref)).toBe("One");
    await t.does("maria", "template restore check-in v3");
    expect(await previewed(ref)).toBe("Three");
    expect(await t.does("maria", "template restore check-in v30")).toMatch(/no version 30/);
    for (let i = 0; i < 2; i += 1) await t.does("maria", "template undo check-in");
    expect(await previewed(ref)).toBe(before);
    expect(await t.does("maria", "template undo check-in")).toMatch(/nothing to undo/);
  });

  it("can be added and removed, and are sent by their name", async () => {
    const ref = await start(database);
    expect(await t.does("maria", "template new birthday Happy birthday!")).toMatch(
      /text in Portuguese, Spanish is missing/,
    );
    const texts = "en: Happy birthday, {first_name|you}!\npt: Parabéns!\nes: ¡Feliz cumpleaños!";
    expect(await t.does("maria", `template new Birthday\n${texts}`)).toMatch(/Saved: birthday/);
    expect(await previewed(ref, "birthday")).toBe("Happy birthday, you!");
    expect(await t.does("maria", `template new birthday\n${texts}`)).toMatch(/already/);
    expect(await t.does("maria", "template reset birthday")).toMatch(/removed/);
    expect(await t.does("ana", `send ${ref} birthday`)).toMatch(/no template called/);
    expect(await t.does("maria", "template restore birthday v1")).toMatch(/Saved: birthday, version 3/);
    expect(await previewed(ref, "birthday")).toBe("Happy birthday, you!");
    const history = await t.store.reads.templateHistory("birthday", 10);
    expect(history.map(({ kind, repId }) => [kind, repId])).toEqual([
      ["restore", "maria"],
      ["reset", "maria"],
      ["new", "maria"],
    ]);
    expect(history[1]?.before).toEqual(history[2]?.after);
  });

  it("are for managers and admins, and only with texts that can be sent", async () => {
    await start(database);
    expect(await t.does("ana", "template edit check-in en Mine")).toMatch(/Only managers and admins/);
    expect(await t.does("maria", "template edit check-in pt Oi, {frist_name}!")).toMatch(
      /pt: The variable “frist_name” never gets a value\. Did you mean “first_name”\?\nNothing was changed/,
    );
    expect(await t.does("maria", `template edit check-in sms en ${"👋".repeat(400)}`)).toMatch(
      /too long: 800 .* at most 670/,
    );
    expect(await t.does("maria", "template edit check-in en Hi {first_name")).toMatch(/brace has no partner/);
    expect(await t.does("maria", "template edit chek-in en Hi")).toMatch(/no template called “chek-in”/);
    expect(await t.does("maria", "template edit check-in emial pt Oi")).toMatch(
      /no channel “emial”\. Did you mean email/,
    );
    expect(await t.store.turns.templateVersions()).toEqual([]);
  });

  it("are not overwritten by a form that was opened before somebody else's change", async () => {
    const ref = await start(database);
    await t.does("maria", "template check-in");
    const form = (await shownCard("maria"))!.buttons[0]!;
    expect(form.asks?.map(({ begins, multiline }) => [begins, multiline])).toEqual([
      ["en:", true],
      ["pt:", true],
      ["es:", true],
    ]);
    await t.does("otto", "template edit check-in en From Otto");
    const initial = form.asks!.map(({ begins, initial }) => `${begins} ${initial}`);
    expect(
      await t.does("maria", `${form.command}\n${initial.join("\n").replace("en: ", "en: Well, ")}`),
    ).toMatch(/Otto has changed it/);
    expect(await previewed(ref)).toBe("From Otto");
    await t.does("maria", "template check-in");
    const fresh = (await shownCard("maria"))!.buttons[0]!;
    const texts = fresh.asks!.map(({ begins, initial }) => `${begins} ${initial}`).join("\n");
    expect(await t.does("maria", `${fresh.command}\n${texts}`)).toMatch(/says just that already/);
    await t.does("maria", `${fresh.command}\n${texts.replace("pt: ", "pt: Bom dia! ")}`);
    const [version] = await t.store.turns.templateVersions();
    // Only what was changed is chat's.
    expect(Object.keys(version!.after!.texts)).toEqual(["en", "pt"]);
  });
});

it("templates that are changed in chat are changed in every process on PostgreSQL", async () => {
  const ref = await start("postgresql");
  const config = {
    ...loadConfig({}, t.flowsFolder),
    databaseUrl: t.databaseUrl,
    dataFolder: t.flowsFolder,
    flowsFolder: t.flowsFolder,
    listen: false,
    webChat: false,
    playground: true,
  };
  const log = createLog({ level: "silent" });
  const other = await createApp({ config, log, clock: t.clock, adapters: [createFakeChannel("web")] });
  await other.start();
  for (const text of ["From another process", "And again"]) {
    await other.accept("desk", {
      type: "command",
      externalId: `other ${text}`,
      chatId: "rep:maria",
      at: t.clock.now().toISOString(),
      actor: { kind: "desk", value: "maria" },
      text: `template edit check-in en ${text}`,
    });
    await other.drain();
    expect(await previewed(ref)).toBe(text);
  }
  await other.stop();
});
