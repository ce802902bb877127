import { afterEach, describe, expect, it } from "vitest";
import type { Lead } from "../../src/leads/types/lead.ts";
import { DATABASES, finishes, startApp, type TestApp } from "../support/app.ts";
import { createFakeChannel } from "../support/fake-channel.ts";
import { expectChat, expectInvariants } from "../support/invariants.ts";

/** A row but for when it was last written. */
const untimed = (lead: Lead) => ({ ...lead, updatedAt: "" });

describe.each(DATABASES)("two leads of one person, on %s", (database) => {
  let app: TestApp;
  afterEach(() => app?.close());

  async function startBoth(): Promise<void> {
    app = await startApp({ database, channels: [createFakeChannel("web"), createFakeChannel("whatsapp")] });
  }

  it("go on as one by a manager's word, and are as before when it is taken back", async () => {
    await startBoth();
    await app.says("visitor-1", "Hi, I want solar panels for my house");
    await app.says("w-1", "Hello, my budget is 12k", { channel: "whatsapp" });
    const before = await app.leads();
    const contacts = await Promise.all(before.map((lead) => app.contact(lead)));

    expect(await app.does("maria", "merge L-1 with L-2")).toMatch(/L-1 goes on .* L-2 is closed/);
    const [kept, folded] = await app.leads();
    expect(kept).toMatchObject({ stageKind: "open", product: "solar" });
    expect(folded).toMatchObject({ stageKind: "lost", reason: "duplicate", contactId: kept!.contactId });
    expect((await app.trail(kept!)).map((each) => each.kind)).toContain("contacts-joined");
    await expectInvariants(app);
    expect(await app.does("maria", "merge L-1 with L-2")).toMatch(/joined already/);

    expect(await app.does("bruno", "separar L-1")).toMatch(/L-2 está aberto de novo/);
    const after = await app.leads();
    expect(after.map(untimed)).toEqual(before.map(untimed));
    const parted = await Promise.all(after.map((lead) => app.contact(lead)));
    expect(parted).toEqual(contacts.map((contact) => ({ ...contact, updatedAt: expect.any(String) })));
    expect((await app.conversation("w-1", "whatsapp")).leadId).toBe(after[1]!.id);
    await expectInvariants(app);
    expect(await app.does("maria", "split L-1")).toMatch(/nothing to split/);
  });

  it("get what both chats say, across a restart, until they are parted; then each its own", async () => {
    await startBoth();
    await app.says("visitor-1", "Hi, I want solar panels for my house");
    await app.says("w-1", "Hello", { channel: "whatsapp" });
    await app.does("maria", "merge L-2 with L-1");
    await app.says("w-1", "my budget is 12k", { channel: "whatsapp" });
    await app.restart();
    await app.says("visitor-1", "asap");
    const [kept] = await app.leads();
    expect((await app.conversation("w-1", "whatsapp")).leadId).toBe(kept!.id);
    expect(await app.store.reads.messages(kept!.id, 100)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ text: "my budget is 12k" }),
        expect.objectContaining({ text: "asap" }),
      ]),
    );
    await app.restart();
    expect(await app.does("maria", "split L-1")).toMatch(/L-2 is open again/);
    await app.says("w-1", "Curitiba", { channel: "whatsapp" });
    const [one, two] = await app.leads();
    expect(await app.leads()).toHaveLength(2);
    expect(one!.contactId).not.toBe(two!.contactId);
    expect((await app.conversation("w-1", "whatsapp")).leadId).toBe(two!.id);
    expect((await app.store.reads.messages(two!.id, 100)).map((each) => each.text)).toContain("Curitiba");
    await expectChat(app, "visitor-1", ["Hi, I want solar panels for my house", "asap"]);
    await expectChat(app, "w-1", ["Hello", "my budget is 12k", "Curitiba"], "whatsapp");
    await expectInvariants(app);
  });

  it("keep reps' loads right when both were offered, and offer again what had an offer", async () => {
    await startBoth();
    await finishes(app, "visitor-1");
    await finishes(app, "w-1", "pt", { channel: "whatsapp" });
    await app.does("maria", "assign L-2 @carla");
    await app.does("maria", "merge L-1 with L-2");
    expect(await app.leads()).toMatchObject([
      { stageKind: "lost", offerId: null },
      { stageKind: "open", ownerId: "carla" },
    ]);
    await expectInvariants(app);
    await app.does("maria", "split L-2");
    const [one, two] = await app.leads();
    expect(one).toMatchObject({ stageKind: "open", offerId: expect.any(String) });
    expect(two).toMatchObject({ stageKind: "open", ownerId: "carla" });
    await expectInvariants(app);
    await app.does("maria", "assign L-1 @ana");
    await expectInvariants(app);
  });

  it("can be merged, parted and merged in one go, before anything is committed", async () => {
    await startBoth();
    await app.says("visitor-1", "Hi, I want solar panels for my house");
    await app.says("w-1", "Hello", { channel: "whatsapp" });
    const before = await app.leads();
    const said = ["merge L-1 with L-2", "split L-1", "merge L-2 with L-1", "split L-2"];
    await Promise.all(said.map((text) => app.asks("maria", text)));
    await app.drain();
    expect((await app.leads()).map(untimed)).toEqual(before.map(untimed));
    const kinds = (await app.trail(before[1]!)).map((each) => each.kind);
    const turns = kinds.filter((kind) => kind.startsWith("contacts-"));
    expect([...new Set(turns)]).toEqual(["contacts-joined", "contacts-separated"]);
    expect(turns.filter((kind) => kind === "contacts-separated")).toHaveLength(2);
    await expectInvariants(app);
  });

  it("take an offer along to the other contact, where it can still be taken", async () => {
    await startBoth();
    await app.says("visitor-1", "Hi");
    await app.does("maria", "stage L-1 unqualified no budget");
    await finishes(app, "w-1", "pt", { channel: "whatsapp" });
    await app.does("maria", "merge L-1 with L-2");
    const moved = await app.lead("w-1", "whatsapp");
    const rep = moved.offeredTo ?? "ana";
    await app.does(rep, "claim L-2");
    expect(await app.lead("w-1", "whatsapp")).toMatchObject({ number: 2, ownerId: rep });
    await expectInvariants(app);
  });

  it("undoes a join that identities made, and the same identities do not make it again", async () => {
    await startBoth();
    const phone = { kind: "phone", value: "+5511912345678" };
    const lid = { kind: "lid", value: "987@lid" };
    await app.says("visitor-1", "Hi", { identities: [{ kind: "web", value: "visitor-1" }, phone] });
    await app.says("987@lid", "Hello", { channel: "whatsapp", identities: [lid] });
    await app.says("987@lid", "asap", { channel: "whatsapp", identities: [lid, phone] });
    expect(await app.does("maria", "split L-1")).toMatch(/L-2 is open again/);
    for (const text of ["solar", "for my house"]) {
      await app.says("987@lid", text, { channel: "whatsapp", identities: [lid, phone] });
      const [one, two] = await app.leads();
      expect(one!.contactId).not.toBe(two!.contactId);
      expect((await app.conversation("987@lid", "whatsapp")).leadId).toBe(two!.id);
      expect((await app.conversation("visitor-1")).leadId).toBe(one!.id);
      await app.restart();
    }
    expect((await app.lead("987@lid", "whatsapp")).product).toBe("solar");
    await expectInvariants(app);
    expect(await app.does("maria", "merge L-1 with L-2")).toMatch(/of one person now/);
    await app.says("987@lid", "asap", { channel: "whatsapp", identities: [lid, phone] });
    expect((await app.conversation("987@lid", "whatsapp")).leadId).toBe((await app.leads())[0]!.id);
    await expectInvariants(app);
  });
});
