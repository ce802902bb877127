import { parseSlot, slotOf } from "../../flow/template-edits.ts";
import { LANGUAGES } from "../../language.ts";
import type { CommandResult, RunContext } from "../define.ts";
import { phrase } from "../present/phrase.ts";
import { safeText } from "../present/safe.ts";
import { slotName, stays } from "../present/templates.ts";
import { saveChange, type TemplateChange } from "../template-changes.ts";

/** Save it, and say what is sent from now on. */
export function keepTemplate(
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
