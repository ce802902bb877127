import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withAnswers } from "../../../adapters/slack/answers.ts";
import { validateView } from "../../../adapters/slack/validate.ts";
import { tokenize } from "../../../src/commands/tokens.ts";
import { createFakeHost, diskFull, type FakeHost } from "../../support/fake-host.ts";
import { type ConnectedSlack, connectSlack, type Way } from "../../support/slack/connected.ts";
import { submitBody } from "../../support/slack/people.ts";
import { aCard } from "./samples.ts";

describe.each<Way>(["http", "socket"])("forms in Slack (%s)", (way) => {
  let host: FakeHost;
  let slack: ConnectedSlack;
  beforeEach(async () => {
    host = createFakeHost();
    slack = await connectSlack(host, way);
    await slack.send({ card: aCard(), thread: "lead-42", replaceKey: "lead:lead-42" });
  });
  afterEach(() => slack.close());

  it("asks for what the button needs, and says the command with the answer", async () => {
    await slack.click("C0LEADS", "Note");
    expect(host.accepted).toEqual([]);
    const { view } = slack.slack.views[0]!;
    expect(view).toMatchObject({ type: "modal", title: { text: "Note" }, submit: { text: "Note" } });
    const answer = await slack.submit(["calls after six & not <before>\nsecond line"]);
    expect(answer).toMatchObject({ taken: true, payload: {} });
    expect(host.accepted).toMatchObject([
      {
        text: "note L-42 calls after six & not <before>\nsecond line",
        leadId: "lead-42",
        chatId: "C0LEADS#U0ANA#top",
        actor: { value: "T0TEAM:U0ANA" },
      },
    ]);
  });

  it("offers what can be chosen", async () => {
    await slack.click("C0LEADS", "Stage");
    await slack.submit(["unqualified"]);
    expect(host.accepted).toMatchObject([{ text: "stage L-42 unqualified" }]);
  });

  it("takes the same form once, however often it is delivered", async () => {
    await slack.click("C0LEADS", "Note");
    for (let i = 0; i < 3; i += 1) expect((await slack.submit(["hello"])).taken).toBe(true);
    expect(host.accepted).toHaveLength(1);
  });

  it("opens no second form for the same click, and says no bare command instead", async () => {
    for (let i = 0; i < 2; i += 1) await slack.click("C0LEADS", "Note", { trigger_id: "5.5.same" });
    expect(slack.slack.views).toHaveLength(1);
    expect(host.accepted).toEqual([]);
  });

  it("keeps the form open at an empty answer, and says what is missing", async () => {
    await slack.click("C0LEADS", "Note");
    const { payload } = await slack.submit(["   "]);
    expect(payload).toEqual({
      response_action: "errors",
      errors: { "ask:0": "Please fill this in. · Preencha este campo. · Completa este campo." },
    });
    expect(host.accepted).toEqual([]);
  });

  it("keeps the form open at an answer that is too long", async () => {
    await slack.click("C0LEADS", "Note");
    const { payload } = await slack.submit(["x".repeat(3_001)]);
    expect(payload).toMatchObject({ response_action: "errors" });
  });

  it("says the bare command when the form cannot be shown, so that the person learns what to write", async () => {
    slack.slack.failNext("views.open", { kind: "error", error: "expired_trigger_id" });
    await slack.click("C0LEADS", "Note");
    expect(host.accepted).toMatchObject([{ text: "note L-42" }]);
  });

  it("lets Slack deliver again a form that could not be stored", async () => {
    await slack.click("C0LEADS", "Note");
    const body = submitBody(slack.slack.views[0]!, ["hello"]);
    host.refuse(diskFull());
    expect((await slack.deliver(body)).taken).toBe(false);
    host.refuse(null);
    expect((await slack.deliver(body)).taken).toBe(true);
    expect(host.accepted).toHaveLength(1);
  });

  it("carries long commands, labels and options through Slack's limits", async () => {
    const long = "word ".repeat(40).trim();
    const command = `note L-42 ${"x".repeat(3_500)}`;
    const options = Array.from({ length: 120 }, (_, i) => ({ value: `${long} ${i}`, label: `${long} ${i}` }));
    const button = { label: long, command, asks: [{ name: "a", label: long, options }] };
    await slack.send({ card: aCard({ buttons: [{ ...button, label: "Long" }] }) });
    await slack.click("C0LEADS", "Long");
    const { view } = slack.slack.views.at(-1)!;
    expect(validateView(JSON.parse(JSON.stringify(view)))).toEqual([]);
    await slack.submit(["#7"]);
    expect(host.accepted).toMatchObject([{ text: `${command} ${long} 7` }]);
  });
});

describe("a command with its answers", () => {
  it.each([
    ["one answer, as it is", "note L-1", ['say "hi" to them\nplease'], 'note L-1 say "hi" to them\nplease'],
    ["several, each one word", "set L-1", ["city", "Recife"], "set L-1 city Recife"],
    ["several, with spaces", "set L-1", ["job title", "head of sales"], 'set L-1 "job title" head of sales'],
    ["with quotes", "set L-1", ['5" pipe', "x"], 'set L-1 “5" pipe” x'],
  ])("has %s", (_name, command, answers, text) => {
    const said = (all: string[]) =>
      withAnswers(
        command,
        all.map((each) => ({ text: each })),
      );
    expect(said(answers)).toBe(text);
    const words = tokenize(said([...answers, "last"])).map((token) => token.text);
    expect(words.at(-1)).toBe("last");
    if (answers.length > 1) expect(words[2]).toBe(answers[0]);
  });
});
