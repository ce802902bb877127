import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MOST_EXPORTED } from "../../src/commands/each/export.ts";
import { NUMBERS_COMMANDS } from "../../src/commands/each/numbers.ts";
import { isProblem, resolveCommand } from "../../src/commands/index.ts";
import type { InsightQuery, InsightReads, MoneySum, Numbers } from "../../src/commands/insights.ts";
import { change, shared } from "../../src/commands/questions/words.ts";
import { LANGUAGES } from "../../src/language.ts";
import type { Digest } from "../../src/leads/types/digest.ts";
import { NOW } from "../support/builders.ts";
import { someNumbers } from "../support/insights.ts";
import { aContext, aLoadedLead, ana, aWorld, marta, otto, say, toRow } from "./support.ts";

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");

describe("a change", () => {
  it.each([
    [12, 8, "+50%, 8 before"],
    [6, 8, "−25%, 8 before"],
    [5, 5, "="],
    [0, 0, "="],
    [3, 0, "0 before"],
    [0, 4, "−100%, 4 before"],
    [1_001, 1_000, "+<1%, 1,000 before"],
    [90, 3, "+2,900%, 3 before"],
  ])("%d against %d: %s", (now, before, text) => {
    expect(change(now, before, "en")).toBe(text);
  });

  it.each([
    [0.67, 0.55, "67% (+12 points)"],
    [0.5, 0.5, "50% (=)"],
    [0.2, 0.501, "20% (−30 points)"],
    [0.5, null, "50%"],
    [null, 0.5, "–"],
  ])("a share of %s against %s: %s", (now, before, text) => {
    expect(shared(now, before, "en")).toBe(text);
  });

  it("is written as the reader writes numbers", () => {
    expect(plain(change(15_000, 10_000, "pt"))).toBe("+50%, antes 10.000");
    expect(plain(change(15_000, 10_000, "es"))).toMatch(/^\+50 ?%, antes 10[.,]?000$/);
    expect(shared(0.67, 0.55, "pt")).toBe("67% (+12 p.p.)");
  });
});

const count = fc.nat({ max: 2_000 });
const spread = fc.option(
  fc.record({
    medianSeconds: fc.nat({ max: 500_000 }),
    p90Seconds: fc.nat({ max: 900_000 }),
    spans: fc.array(fc.record({ upToSeconds: fc.nat({ max: 900_000 }), count }), { maxLength: 4 }),
  }),
);
const NO_SPREAD = { medianSeconds: null, p90Seconds: null, spans: [] };
const tally = (keys: string[]) =>
  fc.array(fc.record({ key: fc.constantFrom(...keys), count }), { maxLength: 3 });
const numbers: fc.Arbitrary<Numbers> = fc
  .record({
    created: count,
    qualified: count,
    won: fc.record({
      count,
      values: fc.constantFrom<MoneySum[]>(
        [],
        [{ currency: "BRL", value: 1_250_000 }],
        [{ currency: "USD", value: 990 }],
      ),
    }),
    lost: fc.record({ count, reasons: tally(["", "no-budget", "=cmd"]) }),
    cohort: fc.record({
      qualified: count,
      won: count,
      lost: count,
      stages: fc.constant<Numbers["cohort"]["stages"]>([]),
      reached: tally(["contacted", "nurture", "qualified", "customer"]),
      answered: tally(["product", "name"]),
      stoppedAfter: tally(["", "product", "name+product"]),
    }),
    firstResponse: fc.record({ answered: count, waiting: count, clock: spread, working: spread }),
    followUps: fc.record({ planned: count, kept: count, late: count, overdue: count }),
  })
  .map((made) => {
    const { clock, working, ...firstResponse } = made.firstResponse;
    return someNumbers({
      ...made,
      firstResponse: { ...firstResponse, clock: clock ?? NO_SPREAD, working: working ?? NO_SPREAD },
    });
  });

/** Answers with these numbers, whatever is asked. */
function answering(now: Numbers, before: Numbers): InsightReads {
  return {
    insight: async (query: InsightQuery) => {
      const isNow = query.to > NOW || query.by !== undefined;
      const total = isNow ? now : before;
      const keys = query.by === "owner" ? ["ana", "gone", ""] : ["instagram", "=SUM(A1)", ""];
      return {
        total,
        groups:
          query.by === undefined ? [] : keys.map((key, i) => ({ key, numbers: i === 0 ? now : before })),
        series:
          query.each === undefined
            ? []
            : ["2026-03-09", "2026-03-10"].map((start) => ({
                start,
                numbers: now,
                groups: [{ key: "instagram", numbers: now }],
              })),
      };
    },
    reach: async () => [],
    insightLeads: async () => ({ rows: [], total: 0 }),
  };
}

describe("answers about numbers", () => {
  it("have no ÷0, no ∞ and nothing unsaid, whatever the numbers are, in any language", async () => {
    await fc.assert(
      fc.asyncProperty(
        numbers,
        numbers,
        fc.constantFrom(...NUMBERS_COMMANDS),
        fc.constantFrom(...LANGUAGES),
        async (now, before, command, language) => {
          const world = { ...aWorld(), insights: answering(now, before) };
          const said = await say(command.words[language][0]!, world, {
            language,
            actor: { ...otto, language },
          });
          expect(said.problem).toBeNull();
          expect(said.text).not.toMatch(/NaN|Infinity|∞|undefined|null|\[object|\{/);
          const { chart, choices = [] } = said.reply;
          if (chart !== undefined) {
            expect(chart.alt).not.toMatch(/NaN|Infinity|undefined|null/);
            for (const { values } of chart.series) expect(values).toHaveLength(chart.categories.length);
            if (chart.notes) expect(chart.notes).toHaveLength(chart.categories.length);
          }
          // What a button says is understood when it is typed.
          for (const { value, label } of choices) {
            expect(label.length).toBeLessThanOrEqual(75);
            const parsed = resolveCommand(value, aContext({ actor: otto, language }));
            expect(isProblem(parsed) ? `${value}: ${parsed.code}` : null).toBeNull();
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it.each(LANGUAGES)("say something useful where there is nothing (%s)", async (language) => {
    for (const command of NUMBERS_COMMANDS) {
      const world = { ...aWorld([]), insights: answering(someNumbers(), someNumbers()) };
      const said = await say(command.words[language][0]!, world, { language, actor: { ...otto, language } });
      expect(said.reply.image).toBeUndefined();
      const lines = said.text.split("\n");
      expect(Math.max(...lines.map((line) => line.length))).toBeGreaterThan(20);
      expect(said.text).toMatch(/[.!🎉]$/mu);
    }
  });

  it("tell managers of their teams, and reps of themselves", async () => {
    const world = { ...aWorld(), insights: answering(someNumbers({ created: 3 }), someNumbers()) };
    expect((await say("stats", world, { actor: ana })).text).toContain("– Ana");
    expect((await say("stats", world, { actor: marta })).text).toContain("– your teams");
    expect((await say("stats @bruno", world, { actor: ana })).problem).toBe("not-your-numbers");
    expect((await say("sources rep:bruno", world, { actor: ana })).problem).toBe("not-your-numbers");
    expect((await say("leads won last month @bruno", world, { actor: ana })).problem).toBe(
      "not-your-numbers",
    );
    expect((await say("export leads won last month @bruno", world, { actor: ana })).problem).toBe(
      "not-your-numbers",
    );
    expect((await say("team", world, { actor: ana })).problem).toBe("not-allowed");
  });

  it("offer the nearest source for one that is not known", async () => {
    const world = { ...aWorld(), insights: answering(someNumbers({ created: 3 }), someNumbers()) };
    const said = await say("stats last month instagrm", world, { actor: otto });
    expect(said.problem).toBe("unknown-filter");
    expect(said.reply.choices?.map(({ value }) => value)).toContain(
      "stats 2026-02-01..2026-02-28 source:instagram",
    );
  });
});

describe("an export", () => {
  it("is bounded, and says so", async () => {
    const row = toRow(aLoadedLead({ contact: { name: "=2+2", company: "+55", phone: "+5511912345678" } }));
    const total = MOST_EXPORTED + 5;
    const insights: InsightReads = {
      ...answering(someNumbers(), someNumbers()),
      insightLeads: async (_query, _measure, { offset, limit }) => ({
        rows: Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, () => row),
        total,
      }),
    };
    const said = await say("export leads won last month", { ...aWorld(), insights }, { actor: otto });
    expect(said.text).toContain("the first 10,000 of 10,005");
    expect(said.reply.privately).toBe(true);
    const lines = said.files[0]!.trimEnd().split("\r\n");
    expect(lines).toHaveLength(MOST_EXPORTED + 1);
    expect(lines[1]).toContain("L-42,'=2+2,'+55,'+5511912345678,");
  });

  it("of a question keeps what looks like a formula from being one", async () => {
    const world = { ...aWorld(), insights: answering(someNumbers({ created: 3 }), someNumbers()) };
    const said = await say("export sources", world, { actor: otto });
    expect(said.files[0]).not.toMatch(/(^|,)=/m);
    expect(said.reply.file?.fileName).toMatch(/^sources-2026-02-09_2026-03-10\.csv$/);
  });
});

describe("digests", () => {
  const aDigest = (facts: Partial<Digest> = {}): Digest => ({
    id: "d1",
    repId: "otto",
    place: "rep",
    question: "report last week",
    every: "week",
    at: "08:00",
    timeZone: "UTC",
    active: true,
    createdAt: NOW,
    updatedAt: NOW,
    ...facts,
  });

  it("are a weekly report for managers and their own numbers for reps, unless said otherwise", async () => {
    const kept = async (text: string, actor = otto) => {
      const said = await say(text, aWorld(), { actor });
      const [digest] = said.turn.changes().digests;
      const [timer] = said.turn.changes().timers;
      return { said, digest, timer };
    };
    const weekly = await kept("digest on");
    expect(weekly.digest).toMatchObject({
      question: "report last week",
      every: "week",
      at: "08:00",
      place: "rep",
    });
    expect(weekly.timer).toMatchObject({
      kind: "digest",
      status: "pending",
      payload: { digestId: weekly.digest!.id, role: "admin" },
    });
    expect(weekly.said.text).toContain("digest off 1");
    expect((await kept("digest on", ana)).digest).toMatchObject({ question: "stats last week" });
    expect((await kept("digest on daily at 18:30 sources by product")).digest).toMatchObject({
      question: "sources by product yesterday",
      every: "day",
      at: "18:30",
    });
    expect((await kept("digest on monthly channel pipeline")).digest).toMatchObject({
      question: "pipeline",
      place: "channel",
    });
    expect((await kept("digest on channel", ana)).digest).toBeUndefined();
    expect((await kept("digest on team", ana)).digest).toBeUndefined();
  });

  it("can be listed and switched off, one or all, and on again by what the reply says", async () => {
    const digests = [
      aDigest(),
      aDigest({ id: "d2", question: "stats yesterday", every: "day", createdAt: "2026-03-10T11:00:00.000Z" }),
    ];
    const world = { ...aWorld(), digests };
    const listed = await say("digest", world, { actor: otto });
    expect(listed.text).toContain("2. Daily at 08:00 (UTC): “stats yesterday”, for you");
    expect(
      (await say("digest off", world, { actor: otto })).reply.choices?.map(({ value }) => value),
    ).toEqual(["digest off 1", "digest off 2", "digest off all"]);
    const off = await say("digest off 2", world, { actor: otto });
    expect(off.turn.changes().digests).toEqual([expect.objectContaining({ id: "d2", active: false })]);
    expect(off.turn.changes().timers).toEqual([
      expect.objectContaining({ id: "digest:d2", status: "cancelled" }),
    ]);
    const again = await say(off.reply.choices![0]!.value, aWorld(), { actor: otto });
    expect(again.turn.changes().digests[0]).toMatchObject({
      question: "stats yesterday",
      every: "day",
      active: true,
    });
    expect((await say("digest off all", world, { actor: otto })).turn.changes().digests).toHaveLength(2);
    expect((await say("digest off 7", world, { actor: otto })).turn.changes().digests).toEqual([]);
    // Nobody switches off another's.
    expect((await say("digest off all", world, { actor: ana })).turn.changes().digests).toEqual([]);
  });
});
