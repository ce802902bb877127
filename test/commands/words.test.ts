import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COMMANDS, isProblem, resolveCommand } from "../../src/commands/index.ts";
import { fold, LANGUAGES } from "../../src/language.ts";
import { aContext, aWorld, otto, say } from "./support.ts";

const words = COMMANDS.flatMap((command) =>
  LANGUAGES.flatMap((language) =>
    command.words[language].map((word) => ({ name: command.name, language, word })),
  ),
);

/** What a text is taken for; a problem by its code. */
function understood(text: string, inThread = true): string {
  const parsed = resolveCommand(text, aContext({ leadInThread: inThread ? "lead-42" : null, actor: otto }));
  return isProblem(parsed) ? parsed.code : parsed.command.name;
}

describe("the words of commands", () => {
  it("belong to one command each, over all languages", () => {
    const owners = new Map<string, Set<string>>();
    for (const { name, word } of words) {
      const known = owners.get(fold(word)) ?? new Set<string>();
      owners.set(fold(word), known.add(name));
    }
    expect([...owners].filter(([, names]) => names.size > 1)).toEqual([]);
  });

  it.each(words)("$word ($language) is $name, whatever the reader's language", ({ name, word }) => {
    const rest: Record<string, string> = {
      stage: " contacted",
      note: " hello",
      reply: " hello",
      value: " 5k",
      tag: " vip",
      untag: " vip",
      assign: " @bruno",
      merge: " L-57",
      resend: " 3k-2",
      arrived: " 3k-2",
      followup: " tomorrow at 10:00",
      snooze: " 2h",
      call: " reached",
      meeting: " held",
      send: " introduction",
      template: " introduction",
      set: " company Sample",
      find: " clara",
      enrol: " not-ready-yet",
      preview: " not-ready-yet",
    };
    const tail = rest[name] ?? "";
    // In a lead's thread colleagues say "back" to each other too: there it takes the bot's name or a slash.
    const bare = name === "away" || name === "back" ? [] : [word, word.toUpperCase(), fold(word)];
    for (const text of [...bare, `/${word}`, `@leadline ${word}`]) {
      expect(understood(text + tail)).toBe(name);
    }
  });

  it.each([
    ["/claim L42", "claim"],
    ["  CLAIM   #42 ", "claim"],
    ["<@U0BOT> claim 42", "claim"],
    ["leadline claim 42", "claim"],
    [">> bom dia!", "reply"],
    [">>bom dia!", "reply"],
    ["-tag vip", "untag"],
    ["- tag vip", "untag"],
    ["-etiqueta vip", "untag"],
    ["my leads", "mine"],
    ["move to qualified", "stage"],
    ["¿por qué?", "why"],
    ["ajuda!", "help"],
    ["?", "help"],
    ["show: L-42", "show"],
    ["lead 42", "show"],
  ])("%s is %s", (text, name) => {
    expect(understood(text)).toBe(name);
  });
});

describe("a near miss", () => {
  it.each([
    ["clame L-42", ["claim L-42"]],
    ["calim 42", ["claim 42"]],
    ["stag contacted", ["stage contacted"]],
    ["asumir L-42", null],
    ["assumri L-42", ["claim L-42"]],
    ["etpaa contatado", ["stage contatado"]],
    ["pipelin", ["pipeline"]],
    ["undoo", ["undo"]],
    ["sho ana", ["show ana"]],
    ["hlep", ["help"]],
    ["mostar L-42", ["show L-42"]],
  ])("%s is offered as %j", (text, offered) => {
    const parsed = resolveCommand(text, aContext());
    if (offered === null) return expect(isProblem(parsed)).toBe(false);
    if (!isProblem(parsed)) throw new Error(`${text} was taken for ${parsed.command.name}`);
    expect(parsed.code).toBe("unknown-command");
    expect(parsed.reply.text).toContain("Did you mean");
    expect(parsed.reply.choices?.map((choice) => choice.value)).toEqual(expect.arrayContaining(offered));
    expect(parsed.reply.choices!.length).toBeLessThanOrEqual(3);
  });

  it("offers words of the reader's language", () => {
    const parsed = resolveCommand("clame L-42", aContext({ language: "pt" }));
    expect(isProblem(parsed) && parsed.reply.choices).toEqual([
      { value: "assumir L-42", label: "assumir L-42" },
    ]);
  });

  it("every choice is a command that is understood", () => {
    for (const text of ["clame 42", "stag", "sho ana", "valu 5", "tg vip", "lead", "minha"]) {
      const parsed = resolveCommand(text, aContext({ leadInThread: "lead-42" }));
      for (const choice of (isProblem(parsed) && parsed.reply.choices) || []) {
        expect(understood(choice.value), choice.value).not.toBe("unknown-command");
      }
    }
  });
});

describe("a long text after a near miss", () => {
  it("is not carried by the choice, which a button could not hold", () => {
    const parsed = resolveCommand(`repyl ${"long ".repeat(600)}`, aContext({ leadInThread: "lead-42" }));
    const choices = (isProblem(parsed) && parsed.reply.choices) || [];
    expect(choices.map((choice) => choice.value)).toContain("reply");
  });
});

describe("a text that is no command", () => {
  it.each(["", "   ", "xyzzy plugh", "good morning everybody", "👍", "12345"])(
    "%j gets a short help",
    (text) => {
      const parsed = resolveCommand(text, aContext());
      if (!isProblem(parsed)) throw new Error("understood");
      expect(parsed.code).toBe("unknown-command");
      expect(parsed.reply.text?.split("\n")).toHaveLength(4);
    },
  );

  it("never throws, and always answers", () => {
    const pieces = fc.constantFrom(
      ...words.map(({ word }) => word),
      "L-42",
      "#",
      "@me",
      '"',
      ":",
      "5k",
      "page",
      "-",
      ">>",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc
        .array(fc.oneof(pieces, fc.string({ unit: "grapheme", maxLength: 12 })), { maxLength: 8 })
        .map((a) => a.join(" ")),
    );
    fc.assert(
      fc.property(text, fc.boolean(), fc.constantFrom(...LANGUAGES), (said, inThread, language) => {
        const parsed = resolveCommand(
          said,
          aContext({ language, leadInThread: inThread ? "lead-42" : null }),
        );
        if (isProblem(parsed)) expect(parsed.reply.text).not.toBe("");
        else expect(COMMANDS).toContain(parsed.command);
      }),
      { numRuns: 500 },
    );
  });

  it("runs whatever is understood without a fault", async () => {
    const pieces = fc.constantFrom(
      "L-42",
      "42",
      "@bruno",
      "5k",
      "vip",
      "-vip",
      "qualified",
      "customer",
      "last week",
      "ana",
      "mine",
    );
    const said = fc
      .tuple(fc.constantFrom(...words.map(({ word }) => word)), fc.array(pieces, { maxLength: 3 }))
      .map(([word, rest]) => [word, ...rest].join(" "));
    await fc.assert(
      fc.asyncProperty(said, fc.boolean(), async (text, inThread) => {
        const answer = await say(text, aWorld(), { leadInThread: inThread ? "lead-42" : null });
        expect(answer.reply.text ?? answer.reply.card?.title ?? answer.reply.page?.title).toBeTruthy();
      }),
      { numRuns: 300 },
    );
  });
});
