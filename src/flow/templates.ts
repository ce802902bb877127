import type { Language } from "../language.ts";
import type { FlowBundle, MessageTemplate } from "./bundle.ts";
import { type LocalTemplate, type Lookup, render, type Template } from "./template.ts";

/** What a template is filled with: `name`, `rep`, `product`, `answers.<key>`, … as people read it. */
export type TemplateValues = Readonly<Record<string, string | undefined>>;

/**
 * A template's text for a channel, filled in; null when there is no such template.
 *
 * `first_name` and `rep_first_name` follow from `name` and `rep`; `business`, `hours` and the privacy notice
 * come from the bundle. What has no value is left out with the comma or space before it.
 */
export function renderTemplate(
  bundle: FlowBundle,
  id: string,
  to: { language: Language; channel: string; values: TemplateValues },
): string | null {
  const template = bundle.templates.get(id);
  if (template === undefined) return null;
  return render(textFor(template, to), lookUp(bundle, to));
}

/** A text that is no template, filled in likewise. */
export function renderText(
  bundle: FlowBundle,
  text: LocalTemplate,
  to: { language: Language; values: TemplateValues },
): string {
  return render(text[to.language], lookUp(bundle, to));
}

/** The names of the variables that have neither a value nor a fallback: they are left out of the text. */
export function missingVariables(
  bundle: FlowBundle,
  id: string,
  to: { language: Language; channel: string; values: TemplateValues },
): string[] {
  const template = bundle.templates.get(id);
  if (template === undefined) return [];
  const value = lookUp(bundle, to);
  const names = textFor(template, to).parts.flatMap((part) =>
    typeof part === "string" || part.fallback !== "" || (value(part.name) ?? "") !== "" ? [] : [part.name],
  );
  return [...new Set(names)];
}

function textFor(template: MessageTemplate, to: { language: Language; channel: string }): Template {
  return (template.channels.get(to.channel) ?? template.text)[to.language];
}

export function lookUp(bundle: FlowBundle, to: { language: Language; values: TemplateValues }): Lookup {
  const { language, values } = to;
  return (name) => {
    switch (name) {
      case "first_name":
        return values.name?.split(" ")[0];
      case "rep_first_name":
        return values.rep?.split(" ")[0];
      case "business":
        return bundle.business.name;
      case "about":
        return bundle.texts.about[language].plain ?? undefined;
      case "hours":
        return bundle.texts.hours[language];
      case "privacy":
        return bundle.texts.privacy?.[language].plain ?? undefined;
      case "privacy_link":
        return bundle.business.privacy?.link;
      default:
        return values[name] ?? values[name.startsWith("answers.") ? name.slice(8) : `answers.${name}`];
    }
  };
}
