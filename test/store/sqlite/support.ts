import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import {
  openSqlite,
  type SqliteConnection,
  type SqliteOptions,
} from "../../../src/store/sqlite/connection.ts";
import { argsFor } from "../../support/child-process.ts";

/** A folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "leadline-sqlite-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An open database with a table `note(id, text UNIQUE)`, closed with the test. */
export async function openNotes(options: Partial<SqliteOptions> = {}): Promise<SqliteConnection> {
  const file = options.file ?? join(temporaryFolder(), "leadline.db");
  const connection = await openSqlite({ ...options, file });
  onTestFinished(() => connection.close());
  await connection.exec("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, text TEXT UNIQUE)");
  return connection;
}

export function insertNote(text: string) {
  return { sql: "INSERT INTO note (text) VALUES (?)", params: [text] };
}

/** All notes, as the program's reads see them. */
export function notes(connection: SqliteConnection): unknown[] {
  return connection.read("SELECT text FROM note ORDER BY id").map(([text]) => text);
}

/** A child process that runs `child.ts`, killed with the test; `line` waits for its next line of output. */
export function startChild(...args: string[]): {
  process: ChildProcess;
  line: () => Promise<string | undefined>;
} {
  const child = spawn(process.execPath, [...argsFor(new URL("./child.ts", import.meta.url)), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { process: child, line: async () => (await lines.next()).value };
}

/** Kill -9, and wait until the process is gone. */
export async function killHard(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await exited;
}
