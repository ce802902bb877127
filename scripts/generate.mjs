#!/usr/bin/env node
/**
 * Write every generated file: `npm run generate`. With `--check`, write nothing committed; say which
 * committed generated files are stale and exit 1.
 *
 * Needs no network and no home folder: `prisma generate` asks for a schema-engine binary that it never
 * runs, so it is given /bin/true.
 */
import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

const require = createRequire(import.meta.url);
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const run = promisify(execFile);

/**
 * Committed files, each with the function that makes its text. Checked by `npm run check`.
 *
 * @type {{ name: string, files: () => Promise<Record<string, string>> }[]}
 */
const committed = [{ name: "PostgreSQL schema", files: postgresSchema }];

/**
 * Scripts that write committed files from the program's own code. Each takes `--check`, and then writes
 * nothing, names what is stale and exits 1.
 */
const scripts = ["scripts/flow-schemas.ts"];

/** The Prisma clients: not committed, made on every machine. */
const clients = [
  { schema: "prisma/schema.prisma", output: "src/generated/sqlite" },
  { schema: "prisma/postgres/schema.prisma", output: "src/generated/postgres" },
];

/**
 * Make the Prisma clients, both at once. Skips a client whose schema and Prisma version have not
 * changed, so that nothing is rewritten under a running compiler.
 *
 * @returns {Promise<boolean>} whether anything was made
 */
export async function generateClients() {
  await writeStale(await postgresSchema());
  const made = await Promise.all(clients.map(generateClient));
  return made.includes(true);
}

/** @param {{ schema: string, output: string }} client */
async function generateClient({ schema, output }) {
  const { version } = require("prisma/package.json");
  const text = await readFile(join(root, schema), "utf8");
  const stamp = createHash("sha256").update(`${version}\n${text}`).digest("hex");
  const stampFile = join(root, output, ".schema-hash");
  if (existsSync(stampFile) && (await readFile(stampFile, "utf8")) === stamp) return false;
  await run(
    process.execPath,
    [require.resolve("prisma/build/index.js"), "generate", "--schema", join(root, schema)],
    {
      cwd: root,
      env: {
        ...process.env,
        PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? "/bin/true",
        PRISMA_HIDE_UPDATE_MESSAGE: "1",
        CHECKPOINT_DISABLE: "1",
      },
    },
  );
  await writeFile(stampFile, stamp);
  return true;
}

/**
 * prisma/postgres/schema.prisma from prisma/schema.prisma: another provider, another place for the client,
 * and times with a time zone (Prisma's default there is a timestamp without one, which other tools misread).
 */
async function postgresSchema() {
  const source = await readFile(join(root, "prisma/schema.prisma"), "utf8");
  const header =
    "// Generated from ../schema.prisma by `npm run generate`. Do not edit: change that file instead.\n\n";
  const models = source
    .slice(source.indexOf("generator client"))
    .replace(/^(\s+\w+\s+DateTime\??)/gm, "$1 @db.Timestamptz(3)");
  const text =
    header +
    replaceOnce(
      replaceOnce(models, 'provider = "sqlite"', 'provider = "postgresql"'),
      '"../src/generated/sqlite"',
      '"../../src/generated/postgres"',
    );
  return { "prisma/postgres/schema.prisma": text };
}

/** @param {string} text @param {string} from @param {string} to */
function replaceOnce(text, from, to) {
  if (text.split(from).length !== 2)
    throw new Error(`prisma/schema.prisma must contain ${from} exactly once`);
  return text.replace(from, to);
}

/** @param {Record<string, string>} files @returns {Promise<string[]>} the paths whose text differs */
async function staleOf(files) {
  const stale = [];
  for (const [path, text] of Object.entries(files)) {
    const current = existsSync(join(root, path)) ? await readFile(join(root, path), "utf8") : null;
    if (current !== text) stale.push(path);
  }
  return stale;
}

/** @param {Record<string, string>} files */
async function writeStale(files) {
  const stale = await staleOf(files);
  for (const path of stale) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), files[path]);
  }
  return stale;
}

/** @param {string} script @param {boolean} check @returns {Promise<boolean>} whether it failed */
async function runScript(script, check) {
  const args = ["--import", "tsx", join(root, script), ...(check ? ["--check"] : [])];
  const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
  const [code] = await once(child, "exit");
  return code !== 0;
}

async function main() {
  const check = process.argv.includes("--check");
  const stale = [];
  if (!check) await generateClients();
  for (const step of committed) {
    const files = await step.files();
    const paths = check ? await staleOf(files) : await writeStale(files);
    stale.push(...paths.map((path) => `${path} (${step.name})`));
  }
  const failed = await Promise.all(scripts.map((script) => runScript(script, check)));
  for (const path of stale)
    console.log(check ? `${path} is stale: run \`npm run generate\`` : `wrote ${path}`);
  if ((check && stale.length > 0) || failed.includes(true)) process.exitCode = 1;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    await main();
  } catch (error) {
    const output = [error.stdout, error.stderr].filter(Boolean).join("");
    console.error(output || (error instanceof Error ? error.message : error));
    console.error(`${relative(root, fileURLToPath(import.meta.url))} failed`);
    process.exitCode = 1;
  }
}
