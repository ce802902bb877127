import type { Language } from "../../language.ts";
import { phraseSet } from "./words.ts";

/** What is understood at any step, in any language. */
export type Intent = "stop" | "human" | "back" | "restart" | "language" | "help" | "resubscribe";

/** Whole messages, in the form of `bare`: folded, without apostrophes and punctuation. */
export const PHRASES: ReadonlyMap<string, Intent> = new Map([
  ...of(
    "stop",
    `stop, stop it, stop all, stopall, unsubscribe, unsubscribe me, unsubscibe, unsuscribe, unsubcribe, optout, opt out
     opt me out, cancel, quit, end, remove me, remove me from the list, remove me from your list
     remove my number, take me off, take me off the list, take me off your list, delete my number, stop messaging me
     stop texting me, stop writing me, stop writing to me, stop contacting me, stop sending me messages
     stop sending messages, stop messages, stop these messages, stop the messages, no more messages
     dont message me, dont text me, dont write me, dont contact me, dont message me again, dont text me again
     dont contact me again, dont write me again, dont write to me again, dont message me anymore
     dont text me anymore, dont contact me anymore, do not contact me, do not message me, do not text me
     do not contact me again, do not message me again, never contact me again, never message me again
     leave me alone, not interested stop, enough
     stop spam, stop promotions, stop spamming, stop spamming me, i dont want messages, i dont want any more messages, i dont want more messages
     i dont want to receive messages, i dont want to receive any more messages
     i do not want to receive messages, i no longer want to receive messages, i dont want to hear from you`,
  ),
  ...of(
    "stop",
    `sair, parar, pare, parem, parem com isso, remover, descadastramento, nao perturbe, pare com isso, para com isso, cancelar, cancela, descadastrar, descadastra, descadastre
     descadastro, descadastrar me, me descadastra, me descadastre, descadastrar meu numero, desinscrever
     me desinscreva, desinscreva me, desinscrever me, cancelar inscricao, cancelar minha inscricao, cancelar a inscricao, cancelar a minha inscricao, cancelar mensagens
     cancelar as mensagens, cancelar envio, cancelar recebimento, parar mensagens, parar as mensagens
     parar de receber, parar de receber mensagens, pare de mandar mensagem, pare de mandar mensagens
     para de mandar mensagem, para de mandar mensagens, pare de enviar mensagens, para de me mandar mensagem
     pare de me mandar mensagem, pare de me mandar mensagens, para de me escrever, pare de me escrever
     me remove, me remova, remova me, me tira da lista, me tire da lista, me tirar da lista, sair da lista
     me remova da lista, me remove da lista, remover meu numero, remova meu numero, exclua meu numero
     excluir meu numero, apaga meu numero, apague meu numero, nao quero mais mensagens
     nao quero mais receber, nao quero mais receber mensagens, nao quero mais receber mensagem
     nao quero receber mensagens, nao quero receber mais mensagens, nao quero mensagens
     nao desejo receber mensagens, nao desejo mais receber mensagens, nao me mande mais mensagem
     nao me mande mais mensagens, nao me manda mais mensagem, nao me manda mais mensagens, nao me mande mensagens
     nao me envie mais mensagens, nao me envie mensagens, nao mande mais mensagens, nao me escreva mais
     nao me escrevam mais, nao me procure mais, nao entre mais em contato, me deixa em paz, me deixe em paz
     deixa eu em paz, chega, basta, chega de mensagem, chega de mensagens`,
  ),
  ...of(
    "stop",
    `baja, no molestar, no molestes, no molesten, dar de baja, darme de baja, dame de baja, deme de baja, darse de baja, la baja, quiero la baja
     solicito la baja, salir, salir de la lista, alto, detener, detente, para, paren, paren ya, cancelar mensajes
     cancelar los mensajes, cancelar suscripcion, cancelar la suscripcion, cancelar mi suscripcion
     desuscribir, desuscribirme, desuscribirse, desuscribete, desinscribirme, desinscribir, desinscribirse
     anular suscripcion, anular la suscripcion, eliminar suscripcion, borrar mi numero, borra mi numero
     borren mi numero, elimina mi numero, eliminen mi numero, eliminar mi numero, borrame, borrenme, eliminenme
     borrame de la lista, borrenme de la lista, sacame de la lista, saquenme de la lista, quitame de la lista
     quitenme de la lista, no me escriban mas, no me escribas mas, no me escriba mas, no me escriban
     no me escribas, no me envien mas mensajes, no me envien mensajes, no me envies mas mensajes
     no me manden mas mensajes, no me mandes mas mensajes, no me manden mensajes, no envien mas mensajes
     no mas mensajes, no mas, no quiero mensajes, no quiero mas mensajes, no quiero recibir mensajes
     no quiero recibir mas mensajes, no quiero recibir mas, ya no quiero mensajes, ya no quiero recibir mensajes
     ya no quiero recibir mas mensajes, no deseo recibir mensajes, no deseo recibir mas mensajes
     no deseo mas mensajes, no me contacten, no me contacten mas, no me contactes mas, no me molesten
     no me molesten mas, no me molestes mas, dejen de escribirme, deja de escribirme, deje de escribirme
     dejen de enviarme mensajes, deja de enviarme mensajes, dejen de molestar, deja de molestar, dejame en paz
     dejenme en paz, basta de mensajes, parar mensajes, parar los mensajes`,
  ),
  ...of(
    "human",
    `human, a human, agent, live agent, real person, a real person, person, a person, representative, operator
     salesperson, real human, a real human, live chat, live person, customer service, customer support
     is there a human, is there a real person, is anyone there, is somebody there, is there anyone there
     are you a bot, are you a robot, are you human, are you real, am i talking to a bot, is this a bot
     im not talking to a bot, i dont want to talk to a bot, i dont want a bot, no bots, call a human
     humano, um humano, uma pessoa, pessoa, pessoa real, uma pessoa real, pessoa de verdade, atendente, um atendente
     uma atendente, atendimento, atendimento humano, atendente humano, vendedor, um vendedor, vendedora, consultor
     consultora, representante, tem alguem ai, tem alguem, voce e um robo, vc e um robo, voce e robo, vc e robo
     e um robo, voce e um bot, vc e um bot, voce e humano, voce e uma pessoa, voce e real
     nao quero falar com robo, nao quero falar com um robo, nao quero falar com bot, nao quero robo
     persona, una persona, persona real, una persona real, un humano, asesor, un asesor, asesora, una asesora
     agente, un agente, ejecutivo, un ejecutivo, operador, operadora, un operador, atencion al cliente
     atencion humana, servicio al cliente, hay alguien, hay alguien ahi, eres un robot, eres un bot, eres un humano
     eres humano, eres real, es un robot, es un bot, es usted un robot, no quiero hablar con un robot
     no quiero hablar con un bot, no quiero un robot`,
  ),
  ...of(
    "back",
    `back, go back, previous, previous question, previous step, the previous question, go to previous
     go back to the previous question, go back one, go back one step, one step back, step back, back one
     take me back, undo, i made a mistake, i made a mistake go back, that was wrong, let me correct that
     voltar, volta, volte, voltar atras, voltar uma, anterior, pergunta anterior, a pergunta anterior, passo anterior
     voltar para a anterior, voltar a pergunta anterior, voltar para a pergunta anterior, voltar um passo, errei
     respondi errado, retornar, desfazer, quero corrigir, corrigir
     volver, vuelve, atras, volver atras, ir atras, ve atras, hacia atras, regresar, regresa, regrese
     pregunta anterior, la pregunta anterior, paso anterior, volver a la anterior
     volver a la pregunta anterior, un paso atras, retroceder, deshacer, me equivoque, quiero corregir, corregir`,
  ),
  ...of(
    "restart",
    `restart, start over, start again, start from the beginning, start from scratch, begin again
     reset, from the beginning, from scratch, lets start over, lets start again, go back to the beginning
     go to the start, back to start, back to the start, start anew
     recomecar, recomeca, recomece, comecar de novo, comecar novamente, comecar tudo de novo, comecar do zero
     comeca de novo, comecar outra vez, do zero, do inicio, do comeco, reiniciar, reinicia, reinicie
     voltar ao inicio, voltar ao comeco, voltar pro inicio, voltar para o inicio, inicio, refazer, refazer tudo
     vamos recomecar, vamos comecar de novo
     empezar de nuevo, empezar otra vez, empezar de cero, empezar desde cero, empieza de nuevo, volver a empezar
     volver a comenzar, comenzar de nuevo, comenzar otra vez, comenzar de cero, volver al inicio
     volver al principio, desde el principio, desde cero, desde el inicio, de cero, reinicio, empecemos de nuevo`,
  ),
  ...of(
    "language",
    `language, languages, change language, change the language, switch language, switch languages
     another language, other language, different language, change my language, which languages do you speak
     what languages do you speak
     idioma, idiomas, lingua, mudar idioma, mudar o idioma, mudar de idioma, trocar idioma, trocar o idioma
     trocar de idioma, outro idioma, outra lingua, mudar lingua, mudar a lingua, alterar idioma, alterar o idioma
     cambiar idioma, cambiar el idioma, cambiar de idioma, cambia el idioma, cambia de idioma, otro idioma
     lengua, cambiar lenguaje`,
  ),
  ...of(
    "help",
    `help, help me, i need help, i need some help, need help, can you help, can you help me, could you help me
     options, commands, menu, main menu, the menu, show menu, what can i do, what can i say, what can you do
     what are my options, what are the options, i dont understand, i dont get it, what do you mean, im lost
     im confused, sos, instructions
     ajuda, me ajuda, me ajude, ajude me, preciso de ajuda, preciso ajuda, socorro, pode me ajudar, pode ajudar
     voce pode me ajudar, vc pode me ajudar, opcoes, comandos, menu principal, o que posso fazer, o que eu posso fazer
     o que posso dizer, o que voce faz, o que vc faz, o que voce pode fazer, quais as opcoes, quais sao as opcoes
     nao entendi, nao entendo, nao estou entendendo, como assim, estou perdido, estou perdida, to perdido, to perdida
     ayuda, ayudame, ayudeme, ayudenme, necesito ayuda, auxilio, puedes ayudarme, puede ayudarme, me puedes ayudar
     me puede ayudar, me ayudas, me ayuda por favor, opciones, que puedo hacer, que puedo decir, que haces
     que puedes hacer, cuales son las opciones, que opciones hay, no entiendo, no entendi, no comprendo
     no te entiendo, estoy perdido, estoy perdida, instrucciones`,
  ),
  ...of(
    "resubscribe",
    `start, unstop, comecar, comenzar, resubscribe, subscribe, subscribe again, subscribe me, subscribe me again, sign me up again
     opt in, optin, opt me in, opt me back in, i want to receive messages, i want messages again
     i want to receive messages again, receive messages again
     voltar a receber, voltar a receber mensagens, quero voltar a receber, quero voltar a receber mensagens
     quero receber, quero receber de novo, quero receber mensagens, quero receber mensagens de novo
     receber mensagens, receber novamente, receber de novo, reativar, reativar mensagens, reinscrever, me reinscreva
     inscrever, me inscreva, inscrever me, me cadastra de novo, recadastrar
     volver a recibir, volver a recibir mensajes, quiero volver a recibir mensajes, quiero recibir mensajes
     quiero recibir de nuevo, quiero recibir mensajes de nuevo, recibir mensajes, reactivar, reactivar mensajes
     suscribir, suscribirme, suscribirme de nuevo, suscribeme, resuscribirme, alta, darme de alta
     dar de alta, dame de alta, quiero suscribirme`,
  ),
]);

/** "I want to", "gostaria de", "me gustaría": what may stand before a request. */
export const FRAMES =
  /^(?:(?:i|we) (?:want|need|would like|d like|wish|prefer|have) (?:you )?to |id like (?:you )?to |i wanna |i (?:want|need) (?:a |an |some )?|(?:can|could|may) (?:i|we|you) |how (?:do|can) i |let me |lets |would you |(?:eu )?(?:quero|queria|gostaria de|preciso(?: de)?|desejo|prefiro|vou|posso|poderia|da para|da pra|tem como|como faco para|como faco pra|como) |(?:pode|podem|podemos|vamos|me deixa|deixa eu) |(?:yo )?(?:quiero|quisiera|queria|necesito|deseo|prefiero|puedo|podria|me gustaria|quiero que|como hago para|voy a) |(?:puedes|puede|podrias|podria|podemos|vamos a|dejame) )+/;

const LANGUAGE_NAME_LIST: Record<Language, string> = {
  en: "english, ingles, inglesa, en ingles, em ingles, in english",
  pt: "portugues, portuguese, portuguesa, portugues brasileiro, brazilian portuguese, portugues do brasil, em portugues, en portugues, in portuguese, brasileiro",
  es: "espanol, spanish, espanhol, castellano, castelhano, en espanol, em espanhol, in spanish, en castellano",
};

/** A language, named in any of the three languages. */
export const LANGUAGE_NAMES: ReadonlyMap<string, Language> = new Map(
  (["en", "pt", "es"] as const).flatMap((language) =>
    [...phraseSet(LANGUAGE_NAME_LIST[language])].map((name): [string, Language] => [name, language]),
  ),
);

const NAMES = [...LANGUAGE_NAMES.keys()]
  .filter((name) => !/^(?:in|en|em) /.test(name))
  .sort((a, b) => b.length - a.length)
  .join("|");

/** "Can we speak Spanish?", "fala português?", "cambiar a inglés". The name is in the group `name`. */
export const LANGUAGE_REQUEST = new RegExp(
  `^(?:(?:can|could|may|shall) (?:we|you|i) |do you |(?:i|we) (?:would )?(?:prefer|want|need|speak|only speak|would like)(?: to)? |i d like |id like |lets |let us |i only |i speak |mind if we |voce |voces |vc |vcs |(?:eu )?(?:prefiro|quero|gostaria de|so|posso|podemos|pode|vamos|queria) |(?:yo )?(?:prefiero|quiero|quisiera|puedo|podemos|puedes|puede|solo|me gustaria|vamos a) |usted |ustedes )*` +
    "(?:(?:speak|talk|chat|write|continue|switch|change|reply|answer|respond|have it|do this|the language|language|idioma|o idioma|el idioma|fala|falam|falar|falamos|falo|conversar|escrever|continuar|seguir|mudar|muda|mude|trocar|troca|troque|responder|responde|responda|habla|hablame|hableme|hablenme|escribeme|respondeme|me fala|me responde|hablas|hablan|hablar|hablamos|hablo|hable|hablemos|escribir|cambiar|cambia|cambie|cambiemos|conversemos|prefer|prefiro|prefiero|lets|speaking|only|so|solo|it|isso|isto) )*" +
    `(?:(?:in|to|into|em|en|para|pra|pro|por|a|al|o|el|ao|for|version|versao|the) )*(?<name>${NAMES})(?: (?:version|versao|only|instead|here|aqui|language|speaker|mejor|melhor))?$`,
);

/** "I don't speak Portuguese", in the language of the group that matched; `name` is the language not spoken. */
export const NOT_SPEAKING = new RegExp(
  "^(?:(?<en>(?:sorry )?i (?:dont|do not|cant|cannot) (?:speak|understand|read|know)(?: any| much)?)|(?<pt>(?:desculpe )?(?:eu )?nao (?:falo|entendo|sei|leio|compreendo)(?: nada de)?)|(?<es>(?:perdon )?(?:yo )?no (?:hablo|entiendo|se|leo|comprendo)(?: nada de)?))" +
    ` (?<name>${NAMES})$`,
);

const WHO =
  "(?:human(?: being| agent| person)?|person|people|agent|rep|reps|representative|sales rep|sales representative|sales ?person|seller|salesman|saleswoman|sales|sales team|someone|somebody|someone real|anyone|operator|advisor|adviser|consultant|manager|staff|support|team|attendant|specialist|expert|customer service|" +
  "atendente|humano|humana|pessoa|pessoa de verdade|pessoa real|alguem|alguem de verdade|alguem real|vendedor|vendedora|consultor|consultora|representante|especialista|gerente|operador|operadora|atendimento|suporte|equipe|time|time de vendas|equipe de vendas|vendas|comercial|responsavel|" +
  "asesor|asesora|agente|persona|persona real|persona de verdad|alguien|alguien real|ejecutivo|ejecutiva|vendedor|vendedora|ventas|equipo|equipo de ventas|soporte|encargado|encargada|especialista|humano)";

const ARTICLE =
  "(?:a|an|the|some|any|your|one|real|actual|live|human|um|uma|o|os|a|as|algum|alguma|seu|sua|un|una|el|la|los|las|algun|alguna|su|otro|otra|outro|outra|de|do|da|del|of)";

/** "I'd like to talk to a real person", "quero falar com um atendente", "pásame con un asesor". */
export const HUMAN = new RegExp(
  "^(?:(?:i|we) (?:want|need|would like|d like|wish|prefer|would prefer|have) (?:to )?|(?:id|wed) (?:like|prefer|rather) (?:to )?|i wanna |(?:can|could|may) (?:i|we|you) (?:please )?|how (?:do|can) i |let me |is it possible to |(?:eu )?(?:quero|queria|gostaria de|preciso|prefiro|posso|poderia|da para|da pra|tem como|como faco para|como faco pra|e possivel|desejo) |pode |podem |(?:yo )?(?:quiero|quisiera|queria|necesito|prefiero|puedo|podria|deseo|me gustaria|es posible|como hago para|puedes|puede|pueden) )?" +
    "(?:(?:talk|speak|chat|connect|transfer|be transferred|be connected|put|get|give|connect me|transfer me|put me|get me|give me|pass me|put me through|talking|speaking)(?: directly| live| on the phone)?(?: to| with| through to| through)?|(?:me )?(?:falar|conversar|conversar direto|falar direto|falar diretamente|tratar|contato|transferir|transfere|transfira|passa|passe|passar|chama|chame|chamar|conecta|conecte|atende)(?: com| c| para| pra| pro)?|(?:me )?(?:hablar|platicar|charlar|conversar|comunicarme|contactar|comunica|comunicas|comuniquen|comunicame|comuniqueme|pasame|paseme|pasar|pasas|transferir|transfiereme|transfiera|conectame|contactame|ser atendido|que me atienda|que me atiendan)(?: directamente)?(?: con| por| a)?|call|get)" +
    ` (?:${ARTICLE} )*${WHO}(?: (?:da equipe|do time|de verdade|de verdad|real|del equipo|from sales|from your team|from the team|on the phone|here|aqui|de vendas|de ventas|instead|humano|humana|comercial))?$`,
);

/** "Stop messaging me", "pare de me enviar mensagens", "ya no me manden mensajes". */
export const STOP_WRITING = new RegExp(
  "^(?:" +
    [
      "(?:stop|quit) (?:sending|messaging|texting|writing|contacting|spamming|bothering)(?: to)?(?: me| us)?(?: any| more| these| your| all)*(?: messages| texts| stuff)?(?: anymore)?",
      "(?:pare|para|parem|parar|deixe|deixem|deixa) de (?:me )?(?:enviar|mandar|escrever|incomodar|perturbar)(?: mais| essas?| as)*(?: mensagem| mensagens| msgs?| isso)?",
      "(?:ja )?nao me (?:mande|manda|mandem|envie|envia|enviem|escreva|escrevam)(?: mais)?(?: mensagem| mensagens| msgs?| nada)?(?: mais)?",
      "(?:ya )?no me (?:manden|mandes|mande|envien|envies|envie|escriban|escribas|escriba)(?: mas)?(?: mensajes?| nada)?(?: mas)?",
      "(?:para|paren|pare|deja|dejen|deje) de (?:mandar|enviar|escribir|molestar)(?:me|nos)?(?: mas)?(?: mensajes?)?",
    ].join("|") +
    ")$",
);

function of(intent: Intent, phrases: string): [string, Intent][] {
  return [...phraseSet(phrases)].map((phrase) => [phrase, intent]);
}
