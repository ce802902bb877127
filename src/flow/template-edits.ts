import { inLanguage, LANGUAGES, type Language, type LocalText } from "../language.ts";
import type { TemplateVersion } from "../leads/types/template-version.ts";

/** What is said of templates in chat: the newest change of each. `count`: how many changes there were in all. */
export interface TemplateEdits {
  readonly count: number;
  readonly newest: ReadonlyMap<string, TemplateVersion>;
}

export const NO_EDITS: TemplateEdits = { count: 0, newest: new Map() };

/** What a template says, as written: by {@link slotOf}. */
export type TemplateTexts = Readonly<Record<string, string>>;

/** Names one text of a template: `pt`, or `email/pt` for a channel's own. */
export function slotOf(channel: string | null, language: Language): string {
  return channel === null ? language : `${channel}/${language}`;
}

export function parseSlot(slot: string): { channel: string | null; language: Language } {
  const at = slot.indexOf("/");
  const code = slot.slice(at + 1);
  const language = LANGUAGES.find((each) => each === code) ?? "en";
  return { channel: at === -1 ? null : slot.slice(0, at), language };
}

/** The newest change of each template, with these newer ones. */
export function addVersions(edits: TemplateEdits, versions: readonly TemplateVersion[]): TemplateEdits {
  if (versions.length === 0) return edits;
  const newest = new Map(edits.newest);
  for (const each of versions) newest.set(each.templateId, each);
  return { count: edits.count + versions.length, newest };
}

/** Every text of a template of a file. */
export function textsOfFile(text: LocalText, channels: Readonly<Record<string, LocalText>>): TemplateTexts {
  const own = (channel: string | null, one: LocalText) =>
    LANGUAGES.map((language) => [slotOf(channel, language), inLanguage(one, language)]);
  return Object.fromEntries([
    ...own(null, text),
    ...Object.entries(channels).flatMap(([channel, one]) => own(channel, one)),
  ]);
}
