#!/usr/bin/env node
/**
 * Everything that can be told without running the program: `npm run check`. One line for each check, then all
 * faults; the exit code is 1 when there is any. Needs no network.
 */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { generateClients } from "./generate.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/**
 * What may stand nowhere, and what to do instead.
 *
 * @type {{ pattern: RegExp, in: RegExp, except?: RegExp, instead: string }[]}
 */
const BANNED = [
  {
    pattern: /^(?!\s*(\/\/|\*|\/\*)).*\b(process|import\.meta)\.env\b/,
    in: /^(src|adapters)\//,
    // How threads are started from the sources is no setting: the built program never asks.
    except: /^src\/(?:config|start-worker)\.ts$/,
    instead: "only src/config.ts reads the environment; take the setting as an argument",
  },
  {
    pattern: /\b(TODO|FIXME|XXX)\b/,
    in: /^(src|adapters|scripts|test|bin|flows|prisma)\//,
    except: /^scripts\/check\.mjs$/,
    instead: "do it, or describe it in an issue",
  },
  {
    pattern: /\b(it|test|describe|suite)(\.\w+)*\.(only|skip|todo|skipIf)\b/,
    in: /\.test\.ts$/,
    instead: "every test runs, always",
  },
  {
    pattern: /\bas unknown as\b|@ts-(ignore|nocheck|expect-error)/,
    in: /^(src|adapters|scripts|test)\/.*\.m?ts$/,
    instead: "parse with zod, or say the type where the value is made",
  },
  {
    pattern: /biome-ignore[^:]*(:\s*)?$/,
    in: /^(src|adapters|scripts|test)\//,
    instead: "give the reason after the colon",
  },
];

/** @type {{ name: string, run: () => Promise<string> }[]} each gives its faults as text; empty is good */
const CHECKS = [
  { name: "Types", run: () => tool("typescript/bin/tsc", ["--noEmit", "--pretty", "false"]) },
  {
    name: "Types of the pages",
    run: async () =>
      (await tool("typescript/bin/tsc", ["-p", "adapters/web/assets", "--pretty", "false"])) +
      (await tool("typescript/bin/tsc", ["-p", "src/http/playground/assets", "--pretty", "false"])),
  },
  { name: "Biome", run: () => tool("@biomejs/biome/bin/biome", ["check", "--error-on-warnings", "."]) },
  {
    name: "Import boundaries",
    run: () =>
      tool("dependency-cruiser/bin/dependency-cruise.mjs", [
        "--config",
        ".dependency-cruiser.cjs",
        "--output-type",
        "err-long",
        ...["src", "adapters", "scripts", "test"],
      ]),
  },
  { name: "Generated files", run: () => node([join(root, "scripts/generate.mjs"), "--check"]) },
  {
    name: "Migrations",
    run: () => node(["--import", "tsx", join(root, "scripts/migration.ts"), "--check"]),
  },
  { name: "Banned words", run: async () => bannedWords() },
];

await generateClients();
const waiting = [...CHECKS];
const failed = [];
await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, work));
for (const { name, faults } of failed) console.log(`\n── ${name}\n${faults}`);
if (failed.length > 0) {
  console.log(`\n${failed.length} of ${CHECKS.length} checks failed.`);
  process.exitCode = 1;
}

async function work() {
  for (let check = waiting.shift(); check; check = waiting.shift()) {
    const start = performance.now();
    const faults = (await check.run()).trimEnd();
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`${faults ? "✗" : "✓"} ${check.name} (${seconds} s)`);
    if (faults) failed.push({ name: check.name, faults });
  }
}

/** @param {string} bin @param {string[]} args */
function tool(bin, args) {
  return node([join(root, "node_modules", bin), ...args]);
}

/** @param {string[]} args @returns {Promise<string>} what it wrote, when it failed */
function node(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk) => {
        output += chunk;
      });
    }
    child.once("error", reject);
    child.once("close", (code) => resolve(code === 0 ? "" : output || `ended with code ${code}`));
  });
}

function bannedWords() {
  const faults = [];
  for (const file of ["src", "adapters", "scripts", "test", "bin", "flows", "prisma"].flatMap(filesBelow)) {
    const rules = BANNED.filter((rule) => rule.in.test(file) && !rule.except?.test(file));
    if (rules.length === 0) continue;
    for (const [index, line] of readFileSync(join(root, file), "utf8").split("\n").entries()) {
      for (const rule of rules) {
        if (!rule.pattern.test(line)) continue;
        faults.push(`${file}:${index + 1}: ${line.trim().slice(0, 100)}\n    ${rule.instead}`);
      }
    }
  }
  return faults.join("\n");
}

/** @param {string} folder @returns {string[]} paths from the root, without generated code */
function filesBelow(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith(join("src", "generated")));
}
