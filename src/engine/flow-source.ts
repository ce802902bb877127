import type { Clock } from "../clock.ts";
import { LeadlineError } from "../errors.ts";
import {
  compileFlows,
  type FlowBundle,
  formatProblem,
  loadFlowFolder,
  type Problem,
  watchFlowFolder,
} from "../flow/index.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { SettingStore } from "../store/port/setting-store.ts";
import type { FlowSource } from "./engine.ts";

export interface WatchedFlows extends FlowSource {
  /** Why the files on the disk are not those in use; empty when they are. */
  problems(): readonly Problem[];
  close(): void;
}

export interface FlowSourceOptions {
  folder: string;
  settings: SettingStore;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  /** Reload when files change. Default: true. */
  watch?: boolean;
}

/**
 * The flow files of a folder, reloaded when they change; a broken change leaves the old ones in force. Each
 * version in use is kept in the database first, so that a conversation can finish on the one it began on.
 *
 * Throws `flow-invalid` with every fault when the files cannot be used at the start.
 */
export async function openFlows(options: FlowSourceOptions): Promise<WatchedFlows> {
  const { folder, settings, clock, log, metrics } = options;
  const loaded = await loadFlowFolder(folder);
  if (loaded.bundle === null) throw invalid(folder, loaded.problems);
  const versions = new Map<string, FlowBundle>();
  let current = loaded.bundle;
  let problems: readonly Problem[] = [];
  await keep(current);

  async function keep(bundle: FlowBundle): Promise<void> {
    await settings.saveFlowVersion(bundle.version, { ...bundle.files }, clock.now().toISOString());
    versions.set(bundle.version, bundle);
  }

  async function take(change: { bundle: FlowBundle | null; problems: Problem[] }): Promise<void> {
    problems = change.bundle === null ? change.problems : [];
    metrics.count("leadline_flow_reloads_total", { result: change.bundle === null ? "refused" : "loaded" });
    if (change.bundle === null) {
      log.error(
        { problems: change.problems.map(formatProblem) },
        "the flow files have faults; the old ones stay in force",
      );
      return;
    }
    await keep(change.bundle);
    current = change.bundle;
    log.info({ version: current.version }, "the flow files were reloaded");
  }

  const watched =
    options.watch === false
      ? null
      : await watchFlowFolder(folder, (change) => {
          take(change).catch((error: unknown) =>
            log.error({ error }, "the new flow files could not be kept"),
          );
        });

  return {
    current: () => current,
    version: (id) => versions.get(id) ?? null,
    async load(ids) {
      for (const id of ids) {
        const files = await settings.flowVersion(id);
        const bundle = files === null ? null : compileFlows(files).bundle;
        if (bundle === null)
          log.warn({ version: id }, "a version of the flow files is gone; the present one serves");
        versions.set(id, bundle ?? current);
      }
    },
    problems: () => problems,
    close: () => watched?.close(),
  };
}

function invalid(folder: string, problems: Problem[]): LeadlineError {
  const lines = problems.map((problem) => `  ${formatProblem(problem).replaceAll("\n", "\n  ")}`);
  return new LeadlineError("flow-invalid", `The flow files in ${folder} have faults:\n${lines.join("\n")}`, {
    fix: "Mend them; `leadline flow check` shows them again.",
  });
}
