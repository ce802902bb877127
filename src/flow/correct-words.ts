import type { AskKind } from "./schema-steps.ts";

/**
 * What begins a correction, in any of the three languages, folded: "actually", "corrigindo:", "perdón, son",
 * "no wait", "can you change". Nothing else begins with these in the middle of a questionnaire.
 */
export const CORRECTION = start(
  "actually|correction|i meant(?: to say)?|i mean|oops|whoops|make (?:that|it)|wait|hold on|my mistake|my bad|scratch that|on second thoughts?|i (?:have |ve )?changed my mind|changed my mind|change (?:that|it) to|let me correct(?: that)?|i made a mistake|sorry|pardon|i (?:already |just )?told you|" +
    "(?:please )?(?:can|could) (?:you|i) (?:please )?(?:change|correct|fix|update)|(?:please )?(?:change|correct|fix|update)|i (?:want|need|would like) to (?:change|correct|fix|update)|i d like to (?:change|correct|fix|update)|i'd like to (?:change|correct|fix|update)|" +
    "na verdade|na real|alias|corrigindo|correcao|so corrigindo|quis dizer|eu quis dizer|quero dizer|quer dizer|digo|ops|opa|errei|me enganei|me confundi|pera ai|perai|pera|espera|pensando melhor|mudei de ideia|desculpa|desculpe|perdao|retificando|(?:eu )?ja (?:te )?(?:falei|disse)|" +
    "(?:quero|queria|preciso|posso|pode|da pra|tem como) (?:mudar|trocar|alterar|corrigir|atualizar)|(?:muda|troca|altera|corrige|corrija|mude|troque|altere)|" +
    "en realidad|la verdad|corrijo|corrigiendo|correccion|quise decir|quiero decir|perdon|perdona|perdone|disculpa|disculpe|disculpas|ups|me equivoque|pensandolo bien|mejor dicho|ya (?:te )?(?:lo )?dije|cambie de idea|cambie de opinion|" +
    "(?:quiero|quisiera|necesito|puedo|puedes|puede|podrias) (?:cambiar|corregir|actualizar|modificar)|(?:cambia|corrige|cambie|corrija)",
);

/** "No, it's for a business": a correction only when what follows fits an earlier question. */
export const WEAK_CORRECTION = start("no no|no|nope|nao nao|nao|naum|mejor|melhor");

/**
 * One or more of these words, and the little words up to what is said. "Sorry" and its like need no comma;
 * a word inside a longer one does not count.
 */
function start(words: string): RegExp {
  const between = "(?:[\\s,.:;!…-]+)";
  const small =
    "(?:(?:no|nao|que|but|mas|pero|and|e|y|so|to|it's|its|it is|that's|thats|that is|they are|sao|son|seria|es|eh|para|pra|for|con|com|errei|me equivoque|sorry|desculpa|perdon|actually|na verdade|en realidad)[\\s,.:;!…-]+)*";
  return new RegExp(
    `^(?:(?:ah|oh|ai|ay|hmm|ok|no|nao|oops|ops|ups|sorry|perdon|desculpa)${between})?(?:(?:${words})(?![\\p{L}'’])${between})+${small}`,
    "u",
  );
}

/** The words by which a question is named; null: its value speaks for itself. Absent: never without a cue. */
export const STATED: Partial<Record<AskKind, RegExp | null>> = {
  email: null,
  phone: null,
  name: /\b(?:my name|meu nome|me chamo|me llamo|mi nombre|call me|llamame|me chame)\b/,
  money: /\b(?:budget|spend|invest|orcamento|verba|investir|gastar|presupuesto|invertir|inversion)/,
};

/** What somebody wants to change, by its kind or the place where its answer goes. */
export const CHANGE_OF: readonly { words: RegExp; kind: AskKind | string }[] = [
  { words: /\b(?:budget|amount|orcamento|valor|verba|presupuesto|monto)\b/, kind: "money" },
  { words: /\b(?:e-?mail|mail|correo)\b/, kind: "email" },
  { words: /\b(?:phone|number|telefone|celular|numero|telefono)\b/, kind: "phone" },
  { words: /\b(?:name|nome|nombre)\b/, kind: "name" },
  { words: /\b(?:city|town|cidade|ciudad)\b/, kind: "lead.territory" },
  { words: /\b(?:date|day|data|dia|fecha)\b/, kind: "date" },
  { words: /\b(?:product|produto|producto|service|servico|servicio)\b/, kind: "lead.product" },
];
