import type { FlowBundle } from "../flow/bundle.ts";
import { slotOf } from "../flow/template-edits.ts";
import { LANGUAGES } from "../language.ts";
import { TEMPLATE_EDITS } from "../leads/template-version.ts";
import type { Turn } from "../leads/turn.ts";
import type { TemplateEdit, TemplateVersion } from "../leads/types/template-version.ts";

/** What a change makes of what chat says of a template. */
export interface TemplateChange {
  templateId: string;
  kind: TemplateVersion["kind"];
  after: TemplateEdit | null;
  origin?: number;
}

/** Keep a change as a row of its own, in the commit of the turn; it counts from the next message on. */
export function saveChange(
  turn: Turn,
  { edits }: Pick<FlowBundle, "edits">,
  repId: string,
  { templateId, kind, after, origin = undefined }: TemplateChange,
): TemplateVersion {
  const last = edits.newest.get(templateId);
  const version: TemplateVersion = {
    id: turn.nextId(),
    templateId,
    version: (last?.version ?? 0) + 1,
    kind,
    origin: origin ?? null,
    before: last?.after ?? null,
    after,
    repId,
    at: turn.at,
  };
  turn.save("templateVersions", version);
  turn.setCounter(TEMPLATE_EDITS, edits.count + 1);
  return version;
}

/** What chat says once these texts are said in it; null when that is nothing but what the file says. */
export function withTexts(
  bundle: Pick<FlowBundle, "edits" | "fileTemplates">,
  id: string,
  texts: Readonly<Record<string, string>>,
): TemplateEdit | null {
  const file = bundle.fileTemplates.get(id)?.texts ?? {};
  const before = bundle.edits.newest.get(id)?.after ?? null;
  const said: TemplateEdit["texts"] = { ...before?.texts };
  for (const [slot, text] of Object.entries(texts)) {
    if (text === file[slot]) delete said[slot];
    else said[slot] = { text, file: file[slot] ?? null };
  }
  return Object.keys(said).length === 0 ? null : { label: before?.label ?? null, texts: said };
}

/** Without these texts, which are the file's again; without any when none is named. */
export function withoutTexts(before: TemplateEdit | null, slots: readonly string[]): TemplateEdit | null {
  if (before === null || slots.length === 0) return null;
  const texts = Object.fromEntries(Object.entries(before.texts).filter(([slot]) => !slots.includes(slot)));
  return Object.keys(texts).length === 0 ? null : { ...before, texts };
}

/** What undoing the last change that is not undone brings back; null when nothing is left to undo. Newest first. */
export function undone(
  history: readonly TemplateVersion[],
): { version: TemplateVersion; origin: number } | null {
  const [last] = history;
  if (last === undefined) return null;
  const inForce = last.kind === "undo" ? (last.origin ?? 0) : last.version;
  const at = history.findIndex(({ version }) => version === inForce);
  const version = history[at];
  if (version === undefined) return null;
  const earlier = history[at + 1];
  const origin =
    earlier === undefined ? 0 : earlier.kind === "undo" ? (earlier.origin ?? 0) : earlier.version;
  return { version, origin };
}

/** The languages in which a new template has no text. */
export function missingLanguages(texts: Readonly<Record<string, string>>) {
  return LANGUAGES.filter((language) => (texts[slotOf(null, language)] ?? "").trim() === "");
}
