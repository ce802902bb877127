import { bare, wordSet } from "./words.ts";

/** Longer messages are letters; a wish to hear no more stands in the first of them. Characters. */
const LONGEST = 400;

/**
 * Whether a message asks for no more messages in a sentence among others: "I bought elsewhere, please take me off
 * your list", "já comprei, não quero mais receber essas mensagens".
 *
 * Whole sentences only, so that "don't write me before nine" and "can you stop by" ask for nothing of the kind. A
 * single word counts where it is shouted ("please STOP") or begins or ends a short message ("stop, wrong number").
 * `folded`: the text as {@link bare} gives it, where it is known.
 */
export function asksToStop(text: string, folded: string = bare(text.slice(0, LONGEST))): boolean {
  const said = text.slice(0, LONGEST);
  if (!HINT.test(` ${folded} `)) return false;
  if (SHOUTED.test(said) && said !== said.toUpperCase()) return true;
  const clauses = said
    .split(/[.!?;:,()\n\u2013\u2014]+|\s-\s/)
    .map(bare)
    .filter((clause) => clause !== "");
  if (clauses.some((clause) => partsOf(clause).some((part) => STOPS.test(part)))) return true;
  const isShort = folded.split(" ").length <= 6 && clauses.length > 1;
  return isShort && [clauses[0], clauses.at(-1)].some((clause) => ALONE.has(courteous(clause ?? "")));
}

/** Most messages have none of these, and need no further look. */
const HINT =
  / (?:stop|quit|hear|receive|receber|recib\w*|unsub\w*|optout|opt|remove|delete|erase|take|messages?|texts?|spam\w*|contact\w*|sair|parar|parem|pare|para|mensage(?:m|ns)|msgs?|lista|list|descadastr\w*|desinscr\w*|baja|alto|paren|dejen?|mensajes?|publicidade?|promocion(?:es)?|propagandas?|desuscri\w*|salir|escrib\w*|escrev\w*|manden?|mandem|envien|enviem|contacten?|molest\w*|numero|saquen?|saca\w*|quit\w*|borr\w*|elimin\w*|tir[ae]\w*|remov\w*|exclu\w*|cancel\w*|leave|deixem?|dejame|dejenme) /;

/** In capitals, alone at the beginning or at the end of a message that is otherwise not. */
const SHOUTED =
  /^\s*["“'*]?(?:STOP|UNSUBSCRIBE|SAIR|PARAR|PARE|CANCELAR|BAJA|SALIR|ALTO)["”'*]?\s*(?:[.,!;:–—-]|$)|(?:^|\s)["“'*]?(?:STOP|UNSUBSCRIBE|SAIR|PARAR|CANCELAR|BAJA|SALIR)["”'*]?[\s.!]*$/;

const ALONE = wordSet("stop unsubscribe optout sair baja descadastrar desinscrever salir parem paren");

function courteous(clause: string): string {
  return clause
    .replace(/^(?:please|pls|por favor|ok|oi|hola|hi|hello|ola) /, "")
    .replace(/ (?:please|pls|por favor)$/, "");
}

/** The clause, what follows each "so", "please" and the like in it, and what stands between; without thanks at its end. */
function partsOf(clause: string): string[] {
  const kept = clause.replace(
    /(?: (?:please|pls|plz|thanks|thank you|thx|now|ok|obrigad[oa]|por favor|porfavor|porfa|grato|grata|gracias|ja|ya|agora|ahora|urgente|imediatamente|immediately))+$/,
    "",
  );
  const starts = [0];
  for (const { index, 0: link } of kept.matchAll(LINK)) starts.push(index + link.length);
  const between = kept.split(LINK).map((part) => part.trim());
  return [...starts.map((start) => kept.slice(start)), ...between];
}

const LINK =
  /(?<=^| )(?:so|and|but|please|pls|plz|kindly|just|then|because|can you|could you|would you|i want you to|i would like you to|id like you to|you can|e|mas|entao|por favor|porque|pode|podem|voces podem|poderia|poderiam|gostaria que voces?|y|pero|entonces|porfa|puede|pueden|podrian|podria|les pido que|te pido que|favor) (?=\S)/g;

const MESSAGES_EN =
  "(?:messages?|texts?|text messages?|spam|ads?|advertising|advertisements?|promos?|promotions?|marketing|newsletters?|notifications?|updates?|offers?|anything)";
const WHICH_EN = "(?: (?:any|all|the|these|this|those|your|such|more|further|other|of|kind|type|from|you))*";
const MESSAGES_PT =
  "(?:mensagem|mensagens|msgs?|propagandas?|publicidades?|promocao|promocoes|anuncios?|spam|avisos?|notificacoes|novidades|ofertas?|conteudos?)";
const WHICH_PT =
  "(?: (?:mais|essas?|esses?|estas?|estes?|suas?|seus?|as|os|nenhuma?|de|das?|dos?|tipo|desse|deste|dessas?|qualquer|voces?))*";
const MESSAGES_ES =
  "(?:mensajes?|publicidad|promocion|promociones|propaganda|spam|anuncios?|avisos?|notificaciones|novedades|ofertas?|correos?|informacion)";
const WHICH_ES =
  "(?: (?:mas|estos?|estas?|esos?|esas?|este|tipo|sus?|tus?|los|las|de|del|ningun|ninguna|ustedes))*";

/** Whole clauses, in the form of `bare`. */
const STOPS = new RegExp(
  `^(?:${[
    // English
    `(?:i |we )?(?:really )?(?:dont|do not|no longer|wont|never) (?:want|wish|care|like)(?: to)? (?:receive|get|hear|have|see|be sent)(?: (?:from you|about))?${WHICH_EN}(?: ${MESSAGES_EN})?(?: (?:from (?:you|your company|this number)|anymore|again|ever|here))*`,
    `(?:i |we )?(?:dont|do not|no longer) want${WHICH_EN} ${MESSAGES_EN}(?: from you)?(?: (?:anymore|any more|again))*`,
    `(?:no more|enough|stop|stop with|stop all)${WHICH_EN} ${MESSAGES_EN}(?: from you)?`,
    `(?:stop|quit) (?:sending|messaging|texting|writing|contacting|spamming|bothering)(?: to)?(?: me| us| my number)?${WHICH_EN}(?: ${MESSAGES_EN})?(?: (?:anymore|any more|again))*`,
    `(?:dont|do not|never) (?:message|text|write|contact|write to|send)(?: me| us)(?: ${MESSAGES_EN})?(?: (?:anymore|any more|again|ever))+`,
    `(?:i (?:want|would like|need) to )?(?:unsubscribe|opt out|be (?:removed|taken off|unsubscribed))(?: me| us)?(?: (?:of|from)${WHICH_EN}(?: (?:mailing|contact|broadcast|marketing|whatsapp|text))*(?: (?:lists?|${MESSAGES_EN}))?)?`,
    `(?:unsubscribe|opt) (?:me|us|my number)(?: out| off)?(?: (?:of|from)${WHICH_EN}(?: (?:mailing|contact|broadcast|marketing|whatsapp|text))*(?: (?:lists?|${MESSAGES_EN}))?)?`,
    `(?:take|remove|delete|erase) (?:me|us|my (?:number|contact|phone number))(?: off| out)?(?: of)?(?: from)?${WHICH_EN}(?: (?:mailing|contact|broadcast|marketing|whatsapp|text))* (?:lists?|database|contacts)`,
    "(?:remove|delete|erase) my (?:number|contact|phone number)",
    "leave me alone",
    // Portuguese
    `(?:eu )?(?:ja )?nao (?:quero|desejo|gostaria de|queria|vou querer|tenho interesse em)(?: mais)? (?:receber|ser incomodad[oa]|ser contatad[oa]|ser contactad[oa])${WHICH_PT}(?: (?:${MESSAGES_PT}|nada|isso|contato))?(?: (?:de voces|da empresa|daqui|por aqui|aqui|neste numero|nesse numero|no meu (?:numero|whatsapp|zap|celular)|mais))*`,
    `(?:eu )?(?:ja )?nao (?:quero|desejo|queria)${WHICH_PT} ${MESSAGES_PT}(?: (?:de voces|daqui|mais))*`,
    `(?:eu )?nao (?:quero|desejo)(?: mais)? que (?:voces? )?(?:me |nos )(?:mandem?|enviem?|escrevam?|procurem?|contatem|contatem?|incomodem?)(?: mais)?(?: ${MESSAGES_PT})?(?: mais)?`,
    `(?:pare|parem|para|parar|deixem?|chega) de (?:me |nos )?(?:enviar|mandar|escrever|incomodar|perturbar|encher|spam|mensagens?|propagandas?|publicidade)(?: me)?${WHICH_PT}(?: (?:${MESSAGES_PT}|isso))?`,
    `(?:parem?|chega) com${WHICH_PT} ${MESSAGES_PT}`,
    `nao (?:me |nos )?(?:mandem?|manda|enviem?|envia|escrevam?)(?: mais)(?: ${MESSAGES_PT}| nada)?`,
    `(?:quero |preciso |gostaria de |queria )?(?:me )?(?:tira|tire|tirem|tirar|remova|remove|removam|remover|exclua|exclui|excluam|excluir|retire|retira|retirem|retirar)(?: me)?(?: o)?(?: meu)?(?: (?:numero|contato|telefone|nome))? (?:da|dessa|desta|de|das|dos?)(?: (?:sua|suas|vossa))?(?: (?:listas?|contatos|cadastro|base))(?: de (?:voces|transmissao|envios?|contatos?|mensagens|divulgacao))*`,
    "(?:quero |preciso |gostaria de |queria )?sair (?:da|dessa|desta|de)(?: (?:sua|suas|vossa))? lista(?: de (?:voces|transmissao|envios?|contatos?|mensagens|divulgacao))*",
    "(?:quero |preciso |gostaria de |queria )?(?:me )?(?:descadastr|desinscrev)(?:ar|er|a|e|o|am|em|a me|e me|ar me)(?: (?:meu (?:numero|contato)|dessa lista|desta lista|da lista))?",
    `(?:quero |preciso |gostaria de |queria )?cancel(?:ar|a|e|em) (?:a |o |as |os )?(?:minha |meu )?(?:inscricao|cadastro|envio|recebimento|${MESSAGES_PT})(?: de(?:ssas?)? ${MESSAGES_PT})?`,
    "(?:apague|apaga|apaguem|remova|removam|exclua|excluam)(?: o)? meu (?:numero|contato)",
    "(?:me )?deix(?:a|e|em) (?:eu |me )?em paz",
    // Spanish
    `(?:yo )?(?:ya )?no (?:quiero|deseo|quisiera|me interesa)(?: mas)?(?: seguir)? (?:recibir|recibiendo|que me llegu?en?)${WHICH_ES}(?: (?:${MESSAGES_ES}|nada))?(?: (?:de ustedes|por aqui|aqui|a este numero|en este numero|mas))*`,
    `(?:yo )?(?:ya )?no (?:quiero|deseo|quisiera)${WHICH_ES} ${MESSAGES_ES}(?: (?:de ustedes|mas))*`,
    `(?:yo )?(?:ya )?no (?:quiero|deseo|quisiera) que me (?:sigan )?(?:escrib|mand|envi|contact|molest|llam)\\w+(?: mas)?(?: ${MESSAGES_ES})?(?: mas)?`,
    `(?:deja|dejen|deje|paren|para|pare|basta) de (?:escribir|enviar|mandar|molestar|contactar|mensajes|publicidad)(?:me|nos)?${WHICH_ES}(?: (?:${MESSAGES_ES}|cosas))?`,
    `(?:ya )?no me (?:escrib|mand|envi|contact)\\w+ mas(?: ${MESSAGES_ES}| nada)?`,
    "(?:quiero |quisiera |deseo |solicito |necesito |pido )?(?:dar(?:me|se|nos)?|dame|deme|denme|me doy|que me den|me den|la) (?:de )?baja(?: (?:de|del|en)(?: (?:la|las|el|los|su|sus|esta|estas|este|estos))?(?: (?:listas?|suscripcion|mensajes|publicidad|grupo|newsletter|boletin))(?: de (?:mensajes|ustedes|difusion|correos?|contactos))?)?",
    "(?:quiero |quisiera |deseo |necesito )?salir de (?:la |su |esta )?lista(?: de (?:mensajes|ustedes|difusion|contactos))?",
    "(?:saquen?|saca|quiten?|quita|borren?|borra|eliminen?|elimina)(?:me)?(?: mi (?:numero|contacto))? de (?:la |su |esta |sus )?(?:listas?|contactos)(?: de (?:mensajes|ustedes|difusion|contactos))?",
    "(?:borren?|borra|eliminen?|elimina) mi (?:numero|contacto)",
    "(?:me )?(?:quiero )?desuscrib\\w+",
    `cancel(?:ar|a|en|o)(?: (?:la|los|mi|las))? (?:suscripcion|${MESSAGES_ES})`,
    "(?:deja|deje|dejen)me en paz",
  ].join("|")})$`,
);
