import type { OutboundMessage } from "../channel/outbound.ts";
import { type CommandProblem, isProblem } from "../commands/index.ts";
import { phrase, type Texts } from "../commands/present/phrase.ts";
import { safeName } from "../commands/present/safe.ts";
import type { Language } from "../language.ts";

/**
 * A button was pressed whose form could not be shown: nothing is done that was not asked for, and the person is told
 * how to do it.
 */
export function tellUnasked(
  command: string,
  parsed: object | CommandProblem,
  language: Language,
): OutboundMessage {
  const told = late({ command: safeName(command, 100) })[language];
  if (isProblem(parsed)) {
    const { text = "", ...reply } = parsed.reply;
    return { ...reply, text: [told, text].filter(Boolean).join("\n") };
  }
  return { text: `${told} ${AS_IT_IS[language]}`, choices: [{ value: command, label: command }] };
}

const late = phrase<{ command: string }>({
  en: "The form could not be opened in time, so nothing was done. Press the button again, or write it yourself, beginning with “{command}”.",
  pt: "Não consegui abrir o formulário a tempo, então nada foi feito. Aperte o botão de novo ou escreva você mesmo, começando com “{command}”.",
  es: "No pude abrir el formulario a tiempo, así que no se hizo nada. Pulsa el botón de nuevo o escríbelo tú, empezando por “{command}”.",
});
const AS_IT_IS: Texts = {
  en: "It can also be done without filling anything in:",
  pt: "Também dá para fazer sem preencher nada:",
  es: "También se puede hacer sin completar nada:",
};
