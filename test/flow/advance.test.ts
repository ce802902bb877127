import { describe, expect, it } from "vitest";
import { advance, startFlow } from "../../src/flow/advance.ts";
import { say } from "../../src/flow/session.ts";
import type { FlowInput } from "../../src/flow/types.ts";
import { AT, aContext, bundleOf, play, said } from "./support.ts";

const END = "done:\n  end: Bye\n";

describe("questions by kind", () => {
  const rows: { kind: string; extra?: string; good: string; value: unknown; bad: string; hint: RegExp }[] = [
    { kind: "text", good: "blue sky", value: "blue sky", bad: "😀", hint: /few words/ },
    { kind: "text", extra: "maxLength: 5", good: "abcde", value: "abcde", bad: "abcdef", hint: /at most 5/ },
    { kind: "text", extra: "minLength: 3", good: "abc", value: "abc", bad: "ab", hint: /more detail/ },
    {
      kind: "text",
      extra: "pattern: '[A-Z]{2}\\d+'",
      good: "AB12",
      value: "AB12",
      bad: "12AB",
      hint: /few words/,
    },
    { kind: "name", good: "ana souza", value: "Ana Souza", bad: "12345", hint: /name/ },
    { kind: "email", good: "ana@example.com", value: "ana@example.com", bad: "ana at home", hint: /e-mail/ },
    { kind: "phone", good: "+55 11 91234-5678", value: "+5511912345678", bad: "12", hint: /number/ },
    { kind: "number", good: "seven", value: 7, bad: "a few more", hint: /number/ },
    { kind: "number", extra: "min: 5", good: "5", value: 5, bad: "4", hint: /at least 5/ },
    { kind: "number", extra: "max: 5", good: "5", value: 5, bad: "6", hint: /at most 5/ },
    { kind: "money", good: "5k", value: { amount: 500000, currency: "BRL" }, bad: "a lot", hint: /amount/ },
    {
      kind: "money",
      extra: "min: 100",
      good: "100",
      value: { amount: 10000, currency: "BRL" },
      bad: "R$ 99",
      hint: /at least R\$\s?100/,
    },
    { kind: "date", good: "tomorrow", value: "2026-03-12", bad: "some day", hint: /date/ },
    {
      kind: "date",
      extra: "min: today",
      good: "tomorrow",
      value: "2026-03-12",
      bad: "1 March 2020",
      hint: /too early/,
    },
    { kind: "yes-no", good: "yep", value: true, bad: "perhaps tomorrow", hint: /yes or a no/ },
    { kind: "location", good: "Lima", value: "Lima", bad: "🙂", hint: /city/ },
  ];
  it.each(rows)("$kind $extra: “$good”, not “$bad”", ({ kind, extra, good, value, bad, hint }) => {
    const steps = `q:\n  ask: ${kind}\n  text: Well?\n${extra === undefined ? "" : `  ${extra}\n`}${END}`;
    const session = play(steps);
    session.send("hi");
    expect(said(session.send(bad))).toMatch(hint);
    expect(session.state).toMatchObject({ step: "q", attempts: 1 });
    const result = session.send(good);
    expect(result.captured).toMatchObject([{ key: "q", value }]);
    expect(result.control).toEqual({ type: "completed" });
  });

  const choices =
    "  choices:\n    - { id: red, label: Red }\n    - { id: blue, label: Blue }\n    - { id: green, label: Green }\n";
  it("choice: by number, label, button; not by a button of another question", () => {
    for (const text of ["2", "blue", "BLUE!", "bleu"]) {
      const session = play(`q:\n  ask: choice\n  text: Which?\n${choices}${END}`);
      session.send("hi");
      expect(session.send(text).captured, text).toMatchObject([{ key: "q", value: "blue", display: "Blue" }]);
    }
    const session = play(`q:\n  ask: choice\n  text: Which?\n${choices}${END}`);
    session.send("hi");
    const late: FlowInput = { type: "message", text: "Red", choice: "other:red", attachments: [] };
    // The text of the button still says what was meant.
    expect(session.send(late).captured).toMatchObject([{ value: "red" }]);
  });

  it("multi-choice: several, bounded", () => {
    const session = play(`q:\n  ask: multi-choice\n  text: Which?\n  max: 2\n${choices}${END}`);
    session.send("hi");
    expect(said(session.send("1, 2, 3"))).toMatch(/at most 2/);
    expect(session.send("red and green").captured).toMatchObject([{ value: ["red", "green"] }]);
  });

  it("file: takes what it accepts", () => {
    const session = play(`q:\n  ask: file\n  text: A photo, please\n  accept: [image/*]\n${END}`);
    session.send("hi");
    const sends = (mime: string): FlowInput => ({
      type: "message",
      text: "",
      attachments: [{ fileName: "a", mime, path: "files/a" }],
    });
    expect(said(session.send(sends("audio/ogg")))).toMatch(/image\/\*/);
    expect(session.send(sends("image/png")).captured).toMatchObject([{ value: ["files/a"], display: "a" }]);
  });

  it("location: takes a shared place", () => {
    const session = play(`q:\n  ask: location\n  text: Where?\n${END}`);
    session.send("hi");
    const here: FlowInput = {
      type: "message",
      text: "",
      attachments: [],
      location: { latitude: 1, longitude: 2 },
    };
    expect(session.send(here).captured).toMatchObject([{ value: { latitude: 1, longitude: 2 } }]);
  });
});

describe("steps", () => {
  it("say, set, tag, branch, goto, end", () => {
    const session = play(`
a:
  ask: number
  text: How many?
b:
  branch:
    - when: { a: { min: 10 } }
      goto: big
  else: small
big:
  set: { size: big }
  saves: { size: lead.segment }
  goto: both
small:
  set: { size: small }
both:
  tag: [counted]
never:
  say: Never
  when: { a: { max: -1 } }
bye:
  end: "It is {size}, {a}."
`);
    session.send("hi");
    const result = session.send("12");
    expect(said(result)).toBe("It is big, 12.");
    expect(result.captured).toMatchObject([
      { key: "a" },
      { key: "size", value: "big", target: "lead.segment" },
    ]);
    expect(result.tags).toEqual(["counted"]);
    expect(result.state).toBeNull();
  });

  it("handoff gives the floor to a person and ends the flow", () => {
    const session = play("a:\n  ask: text\n  text: Why?\nb:\n  handoff: Somebody comes.\n");
    session.send("hi");
    expect(session.send("because")).toMatchObject({
      state: null,
      control: { type: "handoff", reason: "flow" },
      replies: [{ text: "Somebody comes." }],
    });
  });

  it("goes on in another flow", () => {
    const other = "id: other\nsteps:\n  q:\n    ask: text\n    text: Other?\n  z:\n    end: Other end\n";
    const session = play("a:\n  goto: { flow: other }\n", {}, { "other.yaml": other });
    expect(said(session.send("hi"))).toBe("Other?");
    expect(session.state).toMatchObject({ flow: "other", step: "q" });
    expect(said(session.send("x y"))).toBe("Other end");
  });

  it("goes back to an earlier step by asking it again", () => {
    const session = play(`
colour:
  ask: text
  text: Colour?
sure:
  ask: choice
  text: "{colour}, sure?"
  choices:
    - { id: keep, label: Keep it }
    - { id: change, label: Change it, goto: colour }
done:
  end: Bye
`);
    session.send("hi");
    session.send("blue");
    const again = session.send("change it");
    expect(said(again)).toBe("Colour?");
    expect(again.retracted).toEqual(["colour"]);
    expect(said(session.send("green"))).toBe("green, sure?");
    expect(session.send("keep it").state).toBeNull();
    expect([...session.answers.values()].map(({ value }) => value)).toEqual(["green", "keep"]);
  });
});

describe("what is known is not asked", () => {
  const steps =
    "name:\n  ask: name\n  saves: contact.name\n  text: Name?\nemail:\n  ask: email\n  saves: contact.email\n  text: E-mail?\ncity:\n  ask: text\n  text: City?\ndone:\n  end: Bye {name}\n";

  it("from the context, by key or field", () => {
    for (const key of ["name", "contact.name"]) {
      expect(said(play(steps, { known: { [key]: "Ana" } }).send("hi"))).toBe("E-mail?");
    }
  });

  it("from the very first message", () => {
    const session = play(steps);
    const result = session.send("I'm Ana Souza, ana@example.com");
    expect(result.captured).toMatchObject([
      { key: "name", value: "Ana Souza", target: "contact.name" },
      { key: "email", value: "ana@example.com", target: "contact.email" },
    ]);
    expect(said(result)).toMatch(/Ana Souza, ana@example\.com.*City\?/s);
  });

  it("when another question's answer brings it", () => {
    const session = play(steps);
    session.send("hi");
    const result = session.send("I'm Ana, ana@example.com");
    expect(result.captured.map(({ key }) => key)).toEqual(["name", "email"]);
    expect(session.state?.step).toBe("city");
  });

  it("ends at once when all is known, and completes", () => {
    const result = play(steps, { known: { name: "Ana", email: "a@example.com", city: "Lima" } }).send("hi");
    expect(result).toMatchObject({ state: null, control: { type: "completed" } });
    expect(said(result)).toBe("Bye Ana");
  });

  it("is asked again after it was taken back, in spite of what the context knows", () => {
    const bundle = bundleOf(steps);
    const known = { name: "Ana", email: "ana@example.com" };
    const first = startFlow(bundle, "qualify", say("hi"), aContext());
    const second = advance(bundle, first.state, say("Ana"), aContext());
    const third = advance(bundle, second.state, say("ana@example.com"), aContext({ known }));
    const over = advance(bundle, third.state, say("start over"), aContext({ known }));
    expect(said(over)).toMatch(/Name\?/);
    expect(over.retracted.sort()).toEqual(["email", "name"]);
    const again = advance(bundle, over.state, say("Bea"), aContext({ known }));
    expect(said(again)).toMatch(/E-mail\?/);
  });
});

describe("words understood anywhere", () => {
  const steps =
    "colour:\n  ask: text\n  text: { en: 'Colour?', pt: 'Cor?', es: '¿Color?' }\nsize:\n  ask: number\n  text: { en: 'Size?', pt: 'Tamanho?', es: '¿Tamaño?' }\ndone:\n  end: Bye\n";

  const rows: { text: string; control: unknown; state: "kept" | "none"; says: RegExp }[] = [
    { text: "stop", control: { type: "opt-out" }, state: "none", says: /start/ },
    { text: "sair", control: { type: "opt-out" }, state: "none", says: /start/ },
    { text: "human", control: { type: "handoff", reason: "asked" }, state: "kept", says: /One of us/ },
    {
      text: "quero falar com um atendente",
      control: { type: "handoff", reason: "asked" },
      state: "kept",
      says: /One of us/,
    },
    { text: "help", control: null, state: "kept", says: /back.*Size\?/s },
    { text: "voltar", control: null, state: "kept", says: /Colour\?/ },
    { text: "start over", control: null, state: "kept", says: /Colour\?/ },
    { text: "español", control: null, state: "kept", says: /¿Tamaño\?/ },
  ];
  it.each(rows)("“$text” while a question waits", ({ text, control, state, says }) => {
    const session = play(steps);
    session.send("hi");
    session.send("blue");
    const result = session.send(text);
    expect(result.control).toEqual(control);
    expect(result.state === null ? "none" : "kept").toBe(state);
    expect(said(result)).toMatch(says);
  });

  const without: { text: string; control: unknown; says: RegExp }[] = [
    { text: "stop", control: { type: "opt-out" }, says: /start/ },
    { text: "human", control: { type: "handoff", reason: "asked" }, says: /One of us/ },
    { text: "help", control: null, says: /back/ },
    { text: "em português", control: null, says: /português/ },
    { text: "start over", control: null, says: /Colour\?/ },
    { text: "what is the price?", control: null, says: /Much/ },
    { text: "I will think about it", control: null, says: /^I've passed this on/ },
    { text: "ok, thank you so much!", control: null, says: /^$/ },
    { text: "back", control: null, says: /^$/ },
  ];
  it.each(without)("“$text” when no flow runs", ({ text, control, says }) => {
    const faq = "entries:\n  - { id: price, keywords: [price], answer: Much }\n";
    const result = advance(bundleOf(steps, { "faq.yaml": faq }), null, say(text), aContext());
    expect(result.control).toEqual(control);
    expect(said(result)).toMatch(says);
  });

  it("resubscribes and begins again", () => {
    const result = advance(bundleOf(steps), null, say("start"), aContext());
    expect(result.control).toEqual({ type: "opt-in" });
    expect(result.state).toMatchObject({ step: "colour" });
  });

  it("asks which language when none is named, and takes the button", () => {
    const session = play(steps);
    session.send("hi");
    const asked = session.send("change language");
    expect(asked.replies.at(-1)?.choices?.map(({ value }) => value)).toEqual([
      "language:en",
      "language:pt",
      "language:es",
    ]);
    const pt: FlowInput = { type: "message", text: "Português", choice: "language:pt", attachments: [] };
    expect(said(session.send(pt))).toMatch(/Cor\?/);
  });

  it("takes a choice that is spelled like a request as the choice", () => {
    const session = play(
      "q:\n  ask: choice\n  text: Which?\n  choices: [{ id: keep, label: Keep }, { id: cancel, label: Cancel }]\ndone:\n  end: Bye\n",
    );
    session.send("hi");
    expect(session.send("cancel")).toMatchObject({
      captured: [{ value: "cancel" }],
      control: { type: "completed" },
    });
  });

  it("changes the language with the first clear message, once", () => {
    const session = play(steps, { language: undefined });
    expect(said(session.send("olá, bom dia"))).toMatch(/Cor\?/);
    session.send("¿Dónde está el color que me gusta?");
    expect(session.language).toBe("pt");
  });
});

describe("an ambiguous answer", () => {
  const steps = "mail:\n  ask: email\n  text: E-mail?\ndone:\n  end: Bye\n";
  const rows: [text: string, value: string][] = [
    ["1", "ana@gmail.com"],
    ["the second one", "ana@gmial.com"],
    ["ANA@gmail.com", "ana@gmail.com"],
    // Much like the first, but another address.
    ["anna@gmail.com", "anna@gmail.com"],
  ];
  it.each(rows)("is settled by “%s”", (text, value) => {
    const session = play(steps);
    session.send("hi");
    const asked = session.send("ana@gmial.com");
    expect(asked.replies.at(-1)?.choices?.map(({ label }) => label)).toEqual([
      "ana@gmail.com",
      "ana@gmial.com",
    ]);
    expect(session.state?.attempts).toBe(0);
    expect(session.send(text).captured).toMatchObject([{ key: "mail", value }]);
  });

  it("that stays ambiguous ends with a person", () => {
    const session = play(steps);
    session.send("hi");
    for (const text of ["a@gmial.com", "b@gmial.com", "c@gmial.com", "d@gmial.com"]) session.send(text);
    expect(session.control).toEqual({ type: "handoff", reason: "attempts" });
  });
});

it("answers a question that looks like an answer, and takes thanks and greetings for no answer", () => {
  const faq = "entries:\n  - { id: price, keywords: [cost], answer: Much }\n";
  const choice =
    "  ask: choice\n  text: Which?\n  choices: [{ id: sun, label: Solar }, { id: wind, label: Wind }]\n";
  const session = play(
    `q:\n${choice}city:\n  ask: text\n  text: City?\ndone:\n  end: Bye\n`,
    {},
    { "faq.yaml": faq },
  );
  session.send("hi");
  expect(said(session.send("What does solar cost?"))).toBe("Much\n\nWhich?");
  expect(said(session.send("solar?"))).toBe("City?");
  for (const text of ["Thanks!", "ok", "obrigado", "hello"]) session.send(text);
  expect(session.state).toMatchObject({ step: "city", attempts: 0 });
  expect(session.send("Lima").captured).toMatchObject([{ key: "city", value: "Lima" }]);
});

it("does not take a choice called “No” for a wish to skip", () => {
  const session = play(
    "q:\n  ask: choice\n  optional: true\n  text: Well?\n  choices: [{ id: y, label: 'Yes' }, { id: n, label: 'No' }]\ndone:\n  end: Bye\n",
  );
  session.send("hi");
  expect(session.send("no").captured).toMatchObject([{ value: "n" }]);
});

describe("wrong answers", () => {
  const steps =
    "size:\n  ask: number\n  text: Size?\n  hint: [First hint, Second hint]\n  attempts: 3\ndone:\n  end: Bye\n";

  it("get a hint, another hint, then a person", () => {
    const session = play(steps);
    session.send("hi");
    expect(said(session.send("x"))).toBe("First hint");
    expect(said(session.send("y"))).toBe("Second hint");
    expect(session.send("z").control).toEqual({ type: "handoff", reason: "attempts" });
    // The person who took over may give the floor back: nothing is held against the prospect.
    expect(said(session.send({ type: "resume" }))).toBe("Size?");
    expect(session.state?.attempts).toBe(0);
  });

  it("do not count when they are a greeting, a question of the FAQ or something else that we wanted", () => {
    const faq = "entries:\n  - { id: price, keywords: [price], answer: Much }\n";
    const session = play(steps, {}, { "faq.yaml": faq });
    session.send("hi");
    for (const text of ["hello", "the price please", "my mail is ana@example.com"]) session.send(text);
    expect(session.state?.attempts).toBe(0);
    expect(session.answers.get("email")?.value).toBe("ana@example.com");
  });

  it("let an optional question go", () => {
    const session = play(steps.replace("text: Size?", "text: Size?\n  optional: true"));
    session.send("hi");
    session.send("x");
    session.send("y");
    expect(session.send("z").control).toEqual({ type: "completed" });
  });

  it("say that it cannot be skipped", () => {
    const session = play(steps);
    session.send("hi");
    expect(said(session.send("skip"))).toMatch(/do need this one/);
  });
});

describe("silence", () => {
  const steps = "size:\n  ask: number\n  text: Size?\n  nudgeAfter: 20m\ndone:\n  end: Bye\n";

  it("brings one nudge, then a person without a word", () => {
    const session = play(steps);
    expect(session.send("hi").nudgeAfterMs).toBe(20 * 60_000);
    const nudge = session.send({ type: "nudge" });
    expect(said(nudge)).toMatch(/Still there.*Size\?/s);
    expect(nudge.nudgeAfterMs).toBe(20 * 60_000);
    expect(session.send({ type: "nudge" })).toMatchObject({
      replies: [],
      control: { type: "handoff", reason: "idle" },
      nudgeAfterMs: null,
    });
  });

  it("begins anew after an answer of any kind", () => {
    const session = play(steps);
    session.send("hi");
    session.send({ type: "nudge" });
    session.send("what?");
    expect(session.state?.nudges).toBe(0);
  });

  it("is left alone when the flow says never", () => {
    expect(play(steps.replace("20m", "never")).send("hi").nudgeAfterMs).toBeNull();
  });
});

describe("texts", () => {
  it("are never taken from the chat as templates", () => {
    const session = play("a:\n  ask: text\n  text: A?\ndone:\n  end: 'You said {a}'\n");
    session.send("hi");
    expect(said(session.send("{business} {{x}} {a}"))).toBe("You said {business} {{x}} {a}");
  });

  it("are merged into few bubbles", () => {
    const session = play(
      "a:\n  say: One.\nb:\n  say: Two.\nc:\n  say: Three.\nd:\n  ask: text\n  text: Four?\ndone:\n  end: Bye\n",
    );
    expect(session.send("hi").replies).toEqual([{ text: "One.\n\nTwo.\n\nThree.\n\nFour?" }]);
    const long = play(
      `a:\n  say: ${"Long. ".repeat(60)}\nb:\n  say: Two.\nd:\n  ask: text\n  text: Four?\ndone:\n  end: Bye\n`,
    );
    expect(long.send("hi").replies).toHaveLength(2);
  });

  it("are those of the business or flow where it has its own", () => {
    const business =
      "name: S\ntimeZone: UTC\ncountry: BR\ncurrency: BRL\nlanguage: en\nphrases:\n  help: Our help\n";
    const session = play(
      "a:\n  ask: text\n  text: A?\ndone:\n  end: Bye\n",
      {},
      { "business.yaml": business },
    );
    session.send("hi");
    expect(said(session.send("help"))).toMatch(/^Our help/);
  });
});

it("does not change the state that it was given", () => {
  const bundle = bundleOf("a:\n  ask: text\n  text: A?\nb:\n  ask: text\n  text: B?\ndone:\n  end: Bye\n");
  const { state } = startFlow(bundle, "qualify", say("hi"), aContext());
  const before = structuredClone(state);
  advance(bundle, state, say("one"), aContext());
  advance(bundle, state, say("back"), aContext());
  expect(state).toEqual(before);
});

it("goes on in a flow that lost the waiting step", () => {
  const bundle = bundleOf("a:\n  ask: text\n  text: A?\ndone:\n  end: Bye\n");
  const state = {
    flow: "qualify",
    step: "gone",
    vars: {},
    attempts: 0,
    trail: [],
    known: [],
    nudges: 0,
    startedAt: AT,
  };
  expect(said(advance(bundle, state, say("x"), aContext()))).toBe("A?");
});
