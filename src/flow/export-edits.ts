import { isMap, isScalar, parseDocument } from "yaml";
import { LANGUAGES } from "../language.ts";
import type { TemplateVersion } from "../leads/types/template-version.ts";
import { parseSlot } from "./template-edits.ts";

/**
 * The text of templates.yaml with what chat says in it, its comments and the order of its lines kept. Compiled, it says
 * just what is sent.
 */
export function exportEdits(
  yaml: string,
  versions: Iterable<Pick<TemplateVersion, "templateId" | "after">>,
): string {
  const document = parseDocument(yaml.trim() === "" ? "templates: {}\n" : yaml);
  const setText = (path: (string | number)[], language: string, text: string, common: unknown) => {
    const node = document.getIn(path, true);
    // One text for all languages becomes one for each; a channel's own begins with the common ones.
    if (!isMap(node)) {
      const base = isScalar(node)
        ? Object.fromEntries(LANGUAGES.map((each) => [each, String(node.value)]))
        : common;
      document.setIn(path, document.createNode(base ?? {}));
    }
    document.setIn([...path, language], text);
  };
  for (const { templateId, after } of versions) {
    if (after === null) continue;
    const at = ["templates", templateId];
    if (!document.hasIn(at)) document.setIn(at, document.createNode({ label: after.label ?? templateId }));
    // Texts for every channel first: those of a channel may begin with them.
    const slots = Object.entries(after.texts).sort(
      ([a], [b]) => Number(a.includes("/")) - Number(b.includes("/")),
    );
    for (const [slot, { text }] of slots) {
      const { channel, language } = parseSlot(slot);
      if (channel === null) setText([...at, "text"], language, text, null);
      else {
        if (!document.hasIn([...at, "channels"]))
          document.setIn([...at, "channels"], document.createNode({}));
        const common = document.getIn([...at, "text"], true);
        const base = isMap(common)
          ? common.toJSON()
          : isScalar(common)
            ? Object.fromEntries(LANGUAGES.map((each) => [each, String(common.value)]))
            : {};
        setText([...at, "channels", channel], language, text, base);
      }
    }
  }
  return document.toString({ lineWidth: 0 });
}
