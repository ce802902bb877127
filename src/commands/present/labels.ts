import type { FlowBundle } from "../../flow/bundle.ts";
import { inLanguage, type Language } from "../../language.ts";
import type { Answer } from "../../leads/types/answer.ts";
import type { Directory } from "../../leads/types/directory.ts";
import { choiceLabel } from "../args/dimension-values.ts";
import type { Texts } from "./phrase.ts";
import { safeName } from "./safe.ts";

/** A stage as the reader calls it; the id when the pipeline no longer has it. */
export function stageName(bundle: FlowBundle, id: string, language: Language): string {
  const stage = bundle.pipeline.stages.find((s) => s.id === id);
  return stage === undefined ? id : inLanguage(stage.label, language);
}

/** A grade as the reader calls it. */
export function gradeName(bundle: FlowBundle, id: string, language: Language): string {
  const grade = bundle.scoring.grades.find((g) => g.id === id);
  return grade === undefined ? id : inLanguage(grade.label, language);
}

/** A reason as the reader calls it: one of the stage's own, or as it was typed. */
export function reasonName(bundle: FlowBundle, reason: string, language: Language): string {
  const known = bundle.pipeline.stages.flatMap((s) => s.reasons).find((r) => r.id === reason);
  return known === undefined ? safeName(reason, 120) : inLanguage(known.label, language);
}

/** A colleague's name, safe to show; the id when the colleague is unknown. */
export function repName(directory: Directory, id: string): string {
  return safeName(directory.reps.get(id)?.name ?? id);
}

/** A channel as people call it. */
export function channelName(channel: string, language: Language): string {
  if (channel === "web") return { en: "website", pt: "site", es: "sitio web" }[language];
  return { whatsapp: "WhatsApp", telegram: "Telegram", slack: "Slack" }[channel] ?? channel;
}

/** A source, product or segment as the reader calls it: by its choice in the flow files, else as it was written. */
export function valueName(
  bundle: FlowBundle,
  dimension: "source" | "product" | "segment",
  key: string,
  language: Language,
): string {
  const known = dimension === "source" ? SOURCES[key]?.[language] : undefined;
  const label = choiceLabel(bundle, dimension, key, language) ?? known;
  return safeName(label ?? key.charAt(0).toUpperCase() + key.slice(1), 40);
}

/** What an answer is about; the key itself for a business's own questions. */
export function answerName(key: string, language: Language): string {
  return ANSWERS[key]?.[language] ?? key.replace(/[_-]+/g, " ");
}

/** An answer in the reader's language where it was a choice; else as it was given. */
export function answerText(bundle: FlowBundle, key: string, answer: Answer, language: Language): string {
  const ids: readonly unknown[] = Array.isArray(answer.value) ? answer.value : [answer.value];
  for (const flow of bundle.flows.values()) {
    for (const ask of flow.asks) {
      if (ask.key !== key) continue;
      const labels = ids.map((id) => ask.options[language].find((option) => option.id === id)?.label);
      if (labels.every((label) => label !== undefined)) return labels.join(", ");
    }
  }
  return answer.display;
}

/** A grade's emoji: what a rep looks for first in a list. */
export function gradeSign(grade: string): string {
  return { hot: "🔥", warm: "🌤", cold: "❄️" }[grade] ?? "•";
}

/** Sources that no question asks for. */
const SOURCES: Record<string, Texts> = {
  direct: { en: "Direct", pt: "Direto", es: "Directo" },
  "click-to-chat": { en: "Chat link", pt: "Link de conversa", es: "Enlace de chat" },
};

const ANSWERS: Record<string, Texts> = {
  need: { en: "Need", pt: "Necessidade", es: "Necesidad" },
  product: { en: "Product", pt: "Produto", es: "Producto" },
  segment: { en: "Segment", pt: "Segmento", es: "Segmento" },
  budget: { en: "Budget", pt: "Orçamento", es: "Presupuesto" },
  timeline: { en: "Timeline", pt: "Prazo", es: "Plazo" },
  name: { en: "Name", pt: "Nome", es: "Nombre" },
  company: { en: "Company", pt: "Empresa", es: "Empresa" },
  email: { en: "E-mail", pt: "E-mail", es: "Correo" },
  phone: { en: "Phone", pt: "Telefone", es: "Teléfono" },
  city: { en: "City", pt: "Cidade", es: "Ciudad" },
  source: { en: "Heard of us", pt: "Como nos conheceu", es: "Cómo nos conoció" },
  comment: { en: "Comment", pt: "Comentário", es: "Comentario" },
};
