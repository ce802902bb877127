import type { TemplateVersion } from "../../leads/types/template-version.ts";
import type { TemplateRequest } from "../args/template-request.ts";
import type { CommandResult, RunContext } from "../define.ts";
import { isManager } from "../policy.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { slotName, whoAndWhen } from "../present/templates.ts";
import { undone, withoutTexts } from "../template-changes.ts";
import { keepTemplate } from "./keep-template.ts";
import { no } from "./shared.ts";

/** As many as are listed. */
const LISTED = 15;

/** What was changed, when and by whom; managers can go back from here. */
export function listVersions(
  id: string,
  history: readonly TemplateVersion[],
  input: RunContext,
): CommandResult {
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

/** Take the last change back that was not taken back yet. */
export function undoTemplate(
  id: string,
  history: readonly TemplateVersion[],
  input: RunContext,
): CommandResult {
  if (!isFresh(id, history, input)) return no(tryAgain({}), input);
  const found = undone(history);
  if (found === null) return no(nothingToUndo({ id }), input);
  const { version, origin } = found;
  return keepTemplate({ templateId: id, kind: "undo", origin, after: version.before }, input);
}

/** Say again what an earlier version said. */
export function restoreTemplate(
  { id, version: wanted }: Extract<TemplateRequest, { do: "restore" }>,
  history: readonly TemplateVersion[],
  input: RunContext,
): CommandResult {
  if (!isFresh(id, history, input)) return no(tryAgain({}), input);
  const found = history.find(({ version }) => version === wanted);
  if (found === undefined) return no(noSuchVersion({ id, version: wanted }), input);
  return keepTemplate({ templateId: id, kind: "restore", after: found.after }, input);
}

/** Say again what stands in the file: in all, or in some of its texts. */
export function resetTemplate(
  { id, slots }: Extract<TemplateRequest, { do: "reset" }>,
  input: RunContext,
): CommandResult {
  const before = input.bundle.edits.newest.get(id)?.after ?? null;
  const touched = slots.length === 0 || slots.some((slot) => before?.texts[slot] !== undefined);
  if (before === null || !touched) return no(isFile({ id }), input);
  // Of a template that is in no file, a part cannot be taken away.
  const after = input.bundle.fileTemplates.has(id) ? withoutTexts(before, slots) : null;
  return keepTemplate({ templateId: id, kind: "reset", after }, input);
}

/** What was read of the history is what is in force. */
function isFresh(id: string, history: readonly TemplateVersion[], { bundle }: RunContext): boolean {
  return history[0]?.version === bundle.edits.newest.get(id)?.version;
}

function changedSlots({ before, after }: TemplateVersion): string[] {
  const slots = new Set([...Object.keys(before?.texts ?? {}), ...Object.keys(after?.texts ?? {})]);
  return [...slots].filter((slot) => before?.texts[slot]?.text !== after?.texts[slot]?.text);
}

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
