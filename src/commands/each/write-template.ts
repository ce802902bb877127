import { parseSlot } from "../../flow/template-edits.ts";
import { faultsOfText } from "../../flow/text-faults.ts";
import { fold } from "../../language.ts";
import type { TemplateEdit } from "../../leads/types/template-version.ts";
import type { TemplateRequest } from "../args/template-request.ts";
import type { CommandResult, RunContext } from "../define.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import { faultInWords, LANGUAGE_NAMES, textAsks, whoAndWhen } from "../present/templates.ts";
import { missingLanguages, withTexts } from "../template-changes.ts";
import { keepTemplate } from "./keep-template.ts";
import { no } from "./shared.ts";
import { gone, showTemplate } from "./show-template.ts";

/** Other words for what is there. */
export function editTemplate(
  request: Extract<TemplateRequest, { do: "edit" }>,
  input: RunContext,
): CommandResult {
  const { bundle } = input;
  const { id, channel, texts, from } = request;
  const template = bundle.templates.get(id);
  if (template === undefined) return no(gone({}), input);
  if (Object.keys(texts).length === 0) return showTemplate({ id, channel, inThread: false }, input);
  const last = bundle.edits.newest.get(id);
  if (from !== null && last !== undefined && last.version !== from)
    return no(
      changedMeanwhile((language) => ({ id, ...whoAndWhen(last, { ...input, language }) })),
      input,
    );
  const faults = faultsIn(texts, input);
  if (faults !== null) return faults;
  const isSame = Object.entries(texts).every(([slot, text]) => template.texts[slot] === text);
  if (isSame) return no(nothingNew({ id }), input);
  // A form says all three; only what was changed is chat's from now on.
  const changed = Object.entries(texts).filter(([slot, text]) => {
    const { language } = parseSlot(slot);
    return text !== (template.texts[slot] ?? template.texts[language]);
  });
  return keepTemplate(
    { templateId: id, kind: "edit", after: withTexts(bundle, id, Object.fromEntries(changed)) },
    input,
    {
      slots: changed.map(([slot]) => slot),
    },
  );
}

/** A template that stands in no file; without its texts, how to write them. */
export function createTemplate(
  { name, texts }: Extract<TemplateRequest, { do: "new" }>,
  input: RunContext,
): CommandResult {
  const { bundle, language } = input;
  const id = fold(name)
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
  if (id === "") return no(badName({ name: safeName(name, 40) }), input);
  if (bundle.templates.has(id)) return no(isThere({ id }), input);
  if (Object.keys(texts).length === 0) {
    const button = {
      label: WRITE[language],
      command: `template new "${name}"`,
      asks: textAsks(language) ?? [],
    };
    const lines = [howToWrite({ id })[language]];
    return {
      reply: {
        card: { title: safeName(name, 60), fields: [], lines, buttons: [{ ...button, style: "primary" }] },
      },
    };
  }
  const missing = missingLanguages(texts);
  if (missing.length > 0) {
    const names = (l: "en" | "pt" | "es") => missing.map((each) => LANGUAGE_NAMES[each][l]).join(", ");
    return no(
      languageMissing((l) => ({ languages: names(l), id })),
      input,
    );
  }
  const faults = faultsIn(texts, input);
  if (faults !== null) return faults;
  const said = Object.fromEntries(Object.entries(texts).map(([slot, text]) => [slot, { text, file: null }]));
  const after: TemplateEdit = { label: safeName(name, 60), texts: said };
  return keepTemplate({ templateId: id, kind: "new", after }, input, { slots: Object.keys(texts) });
}

function faultsIn(texts: Readonly<Record<string, string>>, input: RunContext): CommandResult | null {
  const { bundle, language } = input;
  const lines = Object.entries(texts).flatMap(([slot, text]) => {
    const { channel, language: of } = parseSlot(slot);
    const faults = faultsOfText(text, channel, bundle.templateVariables);
    // Each begins with its language, by which a form knows the field.
    return faults.slice(0, 3).map((fault) => `${of}: ${faultInWords(fault, language)}`);
  });
  if (lines.length === 0) return null;
  return { reply: { text: [...lines, NOT_SAVED[language]].join("\n") }, refused: true };
}

const WRITE: Texts = { en: "Write it", pt: "Escrever", es: "Escribir" };

const NOT_SAVED: Texts = {
  en: "Nothing was changed.",
  pt: "Nada foi alterado.",
  es: "No se cambió nada.",
};

const changedMeanwhile = phrase<{ id: string; who: string; when: string }>({
  en: "{who} has changed it since you opened this ({when}). Say “template {id}”, and edit what stands there now.",
  pt: "{who} alterou o texto depois que você abriu isto ({when}). Diga “modelo {id}” e edite o que está lá agora.",
  es: "{who} lo cambió después de que abriste esto ({when}). Di “plantilla {id}” y edita lo que dice ahora.",
});

const nothingNew = phrase<{ id: string }>({
  en: "{id} says just that already.",
  pt: "{id} já diz exatamente isso.",
  es: "{id} ya dice exactamente eso.",
});

const badName = phrase<{ name: string }>({
  en: "“{name}” cannot be the name of a template: it needs letters or digits.",
  pt: "“{name}” não pode ser o nome de um modelo: precisa de letras ou números.",
  es: "“{name}” no puede ser el nombre de una plantilla: necesita letras o números.",
});

const isThere = phrase<{ id: string }>({
  en: "There is a template {id} already. “template edit {id}” changes it.",
  pt: "O modelo {id} já existe. “modelo editar {id}” altera.",
  es: "La plantilla {id} ya existe. “plantilla editar {id}” la cambia.",
});

const languageMissing = phrase<{ languages: string; id: string }>({
  en: "Nothing was saved: the text in {languages} is missing. Each language begins a line of its own: en: … pt: … es: …",
  pt: "Nada foi salvo: falta o texto em {languages}. Cada idioma começa uma linha: en: … pt: … es: …",
  es: "No se guardó nada: falta el texto en {languages}. Cada idioma comienza una línea: en: … pt: … es: …",
});

const howToWrite = phrase<{ id: string }>({
  en: "Press the button, or write it in the three languages, each on a line of its own:\ntemplate new {id}\nen: Hello …\npt: Olá …\nes: Hola …",
  pt: "Aperte o botão ou escreva nos três idiomas, cada um em uma linha:\nmodelo novo {id}\nen: Hello …\npt: Olá …\nes: Hola …",
  es: "Pulsa el botón o escríbela en los tres idiomas, cada uno en una línea:\nplantilla nueva {id}\nen: Hello …\npt: Olá …\nes: Hola …",
});
