import { followUpsIn, isOfSameTurn, isRefusal, UNDOABLE, undo } from "../../leads/index.ts";
import type { Activity, ActivityKind } from "../../leads/types/activity.ts";
import type { Rep } from "../../leads/types/rep.ts";
import { optionalLeadArg } from "../args/lead.ts";
import { defineCommand } from "../define.ts";
import { noSuchLead } from "../load.ts";
import { refuseAccess } from "../policy.ts";
import { formatRelative } from "../present/format.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { rescore } from "./rescore.ts";
import { announce, done, leadOf, named, refused } from "./shared.ts";
import { acceptTimes, isAnswer, tellGivenBack, tellTakenBack } from "./taken-back.ts";

/** How many later activities are read, to name who changed what since. */
const SINCE = 100;

interface UndoData {
  activityId: string | null;
  trail: Activity[];
}

export const undoCommand = defineCommand({
  name: "undo",
  words: {
    en: ["undo", "revert"],
    pt: ["desfazer", "reverter", "desfaz", "desfaça"],
    es: ["deshacer", "revertir", "deshaz"],
  },
  help: {
    en: "Take back your last change, here or on any lead",
    pt: "Desfazer sua última mudança, aqui ou em qualquer lead",
    es: "Deshacer tu último cambio, aquí o en cualquier lead",
  },
  examples: {
    en: ["undo", "undo L-42"],
    pt: ["desfazer", "desfazer L-42"],
    es: ["deshacer", "deshacer L-42"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args: { lead: optionalLeadArg() },
  load: async (_args, reads, { actor, leadId }) => {
    const last = await reads.lastUndoable(actor.id, leadId, UNDOABLE);
    if (last === null) return { data: { activityId: null, trail: [] } satisfies UndoData };
    const trail = last.leadId === null ? [] : await reads.trail(last.leadId, SINCE);
    const activity = trail.find((each) => each.id === last.activityId);
    const followUpIds = activity === undefined ? [] : followUpsIn(activity);
    const data: UndoData = { activityId: last.activityId, trail };
    return { data, leadId: last.leadId, activityIds: [last.activityId], followUpIds };
  },
  run: (input) => {
    const { actor, directory, language, at, turn } = input;
    const { activityId, trail }: UndoData = input.data;
    if (activityId === null) return done(nothing({}), language);
    const activity = input.activities.find((candidate) => candidate.id === activityId);
    if (activity === undefined || input.lead === null) return done(noSuchLead({ ref: "" }), language);
    const loaded = leadOf(input);
    const denied = refuseAccess("change", actor, loaded.lead, directory);
    // Who gave away a lead of theirs may take it back: its owner is then somebody else.
    const gaveAway =
      activity.kind === "passed" || (activity.kind === "assigned" && activity.before?.ownerId === actor.id);
    if (denied !== null && !gaveAway) return refused(denied, language);
    const since = trail.filter((later) => later.seq > activity.seq).reverse();
    const context = {
      directory,
      offer: loaded.offer,
      since,
      followUps: input.followUps ?? [],
      accept: (rep: Rep) => acceptTimes(rep, loaded.lead, input),
      isAnswer,
    };
    const first = undo(turn, activity, loaded.lead, loaded.contact, context);
    if (isRefusal(first)) return refused(first, language);
    // A call that ticked something off is one step for who made it.
    const touch = touchWith(activity, trail);
    const result =
      touch === null
        ? first
        : undo(turn, touch, first.lead, first.contact, { ...context, since: trail.slice().reverse() });
    if (isRefusal(result)) return refused(result, language);
    // What was known when it was scored has changed back.
    const after = activity.kind === "field-set" ? rescore(input, result.lead, result.contact) : result.lead;
    announce(input, after, result.contact);
    if (activity.kind === "passed") return tellGivenBack(input, after);
    const said = touch ?? activity;
    if (said.kind === "called" || said.kind === "met" || said.kind === "noted")
      return tellTakenBack(input, said.kind);
    const what = WHAT[activity.kind] ?? WHAT["field-set"]!;
    return done(
      undone((l) => ({ ...named(loaded), what: what[l], when: formatRelative(activity.at, at, l) })),
      language,
    );
  },
});

/** The call or meeting that was logged together with what is taken back. */
function touchWith(activity: Activity, trail: readonly Activity[]): Activity | null {
  if (activity.kind !== "follow-up-done") return null;
  const same = trail.find(
    ({ kind, id }) => (kind === "called" || kind === "met") && isOfSameTurn({ id }, activity),
  );
  return same === undefined || trail.some(({ kind, note }) => kind === "undone" && note === same.id)
    ? null
    : same;
}

const WHAT: Partial<Record<ActivityKind, Texts>> = {
  "stage-moved": { en: "the stage", pt: "a etapa", es: "la etapa" },
  "value-set": { en: "the value", pt: "o valor", es: "el monto" },
  tagged: { en: "the tags", pt: "as etiquetas", es: "las etiquetas" },
  "field-set": { en: "the field", pt: "o campo", es: "el campo" },
  claimed: { en: "the owner", pt: "o responsável", es: "el responsable" },
  "follow-up-planned": { en: "the agenda", pt: "a agenda", es: "la agenda" },
  "follow-up-moved": { en: "the agenda", pt: "a agenda", es: "la agenda" },
  "follow-up-done": { en: "the agenda", pt: "a agenda", es: "la agenda" },
  "follow-up-dropped": { en: "the agenda", pt: "a agenda", es: "la agenda" },
  assigned: { en: "the owner", pt: "o responsável", es: "el responsable" },
};

const undone = phrase<{ ref: string; what: string; when: string }>({
  en: "Undone: {what} of {ref} is as it was before your change ({when}).",
  pt: "Desfeito: {what} de {ref} voltou ao que era antes da sua mudança ({when}).",
  es: "Deshecho: {what} de {ref} quedó como antes de tu cambio ({when}).",
});

const nothing = phrase({
  en: "There is nothing of yours to undo here.",
  pt: "Não há nada seu para desfazer aqui.",
  es: "No hay nada tuyo que deshacer aquí.",
});
