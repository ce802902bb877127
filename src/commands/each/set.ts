import { z } from "zod";
import { readAnswer } from "../../flow/answer.ts";
import type { FlowBundle } from "../../flow/bundle.ts";
import type { Ask } from "../../flow/flow.ts";
import { fold, LANGUAGES } from "../../language.ts";
import { type CapturedAnswer, changeLead, isRefusal, recordAnswers, setField } from "../../leads/index.ts";
import { leadRef } from "../../leads/ref.ts";
import type { Contact } from "../../leads/types/contact.ts";
import type { Lead } from "../../leads/types/lead.ts";
import { leadArg } from "../args/lead.ts";
import { textArg } from "../args/simple.ts";
import type { ArgSpec } from "../args/spec.ts";
import { meant } from "../args/stage.ts";
import { bareWord } from "../args/words.ts";
import { type CommandResult, defineCommand, type RunContext } from "../define.ts";
import { answerName } from "../present/labels.ts";
import { inAll, phrase } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import { rescore } from "./rescore.ts";
import { announce, leadOf, named, refused, undoHint } from "./shared.ts";

export const setCommand = defineCommand({
  name: "set",
  words: {
    en: ["set", "fill in"],
    pt: ["definir", "preencher"],
    es: ["definir", "completar campo", "rellenar"],
  },
  help: {
    en: "Fill in or correct what is known of a lead: name, company, e-mail, phone, product, or any answer; “empty” clears it",
    pt: "Preencher ou corrigir o que se sabe do lead: nome, empresa, e-mail, telefone, produto ou qualquer resposta; “vazio” limpa",
    es: "Completar o corregir lo que se sabe del lead: nombre, empresa, correo, teléfono, producto o cualquier respuesta; “vacío” borra",
  },
  examples: {
    en: ["set L-42 company Sample Ltd", "set L-42 email clara@sample.example", "set L-42 phone empty"],
    pt: ["definir L-42 empresa Exemplo Ltda", "definir L-42 telefone vazio"],
    es: ["definir L-42 empresa Ejemplo SA", "definir L-42 teléfono vacío"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "change",
  args: {
    lead: leadArg({ byName: false }),
    field: fieldArg(),
    value: textArg({ en: "value", pt: "valor", es: "valor" }),
  },
  run: (input) => {
    const { field, value } = input.args;
    const isEmpty = EMPTY.has(fold(value));
    const ask = askFor(input.bundle, field);
    return ask === null || isEmpty
      ? setPlain(input, field, isEmpty ? null : value)
      : setAnswer(input, ask, value);
  },
});

/** A field of the lead or its contact, or one of the business's own, as text. */
function setPlain(input: RunContext, field: string, value: string | null): CommandResult {
  const { turn, bundle, language } = input;
  const { lead, contact } = leadOf(input);
  const target =
    askFor(input.bundle, field)?.target?.replace(/^(?:lead|contact)\.(?:fields\.)?/, "") ?? field;
  const name = target.replace(CUSTOM, "");
  const hasAnswer = value === null && Object.hasOwn(lead.answers, field);
  if (hasAnswer) {
    // The answer goes, and what was known from it.
    const { [field]: _gone, ...answers } = lead.answers;
    const cleared = setField(turn, lead, contact, name, null, bundle.business.country);
    const after = isRefusal(cleared) ? { lead, contact } : cleared;
    return told(input, changeAnswers(input, after.lead, answers), after.contact, field, null);
  }
  const result = setField(turn, lead, contact, name, value, bundle.business.country);
  if (isRefusal(result)) return refused(result, language);
  return told(input, result.lead, result.contact, field, value);
}

/** What a question of the flow asks for, understood and checked as an answer to it. */
function setAnswer(input: RunContext, ask: Ask, text: string): CommandResult {
  const { turn, bundle, language, at } = input;
  const { lead, contact } = leadOf(input);
  const { country, currency, timeZone } = bundle.business;
  const context = { language: lead.language, country, currency, timeZone, now: new Date(at) };
  const read = readAnswer(ask, { type: "message", text, attachments: [] }, context);
  const ref = leadRef(lead);
  if (read.kind === "ambiguous") {
    const choices = read.options.map(({ display }) => ({
      value: `set ${ref} ${ask.key} ${display}`,
      label: safeName(display, 75),
    }));
    return { reply: { text: whichValue({})[language], choices }, refused: true };
  }
  if (read.kind !== "value") return unfit(input, ask);
  const known = lead.answers[ask.key];
  if (known !== undefined && JSON.stringify(known.value) === JSON.stringify(read.value)) {
    return { reply: { text: sameAlready(named(leadOf(input)))[language] }, refused: true };
  }
  const captured: CapturedAnswer = {
    key: ask.key,
    target: ask.target,
    value: read.value,
    display: read.display,
  };
  const after = recordAnswers(turn, lead, contact, [captured], "field-set");
  return told(input, after.lead, after.contact, ask.key, read.display);
}

/** Why it does not fit, as the question itself would say it, and what there is to choose from. */
function unfit(input: RunContext, ask: Ask): CommandResult {
  const { language } = input;
  const { lead } = leadOf(input);
  const choices = ask.options[language].slice(0, 10).map(({ id, label }) => ({
    value: `set ${leadRef(lead)} ${ask.key} ${label}`,
    label: safeName(label || id, 75),
  }));
  const hint = ask.hints[0]?.[language].plain ?? "";
  const text = [doesNotFit({ field: answerName(ask.key, language) })[language], hint]
    .filter(Boolean)
    .join(" ");
  return { reply: { text, ...(choices.length === 0 ? {} : { choices }) }, refused: true };
}

function changeAnswers(input: RunContext, lead: Lead, answers: Lead["answers"]): Lead {
  return changeLead(input.turn, lead, { answers }, { kind: "field-set" });
}

function told(
  input: RunContext,
  lead: Lead,
  contact: Contact,
  field: string,
  value: string | null,
): CommandResult {
  const { language } = input;
  const before = leadOf(input).lead.score;
  const after = rescore(input, lead, contact);
  announce(input, after, contact);
  const facts = { ...named(leadOf(input)), field: answerName(field.replace(CUSTOM, ""), language) };
  const score = after.score === before ? [] : [newScore({ before, after: after.score })[language]];
  const text =
    value === null ? cleared(facts)[language] : filled({ ...facts, value: safeName(value, 200) })[language];
  return { reply: { text: [text, ...score, undoHint(named(leadOf(input)))[language]].join("\n") } };
}

const CUSTOM = /^custom:/;

/** The question of the flows whose answer this is; the first one. */
function askFor(bundle: FlowBundle, field: string): Ask | null {
  for (const flow of bundle.flows.values()) {
    const found = flow.asks.find((ask) => ask.key === field);
    if (found !== undefined) return found;
  }
  return null;
}

/** A field by its name in any language, an answer's key, or `custom:<name>` for a field of the business's own. */
function fieldArg(): ArgSpec<string> {
  return {
    kind: "text",
    label: { en: "field", pt: "campo", es: "campo" },
    optional: false,
    schema: z.string().min(1).max(60),
    read: ({ tokens, context }) => {
      const first = tokens[0];
      if (first === undefined) return [];
      const custom = /^custom:([\p{L}\d_-]{1,40})[:=]?$/iu.exec(first.text)?.[1];
      if (custom !== undefined) return [{ value: `custom:${fold(custom)}`, used: 1 }];
      const words = fieldWords(context.bundle);
      for (const near of [false, true]) {
        for (let used = Math.min(3, tokens.length); used >= 1; used -= 1) {
          const field = meant(bareWord(tokens.slice(0, used)).replace(/=$/, ""), words, near);
          if (field !== null) return [{ value: field, used }];
        }
      }
      return [];
    },
    missing: ({ tokens, context }) => {
      const fields = [...new Set(fieldWords(context.bundle).map(([, field]) => field))];
      const typed = safeName(tokens[0]?.text ?? "", 40);
      return {
        code: tokens.length === 0 ? "which-field" : "unknown-field",
        text: tokens.length === 0 ? whichField({}) : unknownField({ typed }),
        instead: fields.slice(0, 12).map((field) => ({
          text: field,
          label: inAll((language) => answerName(field, language)),
        })),
        used: tokens.length === 0 ? 0 : 1,
      };
    },
  };
}

/** Every word by which a field is known, folded. Answers of the flows come first: they know how to be checked. */
function fieldWords(bundle: FlowBundle): [string, string][] {
  const keys = [...bundle.flows.values()].flatMap((flow) => flow.asks.map((ask) => ask.key));
  const all = [...new Set([...keys, ...FIELDS])];
  return all.flatMap((field) => {
    const names = LANGUAGES.map((language) => answerName(field, language));
    const words = [field, field.replace(/[_-]+/g, " "), ...names, ...(SYNONYMS[field] ?? [])].map(fold);
    return [...new Set(words)].map((word): [string, string] => [word, field]);
  });
}

const FIELDS = [
  "name",
  "company",
  "email",
  "phone",
  "product",
  "segment",
  "territory",
  "campaign",
  "language",
  "source",
];

const SYNONYMS: Record<string, readonly string[]> = {
  email: ["mail", "e-mail", "correio", "correo electrónico"],
  phone: ["telephone", "mobile", "celular", "fone", "móvil"],
  company: ["organization", "organisation", "organização", "organización"],
  territory: ["region", "territorio", "território", "região", "región"],
  campaign: ["campanha", "campaña"],
  language: ["idioma", "língua", "lengua"],
  source: ["origem", "origen"],
};

const EMPTY = new Set([
  "-",
  "empty",
  "none",
  "clear",
  "vazio",
  "nenhum",
  "limpar",
  "vacio",
  "ninguno",
  "borrar",
]);

const filled = phrase<{ ref: string; field: string; value: string }>({
  en: "{ref} – {field}: {value}.",
  pt: "{ref} – {field}: {value}.",
  es: "{ref} – {field}: {value}.",
});

const cleared = phrase<{ ref: string; field: string }>({
  en: "{ref} – {field} is empty now.",
  pt: "{ref} – {field} agora está vazio.",
  es: "{ref} – {field} ahora está vacío.",
});

const newScore = phrase<{ before: number; after: number }>({
  en: "The score went from {before} to {after}.",
  pt: "A pontuação foi de {before} para {after}.",
  es: "La puntuación pasó de {before} a {after}.",
});

const doesNotFit = phrase<{ field: string }>({
  en: "That does not fit “{field}”.",
  pt: "Isso não serve para “{field}”.",
  es: "Eso no sirve para “{field}”.",
});

const sameAlready = phrase<{ ref: string }>({
  en: "{ref} is like that already.",
  pt: "{ref} já está assim.",
  es: "{ref} ya está así.",
});

const whichValue = phrase({
  en: "Which one do you mean?",
  pt: "Qual deles você quer dizer?",
  es: "¿Cuál de ellos?",
});

const whichField = phrase({
  en: "Which field?",
  pt: "Qual campo?",
  es: "¿Qué campo?",
});

const unknownField = phrase<{ typed: string }>({
  en: "I know no field “{typed}”. One of these? A field of your own is written custom:name.",
  pt: "Não conheço o campo “{typed}”. É um destes? Um campo seu se escreve custom:nome.",
  es: "No conozco el campo “{typed}”. ¿Es uno de estos? Un campo propio se escribe custom:nombre.",
});
