import { inLanguage, LANGUAGES, type Language, type LocalText } from "../language.ts";

/**
 * Texts with variables in braces: `Thanks, {first_name}!`, with a fallback `{first_name|friend}`; `{{` is a
 * brace. Compiled once; what is filled in is never looked at again, so nobody can write templates in chat.
 */
export interface Template {
  readonly parts: readonly (string | Variable)[];
  /** The whole text, when there are no variables. */
  readonly plain: string | null;
}

export interface Variable {
  readonly name: string;
  readonly fallback: string;
}

export type LocalTemplate = Readonly<Record<Language, Template>>;

/** The value of a variable as shown, or undefined when there is none. */
export type Lookup = (name: string) => string | undefined;

export function compileLocal(text: LocalText): LocalTemplate {
  if (typeof text === "string") {
    const template = compileTemplate(text);
    return { en: template, pt: template, es: template };
  }
  return {
    en: compileTemplate(inLanguage(text, "en")),
    pt: compileTemplate(inLanguage(text, "pt")),
    es: compileTemplate(inLanguage(text, "es")),
  };
}

export function compileTemplate(text: string): Template {
  const parts: (string | Variable)[] = [];
  let literal = "";
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    literal += text.slice(at, match.index);
    at = match.index + match[0].length;
    if (match[0] === "{{") literal += "{";
    else if (match[0] === "}}") literal += "}";
    else {
      if (literal !== "") parts.push(literal);
      literal = "";
      parts.push(parseVariable(match[1] ?? ""));
    }
  }
  literal += text.slice(at);
  if (literal !== "" || parts.length === 0) parts.push(literal);
  const only = parts.length === 1 ? parts[0] : undefined;
  return { parts, plain: typeof only === "string" ? only : null };
}

const TOKEN = /\{\{|\}\}|\{([^{}]*)\}/g;

function parseVariable(inside: string): Variable {
  const bar = inside.indexOf("|");
  if (bar < 0) return { name: inside.trim(), fallback: "" };
  return { name: inside.slice(0, bar).trim(), fallback: inside.slice(bar + 1).trim() };
}

/**
 * The text with its variables filled in. Where a value is missing and there is no fallback, the comma or
 * space before it goes too: "Thanks, {first_name}!" becomes "Thanks!". At the beginning of a line it is the one after
 * it: "{first_name}, shall we?" becomes "Shall we?".
 */
export function render(template: Template, lookup: Lookup): string {
  if (template.plain !== null) return template.plain;
  let text = "";
  let beginsAnew = false;
  for (const part of template.parts) {
    if (typeof part === "string") text += beginsAnew ? withCapital(part) : part;
    else {
      const value = lookup(part.name) ?? "";
      if (value !== "") text += value;
      else if (part.fallback !== "") text += part.fallback;
      else {
        beginsAnew = /(^|\n)[^\S\n]*$/.test(text);
        if (!beginsAnew) text = text.replace(/[\s,]+$/, "");
        continue;
      }
    }
    beginsAnew = false;
  }
  return text.trim();
}

/** What is left of a line whose first word is missing. */
function withCapital(rest: string): string {
  const text = rest.replace(/^[,:;\s]+(?=[\p{L}¿¡])/u, "");
  return text === rest ? rest : text.charAt(0).toUpperCase() + text.slice(1);
}

/** The variables of a text in all its languages, with the language in which each stands. */
export function variablesOf(text: LocalText): { name: string; language: Language | null }[] {
  if (typeof text === "string") return namesIn(text).map((name) => ({ name, language: null }));
  return LANGUAGES.flatMap((language) => {
    const one = text[language];
    return one === undefined ? [] : namesIn(one).map((name) => ({ name, language }));
  });
}

function namesIn(text: string): string[] {
  return compileTemplate(text).parts.flatMap((part) => (typeof part === "string" ? [] : [part.name]));
}
