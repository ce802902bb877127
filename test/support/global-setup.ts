import { execFile } from "node:child_process";
import { once } from "node:events";
import { access, chmod, constants, mkdtemp, rm, statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { freemem, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";
import { z } from "zod";
import { type PostgresServer, startPostgres } from "./postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where test/support/database.ts asks for a fresh PostgreSQL database. */
    postgresPort: number;
  }
}

/**
 * A folder for temporary files, and one PostgreSQL server, for a whole test run. The server is started when the
 * first suite asks for a database, so that a run without such a suite does not pay for it. Each connection to
 * `postgresPort` is one wish on a line, `{ copyOf }`: the URL of a database that is copied, or null. The answer is `{ url }` or
 * `{ error }`.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Whatever a test leaves behind goes with the run: the workers are started with this environment.
  const folder = await mkdtemp(join(await placeForFiles(), "leadline-run-"));
  // PostgreSQL runs as somebody else where the tests run as root.
  await chmod(folder, 0o755);
  process.env.TMPDIR = folder;
  process.env.LEADLINE_BUILT_THREADS = await buildPrograms();
  let server: Promise<PostgresServer> | undefined;
  const createDatabase = async (wish: string) => {
    server ??= startPostgres();
    const { copyOf } = z.object({ copyOf: z.string().nullable() }).parse(JSON.parse(wish));
    return (await server).createDatabase(copyOf);
  };
  const desk = createServer((socket) => {
    socket.on("error", () => {});
    once(createInterface(socket), "line")
      .then(([wish]) => createDatabase(wish))
      .then(
        (url) => socket.end(JSON.stringify({ url })),
        (error: Error) => socket.end(JSON.stringify({ error: `${error.message}\n${error.cause ?? ""}` })),
      );
  }).listen(0, "127.0.0.1");
  await once(desk, "listening");
  const address = desk.address();
  if (address === null || typeof address === "string") throw new Error("No port for the database desk");
  project.provide("postgresPort", address.port);
  return async () => {
    desk.close();
    const started = await server?.catch(() => undefined);
    await started?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  };
}

const ROOMY = 4 * 1024 ** 3;

/**
 * In memory where there is room: the suites wait for the disk at each of their hundreds of thousands of commits, and
 * nothing that they kill or stop takes the machine along.
 */
async function placeForFiles(): Promise<string> {
  try {
    const { bavail, bsize } = await statfs(IN_MEMORY);
    await access(IN_MEMORY, constants.W_OK);
    if (bavail * bsize >= ROOMY && freemem() >= 2 * ROOMY) return IN_MEMORY;
  } catch {
    // Not on this system.
  }
  return tmpdir();
}

const IN_MEMORY = "/dev/shm";

/**
 * Thousands of stores are opened, each with a thread that would read its sources for a third of a second, and hundreds of
 * processes are started that would for a whole one.
 */
async function buildPrograms(): Promise<string> {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const run = (script: string) =>
    promisify(execFile)(process.execPath, [join(root, "scripts", script), "--if-changed"]);
  await run("build.mjs");
  await run("build-tests.mjs");
  return join(root, "dist", "src");
}
