import { createHash } from "node:crypto";
import type { z } from "zod";
import type { Language, LocalText } from "../language.ts";
import {
  type BusinessCalendar,
  type ConfigFault,
  checkPipeline,
  checkRouting,
  checkScoring,
  type Pipeline,
  pipelineSchema,
  type Routing,
  routingSchema,
  type Scoring,
  scoringSchema,
} from "../leads/config.ts";
import { checkFiles } from "./check.ts";
import { compileFlow, compilePhrases } from "./compile.ts";
import { compileFaq, type Faq } from "./faq.ts";
import type { Flow, Phrases } from "./flow.ts";
import { formatHours } from "./hours.ts";
import { type Problem, sortProblems } from "./problems.ts";
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
import { compileLocal, type LocalTemplate } from "./template.ts";
import { validate } from "./validate.ts";
import { parseYaml, type YamlFile } from "./yaml-file.ts";

/** Everything that a business says in its flow folder, compiled. Immutable; a conversation keeps its version. */
export interface FlowBundle {
  /** Of what is in the files that decide how the bot behaves: equal files have equal versions. */
  readonly version: string;
  /** The texts that it was compiled from, by name, without the conversation tests: to be stored and rebuilt. */
  readonly files: Readonly<Record<string, string>>;
  readonly business: Business;
  readonly calendar: BusinessCalendar;
  readonly pipeline: Pipeline;
  readonly scoring: Scoring;
  readonly routing: Routing;
  readonly templates: ReadonlyMap<string, MessageTemplate>;
  readonly nurture: readonly NurtureFile[];
  readonly faq: Faq;
  readonly flows: ReadonlyMap<string, Flow>;
  /** The flow that a new conversation begins. */
  readonly entry: string;
  readonly phrases: Phrases;
  readonly texts: {
    readonly about: LocalTemplate;
    readonly privacy: LocalTemplate | null;
    readonly outOfHours: LocalTemplate | null;
    /** The opening hours, as people read them. */
    readonly hours: Readonly<Record<Language, string>>;
  };
  /** Conversation tests; none in a bundle rebuilt from `files`. */
  readonly tests: readonly { readonly file: string; readonly test: ConversationTest }[];
}

/** A text that reps and nurture sequences send. */
export interface MessageTemplate {
  readonly id: string;
  readonly label: LocalText;
  readonly text: LocalTemplate;
  /** Another text for a channel. */
  readonly channels: ReadonlyMap<string, LocalTemplate>;
}

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
  nurture: Checked<NurtureFile>[];
  flows: Checked<FlowFile>[];
  tests: Checked<ConversationTest>[];
}

/**
 * Compile the files of a flow folder, by their names relative to it (`qualify.yaml`, `tests/one.yaml`).
 *
 * Never throws: every fault of every file is in `problems`, with line, column and what to do. The bundle is
 * null when one of them is an error; warnings leave it usable.
 */
export function compileFlows(files: Record<string, string>): {
  bundle: FlowBundle | null;
  problems: Problem[];
} {
  const problems: Problem[] = [];
  const parsed = parseFiles(files, problems);
  problems.push(...checkFiles(parsed));
  const sorted = sortProblems(problems);
  const { business, pipeline, scoring, routing } = parsed;
  const broken = sorted.some(({ severity }) => severity === "error");
  if (broken || business === null || pipeline === null || scoring === null || routing === null) {
    return { bundle: null, problems: sorted };
  }
  return {
    bundle: compile(files, parsed, business.data, pipeline.data, scoring.data, routing.data),
    problems: sorted,
  };
}

function compile(
  files: Record<string, string>,
  parsed: ParsedFiles,
  business: Business,
  pipeline: Pipeline,
  scoring: Scoring,
  routing: Routing,
): FlowBundle {
  const kept = Object.fromEntries(Object.entries(files).filter(([name]) => !name.startsWith("tests/")));
  const { privacy, outOfHours } = business;
  return {
    version: versionOf(kept),
    files: kept,
    business,
    calendar: {
      timeZone: business.timeZone,
      hours: business.hours,
      holidays: business.holidays.map(({ date }) => date),
    },
    pipeline,
    scoring,
    routing,
    templates: compileTemplates(parsed.templates?.data),
    nurture: parsed.nurture.map(({ data }) => data),
    faq: compileFaq(parsed.faq?.data ?? { entries: [] }),
    flows: new Map(
      parsed.flows.map(({ data }) => [
        data.id,
        compileFlow(data, compilePhrases(business.phrases, data.phrases)),
      ]),
    ),
    entry: business.entry,
    phrases: compilePhrases(business.phrases),
    texts: {
      about: compileLocal(business.about),
      privacy: privacy === undefined ? null : compileLocal(privacy.text),
      outOfHours: outOfHours === undefined ? null : compileLocal(outOfHours),
      hours: formatHours(business.hours),
    },
    tests: parsed.tests.map(({ source, data }) => ({ file: source.file, test: data })),
  };
}

function compileTemplates(file: TemplatesFile | undefined): Map<string, MessageTemplate> {
  return new Map(
    Object.entries(file?.templates ?? {}).map(([id, { label, text, channels }]) => [
      id,
      {
        id,
        label,
        text: compileLocal(text),
        channels: new Map(Object.entries(channels).map(([name, other]) => [name, compileLocal(other)])),
      },
    ]),
  );
}

function versionOf(files: Record<string, string>): string {
  const hash = createHash("sha256");
  for (const name of Object.keys(files).sort()) hash.update(`${name}\0${files[name]}\0`);
  return hash.digest("hex").slice(0, 16);
}

function parseFiles(files: Record<string, string>, problems: Problem[]): ParsedFiles {
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
]);

/** Every other YAML file at the top of the folder is a flow. */
function isFlowFile(name: string): boolean {
  return !name.includes("/") && name.endsWith(".yaml") && !OTHER_FILES.has(name);
}

function configProblems<T>(file: Checked<T> | null, check: (config: T) => ConfigFault[]): Problem[] {
  if (file === null) return [];
  return check(file.data).map(({ path, message, fix }) => file.source.problem(path, { message, fix }));
}
