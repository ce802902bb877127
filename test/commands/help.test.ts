import { describe, expect, it } from "vitest";
import { GROUPS } from "../../src/commands/catalogue.ts";
import { COMMANDS, isProblem, resolveCommand } from "../../src/commands/index.ts";
import { fold, LANGUAGES } from "../../src/language.ts";
import { aContext, ana, aWorld, marta, say } from "./support.ts";

/** A section of Slack takes so many characters; a phone shows a fraction of it at once. */
const SECTION = 3_000;
const PHONE = 1_300;

describe("help", () => {
  it.each(LANGUAGES)(
    "%s: is short, names every command, and has a button for each group",
    async (language) => {
      const said = await say("help", aWorld(), { language, actor: marta });
      expect(said.text.length).toBeLessThan(PHONE);
      expect(said.text.split("\n").length).toBeLessThanOrEqual(GROUPS.length + 2);
      for (const command of COMMANDS) expect(said.text).toContain(command.words[language][0]);
      expect(said.reply.choices).toHaveLength(GROUPS.length);
      for (const [i, { value, label }] of (said.reply.choices ?? []).entries()) {
        expect(label).toBe(GROUPS[i]!.label[language]);
        const told = await say(value, aWorld(), { language, actor: marta });
        expect(told.text.length).toBeLessThan(SECTION);
        expect(told.text.split("\n")[0]).toBe(`${label}:`);
        for (const { help } of GROUPS[i]!.commands) expect(told.text).toContain(help[language]);
      }
    },
  );

  it.each([
    ["en", "help all"],
    ["pt", "ajuda tudo"],
    ["es", "ayuda todo"],
  ] as const)("%s: lists everything on demand", async (language, text) => {
    const said = await say(text, aWorld(), { language, actor: marta });
    for (const { help } of COMMANDS) expect(said.text).toContain(help[language]);
  });

  it("shows nobody what they may not use", async () => {
    expect((await say("help", aWorld(), { actor: ana })).text).not.toMatch(/\bteam\b/);
    expect((await say("help all", aWorld(), { actor: ana })).text).not.toContain("Each rep's leads");
    expect((await say("help", aWorld(), { actor: marta })).text).toMatch(/\bteam\b/);
  });

  it("each group has a word of its own, and each command one group", () => {
    const words = COMMANDS.flatMap((c) => LANGUAGES.flatMap((language) => c.words[language].map(fold)));
    for (const group of GROUPS) {
      for (const language of LANGUAGES) expect(words).not.toContain(fold(group.words[language]));
    }
    expect(new Set(COMMANDS.map(({ name }) => name)).size).toBe(COMMANDS.length);
    const parsed = resolveCommand("help stage", aContext());
    expect(!isProblem(parsed) && parsed.args.topic).toBe("stage");
  });
});

describe("the list of templates", () => {
  it.each([
    ["en", "templates", "‹name›"],
    ["pt", "modelos", "‹nome›"],
    ["es", "plantillas", "‹nombre›"],
  ] as const)("%s: shows where the customer's name goes", async (language, text, name) => {
    const said = await say(text, aWorld(), { language });
    expect(said.text).toContain(name);
    expect(said.text).toMatch(/Ana/);
    expect(said.text).not.toMatch(/ [,!]|[,:] ?[,.]|\{/);
  });
});
