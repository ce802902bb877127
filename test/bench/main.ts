import { benchBareLoop, benchLoad, benchOneByOne, type TurnsResult } from "./turns.ts";

/** The ratios that must hold: see docs/architecture.md. */
const LEAST_RATIO = 2;
const MOST_EXTRA_MS = 2;

const number = (value: number, digits = 0) =>
  value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

async function turns(): Promise<boolean> {
  console.log("turns: the whole path of a prospect's message – accept, decide, commit, outbox – on SQLite,");
  console.log("synchronous=FULL, beside a bare loop that writes the same rows one transaction a turn.\n");
  const bare = await benchBareLoop(500);
  const results: TurnsResult[] = [await benchLoad(500), await benchLoad(5_000), await benchOneByOne(100)];
  const again = await benchBareLoop(500);
  const perSecond = (bare.perSecond + again.perSecond) / 2;
  console.log(`bare loop (${bare.driver}): ${number(perSecond)} turns/s, p50 ${number(bare.p50, 3)} ms\n`);
  console.log(
    "| load | turns/s | ratio to bare | p50 ms | p95 ms | p99 ms | CPU | peak RSS MB | commits/turn |",
  );
  console.log("|---|---|---|---|---|---|---|---|---|");
  for (const r of results) {
    console.log(
      `| ${r.name} | ${number(r.perSecond)} | ${number(r.perSecond / perSecond, 2)} | ${number(r.p50, 2)} | ${number(r.p95, 2)} | ${number(r.p99, 2)} | ${number(r.cpu, 2)} | ${number(r.peakRssMb)} | ${number(r.commitsPerTurn, 3)} |`,
    );
  }
  const loads = results.slice(0, 2);
  const ratio = Math.min(...loads.map((r) => r.perSecond / perSecond));
  const extra = (results[2]?.p50 ?? 0) - bare.p50;
  const good = ratio >= LEAST_RATIO && extra < MOST_EXTRA_MS;
  console.log(
    `\nunder load: ${number(ratio, 2)} times the bare loop (wanted: at least ${number(LEAST_RATIO, 1)})`,
  );
  console.log(
    `one at a time: ${number(extra, 3)} ms above the bare loop (wanted: under ${MOST_EXTRA_MS} ms)`,
  );
  return good;
}

const good = await turns();
process.exitCode = good ? 0 : 1;
