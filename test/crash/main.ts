// npm run crash -- --rounds 500 --database postgresql
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { startOwnPostgres } from "../support/postgres.ts";
import { type CrashReport, crashTest } from "./report.ts";

const program = new Command("crash")
  .description("Kill the program under load, again and again, and check that nothing was lost or done twice.")
  .option("--rounds <n>", "how often it is killed", whole, 200)
  .option("--seed <n>", "to repeat a run as far as the machine allows", whole, Date.now() % 1_000_000)
  .addOption(
    new Option("--database <kind>", "what it keeps its data in")
      .choices(["sqlite", "postgresql"])
      .default("sqlite"),
  )
  .option("--keep", "leave the folder with the data behind");

const options = program
  .parse()
  .opts<{ rounds: number; seed: number; database: "sqlite" | "postgresql"; keep?: boolean }>();
const began = performance.now();
const folder = await mkdtemp(join(tmpdir(), "leadline-crash-"));
const server = options.database === "postgresql" ? await startOwnPostgres() : null;
try {
  const databaseUrl = server ? await server.createDatabase() : `file:${join(folder, "leadline.db")}`;
  const { rounds, seed } = options;
  const onRound = (round: number) => {
    if (process.stderr.isTTY) process.stderr.write(`\rround ${round} of ${rounds} `);
  };
  show(await crashTest({ databaseUrl, folder, rounds, seed, onRound }));
} finally {
  await server?.stop();
  if (options.keep) console.log(`The data is in ${folder}`);
  else await rm(folder, { recursive: true, force: true });
}

function show({ faults, figures, kills }: CrashReport): void {
  if (process.stderr.isTTY) process.stderr.write("\r");
  const seconds = ((performance.now() - began) / 1_000).toFixed(0);
  console.log(`${options.database}, seed ${options.seed}, ${seconds} s`);
  for (const [name, figure] of Object.entries(figures)) console.log(`${String(figure).padStart(8)}  ${name}`);
  const moments = Object.entries(kills).map(([moment, count]) => `${moment} ${count}`);
  console.log(`Killed at: ${moments.join(", ")}.`);
  for (const fault of faults.slice(0, 20)) console.log(`FAULT: ${fault}`);
  console.log(faults.length === 0 ? "Everything holds." : `${faults.length} faults.`);
  if (faults.length > 0) process.exitCode = 1;
}

function whole(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}
