import type { Language } from "../../language.ts";
import type { Activity, ActivityKind } from "../../leads/types/activity.ts";
import { outcomeText } from "../outcomes.ts";
import { repName } from "./labels.ts";
import type { Texts } from "./phrase.ts";
import { safeText } from "./safe.ts";
import { detailOf, type TrailView } from "./trail-detail.ts";
import { MARKS, VERBS } from "./trail-verbs.ts";

/** One line of the trail. */
export interface TrailEntry {
  id: string;
  kind: ActivityKind;
  /** Who did it. */
  who: string;
  text: string;
  note: string | null;
  at: string;
}

/** An activity in the reader's words: who, what, and what it changed. */
export function toTrailEntry(activity: Activity, view: TrailView): TrailEntry {
  const known = activity.kind === "answered" ? MARKS[activity.note ?? ""] : undefined;
  const details = known === undefined ? detailOf(activity, view) : "";
  const verb = (known ?? VERBS[activity.kind])[view.language];
  return {
    id: activity.id,
    kind: activity.kind,
    who: actorName(activity, view),
    text: details === "" ? verb : `${verb}: ${details}`,
    note: known === undefined ? noteOf(activity, view.language) : null,
    at: activity.at,
  };
}

/** What a person wrote; not the ids that some kinds keep there, nor what the sentence tells already. */
function noteOf({ kind, note }: Activity, language: Language): string | null {
  if (note === null || TOLD.has(kind)) return null;
  if (kind === "follow-up-done") return safeText(outcomeText(note, language), 2_000);
  const text = kind === "called" || kind === "met" ? note.split("\n").slice(1).join("\n") : note;
  return text === "" ? null : safeText(text, 2_000);
}

const TOLD: ReadonlySet<ActivityKind> = new Set([
  "undone",
  "contacts-joined",
  "contacts-separated",
  "follow-up-planned",
  "template-sent",
  "file-sent",
  "handed-over",
  "floor-changed",
  "opted-out",
  "opted-in",
  "consent-noted",
  "released",
  "sequence-started",
  "sequence-sent",
  "sequence-waits",
  "sequence-skipped",
  "sequence-ended",
  "sla-broken",
]);

function actorName(activity: Activity, { directory, language }: TrailView): string {
  if (activity.actorKind === "rep") return repName(directory, activity.actorId ?? "");
  return ACTORS[activity.actorKind][language];
}

const ACTORS: Record<Activity["actorKind"], Texts> = {
  contact: { en: "Customer", pt: "Cliente", es: "Cliente" },
  bot: { en: "Bot", pt: "Bot", es: "Bot" },
  rep: { en: "Colleague", pt: "Colega", es: "Colega" },
  system: { en: "Leadline", pt: "Leadline", es: "Leadline" },
};
