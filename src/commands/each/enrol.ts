import { enrol } from "../../flow/enrol.ts";
import { activeEnrolments, endEnrolment } from "../../leads/enrolment.ts";
import { isRefusal } from "../../leads/refusal.ts";
import { leadArg } from "../args/lead.ts";
import { optionalSequenceArg, sequenceArg } from "../args/sequence.ts";
import { defineCommand } from "../define.ts";
import { phrase } from "../present/phrase.ts";
import { enrolmentLine, sequenceLabel } from "../present/sequences.ts";
import { changed, done, leadOf, named, refused } from "./shared.ts";

export const enrolCommand = defineCommand({
  name: "enrol",
  words: {
    en: ["enrol", "enroll"],
    pt: ["inscrever", "matricular"],
    es: ["inscribir", "matricular"],
  },
  help: {
    en: "Put a customer into a nurture sequence; its messages go out by themselves until they answer",
    pt: "Colocar um cliente numa sequência de nutrição; as mensagens saem sozinhas até ele responder",
    es: "Poner a un cliente en una secuencia de nutrición; los mensajes salen solos hasta que responda",
  },
  examples: {
    en: ["enrol L-42 not-ready-yet", "enroll L-42 not ready yet"],
    pt: ["inscrever L-42 ainda não é a hora"],
    es: ["inscribir L-42 todavía no es el momento"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "change",
  args: { lead: leadArg({ byName: false }), sequence: sequenceArg() },
  run: (input) => {
    const loaded = leadOf(input);
    const { bundle, turn, language, at, actor } = input;
    const sequence = bundle.sequences.get(input.args.sequence);
    if (sequence === undefined) return { ...done(gone({}), language), refused: true };
    const { lead, contact } = loaded;
    const person = {
      lead,
      contact,
      leads: input.person?.leads ?? [lead],
      conversations: input.person?.conversations ?? loaded.conversations,
    };
    const after = enrol(turn, person, sequence, bundle, turn.actor);
    if (isRefusal(after)) return refused(after, language);
    const enrolment = activeEnrolments(after).find((each) => each.sequence === sequence.id);
    const zone = actor.timeZone;
    const text = begun((each) => ({
      ...named(loaded),
      line: enrolment === undefined ? "" : enrolmentLine(enrolment, { bundle, language: each, at, zone }),
    }));
    return changed(input, after, text, { undoable: false });
  },
});

export const unenrolCommand = defineCommand({
  name: "unenrol",
  words: {
    en: ["unenrol", "unenroll", "stop sequence"],
    pt: ["desinscrever", "parar sequência"],
    es: ["desinscribir", "parar secuencia"],
  },
  help: {
    en: "Take a customer out of a nurture sequence, or out of all",
    pt: "Tirar um cliente de uma sequência de nutrição, ou de todas",
    es: "Sacar a un cliente de una secuencia de nutrición, o de todas",
  },
  examples: {
    en: ["unenrol L-42", "unenrol L-42 not-ready-yet"],
    pt: ["desinscrever L-42"],
    es: ["desinscribir L-42"],
  },
  allowed: ["rep", "manager", "admin"],
  access: "change",
  args: { lead: leadArg({ byName: false }), sequence: optionalSequenceArg() },
  run: (input) => {
    const loaded = leadOf(input);
    const { turn, language, bundle } = input;
    const wanted = input.args.sequence;
    let lead = loaded.lead;
    const ended = activeEnrolments(lead).filter(
      ({ sequence }) => wanted === undefined || sequence === wanted,
    );
    if (ended.length === 0) return { ...done(inNone(named(loaded)), language), refused: true };
    for (const enrolment of ended)
      lead = endEnrolment(turn, lead, enrolment, { status: "stopped", reason: "by-hand", actor: turn.actor });
    const text = taken((each) => ({
      ...named(loaded),
      names: ended.map(({ sequence }) => sequenceLabel(bundle, sequence, each)).join(", "),
    }));
    return changed(input, lead, text, { undoable: false });
  },
});

const begun = phrase<{ ref: string; line: string }>({
  en: "{ref} is enrolled: {line}. “unenrol {ref}” takes it out.",
  pt: "{ref} está na sequência: {line}. “desinscrever {ref}” tira.",
  es: "{ref} está en la secuencia: {line}. “desinscribir {ref}” lo saca.",
});

const taken = phrase<{ ref: string; names: string }>({
  en: "{ref} is out of {names}: nothing more of it is sent.",
  pt: "{ref} saiu de {names}: nada mais dela será enviado.",
  es: "{ref} salió de {names}: no se envía nada más de ella.",
});

const inNone = phrase<{ ref: string }>({
  en: "{ref} is in no such sequence.",
  pt: "{ref} não está nessa sequência.",
  es: "{ref} no está en esa secuencia.",
});

const gone = phrase({
  en: "That sequence is no longer there. “nurture” lists them.",
  pt: "Essa sequência não existe mais. “nutrição” mostra a lista.",
  es: "Esa secuencia ya no existe. “nutrición” muestra la lista.",
});
