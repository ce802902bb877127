import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../../src/language.ts";
import { ana, anotherLead, aWorld, marta, say } from "./support.ts";

/** Leads of three sources. */
const everywhere = () =>
  aWorld(["google", "instagram", "trade fair"].map((source, i) => anotherLead({ id: `lead-${i}`, source })));

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
    const { turn, problem } = await say(text, everywhere(), { actor: marta });
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
    ["customers at:2026-03-12T12:00:00.000Z from google", { stages: ["customer"], source: "google" }],
    ["customers from google at 2026-03-12 09:00", { stages: ["customer"], source: "google" }],
    ["for everyone", { stageKinds: ["open", "won", "lost", "dormant"] }],
    ["hot channel whatsapp", { grade: "hot", channel: "whatsapp", stageKinds: ["open", "won", "dormant"] }],
    ['source:"trade fair"', { source: "trade fair" }],
  ])("is for whom a list of leads would have: %s", async (words, filter) => {
    const { turn, problem, text } = await say(`campaign new spring template:launch ${words}`, everywhere(), {
      actor: marta,
    });
    expect(problem).toBeNull();
    expect(turn.changes().campaigns).toMatchObject([{ filter }]);
    expect(text).toMatch(/^For: /m);
  });

  it.each([
    ['campaign new "Spring News" template:launch', "spring-news"],
    ["campaign new Verão! template:launch", "verao"],
  ])("%s is called %s", async (text, name) => {
    const { turn } = await say(text, aWorld([]), { actor: marta });
    expect(turn.changes().campaigns).toMatchObject([{ name }]);
  });

  it.each(["campaign new", "campaign new template:launch", "campaign spring", "campaign new ?!"])(
    "says how it is said: %s",
    async (text) => {
      for (const language of LANGUAGES) {
        const said = await say(text, aWorld([]), { actor: { ...marta, language }, language });
        expect(said.problem).toBe("campaign-how");
        expect(said.turn.changes().campaigns).toEqual([]);
      }
    },
  );

  it.each([
    [
      "campaign new spring",
      "which-template",
      ["campaign new spring template:introduction", "campaign new spring template:launch"],
    ],
    [
      "campaign new spring template:nothing customers",
      "unknown-template",
      [
        "campaign new spring template:introduction customers",
        "campaign new spring template:launch customers",
      ],
    ],
    [
      "campaign new spring hot template:launch at tomorrow 10:00",
      "campaign-name",
      [
        "campaign new spring-hot template:launch at tomorrow 10:00",
        "campaign new spring template:launch hot at tomorrow 10:00",
      ],
    ],
    ["campaign new spring template:launch at yesterday 10:00", "time-past", []],
    ["campaign new spring template:launch at:2026-01-05T10:00:00.000Z", "time-past", []],
    ["campaign new spring template:launch at:9", "unknown-filter", []],
    [
      "campaign new spring news at tomorrow 10:00",
      "which-template",
      ["campaign new spring news template:launch at tomorrow 10:00"],
    ],
    ["campaign new spring template:launch language:fr", "unknown-filter", []],
    ["campaign new spring template:launch frobnicated", "unknown-filter", []],
  ])("%s: %s, with what may have been meant", async (text, code, choices) => {
    const said = await say(text, aWorld([]), { actor: marta });
    expect(said.problem).toBe(code);
    expect(said.reply.choices?.map(({ value }) => value) ?? []).toEqual(expect.arrayContaining(choices));
    expect(said.turn.changes().campaigns).toEqual([]);
  });

  it.each(["campaign start", "campaign show", "campaign cancel"])("%s lists them", async (text) => {
    const said = await say(text, aWorld([]), { actor: marta });
    expect([said.problem, said.text]).toEqual([null, expect.stringContaining("There are no campaigns yet")]);
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
