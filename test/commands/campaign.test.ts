import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../../src/language.ts";
import { ana, aWorld, marta, say } from "./support.ts";

describe("campaign", () => {
  it.each([
    ["campaign new spring template:launch", { stageKinds: ["open", "won", "dormant"] }],
    [
      "campaign new spring template:launch stage:customer language:pt",
      { stages: ["customer"], language: "pt" },
    ],
    ["campaign new spring template:launch won tag:vip", { stageKinds: ["won"], tag: "vip" }],
    [
      "campanha nova spring modelo:launch origem:instagram idioma:es",
      { source: "instagram", language: "es" },
    ],
    [
      "campaña nueva spring plantilla:launch #vip todos",
      { tag: "vip", stageKinds: ["open", "won", "lost", "dormant"] },
    ],
  ])("%s", async (text, filter) => {
    const { turn, problem } = await say(text, aWorld([]), { actor: marta });
    expect(problem).toBeNull();
    expect(turn.changes().campaigns).toMatchObject([
      { name: "spring", template: "launch", status: "draft", filter, startAt: null },
    ]);
    // Nobody is written to by a draft.
    expect(turn.changes().timers).toEqual([]);
    expect(turn.changes().sends).toEqual([]);
  });

  it("begins when it is told to, in the manager's own zone", async () => {
    const { turn } = await say("campaign new spring template:launch at 2026-03-12 09:00", aWorld([]), {
      actor: marta,
    });
    expect(turn.changes().campaigns[0]?.startAt).toMatch(/^2026-03-12T/);
  });

  it.each([
    "campaign new",
    "campaign new spring",
    "campaign new spring template:nothing",
    "campaign new spring template:launch language:fr",
    "campaign spring",
    "campaign start",
    "campaign pause spring now",
  ])("says how it is said: %s", async (text) => {
    for (const language of LANGUAGES) {
      const said = await say(text, aWorld([]), { actor: { ...marta, language }, language });
      expect(said.problem).toBe("campaign-how");
      expect(said.turn.changes().campaigns).toEqual([]);
    }
  });

  it("is for managers", async () => {
    const said = await say("campaign new spring template:launch", aWorld([]), { actor: ana });
    expect(said.turn.changes().campaigns).toEqual([]);
    expect(said.text).toContain("managers");
  });

  it("tells of names that there are not", async () => {
    const { text } = await say("campaign show nothing", aWorld([]), { actor: marta });
    expect(text).toContain("There is no campaign nothing");
  });
});
