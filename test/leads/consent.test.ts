import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isOptedOut,
  joinConsents,
  noteConsent,
  optIn,
  optOut,
  PURPOSES,
  refusesNews,
  stateOf,
} from "../../src/leads/consent.ts";
import type { Contact } from "../../src/leads/types/contact.ts";
import { aContact, aTurn, NOW } from "../support/builders.ts";

const aWordIn = (channel: string, text = "stop") => ({ channel, text, source: "word" });
const theirTurn = () => aTurn({ actor: { kind: "contact", id: "contact-1" } });

describe("consent", () => {
  it("is kept with the words, how and when, and changes once", () => {
    const turn = theirTurn();
    const out = optOut(turn, aContact(), aWordIn("whatsapp", "pare!"), "lead-1");
    expect(out).toMatchObject({ optedOutAt: NOW, optedOutVia: "whatsapp" });
    expect(optOut(turn, out, aWordIn("web"))).toBe(out);
    expect([isOptedOut(out, "whatsapp"), isOptedOut(out, "web")]).toEqual([true, true]);
    const back = optIn(turn, out, aWordIn("web", "start"));
    expect([isOptedOut(back, "whatsapp"), isOptedOut(back, "web")]).toEqual([false, false]);
    expect(optIn(turn, back, aWordIn("web"))).toBe(back);
    expect(turn.changes().activities.map((each) => each.kind)).toEqual(["opted-out", "opted-in"]);
    expect(
      turn
        .changes()
        .consents.map((each) => `${each.channel} ${each.purpose} ${each.state} ${each.text} ${each.at}`),
    ).toEqual([
      `whatsapp messages withdrawn pare! ${NOW}`,
      `web messages granted start ${NOW}`,
      `web news granted start ${NOW}`,
    ]);
  });

  it("to news ends with the wish for no more messages, and comes back only where the person comes back", () => {
    const turn = theirTurn();
    let contact = aContact();
    for (const channel of ["whatsapp", "telegram"]) {
      const said = {
        channel,
        text: "Yes",
        source: "flow:qualify/news",
        purpose: "news",
        state: "granted",
      } as const;
      contact = noteConsent(turn, contact, said);
    }
    expect(refusesNews(contact, "telegram", true)).toBeNull();
    contact = optOut(turn, contact, aWordIn("whatsapp"));
    expect(refusesNews(contact, "telegram", false)).toBe("opted-out");
    contact = optIn(turn, contact, aWordIn("whatsapp", "start"));
    expect(refusesNews(contact, "whatsapp", true)).toBeNull();
    expect(refusesNews(contact, "telegram", false)).toBe("no-consent");
  });

  it("noted by a colleague for one channel opens that one alone, and closes one alone", () => {
    const turn = aTurn({ actor: { kind: "rep", id: "ana" } });
    const out = optOut(turn, aContact(), aWordIn("whatsapp"));
    const said = { channel: "whatsapp", text: "by phone", source: "rep", by: "ana" };
    const options = { others: ["whatsapp", "telegram"] };
    const open = noteConsent(turn, out, { ...said, purpose: "messages", state: "granted" }, options);
    expect([isOptedOut(open, "whatsapp"), isOptedOut(open, "telegram")]).toEqual([false, true]);
    const closed = noteConsent(turn, open, { ...said, purpose: "messages", state: "withdrawn" });
    expect([isOptedOut(closed, "whatsapp"), isOptedOut(closed, "telegram")]).toEqual([true, true]);
    // Whoever comes back by a word of their own is not held to it.
    expect(isOptedOut(optIn(turn, closed, aWordIn("telegram", "start")), "telegram")).toBe(false);
  });

  it("takes the words as they are, cut at their longest", () => {
    const turn = theirTurn();
    optOut(turn, aContact(), aWordIn("web", "no ".repeat(2_000)));
    expect(turn.changes().consents[0]?.text).toHaveLength(2_000);
  });
});

const channels = ["whatsapp", "telegram", "web"] as const;
const words = fc.array(
  fc.record({
    kind: fc.constantFrom("out", "in", "note"),
    channel: fc.constantFrom(...channels),
    purpose: fc.constantFrom(...PURPOSES),
    state: fc.constantFrom("granted" as const, "withdrawn" as const),
  }),
  { maxLength: 20 },
);
type Word = ReturnType<
  typeof fc.sample<{
    kind: string;
    channel: (typeof channels)[number];
    purpose: (typeof PURPOSES)[number];
    state: "granted" | "withdrawn";
  }>
>[number];

function heard(said: readonly Word[]): { contact: Contact; turn: ReturnType<typeof aTurn> } {
  const turn = theirTurn();
  let contact = aContact();
  for (const { kind, channel, purpose, state } of said) {
    const word = { channel, text: "said", source: "word" };
    if (kind === "out") contact = optOut(turn, contact, word);
    else if (kind === "in") contact = optIn(turn, contact, word);
    else contact = noteConsent(turn, contact, { ...word, purpose, state }, { others: channels });
  }
  return { contact, turn };
}

describe("whatever is said in whatever order", () => {
  it("after a stop nothing may go out anywhere, until somebody says otherwise", () => {
    fc.assert(
      fc.property(words, fc.constantFrom(...channels), (said, channel) => {
        const { contact } = heard([...said, { kind: "out", channel, purpose: "news", state: "granted" }]);
        for (const each of channels) {
          expect(isOptedOut(contact, each)).toBe(true);
          expect(refusesNews(contact, each, false)).not.toBeNull();
          expect(stateOf(contact, each, "news")).not.toBe("granted");
        }
      }),
    );
  });

  it("the rows that are kept tell the last word on each channel and purpose", () => {
    fc.assert(
      fc.property(words, (said) => {
        const { contact, turn } = heard(said);
        for (const channel of channels) {
          const last = turn
            .changes()
            .consents.findLast((each) => each.channel === channel && each.purpose === "news");
          expect(stateOf(contact, channel, "news")).toBe(last?.state ?? "unknown");
        }
      }),
    );
  });

  it("who is found to be one person has refused what either has refused", () => {
    fc.assert(
      fc.property(words, words, (one, other) => {
        const [into, from] = [heard(one).contact, heard(other).contact];
        const joined = { ...into, consents: joinConsents(into.consents, from.consents) };
        for (const channel of channels) {
          for (const purpose of PURPOSES) {
            const states = [stateOf(into, channel, purpose), stateOf(from, channel, purpose)];
            const expected = states.includes("withdrawn")
              ? "withdrawn"
              : states.includes("granted")
                ? "granted"
                : "unknown";
            expect(stateOf(joined, channel, purpose)).toBe(expected);
          }
        }
      }),
    );
  });
});
