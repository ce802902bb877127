import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { homeView, pageBlocks } from "../../../adapters/slack/home.ts";
import { directChat, homeChat } from "../../../adapters/slack/place.ts";
import { renderMessage } from "../../../adapters/slack/render.ts";
import { validateHome, validatePost } from "../../../adapters/slack/validate.ts";
import type { CardButton, Page, PageBlock } from "../../../src/channel/outbound.ts";
import { createFakeHost, diskFull, type FakeHost } from "../../support/fake-host.ts";
import { type ConnectedSlack, connectSlack, type Way } from "../../support/slack/connected.ts";
import { buttonOf, eventBody, homeClickBody } from "../../support/slack/people.ts";
import { listOf, refusalOfView, shownText } from "../../support/slack/workspace.ts";

const page: Page = {
  title: "Good morning, Ana",
  blocks: [
    { kind: "heading", text: "Due today" },
    { kind: "text", text: "Nothing else is due." },
    {
      kind: "facts",
      facts: [
        { label: "Won", value: "3" },
        { label: "Open", value: "12" },
      ],
    },
    {
      kind: "row",
      text: "L-42 · Zoë",
      detail: "hot, offered to you until 11:00",
      leadId: "lead-42",
      buttons: [
        { label: "Claim", command: "claim L-42", style: "primary" },
        { label: "Pass", command: "pass L-42" },
      ],
      more: [{ label: "Why", command: "why L-42" }],
    },
    { kind: "row", text: "L-43 · <!channel>", buttons: [{ label: "Show", command: "show L-43" }] },
    { kind: "buttons", buttons: [{ label: "Next", command: "home page 2" }] },
  ],
};

describe.each<Way>(["http", "socket"])("a colleague's own page in Slack (%s)", (way) => {
  let host: FakeHost;
  let slack: ConnectedSlack;
  beforeEach(async () => {
    host = createFakeHost();
    slack = await connectSlack(host, way);
  });
  afterEach(() => slack.close());

  const opened = (id: string, more = {}) =>
    eventBody(
      {
        type: "app_home_opened",
        user: "U0ANA",
        channel: "D0ANA",
        tab: "home",
        event_ts: "1700000000.000200",
        ...more,
      },
      id,
    );

  it("is asked for each time it is opened, once for each", async () => {
    for (const id of ["Ev1", "Ev1", "Ev2"]) expect((await slack.deliver(opened(id))).taken).toBe(true);
    expect(host.accepted).toMatchObject([
      {
        type: "command",
        externalId: "home:Ev1",
        text: "home",
        chatId: "home:U0ANA",
        actor: { kind: "slack", value: "T0TEAM:U0ANA" },
      },
      { externalId: "home:Ev2" },
    ]);
  });

  it("is not asked for when the tab with the messages is opened", async () => {
    expect((await slack.deliver(opened("Ev1", { tab: "messages" }))).taken).toBe(true);
    expect(host.accepted).toEqual([]);
  });

  it("is asked for again when that could not be stored", async () => {
    host.refuse(diskFull());
    expect((await slack.deliver(opened("Ev1"))).taken).toBe(false);
    host.refuse(null);
    await slack.deliver(opened("Ev1"));
    expect(host.accepted).toHaveLength(1);
  });

  it("is published, and published anew", async () => {
    expect(await slack.send({ page }, "home:U0ANA")).toMatchObject({ kind: "sent" });
    const view = slack.slack.homes.get("U0ANA")!;
    const shown = shownText({ text: "", blocks: listOf(view.blocks) });
    for (const text of [
      "Good morning, Ana",
      "Due today",
      "Nothing else",
      "Won\n3",
      "L-42 · Zoë",
      "until 11:00",
    ])
      expect(shown).toContain(text);
    expect(shown).toContain("<!channel>");
    expect(JSON.stringify(view)).not.toContain("<!channel>");
    await slack.send({ page: { title: "Later", blocks: [] } }, "home:U0ANA");
    expect(JSON.stringify(slack.slack.homes.get("U0ANA"))).not.toContain("Good morning");
    expect(slack.slack.callsOf("chat.postMessage")).toEqual([]);
  });

  it("says commands by its buttons: the answer comes in the direct chat, another page on the page", async () => {
    await slack.send({ page }, "home:U0ANA");
    const view = slack.slack.homes.get("U0ANA")!;
    const blocks = listOf(view.blocks);
    for (const [label, trigger_id] of [
      ["Claim", "1.1.a"],
      ["Why", "1.1.b"],
      ["Show", "1.1.c"],
      ["Next", "1.1.d"],
    ] as const)
      await slack.deliver(homeClickBody(view, buttonOf({ blocks }, label), { trigger_id }));
    expect(host.accepted).toMatchObject([
      { text: "claim L-42", leadId: "lead-42", chatId: "U0ANA" },
      { text: "why L-42", chatId: "U0ANA" },
      { text: "show L-43", chatId: "U0ANA" },
      { text: "home page 2", chatId: "home:U0ANA" },
    ]);
  });

  it("opens a form from a page", async () => {
    const note: CardButton = { label: "Note", command: "note L-42", asks: [{ name: "text", label: "Note" }] };
    await slack.send(
      { page: { title: "x", blocks: [{ kind: "row", text: "L-42", buttons: [note] }] } },
      "home:U0ANA",
    );
    const view = slack.slack.homes.get("U0ANA")!;
    const button = buttonOf({ blocks: listOf(view.blocks) }, "Note");
    await slack.deliver(homeClickBody(view, button, { trigger_id: "1.1.a" }));
    await slack.submit(["late"]);
    expect(host.accepted).toMatchObject([{ text: "note L-42 late", chatId: "U0ANA" }]);
  });

  it("tells there what is no page, such as that the person is not known", async () => {
    await slack.send({ text: "I do not know you yet." }, "home:U0ANA");
    expect(JSON.stringify(slack.slack.homes.get("U0ANA"))).toContain("I do not know you yet.");
  });

  it.each([
    ["a limit", { kind: "limited", seconds: 2 }, { kind: "retry", afterMs: 2_000, patient: true }],
    ["a lost answer", { kind: "lost" }, { kind: "retry" }],
    ["a page that is switched off", { kind: "error", error: "not_enabled" }, { kind: "unreachable" }],
  ] as const)("survives %s", async (_name, fault, outcome) => {
    slack.slack.failNext("views.publish", fault);
    expect(await slack.send({ page }, "home:U0ANA")).toMatchObject(outcome);
  });

  it("is shown in a channel as a message", async () => {
    await slack.send({ page }, "C0LEADS#U0ANA");
    expect(slack.slack.shown("C0LEADS")[0]).toContain("L-42 · Zoë");
  });
});

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 80 }),
  fc.stringMatching(/^[&<>*_`~\n 0-9a-c:|]{0,300}$/),
  fc.constantFrom("", "<!channel>", "x".repeat(5_000), "&".repeat(2_000)),
);
const button: fc.Arbitrary<CardButton> = fc.record({ label: text, command: text });
const buttons = fc.array(button, { maxLength: 30 });
const block: fc.Arbitrary<PageBlock> = fc.oneof(
  fc.record({ kind: fc.constant("heading" as const), text }),
  fc.record({ kind: fc.constant("text" as const), text }),
  fc.record({
    kind: fc.constant("facts" as const),
    facts: fc.array(fc.record({ label: text, value: text }), { maxLength: 25 }),
  }),
  fc.record(
    {
      kind: fc.constant("row" as const),
      text,
      detail: text,
      buttons: fc.array(button, { maxLength: 5 }),
      more: fc.array(button, { maxLength: 9 }),
      leadId: fc.constant("lead-1"),
    },
    { requiredKeys: ["kind", "text"] },
  ),
  fc.record({ kind: fc.constant("buttons" as const), buttons }),
);

describe("any page", () => {
  it("is inside Slack's limits, and says when something was dropped", () => {
    fc.assert(
      fc.property(text, fc.array(block, { maxLength: 120 }), (title, blocks) => {
        const { view } = homeView({ page: { title, blocks } }, []);
        expect(validateHome(view)).toEqual([]);
        expect(refusalOfView(JSON.parse(JSON.stringify(view)))).toBeNull();
        for (const post of renderMessage({ page: { title, blocks } }).posts)
          expect(validatePost(post)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("drops from the end and says how many", () => {
    const rows: PageBlock[] = Array.from({ length: 150 }, (_, index) => ({
      kind: "row",
      text: `Lead ${index}`,
    }));
    const shown = pageBlocks({ title: "All", blocks: rows }, { blocks: 100, length: 200_000 }, new Map());
    expect(shown).toHaveLength(100);
    expect(JSON.stringify(shown[1])).toContain("Lead 0");
    expect(JSON.stringify(shown.at(-1))).toContain("+52");
  });
});

it("a person's page has a chat of its own", () => {
  expect(homeChat("T0TEAM:U0ANA")).toBe("home:U0ANA");
  expect(directChat("T0TEAM:U0ANA")).toBe("U0ANA");
  expect(homeChat("ana")).toBeNull();
});
