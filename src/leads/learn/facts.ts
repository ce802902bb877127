import { fold } from "../../language.ts";
import { isMoney, toWholeUnits } from "../money.ts";
import type { AnswerValue } from "../types/answer.ts";
import type { Lead } from "../types/lead.ts";

/**
 * What is known of a lead before its outcome is: field by field, as a word or a number; null for what is not known.
 * Nothing that is only known of won or lost leads (stage, reason, value at the close) may stand here, nor who
 * somebody is.
 */
export type Facts = Readonly<Record<string, string | number | null>>;

/** What may be looked at: made of the flow files, which say what each question asks for. */
export interface FactPlan {
  /** The business's: in which a weekday and an hour are told. */
  timeZone: string;
  /** Fields that are left out, by the names of {@link FACT_FIELDS} or of answers; see `learning` in scoring.yaml. */
  exclude: ReadonlySet<string>;
  /** The answers that are looked at. Names, phones, e-mails, places and free text are not among them. */
  answers: ReadonlyMap<string, AnswerPlan>;
  /** Fields of a lead that customers fill in with words of their own: only the choices of a question count there. */
  typed: ReadonlyMap<string, ReadonlySet<string>>;
}

export type AnswerPlan =
  | { kind: "number" }
  | { kind: "money" }
  | { kind: "yes-no" }
  /** Only these ids count: whatever else stands there was typed. */
  | { kind: "choice"; options: ReadonlySet<string> };

/** The fields of every lead that are looked at, beside the answers. */
export const FACT_FIELDS = [
  "source",
  "campaign",
  "referred",
  "channel",
  "language",
  "product",
  "segment",
  "territory",
  "answers",
  "weekday",
  "hour",
  "responseMinutes",
] as const;

/** What to learn from, and to look at in an open lead. */
export function factsOf(lead: Lead, plan: FactPlan): Facts {
  const facts: Record<string, string | number | null> = {};
  const { exclude } = plan;
  const word = (field: string, value: string | null) => {
    if (value === null || value === "" || exclude.has(field)) return;
    const options = plan.typed.get(field);
    if (options === undefined || options.has(value)) facts[field] = value;
  };
  word("source", lead.source);
  word("campaign", plainWord(lead.campaign));
  word("referred", lead.referral === null ? "no" : "yes");
  word("channel", lead.channel);
  word("language", lead.language);
  word("product", lead.product);
  word("segment", lead.segment);
  word("territory", plainWord(lead.territory));
  if (!exclude.has("answers")) facts.answers = Object.keys(lead.answers).length;
  const opened = momentOf(lead.openedAt, plan.timeZone);
  word("weekday", opened.weekday);
  if (!exclude.has("hour")) facts.hour = opened.hour;
  if (lead.firstResponseAt !== null && !exclude.has("responseMinutes")) {
    facts.responseMinutes = Math.max(0, (Date.parse(lead.firstResponseAt) - opened.at) / 60_000);
  }
  for (const [key, how] of plan.answers) {
    if (exclude.has(key) || !Object.hasOwn(lead.answers, key)) continue;
    const answer = lead.answers[key];
    if (answer !== undefined) addAnswer(facts, `answers.${key}`, answer.value, how);
  }
  return facts;
}

function addAnswer(
  facts: Record<string, string | number | null>,
  field: string,
  value: AnswerValue,
  how: AnswerPlan,
): void {
  if (how.kind === "number") {
    if (typeof value === "number" && Number.isFinite(value)) facts[field] = value;
  } else if (how.kind === "yes-no") {
    if (typeof value === "boolean") facts[field] = value ? "yes" : "no";
  } else if (how.kind === "money") {
    // A sum says something only among sums of its currency: nothing is converted.
    if (isMoney(value)) facts[`${field} ${value.currency}`] = toWholeUnits(value);
  } else if (typeof value === "string") {
    if (how.options.has(value)) facts[field] = value;
  } else if (Array.isArray(value)) {
    for (const each of value) if (how.options.has(each)) facts[`${field}=${each}`] = "yes";
  }
}

const MOST_LETTERS = 40;

/** A place or a campaign as one writes it in any spelling; null for what looks like a sentence, a number or an address. */
function plainWord(text: string | null): string | null {
  if (text === null || text.length > MOST_LETTERS) return null;
  const plain = fold(text);
  return /\d{4}|@|[/:]{2}/.test(plain) || plain.split(" ").length > 4 ? null : plain;
}

interface Moment {
  at: number;
  weekday: string;
  hour: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const hours = new Map<string, Omit<Moment, "at">>();
const MOST_HOURS = 20_000;

/** The local weekday (1 is Monday) and hour; of each hour worked out once, because the calendar costs. */
function momentOf(at: string, timeZone: string): Moment {
  const time = Date.parse(at);
  const key = `${Math.floor(time / 900_000)} ${timeZone}`;
  let local = hours.get(key);
  if (local === undefined) {
    let format = formats.get(timeZone);
    if (format === undefined) {
      format = new Intl.DateTimeFormat("en", {
        timeZone,
        weekday: "short",
        hour: "numeric",
        hourCycle: "h23",
      });
      formats.set(timeZone, format);
    }
    const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, value]));
    local = {
      weekday: String(WEEKDAYS.indexOf(parts.get("weekday") ?? "") + 1),
      hour: Number(parts.get("hour") ?? 0),
    };
    if (hours.size >= MOST_HOURS) hours.clear();
    hours.set(key, local);
  }
  return { at: time, ...local };
}

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
