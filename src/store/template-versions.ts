import type { TemplateVersion } from "../leads/types/template-version.ts";
import type { Database, Session } from "./database.ts";
import { columnsOf, decodeRow } from "./sql.ts";
import { tables } from "./tables.ts";

/** The newest change in chat of each template: what is in force. */
export async function newestTemplateVersions(read: Session["read"]): Promise<TemplateVersion[]> {
  const rows = await read({
    sql: `SELECT ${columnsOf(tables.templateVersions, "t")} FROM "template_versions" t WHERE t."version" = (SELECT max(n."version") FROM "template_versions" n WHERE n."templateId" = t."templateId") ORDER BY t."templateId"`,
    params: [],
  });
  return rows.map((row) => decodeRow(tables.templateVersions, row));
}

/** The changes of one template, newest first. */
export async function templateHistory(
  db: Pick<Database, "read" | "dialect">,
  templateId: string,
  limit: number,
): Promise<TemplateVersion[]> {
  const rows = await db.read({
    sql: `SELECT ${columnsOf(tables.templateVersions)} FROM "template_versions" WHERE "templateId" = ${db.dialect.parameter(1)} ORDER BY "version" DESC LIMIT ${db.dialect.parameter(2)}`,
    params: [templateId, limit],
  });
  return rows.map((row) => decodeRow(tables.templateVersions, row));
}
