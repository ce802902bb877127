import { afterEach, describe, expect, it } from "vitest";
import { surfaceOf } from "../../src/app/channels.ts";
import type { ColleaguePlaces } from "../../src/channel/adapter.ts";
import type { OutboundMessage } from "../../src/channel/outbound.ts";
import type { LeadPlace } from "../../src/engine/snapshot.ts";
import { DATABASES, finishes, startApp, type TestApp } from "../support/app.ts";
import { aRep } from "../support/builders.ts";
import { createFakeChannel, type FakeChannel } from "../support/fake-channel.ts";

const MINUTE = 60_000;
const reps = ["Ana", "Bruno"].map((name) => aRep({ name }));
const teams = { sales: ["ana", "bruno"] };
const routing = (team: string) => `teams:\n  sales:\n${team}\nrules: []\nfallback: sales\nownerFirst: true\n`;
const PULL = "    mode: pull\n    acceptMinutes: 600\n";
const PUSH =
  "    mode: push\n    strategy: round-robin\n    acceptMinutes: 10\n    remindMinutes: 5\n    onExpire: next\n";

/** A workspace in which everybody has a chat of their own. */
function aWorkspace(changes: Partial<ColleaguePlaces> = {}): FakeChannel {
  const colleagues: ColleaguePlaces = {
    identityKind: "desk",
    teamChat: "leads",
    managerChat: "managers",
    directChat: (identity) => `direct-${identity}`,
    ...changes,
  };
  return Object.assign(createFakeChannel("slack", { edit: true }), { colleagues });
}

describe("where a lead stands", () => {
  const nowhere: LeadPlace = { teamId: null, product: null, ownerId: null, offeredTo: null };
  const chats = new Map([
    ["team:sales", "sales"],
    ["product:gates", "gates"],
  ]);

  it.each<[string, Partial<LeadPlace> | null, string]>([
    ["its team's channel", { teamId: "sales", product: "gates", ownerId: "ana" }, "sales"],
    ["its product's, when its team has none", { teamId: "projects", product: "Gates" }, "gates"],
    ["the pool's, when nobody has it", { teamId: "projects" }, "pool"],
    ["the common one, when somebody has it", { teamId: "projects", ownerId: "ana" }, "leads"],
    ["the common one, when somebody is offered it", { offeredTo: "ana" }, "leads"],
    ["the common one, when nothing is known of it", null, "leads"],
  ])("is %s", (_name, lead, place) => {
    const surface = surfaceOf(aWorkspace({ chats, poolChat: "pool" }));
    expect(surface?.leadChat(lead === null ? null : { ...nowhere, ...lead })).toBe(place);
  });

  it("is one channel for all where none is named, and digests are read where managers are told", () => {
    const surface = surfaceOf(aWorkspace());
    expect(surface?.leadChat(nowhere)).toBe("leads");
    expect(surface?.digestChat).toBe("managers");
    expect(surfaceOf(aWorkspace({ digestChat: "numbers" }))?.digestChat).toBe("numbers");
  });
});

describe.each(DATABASES)("a lead that moves to another place, on %s", (database) => {
  let app: TestApp;
  let slack: FakeChannel;
  afterEach(() => app?.close());

  async function start(flows: string, changes: Partial<ColleaguePlaces> = {}): Promise<void> {
    slack = aWorkspace({ poolChat: "pool", ...changes });
    const channels = [createFakeChannel(), slack];
    app = await startApp({ database, reps, teams, channels, flows: { "routing.yaml": routing(flows) } });
    await finishes(app, "chat-1");
  }
  const said = (chatId: string): OutboundMessage[] =>
    slack.sent.filter((each) => each.chatId === chatId).map(({ message }) => message);
  const cards = (chatId: string) => said(chatId).filter(({ replaceKey }) => replaceKey !== undefined);

  it("leaves the pool when it is claimed: its card is in the new place, and the old one says where", async () => {
    await start(PULL);
    const lead = await app.lead();
    const key = `lead:${lead.id}`;
    expect(new Set(cards("pool").map(({ replaceKey }) => replaceKey))).toEqual(new Set([key]));
    expect(cards("pool").at(-1)?.onlyReplaces).toBeUndefined();
    expect(said("leads")).toEqual([]);
    await app.does("ana", `claim L-${lead.number}`);
    expect(cards("pool").at(-1)).toMatchObject({
      replaceKey: key,
      onlyReplaces: true,
      card: { subtitle: `➡️ L-${lead.number} is with Ana now.`, movedTo: "leads", buttons: [] },
    });
    expect(cards("leads").at(-1)).toMatchObject({ replaceKey: key, card: { leadId: lead.id } });
    const before = said("pool").length;
    await app.does("ana", "looks keen to me", lead);
    await app.says("chat-1", "Are you there?");
    expect(said("pool")).toHaveLength(before);
    expect(
      said("leads")
        .map(({ text = "" }) => text)
        .join("\n"),
    ).toMatch(/looks keen to me(.|\n)*Are you there/);
  });

  it("goes to its team's channel once that is known, and stays there whoever takes it", async () => {
    await start(PULL, { chats: new Map([["team:sales", "sales"]]) });
    await app.does("ana", `claim L-${(await app.lead()).number}`);
    expect(cards("sales").length).toBeGreaterThan(1);
    expect(cards("sales").every((message) => message.onlyReplaces !== true)).toBe(true);
    // The bot had spoken with the customer before: where that was seen, a word in the thread would only disturb.
    expect(cards("pool").at(-1)).toMatchObject({ onlyReplaces: true, card: { movedTo: "sales" } });
    expect(cards("pool").at(-1)?.text).toBeUndefined();
    expect(said("leads")).toEqual([]);
  });

  it("leaves the hands of a rep who did not take it: the offer they have says so, without disturbing them", async () => {
    await start(PUSH);
    const first = (await app.lead()).offeredTo ?? "";
    expect(cards(`direct-${first}`)).toHaveLength(1);
    await app.passes(11 * MINUTE);
    const next = (await app.lead()).offeredTo ?? "";
    expect(next).not.toBe(first);
    const last = cards(`direct-${first}`).at(-1);
    expect(last).toMatchObject({ onlyReplaces: true, card: { buttons: [] } });
    expect(last?.text).toBeUndefined();
    expect(cards(`direct-${next}`).at(-1)?.onlyReplaces).toBeUndefined();
    // Its card in the channel names who is asked now.
    expect(JSON.stringify(cards("leads").at(-1)?.card)).toContain(next === "ana" ? "Ana" : "Bruno");
  });
});
