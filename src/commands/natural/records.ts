import type { ResolveContext } from "../context.ts";
import { leadText, repText, stageOfKind, stageText } from "./parts.ts";
import { asks, type Built, changes, lead, type SaidWords, type Sentence } from "./pattern.ts";

const TAG = "(?<tag>[\\p{L}\\p{N}_][\\p{L}\\p{N}_-]{0,39})";
/** An amount begins with a number or the sign of a currency: "com o concorrente" is none. */
const SUM = "(?<value>(?:[a-z]{0,3}\\$|€|£)? ?\\d[^?!]{0,30}?)";
const BY_SUM = `(?: (?:for|at|with|por|com|con|de|en|em) ${SUM})?`;
/** Behind a sign of its own, or behind a word that begins a report. */
const SAID = "(?:\\s*[,:;.–—-]\\s*|\\s+(?:and|but|e|y|mas|pero)\\s+)(?<what>[^\\n]{2,500}?)";
const BOT = "(?:bot|robo|robot)";

/** What people report of a lead, and what they would have written down, in the three languages. */
export const RECORDS: readonly Sentence[] = [
  // Tags.
  changes(`(?:add|put|attach) (?:the |a )?(?:tag|label) ${TAG} (?:to|on) ${lead()}`, tagged("tag")),
  changes(
    `(?:bota|bote|coloca|coloque|poe|ponha|adiciona|adicione) (?:a )?(?:tag|etiqueta) ${TAG} (?:n[ao]|em|pr[ao]|para|a) (?:[ao] )?${lead()}`,
    tagged("tag"),
  ),
  changes(
    `(?:pon|ponle|ponga|agrega|agregale|anade|anadele) (?:la )?(?:tag|etiqueta) ${TAG} (?:a|al|en) (?:la |el )?${lead()}`,
    tagged("tag"),
  ),
  changes(
    `(?:remove|take|drop|delete) (?:the )?(?:tag|label) ${TAG} (?:from|off) ${lead()}`,
    tagged("untag"),
  ),
  changes(
    `(?:tira|tire|tirar|remove|remova|retira|retire) (?:a )?(?:tag|etiqueta) ${TAG} d[aeo] (?:[ao] )?${lead()}`,
    tagged("untag"),
  ),
  changes(
    `(?:quita|quitale|quitar|saca|sacale|elimina) (?:la )?(?:tag|etiqueta) ${TAG} (?:de|a|al|del) (?:la |el )?${lead()}`,
    tagged("untag"),
  ),

  // Notes and values.
  changes(`note (?:on|for|to|about) ${lead()}\\s*[:,–—-]\\s*(?<what>[^\\n]{1,1000}?)`, written("note")),
  changes(
    `(?:nota|anotacao) (?:n[ao]|em|para|pra|sobre|en|a|al) (?:[ao] |el |la )?${lead()}\\s*[:,–—-]\\s*(?<what>[^\\n]{1,1000}?)`,
    written("note"),
  ),
  changes(`${lead()} (?:is|'s) worth ${SUM}`, worth, false),
  changes(`(?:(?:o |el )?valor d(?:[aeo]|el?) )(?:[ao] )?${lead()} (?:e|es|eh|=|:) ${SUM}`, worth, false),
  changes(`(?:[ao] |el )?${lead()} vale ${SUM}`, worth, false),
  changes(`(?:the )?value of ${lead()} is ${SUM}`, worth, false),

  // Won and lost, as people tell it. What names no lead by its number is always asked.
  changes(`${lead()} (?:has )?(?:bought|signed|closed|paid)${BY_SUM}`, wonIt, false),
  changes(`(?:[ao] )?${lead()} (?:fechou|comprou|assinou|pagou)${BY_SUM}`, wonIt, false),
  changes(`(?:vendi|vendemos) (?:pra|para|pro|a|ao) (?:[ao] )?${lead()}${BY_SUM}`, wonIt, false),
  changes(`(?:el |la )?${lead()} (?:cerro|compro|firmo|pago)${BY_SUM}`, wonIt, false),
  changes(`(?:le )?(?:vendi|vendimos) (?:a |al )(?:el |la )?${lead()}${BY_SUM}`, wonIt, false),
  changes(`${lead()} is lost(?:(?:[,:;.–—-]| because| due to)\\s*(?<what>[^\\n?!]{2,200}?))?`, lostIt, false),
  changes(
    `(?:we|i)(?:'ve| have)? lost ${lead()}(?:[,:;–—-]\\s*| to )(?<what>[^\\n?!]{2,200}?)`,
    lostIt,
    false,
  ),
  changes(
    `(?:perdemos|perdi|perdimos) (?:[oa] |a |el |la )?${lead()}(?:[,:;–—-]\\s*| pr[ao] | para (?:[oa] |la )?)(?<what>[^\\n?!]{2,200}?)`,
    lostIt,
    false,
  ),
  changes(
    `(?:[ao] |el |la )?${lead()} (?:se perdeu|foi perdid[oa]|se perdio|esta perdid[oa])(?:[,:;–—-]\\s*(?<what>[^\\n?!]{2,200}?))?`,
    lostIt,
    false,
  ),
  changes(
    `${lead()} (?:is|has moved|moved|went) (?:now )?(?:in|into|to) (?<stage>[^?!,]{2,40}?)(?: now)?`,
    stands,
    false,
  ),
  changes(
    `(?:[ao] )?${lead()} (?:agora )?(?:esta|ta|foi|passou) (?:agora )?(?:em|na|no|pra|para) (?<stage>[^?!,]{2,40}?)`,
    stands,
    false,
  ),
  changes(
    `(?:el |la )?${lead()} (?:ya |ahora )?(?:esta|paso) (?:ya |ahora )?(?:en|a) (?<stage>[^?!,]{2,40}?)`,
    stands,
    false,
  ),

  // Calls and meetings that were.
  changes(
    `(?:i )?(?:just |have just )?(?:called|phoned|rang|spoke (?:with|to)|talked (?:with|to)) ${lead()}${SAID}`,
    written("call"),
    false,
  ),
  changes(
    `(?:eu )?(?:acabei de ligar|liguei|telefonei|falei) (?:para|pra|pro|com) (?:[ao] )?${lead()}${SAID}`,
    written("call"),
    false,
  ),
  changes(
    `(?:yo )?(?:llame|telefonee|hable|acabo de llamar|acabo de hablar) (?:a|al|con) (?:el |la )?${lead()}${SAID}`,
    written("call"),
    false,
  ),
  changes(
    `(?:i )?(?:just )?(?:met(?: with)?|had a meeting with) ${lead()}(?:${SAID})?`,
    written("meeting"),
    false,
  ),
  changes(
    `(?:eu )?(?:tive (?:uma )?reuniao com|me reuni com|reuniao com) (?:[ao] )?${lead()}(?:${SAID})?`,
    written("meeting"),
    false,
  ),
  changes(
    `(?:yo )?(?:tuve (?:una )?reunion con|me reuni con|reunion con) (?:el |la )?${lead()}(?:${SAID})?`,
    written("meeting"),
    false,
  ),

  // Whose it is.
  changes(`let (?<rep>@?[^?!,]{1,40}?) (?:take|have|handle) ${lead()}`, given),
  changes(`${lead()} (?:is|'s) mine`, mineNow, false),
  changes(`(?:[ao] )?${lead()} e minh[ao]`, mineNow, false),
  changes(`(?:el |la )?${lead()} es mi[ao]`, mineNow, false),
  changes(
    `(?:pasale|pasalo|dale|asignale) (?:el |la |a )?${lead()} a(?: la)? (?<rep>@?[^?!,]{1,40}?)`,
    given,
  ),
  changes(`i (?:can't|cannot|can not|won't) (?:take|do|handle) ${lead()}`, onLead("pass"), false),
  changes(
    `(?:eu )?nao (?:posso|consigo|vou) (?:pegar|atender|ficar com|assumir) (?:[ao] )?${lead()}`,
    onLead("pass"),
    false,
  ),
  changes(
    `(?:yo )?no (?:puedo|voy a) (?:tomar|atender|quedarme con) (?:el |la |a )?${lead()}`,
    onLead("pass"),
    false,
  ),

  // One person in two leads.
  changes(
    `(?:merge |join )?${lead()} (?:and|with) ${lead("other")}(?: are the same(?: person| contact| customer| lead)?)?`,
    together,
  ),
  changes(
    `(?:(?:junta|junte|une|una|mescla|mescle) )?(?:[ao] )?${lead()} (?:e|com) (?:[ao] )?${lead("other")}(?: sao (?:[ao] )?mesm[ao](?: pessoa| cliente| contato| lead)?)?`,
    together,
  ),
  changes(
    `(?:(?:une|una|junta|fusiona) )?(?:el |la )?${lead()} (?:y|con) (?:el |la )?${lead("other")}(?: son (?:la |el )?mism[ao](?: persona| cliente| contacto| lead)?)?`,
    together,
  ),

  // The bot's turn, a ready text, and one step back.
  changes(
    `(?:let|have) the ${BOT} (?:continue|go on|take over|answer|talk)(?: (?:with|to|on|for))? ${lead()}`,
    onLead("resume", false),
  ),
  changes(
    `(?:deixa|deixe) o ${BOT} (?:continuar|responder|seguir|falar|assumir)(?: com)? (?:[ao] )?${lead()}`,
    onLead("resume", false),
  ),
  changes(
    `(?:que|deja que|haz que) (?:el ${BOT} )?(?:siga|continue|conteste|responda)(?: el ${BOT})?(?: con| a)? (?:el |la )?${lead()}`,
    onLead("resume", false),
  ),
  changes(
    `send (?:the |a )?(?:(?<template>[^?!]{2,40}?) template|template (?<named>[^?!]{2,40}?)) to ${lead()}`,
    template,
  ),
  changes(
    `(?:manda|mande|envia|envie) (?:o |um )?(?:modelo|template)(?: de)? (?<template>[^?!]{2,40}?) (?:para|pra|pro|a|ao) (?:[ao] )?${lead()}`,
    template,
  ),
  changes(
    `(?:manda|mandale|envia|enviale) (?:la |una )?plantilla(?: de)? (?<template>[^?!]{2,40}?) (?:a|al) (?:el |la )?${lead()}`,
    template,
  ),
  changes(
    "(?:undo|revert) (?:that|it|this|(?:the |my )?last (?:one|change|step))|take that back|(?:desfaz|desfaca|desfazer) (?:isso|isto|essa?|a ultima(?: mudanca)?)|volta atras|(?:deshaz|deshaga|deshacer) (?:eso|esto|el ultimo(?: cambio)?|lo ultimo)",
    () => ({ text: "undo", sure: true }),
  ),
  changes("take it back", () => ({ text: "undo", sure: false })),

  // Numbers again and again.
  changes(
    "(?:send|give|tell|show) (?:me|us) (?:the |my |our )?(?<what>numbers|stats|report|pipeline|funnel|results) (?:every |each )?(?<every>day|morning|week|monday|month|daily|weekly|monthly)(?: morning)?",
    regularly,
  ),
  changes(
    "(?:me (?:manda|mande|envia|envie)|(?:manda|mande|envia|envie)(?:-me| me)?) (?:os |o |meus |as )?(?<what>numeros|relatorio|resultados|pipeline|funil|resumo) (?:tod[ao] |tod[ao]s (?:os|as) |cada )?(?<every>dias?|manhas?|semanas?|segundas?(?:-feira)?|mes|meses)",
    regularly,
  ),
  changes(
    "(?:mandame|enviame|mandanos|envianos) (?:los |el |mis )?(?<what>numeros|informe|reporte|resultados|pipeline|embudo|resumen) (?:cada |todos los |todas las )(?<every>dias?|mananas?|semanas?|lunes|mes|meses)",
    regularly,
  ),

  // Why a colleague has it.
  asks(
    `why (?:did|does|has|was|is) (?<rep>@?[\\p{L}.-]+(?: [\\p{L}.-]+)?) (?:get|got|given|have|own|offered|on|with|assigned(?: to)?) ${lead()}`,
    whyTheirs,
  ),
  asks(
    `por que (?:[ao] )?(?<rep>@?[\\p{L}.-]+(?: [\\p{L}.-]+)?) (?:ficou com|pegou|esta com|ta com|tem|recebeu|ganhou) (?:[ao] )?${lead()}`,
    whyTheirs,
  ),
  asks(
    `por que (?<rep>@?[\\p{L}.-]+(?: [\\p{L}.-]+)?) (?:tiene|recibio|tomo|se quedo con|se quedo a|lleva) (?:a |el |la )?${lead()}`,
    whyTheirs,
  ),
  asks(`why (?:is|does|has|did) (?<lead>l-?\\d{1,9}|#\\d{1,9}) [^?!]{1,60}?`, onLead("why")),
  asks(
    `por que (?:[ao] |el |la )?(?<lead>l-?\\d{1,9}|#\\d{1,9}) (?:esta|e|ficou|tem|es|tiene|quedo) [^?!]{1,60}?`,
    onLead("why"),
  ),
];

function tagged(command: "tag" | "untag"): Sentence["build"] {
  return (said, context) => onOne(said, context, ({ text, sure }) => [command, text, said.tag, sure]);
}

function written(command: "note" | "call" | "meeting"): Sentence["build"] {
  return (said, context) => onOne(said, context, ({ text, sure }) => [command, text, said.what, sure]);
}

function onLead(command: string, mayBeSure = true): Sentence["build"] {
  return (said, context) =>
    onOne(said, context, ({ text, sure }) => [command, text, undefined, sure && mayBeSure]);
}

function worth(said: SaidWords, context: ResolveContext): Built | null {
  return onOne(said, context, ({ text, sure }) => ["value", text, said.value, sure]);
}

/** A report is not a wish: it is always asked. */
function wonIt(said: SaidWords, context: ResolveContext): Built | null {
  const to = stageOfKind("won", context);
  if (to === null) return null;
  return onOne(said, context, ({ text }) => ["stage", text, `${to} ${said.value ?? ""}`, false]);
}

function lostIt(said: SaidWords, context: ResolveContext): Built | null {
  const to = stageOfKind("lost", context);
  if (to === null) return null;
  return onOne(said, context, ({ text }) => ["stage", text, `${to} ${said.what ?? ""}`, false]);
}

function stands(said: SaidWords, context: ResolveContext): Built | null {
  const to = stageText(said.stage, context);
  return to === null ? null : onOne(said, context, ({ text }) => ["stage", text, to, false]);
}

function mineNow(said: SaidWords, context: ResolveContext): Built | null {
  return onOne(said, context, ({ text }) => ["claim", text, undefined, false]);
}

function given(said: SaidWords, context: ResolveContext): Built | null {
  const rep = repText(said.rep, context);
  return rep === null ? null : onOne(said, context, ({ text, sure }) => ["assign", text, rep, sure]);
}

function template(said: SaidWords, context: ResolveContext): Built | null {
  const name = said.template ?? said.named;
  // A preview comes first whatever is said here.
  return onOne(said, context, ({ text, sure }) => ["send", text, name, sure]);
}

function together(said: SaidWords, context: ResolveContext): Built | null {
  const [one, other] = [leadText(said.lead, context), leadText(said.other, context)];
  if (one === null || other === null || !one.sure || !other.sure || one.text === "" || other.text === "")
    return null;
  return { text: `merge ${one.text} ${other.text}`, sure: false };
}

function whyTheirs(said: SaidWords, context: ResolveContext): Built | null {
  return repText(said.rep, context) === null ? null : onLead("why")(said, context);
}

function regularly({ what, every }: SaidWords): Built {
  const question = QUESTIONS_ASKED.find(([word]) => word.test(what ?? ""))?.[1] ?? "stats";
  const pace = /^(?:week|monday|semana|segunda|lunes)/i.test(every ?? "")
    ? "weekly"
    : /^(?:month|m[eê]s)/i.test(every ?? "")
      ? "monthly"
      : "daily";
  return { text: `digest on ${pace} ${question}`, sure: false };
}

const QUESTIONS_ASKED: readonly [RegExp, string][] = [
  [/report|relat[oó]rio|informe|reporte|resum/i, "report"],
  [/pipeline/i, "pipeline"],
  [/funnel|funil|embudo/i, "funnel"],
];

/** A command about the one lead that was named; null where it cannot be one. */
function onOne(
  said: SaidWords,
  context: ResolveContext,
  parts: (found: { text: string; sure: boolean }) => [string, string, string | undefined, boolean],
): Built | null {
  const found = leadText(said.lead, context);
  if (found === null) return null;
  const [command, text, rest, sure] = parts(found);
  return { text: [command, text, (rest ?? "").trim()].filter(Boolean).join(" "), sure };
}
