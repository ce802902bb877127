import { expect, it } from "vitest";
import { compileFlows } from "../../src/flow/bundle.ts";
import { loadFlowFolder } from "../../src/flow/folder.ts";
import { formatResult, runConversationTests } from "../../src/flow/test-runner.ts";
import { filesWith } from "./support.ts";

const { bundle } = await loadFlowFolder("flows");
const results = bundle === null ? [] : runConversationTests(bundle);

it("ships at least twenty conversations in each of the three languages' company", () => {
  expect(results.length).toBeGreaterThanOrEqual(20);
  const languages = new Set(results.map(({ file }) => /^tests\/(en|pt|es)-/.exec(file)?.[1]).filter(Boolean));
  expect(languages).toEqual(new Set(["en", "pt", "es"]));
});

it.each(results.map((result) => [result.file, result] as const))("%s", (_, result) => {
  expect(result.passed, formatResult(result)).toBe(true);
});

it("says what was expected and what was said instead", () => {
  const flow = "id: qualify\nsteps:\n  q:\n    ask: number\n    text: Size?\n  z:\n    end: Bye\n";
  const test = `
name: Wrong on purpose
turns:
  - they: hi
    bot: Colour?
  - they: "5"
    bot: { exact: Good bye, bubbles: 2 }
  - picks: Blue
expect:
  answers: { q: 6 }
  control: opt-out
  tags: [big]
`;
  const broken = compileFlows(filesWith(flow, { "tests/wrong.yaml": test })).bundle;
  expect(broken).not.toBeNull();
  if (broken === null) return;
  const [result] = runConversationTests(broken);
  expect(result?.passed).toBe(false);
  expect(result?.failures.join("\n")).toBe(
    [
      "Turn 1 (hi): expected “Colour?”, but the bot said",
      "Size?",
      "Turn 2 (5): expected exactly",
      "- Good bye",
      "but the bot said",
      "+ Bye",
      "Turn 2 (5): expected 2 message(s), but the bot sent 1",
      "Turn 3 ([Blue]): there is no button “Blue”; there are: none",
      "expected the answer q = 6, but it is 5",
      "expected the tag big; there are: none",
      "expected opt-out, but got completed",
    ].join("\n"),
  );
  expect(result?.transcript).toBe("they: hi\nbot:  Size?\nthey: 5\nbot:  Bye");
});
