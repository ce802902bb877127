import type { CountedOnTemplate } from "../channel/adapter.ts";
import type { OutboundTemplate } from "../channel/outbound.ts";
import { inLanguage, LANGUAGES, type Language, type LocalText } from "../language.ts";
import type { ApprovedFile } from "./schema-templates.ts";
import { compileLocal, type LocalTemplate, type Lookup, render } from "./template.ts";

/** What Meta has approved for one of our templates, compiled. */
export interface ApprovedTemplate {
  readonly name: string;
  /** Meta's code of each language in which it is approved. */
  readonly languages: Readonly<Partial<Record<Language, string>>>;
  /** The parameters of the body in order; `name` null when they are numbered. */
  readonly body: readonly { readonly name: string | null; readonly value: LocalTemplate }[];
  readonly header: ApprovedHeader | null;
  readonly buttons: readonly ApprovedButton[];
  /** The body as approved, with {{1}} or {{name}}; null where it was not written down. */
  readonly text: Readonly<Partial<Record<Language, string>>> | null;
  readonly always: boolean;
}

export type ApprovedHeader =
  | { readonly kind: "text"; readonly value: LocalTemplate }
  | { readonly kind: "image" | "video" | "document"; readonly link: string; readonly fileName?: string };

export interface ApprovedButton {
  /** Its place, from 0. */
  readonly index: number;
  readonly kind: "url" | "payload" | "code";
  readonly value: LocalTemplate;
}

export function compileApproved(file: ApprovedFile): ApprovedTemplate {
  const { name, languages, body, header, buttons, text, use } = file;
  return {
    name,
    languages,
    body: Array.isArray(body)
      ? body.map((value) => ({ name: null, value: compileLocal(value) }))
      : Object.entries(body).map(([key, value]) => ({ name: key, value: compileLocal(value) })),
    header: header === undefined ? null : compileHeader(header),
    buttons: buttons.flatMap((button, index): ApprovedButton[] => {
      if (button === null) return [];
      if ("url" in button) return [{ index, kind: "url", value: compileLocal(button.url) }];
      if ("payload" in button) return [{ index, kind: "payload", value: compileLocal(button.payload) }];
      return [{ index, kind: "code", value: compileLocal(button.code) }];
    }),
    text: text === undefined ? null : textsOf(text, languages),
    always: use === "always",
  };
}

function compileHeader(header: NonNullable<ApprovedFile["header"]>): ApprovedHeader {
  if ("text" in header) return { kind: "text", value: compileLocal(header.text) };
  if ("image" in header) return { kind: "image", link: header.image };
  if ("video" in header) return { kind: "video", link: header.video };
  const { document: link, fileName } = header;
  return { kind: "document", link, ...(fileName === undefined ? {} : { fileName }) };
}

function textsOf(text: LocalText, languages: ApprovedTemplate["languages"]) {
  const known = LANGUAGES.filter((language) => languages[language] !== undefined);
  return Object.fromEntries(known.map((language) => [language, inLanguage(text, language)]));
}

/**
 * What Meta is given: null when it is not approved in this language. `freeUntil`: until then a plain text is taken too,
 * and preferred; null when the approved one goes out in any case.
 */
export function fillApproved(
  approved: ApprovedTemplate,
  language: Language,
  lookup: Lookup,
  freeUntil: string | null,
): OutboundTemplate | null {
  const code = approved.languages[language];
  if (code === undefined) return null;
  const { name, body, header, buttons } = approved;
  const names = body.flatMap((each) => (each.name === null ? [] : [each.name]));
  return {
    name,
    language: code,
    variables: body.map(({ value }) => oneLine(render(value[language], lookup))),
    ...(names.length > 0 ? { names } : {}),
    ...(header === null
      ? {}
      : {
          header:
            header.kind === "text"
              ? { kind: "text", text: oneLine(render(header.value[language], lookup)) }
              : { ...header, kind: header.kind },
        }),
    ...(buttons.length === 0
      ? {}
      : {
          buttons: buttons.map(({ index, kind, value }) => ({
            index,
            kind,
            text: oneLine(render(value[language], lookup)),
          })),
        }),
    ...(freeUntil === null ? {} : { freeUntil }),
  };
}

/** The approved body as the person reads it; null when it was not written down. */
export function approvedText(approved: ApprovedTemplate, filled: OutboundTemplate, language: Language) {
  const text = approved.text?.[language];
  if (text === undefined) return null;
  return text.replace(PLACEHOLDER, (whole, key: string) => {
    const place = filled.names === undefined ? Number(key) - 1 : filled.names.indexOf(key);
    return filled.variables[place] ?? whole;
  });
}

/** {{1}} or {{name}} in a text of Meta's. */
export const PLACEHOLDER = /\{\{\s*([a-z0-9_]+)\s*\}\}/g;

/** Meta refuses line ends, tabs and long gaps in a parameter. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** What the business counts on Meta to have, each name and language once. */
export function countedOn(templates: Iterable<{ approved: ApprovedTemplate | null }>): CountedOnTemplate[] {
  const found = new Map<string, CountedOnTemplate>();
  for (const { approved } of templates) {
    if (approved === null) continue;
    const { name, body, languages, text } = approved;
    const names = body.flatMap((each) => (each.name === null ? [] : [each.name]));
    for (const language of LANGUAGES) {
      const code = languages[language];
      if (code === undefined) continue;
      found.set(`${name} ${code}`, {
        name,
        language: code,
        parameters: names.length > 0 ? names : body.length,
        text: text?.[language] ?? null,
      });
    }
  }
  return [...found.values()];
}
