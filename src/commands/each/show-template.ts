import type { TemplateRequest } from "../args/template-request.ts";
import type { CommandResult, RunContext } from "../define.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { templateCard } from "../present/templates.ts";
import { no } from "./shared.ts";

/** Its card; in a thread with a customer, also the button that sends it. */
export function showTemplate(
  { id, channel, inThread }: Pick<Extract<TemplateRequest, { do: "show" }>, "id" | "channel" | "inThread">,
  input: RunContext,
): CommandResult {
  const template = input.bundle.templates.get(id);
  if (template === undefined) return no(gone({}), input);
  const card = templateCard(template, channel, input);
  const send = { label: SEND[input.language], command: `send ${id}` };
  return { reply: { card: inThread ? { ...card, buttons: [send, ...card.buttons] } : card } };
}

const SEND: Texts = { en: "Send…", pt: "Enviar…", es: "Enviar…" };

export const gone = phrase({
  en: "That template is no longer there. “templates” lists them.",
  pt: "Esse modelo não existe mais. “modelos” mostra a lista.",
  es: "Esa plantilla ya no existe. “plantillas” muestra la lista.",
});
