#!/usr/bin/env node
import { existsSync } from "node:fs";

const program = new URL("../dist/src/cli/main.js", import.meta.url);
if (existsSync(program)) {
  await import(program.href);
} else {
  console.error(
    "Leadline has not been built yet. Run `npm run build` in its folder first, or `npm start`, which does.",
  );
  process.exitCode = 1;
}
