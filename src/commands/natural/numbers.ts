import { repText } from "./parts.ts";
import { asks, type Built, type Sentence, tail } from "./pattern.ts";

const NAME = "(?<rep>@?[\\p{L}.-]+(?: [\\p{L}.-]+)?)";

/** Questions about numbers in other words than those of the commands. */
export const NUMBER_QUESTIONS: readonly Sentence[] = [
  // How things are now.
  asks(
    "how many leads (?:are|do we have|have we got)(?: still)? open(?: now| right now| at the moment)?|quantos leads (?:estao|temos|ha|tem)(?: ainda)?(?: em)? abertos?(?: agora)?|cuantos leads (?:hay|tenemos|estan|siguen)(?: todavia)? abiertos(?: ahora)?",
    () => ({ text: "pipeline", sure: true }),
  ),
  asks(
    `how many leads (?:are )?(?:still )?(?:waiting|unanswered)(?: for (?:an answer|a reply|us))?${tail()}`,
    numbers("leads waiting"),
  ),
  asks(
    `quantos leads (?:estao |ainda estao )?(?:esperando|aguardando|sem) ?(?:uma )?(?:resposta)?${tail()}`,
    numbers("leads waiting"),
  ),
  asks(
    `cuantos leads (?:estan |siguen )?(?:esperando|esperan|sin) ?(?:una )?(?:respuesta)?${tail()}`,
    numbers("leads waiting"),
  ),

  // A colleague's.
  asks(`how many (?:open )?leads (?:does|has) ${NAME} (?:have|got)(?: open| now)?`, ofRep("leads")),
  asks(`quantos leads (?:(?:o|a) )?${NAME} tem(?: abertos| agora)?`, ofRep("leads")),
  asks(`quantos leads tem (?:(?:o|a) )?${NAME}`, ofRep("leads")),
  asks(`cuantos leads (?:abiertos )?tiene ${NAME}(?: abiertos| ahora)?`, ofRep("leads")),
  asks(`how many (?:leads|deals|customers) (?:did|has) ${NAME} (?:lose|lost)${tail()}`, ofRep("lost")),
  asks(`quantos (?:leads|clientes) (?:(?:o|a) )?${NAME} perdeu${tail()}`, ofRep("lost")),
  asks(`cuantos (?:leads|clientes) perdio ${NAME}${tail()}`, ofRep("lost")),
  asks(
    `how (?:many (?:new )?(?:leads|deals|customers|sales)|much) (?:did|has) ${NAME} (?:win|won|get|gotten|got|close|closed|make|made|sell|sold|receive|received|qualify|qualified)${tail()}`,
    ofRep("stats"),
  ),
  asks(
    `(?:quant[oa]s (?:novos )?(?:leads|clientes|vendas)|quanto) (?:(?:o|a) )?${NAME} (?:ganhou|fechou|recebeu|teve|vendeu|qualificou|fez)${tail()}`,
    ofRep("stats"),
  ),
  asks(
    `(?:cuant[oa]s (?:nuevos )?(?:leads|clientes|ventas)|cuanto) (?:gano|cerro|recibio|tuvo|vendio|califico|hizo) ${NAME}`,
    ofRep("stats"),
  ),

  // What was won and lost.
  asks(`how many (?:leads|customers|deals) (?:were|got|have been) lost${tail()}`, numbers("lost")),
  asks(`cuantos (?:leads|clientes) fueron perdidos${tail()}`, numbers("lost")),
  asks(`what (?:did|have) we (?:sell|sold|win|won|close|closed)${tail()}`, numbers("stats")),
  asks(`o que (?:nos |a gente )?(?:vendemos|vendeu|ganhamos|fechamos)${tail()}`, numbers("stats")),
  asks(`que (?:vendimos|ganamos|cerramos)${tail()}`, numbers("stats")),

  // How fast, and how well.
  asks(
    `(?:what(?: i|')s |what was |show (?:me )?)?(?:our |the |my )?(?:average |median |mean )?(?:first )?(?:response|reaction|reply) times?${tail()}`,
    numbers("stats"),
  ),
  asks(
    `how (?:fast|quick|quickly) (?:do|did|are) we (?:answer|answering|respond|responding|reply|replying)(?: to)?(?: (?:our |new )?(?:leads|customers))?${tail()}`,
    numbers("stats"),
  ),
  asks(
    `how long (?:do|does|did) (?:we|it) take (?:us )?to (?:answer|respond|reply)(?: to)?(?: (?:our |new )?(?:leads|customers))?${tail()}`,
    numbers("stats"),
  ),
  asks(
    `(?:qual (?:e |foi |esta )?)?(?:o )?(?:nosso |meu )?tempo (?:medio |mediano )?de (?:primeira )?(?:resposta|atendimento)${tail()}`,
    numbers("stats"),
  ),
  asks(
    `(?:quanto tempo|quanto) (?:nos |a gente )?(?:levamos|demoramos|leva|demora) (?:para|pra|a) (?:responder|atender)(?: (?:os )?leads)?${tail()}`,
    numbers("stats"),
  ),
  asks(
    `(?:cual (?:es|fue) )?(?:el |nuestro |mi )?tiempo (?:medio |promedio )?de (?:primera )?respuesta(?: medio| promedio)?${tail()}`,
    numbers("stats"),
  ),
  asks(
    `cuanto (?:tiempo )?(?:tardamos|demoramos) en (?:responder|contestar|atender)(?: a)?(?: los leads)?${tail()}`,
    numbers("stats"),
  ),
  asks(
    `(?:(?:what(?: i|')s|what was) (?:our |the |my )?|our )conversion(?: rate)?${tail()}`,
    numbers("funnel"),
  ),
  asks(`qual (?:e |foi |esta )?(?:a )?(?:nossa |minha )?(?:taxa de )?conversao${tail()}`, numbers("funnel")),
  asks(`cual (?:es|fue) (?:la |nuestra |mi )?(?:tasa de )?conversion${tail()}`, numbers("funnel")),

  // Where they stop answering.
  asks(
    `(?:where (?:do|are|did) (?:we|they) (?:lose|losing|lost|drop|dropping)(?: (?:off|out))?(?: (?:people|leads|prospects|customers))?|onde (?:nos |a gente )?(?:perdemos|perde|estamos perdendo)(?: (?:gente|leads|clientes|pessoas))?|donde (?:perdemos|estamos perdiendo)(?: (?:gente|leads|clientes))?)${tail()}`,
    numbers("funnel"),
  ),

  // What was written to many.
  asks(
    `(?:how (?:did|do|are|is|was|were) (?:the |our |my )?(?:last )?(?:campaigns?|sequences?|nurture|newsletters?)(?: (?:do|doing|going|work|working|perform|performing))?|(?:the )?results of (?:the |our )?(?:campaigns?|sequences?)|how many (?:people )?(?:opted out|unsubscribed))${tail()}`,
    numbers("reach"),
  ),
  asks(
    `(?:como (?:foi|foram|vai|vao|esta|estao|anda|andam) (?:a |as |nossas? |minhas? )?(?:ultimas? )?(?:campanhas?|sequencias?)|(?:os )?resultados? das? (?:campanhas?|sequencias?)|quant(?:os|as pessoas) (?:sairam da lista|se descadastraram|cancelaram))${tail()}`,
    numbers("reach"),
  ),
  asks(
    `(?:como (?:fue|fueron|va|van|esta|estan|anda|andan) (?:la |las |nuestras? |mis? )?(?:ultimas? )?(?:campanas?|secuencias?)|(?:los )?resultados? de (?:la |las )?(?:campanas?|secuencias?)|cuant(?:os|as personas) se dieron de baja)${tail()}`,
    numbers("reach"),
  ),

  // As a file.
  asks(
    `(?:export|download) (?:the |all |my )?(?:(?<tail>(?:last|this) (?:week|month|quarter|year))'s leads|leads)(?: (?:as|to|in) (?:a )?(?:csv|excel|file|spreadsheet))?`,
    numbers("export leads"),
    true,
  ),
  asks(
    `(?:exporta|exporte|exportar|baixa|baixe|descarga|descargar) (?:os |todos os |meus |los |todos los |mis )?leads(?: (?:d[aeo]|del?|de la) (?<tail>[^?!]{1,60}?))?(?: (?:em|como|para|en) (?:csv|excel|planilha|arquivo|archivo))?`,
    numbers("export leads"),
    true,
  ),

  // The period before stands beside every number.
  asks(
    "compare (?<tail>today|this (?:week|month|quarter|year)) (?:with|to|and|against|vs) (?:yesterday|(?:the )?(?:last|previous) (?:one|week|month|quarter|year))",
    numbers("stats"),
    true,
  ),
  asks(
    "compar(?:e|a|ar) (?:o |a )?(?<tail>hoje|ess?t?[ae] (?:semana|mes|trimestre|ano)) (?:com|e) (?:o |a )?(?:ontem|(?:semana|mes|trimestre|ano)? ?(?:passad[oa]|anterior))",
    numbers("stats"),
    true,
  ),
  asks(
    "compar(?:e|a|ar) (?<tail>hoy|est[ea] (?:semana|mes|trimestre|ano)) (?:con|y) (?:el |la )?(?:ayer|(?:semana|mes|trimestre|ano)? ?(?:pasad[oa]|anterior))",
    numbers("stats"),
    true,
  ),

  // The best.
  asks(
    `(?:(?:the |our )?(?:top|best) sources?|(?:as |nossas )?(?:melhores|principais) (?:origens|fontes)|(?:las |los )?(?:mejores|principales) (?:origenes|fuentes))${tail()}`,
    numbers("sources"),
  ),
  asks(
    `(?:(?:the |our )?(?:top|best) (?:reps?|sellers?|salesperson|salespeople)|(?:[oa]s? )?melhor(?:es)? vendedor(?:a|es|as)?|(?:el |la |los )?mejor(?:es)? vendedor(?:a|es|as)?)${tail()}`,
    numbers("team"),
  ),
];

/** A question with what was said of its period and filters. */
export function numbers(command: string): Sentence["build"] {
  return ({ tail: rest, by }, { language }): Built => {
    const words = (rest ?? "")
      .trim()
      .replace(/^(?:leads?|in|em|en)\s+/i, "")
      .replace(/[,;:.]+$/, "");
    const isUsual = by === undefined || /^(?:source|orige[mn]|font|fuent)/i.test(by);
    const dimension = isUsual ? "" : `${language === "en" ? "by" : "por"} ${by} `;
    return { text: `${command} ${dimension}${words}`.trim(), sure: true };
  };
}

/** The same of a colleague; none where nobody is called so. */
function ofRep(command: string): Sentence["build"] {
  return ({ rep, tail: rest }, context) => {
    const colleague = repText(rep, context);
    return colleague === null
      ? null
      : { text: `${command} ${colleague} ${(rest ?? "").trim()}`.trim(), sure: true };
  };
}
