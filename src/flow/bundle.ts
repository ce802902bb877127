import { createHash } from "node:crypto";
import type { Language, LocalText } from "../language.ts";
import type { BusinessCalendar, FollowUpRule, Pipeline, Routing, Scoring } from "../leads/config.ts";
import { type ApprovedTemplate, compileApproved } from "./approved.ts";
import { checkFiles } from "./check.ts";
import { templateVariables } from "./check-templates.ts";
import { compileFlow, compilePhrases } from "./compile.ts";
import { compileFaq, type Faq } from "./faq.ts";
import type { Flow, Phrases } from "./flow.ts";
import { formatHours } from "./hours.ts";
import { type ParsedFiles, parseFiles } from "./parse-files.ts";
import { type Problem, sortProblems } from "./problems.ts";
import type { Business, ConversationTest, TemplatesFile } from "./schema.ts";
import { compileSequence, type Sequence } from "./sequences.ts";
import { compileLocal, type LocalTemplate } from "./template.ts";
import { NO_EDITS, type TemplateEdits, type TemplateTexts, textsOfFile } from "./template-edits.ts";

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
  /** What the files alone say of templates. */
  readonly fileTemplates: ReadonlyMap<string, MessageTemplate>;
  /** What chat says in place of the files: taken into `templates` already. None in what is compiled from files. */
  readonly edits: TemplateEdits;
  /** The variables that a template may name: each may get a value. */
  readonly templateVariables: readonly string[];
  /** Nurture sequences, by id. */
  readonly sequences: ReadonlyMap<string, Sequence>;
  /** What is planned by itself. */
  readonly followUpRules: readonly FollowUpRule[];
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
  /** As written, by `<language>` or `<channel>/<language>`. */
  readonly texts: TemplateTexts;
  readonly text: LocalTemplate;
  /** Another text for a channel. */
  readonly channels: ReadonlyMap<string, LocalTemplate>;
  /** What Meta has approved for it; null when it is not mapped. */
  readonly approved: ApprovedTemplate | null;
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
  const templates = compileTemplates(parsed.templates?.data);
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
    templates,
    fileTemplates: templates,
    edits: NO_EDITS,
    templateVariables: templateVariables(parsed),
    sequences: new Map(parsed.nurture.map(({ data }) => [data.id, compileSequence(data)])),
    followUpRules: parsed.followUps?.data.rules ?? [],
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
    Object.entries(file?.templates ?? {}).map(([id, { label, text, channels, whatsapp }]) => [
      id,
      {
        id,
        label,
        texts: textsOfFile(text, channels),
        text: compileLocal(text),
        channels: new Map(Object.entries(channels).map(([name, other]) => [name, compileLocal(other)])),
        approved: whatsapp === undefined ? null : compileApproved(whatsapp),
      },
    ]),
  );
}

function versionOf(files: Record<string, string>): string {
  const hash = createHash("sha256");
  for (const name of Object.keys(files).sort()) hash.update(`${name}\0${files[name]}\0`);
  return hash.digest("hex").slice(0, 16);
}
