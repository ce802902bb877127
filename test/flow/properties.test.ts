import fc from "fast-check";
import { expect, it } from "vitest";
import { advance, startFlow } from "../../src/flow/advance.ts";
import { loadFlowFolder } from "../../src/flow/folder.ts";
import { say } from "../../src/flow/session.ts";
import type { Advance, FlowInput, FlowState } from "../../src/flow/types.ts";
import { aContext } from "./support.ts";

const { bundle } = await loadFlowFolder("flows");
if (bundle === null) throw new Error("the shipped flows are broken");

/** What people write, with a good share of what the flow understands. */
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.constantFrom(
    "hi",
    "oi",
    "hola",
    "solar",
    "1",
    "2",
    "9",
    "casa",
    "5 mil",
    "asap",
    "Ana Souza",
    "Curitiba",
    "ana@example.com",
    "ana@gmial.com",
    "11 91234-5678",
    "skip",
    "no",
    "back",
    "voltar",
    "start over",
    "stop",
    "human",
    "help",
    "english",
    "español",
    "how much?",
    "solar or battery",
    "👍",
    "",
    "{name}",
    "I'm Ana from Acme, budget 5k, ana@acme.com",
    "x".repeat(3000),
  ),
);
const input: fc.Arbitrary<FlowInput> = fc.oneof(
  { weight: 12, arbitrary: text.map(say) },
  { weight: 1, arbitrary: fc.constant<FlowInput>({ type: "nudge" }) },
  { weight: 1, arbitrary: fc.constant<FlowInput>({ type: "resume" }) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom("product:solar", "product:nope", "pending:0", "pending:99", "language:pt", ":", "x")
      .map((choice): FlowInput => ({ type: "message", text: "Button", choice, attachments: [] })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<FlowInput>(
      { type: "message", text: "", attachments: [{ fileName: "a.jpg", mime: "image/jpeg", path: "a" }] },
      { type: "message", text: "", attachments: [], location: { latitude: 1, longitude: 2 } },
      { type: "message", text: "", attachments: [], card: { name: "Ana", phone: "+5511912345678" } },
    ),
  },
);

function check(result: Advance, before: FlowState | null): void {
  // Nothing is lost by storing it.
  expect(JSON.parse(JSON.stringify(result.state))).toEqual(result.state);
  const keys = result.captured.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(result.retracted.filter((key) => keys.includes(key))).toEqual([]);
  expect(result.replies.length).toBeLessThanOrEqual(4);
  for (const reply of result.replies) {
    expect(reply.text.trim()).not.toBe("");
    expect(reply.text.length).toBeLessThan(4_000);
  }
  if (result.state?.ended === true) expect(result.nudgeAfterMs).toBeNull();
  else if (result.state !== null) {
    expect(bundle?.flows.get(result.state.flow)?.steps.get(result.state.step)?.kind).toBe("ask");
    expect(result.state.trail.length).toBeLessThanOrEqual(50);
  } else if (before !== null && before.ended !== true) expect(result.control).not.toBeNull();
}

it("never throws, never loops, and stays at a question or says what comes next", () => {
  fc.assert(
    fc.property(fc.array(input, { minLength: 1, maxLength: 25 }), fc.boolean(), (inputs, sure) => {
      let language = aContext().language;
      let languageSure = sure;
      let state: FlowState | null = null;
      inputs.forEach((one, i) => {
        const context = aContext({ language, languageSure });
        const result =
          i === 0 ? startFlow(bundle, "qualify", one, context) : advance(bundle, state, one, context);
        check(result, i === 0 ? null : state);
        ({ state, language, languageSure } = result);
      });
    }),
    { numRuns: 300 },
  );
});

it("gives the same answer to the same question", () => {
  fc.assert(
    fc.property(input, input, (first, second) => {
      const one = startFlow(bundle, "qualify", first, aContext());
      const twin = startFlow(bundle, "qualify", first, aContext());
      expect(twin).toEqual(one);
      expect(advance(bundle, one.state, second, aContext())).toEqual(
        advance(bundle, twin.state, second, aContext()),
      );
    }),
    { numRuns: 200 },
  );
});

it("takes back with `back` exactly what an answer gave", () => {
  const answers = ["solar", "home", "5k", "asap", "I'm Ana, ana@example.com", "Curitiba", "google"];
  fc.assert(
    fc.property(fc.integer({ min: 0, max: answers.length - 2 }), (count) => {
      let { state } = startFlow(bundle, "qualify", say("hi"), aContext());
      for (const answer of answers.slice(0, count))
        ({ state } = advance(bundle, state, say(answer), aContext()));
      const answered = advance(bundle, state, say(answers[count] ?? ""), aContext());
      const back = advance(bundle, answered.state, say("back"), aContext());
      expect(back.retracted.sort()).toEqual(answered.captured.map(({ key }) => key).sort());
      const { again: _, ...rest } = back.state ?? {};
      expect(rest).toEqual(state);
    }),
  );
});

it("completes for everybody who answers, in a bounded number of messages", () => {
  const choice = fc.constantFrom("solar", "battery", "charger", "2", "1");
  fc.assert(
    fc.property(
      choice,
      fc.constantFrom("home", "business", "farm"),
      fc.constantFrom("5k", "skip", "R$ 70 mil"),
      (product, segment, budget) => {
        const turns = [
          "hi",
          product,
          segment,
          budget,
          "asap",
          "Ana Souza",
          "Curitiba",
          "ana@example.com",
          "google",
        ];
        let state: FlowState | null = null;
        let last: Advance | undefined;
        turns.forEach((one, i) => {
          last =
            i === 0
              ? startFlow(bundle, "qualify", say(one), aContext())
              : advance(bundle, state, say(one), aContext());
          state = last.state;
        });
        expect(last?.control).toEqual({ type: "completed" });
      },
    ),
    { numRuns: 40 },
  );
});
