import { fold } from "../language.ts";
import { type Answered, type MessageInput, readAnswer } from "./answer.ts";
import { withoutCue } from "./correct.ts";
import type { Ask } from "./flow.ts";
import { withoutOtherAnswers } from "./free-text.ts";
import type { Talk } from "./talk.ts";
import { readEmail } from "./understand/index.ts";

/** An open question with at most so many characters asks for a word or two, such as a city. */
const SHORT_TEXT = 120;

/** To an open question the answer is what remains when the rest is understood: "Lisbon, ana@example.com". */
export function readOwnAnswer(talk: Talk, ask: Ask, input: MessageInput): Answered {
  if (saysItWasTold(input.text)) {
    // "I told you, London" tells it again.
    const again = withoutCue(input.text);
    if (again === input.text || saysItWasTold(again)) return { kind: "none" };
    return readOwnAnswer(talk, ask, { ...input, text: again });
  }
  if (ask.ask !== "text" && ask.ask !== "location") return readAnswer(ask, input, talk.understand);
  const isShort = ask.limits.maxLength !== null && ask.limits.maxLength <= SHORT_TEXT;
  const told = writeOutAddress(talk, isShort ? withoutCue(input.text) : input.text);
  const own = withoutOtherAnswers(talk, told, ask.key);
  if (own === input.text) return readAnswer(ask, input, talk.understand);
  if (own === "") return { kind: "none" };
  const answer = readAnswer(ask, { ...input, text: own }, talk.understand);
  return answer.kind === "value" ? { ...answer, rest: told } : answer;
}

/** "Recife, ana arroba gmail ponto com", as people dictate it, with its address in writing. */
function writeOutAddress(talk: Talk, text: string): string {
  if (text.length > 120 || !/ (?:arroba|at) /i.test(text)) return text;
  const reading = readEmail(text, talk.understand);
  return reading.kind === "value" && reading.rest !== "" ? `${reading.rest}, ${reading.value}` : text;
}

/** A question that the FAQ does not know: for a colleague, who reads along. */
export function isQuestion(text: string): boolean {
  return /\?\s*$/.test(text) && /\p{L}+\P{L}+\p{L}/u.test(text);
}

/** "I already told you": whatever it was, we did not get it. */
export function saysItWasTold(text: string): boolean {
  return text.length <= 60 && !/[\d@]/.test(text) && WAS_TOLD.test(fold(text));
}

const WAS_TOLD =
  /\b(?:already (?:told|said|gave|answered|wrote|sent)|(?:told|said) (?:you )?(?:that )?(?:already|before)|just (?:told|said)|asked me (?:that )?already|ja (?:falei|disse|respondi|informei|passei|mandei|te falei|te disse)|acabei de (?:falar|dizer|mandar)|ya (?:te |lo |se lo |te lo )?(?:dije|conteste|respondi|di|mande|envie)|acabo de (?:decir|mandar|dar))/;
