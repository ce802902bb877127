import type { z } from "zod";
import {
  type ConfigFault,
  checkFollowUpRules,
  checkPipeline,
  checkRouting,
  checkScoring,
  type FollowUpRules,
  followUpRulesSchema,
  type Pipeline,
  pipelineSchema,
  type Routing,
  routingSchema,
  type Scoring,
  scoringSchema,
} from "../leads/config.ts";
import type { Problem } from "./problems.ts";
import {
  type Business,
  businessSchema,
  type ConversationTest,
  conversationTestSchema,
  type FaqFile,
  type FlowFile,
  faqSchema,
  flowSchema,
  type NurtureFile,
  nurtureSchema,
  type TemplatesFile,
  templatesSchema,
} from "./schema.ts";
import { validate } from "./validate.ts";
import { parseYaml, type YamlFile } from "./yaml-file.ts";

/** A parsed file that fits its schema. */
export interface Checked<T> {
  source: YamlFile;
  data: T;
}

/** All files of a folder, parsed; null where a file is missing or broken. */
export interface ParsedFiles {
  /** The files that could not be parsed: what they hold is unknown, not missing. */
  broken: ReadonlySet<string>;
  business: Checked<Business> | null;
  pipeline: Checked<Pipeline> | null;
  scoring: Checked<Scoring> | null;
  routing: Checked<Routing> | null;
  templates: Checked<TemplatesFile> | null;
  faq: Checked<FaqFile> | null;
  followUps: Checked<FollowUpRules> | null;
  nurture: Checked<NurtureFile>[];
  flows: Checked<FlowFile>[];
  tests: Checked<ConversationTest>[];
}

/** Parse every file and check it against its schema; what is wrong goes to `problems`. */
export function parseFiles(files: Record<string, string>, problems: Problem[]): ParsedFiles {
  const broken = new Set<string>();
  const read = <T>(name: string, text: string, schema: z.ZodType<T>): Checked<T> | null => {
    const source = parseYaml(name, text);
    problems.push(...source.problems);
    if (source.problems.some(({ severity }) => severity === "error")) {
      broken.add(name);
      return null;
    }
    const checked = validate(source, schema);
    problems.push(...checked.problems);
    if (checked.data === null) broken.add(name);
    return checked.data === null ? null : { source, data: checked.data };
  };
  const required = <T>(name: string, schema: z.ZodType<T>): Checked<T> | null => {
    const text = files[name];
    if (text !== undefined) return read(name, text, schema);
    problems.push({
      file: name,
      line: 1,
      column: 1,
      severity: "error",
      message: "This file is missing.",
      fix: "Copy it from the flows folder of Leadline and change it.",
    });
    return null;
  };
  const optional = <T>(name: string, schema: z.ZodType<T>): Checked<T> | null => {
    const text = files[name];
    return text === undefined ? null : read(name, text, schema);
  };
  const several = <T>(names: string[], schema: z.ZodType<T>): Checked<T>[] =>
    names.map((name) => read(name, files[name] ?? "", schema)).filter((one) => one !== null);

  const names = Object.keys(files).sort();
  const parsed: ParsedFiles = {
    broken,
    business: required("business.yaml", businessSchema),
    pipeline: required("pipeline.yaml", pipelineSchema),
    scoring: required("scoring.yaml", scoringSchema),
    routing: required("routing.yaml", routingSchema),
    templates: optional("templates.yaml", templatesSchema),
    faq: optional("faq.yaml", faqSchema),
    followUps: optional("followups.yaml", followUpRulesSchema),
    nurture: several(
      names.filter((name) => name.startsWith("nurture/")),
      nurtureSchema,
    ),
    flows: several(names.filter(isFlowFile), flowSchema),
    tests: several(
      names.filter((name) => name.startsWith("tests/")),
      conversationTestSchema,
    ),
  };
  problems.push(
    ...configProblems(parsed.pipeline, checkPipeline),
    ...configProblems(parsed.scoring, checkScoring),
    ...configProblems(parsed.routing, checkRouting),
    ...configProblems(parsed.followUps, (rules) =>
      parsed.pipeline === null ? [] : checkFollowUpRules(rules, parsed.pipeline.data),
    ),
  );
  return parsed;
}

const OTHER_FILES: ReadonlySet<string> = new Set([
  "business.yaml",
  "pipeline.yaml",
  "scoring.yaml",
  "routing.yaml",
  "templates.yaml",
  "faq.yaml",
  "followups.yaml",
]);

/** Every other YAML file at the top of the folder is a flow. */
function isFlowFile(name: string): boolean {
  return !name.includes("/") && name.endsWith(".yaml") && !OTHER_FILES.has(name);
}

function configProblems<T>(file: Checked<T> | null, check: (config: T) => ConfigFault[]): Problem[] {
  if (file === null) return [];
  return check(file.data).map(({ path, message, fix }) => file.source.problem(path, { message, fix }));
}
