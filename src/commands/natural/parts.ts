import { fold, inLanguage } from "../../language.ts";
import { explicitNumber } from "../args/lead.ts";
import { repArg } from "../args/rep.ts";
import { meant, stageArg, stageWords } from "../args/stage.ts";
import type { ResolveContext } from "../context.ts";
import { tokenize } from "../tokens.ts";

/** A lead as a command names it: its number, a name in quotes, or nothing where it is the thread's. */
export function leadText(
  said: string | undefined,
  context: ResolveContext,
): { text: string; sure: boolean } | null {
  const isIt = said === undefined || THIS.test(fold(said));
  if (isIt) return context.leadInThread === null ? null : { text: "", sure: true };
  const name = said
    .replace(
      /^(?:to\s+|(?:the|an?|os?|as?|el|la|al|com|con|with|da|do|del?)\s+){0,2}(?:(?:lead|cliente|customer)(?!\p{L}))?\s*(?=\S)/iu,
      "",
    )
    .replace(/['’]s$/i, "")
    .trim();
  const number = explicitNumber(name);
  if (number !== null) return { text: `L-${number}`, sure: true };
  const words = fold(name).split(" ");
  if (name.length < 2 || words.length > 4 || words.some((word) => NO_NAME.has(word))) return null;
  return /^[\p{L}.'’ -]+$/u.test(name) ? { text: `"${name}"`, sure: false } : null;
}

/** A colleague as a command names one; null when nobody active, or several, are called so. */
export function repText(said: string | undefined, context: ResolveContext): string | null {
  const text = (said ?? "").replace(/^(?:the|o|a|el|la|al|ao)\s+(?=\S)/i, "").trim();
  const tokens = tokenize(text);
  if (tokens.length === 0) return null;
  const whole = repArg()
    .read({ tokens, text, context })
    .find(({ used }) => used === tokens.length);
  return typeof whole?.value === "string" ? `@${whole.value}` : null;
}

/** The id of a stage; null when no stage is called so. */
export function stageText(said: string | undefined, context: ResolveContext): string | null {
  const text = (said ?? "")
    .replace(/^(?:the|la|a|o|el)\s+/i, "")
    .replace(/^(?:stage|etapa|fase)\s+|\s+stage$/gi, "")
    .trim();
  const tokens = tokenize(text);
  if (tokens.length === 0) return null;
  const whole = stageArg()
    .read({ tokens, text, context })
    .find(({ used }) => used === tokens.length);
  return typeof whole?.value === "string" ? stageWord(whole.value, context) : null;
}

/** The stage that a won or lost lead goes to, where the pipeline has one only. */
export function stageOfKind(kind: "won" | "lost", context: ResolveContext): string | null {
  const stages = context.bundle.pipeline.stages.filter((stage) => stage.kind === kind);
  return stages.length === 1 ? stageWord(stages[0]!.id, context) : null;
}

/** A stage as the reader calls it, where that means this stage only; else its id. */
function stageWord(id: string, context: ResolveContext): string {
  const stage = context.bundle.pipeline.stages.find((each) => each.id === id);
  const label = stage === undefined ? id : inLanguage(stage.label, context.language);
  return meant(fold(label), stageWords(context.bundle), false) === id ? label : id;
}

/** Never "it" or "ele": that may be anything that colleagues talk about. */
const THIS =
  /^(?:this lead|this one|this customer|the lead|(?:o |a )?(?:esse|este|o|deste|desse) (?:lead|cliente)|(?:a )?(?:este|ese|el) (?:lead|cliente))$/;

/** Words that no name of a contact has: with one of them the sentence is about something else. */
const NO_NAME = new Set(
  `the a an my me mine our your his her their this that these those it leads lead most more many much everyone everybody
  anybody anyone nobody all who what which when why how funnel pipeline team numbers stats today tomorrow yesterday week
  month quarter year now here there about with for from and or not no yes to of in on at time money price deal deals
  os as um uma meu minha meus minhas nosso nossa seu sua esse essa este esta isso isto todos todas ninguem alguem quem
  que qual quando como por porque onde mais menos funil equipe time numeros hoje amanha ontem semana mes ano agora aqui
  ali com para sem nao sim ese esa aquel aquella was went foi fue foram fueron los las un una mi mis nuestro su sus eso esto todos nadie alguien quien cual cuando donde mas
  embudo equipo hoy manana ayer ahora aqui alli sin si proposta propuesta reuniao reunion preco precio`.split(
    /\s+/,
  ),
);
