import type { At } from "./at.ts";

/** One change of a template in chat. */
export interface TemplateVersion {
  id: string;
  templateId: string;
  /** From 1, of the template. */
  version: number;
  kind: "new" | "edit" | "undo" | "restore" | "reset";
  /** For undo: the version whose texts are in force again; 0: the file's. */
  origin: number | null;
  /** Null: nothing, so the file's texts. */
  before: TemplateEdit | null;
  after: TemplateEdit | null;
  repId: string;
  at: At;
}

/** What chat says of a template in place of the file. */
export interface TemplateEdit {
  /** For a template that is in no file. */
  label: string | null;
  /** By `<language>`, or `<channel>/<language>` for a channel's own text. `file`: what the file said at that time. */
  texts: Record<string, { text: string; file: string | null }>;
}
