import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withAnswers } from "../../../adapters/slack/answers.ts";
import { validateView } from "../../../adapters/slack/validate.ts";
import type { AdapterHost } from "../../../src/channel/adapter.ts";
import type { Ask } from "../../../src/channel/outbound.ts";
import { tokenize } from "../../../src/commands/tokens.ts";
import { createFakeHost, diskFull, type FakeHost } from "../../support/fake-host.ts";
import { type ConnectedSlack, connectSlack, type Way } from "../../support/slack/connected.ts";
import { submitBody } from "../../support/slack/people.ts";
import { listOf } from "../../support/slack/workspace.ts";
import { aCard } from "./samples.ts";

describe.each<Way>(["http", "socket"])("forms in Slack (%s)", (way) => {
  let host: FakeHost;
  let slack: ConnectedSlack;
  let rehearsal: AdapterHost["rehearse"];
  let form: AdapterHost["form"];
  beforeEach(async () => {
    form = async () => null;
    rehearsal = async () => ({ ok: true, reply: { text: "done" } });
    host = createFakeHost({ rehearse: (command) => rehearsal(command), form: (command) => form(command) });
    slack = await connectSlack(host, way, { rehearseMs: 50 });
    await slack.send({ card: aCard(), thread: "lead-42", replaceKey: "lead:lead-42" });
  });
  afterEach(() => slack.close());

  it("asks for what the button needs, and says the command with the answer", async () => {
    await slack.click("C0LEADS", "Note");
    expect(host.accepted).toEqual([]);
    const { view } = slack.slack.views[0]!;
    expect(view).toMatchObject({ type: "modal", title: { text: "Note · L-42" }, submit: { text: "Note" } });
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
    expect(host.accepted).toMatchObject([{ text: "note L-42", unasked: true }]);
  });

  it("asks in the language of who pressed the button, and says what is wrong in it alone", async () => {
    const asked: unknown[] = [];
    form = async (command) => {
      asked.push(command);
      const label = "Nota para a equipe";
      const button = {
        label: "Anotar",
        command: command.text,
        asks: [{ name: "text", label, multiline: true }],
      };
      return { language: "pt", button };
    };
    await slack.click("C0LEADS", "Note");
    expect(asked).toEqual([
      { actor: { kind: "slack", value: "T0TEAM:U0ANA" }, text: "note L-42", leadId: "lead-42" },
    ]);
    const { view } = slack.slack.views[0]!;
    expect(view).toMatchObject({ title: { text: "Anotar · L-42" }, submit: { text: "Anotar" } });
    expect(listOf(view.blocks)).toMatchObject([{ label: { text: "Nota para a equipe" } }]);
    expect((await slack.submit(["  "])).payload.errors).toEqual({ "ask:0": "Preencha este campo." });
    expect((await slack.submit(["x".repeat(3_001)])).payload.errors).toEqual({
      "ask:0": "No máximo 3.000 caracteres.",
    });
    await slack.submit(["tudo certo"]);
    expect(host.accepted).toMatchObject([{ text: "note L-42 tudo certo" }]);
  });

  it("keeps to the form of the card where the card has changed since, or nobody can say in time", async () => {
    form = async () => ({ language: "pt", button: { label: "Outro", command: "note L-42", asks: [] } });
    await slack.click("C0LEADS", "Note");
    expect(slack.slack.views.at(-1)?.view).toMatchObject({ title: { text: "Note · L-42" } });
    expect((await slack.submit([" "])).payload.errors).toEqual({ "ask:0": "Preencha este campo." });
    form = () => new Promise(() => {});
    await slack.click("C0LEADS", "Note");
    expect(slack.slack.views.at(-1)?.view).toMatchObject({ title: { text: "Note · L-42" } });
    form = () => Promise.reject(diskFull());
    await slack.click("C0LEADS", "Note");
    expect(slack.slack.views).toHaveLength(3);
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

  async function asks(command: string, ...each: Ask[]): Promise<void> {
    await slack.send({ card: aCard({ buttons: [{ label: "Ask", command, asks: each }] }) });
    await slack.click("C0LEADS", "Ask");
    expect(validateView(JSON.parse(JSON.stringify(slack.slack.views.at(-1)!.view)))).toEqual([]);
  }

  it("asks for a day and a time, and says both as they were picked", async () => {
    const when = { name: "when", label: "When", hint: "Your own time", moment: true };
    const what = { name: "what", label: "What", optional: true };
    await asks("followup L-42", { ...when, initial: "2026-11-23 09:30" }, what);
    const blocks = listOf(slack.slack.views.at(-1)!.view.blocks);
    expect(blocks).toMatchObject([
      {
        element: { type: "datepicker", initial_date: "2026-11-23" },
        label: { text: "When" },
        hint: { text: "Your own time" },
      },
      { element: { type: "timepicker", initial_time: "09:30" } },
      { element: { type: "plain_text_input" }, optional: true },
    ]);
    await slack.submit(["2026-12-01", "10:05", "call about the offer"]);
    await slack.click("C0LEADS", "Ask");
    await slack.submit(["2026-12-01", "10:05", ""]);
    expect(host.accepted).toMatchObject([
      { text: "followup L-42 2026-12-01 10:05 call about the offer" },
      { text: "followup L-42 2026-12-01 10:05" },
    ]);
  });

  it("asks for a time that is missing at its day", async () => {
    await asks("followup L-42", { name: "when", label: "When", moment: true });
    const { payload } = await slack.submit(["2026-12-01", ""]);
    expect(Object.keys(Object(payload.errors))).toEqual(["ask:0:time"]);
    expect(host.accepted).toEqual([]);
  });

  it("shows what stands there at first", async () => {
    const options = [
      { value: "a", label: "A" },
      { value: "b", label: "B" },
    ];
    await asks(
      "x",
      { name: "t", label: "T", initial: "one & two" },
      { name: "o", label: "O", options, initial: "b" },
    );
    expect(listOf(slack.slack.views.at(-1)!.view.blocks)).toMatchObject([
      { element: { initial_value: "one &amp; two" } },
      { element: { initial_option: { value: "b" } } },
    ]);
  });

  it("says in the form why it would be refused, at the answer that it is about, and takes nothing", async () => {
    rehearsal = async ({ text }) => ({
      ok: false,
      reply: { text: `I do not know "${text.split(" ")[2]}". <b>` },
    });
    await asks("set L-42", { name: "field", label: "Field" }, { name: "value", label: "Value" });
    const { payload } = await slack.submit(["colour", "red"]);
    expect(payload).toEqual({
      response_action: "errors",
      errors: { "ask:0": 'I do not know "colour". &lt;b&gt;' },
    });
    rehearsal = async () => ({ ok: false, reply: { card: aCard({ title: "No" }) } });
    const second = await slack.submit(["colour", "red"]);
    expect(Object.keys(Object(second.payload.errors))).toEqual(["ask:1"]);
    expect(host.accepted).toEqual([]);
    rehearsal = async () => ({ ok: true, reply: {} });
    expect((await slack.submit(["colour", "red"])).payload).toEqual({});
    expect(host.accepted).toMatchObject([{ text: "set L-42 colour red" }]);
  });

  it("takes a form unchecked when the check fails or takes too long", async () => {
    await slack.click("C0LEADS", "Note");
    rehearsal = () => Promise.reject(diskFull());
    await slack.submit(["one"]);
    rehearsal = () => new Promise(() => {});
    await slack.click("C0LEADS", "Note");
    await slack.submit(["two"]);
    expect(host.accepted).toMatchObject([{ text: "note L-42 one" }, { text: "note L-42 two" }]);
  });

  it("does not refuse the second delivery of a form that was taken", async () => {
    await slack.click("C0LEADS", "Stage");
    await slack.submit(["contacted"]);
    rehearsal = async () => ({ ok: false, reply: { text: "It is there already." } });
    expect((await slack.submit(["contacted"])).payload).toEqual({});
    expect(host.accepted).toHaveLength(1);
  });

  describe("with a preview", () => {
    const options = [
      { value: "welcome", label: "Welcome" },
      { value: "price", label: "Price" },
    ];
    beforeEach(async () => {
      rehearsal = async ({ text }) =>
        text.startsWith("confirm")
          ? { ok: true, reply: { text: "sent" } }
          : {
              ok: true,
              reply: {
                text: `Hello Zoë, this is ${text.split(" ")[2]}`,
                choices: [{ value: `confirm ${text}`, label: "Send" }],
              },
            };
      await asks("send L-42", { name: "template", label: "Template", options, preview: true });
    });
    const shown = () => JSON.stringify(slack.slack.views.at(-1)!.view.blocks);

    it("shows what would be sent when it is chosen, again when another is, and sends what was shown", async () => {
      await slack.choose(["welcome"]);
      expect(shown()).toContain("Hello Zoë, this is welcome");
      await slack.choose(["price"]);
      expect(shown()).toContain("Hello Zoë, this is price");
      expect(shown()).not.toContain("this is welcome");
      expect(host.accepted).toEqual([]);
      expect((await slack.submit(["price"])).payload).toEqual({});
      expect(host.accepted).toMatchObject([{ text: "confirm send L-42 price", leadId: "lead-42" }]);
    });

    it("sends nothing that was not shown: the form shows it first", async () => {
      await slack.choose(["welcome"]);
      const { payload } = await slack.submit(["price"]);
      expect(payload).toMatchObject({ response_action: "update", view: { type: "modal" } });
      expect(JSON.stringify(payload)).toContain("this is price");
      expect(host.accepted).toEqual([]);
      slack.slack.views.at(-1)!.view = Object(payload.view);
      await slack.submit(["price"]);
      expect(host.accepted).toMatchObject([{ text: "confirm send L-42 price" }]);
    });

    it("says at the choice why it cannot be sent", async () => {
      rehearsal = async () => ({ ok: false, reply: { text: "They asked for no more messages." } });
      await slack.choose(["welcome"]);
      expect(shown()).toContain("They asked for no more messages.");
      const { payload } = await slack.submit(["welcome"]);
      expect(payload).toEqual({
        response_action: "errors",
        errors: { "ask:0": "They asked for no more messages." },
      });
    });

    it("goes on without a preview that Slack does not show", async () => {
      slack.slack.failNext("views.update", { kind: "error", error: "hash_conflict" });
      await slack.choose(["welcome"]);
      expect((await slack.submit(["welcome"])).payload).toMatchObject({ response_action: "update" });
    });
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
