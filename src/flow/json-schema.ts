import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { followUpRulesSchema, pipelineSchema, routingSchema, scoringSchema } from "../leads/config.ts";
import {
  businessSchema,
  conversationTestSchema,
  faqSchema,
  flowSchema,
  nurtureSchema,
  templatesSchema,
} from "./schema.ts";

/** Each kind of file, with what an editor shows as its title. */
const KINDS: Record<string, { title: string; schema: z.ZodType }> = {
  business: { title: "Leadline: the business (business.yaml)", schema: businessSchema },
  flow: { title: "Leadline: a flow (qualify.yaml and others)", schema: flowSchema },
  templates: { title: "Leadline: message templates (templates.yaml)", schema: templatesSchema },
  faq: { title: "Leadline: questions answered at any time (faq.yaml)", schema: faqSchema },
  followups: {
    title: "Leadline: follow-ups that are planned by themselves (followups.yaml)",
    schema: followUpRulesSchema,
  },
  nurture: { title: "Leadline: a nurture sequence (nurture/*.yaml)", schema: nurtureSchema },
  conversation: { title: "Leadline: a conversation test (tests/*.yaml)", schema: conversationTestSchema },
  pipeline: { title: "Leadline: the pipeline (pipeline.yaml)", schema: pipelineSchema },
  scoring: { title: "Leadline: the scoring (scoring.yaml)", schema: scoringSchema },
  routing: { title: "Leadline: the routing (routing.yaml)", schema: routingSchema },
};

/** The JSON Schemas of the flow files, by file name: what editors complete and check them with. */
export function flowJsonSchemas(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(KINDS).map(([name, { title, schema }]) => {
      // `input`: fields with a default may be left out.
      const json = z.toJSONSchema(schema, { io: "input", reused: "ref", unrepresentable: "any" });
      return [`${name}.json`, `${JSON.stringify({ title, ...json }, null, 2)}\n`];
    }),
  );
}

/**
 * Write the JSON Schemas into `folder` (default: `flows/schema` below the working directory).
 *
 * With `check`, writes nothing. Returns the names of the files that are (or were) out of date.
 */
export async function writeFlowSchemas(options: { check: boolean; folder?: string }): Promise<string[]> {
  const folder = options.folder ?? join("flows", "schema");
  const stale: string[] = [];
  for (const [name, text] of Object.entries(flowJsonSchemas())) {
    const current = await readFile(join(folder, name), "utf8").catch(() => null);
    if (current === text) continue;
    stale.push(name);
    if (options.check) continue;
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return stale;
}
