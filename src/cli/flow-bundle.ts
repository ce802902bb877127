import type { FlowBundle } from "../flow/index.ts";
import { type Cli, type GlobalOptions, loadSettings } from "./cli.ts";

/** The flow files, compiled. Throws `flow-invalid` with every fault. */
export async function loadBundle(cli: Cli, options: GlobalOptions): Promise<FlowBundle> {
  const { flowsFolder } = loadSettings(cli, options);
  const { formatProblem, loadFlowFolder } = await import("../flow/index.ts");
  const { LeadlineError } = await import("../errors.ts");
  const { bundle, problems } = await loadFlowFolder(flowsFolder);
  if (bundle !== null) return bundle;
  const lines = problems.map((problem) => `  ${formatProblem(problem).replaceAll("\n", "\n  ")}`);
  throw new LeadlineError(
    "flow-invalid",
    `The flow files in ${flowsFolder} have faults:\n${lines.join("\n")}`,
    { fix: "Mend them; `leadline flow check` shows them again." },
  );
}
