import { afterEach, describe, expect, it } from "vitest";
import { workingDirectory } from "../../src/leads/change.ts";
import { isRefusal, type Refusal } from "../../src/leads/refusal.ts";
import { separateContacts } from "../../src/leads/separate.ts";
import type { ContactMerge } from "../../src/leads/types/contact.ts";
import { DATABASES, startApp, type TestApp } from "../support/app.ts";
import { aTurn } from "../support/builders.ts";
import { createFakeChannel } from "../support/fake-channel.ts";
import { expectChat, expectInvariants } from "../support/invariants.ts";

const PHONE = { kind: "phone", value: "+5511912345678" };

describe.each(DATABASES)("one person on two channels, on %s", (database) => {
  let app: TestApp;
  afterEach(() => app?.close());

  async function startBoth(): Promise<void> {
    app = await startApp({ database, channels: [createFakeChannel("web"), createFakeChannel("whatsapp")] });
  }

  it("is one contact with one lead when both write in the same moment and one identity tells", async () => {
    await startBoth();
    const whatsapp = {
      channel: "whatsapp",
      identities: [{ kind: "whatsapp", value: "5511912345678@c.us" }],
    };
    const web = { identities: [{ kind: "web", value: "visitor-1" }, PHONE] };
    await Promise.all([
      app.writes("visitor-1", "Hi, I want solar panels", web),
      app.writes("5511912345678@c.us", "Hello", whatsapp),
      app.writes("visitor-1", "for my house", web),
      app.writes("5511912345678@c.us", "are you open?", whatsapp),
    ]);
    await app.drain();
    const leads = await app.leads();
    expect(leads).toHaveLength(1);
    expect((await app.conversation("visitor-1")).leadId).toBe(leads[0]!.id);
    expect((await app.conversation("5511912345678@c.us", "whatsapp")).leadId).toBe(leads[0]!.id);
    await expectChat(app, "visitor-1", ["Hi, I want solar panels", "for my house"]);
    await expectChat(app, "5511912345678@c.us", ["Hello", "are you open?"], "whatsapp");
    await expectInvariants(app);
  });

  it("is joined when an identity tells later: one open lead, nothing lost, and it can be undone", async () => {
    await startBoth();
    const lid = { kind: "lid", value: "987@lid" };
    await app.says("visitor-1", "Hi, I want solar panels for my house", {
      identities: [{ kind: "web", value: "visitor-1" }, PHONE],
    });
    await app.says("987@lid", "Hello, my budget is 12k", { channel: "whatsapp", identities: [lid] });
    const [first, second] = await app.leads();
    expect(first!.contactId).not.toBe(second!.contactId);
    await app.says("987@lid", "asap", { channel: "whatsapp", identities: [lid, PHONE] });

    const [kept, folded] = await app.leads();
    expect(kept).toMatchObject({ number: 1, stageKind: "open", product: "solar" });
    expect(folded).toMatchObject({ number: 2, stageKind: "lost", reason: "duplicate" });
    expect(kept!.contactId).toBe(folded!.contactId);
    expect((await app.conversation("987@lid", "whatsapp")).leadId).toBe(kept!.id);
    expect((await app.conversation("visitor-1")).leadId).toBe(kept!.id);
    await expectChat(app, "987@lid", ["Hello, my budget is 12k", "asap"], "whatsapp");
    await expectInvariants(app);
    expect(await app.does("maria", "stats today")).toMatch(/New leads: 1\b/);

    // Both chats go on about the one lead, also after a restart.
    await app.restart();
    await app.says("visitor-1", "Curitiba", { identities: [{ kind: "web", value: "visitor-1" }] });
    expect(await app.leads()).toHaveLength(2);
    const merged = await separate();
    expect(isRefusal(merged)).toBe(false);
    const [one, two] = await app.leads();
    expect(one!.contactId).not.toBe(two!.contactId);
    expect(two).toMatchObject({ stageKind: "open", reason: null });
    expect((await app.conversation("987@lid", "whatsapp")).leadId).toBe(two!.id);
    await expectInvariants(app);
    expect(isRefusal(await separate())).toBe(true);
  });

  it("stays silent on both when the person has opted out on one", async () => {
    await startBoth();
    await app.says("visitor-1", "Hi", { identities: [{ kind: "web", value: "visitor-1" }, PHONE] });
    await app.says("visitor-1", "stop");
    const whatsapp = {
      channel: "whatsapp",
      identities: [{ kind: "whatsapp", value: "5511912345678@c.us" }],
    };
    expect(await app.says("5511912345678@c.us", "Hello", whatsapp)).toEqual([]);
    expect(app.channelOf("whatsapp").sent).toEqual([]);
  });

  it("is recognised with and without the ninth digit of a Brazilian mobile", async () => {
    await startBoth();
    const says = (value: string) => ({ channel: "whatsapp", identities: [{ kind: "whatsapp", value }] });
    await app.says("a", "Hi", says("551191234567@c.us"));
    await app.says("b", "Hi", says("5511991234567@c.us"));
    expect(await app.leads()).toHaveLength(1);
    await expectInvariants(app);
  });

  /** Undo the only join that there is, as a turn would. */
  async function separate(): Promise<ReturnType<typeof separateContacts> | Refusal> {
    const merge = await theMerge();
    const batch = await app.store.turns.begin();
    const rows = await batch.load({
      conversations: [],
      identities: [],
      contacts: [merge.fromId, merge.intoId],
      leads: [],
      activities: [],
      merges: [],
    });
    const turn = aTurn({ seq: 900_000, at: app.clock.now().toISOString() });
    const contact = (id: string) => rows.contacts.find((each) => each.id === id)!;
    const directory = workingDirectory(await batch.directory(), turn);
    const result = separateContacts(
      turn,
      merge,
      contact(merge.fromId),
      contact(merge.intoId),
      rows,
      directory,
    );
    if (isRefusal(result)) await batch.abort();
    else await batch.commit({ seqs: [], doneAt: turn.at, changes: turn.changes() });
    // What was decided elsewhere is known after a restart.
    await app.restart();
    return result;
  }

  async function theMerge(): Promise<ContactMerge> {
    for (let i = 1; i < 100; i++) {
      const ids = Array.from({ length: 20 }, (_, j) => `${i.toString(36)}-${(j + 1).toString(36)}`);
      const { merges } = await app.load({ merges: ids });
      if (merges[0]) return merges[0];
    }
    throw new Error("There was no join.");
  }
});
