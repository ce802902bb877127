#!/usr/bin/env node
/**
 * Run test/bench against the built product, the program as it is installed: `npm run bench`.
 *
 * Run from the sources, tsx would have every function that a turn makes given its name once more, which costs
 * time that the program does not spend.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";

const root = join(fileURLToPath(import.meta.url), "..", "..");
const from = join(root, "test", "bench");
// There `../../src` is the built product.
const to = join(root, "dist", "test", "bench");
const support = join(root, "dist", "test", "support");

rmSync(to, { recursive: true, force: true });
mkdirSync(to, { recursive: true });
const compilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
};
const translate = (file, into) => {
  const source = readFileSync(file, "utf8");
  const { outputText } = ts.transpileModule(source, { compilerOptions });
  writeFileSync(join(into, basename(file).replace(/\.ts$/, ".js")), outputText);
};
for (const file of readdirSync(from)) translate(join(from, file), to);
// The PostgreSQL that tests start.
mkdirSync(support, { recursive: true });
translate(join(root, "test", "support", "postgres.ts"), support);
copyFileSync(join(root, "test", "support", "postgres-guard.mjs"), join(support, "postgres-guard.mjs"));
// The leads that are learned from.
const learn = join("test", "leads", "learn");
mkdirSync(join(root, "dist", learn), { recursive: true });
translate(join(root, learn, "a-business.ts"), join(root, "dist", learn));
await import(pathToFileURL(join(to, "main.js")).href);
