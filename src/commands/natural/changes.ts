import { fold } from "../../language.ts";
import { contextOf } from "../args/moment.ts";
import type { ResolveContext } from "../context.ts";
import { readMoment, readMomentAtEnd, readUntil } from "../when/index.ts";
import { leadText, repText, stageOfKind, stageText } from "./parts.ts";
import { type Built, changes, lead, type SaidWords, type Sentence } from "./pattern.ts";

const MOVE_EN = "(?:move|put|set|push|advance)";
const MOVE_PT = "(?:move|mova|mover|passa|passe|passar|coloca|coloque|colocar|bota|bote|poe|ponha)";
const MOVE_ES = "(?:mueve|mueva|mover|pasa|pase|pasar|pon|ponga|poner|lleva|lleve)";
const WON = "(?:won|sold|closed|a customer|ganh[oa]|vendid[oa]|fechad[oa]|ganad[oa]|cerrad[oa]|cliente)";
const LOST = "(?:lost|perdid[oa])";
const FOR = "(?: (?:for|at|with|por|com|con|de|en|em|a) (?<value>[^?!]{1,40}?))?";
const WHY =
  "(?:[,:]? (?:because(?: of)?|for|due to|reason|:|porque|por causa d[aeo]|por|motivo|debido a|a causa de) (?<reason>[^?!]{1,200}?))?";

/** Things to do with leads and with oneself, in the three languages. Nothing is ever sent to a customer from here. */
export const CHANGES: readonly Sentence[] = [
  // To whom.
  changes(
    `(?:give|assign|hand|hand over|pass|transfer|reassign) ${lead()} (?:over )?to (?<rep>@?[^?!,]{1,40}?)`,
    assign,
  ),
  changes(
    `(?:da|de|passa|passe|passar|atribui|atribua|transfere|transfira|entrega|entregue|manda|mande) (?:[oa] )?${lead()} (?:para|pra|pro|ao|a) (?:[oa] )?(?<rep>@?[^?!,]{1,40}?)`,
    assign,
  ),
  changes(
    `(?:da|dale|dele|pasa|pase|asigna|asignale|asigne|transfiere|transfiera|entrega) (?:el |la )?${lead()} a(?: la)? (?<rep>@?[^?!,]{1,40}?)`,
    assign,
  ),
  changes(`(?:i'll|i will|let me|i can) (?:take|claim|have) ${lead()}`, claim, false),
  changes(`(?:eu )?(?:pego|fico com|assumo|vou pegar|vou assumir|quero) (?:[oa] )?${lead()}`, claim, false),
  changes(
    `(?:yo )?(?:tomo|agarro|me quedo con|me encargo de|voy a tomar) (?:a |el |la )?${lead()}`,
    claim,
    false,
  ),

  // Where it stands.
  changes(`mark ${lead()} (?:as |down as )?${WON}${FOR}`, won),
  changes(`(?:marca|marque|marcar) (?:[oa] )?${lead()} (?:como )?${WON}${FOR}`, won),
  changes(`(?:marca|marque|marcar) (?:a |el |la )?${lead()} como ${WON}${FOR}`, won),
  changes(`(?:we (?:have )?(?:won|closed|sold)|i (?:have )?(?:won|closed|sold)) ${lead()}${FOR}`, won, false),
  changes(`(?:ganhamos|fechamos|vendemos|ganhei|fechei) (?:com )?(?:[oa] )?${lead()}${FOR}`, won, false),
  changes(`(?:ganamos|cerramos|gane|cerre) (?:a |con )?(?:el |la )?${lead()}${FOR}`, won, false),
  changes(`mark ${lead()} (?:as )?${LOST}${WHY}`, lost),
  changes(`(?:marca|marque|marcar) (?:[oa] |el |la )?${lead()} (?:como )?${LOST}${WHY}`, lost),
  changes(`(?:we|i) (?:have )?lost ${lead()}${WHY}`, lost, false),
  changes(`(?:perdemos|perdi) (?:[oa] )?${lead()}${WHY}`, lost, false),
  changes(`(?:perdimos|perdi) (?:a |el |la )?${lead()}${WHY}`, lost, false),
  changes(`${MOVE_EN} ${lead()} (?:to|into|in|as|back to) (?<stage>[^?!,]{2,40}?)`, stage),
  changes(`${MOVE_PT} (?:[oa] )?${lead()} (?:para|pra|pro|em|no|na|como|a) (?<stage>[^?!,]{2,40}?)`, stage),
  changes(`${MOVE_ES} (?:a )?(?:el |la )?${lead()} (?:a|en|como|al|para) (?<stage>[^?!,]{2,40}?)`, stage),
  changes(`mark ${lead()} as (?<stage>[^?!,]{2,40}?)`, stage),
  changes(`(?:marca|marque|marcar) (?:[oa] |el |la )?${lead()} como (?<stage>[^?!,]{2,40}?)`, stage),

  // What is written down.
  changes(
    `(?:add|write|make|take|leave) (?:a )?note (?:to|on|for|about|in) ${lead()} ?(?::|-|that|,)\\s*(?<text>.{1,1000}?)`,
    note,
  ),
  changes(
    `(?:anota|anote|adiciona|adicione|poe|coloca|deixa|escreve)(?: uma nota| uma anotacao)? (?:n[ao]|em|para|pra|sobre) (?:[oa] )?${lead()} ?(?::|-|que|,)\\s*(?<text>.{1,1000}?)`,
    note,
  ),
  changes(
    `(?:anota|anote|agrega|agregue|anade|pon|deja|escribe)(?: una nota)? (?:en|a|al|para|sobre) (?:el |la )?${lead()} ?(?::|-|que|,)\\s*(?<text>.{1,1000}?)`,
    note,
  ),
  changes(`set (?:the )?value of ${lead()} (?:to|at|as) (?<value>[^?!]{1,40}?)`, value),
  changes(
    `(?:coloca|coloque|define|muda) (?:o )?valor d[aeo] ${lead()} (?:em|para|como|pra) (?<value>[^?!]{1,40}?)`,
    value,
  ),
  changes(
    `(?:pon|ponga|define|cambia) (?:el )?(?:valor|monto) de ${lead()} (?:en|a|como) (?<value>[^?!]{1,40}?)`,
    value,
  ),

  // What is to come.
  changes(
    "(?:remind me|set a reminder|put a reminder|schedule(?: a)? follow-?up)(?<body> .{2,300}?)",
    remind,
  ),
  changes(
    "(?:(?:ping|nudge|alert|notify) me|follow up|schedule(?= (?:an? )?(?:call|meeting|visit|demo|chat|appointment) ))(?<body> .{2,300}?)",
    planned,
  ),
  changes(
    "(?:me (?:avisa|avise)|(?:avisa|avise)(?:-me| me)|retornar(?= (?:para|pra|pro|a|ao) )|(?:agenda|agende|agendar|marca|marque|marcar)(?= (?:uma? )?(?:ligacao|reuniao|visita|conversa|demo|demonstracao|encontro) ))(?<body> .{2,300}?)",
    planned,
  ),
  changes(
    "(?:avisame|dar(?:le)? seguimiento(?= (?:a|al) )|(?:agenda|agende|agendar|marca|programa|programar)(?= (?:una? )?(?:llamada|reunion|visita|cita|demo|charla) ))(?<body> .{2,300}?)",
    planned,
  ),
  changes("(?:me (?:lembra|lembre)|(?:lembra|lembre)(?:-me| me)|me lembrar)(?<body> .{2,300}?)", remind),
  changes("(?:recuerdame|recordame|acuerdame)(?<body> .{2,300}?)", remind),

  // Oneself.
  changes(
    "(?:i'm|i am|im|i'll be|i will be)(?: going to be)? (?:away|out of (?:the )?office|off sick|out sick|sick|ill|off|out|ooo|on (?:holidays?|vacation|leave|sick leave))(?<body> .{2,60}?)?",
    away,
    false,
  ),
  changes(
    "(?:eu )?(?:(?<early>hoje|amanha) )?(?:estou|to|vou estar|vou ficar|estarei|fico|saio|vou sair)(?: de| em)?(?: ferias| folga| licenca| fora| ausente| doente| atestado)(?<body> .{2,60}?)?",
    away,
    false,
  ),
  changes(
    "(?:yo )?(?:(?<early>hoy|manana) )?(?:estoy|voy a estar|estare|me voy|salgo)(?: de)? (?:vacaciones|permiso|licencia|fuera|ausente|baja|enferm[oa])(?<body> .{2,60}?)?",
    away,
    false,
  ),
  changes(
    "(?:i'm|i am|im) back(?: again| at work| from .{1,30}?)?|(?:eu )?(?:voltei|ja voltei|estou de volta|to de volta)(?: d[aeo]s? .{1,30}?)?|(?:ya )?(?:volvi|estoy de vuelta|regrese)(?: de .{1,30}?)?",
    () => ({ text: "back", sure: false }),
    false,
  ),
];

function assign(said: SaidWords, context: ResolveContext): Built | null {
  const found = leadText(said.lead, context);
  const rep = repText(said.rep, context);
  if (found === null) return null;
  if (rep !== null) return { text: join("assign", found.text, rep), sure: found.sure };
  // "Move it to negotiation" says a stage where these words may say a colleague.
  return stageText(said.rep, context) !== null || !found.sure
    ? null
    : { text: join("assign", found.text, said.rep), sure: false };
}

function claim(said: SaidWords, context: ResolveContext): Built | null {
  const found = leadText(said.lead, context);
  return found === null ? null : { text: join("claim", found.text), sure: found.sure };
}

function stage(said: SaidWords, context: ResolveContext): Built | null {
  const found = leadText(said.lead, context);
  const to = stageText(said.stage, context);
  return found === null || to === null ? null : { text: join("stage", found.text, to), sure: found.sure };
}

function won(said: SaidWords, context: ResolveContext): Built | null {
  const found = leadText(said.lead, context);
  const to = stageOfKind("won", context);
  if (found === null || to === null) return null;
  return { text: join("stage", found.text, to, said.value), sure: found.sure };
}

function lost(said: SaidWords, context: ResolveContext): Built | null {
  const found = leadText(said.lead, context);
  const to = stageOfKind("lost", context);
  if (found === null || to === null) return null;
  return { text: join("stage", found.text, to, said.reason), sure: found.sure };
}

function note(said: SaidWords, context: ResolveContext): Built | null {
  const found = leadText(said.lead, context);
  return found === null ? null : { text: join("note", found.text, said.text), sure: found.sure };
}

function value(said: SaidWords, context: ResolveContext): Built | null {
  const found = leadText(said.lead, context);
  return found === null ? null : { text: join("value", found.text, said.value), sure: found.sure };
}

/** "to call Ana tomorrow at 10", "tomorrow at 10 to call L-42", "da Ana amanhã às 10": whom, when and what. */
function remind({ body }: SaidWords, context: ResolveContext): Built | null {
  const text = (body ?? "").trim().replace(LINK, "");
  const when = contextOf(context);
  const first = readMoment(text, when);
  let time: string;
  let what: string;
  if (first?.kind === "moment") {
    time = text.slice(first.start, first.end);
    what = first.rest;
  } else {
    const last = first === null ? readMomentAtEnd(text, when) : null;
    if (first === null && last?.moment.kind !== "moment") {
      const between = remindBetween(text, context);
      if (between !== null || last === null) return between;
    }
    // What is refused is told with its reason, when the command is read.
    what = last?.before ?? "";
    time = last === null ? text : text.slice(last.before.length).trim();
  }
  what = what.replace(LINK, "");
  const ref = /(?:^|\s)((?:l-?|#)\d{1,9})(?![\p{L}\p{N}])/iu.exec(what)?.[1];
  if (ref !== undefined) {
    const rest = what.replace(ref, "").replace(/\s+/g, " ").trim();
    return { text: join("followup", leadText(ref, context)?.text, time, emptied(rest)), sure: true };
  }
  if (context.leadInThread !== null) {
    // A name alone may be another customer's than the thread's.
    const isName = /^\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+)*$/u.test(what);
    return { text: join("followup", time, what), sure: !isName, isRequest: true };
  }
  const name = NAMED.exec(what)?.groups ?? {};
  const found = leadText(name.name, context);
  if (found === null) return null;
  const rest = name.verb === undefined && name.more === undefined ? "" : what;
  return { text: join("followup", found.text, time, rest), sure: false };
}

/** The same in words that colleagues say to each other too: in a lead's thread it is asked. */
function planned(said: SaidWords, context: ResolveContext): Built | null {
  const built = remind(said, context);
  if (built === null || context.leadInThread === null) return built;
  return { ...built, sure: false, isRequest: true };
}

/** "Do João amanhã às 10 mandar proposta": the time stands between whom and what. It is always asked. */
function remindBetween(text: string, context: ResolveContext): Built | null {
  for (const match of text.matchAll(/(?<=\s)\S+/g)) {
    const moment = readMoment(text.slice(match.index), contextOf(context));
    if (moment?.kind !== "moment") continue;
    const before = text.slice(0, match.index).trim();
    const time = text.slice(match.index, match.index + moment.end).trim();
    const ref = /^(?:o |a |el |la |the )?(?:lead )?((?:l-?|#)\d{1,9})$/i.exec(before)?.[1];
    const named =
      ref === undefined ? leadText(NAMED.exec(before)?.groups?.name, context) : leadText(ref, context);
    if (context.leadInThread !== null && ref === undefined) {
      return { text: join("followup", time, before, moment.rest), sure: false, isRequest: true };
    }
    if (named === null) return null;
    return { text: join("followup", named.text, time, moment.rest), sure: false, isRequest: true };
  }
  return null;
}

/** Whom a reminder is about: "call Ana", "ligar para a Ana sobre o preço", "de llamar a Ana", "Ana". */
const NAMED =
  /^(?:(?<verb>(?:call|phone|ring|write(?: to)?|email|message|text|contact|answer|meet|visit|see|talk to|speak to|get back to|follow up with|check(?: in)? with|ligar|telefonar|escrever|mandar mensagem|responder|visitar|falar com|cobrar|procurar|call with|meeting with|meet with|visit to|demo (?:for|with)|ligação com|ligação para|reunião com|visita (?:a|para)|conversa com|llamada (?:a|con)|reunión con|cita con|llamar|escribir(?:le)?|responder|visitar|hablar con|contactar|buscar|contatar))\s+)?(?:(?:para|pra|pro|com|con|a|ao|à|al|to|with|from|about|da|do|de|del|the|o|la|el)\s+){0,2}(?<name>\p{L}[\p{L}.'’-]+(?:\s+\p{Lu}[\p{L}.'’-]*){0,3})(?<more>\s+(?:about|on|for|with|regarding|sobre|com|con|para|por|e|y|and|the)\s.+)?$/u;

const LINK =
  /^(?:to|an|about|of|that|with|for|uma|un|una|um|de|do|da|que|para|pra|sobre|com|con|a|o)\s+(?=\S)/i;

function emptied(text: string): string {
  return /^(?:(?:to|about|of|with|for|de|do|da|para|pra|o|a|el|la|lead)\s*)*$/i.test(fold(text)) ? "" : text;
}

function away({ early, body }: SaidWords, context: ResolveContext): Built | null {
  const until = [early, body?.trim()].filter(Boolean).join(" ");
  if (until === "") return { text: "away", sure: false };
  const day = TODAY.get(fold(until));
  if (day !== undefined) return { text: `away ${day}`, sure: false };
  return readUntil(until, contextOf(context)) === null ? null : { text: join("away", until), sure: false };
}

/** Away "today" is until the next day begins. */
const TODAY = new Map([
  ["today", "until tomorrow"],
  ["hoje", "até amanhã"],
  ["hoy", "hasta mañana"],
]);

function join(...parts: (string | undefined)[]): string {
  return parts
    .map((part) => part?.trim())
    .filter(Boolean)
    .join(" ");
}
