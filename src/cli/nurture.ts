import { Command } from "commander";
import type { FlowBundle } from "../flow/index.ts";
import { LANGUAGES, type Language } from "../language.ts";
import { nearest } from "../nearest.ts";
import { action, type Cli, type GlobalOptions } from "./cli.ts";
import { EXIT } from "./exit-codes.ts";
import { parseLanguage } from "./flow.ts";
import { loadBundle } from "./flow-bundle.ts";
import { withOperations } from "./with-operations.ts";

/** `leadline nurture`: what sequences would send. */
export function nurtureCommand(cli: Cli): Command {
  return new Command("nurture")
    .summary("what nurture sequences would send, and to whom")
    .description("The sequences of flows/nurture: see docs/flows.md.")
    .addCommand(previewCommand(cli))
    .addHelpText(
      "after",
      "\nExamples:\n  leadline nurture preview not-ready-yet\n  LEADLINE_FLOWS=draft leadline nurture preview not-ready-yet --json    by other files than those in use",
    );
}

interface PreviewOptions extends GlobalOptions {
  lang: Language;
}

function previewCommand(cli: Cli): Command {
  return new Command("preview")
    .summary("who would get what of a sequence, and when, or why not")
    .description(
      "Who is in a sequence, or would begin it if it were asked of everybody now; what each would get next and when, or why not, by the limits as they stand. Looks at no more than 1,000 open leads. Sends nothing and changes nothing, also while Leadline runs.",
    )
    .argument("<sequence>", "its id, or its name in any language")
    .option("--lang <language>", `${LANGUAGES.join(", ")}: in which it is told`, parseLanguage, "en")
    .addHelpText("after", "\nExample:\n  leadline nurture preview not-ready-yet --lang pt")
    .action(
      action(cli, async (options: PreviewOptions, typed: string) => {
        const bundle = await loadBundle(cli, options);
        const { sequenceNamed } = await import("../commands/args/sequence.ts");
        const sequence = bundle.sequences.get(sequenceNamed(typed, bundle) ?? "");
        if (sequence === undefined) {
          cli.terminal.alert(unknown(typed, bundle));
          return EXIT.fault;
        }
        const { at, people } = await withOperations(cli, options, (operations) =>
          operations.previewNurture({ files: { ...bundle.files }, sequence: sequence.id }),
        );
        if (options.json) {
          const rows = people.map(({ lead, name, isEnrolled, place, when, why }) => ({
            lead: lead.number,
            name,
            isEnrolled,
            message: when === null ? null : (sequence.steps[place]?.id ?? null),
            when,
            why: why?.code ?? null,
          }));
          cli.terminal.out(JSON.stringify(rows, null, 2));
          return EXIT.ok;
        }
        const { previewText } = await import("../commands/each/nurture.ts");
        const view = { bundle, language: options.lang, at, zone: bundle.calendar.timeZone };
        cli.terminal.out(previewText(sequence, people, { ...view, page: 1, size: people.length }));
        return EXIT.ok;
      }),
    );
}

/** That there is no such sequence, and which there are. */
function unknown(typed: string, { sequences }: FlowBundle): string {
  const ids = [...sequences.keys()];
  if (ids.length === 0) return "There are no sequences: add a file to flows/nurture, as docs/flows.md shows.";
  const near = nearest(typed, ids);
  const hint = near === null ? `There are: ${ids.join(", ")}.` : `Did you mean ${near}?`;
  return `There is no sequence “${typed}”. ${hint}`;
}
