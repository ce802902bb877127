import { z } from "zod";
import { fold } from "../../language.ts";
import { MEASURES, type Measure } from "../insights.ts";
import type { Token } from "../tokens.ts";
import { UNKNOWN_WORDS } from "./dimension-values.ts";

/**
 * A part of a count, as it was said. `stopped` is the key of one answer, empty for none; `over` and `within` are
 * seconds that the first answer took, in working hours when `hours` says so.
 */
export interface AskedPart {
  stage?: string | undefined;
  reached?: string | undefined;
  reason?: string | undefined;
  stopped?: string | undefined;
  answer?: string | undefined;
  left?: string | undefined;
  sequence?: string | undefined;
  campaign?: string | undefined;
  over?: number | undefined;
  within?: number | undefined;
  hours?: "working" | undefined;
}

const word = z.string().max(500).optional();
const seconds = z.number().min(0).optional();
export const askedPartSchema = z.object({
  stage: word,
  reached: word,
  reason: word,
  stopped: word,
  answer: word,
  left: word,
  sequence: word,
  campaign: word,
  over: seconds,
  within: seconds,
  hours: z.literal("working").optional(),
});

/** `stage:negotiation`, `reason "too expensive"`, `over:1h`: what {@link partWords} makes. Gives how many words it took. */
export function readPart([first, second]: readonly Token[], part: AskedPart): number {
  const marked = /^([^:]+):(.+)$/s.exec(first!.text);
  const name = fold(marked?.[1] ?? first!.text);
  const value = marked?.[2] ?? second?.text;
  if (value === undefined) return 0;
  const used = marked === null ? 2 : 1;
  const length = LENGTHS.get(name);
  if (length !== undefined) {
    const took = /^(\d{1,9}(?:\.\d{1,3})?)(s|m|min|h|d)?$/.exec(fold(value));
    if (took === null) return 0;
    part[length] = Number(took[1]) * (UNITS.get(took[2] ?? "s") ?? 1);
    return used;
  }
  if (marked !== null && name === "hours" && fold(value) === "working") {
    part.hours = "working";
    return 1;
  }
  const kind = PARTS.get(name) ?? (marked !== null || second?.quoted ? MARKED.get(name) : undefined);
  if (kind === undefined) return 0;
  part[kind] = UNKNOWN_WORDS.has(fold(value)) ? "" : value;
  return used;
}

/** A part of a count as it is typed: what lists of leads read as the same again. */
export function partWords(part: AskedPart): string {
  const words = NAMES.flatMap((name) => {
    const key = part[name];
    if (key === undefined) return [];
    const value = key === "" ? "none" : key.replace(/["“”\n]/g, " ");
    return [/^[^\s:@#]+$/.test(value) ? `${name}:${value}` : `${name} "${value}"`];
  });
  if (part.over !== undefined) words.push(`over:${part.over}s`);
  if (part.within !== undefined) words.push(`within:${part.within}s`);
  if (part.hours !== undefined) words.push(`hours:${part.hours}`);
  return words.join(" ");
}

/** Which leads are meant with one more word, such as those of the new ones that were won; null: it says nothing of it. */
export function readMeasure(word: string, before: Measure | null): Measure | null {
  const measure = MEASURE_WORDS.get(word);
  if (measure === undefined || before === null) return measure ?? null;
  if (before === "created") return OF_THE_NEW.get(measure) ?? null;
  return measure === "created" ? (OF_THE_NEW.get(before) ?? null) : null;
}

/** Measures that no filter of leads is called: they need no period. */
export const ALWAYS: ReadonlySet<Measure> = new Set(
  MEASURES.filter((measure) => measure !== "qualified" && measure !== "won" && measure !== "lost"),
);

const NAMES = ["stage", "reached", "reason", "stopped", "answer", "left", "sequence", "campaign"] as const;

const PARTS: ReadonlyMap<string, (typeof NAMES)[number]> = new Map([
  ["stage", "stage"],
  ["etapa", "stage"],
  ["reached", "reached"],
  ["reason", "reason"],
  ["motivo", "reason"],
  ["stopped", "stopped"],
]);
/** Words that people say of something else: only with a colon, or before a quotation. */
const MARKED: typeof PARTS = new Map([
  ["answer", "answer"],
  ["left", "left"],
  ["sequence", "sequence"],
  ["campaign", "campaign"],
]);

const LENGTHS: ReadonlyMap<string, "over" | "within"> = new Map([
  ["over", "over"],
  ["within", "within"],
]);
const UNITS: ReadonlyMap<string, number> = new Map([
  ["s", 1],
  ["m", 60],
  ["min", 60],
  ["h", 3_600],
  ["d", 86_400],
]);

/** What became of the leads that were opened in a period. */
const OF_THE_NEW: ReadonlyMap<Measure, Measure> = new Map([
  ["qualified", "new-qualified"],
  ["won", "new-won"],
  ["lost", "new-lost"],
]);

const MEASURE_WORDS: ReadonlyMap<string, Measure> = new Map(
  (
    [
      ["created", "created new opened novos novo criados criado nuevos nuevo creados creado"],
      ["qualified", "qualified qualificados qualificado calificados calificado"],
      ["won", "won ganhos ganho ganados ganado vendidos customers clientes"],
      ["lost", "lost perdidos perdido"],
      ["new-qualified", "new-qualified"],
      ["new-won", "new-won"],
      ["new-lost", "new-lost"],
      ["answered", "answered respondidos respondido atendidos atendido contestados contestado"],
      ["waiting", "waiting unanswered aguardando esperando sem-resposta sin-respuesta espera"],
      ["unfinished", "unfinished incomplete incompletos incompleto inacabados inacabado inconclusos"],
      ["follow-ups-planned", "planned planejados planejado planeados planeado follow-ups-planned"],
      ["follow-ups-kept", "kept cumpridos cumprido cumplidos cumplido follow-ups-kept"],
      ["follow-ups-late", "follow-ups-late"],
      ["follow-ups-overdue", "overdue late atrasados atrasado vencidos vencido follow-ups-overdue"],
      ["stays", "stays"],
      ["response-kept", "response-kept"],
      ["response-broken", "response-broken"],
      ["stage-kept", "stage-kept"],
      ["stage-broken", "stage-broken"],
      ["reach-sent", "reach-sent"],
      ["reach-delivered", "reach-delivered"],
      ["reach-read", "reach-read"],
      ["reach-replied", "reach-replied"],
      ["reach-won", "reach-won"],
      ["reach-out", "reach-out"],
    ] as const
  ).flatMap(([measure, list]) => list.split(" ").map((word) => [word, measure] as const)),
);
