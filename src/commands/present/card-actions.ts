import type { Ask, Card, CardButton } from "../../channel/outbound.ts";
import type { FlowBundle } from "../../flow/bundle.ts";
import { inLanguage, type Language } from "../../language.ts";
import type { Stage } from "../../leads/config.ts";
import { leadRef } from "../../leads/ref.ts";
import type { Directory } from "../../leads/types/directory.ts";
import type { FollowUp, NextStep } from "../../leads/types/follow-up.ts";
import type { Lead } from "../../leads/types/lead.ts";
import { callButton, doneButton, followUpButtons } from "./follow-up-buttons.ts";
import type { Texts } from "./phrase.ts";
import { safeName } from "./safe.ts";

/** What must be known to tell what can be done with a lead. */
export interface ActionView {
  directory: Directory;
  bundle: FlowBundle;
  language: Language;
}

/** Everything that a lead's card has to press or choose, and its open follow-up. */
export function cardButtons(lead: Lead, view: ActionView): CardButton[] {
  const { nextStep } = lead;
  return [
    ...leadButtons(lead, view),
    ...(stageSelect(lead, view)?.options ?? []),
    ...moreButtons(lead, view),
    ...(nextStep === null
      ? []
      : followUpButtons({ id: nextStep.followUpId, kind: nextStep.kind }, lead, view.language)),
  ];
}

/** What is done most with the lead as it is now, as commands; what must be typed or chosen is asked for. */
export function leadButtons(lead: Lead, { language }: Pick<ActionView, "language">): CardButton[] {
  const ref = leadRef(lead);
  const isOpen = lead.stageKind === "open";
  const pass = { label: BUTTON.pass[language], command: `pass ${ref}` };
  // A lead that nobody has is claimed first: then it can be moved and valued.
  if (isFree(lead)) {
    const claim: CardButton = { label: BUTTON.claim[language], command: `claim ${ref}`, style: "primary" };
    return [claim, ...(lead.offeredTo === null ? [] : [pass]), noteButton(ref, language)];
  }
  return [
    {
      label: BUTTON.reply[language],
      command: `reply ${ref}`,
      style: "primary",
      asks: [{ name: "text", label: ASK.reply[language], multiline: true }],
    },
    ...(lead.nextStep === null ? [] : [doneButton(ref, stepOf(lead.nextStep), language)]),
    followUpButton(ref, language),
    noteButton(ref, language),
    ...(isOpen ? [pass] : []),
  ];
}

/** The stages that it can move to, each with what the move needs; none for a lead that is to be claimed first. */
export function stageSelect(lead: Lead, { bundle, language }: ActionView): Card["select"] | null {
  if (isFree(lead)) return null;
  const stages = bundle.pipeline.stages.filter((stage) => stage.id !== lead.stage);
  const options = stages.map((stage): CardButton => {
    const asks = stageAsks(stage, lead, language);
    return {
      label: inLanguage(stage.label, language),
      command: `stage ${leadRef(lead)} ${stage.id}`,
      ...(asks.length === 0 ? {} : { asks }),
    };
  });
  return options.length === 0 ? null : { placeholder: ASK.stage[language], options };
}

/** What a move needs: the reason, one of the listed or typed where there is no list, or the value. */
function stageAsks(stage: Stage, lead: Lead, language: Language): Ask[] {
  if (stage.requires.includes("reason")) {
    const options = stage.reasons.map(({ id, label }) => ({ value: id, label: inLanguage(label, language) }));
    const label = ASK.reason[language];
    return [options.length === 0 ? { name: "reason", label } : { name: "reason", label, options }];
  }
  if (!stage.requires.includes("value") || lead.value !== null) return [];
  return [{ name: "value", label: ASK.value[language] }];
}

/** What is needed less often. */
export function moreButtons(lead: Lead, view: ActionView): CardButton[] {
  const { directory, language } = view;
  const ref = leadRef(lead);
  const button = (name: keyof typeof BUTTON, command: string, ...asks: Ask[]): CardButton => ({
    label: BUTTON[name][language],
    command: `${command} ${ref}`,
    ...(asks.length === 0 ? {} : { asks }),
  });
  const look = [button("history", "history"), button("why", "why")];
  const tag = button("tag", "tag", { name: "tags", label: ASK.tag[language] });
  if (isFree(lead)) return [tag, ...look];
  const template = templateButton(ref, view);
  const colleagues = [...directory.reps.values()]
    .filter((rep) => rep.active && rep.id !== lead.ownerId)
    .map((rep) => ({ value: `@${rep.id}`, label: safeName(rep.name) }));
  const assignable = lead.stageKind === "open" && colleagues.length > 0;
  return [
    callButton(ref, language),
    ...(template === null ? [] : [template]),
    button("value", "value", { name: "value", label: ASK.value[language] }),
    tag,
    ...(assignable
      ? [button("assign", "assign", { name: "rep", label: ASK.assign[language], options: colleagues })]
      : []),
    ...look,
  ];
}

/** Send a ready text, shown first as the customer would get it; null when there are none. */
export function templateButton(
  ref: string,
  { bundle, language }: Pick<ActionView, "bundle" | "language">,
): CardButton | null {
  const options = [...bundle.templates.values()].map(({ id, label }) => ({
    value: id,
    label: inLanguage(label, language),
  }));
  if (options.length === 0) return null;
  const ask = { name: "template", label: ASK.template[language], options, preview: true };
  return { label: BUTTON.template[language], command: `send ${ref}`, asks: [ask] };
}

function stepOf({ followUpId, kind }: NextStep): Pick<FollowUp, "id" | "kind"> {
  return { id: followUpId, kind };
}

function isFree(lead: Lead): boolean {
  return lead.ownerId === null && lead.stageKind === "open";
}

function noteButton(ref: string, language: Language): CardButton {
  const ask = { name: "text", label: ASK.note[language], multiline: true };
  return { label: BUTTON.note[language], command: `note ${ref}`, asks: [ask] };
}

/** Plan what comes next: when, and what. */
export function followUpButton(ref: string, language: Language): CardButton {
  return {
    label: BUTTON.followUp[language],
    command: `followup ${ref}`,
    asks: [
      { name: "when", label: ASK.when[language], hint: ASK.zone[language], moment: true },
      { name: "what", label: ASK.what[language], optional: true },
    ],
  };
}

const BUTTON = {
  claim: { en: "Claim", pt: "Assumir", es: "Tomar" },
  pass: { en: "Pass", pt: "Passar", es: "Pasar" },
  reply: { en: "Reply", pt: "Responder", es: "Responder" },
  note: { en: "Note", pt: "Nota", es: "Nota" },
  value: { en: "Value", pt: "Valor", es: "Valor" },
  followUp: { en: "Follow-up", pt: "Agendar", es: "Agendar" },
  template: { en: "Template", pt: "Modelo", es: "Plantilla" },
  tag: { en: "Tag", pt: "Etiqueta", es: "Etiqueta" },
  assign: { en: "Assign", pt: "Atribuir", es: "Asignar" },
  history: { en: "History", pt: "Histórico", es: "Historial" },
  why: { en: "Why?", pt: "Por quê?", es: "¿Por qué?" },
} satisfies Record<string, Texts>;

const ASK = {
  reason: { en: "Reason", pt: "Motivo", es: "Motivo" },
  reply: { en: "Message to the customer", pt: "Mensagem para o cliente", es: "Mensaje al cliente" },
  note: { en: "Note for the team", pt: "Nota para a equipe", es: "Nota para el equipo" },
  value: { en: "Value, e.g. 5k", pt: "Valor, ex.: 5 mil", es: "Valor, ej.: 5 mil" },
  stage: { en: "Move to…", pt: "Mover para…", es: "Mover a…" },
  zone: { en: "In your own time zone", pt: "No seu fuso horário", es: "En tu zona horaria" },
  when: { en: "When?", pt: "Quando?", es: "¿Cuándo?" },
  what: { en: "What for?", pt: "Para quê?", es: "¿Para qué?" },
  template: { en: "Which template?", pt: "Qual modelo?", es: "¿Qué plantilla?" },
  tag: { en: "Tags", pt: "Etiquetas", es: "Etiquetas" },
  assign: { en: "To whom?", pt: "Para quem?", es: "¿A quién?" },
} satisfies Record<string, Texts>;
