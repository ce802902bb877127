import type { Choice } from "../../channel/outbound.ts";
import { fold, inLanguage, LANGUAGES } from "../../language.ts";
import { isRefusal, moveStage, type Stage } from "../../leads/index.ts";
import { leadRef } from "../../leads/ref.ts";
import { leadArg } from "../args/lead.ts";
import { optionalTextArg, readAmount } from "../args/simple.ts";
import { meant, stageArg } from "../args/stage.ts";
import { type CommandResult, defineCommand, type RunContext } from "../define.ts";
import { formatMoney } from "../present/format.ts";
import { reasonName, stageName } from "../present/labels.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { changed, leadOf, named, refused } from "./shared.ts";

export const stageCommand = defineCommand({
  name: "stage",
  words: {
    en: ["stage", "move", "move to"],
    pt: ["etapa", "mover", "estágio", "fase"],
    es: ["etapa", "mover", "fase"],
  },
  help: {
    en: "Move a lead to another stage, with the reason or value that it needs",
    pt: "Mover o lead para outra etapa, com o motivo ou valor que ela pede",
    es: "Mover el lead a otra etapa, con el motivo o monto que pide",
  },
  examples: {
    en: ["stage L-42 contacted", "stage L-42 unqualified no budget", "stage L-42 customer 5k"],
    pt: ["etapa L-42 contatado", "etapa L-42 desqualificado sem orçamento", "etapa L-42 cliente 5 mil"],
    es: ["etapa L-42 contactado", "etapa L-42 no calificado sin presupuesto", "etapa L-42 cliente 5 mil"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "own",
  args: {
    lead: leadArg(),
    stage: stageArg(),
    detail: optionalTextArg({ en: "reason or value", pt: "motivo ou valor", es: "motivo o monto" }),
  },
  run: (input) => {
    const loaded = leadOf(input);
    const { args, turn, bundle, directory, language } = input;
    const stage = bundle.pipeline.stages.find((s) => s.id === args.stage);
    if (stage === undefined) return { reply: { text: gone({})[language] } };
    const facts = readDetail(args.detail, stage, input);
    const after = moveStage(turn, loaded.lead, stage.id, facts, bundle.pipeline, directory, loaded.offer);
    if (!isRefusal(after))
      return changed(input, after, describe(input, after.stage, facts.reason, facts.value));
    if (after.code === "reason-required") return askReason(input, stage, after.text);
    if (after.code === "value-required") return askValue(input, stage, after.text);
    return refused(after, language);
  },
});

interface Facts {
  reason?: string;
  value?: { amount: number; currency: string };
}

/** The words after the stage: a value where one is needed and they are one, else a reason. */
function readDetail(detail: string | undefined, stage: Stage, context: RunContext): Facts {
  if (detail === undefined) return {};
  const amount = readAmount(detail, context);
  const wantsValue = stage.requires.includes("value") || (stage.kind === "won" && stage.reasons.length === 0);
  if (wantsValue && amount.kind === "value") return { value: amount.value };
  return { reason: listedReason(detail, stage) ?? detail };
}

/** One of the stage's own reasons, also with a typo. */
function listedReason(typed: string, stage: Stage): string | null {
  const words = stage.reasons.flatMap((reason) =>
    [reason.id, ...LANGUAGES.map((language) => inLanguage(reason.label, language))].map(
      (word): [string, string] => [fold(word), reason.id],
    ),
  );
  return meant(fold(typed), words, false) ?? meant(fold(typed), words, true);
}

/** The reasons as choices, each of which is the whole command. */
function askReason(input: RunContext, stage: Stage, text: Texts): CommandResult {
  const { language } = input;
  const ref = leadRef(leadOf(input).lead);
  const choices: Choice[] = stage.reasons.map((reason) => ({
    value: `stage ${ref} ${stage.id} ${reason.id}`,
    label: inLanguage(reason.label, language),
  }));
  const own = stage.otherReasons ? `\n${ownReason({ command: `stage ${ref} ${stage.id} …` })[language]}` : "";
  return {
    reply: { text: text[language] + own, ...(choices.length === 0 ? {} : { choices }) },
    refused: true,
  };
}

/** Asks for the amount, with a button that does. */
function askValue(input: RunContext, stage: Stage, text: Texts): CommandResult {
  const { language, bundle } = input;
  const ref = leadRef(leadOf(input).lead);
  const example = `stage ${ref} ${stage.id} 5000 ${bundle.business.currency}`;
  return {
    reply: {
      text: `${text[language]}\n${likeThis({ command: example })[language]}`,
      card: {
        title: `${ref} → ${stageName(bundle, stage.id, language)}`,
        fields: [],
        lines: [text[language], likeThis({ command: example })[language]],
        buttons: [
          {
            label: ENTER[language],
            command: `stage ${ref} ${stage.id}`,
            style: "primary",
            asks: [{ name: "value", label: AMOUNT[language] }],
          },
        ],
        leadId: leadOf(input).lead.id,
      },
    },
    refused: true,
  };
}

function describe(
  input: RunContext,
  stage: string,
  reason: string | undefined,
  value: Facts["value"],
): Texts {
  const { bundle } = input;
  const ref = named(leadOf(input));
  return moved((language) => {
    const facts = [
      ...(value === undefined ? [] : [formatMoney(value.amount, value.currency, language, bundle)]),
      ...(reason === undefined ? [] : [reasonName(bundle, reason, language)]),
    ];
    const details = facts.length === 0 ? "" : ` (${facts.join(", ")})`;
    return { ...ref, stage: stageName(bundle, stage, language), details };
  });
}

const AMOUNT: Texts = { en: "Amount, e.g. 5k", pt: "Valor, ex.: 5 mil", es: "Monto, ej.: 5 mil" };
const ENTER: Texts = { en: "Enter the amount", pt: "Informar o valor", es: "Indicar el monto" };

const moved = phrase<{ ref: string; stage: string; details: string }>({
  en: "{ref} is now in {stage}{details}.",
  pt: "{ref} agora está em {stage}{details}.",
  es: "{ref} ahora está en {stage}{details}.",
});

const ownReason = phrase<{ command: string }>({
  en: "Or in your own words: {command}",
  pt: "Ou com suas palavras: {command}",
  es: "O con tus palabras: {command}",
});

const likeThis = phrase<{ command: string }>({
  en: "For example: {command}",
  pt: "Por exemplo: {command}",
  es: "Por ejemplo: {command}",
});

const gone = phrase({
  en: "That stage is no longer in the pipeline.",
  pt: "Essa etapa não existe mais no funil.",
  es: "Esa etapa ya no existe en el embudo.",
});
