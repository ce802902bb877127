import { findCuedName, toTitle } from "./name.ts";
import { COMPANY_MARK, PARTICLE_SURNAMES, PLACES } from "./name-words.ts";
import { type Found, type Reading, toReading, type UnderstandContext } from "./reading.ts";
import { foldInPlace, prepare, type Word, wordSet, wordsOf } from "./words.ts";

/**
 * Read the company a person writes for. Only with a cue: "I work at X", "from X" behind a name, "da X",
 * "de la empresa X", "company: X". Places ("soy de Lima") and sources ("from Instagram") are refused.
 */
export function readCompany(text: string, _ctx: UnderstandContext): Reading<string> {
  const said = prepare(text);
  const found = findCompany(said);
  return toReading(said, found === undefined ? [] : [found]);
}

/** A company behind a cue, or undefined. */
export function findCompany(text: string): Found<string> | undefined {
  const folded = foldInPlace(text);
  if (!HINT.test(folded)) return undefined;
  for (const match of folded.matchAll(SURE_CUE)) {
    const found = takeCompany(text, folded, match.index + match[0].length, true);
    // The cue belongs to what was understood.
    if (found !== undefined) return { ...found, start: match.index };
  }
  return besideName(text, folded);
}

const HINT =
  /\b(?:from|at|for|with|company|business|firm|behalf|represent(?:o|ing)?|da|do|na|no|de|del|em|en|para|pra|empresa|compania|negocio|trabalho|trabajo|loja|tienda)\b/;

const SURE_CUE =
  /(?<![\p{L}])(?:(?:i|we) work (?:at|for|with)(?: a company called| the company)?|i'?m (?:working |employed )?(?:at|with)|(?:my|our|the) (?:company|business|firm|agency)(?:'s name)?(?: is| is called| name is|'s|:)(?: called)?|company(?: name)? ?(?:is|[:=-])|on behalf of|i (?:represent|own|run)|from the company|(?:eu )?trabalho (?:na|no|em|pela|pelo|pra|para a|para o|com a|para|numa empresa chamada)(?: empresa)?|(?:a |o )?(?:minha|nossa) (?:empresa|loja|companhia|agencia)(?: se chama| e(?: a| o)?|:)|(?:o )?nome da (?:minha )?empresa e|empresa ?[:=-]|represento (?:a|o|la|el)(?: empresa)?|(?:sou |falo |aqui e )?da empresa|(?:yo )?trabajo (?:en|para|con)(?: la)?(?: empresa)?|(?:mi|nuestra) (?:empresa|tienda|compania|agencia)(?: se llama| es(?: la| el)?|:)|(?:el )?nombre de (?:mi|la) empresa es|de la (?:empresa|compania|tienda)|compania ?[:=-]) +/gu;

/** "I'm Ana from Acme", "sou a Ana da Acme", "soy José de Acme", "from Acme" as the whole beginning. */
function besideName(text: string, folded: string): Found<string> | undefined {
  const name = findCuedName(text);
  if (name !== undefined) {
    const cue = AFTER_NAME.exec(folded.slice(name.end));
    const found = cue === null ? undefined : takeCompany(text, folded, name.end + cue[0].length, false);
    return found === undefined ? undefined : { ...found, start: name.end };
  }
  const start = AT_START.exec(folded);
  return start === null ? undefined : takeCompany(text, folded, start[0].length, false);
}

const AFTER_NAME = /^,? +(?:i'?m )?(?:(?:here )?from|at|with|of|da|do|na|no|de|del|de la)(?: the)? +/;
const AT_START =
  /^\s*(?:(?:hi|hello|hey|oi|ola|hola),? +)?(?:(?:i'?m |i am |we'?re |we are |it'?s )?from|(?:sou |somos |falo |falamos |aqui e )(?:da|do)|da) +/;

function takeCompany(text: string, folded: string, from: number, sure: boolean): Found<string> | undefined {
  const end = from + STOP.exec(folded.slice(from))!.index;
  const taken: Word[] = [];
  for (const word of wordsOf(folded.slice(from, end))) {
    const before = taken[taken.length - 1];
    const ampersand = before !== undefined && /&/.test(folded.slice(from + before.end, from + word.start));
    if (ENDS.has(word.word) && !ampersand && !(LINKS.has(word.word) && before === undefined && sure)) break;
    taken.push(word);
    if (taken.length === MOST_WORDS) break;
  }
  while (taken.length > 0 && LINKS.has(taken[taken.length - 1]!.word)) taken.pop();
  const first = taken[0];
  const last = taken[taken.length - 1];
  if (first === undefined || last === undefined) return undefined;
  if (NO_COMPANY.has(first.word) || /^\d+$/.test(first.word)) return undefined;
  const marked = taken.some(({ word }) => COMPANY_MARK.has(word));
  if (!sure && !marked && (PLACES.has(first.word) || PARTICLE_SURNAMES.has(first.word))) return undefined;
  const start = from + first.start;
  let stop = from + last.end;
  const form = LEGAL_FORM.exec(text.slice(from + last.start));
  if (form !== null) stop = Math.max(stop, from + last.start + form[0].length);
  const raw = text.slice(start, stop);
  const value = raw === raw.toLowerCase() ? toTitle(raw) : raw.replace(/\s+/g, " ");
  return { value, display: value, start, end: stop };
}

/** Forms with dots in them, which are several words to the rest of the code. */
const LEGAL_FORM = /^(?:s\. ?a\.|s\. ?r\. ?l\.|s\. ?a\. ?s\.|s\. ?l\.|s\/a|(?:inc|ltda|ltd|co|corp|cia)\.)/i;

/** A comma ends it, and a full stop unless it belongs to "S.A." or "Inc.". */
const STOP = /[,;:!?¿¡()|\n\ue000@]|\.(?!\w)(?<!\b(?:s\.a|inc|ltda|ltd|co|corp|cia)\.)|\s[-–—]\s|$/u;
const MOST_WORDS = 6;
const LINKS = wordSet("de da do das dos del la las los e y and the of a o el");

/** What begins the next thought. */
const ENDS = wordSet(`
  and e y with com con looking my our meu minha nosso mi nuestro budget orcamento presupuesto phone email mail tel
  telefone telefono celular whatsapp who that which que i i'm im i'd we need needs want wants would like to in by as
  quero queria preciso gostaria queremos quiero quisiera necesito queremos me is are have has tenho temos tengo
  tenemos for para pra here aqui but mas pero because porque or ou since desde interested procurando buscando about sobre
  em en at from on and
`);

/** What follows a cue without being a company. */
const NO_COMPANY = wordSet(`
  my your the this a an home house casa instagram facebook tiktok google whatsapp telegram linkedin youtube twitter internet
  website site ad ads anuncio propaganda friend amigo amiga here there now today scratch me you mim voce ti us
  minha sua meu seu mi tu su um uma un una conta cuenta area ramo rubro setor sector vendas ventas sales marketing it
  remote remotely remoto noite noche dia tarde manha manana computer computers people children kids comecar beginning
  inicio zero mesma misma mesmo mismo myself what which que qual
`);
