import { copyFlows, writeToMany } from "./config.ts";
import type { Data } from "./data.ts";
import { readData } from "./data.ts";
import { type CrashOptions, type CrashRun, runCrash } from "./harness.ts";
import { replay } from "./replay.ts";
import { verify } from "./verify.ts";

export interface CrashReport {
  /** What did not hold, in sentences. */
  faults: string[];
  figures: Record<string, number>;
  kills: CrashRun["kills"];
}

/** Run, kill, drain, and check everything. */
export async function crashTest(options: CrashOptions): Promise<CrashReport> {
  await copyFlows(options.folder);
  await writeToMany(options.folder);
  const run = await runCrash(options);
  const data = await readData(options.databaseUrl);
  const replayed = await replay(data.inbox, options.folder);
  const faults = verify({ ledger: run.vendor.ledger, provider: run.provider, data, replayed });
  return { faults, figures: figuresOf(run, data), kills: run.kills };
}

function figuresOf({ vendor, provider, kills }: CrashRun, data: Data): Record<string, number> {
  const { ledger } = vendor;
  return {
    kills: Object.values(kills).reduce((sum, count) => sum + count, 0),
    conversations: ledger.chats.size,
    "events accepted": ledger.accepted.size,
    "delivered again after a kill": ledger.figures.redelivered,
    "of those, had been kept": ledger.figures.duplicatesTold,
    "delivered twice on purpose": ledger.figures.repeated,
    "timers that fell due": data.inbox.filter((row) => row.kind === "timer").length,
    "messages in the outbox": data.outbox.length,
    "reached a reader": provider.delivered.length,
    "reached a reader twice":
      provider.delivered.length - new Set(provider.delivered.map((one) => one.id)).size,
    parked: data.outbox.filter((row) => row.status === "parked").length,
    "answers lost by the provider": provider.figures.unknown,
    "looked up and found": provider.figures.found,
    "looked up and absent": provider.figures.absent,
    "messages of sequences": data.outreach.filter(({ kind }) => kind === "sequence").length,
    leads: data.leads.length,
    activities: data.activities.length,
  };
}
