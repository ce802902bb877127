import { DateTime } from "luxon";
import { inLanguage } from "../language.ts";
import { cleanText, clip } from "../text.ts";
import { type FollowUpRule, type PlannedByRule, stagesOf } from "./config/follow-ups.ts";
import type { BusinessCalendar } from "./config.ts";
import { morningFrom, ownCalendar, toAt } from "./own-calendar.ts";
import type { At } from "./types/at.ts";
import type { Directory } from "./types/directory.ts";
import type { FollowUp } from "./types/follow-up.ts";
import type { Lead } from "./types/lead.ts";
import type { Rep } from "./types/rep.ts";

/** What a rule plans with a lead, before it is a row. */
export type RulePlan = Pick<FollowUp, "repId" | "kind" | "note" | "dueAt"> & { rule: string };

/** What turns know of the rules of followups.yaml. */
export interface RuleBook {
  /** What is planned with a lead that has come to another stage, for its owner, else for `fallback`. */
  planned(lead: Lead, fallback: string | null, at: At): RulePlan[];
  /** Whether what a rule has planned still applies to a lead as it is now. */
  applies(rule: string, lead: Lead): boolean;
}

export const NO_RULES: RuleBook = {
  planned: () => [],
  applies: (_rule, { stageKind }) => stageKind !== "lost",
};

export function ruleBook(
  rules: readonly FollowUpRule[],
  business: BusinessCalendar,
  reps: Directory["reps"],
): RuleBook {
  if (rules.length === 0) return NO_RULES;
  return {
    planned(lead, fallback, at) {
      const rep = reps.get(lead.ownerId ?? fallback ?? "");
      if (rep === undefined) return [];
      return rules
        .filter((rule) => stagesOf(rule).includes(lead.stage))
        .flatMap((rule) =>
          rule.plan.map((each, n) => ({
            rule: `${rule.id}/${n + 1}`,
            repId: rep.id,
            kind: each.kind,
            note: noteOf(each, rep),
            dueAt: dueAt(each, at, ownCalendar(rep, business)),
          })),
        );
    },
    applies(rule, lead) {
      if (lead.stageKind === "lost") return false;
      const found = rules.find(({ id }) => rule.startsWith(`${id}/`));
      return found?.whileThere !== true || stagesOf(found).includes(lead.stage);
    },
  };
}

/** After hours at that very time; after days on a working day, at the time that is said or when work begins. */
function dueAt({ after, at: clock }: PlannedByRule, from: At, calendar: BusinessCalendar): At {
  const count = Number(after.slice(0, -1));
  const start = DateTime.fromISO(from, { zone: calendar.timeZone });
  if (after.endsWith("m")) return toAt(start.plus({ minutes: count }));
  if (after.endsWith("h")) return toAt(start.plus({ hours: count }));
  const begins = morningFrom(
    start.startOf("day").plus(after.endsWith("w") ? { weeks: count } : { days: count }),
    calendar,
  );
  if (clock === undefined) return toAt(begins);
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  return toAt(begins.startOf("day").set({ hour, minute }));
}

function noteOf({ note }: PlannedByRule, rep: Rep): string | null {
  return note === undefined ? null : clip(cleanText(inLanguage(note, rep.language)).trim(), 1_000) || null;
}
