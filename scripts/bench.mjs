#!/usr/bin/env node
/** Run test/bench against the built product: `npm run bench`. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildTests } from "./build-tests.mjs";

await import(pathToFileURL(join(buildTests(), "bench", "main.js")).href);
