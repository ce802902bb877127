import type { OutboundMessage } from "../../channel/outbound.ts";
import type { FlowBundle } from "../../flow/bundle.ts";
import type { Language } from "../../language.ts";
import { leadRef } from "../../leads/ref.ts";
import type { LeadPage } from "../reads.ts";
import { followUpButton } from "./card-actions.ts";
import { gradeSign, stageName } from "./labels.ts";
import { phrase, type Texts } from "./phrase.ts";
import { safeName } from "./safe.ts";

/** A page of the leads without a next step, each with a button to plan one. */
export function unplannedList(
  { rows, total }: LeadPage,
  view: { title: string; from: number; next: string; bundle: FlowBundle; language: Language },
): OutboundMessage {
  const { title, from, next, bundle, language } = view;
  if (rows.length === 0) return { text: `${title}: ${NOTHING[language]}` };
  const to = from + rows.length - 1;
  const lines = rows.map((lead) => {
    const who = [leadRef(lead), lead.name, lead.company]
      .filter((part) => part !== null && part !== "")
      .map((part) => safeName(part ?? "", 40));
    return `• ${gradeSign(lead.grade)} ${who.join(" · ")} – ${stageName(bundle, lead.stage, language)}`;
  });
  const buttons = rows.map((lead) => ({
    ...followUpButton(leadRef(lead), language),
    label: `📌 ${leadRef(lead)} ${safeName(lead.name ?? lead.company ?? "", 20)}`.trim(),
  }));
  const heading = `${title} (${range({ from, to, total })[language]})`;
  const more = total > to ? [{ label: MORE[language], command: next }] : [];
  return {
    text: [heading, ...lines].join("\n"),
    card: { title: heading, fields: [], lines, buttons: [...buttons, ...more] },
  };
}

const MORE: Texts = { en: "More", pt: "Mais", es: "Más" };
const NOTHING: Texts = { en: "none", pt: "nenhum", es: "ninguno" };

const range = phrase<{ from: number; to: number; total: number }>({
  en: "{from}–{to} of {total, number}",
  pt: "{from}–{to} de {total, number}",
  es: "{from}–{to} de {total, number}",
});
