import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formSchema, readValue } from "../../../adapters/slack/button.ts";
import { renderMessage } from "../../../adapters/slack/render.ts";
import { clipEscaped, escapeText, splitEscaped, typed } from "../../../adapters/slack/text.ts";
import { LIMITS, validatePost } from "../../../adapters/slack/validate.ts";
import type { Card, CardButton, Choice, OutboundMessage } from "../../../src/channel/outbound.ts";
import { everyKind } from "../../contract/channel.ts";
import { asJson, listOf, refusalOf } from "../../support/slack/workspace.ts";

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.stringMatching(/^[&<>*_`~\n 0-9a-c:|]{0,300}$/),
  fc
    .tuple(fc.constantFrom("&", "<!channel> ", "word ", "👩‍👩‍👧‍👦", "\n", "a  b\n", "\ud800"), fc.nat(20_000))
    .map(([unit, length]) => unit.repeat(Math.ceil(length / unit.length))),
);
const choice: fc.Arbitrary<Choice> = fc.record({ value: text, label: text });
const command = text.map((each) => each.slice(0, 8_000));
const pressed: fc.Arbitrary<CardButton> = fc.record({ label: text, command });
const card: fc.Arbitrary<Card> = fc.record(
  {
    title: text,
    subtitle: text,
    fields: fc.array(fc.record({ label: text, value: text }), { maxLength: 40 }),
    lines: fc.array(text, { maxLength: 8 }),
    buttons: fc.array(
      fc.record(
        {
          label: text,
          command,
          style: fc.constantFrom("primary" as const, "danger" as const),
          asks: fc.array(
            fc.record({ name: text, label: text, options: fc.array(choice, { maxLength: 5 }) }),
            { maxLength: 3 },
          ),
        },
        { requiredKeys: ["label", "command"] },
      ),
      { maxLength: 40 },
    ),
    select: fc.record({ placeholder: text, options: fc.array(pressed, { maxLength: 130 }) }),
    more: fc.array(pressed, { maxLength: 20 }),
    leadId: fc.constant("lead-42"),
    movedTo: fc.constantFrom("C0SALES", "<!here>"),
    tone: fc.constantFrom("hot" as const, "none" as const),
  },
  { requiredKeys: ["title", "fields", "buttons"] },
);
const message: fc.Arbitrary<OutboundMessage> = fc.record(
  {
    text,
    card,
    choices: fc.array(choice, { maxLength: 60 }),
    thread: fc.constant("lead-42"),
    replaceKey: fc.constant("k"),
  },
  { requiredKeys: [] },
);

describe("any message in Slack's form", () => {
  it("is inside Slack's limits, and escaped", () => {
    fc.assert(
      fc.property(message, (each) => {
        for (const post of renderMessage(each).posts) {
          expect(validatePost(post)).toEqual([]);
          expect(refusalOf(JSON.parse(JSON.stringify(post.blocks)))).toBeNull();
          expect(JSON.stringify(post)).not.toMatch(/(?<!\\)\\(ud[89a-f]|u0000)/i);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("loses no letter of a text, in order", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[&<>a-z \n]{1,300}$/), fc.nat(60), (some, times) => {
        const whole = some.repeat(times + 1);
        const said = renderMessage({ text: whole })
          .posts.flatMap((post) => post.blocks)
          .map((block) => (block.type === "section" ? (block.text?.text ?? "") : ""))
          .join("");
        const plain = said.replace(/```/g, "");
        expect(typed(plain).replace(/\s/g, "")).toBe(whole.replace(/\s/g, ""));
      }),
      { numRuns: 100 },
    );
  });

  it("loses no command of a card", async () => {
    await fc.assert(
      fc.asyncProperty(card, async (each) => {
        const { posts, keepsakes } = renderMessage({ card: each });
        const recall = async (key: string) => keepsakes.get(key);
        const said = new Set<string>();
        for (const value of posts.flatMap((post) => post.blocks.flatMap(valuesOf))) {
          const saying = await readValue(value, recall);
          const form = formSchema.safeParse(keepsakes.get(saying?.f ?? ""));
          const options = form.success ? form.data.asks.flatMap((ask) => ask.options ?? []) : [];
          said.add(saying?.c ?? "");
          for (const option of options) said.add(option.value);
        }
        const all = [...each.buttons, ...(each.select?.options ?? []), ...(each.more ?? [])];
        for (const { command } of all) expect(said).toContain(command);
      }),
      { numRuns: 80 },
    );
  });

  it("keeps a card in one post, which can be edited", () => {
    fc.assert(
      fc.property(card, text, (each, headline) => {
        const { posts } = renderMessage({ card: each, text: headline, replaceKey: "k" });
        expect(posts.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 80 },
    );
  });

  it.each(everyKind().map((each, index) => [index, each] as const))("sample %i is valid", (_index, each) => {
    for (const post of renderMessage(each).posts) expect(validatePost(post)).toEqual([]);
  });
});

describe("texts", () => {
  it("come back from Slack as they were", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (each) => {
        expect(typed(escapeText(each))).toBe(each.replace(/\r\n?/g, "\n").replace(/(?![\t\n])\p{Cc}/gu, ""));
      }),
    );
  });

  it("are cut and split within the limit", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 10, max: 500 }), (each, max) => {
        expect(clipEscaped(each, max).length).toBeLessThanOrEqual(max);
        for (const part of splitEscaped(each, max)) expect(part.length).toBeLessThanOrEqual(max);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ["<https://example.com>", "https://example.com"],
    ["<http://example.com|example.com>", "example.com"],
    ["<https://example.com/a|the plan>", "the plan (https://example.com/a)"],
    ["<mailto:ana@example.com|ana@example.com>", "ana@example.com"],
    ["<tel:+5511900000000|+55 11 90000-0000>", "+55 11 90000-0000 (+5511900000000)"],
    ["<#C1|leads> <#C2>", "#leads #C2"],
    ["<!here> <!subteam^S1|@sales> <!date^1^{date}|today>", "@here @sales today"],
    ["<@U1|ana> <@U2>", "<@U1> <@U2>"],
    ["&lt;!channel&gt; &amp;amp;", "<!channel> &amp;"],
  ])("%s is read as %s", (wire, meant) => {
    expect(typed(wire)).toBe(meant);
  });
});

describe("the validator", () => {
  const button = {
    type: "button" as const,
    action_id: "a",
    text: { type: "plain_text" as const, text: "x" },
  };
  it.each([
    ["too many blocks", Array.from({ length: 51 }, () => section("x"))],
    ["a long section", [section("x".repeat(LIMITS.section + 1))]],
    ["an empty section", [section("")]],
    ["what is not escaped", [section("<!channel>")]],
    ["an ampersand alone", [section("a & b")]],
    ["the same action twice", [{ type: "actions" as const, elements: [button, button] }]],
    ["no elements", [{ type: "actions" as const, elements: [] }]],
    [
      "a long label",
      [
        {
          type: "actions" as const,
          elements: [{ ...button, text: { type: "plain_text" as const, text: "x".repeat(76) } }],
        },
      ],
    ],
    [
      "a long title",
      [{ type: "header" as const, text: { type: "plain_text" as const, text: "x".repeat(151) } }],
    ],
    ["dots with too much behind them", [{ type: "actions" as const, elements: [menu("overflow", 6)] }]],
    ["a menu without options", [{ type: "actions" as const, elements: [menu("static_select", 0)] }]],
    ["a menu that is too long", [{ type: "actions" as const, elements: [menu("static_select", 101)] }]],
    [
      "a link to a person",
      [{ type: "context" as const, elements: [{ type: "mrkdwn" as const, text: "<@U0ANA>" }] }],
    ],
    ["too much in all", Array.from({ length: 6 }, () => section("x".repeat(2_900)))],
  ])("finds %s", (_name, blocks) => {
    expect(validatePost({ text: "x", blocks })).not.toEqual([]);
  });
});

function menu(type: "overflow" | "static_select", count: number) {
  const options = Array.from({ length: count }, (_, index) => ({
    text: { type: "plain_text" as const, text: `${index}` },
    value: `${index}`,
  }));
  return { type, action_id: "a", options };
}

/** What the elements of a block say when they are pressed or chosen. */
function valuesOf(block: object): string[] {
  const json = asJson(JSON.parse(JSON.stringify(block)));
  return listOf(json.elements)
    .flatMap((element) => [element, ...listOf(element.options)])
    .flatMap(({ value }) => (typeof value === "string" ? [value] : []));
}

function section(text: string) {
  return { type: "section" as const, text: { type: "plain_text" as const, text } };
}
