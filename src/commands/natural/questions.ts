import { fold } from "../../language.ts";
import { FROM } from "../args/dimension-filter.ts";
import type { ResolveContext } from "../context.ts";
import { NUMBER_QUESTIONS, numbers } from "./numbers.ts";
import { leadText, repText } from "./parts.ts";
import { asks, type Built, lead, type SaidWords, type Sentence, tail } from "./pattern.ts";

const SHOW =
  "(?:(?:(?:show|give|tell|get|list)(?: me| us)?|send (?:me|us))(?: all)?|(?:me (?:manda|mande|envia|envie)|(?:manda|mande|envia|envie)(?:-me| me))|(?:me )?(?:mostra|mostre|mostrar|lista|liste|listar)(?:-me| me)?|muestra|muestrame|mostrame|mostrar|dame|ensename|mandame|enviame|lista|listame|listar)";
const IS = "(?:is|was|are|were|'s|has been|e|foi|esta|anda|tem sido|es|fue|ha sido|estuvo)";

/** Questions about leads and numbers, in the three languages. None of them changes anything. */
export const QUESTIONS: readonly Sentence[] = [
  // One lead.
  asks(
    `(?:who (?:has|owns|takes care of)|who(?: i|')s (?:on|with|handling)|who(?: i|')s the owner of|whose is) ${lead()}`,
    one("show"),
  ),
  asks(
    `(?:quem (?:esta com|ta com|tem|cuida d[aeo]|atende|e (?:o |a )?don[oa] d[aeo]|e (?:o |a )?responsavel (?:por|pel[ao]))|de quem e|com quem esta|com quem ta) (?:[oa] )?${lead()}`,
    one("show"),
  ),
  asks(
    `(?:quien (?:tiene|lleva|atiende|esta con|es (?:el |la )?(?:dueno|duena|responsable) de)|de quien es|con quien esta) (?:a |el |la |al )?${lead()}`,
    one("show"),
  ),
  asks(
    `(?:how is|how's|what(?: i|')s (?:up|new) (?:with|on)|(?:what(?: i|')s )?the status of|status of|what stage is|where is) ${lead()}(?: doing| in| at| going)?`,
    one("show"),
  ),
  asks(
    `(?:como (?:esta|ta|vai|anda)|em que (?:etapa|pe) esta|qual (?:e )?o status d[aeo]) (?:[oa] )?${lead()}`,
    one("show"),
  ),
  asks(
    `(?:como (?:va|esta|anda|sigue)|en que etapa esta|(?:cual es )?(?:el )?(?:estado|estatus) de) (?:el |la )?${lead()}`,
    one("show"),
  ),
  asks(`${SHOW} (?:a |o |el |la )?${lead()}`, one("show"), true),
  asks("(?:look|search) for (?<sought>[^?!]{2,80}?)", sought),
  asks(
    "(?:procura|procure|busca|busque|acha|ache|encontra|encontre|encuentra|find) (?:por |a |o |el |la |al |pel[ao] |the )?(?:(?:telefone|numero|telefono|e-?mail|correo|phone|number|cliente|empresa) )?(?<sought>[^?!]{2,80}?)",
    sought,
  ),
  asks(`(?:what happened (?:with|to)|what(?: i|')s the history of|history of) ${lead()}`, one("history")),
  asks(
    `(?:o que (?:aconteceu|houve) com|qual o historico d[aeo]|historico d[aeo]) (?:[oa] )?${lead()}`,
    one("history"),
  ),
  asks(`(?:que paso con|cual es el historial de|historial de) (?:el |la )?${lead()}`, one("history")),
  asks(
    `why (?:is|does|has|did) ${lead()} (?:a |so )?(?:hot|warm|cold|have .{1,40}|with .{1,40}|in .{1,40})`,
    one("why"),
  ),
  asks(`por que (?:[oa] )?${lead()} (?:esta|e|ficou|tem) .{1,40}`, one("why")),
  asks(`por que (?:el |la )?${lead()} (?:esta|es|tiene|quedo) .{1,40}`, one("why")),

  // Lists of leads.
  asks(
    `${SHOW}(?: (?:the|os|as|los|las|todos os|todos los))? (?<filters>[\\p{L}#@ -]{0,60}?leads?(?: [\\p{L}#@ -]{1,50})?)`,
    list,
    true,
  ),
  asks(
    "(?:any|(?:is|are) there (?:an? |any )?|do we have (?:any )?|(?:have we )?got (?:any )?)(?<filters> ?[\\p{L}#@ -]{0,40}?leads?(?: [\\p{L}#@ -]{1,50})?)",
    list,
  ),
  asks("(?:tem|ha|temos|existem?) (?:algum |alguns )?(?<filters>leads?(?: [\\p{L}#@ -]{1,50})?)", list),
  asks("(?:hay|tenemos|existen?) (?:algun |algunos )?(?<filters>leads?(?: [\\p{L}#@ -]{1,50})?)", list),
  asks("(?:what|which) leads (?:are|do we have|do i have|have we got) (?<filters>[\\p{L}#@ -]{1,50})", list),
  asks("(?:what|which) (?<filters>[\\p{L}#@ -]{1,40}? leads) (?:are there|do we have|do i have)", list),
  asks("(?:quais|que) leads (?:estao|sao|temos|tenho|ha) (?<filters>[\\p{L}#@ -]{1,50})", list),
  asks("(?:quais sao|cade|onde estao) (?:os )?(?<filters>(?:meus )?leads(?: [\\p{L}#@ -]{1,40})?)", list),
  asks("(?:que|cuales) leads (?:estan|son|tenemos|tengo|hay) (?<filters>[\\p{L}#@ -]{1,50})", list),
  asks("(?:cuales son|donde estan) (?:los )?(?<filters>(?:mis )?leads(?: [\\p{L}#@ -]{1,40})?)", list),
  asks(
    "how many (?:open )?leads do i have(?: open)?|quantos leads (?:eu )?tenho(?: abertos)?|cuantos leads tengo(?: abiertos)?",
    () => ({ text: "mine", sure: true }),
  ),

  ...NUMBER_QUESTIONS,

  // Numbers of a period.
  asks(
    `how many (?:leads|customers|deals|sales)(?: (?:did|have) (?:we|i) (?:lost|lose))${tail()}`,
    numbers("lost"),
  ),
  asks(
    `(?:quantos leads|quanto)(?: (?:nos|a gente))? (?:perdemos|perdeu|foram perdidos)${tail()}`,
    numbers("lost"),
  ),
  asks(`(?:cuantos leads|cuanto) (?:perdimos|se perdieron|hemos perdido)${tail()}`, numbers("lost")),
  asks(
    `how many (?:new )?(?:leads|customers|deals|sales)(?: (?:did|have|do) (?:we|i) (?:win|won|get|got|receive|received|qualify|qualified|close|closed|make|made|have)| (?:came|come|have come|arrived|were (?:won|created|qualified)))?(?: in)?${tail()}`,
    numbers("stats"),
  ),
  asks(
    `how much (?:did|have) (?:we|i) (?:sell|sold|win|won|close|closed|make|made)${tail()}`,
    numbers("stats"),
  ),
  asks(
    `(?:quantos|quantas) (?:novos )?(?:leads|clientes|vendas)(?: nov[oa]s)?(?: (?:nos |a gente )?(?:ganhamos|fechamos|recebemos|tivemos|qualificamos|vendemos|conseguimos|fizemos|realizamos|ganhou|recebeu|teve)| (?:chegaram|entraram|vieram|foram ganhos|foram criados|foram qualificados|temos|houve))?${tail()}`,
    numbers("stats"),
  ),
  asks(`quanto (?:nos |a gente )?(?:vendemos|vendeu|ganhamos|fechamos|faturamos)${tail()}`, numbers("stats")),
  asks(
    `(?:cuantos|cuantas) (?:nuevos )?(?:leads|clientes|ventas)(?: nuev[oa]s)?(?: (?:ganamos|cerramos|recibimos|tuvimos|calificamos|vendimos|conseguimos|hicimos|logramos|hemos ganado|hemos recibido)| (?:llegaron|entraron|vinieron|se ganaron|se calificaron|fueron ganados|tenemos|hubo|hay))?${tail()}`,
    numbers("stats"),
  ),
  asks(`cuanto (?:vendimos|ganamos|cerramos|facturamos|hemos vendido)${tail()}`, numbers("stats")),
  asks(
    `(?:how (?:am i|are we|did we|did i) (?:doing|do)|how(?: i|')s (?:business|it going)|como (?:estamos|estou|fomos|fui)(?: indo)?|como (?:vamos|voy|nos fue|me fue))${tail()}`,
    numbers("stats"),
  ),

  // Losses.
  asks(
    `(?:what|which (?:leads|deals)) (?:did|have) we (?:lose|lost)(?<tail>(?: [\\p{L}\\d#@:-]+){0,8}?)(?: and why)?`,
    numbers("lost"),
  ),
  asks(
    `why (?:did|do|are|were|have) we (?:lose|lost|losing)(?: (?:leads|deals|customers|sales))?${tail()}`,
    numbers("lost"),
  ),
  asks(
    `(?:o que|que leads|quais leads)(?: nos)? perdemos(?<tail>(?: [\\p{L}\\d#@:-]+){0,8}?)(?:,? e por ?que)?`,
    numbers("lost"),
  ),
  asks(
    `por que (?:nos |a gente )?(?:perdemos|estamos perdendo|perdeu)(?: (?:leads|clientes|vendas))?${tail()}`,
    numbers("lost"),
  ),
  asks(
    `(?:que|que leads|cuales leads) perdimos(?<tail>(?: [\\p{L}\\d#@:-]+){0,8}?)(?:,? y por ?que)?`,
    numbers("lost"),
  ),
  asks(
    `por que (?:perdimos|estamos perdiendo|perdemos)(?: (?:leads|clientes|ventas))?${tail()}`,
    numbers("lost"),
  ),

  // Where leads come from.
  asks(
    `(?:which|what) (?<by>source|channel|product)s? (?:${IS}|works?|worked|converts?|converted|brings?|brought|sells?|sold|does|did)(?: the| our| us)?(?: (?:best|most|better|leads|most leads))?${tail()}`,
    numbers("sources"),
  ),
  asks(`where (?:do|did|are) (?:our |the |my )?leads (?:come|came|coming) from${tail()}`, numbers("sources")),
  asks(
    `qual (?:e )?(?:a |o )?(?:melhor )?(?<by>origem|fonte|canal|produto)(?: (?:${IS}|que|converte|converteu|traz|trouxe|rende|rendeu|vende|vendeu|funciona|funcionou))*(?: (?:a |o )?(?:melhor|mais|mais leads))?${tail()}`,
    numbers("sources"),
  ),
  asks(
    `de onde (?:vem|vieram|estao vindo|veem) (?:os |nossos |os nossos )?leads${tail()}`,
    numbers("sources"),
  ),
  asks(
    `(?:que|cual) (?:es )?(?:el |la )?(?:mejor )?(?<by>origen|fuente|canal|producto)(?: (?:${IS}|que|convierte|convirtio|trae|trajo|rinde|vende|vendio|funciona|funciono))*(?: (?:el |la )?(?:mejor|mas|mas leads))?${tail()}`,
    numbers("sources"),
  ),
  asks(`de donde (?:vienen|vinieron|llegan) (?:los |nuestros )?leads${tail()}`, numbers("sources")),

  // Colleagues.
  asks(
    `(?:which|what) (?:rep|seller|salesperson|colleague|one of us) (?:sold|sells|won|wins|closed|answers?|answered) (?:the )?(?:most|best|fastest|first)${tail()}`,
    numbers("team"),
  ),
  asks(
    `who(?: i|')?s? (?:was |is |has been )?(?:the )?(?:fastest|quickest|best (?:seller|rep|salesperson)|best|slowest|first|leading|winning|selling (?:the )?most|answers? (?:the )?(?:fastest|quickest|first)|sells? (?:the )?most|sold (?:the )?most|wins? (?:the )?most|won (?:the )?most|has (?:the )?most leads)${tail()}`,
    numbers("team"),
  ),
  asks(`how(?: i|')s (?:the |our )?team(?: doing)?${tail()}`, numbers("team")),
  asks(
    `quem (?:(?:esta|ta|e|foi|responde|respondeu|vende|vendeu|ganha|ganhou|atende|atendeu|fecha|fechou) )?(?:[oa] )?(?:mais (?:rapid[oa]|lent[oa]|vende|vendeu|ganhou|fechou|leads)|mais|melhor(?: vendedora?)?)${tail()}`,
    numbers("team"),
  ),
  asks(`como (?:esta|ta|vai|anda) (?:a |o )?(?:equipe|time)${tail()}`, numbers("team")),
  asks(
    `quien (?:(?:esta|es|fue|responde|respondio|vende|vendio|gana|gano|atiende|atendio|cierra|cerro) )?(?:el |la )?(?:mas (?:rapid[oa]|lent[oa]|vende|vendio|gano|leads)|mas|mejor(?: vendedora?)?)${tail()}`,
    numbers("team"),
  ),
  asks(`como (?:esta|va|anda|le va) (?:el |al )?equipo${tail()}`, numbers("team")),

  // Pictures of the whole.
  asks(
    `${SHOW} (?:the |our |my |o |nosso |meu |el |nuestro |mi )?(?<what>funnel|funil|embudo|pipeline)(?: (?:of|for|do|da|de|del) (?<rep>@?[\\p{L}.-]+(?: [\\p{L}.-]+)?))?`,
    whole,
    true,
  ),
  asks(
    "(?<what>funnel|funil|embudo|pipeline) (?:of|for|do|da|de|del) (?:the |o |a )?(?<rep>@?[\\p{L}.-]+(?: [\\p{L}.-]+)?)",
    whole,
  ),
  asks(
    `(?:${SHOW}|what(?: is|'s) in|o que tem n(?=o)|que hay en) ?(?:the |our |my |o |nosso |meu |el |nuestro |mi )?(?<what>funnel|funil|embudo|pipeline)${tail()}`,
    ofPeriod,
    true,
  ),
  asks(
    `(?:como (?:esta|ta|vai|anda)|como va|how is|how's|how does|what does|what is|what's|qual e|cual es|what is in|what's in|o que tem n|que hay en) ?(?:the |our |o |nosso |el |nuestro )?(?<what>funnel|funil|embudo|pipeline)(?: look like| look| looking| doing)?`,
    whole,
  ),
  asks(
    `${SHOW} (?:the |os |as |los |las |my |meus |mis )?(?:numbers|numeros|stats|results|resultados|estatisticas|estadisticas)${tail()}`,
    numbers("stats"),
    true,
  ),
  asks(
    `${SHOW} (?:the |o |el )?(?:report|relatorio|resumo|informe|reporte|resumen)${tail()}`,
    numbers("report"),
    true,
  ),
  asks(`${SHOW} (?:the |a |o |el )?(?:team|equipe|time|equipo)${tail()}`, numbers("team"), true),
  asks(
    `${SHOW} (?:the |as |los |las )?(?:sources|origens|fontes|origenes|fuentes)${tail()}`,
    numbers("sources"),
    true,
  ),

  // Who is there, and what can be said.
  asks(
    "who(?: i|')s (?:away|out|off|on holiday|on vacation|here|around|in|working|available)(?: today| now)?|quem (?:esta|ta) (?:fora|ausente|de ferias|de folga|trabalhando|disponivel)(?: hoje| agora)?|quien (?:esta|anda) (?:fuera|ausente|de vacaciones|trabajando|disponible)(?: hoy| ahora)?",
    () => ({ text: "reps", sure: true }),
  ),
  asks(
    "help (?:me|us)|(?:me ajuda|ajuda eu|ayudame)|what can (?:you|i) (?:do|say|ask)(?: here)?|how does this work|o que voce (?:faz|sabe fazer|pode fazer)|como (?:isso )?funciona|que (?:puedes|sabes) hacer|que haces|como funciona esto",
    () => ({ text: "help", sure: true }),
  ),

  // Leads of somewhere, and how they are now: whatever else such a sentence may ask comes first.
  asks(
    "(?:what|which) (?<filters>(?:[\\p{L}#@-]+ ){0,3}leads? (?:that |which )?(?:have )?(?:(?:came|come|coming|arrived) )?(?:from|via|through|on|of) [\\p{L}#@ -]{1,60})",
    list,
  ),
  asks(
    "(?:quais|que) (?<filters>leads? (?:[\\p{L}#@-]+ ){0,3}?(?:d[aeo]|pel[ao]|n[ao]|via) [\\p{L}#@ -]{1,60})",
    list,
  ),
  asks(
    "(?:que|cuales) (?<filters>leads? (?:[\\p{L}#@-]+ ){0,3}?(?:del?|por|via|en) [\\p{L}#@ -]{1,60})",
    list,
  ),
];

function sought({ sought: words }: SaidWords): Built {
  return { text: `find ${words ?? ""}`, sure: true };
}

/** A question about one lead. Names are looked up and offered, so they need no certainty here. */
function one(command: string) {
  return (said: SaidWords, context: ResolveContext): Built | null => {
    const found = leadText(said.lead, context);
    if (found === null) return null;
    return { text: `${command} ${found.text}`.trim(), sure: found.sure || context.leadInThread === null };
  };
}

/** "my hot leads" → leads mine hot. The list's own reading of the words decides whether it is one. */
function list(said: SaidWords): Built | null {
  const words = fold(said.filters ?? "")
    .split(" ")
    .filter((word) => word !== "" && !LIST_FILLERS.has(word));
  // As "my leads from Google" alone says it: the open ones.
  const isMine = words.some((word) => MY.has(word)) && words.some((word) => FROM.has(word));
  const text = isMine ? ["mine", ...words.filter((word) => !MY.has(word))] : ["leads", ...words];
  return { text: text.join(" "), sure: true };
}

const MY = new Set(["my", "mine", "meus", "meu", "mis", "mi"]);

const LIST_FILLERS = new Set(
  "lead leads new there any the that which are is all of we i have us in on at with came come coming arrived os as no na em que estao sao com vieram veio vem chegaram los las en la el estan son con vinieron vienen llegaron".split(
    " ",
  ),
);

function ofPeriod({ what, tail: rest }: SaidWords): Built {
  const command = /pipeline/i.test(what ?? "") ? "pipeline" : "funnel";
  return { text: `${command} ${rest ?? ""}`.trim(), sure: true };
}

/** The funnel or the pipeline, of a colleague or of all. */
function whole({ what, rep }: SaidWords, context: ResolveContext): Built | null {
  const command = /pipeline/i.test(what ?? "") ? "pipeline" : "funnel";
  if (rep === undefined) return { text: command, sure: true };
  const colleague = repText(rep, context);
  return colleague === null ? null : { text: `${command} ${colleague}`, sure: true };
}
