import { LANGUAGES, type LocalText } from "../language.ts";
import type { TemplateEdit, TemplateVersion } from "../leads/types/template-version.ts";
import type { FlowBundle, MessageTemplate } from "./bundle.ts";
import { compileLocal } from "./template.ts";
import { parseSlot, slotOf, type TemplateEdits, type TemplateTexts } from "./template-edits.ts";

/** The bundle with what is said in chat in place of what the files say. The same one each time; none is changed. */
export function withEdits(bundle: FlowBundle, edits: TemplateEdits): FlowBundle {
  if (edits.newest.size === 0) return bundle;
  const known = merged.get(bundle);
  if (known?.edits === edits) return known.bundle;
  const templates = new Map(bundle.fileTemplates);
  for (const [id, { after }] of edits.newest) {
    const template = after === null ? null : withEdit(id, bundle.fileTemplates.get(id) ?? null, after);
    if (template !== null) templates.set(id, template);
  }
  const next: FlowBundle = { ...bundle, templates, edits };
  merged.set(bundle, { edits, bundle: next });
  return next;
}

const merged = new WeakMap<FlowBundle, { edits: TemplateEdits; bundle: FlowBundle }>();

/** Null when it is in no file any more, and chat does not say all of it. */
function withEdit(id: string, file: MessageTemplate | null, edit: TemplateEdit): MessageTemplate | null {
  const texts = {
    ...file?.texts,
    ...Object.fromEntries(Object.entries(edit.texts).map(([slot, { text }]) => [slot, text])),
  };
  if (LANGUAGES.some((language) => texts[language] === undefined)) return null;
  const channels = new Set(Object.keys(texts).flatMap((slot) => parseSlot(slot).channel ?? []));
  return {
    id,
    label: file?.label ?? edit.label ?? id,
    texts,
    text: compileLocal(localOf(texts, null)),
    channels: new Map([...channels].map((channel) => [channel, compileLocal(localOf(texts, channel))])),
    approved: file?.approved ?? null,
  };
}

/** A channel's own text in the languages in which there is one; the common text in the others. */
function localOf(texts: TemplateTexts, channel: string | null): LocalText {
  return Object.fromEntries(
    LANGUAGES.map((language) => [language, texts[slotOf(channel, language)] ?? texts[language] ?? ""]),
  );
}

/** A text of a file that chat has put out of force. */
export interface ShadowedText {
  templateId: string;
  slot: string;
  /** What is sent. */
  chat: string;
  /** What the file says now; null when the template, or this text of it, is in no file. */
  file: string | null;
  /** The file has changed since it was edited in chat. */
  isNewer: boolean;
}

/** What of the files is not sent, because chat says otherwise. */
export function shadowedTexts(
  bundle: Pick<FlowBundle, "fileTemplates">,
  versions: Iterable<Pick<TemplateVersion, "templateId" | "after">>,
): ShadowedText[] {
  return [...versions].flatMap((version) =>
    Object.entries(version.after?.texts ?? {}).flatMap(([slot, { text, file: then }]) => {
      const file = bundle.fileTemplates.get(version.templateId)?.texts[slot] ?? null;
      if (file === text) return [];
      const isNewer = file !== null && file !== then;
      return [{ templateId: version.templateId, slot, chat: text, file, isNewer }];
    }),
  );
}
