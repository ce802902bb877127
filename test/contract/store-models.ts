import { describe, expect, it } from "vitest";
import { type Changes, emptyChanges } from "../../src/leads/changes.ts";
import { DUPLICATE } from "../../src/leads/join.ts";
import type { Report } from "../../src/leads/learn/evaluate.ts";
import type { WinModel } from "../../src/leads/learn/model.ts";
import type { Activity } from "../../src/leads/types/activity.ts";
import type { TrainingResult } from "../../src/store/port/win-model-store.ts";
import type { Store } from "../../src/store/port.ts";
import { aContact, aLead, NOW } from "../support/builders.ts";

const HOUR = 3_600_000;
const at = (ms: number) => new Date(Date.parse(NOW) + ms).toISOString();

/** What is kept of learning: trainings with their leases, and what they learn from. */
export function describeModels(openStore: () => Store): void {
  const models = () => openStore().models;
  const commit = async (changes: Partial<Changes>): Promise<void> => {
    const batch = await openStore().turns.begin();
    await batch.commit({ seqs: [], doneAt: NOW, changes: { ...emptyChanges(), ...changes } });
  };
  const claim = (
    token: string,
    now: number,
    facts: Partial<Parameters<Store["models"]["claim"]>[1]> = {},
    number = 1,
  ) =>
    models().claim(number, {
      token,
      now: at(now),
      leaseUntil: at(now + HOUR),
      latest: at(now + 2 * HOUR),
      isAlone: false,
      ...facts,
    });

  describe("models", () => {
    it("are trained by one at a time, until its lease ends, it gives them back, or it has ended", async () => {
      expect(await models().get(1)).toBeNull();
      expect((await Promise.all([claim("a", 0), claim("b", 0)])).sort()).toEqual([false, true]);
      const holder = (await models().get(1))?.token ?? "";
      expect(["a", "b"]).toContain(holder);
      expect(await models().get(1)).toMatchObject({
        number: 1,
        status: "training",
        attempts: 1,
        startedAt: NOW,
      });
      expect(await claim("c", HOUR - 1)).toBe(false);
      expect(await claim("c", HOUR)).toBe(true);
      expect(await models().get(1)).toMatchObject({ token: "c", attempts: 2, leaseUntil: at(2 * HOUR) });
      // The one before comes too late.
      expect(await models().giveBack(1, holder, at(HOUR))).toBe(false);
      expect(await models().finish(1, holder, aResult())).toBe(false);
      expect(await models().giveBack(1, "c", at(HOUR + 1))).toBe(true);
      expect(await claim("d", HOUR + 1)).toBe(true);
      // A lease that lies further ahead than any may: by a clock that has been set back since.
      expect(await claim("e", -10 * HOUR)).toBe(true);
      // Who is alone knows that nobody is at it.
      expect(await claim("f", -10 * HOUR + 1)).toBe(false);
      expect(await claim("f", -10 * HOUR + 1, { isAlone: true })).toBe(true);
      expect((await models().get(1))?.attempts).toBe(5);
    });

    it("keep what came of a training, whole, and once", async () => {
      await claim("a", 0);
      const result = aResult();
      expect(await models().finish(1, "b", result)).toBe(false);
      expect(await models().finish(1, "a", result)).toBe(true);
      const kept = { ...result, number: 1, token: null, leaseUntil: null, attempts: 1, startedAt: NOW };
      expect(await models().get(1)).toEqual(kept);
      // It is over.
      expect(await models().finish(1, "a", { ...result, leads: 1 })).toBe(false);
      expect(await models().giveBack(1, "a", NOW)).toBe(false);
      expect(await claim("a", 100 * HOUR)).toBe(false);
      expect(await claim("a", 100 * HOUR, { isAlone: true })).toBe(false);
      await claim("a", HOUR, {}, 2);
      const failed: TrainingResult = {
        status: "failed",
        trainedAt: at(2 * HOUR),
        leads: null,
        exclude: null,
        verdict: null,
        report: null,
        model: null,
      };
      expect(await models().finish(2, "a", failed)).toBe(true);
      await claim("a", 3 * HOUR, {}, 3);
      const list = await models().list(10);
      expect(list.map(({ number, status }) => [number, status])).toEqual([
        [3, "training"],
        [2, "failed"],
        [1, "done"],
      ]);
      const { model: _model, token: _token, leaseUntil: _until, ...summary } = kept;
      expect(list.at(-1)).toEqual(summary);
      expect(list[1]).toMatchObject({ leads: null, verdict: null, report: null, exclude: null });
      expect((await models().list(2)).map(({ number }) => number)).toEqual([3, 2]);
    });

    it("learn from leads that were won or lost, in the order in which they ended, without duplicates", async () => {
      const ended = (number: number, hours: number, kind: "wonAt" | "lostAt", reason: string | null = null) =>
        aLead({
          id: `l${number}`,
          number,
          stageKind: kind === "wonAt" ? "won" : "lost",
          reason,
          [kind]: at(hours * HOUR),
        });
      await commit({
        contacts: [aContact()],
        leads: [
          ended(1, 5, "wonAt"),
          ended(2, 1, "lostAt", "too-expensive"),
          ended(3, 3, "lostAt", DUPLICATE),
          ended(4, 3, "lostAt"),
          ended(5, 4, "wonAt"),
          // Of one moment: by their numbers.
          ended(7, 2, "wonAt"),
          ended(6, 2, "lostAt"),
          aLead({ id: "l8", number: 8 }),
        ],
      });
      const ids = async (limit: number) => (await models().ended(limit)).map(({ id }) => id);
      expect(await ids(100)).toEqual(["l2", "l6", "l7", "l4", "l5", "l1"]);
      expect(await ids(3)).toEqual(["l4", "l5", "l1"]);
      expect((await models().ended(1))[0]).toEqual({ id: "l1", endedAt: at(5 * HOUR) });
    });

    it("give leads with the steps of their trail, newest first, in the order that was asked for", async () => {
      await commit({
        contacts: [aContact()],
        leads: [aLead({ id: "l1" }), aLead({ id: "l2", number: 2 }), aLead({ id: "l3", number: 3 })],
        activities: [
          anActivity(1, { leadId: "l1", before: { stage: "a", score: 1 }, after: { stage: "b", score: 2 } }),
          anActivity(2, { leadId: "l2", before: { stage: "x" } }),
          anActivity(3, { leadId: "l1", before: { stage: "b" }, at: at(HOUR) }),
          anActivity(4, { leadId: "l1", kind: "noted", note: "changed nothing" }),
          anActivity(5, { leadId: null, before: { value: 1 } }),
        ],
      });
      const found = await models().histories(["l2", "l1", "nothing", "l3"]);
      expect(found.map(({ lead, trail }) => [lead.id, trail])).toEqual([
        ["l2", [{ at: NOW, before: { stage: "x" } }]],
        [
          "l1",
          [
            { at: at(HOUR), before: { stage: "b" } },
            { at: NOW, before: { stage: "a", score: 1 } },
          ],
        ],
        ["l3", []],
      ]);
      expect(found[0]?.lead).toEqual(aLead({ id: "l2", number: 2 }));
      expect(await models().histories([])).toEqual([]);
    });

    it("give open leads by number, page by page, and those that have a chance", async () => {
      const likely = { chance: 0.5, model: 1, reasons: [] };
      await commit({
        contacts: [aContact()],
        leads: [
          aLead({ id: "l1" }),
          aLead({ id: "l2", number: 2, likely }),
          aLead({ id: "l3", number: 3, stageKind: "won", likely }),
          aLead({ id: "l4", number: 4, likely }),
        ],
      });
      const numbers = async (afterNumber: number, limit: number, onlyLikely = false) =>
        (await models().openLeads({ afterNumber, limit, onlyLikely })).map(({ number }) => number);
      expect(await numbers(0, 10)).toEqual([1, 2, 4]);
      expect(await numbers(0, 2)).toEqual([1, 2]);
      expect(await numbers(2, 2)).toEqual([4]);
      expect(await numbers(0, 10, true)).toEqual([2, 4]);
      expect(await numbers(4, 10)).toEqual([]);
      expect(await models().openLeads({ afterNumber: 2, limit: 1, onlyLikely: true })).toEqual([
        { id: "l4", number: 4 },
      ]);
    });
  });
}

function aResult(): TrainingResult {
  const measures = { auc: 0.75, logLoss: 0.5, brier: 0.1 };
  const report: Report = {
    learned: 300,
    heldOut: 100,
    heldOutWon: 40,
    wonShare: 0.4,
    model: measures,
    ruleScore: measures,
    naiveBayes: measures,
    calibration: [],
    before: { leads: 50, model: 0.6, ruleScore: 0.61 },
    minimum: 200,
    leastOfAKind: 20,
    verdict: "use",
  };
  const model: WinModel = {
    features: [],
    weights: [0.1, -2.5e-7, 1 / 3],
    shares: [0.25],
    pairs: [{ of: [0, 1], weight: -0.125, share: 0.5 }],
    base: -0.75,
    size: 300,
  };
  return {
    status: "done",
    trainedAt: at(HOUR),
    leads: 400,
    exclude: ["language", 'with "quote"'],
    verdict: "use",
    report,
    model,
  };
}

function anActivity(n: number, facts: Partial<Activity> = {}): Activity {
  return {
    id: `a${n}`,
    seq: n,
    leadId: "l1",
    contactId: null,
    kind: "field-set",
    actorKind: "rep",
    actorId: "ana",
    channel: "desk",
    before: null,
    after: null,
    note: null,
    at: NOW,
    ...facts,
  };
}
