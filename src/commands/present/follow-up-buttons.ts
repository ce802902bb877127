import type { CardButton } from "../../channel/outbound.ts";
import type { Language } from "../../language.ts";
import { leadRef } from "../../leads/ref.ts";
import type { FollowUp } from "../../leads/types/follow-up.ts";
import type { Lead } from "../../leads/types/lead.ts";
import { CALL_OUTCOMES, outcomesOf } from "../outcomes.ts";
import { followUpRef } from "./follow-ups.ts";
import type { Texts } from "./phrase.ts";
import { type SnoozeTime, snoozeOptions } from "./snooze.ts";

/** What can be done with a follow-up, as commands; where there is room for a menu, `times` to snooze it to stand there. */
export function followUpButtons(
  row: Pick<FollowUp, "id" | "kind">,
  lead: Pick<Lead, "number">,
  language: Language,
  phone: string | null = null,
): CardButton[] {
  const ref = `${leadRef(lead)} ${followUpRef(row.id)}`;
  return [
    doneButton(leadRef(lead), row, language),
    {
      label: BUTTON.move[language],
      command: `snooze ${ref}`,
      asks: [{ name: "when", label: ASK.when[language], hint: ASK.zone[language], moment: true }],
    },
    callButton(ref, language, phone),
    {
      label: BUTTON.message[language],
      command: `reply ${leadRef(lead)}`,
      asks: [{ name: "text", label: ASK.message[language], multiline: true }],
    },
  ];
}

/** The menu of times to put a follow-up off to. */
export function snoozeMenu(
  row: Pick<FollowUp, "id">,
  lead: Pick<Lead, "number">,
  times: readonly SnoozeTime[],
  language: Language,
): { placeholder: string; options: CardButton[] } {
  const ref = `${leadRef(lead)} ${followUpRef(row.id)}`;
  return { placeholder: BUTTON.snooze[language], options: snoozeOptions(ref, times, language) };
}

/** Tick a follow-up off: one of what mostly comes of it, and in one's own words. Both may be left out. */
export function doneButton(ref: string, row: Pick<FollowUp, "id" | "kind">, language: Language): CardButton {
  const options = outcomesOf(row.kind).map(({ label }) => ({
    value: label[language],
    label: label[language],
  }));
  return {
    label: BUTTON.done[language],
    command: `done ${ref} ${followUpRef(row.id)}`,
    style: "primary",
    asks: [
      { name: "outcome", label: ASK.outcome[language], options, optional: true },
      { name: "note", label: ASK.words[language], multiline: true, optional: true },
    ],
  };
}

/** Log a call with what came of it. `ref`: the lead, and the follow-up that it was, if any. */
export function callButton(ref: string, language: Language, phone: string | null = null): CardButton {
  return {
    label: BUTTON.call[language],
    command: `call ${ref}`,
    asks: [
      {
        name: "outcome",
        label: ASK.call[language],
        ...(phone === null ? {} : { hint: `☎ ${phone}` }),
        options: CALL_OUTCOMES.map(({ id, label }) => ({ value: id, label: label[language] })),
      },
      { name: "note", label: ASK.note[language], multiline: true, optional: true },
    ],
  };
}

const BUTTON = {
  done: { en: "Done", pt: "Feito", es: "Hecho" },
  snooze: { en: "Snooze…", pt: "Adiar…", es: "Posponer…" },
  move: { en: "Reschedule", pt: "Remarcar", es: "Reprogramar" },
  call: { en: "Call", pt: "Ligação", es: "Llamada" },
  message: { en: "Message", pt: "Mensagem", es: "Mensaje" },
} satisfies Record<string, Texts>;

const ASK = {
  outcome: { en: "What came of it?", pt: "Qual foi o resultado?", es: "¿Qué resultó?" },
  words: { en: "In your own words", pt: "Nas suas palavras", es: "En tus palabras" },
  when: { en: "When?", pt: "Quando?", es: "¿Cuándo?" },
  zone: { en: "In your own time zone", pt: "No seu fuso horário", es: "En tu zona horaria" },
  call: { en: "What came of the call?", pt: "Resultado da ligação", es: "Resultado de la llamada" },
  note: { en: "Anything to note?", pt: "Algo a anotar?", es: "¿Algo que anotar?" },
  message: { en: "Message to the customer", pt: "Mensagem para o cliente", es: "Mensaje al cliente" },
} satisfies Record<string, Texts>;
