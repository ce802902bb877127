import { LANGUAGES, type LocalText } from "../language.ts";
import { PLACEHOLDER } from "./approved.ts";
import type { Problem } from "./problems.ts";
import type { ApprovedFile } from "./schema-templates.ts";
import { compileTemplate } from "./template.ts";
import { checkText, eachOf } from "./text-problems.ts";
import type { Path, YamlFile } from "./yaml-file.ts";

/** These always have a value: Meta refuses a parameter that is empty. */
const ALWAYS: ReadonlySet<string> = new Set([
  "business",
  "hours",
  "rep",
  "rep_first_name",
  "ref",
  "stage",
  "source",
]);

/** Faults of the approved template of a text: what Meta would refuse when somebody waits for it. */
export function checkApproved(
  source: YamlFile,
  at: Path,
  approved: ApprovedFile,
  known: readonly string[],
): Problem[] {
  return [
    ...checkLanguages(source, [...at, "languages"], approved),
    ...parametersOf(approved).flatMap(({ path, value }) =>
      checkParameter(source, [...at, ...path], value, known),
    ),
    ...checkBody(source, at, approved),
  ];
}

function checkLanguages(source: YamlFile, path: Path, { languages }: ApprovedFile): Problem[] {
  const codes = LANGUAGES.flatMap((language) => {
    const code = languages[language];
    return code === undefined ? [] : [{ language, code }];
  });
  if (codes.length === 0) {
    return [
      source.problem(
        path,
        { message: "The template is approved in no language.", fix: "Add one, for example `pt: pt_BR`." },
        { key: true },
      ),
    ];
  }
  return codes.flatMap(({ language, code }) => {
    const isOther = code !== language && !code.startsWith(`${language}_`);
    // Of Portuguese Meta has no form without a country.
    if (!isOther && code !== "pt") return [];
    const fix =
      language === "pt" ? "Write pt_BR or pt_PT." : `Write ${language}, or ${language} with a country.`;
    return [
      source.problem([...path, language], {
        message: `Meta has no language \`${code}\` for \`${language}\`.`,
        fix,
      }),
    ];
  });
}

function parametersOf({ body, header, buttons }: ApprovedFile): { path: Path; value: LocalText }[] {
  return [
    ...(Array.isArray(body)
      ? body.map((value, i) => ({ path: ["body", i], value }))
      : Object.entries(body).map(([name, value]) => ({ path: ["body", name], value }))),
    ...(header !== undefined && "text" in header ? [{ path: ["header", "text"], value: header.text }] : []),
    ...buttons.flatMap((button, i) =>
      button === null
        ? []
        : Object.entries(button).map(([kind, value]) => ({ path: ["buttons", i, kind], value })),
    ),
  ];
}

function checkParameter(source: YamlFile, path: Path, value: LocalText, known: readonly string[]): Problem[] {
  const problems = checkText(source, path, value, { channel: "whatsapp", known });
  for (const { language, one } of eachOf(value)) {
    const at = language === null ? path : [...path, language];
    if (known.includes(one.trim())) {
      problems.push(
        source.problem(at, {
          message: `The word “${one.trim()}” itself would be sent, not its value.`,
          fix: `Write "{${one.trim()}}".`,
        }),
      );
    }
    const { parts } = compileTemplate(one);
    const isNeverEmpty = parts.some((part) => typeof part === "string" && part.trim() !== "");
    if (isNeverEmpty) continue;
    for (const part of parts) {
      if (typeof part === "string" || part.fallback !== "" || ALWAYS.has(part.name)) continue;
      if (!known.includes(part.name.replace(/^answers\./, ""))) continue;
      problems.push(
        source.problem(at, {
          message: `\`{${part.name}}\` may have no value, and Meta refuses an empty parameter.`,
          fix: `Write what stands there then: "{${part.name}|…}".`,
        }),
      );
    }
  }
  return problems;
}

/** The approved text, where it is written down, must have just the parameters that are filled. */
function checkBody(source: YamlFile, at: Path, { text, body, languages }: ApprovedFile): Problem[] {
  const names = Array.isArray(body) ? body.map((_value, i) => String(i + 1)) : Object.keys(body);
  return eachOf(text ?? {}).flatMap(({ language, one }) => {
    const path = language === null ? [...at, "text"] : [...at, "text", language];
    if (language !== null && languages[language] === undefined) return [];
    const found = new Set([...one.matchAll(PLACEHOLDER)].map(([, name = ""]) => name));
    const unfilled = [...found].filter((name) => !names.includes(name));
    const unused = names.filter((name) => !found.has(name));
    return [
      ...unfilled.map((name) =>
        source.problem(path, {
          message: `Nothing fills {{${name}}} of the approved text.`,
          fix: "Add it to `body`.",
        }),
      ),
      ...unused.map((name) =>
        source.problem(path, {
          message: `The approved text has no {{${name}}}, which \`body\` fills.`,
          fix: "Meta refuses a wrong number of parameters: take it out of `body`, or mend the text.",
        }),
      ),
    ];
  });
}
