#!/usr/bin/env node
/**
 * Build dist/: `npm run build`. With `--if-changed`, only when a source has changed since the last build.
 *
 * Types are not checked here (`npm run check` does): a first start should take seconds. Needs no network.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { generateClients } from "./generate.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const stampFile = join(root, "dist", ".sources-hash");
const INPUTS = [
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.build.json",
  "prisma",
  "src",
  "adapters",
  "scripts",
];

const hash = hashInputs();
const upToDate = existsSync(stampFile) && readFileSync(stampFile, "utf8") === hash;
if (!(process.argv.includes("--if-changed") && upToDate)) await build();

async function build() {
  const start = performance.now();
  const interactive = process.stderr.isTTY;
  process.stderr.write(interactive ? "Building Leadline … " : "Building Leadline …\n");
  await generateClients();
  // Into a folder of its own, so that a build that fails or is killed leaves the last good one in place.
  const fresh = join(root, `dist.new.${process.pid}`);
  try {
    await compile(fresh);
    copyAssets(fresh);
    writeFileSync(join(fresh, ".sources-hash"), hash);
    replaceFolder(fresh, join(root, "dist"));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stderr.write(interactive ? `${seconds} s\n` : `Built in ${seconds} s\n`);
}

/** @param {string} outDir */
async function compile(outDir) {
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const args = [tsc, "-p", join(root, "tsconfig.build.json"), "--noCheck", "--outDir", outDir];
  const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("exit", resolve));
  if (code !== 0) {
    console.error("The TypeScript compiler failed: see above.");
    process.exit(1);
  }
}

/** Pages, styles, scripts of pages, pictures and fonts: everything that is neither TypeScript nor a note. */
function copyAssets(/** @type {string} */ outDir) {
  for (const top of ["src", "adapters"]) {
    for (const file of filesBelow(join(root, top))) {
      if (/\.(ts|md)$/.test(file) || file.includes(join("src", "generated"))) continue;
      const target = join(outDir, relative(root, file));
      mkdirSync(dirname(target), { recursive: true });
      cpSync(file, target);
    }
  }
}

/** @param {string} from @param {string} to */
function replaceFolder(from, to) {
  const old = `${to}.old.${process.pid}`;
  for (let attempt = 1; ; attempt++) {
    try {
      if (existsSync(to)) renameSync(to, old);
      renameSync(from, to);
      break;
    } catch (error) {
      // Another build has just put its own there.
      if (attempt === 5 || !["ENOENT", "ENOTEMPTY", "EEXIST"].includes(error.code)) throw error;
    }
  }
  rmSync(old, { recursive: true, force: true });
}

function hashInputs() {
  const sum = createHash("sha256").update(process.version);
  const generated = join(root, "src", "generated");
  for (const input of INPUTS) {
    const path = join(root, input);
    const files = existsSync(path) ? filesBelow(path).filter((file) => !file.startsWith(generated)) : [];
    for (const file of files) sum.update(`${relative(root, file)}\n`).update(readFileSync(file));
  }
  return sum.digest("hex");
}

/** @param {string} path @returns {string[]} all files, in a fixed order */
function filesBelow(path) {
  try {
    return readdirSync(path, { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) =>
        entry.isDirectory() ? filesBelow(join(path, entry.name)) : [join(path, entry.name)],
      );
  } catch (error) {
    if (error.code === "ENOTDIR") return [path];
    throw error;
  }
}
