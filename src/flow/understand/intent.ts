import type { Language } from "../../language.ts";
import {
  FRAMES,
  HUMAN,
  type Intent,
  LANGUAGE_NAMES,
  LANGUAGE_REQUEST,
  NOT_SPEAKING,
  PHRASES,
  STOP_WRITING,
} from "./intent-phrases.ts";
import { asksToStop } from "./stop-words.ts";
import { bare, wordSet } from "./words.ts";

/** Longer messages tell a story; none of them is only a request to stop or to go back. */
const LONGEST = 90;

/**
 * Read a request that is understood anywhere in a conversation.
 *
 * The whole message must be the request, politeness aside: "stop" and "please stop" are, "stop by my
 * office" is not. Only the wish to hear no more is also heard in a sentence among others. Words of all three languages are always understood. A choice of the question at hand
 * that is spelled like a request ("English", "Back", "Cancel") must be tried before this.
 *
 * `language` is given with the intent "language" when the person named one.
 */
export function readIntent(text: string): { intent: Intent; language?: Language } | null {
  if (text.length > LONGEST) return asksToStop(text) ? { intent: "stop" } : null;
  const said = text.trim().replace(YES_OR_NO_FIRST, "");
  if (TELEGRAM_START.test(said)) return { intent: "restart" };
  const whole = bare(said);
  if (whole === "") return readSigns(text);
  return lookUp(whole) ?? readCore(whole) ?? (asksToStop(said, whole) ? { intent: "stop" } : null);
}

type Read = { intent: Intent; language?: Language };

/** Again without the words that are only polite, and without "I want to" and its like. */
function readCore(whole: string): Read | undefined {
  const words = whole.split(" ");
  if (words.length > 14) return undefined;
  const core = words.filter((word) => !POLITE.has(word)).join(" ");
  const polite = dropEnds(core);
  if (polite !== whole && polite !== "") {
    const found = lookUp(polite);
    if (found !== undefined) return found;
  }
  const wish = polite.replace(FRAMES, "");
  if (wish !== polite && wish !== "" && !ONLY_ALONE.has(wish)) {
    const found = lookUp(wish);
    if (found !== undefined) return found;
  }
  return undefined;
}

function lookUp(phrase: string): Read | undefined {
  const intent = PHRASES.get(phrase);
  if (intent !== undefined) return { intent };
  const named = LANGUAGE_NAMES.get(phrase);
  if (named !== undefined) return { intent: "language", language: named };
  if (STOP_WRITING.test(phrase)) return { intent: "stop" };
  if (HUMAN.test(phrase)) return { intent: "human" };
  const asked = LANGUAGE_REQUEST.exec(phrase)?.groups?.name;
  if (asked !== undefined) return { intent: "language", language: LANGUAGE_NAMES.get(asked)! };
  return readNotSpeaking(phrase);
}

/** "No hablo inglés": whoever says so wants the language that it is said in. */
function readNotSpeaking(phrase: string): Read | undefined {
  const match = NOT_SPEAKING.exec(phrase);
  if (match?.groups === undefined) return undefined;
  const { en, pt, es, name } = match.groups;
  const spoken: Language | undefined = en ? "en" : pt ? "pt" : es ? "es" : undefined;
  if (spoken === undefined || LANGUAGE_NAMES.get(name ?? "") === spoken) return { intent: "language" };
  return { intent: "language", language: spoken };
}

function readSigns(text: string): Read | null {
  const signs = text.replace(/\s|!|\ufe0f/g, "");
  if (/^[?¿]+$/.test(signs) || signs === "🆘") return { intent: "help" };
  if (signs === "🛑") return { intent: "stop" };
  if (/^(?:⬅|◀|🔙)+$/u.test(signs)) return { intent: "back" };
  const language = FLAGS.get(signs);
  return language === undefined ? null : { intent: "language", language };
}

const FLAGS = new Map<string, Language>([
  ["🇺🇸", "en"],
  ["🇬🇧", "en"],
  ["🇧🇷", "pt"],
  ["🇵🇹", "pt"],
  ["🇪🇸", "es"],
  ["🇲🇽", "es"],
  ["🇦🇷", "es"],
  ["🇨🇴", "es"],
  ["🇨🇱", "es"],
  ["🇵🇪", "es"],
]);

/** Pressed by everyone who opens a Telegram bot, and by people who are stuck. */
const TELEGRAM_START = /^\/start\b/i;

const YES_OR_NO_FIRST = /^(?:no|não|nao|yes|sim|sí|si|ok|okay)\s*[,.!;]+\s*/i;

/** "Cancel" alone is what carriers teach people to opt out with; "I want to cancel" is about an order. */
const ONLY_ALONE = wordSet("cancel cancelar cancela end para alto alta inicio basta chega");

/** Said to be kind, wherever it stands. */
const POLITE = wordSet(`
  please pls plz thanks thank thx kindly just now
  obrigado obrigada obg porfa porfavor porfis gracias
  agora ahora entao entonces bot
`);

const OPENERS =
  /^(?:(?:hi|hello|hey|oi|ola|hola|buenas|bom dia|boa tarde|boa noite|buenos dias|buenas tardes|ok|okay|okey|bueno|bom|so|well|sorry|desculpe|desculpa|disculpa|disculpe|perdon) )+/;
const CLOSERS = /(?: (?:ok|okay|you|ai|ya|ja|sir|friend|amigo|amiga|pf|pfv|pfvr|right away|mesmo))+$/;

function dropEnds(phrase: string): string {
  return phrase
    .replace(
      /(?:^| )(?:por favor|se puder|se possivel|si es posible|if possible|si puedes|faz favor)(?= |$)/g,
      "",
    )
    .trim()
    .replace(OPENERS, "")
    .replace(CLOSERS, "")
    .trim();
}
