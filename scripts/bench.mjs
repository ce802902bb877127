#!/usr/bin/env node
/**
 * Run test/bench against the built product, the program as it is installed: `npm run bench`.
 *
 * Run from the sources, tsx would have every function that a turn makes given its name once more, which costs
 * time that the program does not spend.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";

const root = join(fileURLToPath(import.meta.url), "..", "..");
const from = join(root, "test", "bench");
// There `../../src` is the built product.
const to = join(root, "dist", "test", "bench");

rmSync(to, { recursive: true, force: true });
mkdirSync(to, { recursive: true });
const compilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
};
for (const file of readdirSync(from)) {
  const source = readFileSync(join(from, file), "utf8");
  const { outputText } = ts.transpileModule(source, { compilerOptions });
  writeFileSync(join(to, file.replace(/\.ts$/, ".js")), outputText);
}
await import(pathToFileURL(join(to, "main.js")).href);
