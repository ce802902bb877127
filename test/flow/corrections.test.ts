import { describe, expect, it } from "vitest";
import { play, said } from "./support.ts";

const STEPS = `
segment:
  ask: choice
  text: Home or business?
  choices:
    - { id: home, label: Home, synonyms: [house] }
    - { id: business, label: Business }
budget:
  ask: money
  saves: lead.value
  text: Budget?
when:
  ask: choice
  text: When?
  choices:
    - { id: now, label: Now, within: 30 }
    - { id: later, label: Later, within: 400 }
name:
  ask: name
  saves: contact.name
  text: Name?
city:
  ask: text
  maxLength: 80
  text: City?
email:
  ask: email
  saves: contact.email
  text: E-mail?
done:
  end: Bye
`;

/** A conversation that waits for the city. */
function atCity() {
  const session = play(STEPS);
  for (const text of ["hi", "home", "10k", "now", "Bob"]) session.send(text);
  expect(session.state?.step).toBe("city");
  return session;
}

describe("a correction in words", () => {
  it.each([
    ["actually my budget is 20k", "budget", { amount: 2_000_000, currency: "BRL" }],
    ["correction: my budget is 20k", "budget", { amount: 2_000_000, currency: "BRL" }],
    ["corrigindo: meu orçamento é R$ 20 mil", "budget", { amount: 2_000_000, currency: "BRL" }],
    ["perdón, son 20 mil", "budget", { amount: 2_000_000, currency: "BRL" }],
    ["actually it's for a business", "segment", "business"],
    ["actually call me Rob", "name", "Rob"],
    ["Bob Stone", "name", "Bob Stone"],
    ["no, it's Bob Stone", "name", "Bob Stone"],
  ])("“%s” changes %s, and the question is asked again", (text, key, value) => {
    const session = atCity();
    const result = session.send(text);
    expect(result.captured).toMatchObject([{ key, value }]);
    expect(said(result)).toMatch(/^Sure, changed to: .*\. City\?$/);
    expect(result.state).toMatchObject({ step: "city", attempts: 0 });
  });

  it("asks for what is to be changed when the new value is missing", () => {
    const session = atCity();
    expect(session.send("change my budget").state?.step).toBe("budget");
    expect(session.send("30k").state?.step).toBe("city");
    expect(session.answers.get("budget")?.value).toEqual({ amount: 3_000_000, currency: "BRL" });
  });

  it.each(["Lisbon", "no, Lisbon", "sorry, Lisbon", "I told you, Lisbon"])(
    "“%s” is no correction but the answer",
    (text) => {
      const session = atCity();
      session.send(text);
      expect(session.answers.get("city")?.value).toBe("Lisbon");
      expect(session.answers.get("name")?.value).toBe("Bob");
    },
  );

  it("is not seen in the first answer, where there is nothing to correct", () => {
    const session = play(STEPS);
    session.send("hi");
    expect(session.send("actually it's for a business").captured).toMatchObject([{ key: "segment" }]);
  });
});

describe("an open answer beside others", () => {
  it.each([
    ["Lisbon, ana@example.com", "Lisbon", "ana@example.com"],
    ["Lisbon ana@example.com", "Lisbon", "ana@example.com"],
    ["ana@example.com, Lisbon", "Lisbon", "ana@example.com"],
    ["São Paulo e meu e-mail é ana@example.com", "São Paulo", "ana@example.com"],
    ["Recife - ana@example.com - 81 99999-1234", "Recife", "ana@example.com"],
    ["Recife, ana arroba example ponto com", "Recife", "ana@example.com"],
    ["Porto Alegre/RS", "Porto Alegre/RS", undefined],
    ["Lisbon, 12345678", "Lisbon", undefined],
  ])("“%s” is %s", (text, city, email) => {
    const session = atCity();
    session.send(text);
    expect(session.answers.get("city")?.value).toBe(city);
    expect(session.answers.get("email")?.value).toBe(email);
  });

  it("is asked again when there is nothing else", () => {
    const session = atCity();
    const result = session.send("ana@example.com");
    expect(session.answers.get("email")?.value).toBe("ana@example.com");
    expect(session.answers.has("city")).toBe(false);
    expect(result.state).toMatchObject({ step: "city", attempts: 0 });
  });

  it("asks about a mistyped address when it comes to the e-mail", () => {
    const session = atCity();
    const result = session.send("Lisbon, bob@gmial.com");
    expect(result.replies.at(-1)?.choices?.map(({ label }) => label)).toEqual([
      "bob@gmail.com",
      "bob@gmial.com",
    ]);
    session.send("1");
    expect(session.answers.get("email")?.value).toBe("bob@gmail.com");
  });
});

describe("a choice of times", () => {
  it.each([
    ["in 2 weeks", "now"],
    ["within 15 days", "now"],
    ["in two months", "later"],
    ["in 6 months", "later"],
    ["25 december", "later"],
  ])("“%s” is %s", (text, id) => {
    const session = play(STEPS);
    for (const before of ["hi", "home", "10k"]) session.send(before);
    expect(session.send(text).captured).toMatchObject([{ key: "when", value: id }]);
  });
});

describe("after the end", () => {
  const ended = () => {
    const session = atCity();
    session.send("Lisbon");
    expect(session.send("bob@example.com").control).toEqual({ type: "completed" });
    return session;
  };

  it.each(["thanks!", "ok, thank you so much", "obrigado", "gracias, eso es todo", "👍", "bye"])(
    "says nothing to “%s”",
    (text) => {
      expect(said(ended().send(text))).toBe("");
    },
  );

  it("passes on what is asked, and says so once", () => {
    const session = ended();
    expect(said(session.send("when will you call me?"))).toMatch(/^I've passed this on/);
    expect(said(session.send("hello?? when?"))).toBe("");
    expect(session.state).toMatchObject({ ended: true });
    expect(session.send({ type: "nudge" }).replies).toEqual([]);
    expect(session.send({ type: "resume" }).replies).toEqual([]);
  });

  it("begins anew when asked to, also after that", () => {
    const session = ended();
    session.send("one more thing");
    expect(session.send("start over").state).toMatchObject({ step: "segment" });
  });

  it("still takes a corrected address", () => {
    const session = ended();
    const result = session.send("actually my e-mail is rob@example.com");
    expect(result.captured).toMatchObject([
      { key: "email", target: "contact.email", value: "rob@example.com" },
    ]);
    expect(result.state).toBeNull();
  });

  it("says nothing to who opted out", () => {
    const session = atCity();
    session.send("stop");
    expect(session.send("when will you call me?").replies).toEqual([]);
  });
});

describe("doubt and refusal", () => {
  it("is told back what was read as an amount", () => {
    const session = play(STEPS);
    session.send("hi");
    session.send("home");
    expect(said(session.send("around 8k"))).toBe("Got it: R$8,000. When?");
  });

  it("is not told back what was written just so", () => {
    const session = play(STEPS);
    session.send("hi");
    session.send("home");
    expect(said(session.send("R$8,000"))).toBe("When?");
  });

  it("does not take “I already told you” for an answer", () => {
    const session = atCity();
    expect(said(session.send("I already told you"))).toMatch(/^Sorry, I must have missed it/);
    expect(session.answers.has("city")).toBe(false);
  });
});
