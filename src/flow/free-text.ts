import type { Talk } from "./talk.ts";
import { findEmails } from "./understand/email.ts";
import { extractAnswers, type WantedKind } from "./understand/index.ts";
import { MASK, mask } from "./understand/reading.ts";
import { foldInPlace, prepare, wordSet, wordsOf } from "./understand/words.ts";

/**
 * A text without what it tells besides: "Lisbon, ana@example.com" is "Lisbon" to "Which city?".
 *
 * Only a part that stands at the edge of a clause is cut, with the words that belong to it ("my e-mail is");
 * from the middle of a sentence nothing is taken. Empty when there is nothing else.
 */
export function withoutOtherAnswers(talk: Talk, text: string, key: string): string {
  if (!/[@\d]|name|nom|llam|cham/i.test(text)) return text;
  const wanted: WantedKind[] = [...ALWAYS];
  for (const want of talk.flow.wanted[talk.language]) {
    if (CUT.has(want.kind) && want.key !== key && !talk.isAnswered(want.key)) wanted.push(want);
  }
  const said = prepare(text);
  const spans: { start: number; end: number }[] = [
    ...extractAnswers(said, wanted, talk.understand).map(({ span }) => span),
    // Those that cannot be read, too: no city has an "@" or seven digits in it.
    ...findEmails(said),
    ...[...said.matchAll(DIGITS)].map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
    })),
  ];
  if (spans.length === 0) return text;
  let kept = "";
  let at = 0;
  for (const clause of mask(said, spans).split(CLAUSE)) {
    kept += keep(clause, said.slice(at, at + clause.length));
    at += clause.length;
  }
  return kept.replace(/^[\s,;:.|/–—-]+|[\s,;:.|/–—-]+$/gu, "");
}

const DIGITS = /\+?\(?\d(?:[\s().-]{0,2}\d){6,}/g;

const ALWAYS: readonly WantedKind[] = [
  { kind: "email", key: "an e-mail" },
  { kind: "phone", key: "a phone" },
];
const CUT: ReadonlySet<string> = new Set(["name", "company", "money"]);

/** Clauses and what is between them, alternating. */
const CLAUSE = /([,;\n|/]+\s*|\s[-–—]\s|[.!](?:\s+|$))/u;

/** Words that only lead to an answer: "my e-mail is", "e meu telefone é", "y mi correo". */
const LEADS = wordSet(`
  my our is are the and at on it it's its e-mail mail email phone number cell mobile tel whatsapp call me reach
  contact with budget
  meu minha nosso nossa e eh o a os as com no na pelo telefone celular zap fone numero contato ligar liga para orcamento
  mi nuestro es y el la con en al correo electronico telefono movil contacto llamar llamame presupuesto
`);

function keep(masked: string, clause: string): string {
  if (!masked.includes(MASK)) return clause;
  const outer = masked.replace(AT_THE_EDGES, "");
  // In the middle of a sentence: taken out, it would leave a hole.
  if (outer.includes(MASK)) return clause;
  const words = wordsOf(foldInPlace(outer));
  let end = words.length;
  while (end > 0 && LEADS.has(words[end - 1]!.word)) end--;
  return end === 0 ? "" : outer.slice(0, words[end - 1]!.end);
}

const AT_THE_EDGES = new RegExp(`^[\\s${MASK}]+|[\\s${MASK}]+$`, "gu");
