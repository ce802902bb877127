import { describe, expect, it } from "vitest";
import { checkFollowUpRules, followUpRulesSchema } from "../../src/leads/config.ts";
import { ruleBook } from "../../src/leads/follow-up-rules.ts";
import { aCalendar, aLead, aPipeline, aRep } from "../support/builders.ts";

const rules = (...plan: object[]) =>
  followUpRulesSchema.parse({ rules: [{ id: "one", stage: "customer", plan }] });

const reps = new Map([["ana", aRep({ name: "Ana", timeZone: "America/New_York", language: "pt" })]]);
const calendar = aCalendar({
  hours: { mon: [["08:00", "18:00"]], wed: [["10:00", "18:00"]] },
  holidays: ["2026-03-11"],
});
const won = aLead({ stage: "customer", stageKind: "won", ownerId: "ana" });

describe("a rule's follow-up", () => {
  it.each<[{ after: string; at?: string }, string, string]>([
    [{ after: "30m" }, "2026-03-04T15:30:00.000Z", "so long after, to the minute"],
    [{ after: "20h" }, "2026-03-05T11:00:00.000Z", "hours are hours, on any day"],
    [
      { after: "1d" },
      "2026-03-09T12:00:00.000Z",
      "on the next working day, when work begins by the new clock",
    ],
    [{ after: "1w" }, "2026-03-16T12:00:00.000Z", "not on a holiday"],
    [{ after: "2w", at: "07:30" }, "2026-03-18T11:30:00.000Z", "at its own time"],
  ])("%o is due at %s: %s", (plan, dueAt, _why) => {
    const book = ruleBook(rules({ kind: "support", ...plan }).rules, calendar, reps);
    expect(book.planned(won, null, "2026-03-04T15:00:00.000Z")).toMatchObject([{ dueAt, rule: "one/1" }]);
  });

  it("is its owner's, in their language; nobody's lead has none but that of who moved it", () => {
    const note = { en: "All well?", pt: "Tudo bem?", es: "¿Todo bien?" };
    const book = ruleBook(rules({ kind: "support", after: "1d", note }).rules, calendar, reps);
    const at = "2026-03-04T15:00:00.000Z";
    expect(book.planned(won, null, at)).toMatchObject([{ repId: "ana", note: "Tudo bem?" }]);
    expect(book.planned({ ...won, ownerId: null }, null, at)).toEqual([]);
    expect(book.planned({ ...won, ownerId: null }, "ana", at)).toHaveLength(1);
    expect(book.planned({ ...won, stage: "inactive" }, "ana", at)).toEqual([]);
  });
});

describe("followups.yaml", () => {
  it.each([
    [{ id: "one", stage: "sold", plan: [{ after: "1d", kind: "support" }] }, /There is no stage "sold"/],
    [{ id: "one", stage: "unqualified", plan: [{ after: "1d", kind: "support" }] }, /lead that is lost/],
    [{ id: "one", stage: "customer", plan: [{ after: "1d", kind: "call" }] }, /only support can be planned/],
  ])("refuses %o", (rule, message) => {
    const faults = checkFollowUpRules(followUpRulesSchema.parse({ rules: [rule] }), aPipeline());
    expect(faults.map((fault) => fault.message).join()).toMatch(message);
  });

  it("refuses two rules of one id, and takes what is right", () => {
    const { rules: one } = rules({ after: "1d", kind: "support" });
    expect(checkFollowUpRules({ rules: one }, aPipeline())).toEqual([]);
    expect(checkFollowUpRules({ rules: [...one, ...one] }, aPipeline())).toHaveLength(1);
  });
});
