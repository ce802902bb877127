import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { inject } from "vitest";
import { z } from "zod";
import { systemClock } from "../../src/clock.ts";
import { openStore } from "../../src/store/index.ts";
import { quietLog } from "./fake-host.ts";

export type DatabaseKind = "sqlite" | "postgresql";
export const DATABASES: readonly DatabaseKind[] = ["sqlite", "postgresql"];

const Answer = z.union([z.object({ url: z.string() }), z.object({ error: z.string() })]);

/** The URL of an empty PostgreSQL database, dropped at the end of the test run. Fails loudly, never skips. */
export function freshPostgresUrl(): Promise<string> {
  return ask({ copyOf: null });
}

/**
 * The URL of a database that has all tables and no rows; on SQLite a file in the folder. It is a copy of one that the
 * program made: making them anew for each test took a tenth of all the time.
 */
export async function freshDatabaseUrl(kind: DatabaseKind, folder: string): Promise<string> {
  if (kind === "postgresql") {
    madePostgres ??= makePostgres();
    return ask({ copyOf: await madePostgres });
  }
  madeFile ??= makeFile();
  const file = join(folder, "leadline.db");
  await writeFile(file, await madeFile, { mode: 0o600 });
  return `file:${file}`;
}

let madeFile: Promise<Buffer> | undefined;
let madePostgres: Promise<string> | undefined;

async function makeFile(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "leadline-empty-"));
  const file = join(folder, "leadline.db");
  await makeTables(`file:${file}`);
  const bytes = await readFile(file);
  await rm(folder, { recursive: true, force: true });
  return bytes;
}

async function makePostgres(): Promise<string> {
  const url = await freshPostgresUrl();
  await makeTables(url);
  return url;
}

async function makeTables(databaseUrl: string): Promise<void> {
  await (await openStore({ databaseUrl, log: quietLog, clock: systemClock })).close();
}

async function ask(wish: { copyOf: string | null }): Promise<string> {
  const socket = connect(inject("postgresPort"), "127.0.0.1");
  socket.write(`${JSON.stringify(wish)}\n`);
  const answer = Answer.parse(JSON.parse(await text(socket)));
  if ("error" in answer) throw new Error(answer.error);
  return answer.url;
}
