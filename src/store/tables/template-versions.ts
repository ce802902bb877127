import type { TemplateVersion } from "../../leads/types/template-version.ts";
import { table } from "./table.ts";

export const templateVersions = table<TemplateVersion>("template_versions", {
  id: "text",
  templateId: "text",
  version: "int",
  kind: "text",
  origin: "int",
  before: "json",
  after: "json",
  repId: "text",
  at: "time",
});
