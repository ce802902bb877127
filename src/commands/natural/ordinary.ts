import { fold } from "../../language.ts";
import type { Token } from "../tokens.ts";

/**
 * Whether a word is one that everyday sentences begin with, though it looks like a command's word with a typo: "how" and
 * "show", "bom" and "bot", "passa" and "passar". In a lead's thread such a sentence is talk.
 */
export function beginsTalk(first: Token | undefined): boolean {
  if (first === undefined) return false;
  const word = fold(first.text)
    .replace(/['’]/g, "")
    .replace(/^[¿¡"(]+|[.,:;!?")…]+$/g, "");
  return ORDINARY.has(word);
}

const ORDINARY = new Set(
  `give a about after again all almost already also always am and any anybody anyone are as ask at back be because been before
  best better both but by can cant come could did do does dont even ever every fine first for found from get gets gave go
  goes going gone good got great had has have he hed hello her here hers hey hi him his hope how however i id if ill im in
  is isnt it its ive just keep kept last later leave left less let lets like little long look looks lot love made make
  makes many may maybe me mean might mine more morning most much must my need needs never next nice no nobody none nope not
  nothing now of off ok okay on once one only or other our out over own perhaps pretty probably quite rather really right
  said same saw says see seems she shes should since so some somebody someone something sometimes soon sorry still stop such
  sure take talk thank thanks that thats the their them then there theres these they theyre thing think this those though
  thought til till time to today told tomorrow tonight too took try two under up upon us use very wait want wants was we
  well went were weve what whats when where whether which while who whom whose why will wish with wonder wont would yeah yep
  yes yesterday yet you your youre
  estou voltei fora acho achei agora ainda alguem algum alguma algo alias amanha aqui aquele aquela assim ate bem beleza boa boas bom bons
  cada cade cara certo chegou claro combinado com como consegue conseguiu creio da de dela dele deles delas depois desde
  deu devem deve devia disse dizem do dos e ela elas ele eles em entao era eram essa essas esse esses esta estamos estao
  estava este eu fala falei falou faz fez fica ficou foi foram fui gente gostei gostou ha hoje ia isso isto ja la legal
  lembra liga ligou logo mais manda mandei mandou mas me melhor mesmo meu meus minha muito na nada nao nem nenhum ninguem no
  nos nossa nosso nossos nunca o obrigada obrigado oi ola onde ontem opa os ou outra outro para parece passa passei passou
  pede pediu pega pelo pensei perdemos perdi perfeito perguntou pessoal pode podem podemos pois por porem pra precisa
  precisamos preciso primeiro pronto qual quais quando quanto quantos quase que quem quer quero quis sabe se sei sem sempre
  sera seria seu sim so sobre sou sua sua talvez tambem tamos ta tao tarde tem temos tenho ter teve tinha tive to todos
  tomara tudo um uma umas uns vai valeu vamos veio vem vendo vi viu voce voces vou
  volvi regrese ah ahora ahi al algo alguien alguna alguno alla alli ante antes aqui asi aun aunque ayer bien buen buena buenas bueno
  buenos cada casi claro como con creo cual cuales cuando cuanto cuantos dale de deja del desde despues dice dicen dijo
  donde dos el ella ellas ellos en entonces era eran eres es esa ese eso esos espero esperemos esta estaba estamos estan
  estas este esto estos estoy fue fueron fui gracias ha habia hablamos hable hace hacia hago han hasta hay he hemos hizo
  hola hoy iba igual ir jaja la las le les listo llama llame llamo lo los luego manana mando mas me mejor menos mi mia
  mientras mio mira mis misma mismo mucho muchos muy nada nadie ni ningun no nos nosotros nuestra nuestro nunca o ojala os
  otra otro paguemos para parece pasa pasame paso pense pero perdon perdimos perfecto pienso poco podemos podria por porque
  pues puede pueden puedo que quedamos quedo quien quienes quiere quieren quiero quiza quizas recuerda sabe saben se segun
  seguro ser sera si sido siempre siento sin sobre solo somos son soy su supongo sus tal tambien tampoco tan tanto te tenemos
  tengo tenia tiene tienen todavia todo todos trae tu tus tuve tuvo un una unas unos va vale vamos van vaya ve veo ver viene
  vino vio viste voy vuelve y ya yo`.split(/\s+/),
);
