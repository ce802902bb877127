import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { LeadlineError } from "../errors.ts";
import { flowGraph, toMermaid } from "../flow/graph.ts";
import { toSvg } from "../flow/graph-svg.ts";
import { type FlowBundle, formatProblem, loadFlowFolder } from "../flow/index.ts";
import { type ConversationResult, formatResult, runConversationTests } from "../flow/test-runner.ts";
import { LANGUAGES, type Language } from "../language.ts";
import { checkChatTemplates } from "./checks.ts";
import { action, type Cli, type GlobalOptions, loadSettings } from "./cli.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { chat } from "./flow-chat.ts";

/** `leadline flow`: check, test, draw and try the flow files. */
export function flowCommand(cli: Cli): Command {
  return new Command("flow")
    .summary("check, test, draw and try your flows")
    .description("Check, test, draw and try the flow files. They are found by LEADLINE_FLOWS, else ./flows.")
    .addCommand(checkCommand(cli))
    .addCommand(testCommand(cli))
    .addCommand(graphCommand(cli))
    .addCommand(chatCommand(cli))
    .addHelpText(
      "after",
      "\nExamples:\n  leadline flow check\n  leadline flow test back\n  leadline flow graph qualify --svg qualify.svg\n  leadline flow chat --lang pt",
    );
}

function checkCommand(cli: Cli): Command {
  return new Command("check")
    .description("name the file, line, column and fix of every fault")
    .argument("[folder]", "another folder than the settings name")
    .action(
      action(cli, async (options: GlobalOptions, folder?: string) => {
        const { bundle, problems } = await loadFlowFolder(flowFolder(cli, options, folder));
        if (options.json) {
          cli.terminal.out(
            JSON.stringify({ ok: bundle !== null, version: bundle?.version ?? null, problems }, null, 2),
          );
        } else {
          for (const problem of problems) cli.terminal.out(formatProblem(problem));
          // Of another folder the database knows nothing.
          const inChat = folder === undefined ? await checkChatTemplates(loadSettings(cli, options)) : [];
          for (const { detail, fix } of inChat)
            cli.terminal.out(`templates.yaml warning: ${detail}.\n    ${fix}`);
          cli.terminal.out(
            bundle === null
              ? "\nThe flows cannot be used."
              : `The flows are valid: version ${bundle.version}.`,
          );
        }
        return bundle === null ? EXIT.fault : EXIT.ok;
      }),
    );
}

function testCommand(cli: Cli): Command {
  return new Command("test")
    .description("play the conversations in the folder tests/ of the flows, and compare what the bot says")
    .argument("[only...]", "only those whose file or name contains one of these")
    .action(
      action(cli, async (options: GlobalOptions, only: string[]) => {
        const bundle = await loadBundle(cli, options);
        const wanted = ({ file, name }: ConversationResult) =>
          only.length === 0 || only.some((part) => file.includes(part) || name.includes(part));
        const results = runConversationTests(bundle).filter(wanted);
        const failed = results.filter((result) => !result.passed);
        if (options.json) {
          cli.terminal.out(
            JSON.stringify({ ok: failed.length === 0 && results.length > 0, results }, null, 2),
          );
        } else {
          for (const result of results)
            if (!result.passed || !options.quiet) cli.terminal.out(formatResult(result));
          cli.terminal.out(`\n${results.length} conversations, ${failed.length} failed.`);
        }
        // A pattern that finds nothing is a typing mistake, not a success.
        return failed.length === 0 && results.length > 0 ? EXIT.ok : EXIT.fault;
      }),
    );
}

interface GraphOptions extends GlobalOptions {
  lang: Language;
  svg?: string;
}

function graphCommand(cli: Cli): Command {
  return new Command("graph")
    .description("draw a flow: Mermaid text, or an SVG picture")
    .argument("[flow]", "the flow's id; the business's own first flow when absent")
    .option("--svg <file>", "write a picture instead of printing Mermaid")
    .option("--lang <language>", `${LANGUAGES.join(", ")}: the texts in the boxes`, parseLanguage, "en")
    .action(
      action(cli, async (options: GraphOptions, id?: string): Promise<ExitCode> => {
        const bundle = await loadBundle(cli, options);
        requireFlow(bundle, id);
        const graph = flowGraph(bundle, id ?? bundle.entry, options.lang);
        if (graph === null) return EXIT.fault;
        if (options.svg === undefined) {
          cli.terminal.out(options.json ? JSON.stringify(graph, null, 2) : toMermaid(graph).trimEnd());
          return EXIT.ok;
        }
        const file = resolve(cli.cwd, options.svg);
        writeFileSync(file, toSvg(graph));
        if (options.json) cli.terminal.out(JSON.stringify({ file }));
        else cli.terminal.note(`Wrote ${file}.`);
        return EXIT.ok;
      }),
    );
}

interface ChatOptions extends GlobalOptions {
  lang?: Language;
}

function chatCommand(cli: Cli): Command {
  return new Command("chat")
    .description("talk to a flow as a prospect, and see the lead that comes of it; nothing is stored")
    .argument("[flow]", "the flow's id; the business's own first flow when absent")
    .option(
      "--lang <language>",
      `${LANGUAGES.join(", ")}; found out from the first message when absent`,
      parseLanguage,
    )
    .action(
      action(cli, async (options: ChatOptions, flow?: string): Promise<ExitCode> => {
        const bundle = await loadBundle(cli, options);
        requireFlow(bundle, flow);
        await chat(cli, bundle, { flow, language: options.lang, json: options.json });
        return EXIT.ok;
      }),
    );
}

function flowFolder(cli: Cli, options: GlobalOptions, folder?: string): string {
  return folder === undefined ? loadSettings(cli, options).flowsFolder : resolve(cli.cwd, folder);
}

/** The flows as the settings name them. Throws `flow-invalid` with every fault. */
async function loadBundle(cli: Cli, options: GlobalOptions): Promise<FlowBundle> {
  const folder = flowFolder(cli, options);
  const { bundle, problems } = await loadFlowFolder(folder);
  if (bundle !== null) return bundle;
  const errors = problems.filter((problem) => problem.severity === "error");
  throw new LeadlineError(
    "flow-invalid",
    `The flows in ${folder} have faults:\n${errors.map(formatProblem).join("\n")}`,
    {
      fix: "Correct them; `leadline flow check` shows them too.",
    },
  );
}

/** Throws `flow-invalid` when there is no such flow. */
function requireFlow(bundle: FlowBundle, id: string | undefined): void {
  if (id === undefined || bundle.flows.has(id)) return;
  throw new LeadlineError("flow-invalid", `There is no flow "${id}".`, {
    fix: `There are: ${[...bundle.flows.keys()].join(", ")}.`,
  });
}

/** For an option that names a language. */
export function parseLanguage(text: string): Language {
  const language = LANGUAGES.find((one) => one === text.toLowerCase());
  if (language === undefined) throw new InvalidArgumentError(`Use one of: ${LANGUAGES.join(", ")}.`);
  return language;
}
