import { Command } from "commander";
import type { FlowBundle } from "../flow/index.ts";
import type { Example } from "../leads/learn/example.ts";
import { toPlanJson } from "../leads/learn/learning-schema.ts";
import { action, type Cli } from "./cli.ts";
import { EXIT } from "./exit-codes.ts";
import { loadBundle } from "./flow-bundle.ts";
import type { Operations } from "./operations.ts";
import { reportInWords, stateInWords, VERDICTS } from "./score-words.ts";
import { withOperations } from "./with-operations.ts";

/** `leadline score`: how well the score tells which leads are won, and what was learned of it. */
export function scoreCommand(cli: Cli): Command {
  return new Command("score")
    .summary("how well the score tells which leads are won, and the learned probability")
    .description(
      "How well the points of flows/scoring.yaml tell which leads are won, and whether open leads show a probability that was learned from those that ended. See docs/scoring.md.",
    )
    .addCommand(reportCommand(cli))
    .addCommand(trainCommand(cli))
    .addCommand(useCommand(cli))
    .addCommand(offCommand(cli))
    .addHelpText(
      "after",
      "\nExamples:\n  leadline score report\n  leadline score report --json\n  leadline score train\n  leadline score off",
    );
}

function reportCommand(cli: Cli): Command {
  return new Command("report")
    .description(
      "Learn from the older three quarters of the leads that were won or lost, and look at the newer quarter: how often the score, and two ways of learning, put a won lead above a lost one. Changes nothing.",
    )
    .action(
      action(cli, async (options) => {
        const bundle = await loadBundle(cli, options);
        const { examples, state } = await withOperations(cli, options, async (operations) => ({
          examples: await allExamples(operations, bundle),
          state: await operations.learning(),
        }));
        const { evaluate } = await import("../leads/learn/evaluate.ts");
        const { strongestOf } = await import("../leads/learn/model.ts");
        const { report, model } = evaluate(examples, { minimum: bundle.scoring.learning.minimum });
        const weights = model === null ? [] : strongestOf(model, MOST_WEIGHTS);
        if (options.json) cli.terminal.out(JSON.stringify({ ...report, weights, state }, null, 2));
        else {
          const lines = [stateInWords(state, bundle.scoring.learning), "", reportInWords(report, weights)];
          cli.terminal.out(lines.join("\n"));
        }
        return EXIT.ok;
      }),
    );
}

function trainCommand(cli: Cli): Command {
  return new Command("train")
    .description("Learn now, without waiting for the night. What came of it: leadline score report")
    .action(
      action(cli, async (options) => {
        if (!(await loadBundle(cli, options)).scoring.learning.enabled) return disabled(cli);
        await withOperations(cli, options, (operations) => operations.learn({ what: "train" }));
        cli.terminal.note(`It is learned ${WHEN}`);
        return EXIT.ok;
      }),
    );
}

function useCommand(cli: Cli): Command {
  return new Command("use")
    .description(
      "Show the probability again after `off`. One that tells worse than the score is never shown.",
    )
    .action(
      action(cli, async (options) => {
        if (!(await loadBundle(cli, options)).scoring.learning.enabled) return disabled(cli);
        const newest = await withOperations(cli, options, async (operations) => {
          const state = await operations.learning();
          const usable = state.newest?.verdict === "use" ? { usable: state.newest.number } : {};
          await operations.learn({ what: "use", ...usable });
          return state.newest;
        });
        if (newest?.verdict === "use") cli.terminal.note(`Open leads show their probability again ${WHEN}`);
        else {
          const why =
            newest === null || newest.verdict === null
              ? "Nothing was learned yet."
              : VERDICTS[newest.verdict];
          cli.terminal.note(`It is switched on, and nothing is shown for now. ${why}`);
        }
        return EXIT.ok;
      }),
    );
}

function offCommand(cli: Cli): Command {
  return new Command("off")
    .description("Show no probability until `use`. It goes on being learned, so that the report tells.")
    .action(
      action(cli, async (options) => {
        await withOperations(cli, options, (operations) => operations.learn({ what: "off" }));
        cli.terminal.note(`The probability is taken from the open leads ${WHEN}`);
        return EXIT.ok;
      }),
    );
}

const WHEN = "at once where Leadline runs, otherwise when it starts next.";
const MOST_WEIGHTS = 10;
/** Examples that are asked for at once, so that a program that runs goes on meanwhile. */
const AT_ONCE = 250;

async function allExamples(operations: Operations, bundle: FlowBundle): Promise<Example[]> {
  const { factPlanOf } = await import("../flow/fact-plan.ts");
  const plan = toPlanJson(factPlanOf(bundle));
  const ids = await operations.ended();
  const examples: Example[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE)
    examples.push(...(await operations.examples(ids.slice(from, from + AT_ONCE), plan)));
  return examples;
}

function disabled(cli: Cli) {
  cli.terminal.note("Learning is switched off in flows/scoring.yaml (learning: enabled: false).");
  return EXIT.fault;
}
