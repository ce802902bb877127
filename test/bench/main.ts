import { benchIdle } from "./idle.ts";
import { benchInsights } from "./insights.ts";
import { benchLearning } from "./learn.ts";
import { benchMarks } from "./marks.ts";
import { benchBareLoop, benchLoad, benchOneByOne, type TurnsResult, WARM_UP } from "./turns.ts";

/** The ratios that must hold: see docs/architecture.md. */
const LEAST_RATIO = 2;
const MOST_EXTRA_MS = 2;

/** Prospects at once, and how many rounds are played. */
const LOADS = [
  { prospects: 500, rounds: 7 },
  { prospects: 5_000, rounds: 3 },
] as const;
const number = (value: number, digits = 0) =>
  value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

interface Bare {
  driver: string;
  perSecond: number;
  p50: number;
}

interface Measured extends TurnsResult {
  /** Turns/s over those of the bare loop. */
  ratio: number;
}

/** A load in turn with the bare loop, which begins and ends, so that both meet the same machine. */
async function rounds(prospects: number, count: number): Promise<{ runs: Measured[]; bares: Bare[] }> {
  const bares: Bare[] = [await benchBareLoop(prospects)];
  const runs: Measured[] = [];
  for (let i = 0; i < count; i++) {
    const before = bares.at(-1)!;
    const result = await benchLoad(prospects);
    const after = await benchBareLoop(prospects);
    bares.push(after);
    runs.push({ ...result, ratio: (result.perSecond * 2) / (before.perSecond + after.perSecond) });
  }
  return { runs, bares };
}

/** The one whose `key` is in the middle. */
function median<Item>(items: readonly Item[], key: (item: Item) => number): Item {
  return [...items].sort((a, b) => key(a) - key(b))[Math.floor(items.length / 2)]!;
}

async function turns(): Promise<boolean> {
  console.log("turns: the whole path of a prospect's message – accept, decide, commit, outbox – on SQLite,");
  console.log("synchronous=FULL, beside a bare loop that writes the same rows one transaction a turn.");
  console.log(
    `They take turns. Before each measurement either side plays ${number(WARM_UP)} other prospects into the`,
  );
  console.log(
    "same database, to be warm. A round's ratio is to the bare runs right before and after it; the round",
  );
  console.log("in the middle counts.\n");
  await benchLoad(WARM_UP);
  const rows: Measured[] = [];
  const bares: Bare[] = [];
  for (const { prospects, rounds: count } of LOADS) {
    const played = await rounds(prospects, count);
    const bare = median(played.bares, (each) => each.perSecond);
    bares.push(bare);
    rows.push(median(played.runs, (each) => each.ratio));
    const ratios = played.runs.map((run) => number(run.ratio, 2)).join(", ");
    console.log(
      `${number(prospects)} prospects: bare loop (${bare.driver}) ${number(bare.perSecond)} turns/s, p50 ${number(bare.p50, 3)} ms; ratio of each round: ${ratios}`,
    );
  }
  const single = await benchOneByOne(100);
  const { perSecond, p50 } = bares[0]!;
  console.log(
    "\n| load | turns/s | ratio to bare | p50 ms | p95 ms | p99 ms | CPU | CPU µs/turn | peak RSS MB | commits/turn |",
  );
  console.log("|---|---|---|---|---|---|---|---|---|---|");
  for (const r of [...rows, { ...single, ratio: single.perSecond / perSecond }]) {
    console.log(
      `| ${r.name} | ${number(r.perSecond)} | ${number(r.ratio, 2)} | ${number(r.p50, 2)} | ${number(r.p95, 2)} | ${number(r.p99, 2)} | ${number(r.cpu, 2)} | ${number((r.cpu / r.perSecond) * 1e6)} | ${number(r.peakRssMb)} | ${number(r.commitsPerTurn, 3)} |`,
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

/** `npm run bench`, `… -- turns`, `… -- idle`, `… -- learn`, `… -- insights 1000000`, `… -- insights 1000000 sqlite`. */
const [part, size, ...databases] = process.argv.slice(2);
const LEADS = 100_000;
const isAsked = (...parts: string[]) => part === undefined || parts.includes(part);
const good = [
  !isAsked("turns") || (await turns()),
  !isAsked("insights") || (await benchMarks()),
  !isAsked("insights") ||
    (await benchInsights(Number(size ?? LEADS), databases.length > 0 ? databases : undefined)),
  !isAsked("idle") || (await benchIdle()),
  !isAsked("learn") || (await benchLearning()),
];
process.exitCode = good.every(Boolean) ? 0 : 1;
