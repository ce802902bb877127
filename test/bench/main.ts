import { benchBareLoop, benchLoad, benchOneByOne, type TurnsResult } from "./turns.ts";

/** The ratios that must hold: see docs/architecture.md. */
const LEAST_RATIO = 2;
const MOST_EXTRA_MS = 2;

const number = (value: number, digits = 0) =>
  value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

interface Measured extends TurnsResult {
  /** Turns/s over those of the bare loop, run right before and right after. */
  ratio: number;
}

/** Run a load between two runs of the bare loop, so that both meet the same machine. */
async function beside(run: () => Promise<TurnsResult>): Promise<Measured> {
  const before = await benchBareLoop(500);
  const result = await run();
  const after = await benchBareLoop(500);
  return { ...result, ratio: (result.perSecond * 2) / (before.perSecond + after.perSecond) };
}

/** The run whose ratio is in the middle. */
function median(results: Measured[]): Measured {
  return [...results].sort((a, b) => a.ratio - b.ratio)[Math.floor(results.length / 2)]!;
}

async function turns(): Promise<boolean> {
  console.log("turns: the whole path of a prospect's message – accept, decide, commit, outbox – on SQLite,");
  console.log("synchronous=FULL, beside a bare loop that writes the same rows one transaction a turn.");
  console.log("Median of three runs each, after a warm-up.\n");
  await benchLoad(1_000);
  const bare = await benchBareLoop(500);
  const rows: Measured[] = [];
  for (const prospects of [500, 5_000]) {
    const runs: Measured[] = [];
    for (let i = 0; i < 3; i++) runs.push(await beside(() => benchLoad(prospects)));
    rows.push(median(runs));
  }
  const single = await benchOneByOne(100);
  const bareAgain = await benchBareLoop(500);
  const perSecond = (bare.perSecond + bareAgain.perSecond) / 2;
  const p50 = (bare.p50 + bareAgain.p50) / 2;
  console.log(`bare loop (${bare.driver}): ${number(perSecond)} turns/s, p50 ${number(p50, 3)} ms\n`);
  console.log(
    "| load | turns/s | ratio to bare | p50 ms | p95 ms | p99 ms | CPU | peak RSS MB | commits/turn |",
  );
  console.log("|---|---|---|---|---|---|---|---|---|");
  for (const r of [...rows, { ...single, ratio: single.perSecond / perSecond }]) {
    console.log(
      `| ${r.name} | ${number(r.perSecond)} | ${number(r.ratio, 2)} | ${number(r.p50, 2)} | ${number(r.p95, 2)} | ${number(r.p99, 2)} | ${number(r.cpu, 2)} | ${number(r.peakRssMb)} | ${number(r.commitsPerTurn, 3)} |`,
    );
  }
  const ratio = Math.min(...rows.map((r) => r.ratio));
  const extra = single.p50 - p50;
  console.log(
    `\nunder load: ${number(ratio, 2)} times the bare loop (wanted: at least ${number(LEAST_RATIO, 1)})`,
  );
  console.log(
    `one at a time: ${number(extra, 3)} ms above the bare loop (wanted: under ${MOST_EXTRA_MS} ms)`,
  );
  return ratio >= LEAST_RATIO && extra < MOST_EXTRA_MS;
}

const good = await turns();
process.exitCode = good ? 0 : 1;
