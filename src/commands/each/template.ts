import { parseSlot, slotOf } from "../../flow/template-edits.ts";
import { faultsOfText } from "../../flow/text-faults.ts";
import { fold, LANGUAGES } from "../../language.ts";
import type { TemplateEdit, TemplateVersion } from "../../leads/types/template-version.ts";
import { type TemplateRequest, templateRequestArg } from "../args/template-request.ts";
import { type CommandResult, defineCommand, type RunContext } from "../define.ts";
import { isManager } from "../policy.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { safeName, safeText } from "../present/safe.ts";
import {
  faultInWords,
  LANGUAGE_NAMES,
  slotName,
  stays,
  templateCard,
  textAsks,
  whoAndWhen,
} from "../present/templates.ts";
import {
  missingLanguages,
  saveChange,
  type TemplateChange,
  undone,
  withoutTexts,
  withTexts,
} from "../template-changes.ts";

/** As many changes as are looked back at. */
const MOST_HISTORY = 500;
/** As many as are listed. */
const LISTED = 15;

export const templateCommand = defineCommand({
  name: "template",
  words: { en: ["template"], pt: ["modelo"], es: ["plantilla"] },
  help: {
    en: "Look at a ready text; managers edit it, add one, see its history, and take changes back",
    pt: "Ver um texto pronto; gestores editam, criam outro, veem o histórico e desfazem mudanças",
    es: "Ver un texto listo; los gerentes lo editan, agregan otro, ven el historial y deshacen cambios",
  },
  examples: {
    en: [
      "template introduction",
      "template edit introduction en Hi {first_name}!",
      "template history introduction",
    ],
    pt: [
      "modelo apresentação",
      "modelo editar apresentação pt Oi, {first_name}!",
      "modelo histórico apresentação",
    ],
    es: [
      "plantilla presentación",
      "plantilla editar presentación es ¡Hola, {first_name}!",
      "plantilla historial presentación",
    ],
  },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args: { request: templateRequestArg() },
  load: async ({ request }, reads) => {
    const needs = request.do === "history" || request.do === "undo" || request.do === "restore";
    return { data: needs ? await reads.templateHistory(request.id, MOST_HISTORY) : [] };
  },
  run: (input) => {
    const { request } = input.args;
    if (request.do === "send") return sendInstead(request, input);
    if (request.do === "show") return show(request, input);
    if (request.do === "history") return listHistory(request.id, input.data, input);
    if (!isManager(input.actor)) return no(managersOnly({}), input);
    switch (request.do) {
      case "edit":
        return edit(request, input);
      case "new":
        return create(request, input);
      case "undo":
        return undo(request.id, input.data, input);
      case "restore":
        return restore(request, input.data, input);
      case "reset":
        return reset(request, input);
    }
  },
});

function show(
  { id, channel, inThread }: Pick<Extract<TemplateRequest, { do: "show" }>, "id" | "channel" | "inThread">,
  input: RunContext,
): CommandResult {
  const template = input.bundle.templates.get(id);
  if (template === undefined) return no(gone({}), input);
  const card = templateCard(template, channel, input);
  const send = { label: SEND[input.language], command: `send ${id}` };
  return { reply: { card: inThread ? { ...card, buttons: [send, ...card.buttons] } : card } };
}

function edit(request: Extract<TemplateRequest, { do: "edit" }>, input: RunContext): CommandResult {
  const { bundle } = input;
  const { id, channel, texts, from } = request;
  const template = bundle.templates.get(id);
  if (template === undefined) return no(gone({}), input);
  if (Object.keys(texts).length === 0) return show({ id, channel, inThread: false }, input);
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
  return keep(
    { templateId: id, kind: "edit", after: withTexts(bundle, id, Object.fromEntries(changed)) },
    input,
    {
      slots: changed.map(([slot]) => slot),
    },
  );
}

function create({ name, texts }: Extract<TemplateRequest, { do: "new" }>, input: RunContext): CommandResult {
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
  return keep({ templateId: id, kind: "new", after }, input, { slots: Object.keys(texts) });
}

function undo(id: string, history: readonly TemplateVersion[], input: RunContext): CommandResult {
  if (!isFresh(id, history, input)) return no(tryAgain({}), input);
  const found = undone(history);
  if (found === null) return no(nothingToUndo({ id }), input);
  const { version, origin } = found;
  return keep({ templateId: id, kind: "undo", origin, after: version.before }, input);
}

function restore(
  { id, version: wanted }: Extract<TemplateRequest, { do: "restore" }>,
  history: readonly TemplateVersion[],
  input: RunContext,
): CommandResult {
  if (!isFresh(id, history, input)) return no(tryAgain({}), input);
  const found = history.find(({ version }) => version === wanted);
  if (found === undefined) return no(noSuchVersion({ id, version: wanted }), input);
  return keep({ templateId: id, kind: "restore", after: found.after }, input);
}

function reset({ id, slots }: Extract<TemplateRequest, { do: "reset" }>, input: RunContext): CommandResult {
  const before = input.bundle.edits.newest.get(id)?.after ?? null;
  const touched = slots.length === 0 || slots.some((slot) => before?.texts[slot] !== undefined);
  if (before === null || !touched) return no(isFile({ id }), input);
  // Of a template that is in no file, a part cannot be taken away.
  const after = input.bundle.fileTemplates.has(id) ? withoutTexts(before, slots) : null;
  return keep({ templateId: id, kind: "reset", after }, input);
}

/** What was read of the history is what is in force. */
function isFresh(id: string, history: readonly TemplateVersion[], { bundle }: RunContext): boolean {
  return history[0]?.version === bundle.edits.newest.get(id)?.version;
}

/** Save it, and say what is sent from now on. */
function keep(
  change: TemplateChange,
  input: RunContext,
  { slots = [] }: { slots?: string[] } = {},
): CommandResult {
  const { bundle, turn, actor, language } = input;
  const { templateId: id, after } = change;
  const version = saveChange(turn, bundle, actor.id, change);
  const file = bundle.fileTemplates.get(id);
  if (after === null && file === undefined) return { reply: { text: removed({ id })[language] } };
  const text = (slot: string) =>
    after?.texts[slot]?.text ?? file?.texts[slot] ?? file?.texts[parseSlot(slot).language];
  const shown = slots.length > 0 ? slots : LANGUAGES.map((each) => slotOf(null, each));
  const lines = shown.map((slot) => `${slotName(slot, language)}:\n${safeText(text(slot) ?? "", 900)}`);
  const approved = file?.approved;
  return {
    reply: {
      text: [
        (after === null ? backToFile({ id }) : saved({ id, version: version.version }))[language],
        ...lines,
        ...(approved === undefined || approved === null ? [] : [stays({ name: approved.name })[language]]),
        undoHint({ id })[language],
      ].join("\n"),
    },
  };
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

function listHistory(id: string, history: readonly TemplateVersion[], input: RunContext): CommandResult {
  const { language } = input;
  if (history.length === 0) return { reply: { text: neverChanged({ id })[language] } };
  const lines = history.slice(0, LISTED).map((version) => {
    const { who, when } = whoAndWhen(version, input);
    const slots = changedSlots(version).map((slot) => slotName(slot, language));
    return `v${version.version} · ${when} · ${who} · ${KINDS[version.kind][language]}${slots.length === 0 ? "" : ` (${slots.join("; ")})`}`;
  });
  const choices = isManager(input.actor)
    ? history.slice(1, 6).map(({ version }) => ({
        label: toVersion({ version })[language],
        value: `template restore ${id} v${version}`,
      }))
    : [];
  return {
    reply: {
      text: [historyOf({ id })[language], ...lines].join("\n"),
      ...(choices.length > 0 ? { choices } : {}),
    },
  };
}

function changedSlots({ before, after }: TemplateVersion): string[] {
  const slots = new Set([...Object.keys(before?.texts ?? {}), ...Object.keys(after?.texts ?? {})]);
  return [...slots].filter((slot) => before?.texts[slot]?.text !== after?.texts[slot]?.text);
}

/** “template L-42 introduction”: templates are sent by “send”. */
function sendInstead(request: Extract<TemplateRequest, { do: "send" }>, input: RunContext): CommandResult {
  const command = `send ${request.lead} ${request.rest}`.trim();
  const shown = safeName(command, 100);
  return {
    reply: {
      text: meantToSend({ command: shown })[input.language],
      choices: [{ label: shown, value: command.slice(0, 200) }],
    },
    refused: true,
  };
}

function no(text: Texts, { language }: RunContext): CommandResult {
  return { reply: { text: text[language] }, refused: true };
}

const SEND: Texts = { en: "Send…", pt: "Enviar…", es: "Enviar…" };
const WRITE: Texts = { en: "Write it", pt: "Escrever", es: "Escribir" };

const KINDS: Record<TemplateVersion["kind"], Texts> = {
  new: { en: "added", pt: "criado", es: "creada" },
  edit: { en: "edited", pt: "editado", es: "editada" },
  undo: { en: "undone", pt: "desfeito", es: "deshecha" },
  restore: {
    en: "an earlier version restored",
    pt: "versão anterior restaurada",
    es: "versión anterior restaurada",
  },
  reset: {
    en: "back to the file's text",
    pt: "de volta ao texto do arquivo",
    es: "de vuelta al texto del archivo",
  },
};

const NOT_SAVED: Texts = {
  en: "Nothing was changed.",
  pt: "Nada foi alterado.",
  es: "No se cambió nada.",
};

const managersOnly = phrase({
  en: "Only managers and admins change templates. Ask one of them.",
  pt: "Só gestores e administradores alteram modelos. Peça a um deles.",
  es: "Solo los gerentes y administradores cambian plantillas. Pídeselo a uno de ellos.",
});

const gone = phrase({
  en: "That template is no longer there. “templates” lists them.",
  pt: "Esse modelo não existe mais. “modelos” mostra a lista.",
  es: "Esa plantilla ya no existe. “plantillas” muestra la lista.",
});

const saved = phrase<{ id: string; version: number }>({
  en: "Saved: {id}, version {version, number}. From the next message on it says:",
  pt: "Salvo: {id}, versão {version, number}. A partir da próxima mensagem, diz:",
  es: "Guardado: {id}, versión {version, number}. Desde el próximo mensaje dice:",
});

const backToFile = phrase<{ id: string }>({
  en: "{id} says again what stands in flows/templates.yaml:",
  pt: "{id} volta a dizer o que está em flows/templates.yaml:",
  es: "{id} vuelve a decir lo que está en flows/templates.yaml:",
});

const removed = phrase<{ id: string }>({
  en: "{id} is removed: it was written in chat only. “template restore {id}” and a version brings it back.",
  pt: "{id} foi removido: só existia no chat. “modelo restaurar {id}” e uma versão traz de volta.",
  es: "Se eliminó {id}: solo existía en el chat. “plantilla restaurar {id}” y una versión la recupera.",
});

const undoHint = phrase<{ id: string }>({
  en: "“template undo {id}” takes it back.",
  pt: "“modelo desfazer {id}” desfaz.",
  es: "“plantilla deshacer {id}” lo deshace.",
});

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

const nothingToUndo = phrase<{ id: string }>({
  en: "There is nothing to undo: {id} says what stands in the file.",
  pt: "Não há nada para desfazer: {id} diz o que está no arquivo.",
  es: "No hay nada que deshacer: {id} dice lo que está en el archivo.",
});

const isFile = phrase<{ id: string }>({
  en: "{id} says what stands in the file already.",
  pt: "{id} já diz o que está no arquivo.",
  es: "{id} ya dice lo que está en el archivo.",
});

const noSuchVersion = phrase<{ id: string; version: number }>({
  en: "{id} has no version {version, number}. “template history {id}” lists them.",
  pt: "{id} não tem a versão {version, number}. “modelo histórico {id}” mostra a lista.",
  es: "{id} no tiene la versión {version, number}. “plantilla historial {id}” muestra la lista.",
});

const tryAgain = phrase({
  en: "Somebody changed it at the same moment. Try once more.",
  pt: "Alguém alterou ao mesmo tempo. Tente mais uma vez.",
  es: "Alguien lo cambió al mismo tiempo. Inténtalo otra vez.",
});

const neverChanged = phrase<{ id: string }>({
  en: "{id} has never been changed in chat: it says what stands in the file.",
  pt: "{id} nunca foi alterado no chat: diz o que está no arquivo.",
  es: "{id} nunca se cambió en el chat: dice lo que está en el archivo.",
});

const historyOf = phrase<{ id: string }>({
  en: "Changes of {id}, the newest first:",
  pt: "Mudanças de {id}, da mais nova para a mais antiga:",
  es: "Cambios de {id}, del más nuevo al más antiguo:",
});

const toVersion = phrase<{ version: number }>({
  en: "Restore v{version, number}",
  pt: "Restaurar v{version, number}",
  es: "Restaurar v{version, number}",
});

const meantToSend = phrase<{ command: string }>({
  en: "To send a template to a customer: {command}",
  pt: "Para enviar um modelo a um cliente: {command}",
  es: "Para enviar una plantilla a un cliente: {command}",
});
