/**
 * Write flows/schema/*.json from the zod schemas: `tsx scripts/flow-schemas.ts`. With `--check`, write
 * nothing, name what is stale, and exit 1.
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeFlowSchemas } from "../src/flow/json-schema.ts";

const check = process.argv.includes("--check");
const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "flows", "schema");
const stale = await writeFlowSchemas({ check, folder });
for (const name of stale) {
  console.log(
    check ? `flows/schema/${name} is stale: run \`npm run generate\`` : `wrote flows/schema/${name}`,
  );
}
if (check && stale.length > 0) process.exitCode = 1;
