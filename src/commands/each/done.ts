import type { Language } from "../../language.ts";
import type { LeadAndFollowUp } from "../../leads/follow-up.ts";
import { dropFollowUp, finishFollowUp, isRefusal, moveFollowUp } from "../../leads/index.ts";
import type { At } from "../../leads/types/at.ts";
import { optionalFollowUpArg, untilArg } from "../args/follow-up.ts";
import { optionalLeadArg } from "../args/lead.ts";
import { optionalTextArg } from "../args/simple.ts";
import { type CommandResult, defineCommand, type RunContext } from "../define.ts";
import { outcomeText, toOutcome } from "../outcomes.ts";
import { whatToDo } from "../present/follow-ups.ts";
import { repName } from "../present/labels.ts";
import { inAll, phrase, type Texts } from "../present/phrase.ts";
import { repeatsText } from "../present/repeats.ts";
import { safeName, safeText } from "../present/safe.ts";
import { formatMoment } from "../when/index.ts";
import { followUpOf, loadFollowUp, type WhichData } from "./follow-up-choice.ts";
import { announce, leadOf, named, refused, tellThread, undoHint } from "./shared.ts";

const doneArgs = {
  lead: optionalLeadArg({ byName: false }),
  which: optionalFollowUpArg(),
  outcome: optionalTextArg({ en: "outcome", pt: "resultado", es: "resultado" }),
};

export const doneCommand = defineCommand<typeof doneArgs, WhichData>({
  name: "done",
  words: {
    en: ["done", "finished"],
    pt: ["feito", "concluir", "concluído", "concluí"],
    es: ["hecho", "listo", "completar"],
  },
  help: {
    en: "Tick off a follow-up, with what came of it",
    pt: "Concluir um acompanhamento, com o resultado",
    es: "Completar un seguimiento, con el resultado",
  },
  examples: {
    en: ["done L-42", "done L-42 she wants an offer by Friday"],
    pt: ["feito L-42", "feito L-42 ela quer uma proposta até sexta"],
    es: ["hecho L-42", "hecho L-42 quiere una propuesta para el viernes"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args: doneArgs,
  load: (args, reads, context) => loadFollowUp("done", args.outcome ?? "", args, reads, context),
  run: (input) => {
    const { args, actor, bundle, turn, language } = input;
    const row = followUpOf(input, "done", args.outcome ?? "");
    if ("reply" in row) return row;
    const zone = zoneOf(input, row.repId);
    const outcome = args.outcome === undefined ? null : toOutcome(args.outcome);
    const after = finishFollowUp(turn, leadOf(input).lead, row, outcome, zone, bundle.calendar.holidays);
    if (isRefusal(after)) return refused(after, language);
    const came = (l: Language) => (outcome === null ? "" : ` → ${safeText(outcomeText(outcome, l), 500)}`);
    if (outcome !== null) {
      const rep = safeName(actor.name);
      tellThread(
        input,
        inAll((l) => `✓ ${rep} – ${whatToDo(row, l)}${came(l)}`),
      );
    }
    return told(input, after, (l) => {
      const isOver = row.repeats !== null && after.next === null;
      const again = after.next === null ? (isOver ? ` ${LAST[l]}` : "") : ` ${nextText(input, after, l)}`;
      const what = `${whatToDo(row, l)}${came(l)}`;
      return `${ticked({ ...named(leadOf(input)), what })[l]}${again}${whose(input, row.repId, actor.id)[l]}`;
    });
  },
});

const snoozeArgs = {
  lead: optionalLeadArg({ byName: false }),
  which: optionalFollowUpArg(),
  until: untilArg(),
};

export const snoozeCommand = defineCommand<typeof snoozeArgs, WhichData>({
  name: "snooze",
  words: {
    en: ["snooze", "reschedule", "postpone"],
    pt: ["adiar", "remarcar", "reagendar"],
    es: ["posponer", "aplazar", "reprogramar"],
  },
  help: {
    en: "Move a follow-up: put it off for a while, or set another time",
    pt: "Mudar um acompanhamento: adiar por um tempo ou marcar outro horário",
    es: "Mover un seguimiento: posponerlo un rato o fijar otra hora",
  },
  examples: {
    en: ["snooze L-42 2h", "snooze L-42 tomorrow at 10:00", "snooze L-42 friday 15:30"],
    pt: ["adiar L-42 2h", "adiar L-42 amanhã às 10h", "adiar L-42 sexta às 15h30"],
    es: ["posponer L-42 2h", "posponer L-42 mañana a las 10:00", "posponer L-42 viernes 15:30"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args: snoozeArgs,
  load: (args, reads, context) => loadFollowUp("snooze", asSaid(args.until, context), args, reads, context),
  run: (input) => {
    const { args, actor, turn, language, at } = input;
    const row = followUpOf(input, "snooze", asSaid(args.until, input));
    if ("reply" in row) return row;
    const after = moveFollowUp(turn, leadOf(input).lead, row, args.until);
    if (isRefusal(after)) return refused(after, language);
    return told(input, after, (l) => {
      const when = formatMoment(args.until, actor.timeZone, l, at);
      const said = args.until > row.dueAt ? putOff : broughtForward;
      return said({ ...named(leadOf(input)), what: whatToDo(row, l), when })[l];
    });
  },
});

const dropArgs = {
  lead: optionalLeadArg({ byName: false }),
  which: optionalFollowUpArg(),
  why: optionalTextArg({ en: "why", pt: "motivo", es: "motivo" }),
};

export const dropCommand = defineCommand<typeof dropArgs, WhichData>({
  name: "drop",
  words: {
    en: ["drop", "forget", "drop followup"],
    pt: ["cancelar", "descartar"],
    es: ["cancelar", "descartar"],
  },
  help: {
    en: "Take a follow-up off the list without doing it; one that repeats ends",
    pt: "Tirar um acompanhamento da agenda sem fazê-lo; um que se repete termina",
    es: "Quitar un seguimiento de la agenda sin hacerlo; uno que se repite termina",
  },
  examples: {
    en: ["drop L-42", "drop L-42 she has called herself"],
    pt: ["cancelar L-42", "cancelar L-42 ela mesma ligou"],
    es: ["cancelar L-42", "cancelar L-42 ella misma llamó"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "none",
  args: dropArgs,
  load: (args, reads, context) => loadFollowUp("drop", args.why ?? "", args, reads, context),
  run: (input) => {
    const { args, turn, language } = input;
    const row = followUpOf(input, "drop", args.why ?? "");
    if ("reply" in row) return row;
    const after = dropFollowUp(turn, leadOf(input).lead, row, args.why ?? null);
    if (isRefusal(after)) return refused(after, language);
    return told(input, after, (l) => dropped({ ...named(leadOf(input)), what: whatToDo(row, l) })[l]);
  },
});

/** A time as it is read back. */
function asSaid(at: At, { actor, language }: Pick<RunContext, "actor" | "language">): string {
  return formatMoment(at, actor.timeZone, language);
}

/** The reply, with what to do when nothing else is planned, and how it is taken back. */
function told(
  input: RunContext,
  after: LeadAndFollowUp,
  text: (language: RunContext["language"]) => string,
): CommandResult {
  const { language } = input;
  announce(input, after.lead);
  const ref = named(leadOf(input));
  const isBare = after.lead.nextStep === null && after.lead.stageKind === "open";
  const lines = [text(language), ...(isBare ? [nothingNext(ref)[language]] : []), undoHint(ref)[language]];
  return { reply: { text: lines.join("\n") } };
}

function nextText(input: RunContext, { next }: LeadAndFollowUp, language: RunContext["language"]): string {
  if (next === null || next.repeats === null) return "";
  const when = formatMoment(next.dueAt, zoneOf(input, next.repId), language, input.at);
  return again({ when, often: repeatsText(next.repeats, zoneOf(input, next.repId))[language] })[language];
}

/** The zone in which the days of somebody's follow-ups are counted. */
function zoneOf({ directory, actor }: RunContext, repId: string): string {
  return (directory.reps.get(repId) ?? actor).timeZone;
}

function whose({ directory }: RunContext, repId: string, actorId: string): Texts {
  return repId === actorId ? { en: "", pt: "", es: "" } : ofColleague({ rep: repName(directory, repId) });
}

const LAST: Texts = {
  en: "It was the last of its series.",
  pt: "Era o último da série.",
  es: "Era el último de la serie.",
};

const ticked = phrase<{ ref: string; what: string }>({
  en: "Done with {ref}: {what}.",
  pt: "Feito com {ref}: {what}.",
  es: "Hecho con {ref}: {what}.",
});

const ofColleague = phrase<{ rep: string }>({
  en: " (It was {rep}’s.)",
  pt: " (Era de {rep}.)",
  es: " (Era de {rep}.)",
});

const again = phrase<{ when: string; often: string }>({
  en: "Again {often}: next on {when}.",
  pt: "De novo {often}: o próximo é {when}.",
  es: "De nuevo {often}: el próximo es {when}.",
});

const putOff = phrase<{ ref: string; what: string; when: string }>({
  en: "Put off: {ref}, {what} – now {when}.",
  pt: "Adiado: {ref}, {what} – agora {when}.",
  es: "Pospuesto: {ref}, {what} – ahora {when}.",
});

const broughtForward = phrase<{ ref: string; what: string; when: string }>({
  en: "Brought forward: {ref}, {what} – now {when}.",
  pt: "Antecipado: {ref}, {what} – agora {when}.",
  es: "Adelantado: {ref}, {what} – ahora {when}.",
});

const dropped = phrase<{ ref: string; what: string }>({
  en: "Dropped: {ref}, {what}.",
  pt: "Cancelado: {ref}, {what}.",
  es: "Cancelado: {ref}, {what}.",
});

const nothingNext = phrase<{ ref: string }>({
  en: "Nothing is planned for {ref} now. What comes next? followup {ref} tomorrow at 10:00",
  pt: "Agora não há nada agendado para {ref}. O que vem depois? agendar {ref} amanhã às 10h",
  es: "Ahora no hay nada programado para {ref}. ¿Qué sigue? agendar {ref} mañana a las 10:00",
});
