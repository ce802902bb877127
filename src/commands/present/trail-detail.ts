import type { FlowBundle } from "../../flow/bundle.ts";
import { inLanguage, type Language } from "../../language.ts";
import type { Activity } from "../../leads/types/activity.ts";
import type { Directory } from "../../leads/types/directory.ts";
import { FOLLOW_UP_KINDS } from "../../leads/types/follow-up.ts";
import { followUpsIn } from "../../leads/undo.ts";
import { outcomeName } from "../outcomes.ts";
import { formatMoment } from "../when/echo.ts";
import { whatToDo } from "./follow-ups.ts";
import { formatMoney } from "./format.ts";
import { answerName, gradeName, reasonName, repName, stageName, valueName } from "./labels.ts";
import type { Texts } from "./phrase.ts";
import { safeName, safeText } from "./safe.ts";
import { sequenceDetail } from "./sequences.ts";

/** Who reads it; times in the business's zone unless `zone` says another. */
export interface TrailView {
  zone?: string;
  directory: Directory;
  bundle: FlowBundle;
  language: Language;
}

/** What changed, for the kinds where it can be told in a few words. */
export function detailOf(activity: Activity, view: TrailView): string {
  const { kind, before, after, note } = activity;
  const { directory, bundle, language } = view;
  const text = (value: unknown) => (typeof value === "string" ? safeText(value, 200) : "");
  const rep = (id: unknown) => (typeof id === "string" ? repName(directory, id) : "");
  switch (kind) {
    case "stage-moved": {
      const names = [before?.stage, after?.stage].map((id) => stageName(bundle, text(id), language));
      const reason = text(after?.reason);
      const why = reason === "" ? "" : ` (${reasonName(bundle, reason, language)})`;
      return `${names.filter((name) => name !== "").join(" → ")}${why}`;
    }
    case "scored": {
      const grade = typeof after?.grade === "string" ? ` · ${gradeName(bundle, after.grade, language)}` : "";
      return `${before?.score ?? 0} → ${after?.score ?? before?.score ?? 0}${grade}`;
    }
    case "claimed":
      // Who claimed it stands before it already.
      return after?.ownerId === activity.actorId ? "" : rep(after?.ownerId);
    case "assigned":
      return rep(after?.ownerId);
    case "released":
      return rep(note);
    case "offered":
      return rep(after?.offeredTo);
    case "value-set":
      return typeof after?.value === "number" && typeof (after.currency ?? before?.currency) === "string"
        ? formatMoney(after.value, String(after.currency ?? before?.currency), language, bundle)
        : "";
    case "tagged":
      return Array.isArray(after?.tags) ? after.tags.map((tag) => `#${text(tag)}`).join(" ") : "";
    case "answered":
    case "field-set":
      return answered(after, view);
    case "follow-up-planned":
    case "follow-up-moved":
    case "follow-up-done":
    case "follow-up-dropped":
      return followUp(activity, view);
    case "called":
    case "met":
      return outcomeName(text(note).split("\n")[0] ?? "", language);
    case "template-sent": {
      const template = bundle.templates.get(text(note));
      return template === undefined ? text(note) : inLanguage(template.label, language);
    }
    case "file-sent":
      return safeName(text(note), 120);
    case "sla-broken":
      return note === "first-response" ? NO_ANSWER[language] : stageName(bundle, text(note), language);
    case "handed-over":
      return HANDED[text(note)]?.[language] ?? "";
    case "sequence-started":
    case "sequence-sent":
    case "sequence-waits":
    case "sequence-skipped":
    case "sequence-ended":
      return sequenceDetail(note, kind, bundle, language);
    case "floor-changed":
      return FLOOR[text(note)]?.[language] ?? "";
    default:
      return "";
  }
}

/** What is to be done and when, as far as it was changed: `📞 Call: the offer, Wed 11 Mar, 10:00 (São Paulo time)`. */
function followUp(
  activity: Activity,
  { bundle, language, zone = bundle.business.timeZone }: TrailView,
): string {
  const [id] = followUpsIn(activity);
  const fields = new Map(Object.entries(activity.after?.[`followUp.${id}`] ?? {}));
  const kind = FOLLOW_UP_KINDS.find((each) => each === fields.get("kind"));
  const note = fields.get("note");
  const what =
    kind === undefined ? "" : whatToDo({ kind, note: typeof note === "string" ? note : null }, language);
  const dueAt = fields.get("dueAt");
  const when = typeof dueAt === "string" ? formatMoment(dueAt, zone, language, activity.at) : "";
  return [what, when].filter((part) => part !== "").join(", ");
}

/**
 * Which answers were given: `Budget 5,000; City São Paulo`. A name, phone or source is kept as an answer and with the
 * contact or the lead as well: it is told once, as the customer said it.
 */
function answered(after: Activity["after"], { bundle, language }: TrailView): string {
  const told = new Map<string, string | null>();
  for (const [field, value] of Object.entries(after ?? {})) {
    if (!/^(?:answers|contact)\.|^(?:product|segment|territory|source|campaign)$/.test(field)) continue;
    const key = field.replace(/^(?:answers|contact)\.(?:fields\.)?/, "");
    if (isDisplayed(value)) told.set(key, safeText(value.display, 120));
    else if (typeof value === "string" && typeof told.get(key) !== "string") {
      const isChoice = key === "source" || key === "product" || key === "segment";
      told.set(key, isChoice ? valueName(bundle, key, value, language) : safeText(value, 120));
    } else if (!told.has(key)) told.set(key, null);
  }
  return [...told]
    .map(([key, shown]) => [answerName(key, language), shown].filter((part) => part !== null).join(" "))
    .join("; ");
}

function isDisplayed(value: unknown): value is { display: string } {
  return (
    typeof value === "object" && value !== null && "display" in value && typeof value.display === "string"
  );
}

const HANDED: Record<string, Texts> = {
  asked: { en: "the customer asked", pt: "o cliente pediu", es: "el cliente lo pidió" },
  attempts: {
    en: "they did not understand each other",
    pt: "não se entenderam",
    es: "no se entendieron",
  },
  flow: { en: "the questions are done", pt: "as perguntas acabaram", es: "terminaron las preguntas" },
  idle: {
    en: "the customer went quiet",
    pt: "o cliente parou de responder",
    es: "el cliente dejó de responder",
  },
  loop: { en: "it looked like a machine", pt: "parecia uma máquina", es: "parecía una máquina" },
};

const NO_ANSWER: Record<Language, string> = {
  en: "no first answer in time",
  pt: "sem primeira resposta no prazo",
  es: "sin primera respuesta a tiempo",
};

const FLOOR: Record<string, Texts> = {
  human: { en: "a person", pt: "uma pessoa", es: "una persona" },
  bot: { en: "the bot", pt: "o bot", es: "el bot" },
};
