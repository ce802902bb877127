import { type Cli, databaseFile, type GlobalOptions, loadSettings, openLog } from "./cli.ts";
import { connectControl } from "./control.ts";
import { createOperations, type Operations } from "./operations.ts";

/** Do something to the data by way of the program that runs, or on the database itself when none does. */
export async function withOperations<T>(
  cli: Cli,
  options: GlobalOptions,
  use: (operations: Operations) => Promise<T>,
): Promise<T> {
  const config = loadSettings(cli, options);
  const file = databaseFile(config);
  const running = file === null ? null : await connectControl(file);
  if (running !== null) return use(running);
  const { openStore } = await import("../store/index.ts");
  const log = openLog(config, options, "warn");
  const store = await openStore({ databaseUrl: config.databaseUrl, log, clock: cli.clock });
  try {
    return await use(createOperations(store, cli.clock));
  } finally {
    await store.close();
  }
}
