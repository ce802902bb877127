#!/usr/bin/env node
/**
 * The parts of the tests that run as programs of their own (benchmarks, processes that are killed), beside the build in
 * dist/: `../../src` is the built product there, the program as it is installed.
 *
 * From the sources, tsx would take a second to begin, and have every function that a turn makes given its name once more,
 * which costs time that the program does not spend.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import ts from "typescript";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const from = join(root, "test");

const compilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
};

/** Translate what is not a suite. Gives the folder. Types are not checked; what has not changed is not written. */
export function buildTests() {
  const to = join(root, "dist", "test");
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || /\.test\.ts$/.test(entry.name)) continue;
    const source = join(entry.parentPath, entry.name);
    const target = join(to, source.slice(from.length));
    mkdirSync(dirname(target), { recursive: true });
    if (/\.mjs$/.test(entry.name)) copyFileSync(source, target);
    if (/\.ts$/.test(entry.name)) write(target.replace(/\.ts$/, ".js"), translate(source));
  }
  return to;
}

/** Programs that suites start, and kill, hundreds of times. */
const PROGRAMS = [
  "crash/child.js",
  "simulation/child.js",
  "store/migrate/slow-child.js",
  "store/sqlite/child.js",
  "support/telegram/child.js",
];

/** What looks for files of its own, by its own name. */
const APART = [
  "@photostructure/*",
  "@prisma/*",
  "@resvg/*",
  "@slack/*",
  "pg",
  "telegraf",
  "tinyld",
  "whatsapp-web.js",
];

/**
 * Put them into a few files, with the built product as it is: a start then reads a dozen of these instead of a thousand
 * modules, which took nearly half of its second.
 *
 * @param {string} folder where they are, translated
 */
export async function bundlePrograms(folder) {
  const { outputFiles } = await build({
    entryPoints: PROGRAMS.map((program) => join(folder, program)),
    outdir: join(folder, "programs"),
    outbase: folder,
    chunkNames: "[hash]",
    bundle: true,
    splitting: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node20",
    external: APART,
    logLevel: "warning",
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
    plugins: [{ name: "own-places", setup: keepOwnPlaces }],
  });
  for (const { path, text } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    write(path, text);
  }
}

/** Each module of ours finds what is beside it where it was. @param {import("esbuild").PluginBuild} bundle */
function keepOwnPlaces(bundle) {
  bundle.onLoad({ filter: /[\\/]dist[\\/](src|adapters|test)[\\/].*\.js$/ }, ({ path }) => ({
    contents: readFileSync(path, "utf8")
      .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href))
      .replaceAll("import.meta.dirname", JSON.stringify(dirname(path))),
    loader: "js",
  }));
}

/** @param {string} source */
function translate(source) {
  return ts.transpileModule(readFileSync(source, "utf8"), { compilerOptions }).outputText;
}

/** Never half of a file: another run may be starting its processes. @param {string} file @param {string} text */
function write(file, text) {
  if (existsSync(file) && readFileSync(file, "utf8") === text) return;
  writeFileSync(`${file}.${process.pid}`, text);
  renameSync(`${file}.${process.pid}`, file);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundlePrograms(buildTests());
