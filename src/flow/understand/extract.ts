import { containedOptions } from "./choice.ts";
import { type ChoiceOption, prepareOptions } from "./choice-options.ts";
import { findCompany } from "./company.ts";
import { toFound } from "./date.ts";
import { CHANGES_THE_DATE } from "./date-words.ts";
import { findEmails, likely } from "./email.ts";
import { findDates } from "./find-dates.ts";
import { findMoney, type Money } from "./money.ts";
import { findCuedName, isGiven, toBareName } from "./name.ts";
import { formatNumber, numbersIn } from "./numbers.ts";
import { findPhones } from "./phone.ts";
import { type Found, MASK, mask, type UnderstandContext } from "./reading.ts";
import { foldInPlace, phraseSet, prepare, type Word, wordSet, wordsOf } from "./words.ts";

/** A question that is still open, and what may answer it unasked. */
export interface WantedKind {
  kind: "name" | "company" | "email" | "phone" | "money" | "number" | "date" | "choice";
  /** Comes back with the answer. */
  key: string;
  /** For a choice. */
  options?: readonly ChoiceOption[];
  /**
   * Words or phrases in any language, one of which must stand near. Required for a number, or it is never
   * extracted; for money and dates they come on top of the usual ones ("budget", "by"); a choice that has
   * cues needs one.
   */
  cues?: readonly string[];
}

/** One question answered by a part of a message. */
export interface Extracted {
  key: string;
  value: string | number | Money;
  /** As echoed to the person. */
  display: string;
  /** What was used of the text's NFC form, its cue included: from `start` up to `end` in UTF-16 units. */
  span: { start: number; end: number };
}

/**
 * Find the answers to several questions in one free text: "I'm Ana from Acme, budget 5k, ana@acme.com, need
 * it by March".
 *
 * Conservative: only what is clear. Whatever a reader would call ambiguous is left for its question, as is an
 * address that looks mistyped. Each part of the text answers one question; e-mails and phones are taken first.
 */
export function extractAnswers(
  text: string,
  wanted: readonly WantedKind[],
  ctx: UnderstandContext,
): Extracted[] {
  const said = prepare(text);
  if (wanted.length === 0 || said.length < 3) return [];
  const message: Message = { original: said, left: said, ctx, used: false };
  const extracted: Extracted[] = [];
  for (const kind of ORDER) {
    for (const want of wanted) {
      if (want.kind !== kind) continue;
      const found = FINDERS[kind](message, want);
      if (found === undefined) continue;
      const { value, display, start, end } = found;
      extracted.push({ key: want.key, value, display, span: { start, end } });
      message.left = mask(message.left, [found]);
      message.used = true;
    }
  }
  return extracted;
}

interface Message {
  original: string;
  /** What is not yet used; the rest is blanked out, so positions stay. */
  left: string;
  ctx: UnderstandContext;
  /** Whether something was found already: then a lone name beside it is a name. */
  used: boolean;
}

type Finder = (message: Message, want: WantedKind) => Found<string | number | Money> | undefined;

const ORDER = ["email", "phone", "name", "company", "date", "money", "number", "choice"] as const;

const FINDERS: Record<WantedKind["kind"], Finder> = {
  email: ({ left }) => {
    const found = only(findEmails(left));
    return found !== undefined && likely(found.value) === undefined ? found : undefined;
  },
  phone: ({ left, ctx }) => only(findPhones(left, ctx)),
  name: findName,
  company: ({ left, original }) => findCompanyBeside(left, original),
  date: findDate,
  money: findAmount,
  number: findCuedNumber,
  choice: findChoice,
};

/** The one value found; two different ones are no clear answer. */
function only<T>(found: Found<T>[]): Found<T> | undefined {
  const [first] = found;
  if (first === undefined) return undefined;
  return found.every(({ display }) => display === first.display) ? first : undefined;
}

/** With a cue; or a known given name alone between commas beside another answer: "Ana Souza, ana@acme.com". */
function findName({ left, used, ctx }: Message): Found<string> | undefined {
  const cued = findCuedName(left, { unasked: true });
  if (cued !== undefined || !used) return cued;
  for (const piece of left.matchAll(PIECE)) {
    const words = piece[0].replace(/ (?:here|aqu[ií])\s*$/i, "");
    if (words.length > 40 || (!CAPITALS.test(words.trim()) && words.trim().split(" ").length > 3)) continue;
    const name = toBareName(words, piece.index, ctx);
    if (name !== undefined && isGiven(name.value)) return name;
  }
  return undefined;
}

const PIECE = /[^,;\n\ue000\d|/()-]{3,}/g;
const CAPITALS = /^\p{Lu}[\p{L}'’]+(?: (?:d[aeo]s?|del|de la) \p{Lu}[\p{L}'’]+| \p{Lu}[\p{L}'’.]+){0,4}$/u;

/** The company's cue may be the name that was just taken: look at the original, but only use what is left. */
function findCompanyBeside(left: string, original: string): Found<string> | undefined {
  const found = findCompany(original);
  if (found === undefined || left.slice(found.start, found.end).includes(MASK)) return undefined;
  return found;
}

const DEADLINE = wordSet(`
  by until till before for need needs needed deadline starting start begin due launch deliver delivery want ready move
  ate antes para pra preciso precisamos prazo comecar inicio entrega entregar quero queremos lancar partir
  hasta necesito necesitamos plazo empezar comenzar entrega entregar quiero queremos lanzar antes del
`);

/** A date near a word of a deadline, or alone in the message; "today" and "now" only right behind one. */
function findDate({ left, ctx }: Message, want: WantedKind): Found<string> | undefined {
  const { found, rest } = findDates(left, ctx);
  const [date, second] = found;
  if (date === undefined || second !== undefined || date.dates.length !== 1) return undefined;
  const words = wordsOf(rest.replaceAll(MASK, " "));
  const before = clauseBefore(rest, words, date.start, 5);
  const after = words.find(({ start }) => start >= date.end);
  if (before.some(({ word }) => CHANGES_THE_DATE.has(word))) return undefined;
  if (after !== undefined && /^(?:ago|atras|passad[oa]|pasad[oa]|last)$/.test(after.word)) return undefined;
  const alone = words.length === 0;
  const last = before[before.length - 1]?.word ?? "";
  const cued = before.some(({ word }) => DEADLINE.has(word)) || nearCue(rest, date, want.cues);
  if (date.casual ? !DEADLINE.has(last) : !alone && !cued) return undefined;
  return toFound(date.dates[0]!, date.start, date.end, ctx);
}

const BUDGET = phraseSet(`
  budget, spend, spending, invest, investment, afford, price range, pay, up to
  orcamento, verba, investir, investimento, gastar, pagar, faixa de preco
  presupuesto, inversion, invertir, rango de precio, gastar, pagar
`);

/** An amount with a currency, a cue, or "5k" that no noun follows ("10k followers" is no money). */
function findAmount({ left, ctx }: Message, want: WantedKind): Found<Money> | undefined {
  if (!/[\p{N}]/u.test(left) && !AMOUNT_WORD.test(foldInPlace(left))) return undefined;
  const folded = foldInPlace(left);
  const found = findMoney(left, ctx).filter((money) => {
    if (isBill(folded, money)) return false;
    if (money.value.amount <= 0 || /\d[ \u00a0]\d/.test(left.slice(money.start, money.end))) return false;
    if (money.signed || nearCue(folded, money, [...BUDGET])) return true;
    if (nearCue(folded, money, want.cues)) return true;
    return money.scaled && !money.loose && NO_NOUN_AFTER.test(folded.slice(money.end));
  });
  return only(found);
}

/** What they pay now is not what they want to spend: "my bill is $300", "conta de 500 reais". */
function isBill(folded: string, { start, end }: { start: number; end: number }): boolean {
  return (
    BILL_BEFORE.test(folded.slice(Math.max(0, start - 40), start)) ||
    BILL_AFTER.test(folded.slice(end, end + 40))
  );
}

const BILL_AFTER =
  /^[^,;.!?\n]*\b(?:de luz|de energia|en luz|em luz|on electricity|for electricity|electric(?:ity)? bill)\b/;
const BILL_BEFORE =
  /\b(?:bills?|contas?|faturas?|facturas?|boletas?|recibos?|paying|pago|pagamos)\b[^,;.!?\n]*$/;

const AMOUNT_WORD =
  /\b(?:mil|thousand|grand|million|milhao|milhoes|millon|millones|hundred|dollars?|dolares|reais|euros?|pesos|soles)\b/;
const NO_NOUN_AFTER =
  /^\s*(?:$|[^\p{L}\s]|(?:and|e|y|for|para|pra|per|por|a|ao|al|in|em|en|with|com|con|but|mas|pero|i|max|month|mes)\b)/u;

/** A number with one of the question's cues near. */
function findCuedNumber({ left, ctx }: Message, want: WantedKind): Found<number> | undefined {
  if (want.cues === undefined || want.cues.length === 0) return undefined;
  const folded = foldInPlace(left);
  const found = numbersIn(left, ctx)
    .filter((number) => nearCue(folded, number, want.cues))
    .map(({ value, start, end }) => ({ value, start, end, display: formatNumber(value, ctx) }));
  return only(found);
}

/** Answers that say nothing outside of their own question. */
const TOO_COMMON = phraseSet(`
  yes, no, other, others, none, maybe, not sure, both, all, any, now, today, later, soon, me, us, sim, nao, outro, outra
  outros, outras, nenhum, nenhuma, talvez, nao sei, ambos, todos, todas, agora, hoje, depois, si, otro, otra, otros
  otras, ninguno, ninguna, quizas, tal vez, no se, los dos, ahora, hoy, despues, new, novo, nuevo, home, casa, one, um, un
  small, medium, large, pequeno, medio, grande, mediano, english, spanish, portuguese, ingles, espanol, espanhol, portugues
  tomorrow, amanha, manana, i don't know, don't know, ainda nao sei, aun no se
`);

/** An option named in full, not denied, in a text that names no other. */
function findChoice({ left, ctx }: Message, want: WantedKind): Found<string> | undefined {
  if (want.options === undefined || want.options.length === 0) return undefined;
  const prepared = prepareOptions(want.options);
  const words = wordsOf(foldInPlace(left));
  const { hits, denied } = containedOptions(prepared, words, ctx.language, { ids: false });
  const [hit, second] = hits;
  if (hit === undefined || second !== undefined || denied) return undefined;
  const phrase = hit.words.map(({ word }) => word).join(" ");
  if (phrase.length < 3 || (TOO_COMMON.has(phrase) && !isForHome(words, hit.from, phrase))) return undefined;
  const start = hit.words[0]!.start;
  const end = hit.words[hit.words.length - 1]!.end;
  if (
    want.cues !== undefined &&
    want.cues.length > 0 &&
    !nearCue(foldInPlace(left), { start, end }, want.cues)
  ) {
    return undefined;
  }
  const { id, label } = want.options[hit.option]!;
  return { value: id, display: label, start, end };
}

/** "For my home", "pra casa": where it is to be, not where somebody is. */
function isForHome(words: Word[], at: number, phrase: string): boolean {
  return (phrase === "home" || phrase === "casa") && FOR_HOME.has(words[at - 1]?.word ?? "");
}

const FOR_HOME = wordSet("my our minha nossa mi nuestra for para pra");

/** How many words a cue may be away. */
const NEAR = 3;

/** Whether a cue stands within three words before or after a span, in the same clause. */
function nearCue(
  folded: string,
  { start, end }: { start: number; end: number },
  cues: readonly string[] | undefined,
): boolean {
  if (cues === undefined || cues.length === 0) return false;
  const before = folded.slice(0, start).split(CLAUSE_END).at(-1)!;
  const after = folded.slice(end).split(CLAUSE_END, 1)[0]!;
  const near = [
    ` ${wordsOf(before.slice(-60))
      .slice(-NEAR - 1)
      .map(({ word }) => word)
      .join(" ")} `,
    ` ${wordsOf(after.slice(0, 60))
      .slice(0, NEAR)
      .map(({ word }) => word)
      .join(" ")} `,
  ];
  return cues.some((cue) => {
    const wanted = ` ${foldInPlace(cue).trim()} `;
    return near.some((words) => words.includes(wanted));
  });
}

const CLAUSE_END = /[,;!?\n\ue000]|\.(?!\d)/;

function clauseBefore(folded: string, words: Word[], at: number, count: number): Word[] {
  const clause = folded.slice(0, at).split(CLAUSE_END).at(-1)!;
  return words.filter(({ start }) => start >= at - clause.length && start < at).slice(-count);
}
