import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { renderMessage } from "../../../adapters/slack/render.ts";
import type { Chart } from "../../../src/channel/chart.ts";
import type { CardButton, OutboundMessage } from "../../../src/channel/outbound.ts";
import { createFakeHost, type FakeHost } from "../../support/fake-host.ts";
import { type ConnectedSlack, connectSlack, type Way } from "../../support/slack/connected.ts";
import { asJson, listOf } from "../../support/slack/workspace.ts";
import { aCard } from "./samples.ts";

const commands = (count: number, name: string): CardButton[] =>
  Array.from({ length: count }, (_, index) => ({
    label: `${name} ${index}`,
    command: `${name} L-42 ${index}`,
  }));

describe.each<Way>(["http", "socket"])("what can be done from a card (%s)", (way) => {
  let host: FakeHost;
  let slack: ConnectedSlack;
  beforeEach(async () => {
    host = createFakeHost();
    slack = await connectSlack(host, way);
  });
  afterEach(() => slack.close());

  it("is chosen from its menu: said at once, or asked for first", async () => {
    const lost = { label: "Lost", command: "stage L-42 lost", asks: [{ name: "reason", label: "Reason" }] };
    const select = { placeholder: "Move to…", options: [...commands(2, "stage"), lost] };
    await slack.send({ card: aCard({ select }) });
    await slack.click("C0LEADS", "stage 1");
    await slack.click("C0LEADS", "Lost");
    expect(host.accepted).toMatchObject([
      { text: "stage L-42 1", leadId: "lead-42", chatId: "C0LEADS#U0ANA#top" },
    ]);
    await slack.submit(["too dear"]);
    expect(host.accepted.at(-1)).toMatchObject({ text: "stage L-42 lost too dear", leadId: "lead-42" });
  });

  it("is behind the dots when it is needed less often", async () => {
    await slack.send({ card: aCard({ more: commands(5, "few") }) });
    await slack.click("C0LEADS", "few 4");
    await slack.send({ card: aCard({ more: commands(12, "many") }) });
    await slack.click("C0LEADS", "many 11");
    await slack.send({ card: aCard({ more: commands(1, "one") }) });
    await slack.click("C0LEADS", "one 0");
    expect(host.accepted.map((event) => (event.type === "command" ? event.text : ""))).toEqual([
      "few L-42 4",
      "many L-42 11",
      "one L-42 0",
    ]);
  });

  it("is on the card after it changed in place too", async () => {
    const card = (stage: string) =>
      aCard({
        select: { placeholder: "Stage", options: [{ label: stage, command: `stage L-42 ${stage}` }] },
      });
    for (const stage of ["qualified", "proposal"])
      await slack.send({ card: card(stage), thread: "lead-42", replaceKey: "lead:lead-42" });
    expect(slack.slack.messages("C0LEADS")).toHaveLength(1);
    await slack.click("C0LEADS", "proposal");
    expect(host.accepted).toMatchObject([{ text: "stage L-42 proposal" }]);
  });

  it("is all there on a card of far too many things, asked for in a form", async () => {
    const card = aCard({
      buttons: commands(60, "press"),
      select: { placeholder: "Stage", options: commands(150, "choose") },
      more: commands(90, "more"),
    });
    await slack.send({ card });
    await slack.click("C0LEADS", "•••");
    const inputs = listOf(slack.slack.views.at(-1)!.view.blocks);
    expect(inputs.flatMap((block) => listOf(asJson(block.element).options))).toHaveLength(300);
    await slack.submit(["", "choose L-42 120", ""]);
    expect(host.accepted).toMatchObject([{ text: "choose L-42 120", leadId: "lead-42" }]);
    await slack.click("C0LEADS", "•••");
    expect((await slack.submit(["", "", ""])).payload).toMatchObject({ response_action: "errors" });
    expect(host.accepted).toHaveLength(1);
  });
});

describe("a card that has moved", () => {
  it("names the channel, which Slack shows as a link, and nothing else as markup", () => {
    const { posts } = renderMessage({ card: aCard({ fields: [], title: "<#C0EVIL>", movedTo: "C0SALES" }) });
    const said = JSON.stringify(posts[0]?.blocks);
    expect(said).toContain("<#C0SALES>");
    expect(said).not.toContain("<#C0EVIL>");
  });

  it("names none that is not Slack's", () => {
    const { posts } = renderMessage({ card: aCard({ movedTo: "!channel" }) });
    expect(JSON.stringify(posts)).not.toContain("!channel");
  });
});

describe("what only replaces", () => {
  let slack: ConnectedSlack;
  beforeEach(async () => {
    slack = await connectSlack(createFakeHost(), "http");
  });
  afterEach(() => slack.close());
  const moved = {
    card: aCard({ title: "gone", fields: [] }),
    thread: "lead-42",
    replaceKey: "lead:lead-42",
    onlyReplaces: true,
  };

  it("is shown where the earlier one stands, with a word in its thread", async () => {
    await slack.send({ card: aCard(), thread: "lead-42", replaceKey: "lead:lead-42" });
    await slack.send({ ...moved, text: "L-42 is with Bo now." });
    const [card, word] = slack.slack.messages("C0LEADS");
    expect(card?.edits).toBe(1);
    expect(word).toMatchObject({ thread_ts: card?.ts, text: "L-42 is with Bo now." });
  });

  it("is shown nowhere else: neither anew nor where the earlier one was deleted", async () => {
    expect(await slack.send(moved)).toMatchObject({ kind: "sent" });
    expect(await slack.send(moved, "U0ANA")).toMatchObject({ kind: "sent" });
    await slack.send({ card: aCard(), thread: "lead-42", replaceKey: "lead:lead-42" });
    slack.slack.remove("C0LEADS", slack.slack.messages("C0LEADS")[0]!.ts);
    expect(await slack.send({ ...moved, text: "gone" })).toMatchObject({ kind: "sent" });
    expect(slack.slack.messages("C0LEADS")).toEqual([]);
  });
});

describe("a picture of numbers", () => {
  let host: FakeHost;
  let slack: ConnectedSlack;
  let image: NonNullable<OutboundMessage["image"]>;
  beforeEach(async () => {
    host = createFakeHost();
    slack = await connectSlack(host, "http");
    const kept = await host.files.keep({ content: Buffer.from("a picture"), fileName: "leads.txt" });
    image = { path: kept.path, caption: "This week", alt: "Leads by source: web 3, telegram 2." };
  });
  afterEach(() => slack.close());
  const chart: Chart = {
    kind: "bars",
    title: "Leads by source",
    categories: ["web", "telegram"],
    series: [{ name: "Leads", values: [3, 2] }],
    unit: { kind: "count" },
    language: "en",
    alt: "Leads by source: web 3, telegram 2.",
  };

  it("is drawn by Slack where it can, with the same in words", async () => {
    expect(await slack.send({ image, chart })).toMatchObject({ kind: "sent" });
    const [post] = slack.slack.messages("C0LEADS");
    expect(post?.blocks.map(({ type }) => type)).toEqual(["section", "data_visualization"]);
    expect(post?.text).toBe(image.alt);
    expect(slack.slack.files).toEqual([]);
  });

  it.each([
    ["Slack cannot say it", { ...chart, kind: "funnel" as const }, false],
    ["Slack does not take it", chart, true],
  ])("is sent as a picture when %s, with the same in words", async (_name, drawn, refuses) => {
    if (refuses) slack.slack.failNext("chat.postMessage", { kind: "error", error: "invalid_blocks" });
    expect(await slack.send({ image, chart: drawn })).toMatchObject({ kind: "sent" });
    expect(slack.slack.messages("C0LEADS")).toEqual([]);
    expect(slack.slack.files).toMatchObject([{ channel: "C0LEADS", alt: image.alt, comment: "This week" }]);
  });
});
