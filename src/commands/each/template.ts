import { type TemplateRequest, templateRequestArg } from "../args/template-request.ts";
import { type CommandResult, defineCommand, type RunContext } from "../define.ts";
import { isManager } from "../policy.ts";
import { phrase } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import { no } from "./shared.ts";
import { showTemplate } from "./show-template.ts";
import { listVersions, resetTemplate, restoreTemplate, undoTemplate } from "./template-versions.ts";
import { createTemplate, editTemplate } from "./write-template.ts";

/** As many changes as are looked back at. */
const MOST_HISTORY = 500;

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
    if (request.do === "show") return showTemplate(request, input);
    if (request.do === "history") return listVersions(request.id, input.data, input);
    if (!isManager(input.actor)) return no(managersOnly({}), input);
    switch (request.do) {
      case "edit":
        return editTemplate(request, input);
      case "new":
        return createTemplate(request, input);
      case "undo":
        return undoTemplate(request.id, input.data, input);
      case "restore":
        return restoreTemplate(request, input.data, input);
      case "reset":
        return resetTemplate(request, input);
    }
  },
});

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

const managersOnly = phrase({
  en: "Only managers and admins change templates. Ask one of them.",
  pt: "Só gestores e administradores alteram modelos. Peça a um deles.",
  es: "Solo los gerentes y administradores cambian plantillas. Pídeselo a uno de ellos.",
});

const meantToSend = phrase<{ command: string }>({
  en: "To send a template to a customer: {command}",
  pt: "Para enviar um modelo a um cliente: {command}",
  es: "Para enviar una plantilla a un cliente: {command}",
});
