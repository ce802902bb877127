import { existsSync } from "node:fs";
import { z } from "zod";
import type { TemplateVersion } from "../leads/types/template-version.ts";
import { sqliteFile } from "./maintenance.ts";
import { openPostgres } from "./postgres/connection.ts";
import { Reader } from "./sqlite/reader.ts";

/** What chat says of a template now, and whose the last change was. */
export type ChatTemplate = Pick<TemplateVersion, "templateId" | "version" | "after"> & { by: string };

const NEWEST = `SELECT t."templateId", t."version", t."after", r."name" FROM "template_versions" t LEFT JOIN "reps" r ON r."id" = t."repId" WHERE t."version" = (SELECT max(n."version") FROM "template_versions" n WHERE n."templateId" = t."templateId") ORDER BY t."templateId"`;

/**
 * What is said of templates in chat, read beside a program that may run. Changes nothing; empty where there is no
 * database yet, or one of before there were such changes.
 */
export async function readChatTemplates(databaseUrl: string): Promise<ChatTemplate[]> {
  const file = sqliteFile(databaseUrl);
  if (file !== null) {
    if (!existsSync(file)) return [];
    const reader = new Reader(file, 5_000);
    try {
      const [found] = reader.table("SELECT 1 FROM sqlite_master WHERE name = 'template_versions'", []).rows;
      return found === undefined ? [] : reader.table(NEWEST, []).rows.map(toTemplate);
    } finally {
      reader.close();
    }
  }
  const database = await openPostgres(databaseUrl, {
    maxConnections: 1,
    connectMs: 3_000,
    applicationName: "leadline template",
  });
  try {
    const { rows } = await database.query<{ found: string | null }>(
      `SELECT to_regclass('"template_versions"')::text AS found`,
    );
    if (rows[0]?.found == null) return [];
    const answer = await database.query<Record<string, unknown>>(NEWEST);
    return answer.rows.map(({ templateId, version, after, name }) =>
      toTemplate([templateId, version, after, name]),
    );
  } finally {
    await database.close();
  }
}

function toTemplate([templateId, version, after, by]: readonly unknown[]): ChatTemplate {
  const content = typeof after === "string" ? JSON.parse(after) : after;
  return rowSchema.parse({ templateId, version: Number(version), after: content ?? null, by: by ?? "?" });
}

const rowSchema = z.object({
  templateId: z.string(),
  version: z.number(),
  after: z
    .object({
      label: z.string().nullable(),
      texts: z.record(z.string(), z.object({ text: z.string(), file: z.string().nullable() })),
    })
    .nullable(),
  by: z.string(),
});
