import { finishFollowUp, isRefusal, recordTouch } from "../../leads/index.ts";
import { leadRef } from "../../leads/ref.ts";
import type { FollowUp } from "../../leads/types/follow-up.ts";
import type { Lead } from "../../leads/types/lead.ts";
import { type Came, optionalFollowUpArg, outcomeArg } from "../args/follow-up.ts";
import { leadArg } from "../args/lead.ts";
import { type CommandResult, defineCommand, type RunContext } from "../define.ts";
import { CALL_OUTCOMES, MEETING_OUTCOMES, type Outcome, outcomeName } from "../outcomes.ts";
import { followUpRef, KIND_NAME, whatToDo } from "../present/follow-ups.ts";
import { stageName } from "../present/labels.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { safeName, safeText } from "../present/safe.ts";
import { ownFirst } from "./own-first.ts";
import { announce, leadOf, named, tellThread, undoHint } from "./shared.ts";

export const callCommand = defineCommand({
  name: "call",
  words: {
    en: ["call", "called", "log call"],
    pt: ["ligação", "liguei", "telefonema"],
    es: ["llamada", "telefoneé"],
  },
  help: {
    en: "Note a call with what came of it: reached, no answer, voicemail, busy or wrong number",
    pt: "Registrar uma ligação e o resultado: falei com o cliente, não atendeu, caixa postal, ocupado ou número errado",
    es: "Registrar una llamada y el resultado: hablé con el cliente, no contestó, buzón de voz, ocupado o número equivocado",
  },
  examples: {
    en: ["call L-42 reached", "call L-42 no answer", "call L-42 reached: wants an offer by Friday"],
    pt: ["ligação L-42 não atendeu", "ligação L-42 falei: quer uma proposta até sexta"],
    es: ["llamada L-42 no contestó", "llamada L-42 hablé: quiere una propuesta para el viernes"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "change",
  args: {
    lead: leadArg({ byName: false }),
    which: optionalFollowUpArg(),
    came: outcomeArg(CALL_OUTCOMES),
  },
  run: (input) => log(input, input.args, CALL),
});

export const meetingCommand = defineCommand({
  name: "meeting",
  words: {
    en: ["meeting", "met", "log meeting"],
    pt: ["reunião", "encontro"],
    es: ["reunión", "encuentro"],
  },
  help: {
    en: "Note a meeting with what came of it: held, did not come, put off or cancelled",
    pt: "Registrar uma reunião e o resultado: realizada, não compareceu, adiada ou cancelada",
    es: "Registrar una reunión y el resultado: realizada, no asistió, postergada o cancelada",
  },
  examples: {
    en: ["meeting L-42 held", "meeting L-42 did not come", "meeting L-42 held: they liked it"],
    pt: ["reunião L-42 realizada", "reunião L-42 não compareceu"],
    es: ["reunión L-42 realizada", "reunión L-42 no asistió"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "change",
  args: {
    lead: leadArg({ byName: false }),
    which: optionalFollowUpArg(),
    came: outcomeArg(MEETING_OUTCOMES),
  },
  run: (input) => log(input, input.args, MEETING),
});

interface Touch {
  kind: "called" | "met";
  outcomes: readonly Outcome[];
  /** The kind of follow-up that it may have been. */
  planned: "call" | "meeting";
  sign: string;
}

const CALL: Touch = { kind: "called", outcomes: CALL_OUTCOMES, planned: "call", sign: "📞" };
const MEETING: Touch = { kind: "met", outcomes: MEETING_OUTCOMES, planned: "meeting", sign: "🗓" };

function log(
  input: RunContext,
  { which, came }: { which?: string | undefined; came: Came },
  touch: Touch,
): CommandResult {
  const { turn, bundle, directory, language, actor, at } = input;
  const { lead, offer } = leadOf(input);
  const owned = ownFirst(input, lead);
  if ("reply" in owned) return owned;
  const outcome = touch.outcomes.find((each) => each.id === came.outcome);
  const reached = outcome?.reached === true;
  // The first line is the outcome's id, so that the history can tell it in any language.
  const note = came.note === null ? came.outcome : `${came.outcome}\n${came.note}`;
  const logged = recordTouch(
    turn,
    owned,
    { kind: touch.kind, note, reached },
    bundle.pipeline,
    directory,
    offer,
  );

  const open = turn.openFollowUps(lead.id);
  const row = open.find((each) => each.id === which);
  const finished = finish(input, logged, reached ? row : undefined, came);
  announce(input, finished);
  const said = (l: typeof language) => {
    const name = outcomeName(came.outcome, l);
    return came.note === null ? name : `${name} – ${safeText(came.note, 500)}`;
  };
  const rep = safeName(actor.name);
  tellThread(
    input,
    inThread((l) => ({ sign: touch.sign, rep, kind: KIND_NAME[touch.planned][l], came: said(l) })),
  );
  const isMoved = finished.stage !== lead.stage;
  // What was planned for about now was probably this.
  const perhaps = open.filter(
    (each) =>
      each.kind === touch.planned && each.id !== row?.id && Date.parse(each.dueAt) <= Date.parse(at) + HOUR,
  );
  const lines = [
    noted({ ...named(leadOf(input)), kind: KIND_NAME[touch.planned][language], came: said(language) })[
      language
    ],
    ...(isMoved ? [movedTo({ stage: stageName(bundle, finished.stage, language) })[language]] : []),
    ...(reached && row !== undefined ? [ticked({ what: whatToDo(row, language) })[language]] : []),
    undoHint(named(leadOf(input)))[language],
  ];
  const choices = [...(reached ? perhaps : row === undefined ? perhaps : [row])]
    .slice(0, 2)
    .flatMap((each) => choicesFor(each, leadRef(lead), reached, input));
  return { reply: { text: lines.join("\n"), ...(choices.length === 0 ? {} : { choices }) } };
}

const HOUR = 3_600_000;

function finish(input: RunContext, lead: Lead, row: FollowUp | undefined, came: Came): Lead {
  if (row === undefined) return lead;
  const zone = (input.directory.reps.get(row.repId) ?? input.actor).timeZone;
  const kept = came.note === null ? came.outcome : `${came.outcome}\n${came.note}`;
  const done = finishFollowUp(input.turn, lead, row, kept, zone, input.bundle.calendar.holidays);
  return isRefusal(done) ? lead : done.lead;
}

/** Tick off what was planned when the customer was reached; put it off when not. */
function choicesFor(row: FollowUp, ref: string, reached: boolean, { language }: RunContext) {
  const which = `${ref} ${followUpRef(row.id)}`;
  const what = safeName(whatToDo(row, language), 40);
  if (reached) return [{ value: `done ${which}`, label: `✓ ${what}` }];
  return [
    { value: `snooze ${which} 1h`, label: IN_AN_HOUR[language] },
    { value: `snooze ${which} tomorrow`, label: TOMORROW[language] },
  ];
}

const IN_AN_HOUR: Texts = {
  en: "Try again in 1 hour",
  pt: "Tentar de novo em 1 hora",
  es: "Intentar en 1 hora",
};
const TOMORROW: Texts = { en: "Try again tomorrow", pt: "Tentar amanhã", es: "Intentar mañana" };

const inThread = phrase<{ sign: string; rep: string; kind: string; came: string }>({
  en: "{sign} {rep} – {kind}: {came}",
  pt: "{sign} {rep} – {kind}: {came}",
  es: "{sign} {rep} – {kind}: {came}",
});

const noted = phrase<{ ref: string; kind: string; came: string }>({
  en: "Noted on {ref} – {kind}: {came}.",
  pt: "Anotado em {ref} – {kind}: {came}.",
  es: "Anotado en {ref} – {kind}: {came}.",
});

const movedTo = phrase<{ stage: string }>({
  en: "It is now in {stage}.",
  pt: "Agora está em {stage}.",
  es: "Ahora está en {stage}.",
});

const ticked = phrase<{ what: string }>({
  en: "Ticked off: {what}.",
  pt: "Concluído: {what}.",
  es: "Completado: {what}.",
});
