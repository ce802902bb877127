import type { ConfigFault } from "./check.ts";
import { type FollowUpRules, stagesOf } from "./follow-ups.ts";
import type { Pipeline } from "./pipeline.ts";

/** What the schema of followups.yaml cannot see: stages that do not exist, double ids, sales with a lead that is closed. */
export function checkFollowUpRules({ rules }: FollowUpRules, pipeline: Pipeline): ConfigFault[] {
  const faults: ConfigFault[] = [];
  const ids = pipeline.stages.map((stage) => stage.id);
  for (const [i, rule] of rules.entries()) {
    if (rules.findIndex((each) => each.id === rule.id) !== i) {
      faults.push({
        path: ["rules", i, "id"],
        message: `Two of them have the rule id "${rule.id}".`,
        fix: "Give each its own id.",
      });
    }
    for (const id of stagesOf(rule)) {
      const stage = pipeline.stages.find((each) => each.id === id);
      if (stage === undefined) {
        faults.push({
          path: ["rules", i, "stage"],
          message: `There is no stage "${id}".`,
          fix: `Use one of: ${ids.join(", ")}.`,
        });
      } else if (stage.kind === "lost") {
        faults.push({
          path: ["rules", i, "stage"],
          message: `Nothing is planned with a lead that is lost ("${id}").`,
          fix: "Use a stage of another kind.",
        });
      } else if (stage.kind !== "open") {
        for (const [p, { kind }] of rule.plan.entries()) {
          if (kind === "support") continue;
          faults.push({
            path: ["rules", i, "plan", p, "kind"],
            message: `"${id}" closes the lead, and sales are over then: only support can be planned.`,
            fix: 'Write "kind: support".',
          });
        }
      }
    }
  }
  return faults;
}
