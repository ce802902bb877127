import { refuse } from "./refusal.ts";
import type { MomentReading } from "./types.ts";

/** What a text that begins with no definite time says of one: too vague, again and again, or past. Else null. */
export function vagueness(folded: string, end: number): MomentReading {
  if (RECURRING.test(folded)) return refuse.recurring(end);
  if (PAST.test(folded)) return refuse.gone(end);
  return VAGUE.test(folded) ? refuse.vague(end) : null;
}

const RECURRING =
  /^(?:a cada|every|each|daily|weekly|monthly|toda|todas|todo|todos|cada|diariamente|semanalmente|semanalmente|mensalmente|mensualmente)(?![\p{L}\p{N}])/u;

const PAST =
  /^(?:yesterday|ontem|anteontem|ayer|anteayer|antier|antes de ontem|antes de ayer|last (?:week|month|year|night|mon|tue|wed|thu|fri|sat|sun)|(?:na |la )?semana (?:passada|pasada)|(?:no |el )?mes (?:passado|pasado)|(?:\d+|an?|one|two|three) \p{L}+ ago|(?:ha|faz|hace) (?:\d+|um|uma|un|una|dois|duas|dos|tres) )/u;

const MONTH =
  "january|february|march|april|may|june|july|august|september|october|november|december|janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro|enero|febrero|marzo|mayo|junio|julio|septiembre|setiembre|octubre|noviembre|diciembre";

const VAGUE = new RegExp(
  `^(?:${[
    "soon|later|shortly|asap|now|right now|as soon as|at some point|some ?time|some ?day|one day|one of these days|whenever|when (?:i|you|he|she|they|we|it)|eventually|not now|next time|in due course|before|after|around|by|until|within",
    "in (?:a (?:bit|while|moment|sec|second|few|couple)|some|a little|the (?:coming|next|near|future|morning)|due)",
    "later (?:today|this|on)|this (?:week|month|year|quarter)|next (?:year|quarter|summer|winter|spring|autumn|fall)|the (?:other|following) day|the week after|any ?time",
    "(?:christmas|xmas|new year|easter|thanksgiving|(?:o |no |a |na )?(?:natal|vespera|ano novo|reveillon|pascoa|carnaval|feriado)|(?:la |el |en )?(?:navidad|nochebuena|nochevieja|ano nuevo|pascua|semana santa|carnaval|feriado))",
    "(?:logo|em breve|mais tarde|depois|agora|ja ja|daqui a pouco|daqui um pouco|daqui a pouquinho|daqui a (?:alguns|algumas|uns|umas|uma?s?)|daqui uns|em (?:alguns|algumas|uns|umas)|qualquer (?:dia|hora)|um dia(?: desses)?|algum dia|outro dia|outra hora|assim que|quando|quanto antes|o quanto antes|antes|ate|essa semana|esta semana|nesta semana|este mes|neste mes|proximo trimestre|ano que vem|proximo ano|no ano que vem|na volta|mais pra frente|mais para frente|mais adiante|semestre que vem)",
    "(?:pronto|luego|mas tarde|despues|ahora|ya|al rato|ahorita|en un rato|en un momento|dentro de poco|en breve|cuanto antes|lo antes posible|en (?:unos|unas|algunos|algunas|pocos|pocas)|dentro de (?:unos|unas)|un dia(?: de estos)?|algun dia|otro dia|otro momento|cuando|en cuanto|tan pronto|antes|hasta|el ano que viene|el proximo ano|el proximo trimestre|mas adelante|a la vuelta|el semestre que viene|a ver)",
    `(?:in|em|en|on|para|by|no mes de|en el mes de|mid[- ]|early|late|meados de|a mediados de|comeco de|inicio de|principios de|a principios de|(?:no )?fim de|(?:a )?fines de|end of) ?(?:${MONTH})`,
    `(?:${MONTH})(?=\\s*$| (?:\\d{4}\\s*$))`,
  ].join("|")})(?![\\p{L}\\p{N}])`,
  "u",
);
