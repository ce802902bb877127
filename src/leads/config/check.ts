import { fold, LANGUAGES, type LocalText } from "../../language.ts";
import type { Condition } from "./condition.ts";
import type { FirstResponse, Pipeline, Stage } from "./pipeline.ts";
import type { Routing } from "./routing.ts";
import type { Scoring } from "./scoring.ts";

/** A fault in a file of the business, at a path within it. */
export interface ConfigFault {
  path: (string | number)[];
  message: string;
  fix: string;
}

/** What the schema of pipeline.yaml cannot see: ids that do not exist, stages that nothing can end, words that mean two stages. */
export function checkPipeline(pipeline: Pipeline): ConfigFault[] {
  const faults: ConfigFault[] = [];
  const { stages, automatic } = pipeline;
  const ids = stages.map((stage) => stage.id);
  addDoubles(faults, ids, ["stages"], "stage");
  for (const kind of ["open", "won", "lost"] as const) {
    if (stages.some((stage) => stage.kind === kind)) continue;
    faults.push({
      path: ["stages"],
      message: `No stage has the kind ${kind}.`,
      fix: `Give one stage "kind: ${kind}".`,
    });
  }
  addUnknownStage(faults, pipeline.initial, ids, ["initial"]);
  const start = pipeline.initial === undefined ? 0 : ids.indexOf(pipeline.initial);
  const initial = stages[start];
  if (initial && (initial.kind !== "open" || initial.requires.length > 0)) {
    faults.push({
      path: pipeline.initial === undefined ? ["stages", 0] : ["initial"],
      message: `New leads begin in "${initial.id}", which is not an open stage without requirements.`,
      fix: `Set "initial" to a stage of kind open that requires nothing.`,
    });
  }

  const addTarget = (id: string | undefined, path: (string | number)[]) => {
    addUnknownStage(faults, id, ids, path);
    const target = stages.find((stage) => stage.id === id);
    if (!target || target.requires.length === 0) return;
    faults.push({
      path,
      message: `An automatic move to "${target.id}" cannot give the ${target.requires.join(" and ")} that it requires.`,
      fix: `Choose another stage, or remove "requires" from "${target.id}".`,
    });
  };
  addTarget(automatic.onFirstHumanReply, ["automatic", "onFirstHumanReply"]);
  if (typeof automatic.onQualified === "string") {
    addTarget(automatic.onQualified, ["automatic", "onQualified"]);
  } else {
    for (const [grade, id] of Object.entries(automatic.onQualified ?? {})) {
      addTarget(id, ["automatic", "onQualified", grade]);
    }
  }
  for (const [i, rule] of automatic.inactivity.entries()) {
    addUnknownStage(faults, rule.from, ids, ["automatic", "inactivity", i, "from"]);
    addTarget(rule.to, ["automatic", "inactivity", i, "to"]);
  }
  addLateWarning(faults, pipeline.firstResponse, ["firstResponse"]);
  addSharedWords(faults, pipeline);
  for (const [i, stage] of stages.entries()) {
    addMissing(faults, stage.label, ["stages", i, "label"]);
    addStageLimit(faults, stage, i);
    addDoubles(
      faults,
      stage.reasons.map((reason) => reason.id),
      ["stages", i, "reasons"],
      "reason",
    );
    for (const [r, reason] of stage.reasons.entries()) {
      addMissing(faults, reason.label, ["stages", i, "reasons", r, "label"]);
    }
    if (!stage.otherReasons && stage.reasons.length === 0 && stage.requires.includes("reason")) {
      faults.push({
        path: ["stages", i, "otherReasons"],
        message: `"${stage.id}" requires a reason, but there is none to choose.`,
        fix: `List "reasons", or remove "otherReasons: false".`,
      });
    }
  }
  return faults;
}

/** What the schema of scoring.yaml cannot see: double ids, grades out of order, rules that can never apply. */
export function checkScoring(scoring: Scoring): ConfigFault[] {
  const faults: ConfigFault[] = [];
  addDoubles(
    faults,
    scoring.rules.map((rule) => rule.id),
    ["rules"],
    "rule",
  );
  addDoubles(
    faults,
    scoring.grades.map((grade) => grade.id),
    ["grades"],
    "grade",
  );
  for (const [i, rule] of scoring.rules.entries()) {
    addMissing(faults, rule.reason, ["rules", i, "reason"]);
    addEmptyRanges(faults, rule.when, ["rules", i, "when"]);
    if (["completeness", "decay"].includes(rule.id)) {
      faults.push({
        path: ["rules", i, "id"],
        message: `"${rule.id}" is the name of a built-in rule.`,
        fix: "Choose another id.",
      });
    }
  }
  if (scoring.completeness) addMissing(faults, scoring.completeness.reason, ["completeness", "reason"]);
  if (scoring.decay) addMissing(faults, scoring.decay.reason, ["decay", "reason"]);
  for (const [i, grade] of scoring.grades.entries()) {
    addMissing(faults, grade.label, ["grades", i, "label"]);
    const above = scoring.grades[i - 1];
    if (!above || above.from > grade.from) continue;
    faults.push({
      path: ["grades", i, "from"],
      message: `Grade "${grade.id}" begins at ${grade.from}, not below "${above.id}" (${above.from}).`,
      fix: "List the grades from the highest to the lowest.",
    });
  }
  const lowest = scoring.grades.at(-1);
  if (lowest && lowest.from !== 0) {
    faults.push({
      path: ["grades", scoring.grades.length - 1, "from"],
      message: `A score below ${lowest.from} has no grade.`,
      fix: `Let the last grade begin with "from: 0".`,
    });
  }
  return faults;
}

/** What the schema of routing.yaml cannot see: teams that are not described, rules that cannot be reached, clocks in the wrong order. */
export function checkRouting(routing: Routing): ConfigFault[] {
  const faults: ConfigFault[] = [];
  const teams = Object.keys(routing.teams);
  const addTeam = (id: string, path: (string | number)[]) => {
    if (teams.includes(id)) return;
    faults.push({
      path,
      message: `Team "${id}" is not described under "teams".`,
      fix: teams.length > 0 ? `Use one of: ${teams.join(", ")}.` : `Add "${id}" under "teams".`,
    });
  };
  addTeam(routing.fallback, ["fallback"]);
  addDoubles(
    faults,
    routing.rules.map((rule) => rule.id),
    ["rules"],
    "rule",
  );
  for (const [i, rule] of routing.rules.entries()) {
    addTeam(rule.team, ["rules", i, "team"]);
    addMissing(faults, rule.reason, ["rules", i, "reason"]);
    addEmptyRanges(faults, rule.when, ["rules", i, "when"]);
    if (RESERVED_RULES.has(rule.id)) {
      faults.push({
        path: ["rules", i, "id"],
        message: `"${rule.id}" is a word that routing uses itself.`,
        fix: "Choose another id.",
      });
    }
    if (Object.keys(rule.when).length === 0 && i < routing.rules.length - 1) {
      faults.push({
        path: ["rules", i, "when"],
        message: `"${rule.id}" always applies, so the rules after it are never reached.`,
        fix: "Give it a condition, or move it to the end.",
      });
    }
  }
  for (const [id, team] of Object.entries(routing.teams)) {
    addLateWarning(faults, team.firstResponse ?? undefined, ["teams", id, "firstResponse"]);
    if (team.remindMinutes === null || team.acceptMinutes === null) continue;
    if (team.remindMinutes < team.acceptMinutes) continue;
    faults.push({
      path: ["teams", id, "remindMinutes"],
      message: `The reminder of team "${id}" comes when the offer has expired already.`,
      fix: `Make "remindMinutes" less than "acceptMinutes" (${team.acceptMinutes}).`,
    });
  }
  return faults;
}

/** A warning that would come before its time has begun. */
function addLateWarning(
  faults: ConfigFault[],
  limit: FirstResponse | undefined,
  path: (string | number)[],
): void {
  if (limit?.warnMinutes === undefined || limit.warnMinutes < limit.minutes) return;
  faults.push({
    path: [...path, "warnMinutes"],
    message: `The warning would come ${limit.warnMinutes} minutes before the end of ${limit.minutes} minutes.`,
    fix: `Make "warnMinutes" less than "minutes" (${limit.minutes}), or 0 for none.`,
  });
}

function addStageLimit(faults: ConfigFault[], stage: Stage, i: number): void {
  const { slaHours, slaWarnHours } = stage;
  if (slaHours !== undefined && stage.kind !== "open") {
    faults.push({
      path: ["stages", i, "slaHours"],
      message: `"${stage.id}" ends a lead, so nothing runs out there.`,
      fix: `Remove "slaHours" from "${stage.id}".`,
    });
  }
  if (slaWarnHours === undefined || slaWarnHours < (slaHours ?? 0)) return;
  faults.push({
    path: ["stages", i, "slaWarnHours"],
    message:
      slaHours === undefined
        ? `"${stage.id}" warns of a limit that it does not have.`
        : `The warning would come ${slaWarnHours} hours before the end of ${slaHours} hours.`,
    fix:
      slaHours === undefined
        ? `Set "slaHours", or remove "slaWarnHours".`
        : `Make "slaWarnHours" less than "slaHours" (${slaHours}), or 0 for none.`,
  });
}

/** The words that routing itself puts into a lead's reasons. */
const RESERVED_RULES = new Set([
  "former-owner",
  "former-owner-unavailable",
  "passed",
  "expired",
  "assigned",
  "fallback",
  "nobody-available",
  "pool",
  "round-robin",
  "weighted",
  "least-loaded",
]);

function addDoubles(faults: ConfigFault[], ids: string[], path: (string | number)[], what: string): void {
  for (const [i, id] of ids.entries()) {
    if (ids.indexOf(id) === i) continue;
    faults.push({
      path: [...path, i, "id"],
      message: `Two of them have the ${what} id "${id}".`,
      fix: "Give each its own id.",
    });
  }
}

function addUnknownStage(
  faults: ConfigFault[],
  id: string | undefined,
  ids: string[],
  path: (string | number)[],
): void {
  if (id === undefined || ids.includes(id)) return;
  faults.push({ path, message: `There is no stage "${id}".`, fix: `Use one of: ${ids.join(", ")}.` });
}

/** A rep's word must mean one stage. */
function addSharedWords(faults: ConfigFault[], pipeline: Pipeline): void {
  const owners = new Map<string, string>();
  for (const [i, stage] of pipeline.stages.entries()) {
    for (const language of LANGUAGES) {
      const label = typeof stage.label === "string" ? stage.label : stage.label[language];
      const words = [...(label === undefined ? [] : [label]), ...(stage.synonyms[language] ?? [])];
      for (const word of words) {
        const owner = owners.get(fold(word));
        owners.set(fold(word), owner ?? stage.id);
        if (owner === undefined || owner === stage.id) continue;
        faults.push({
          path: ["stages", i],
          message: `"${word}" means both "${owner}" and "${stage.id}".`,
          fix: "Remove the word from one of the two stages.",
        });
      }
    }
  }
}

/** A text in one language serves all; one in two languages forgot the third. */
function addMissing(faults: ConfigFault[], text: LocalText, path: (string | number)[]): void {
  if (typeof text === "string") return;
  const missing = LANGUAGES.filter((language) => text[language] === undefined);
  if (missing.length === 0) return;
  faults.push({
    path,
    message: `The text is missing in ${missing.join(" and ")}.`,
    fix: `Add ${missing.map((language) => `"${language}:"`).join(" and ")}.`,
  });
}

function addEmptyRanges(faults: ConfigFault[], when: Condition, path: (string | number)[]): void {
  const addRange = (min: number | undefined, max: number | undefined, at: (string | number)[]) => {
    if (min === undefined || max === undefined || min <= max) return;
    faults.push({
      path: at,
      message: `Nothing is at least ${min} and at most ${max}.`,
      fix: "Swap the two numbers.",
    });
  };
  addRange(when.minValue, when.maxValue, [...path, "minValue"]);
  for (const group of ["answers", "contact", "fields"] as const) {
    for (const [key, test] of Object.entries(when[group] ?? {})) {
      if (typeof test !== "object" || Array.isArray(test)) continue;
      addRange(test.min, test.max, [...path, group, key]);
    }
  }
  for (const group of ["all", "any"] as const) {
    for (const [i, each] of (when[group] ?? []).entries()) addEmptyRanges(faults, each, [...path, group, i]);
  }
  if (when.not) addEmptyRanges(faults, when.not, [...path, "not"]);
}
