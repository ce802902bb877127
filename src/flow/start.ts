import { fold } from "../language.ts";
import { clip } from "../text.ts";
import type { MessageInput } from "./answer.ts";
import { findFaq, isAboutUs } from "./faq.ts";
import { readLanguageClick, switchLanguage } from "./languages.ts";
import { listen, listenToCard, sayNoted } from "./listen.ts";
import type { Talk } from "./talk.ts";
import { detectLanguage, isGreeting, readIntent } from "./understand/index.ts";
import { freshState, handOver, walk } from "./walk.ts";

/** A first message that is kept as an answer is cut here. */
const LONGEST_FIRST = 500;

/** The message that opens a conversation: greet, keep what it tells, answer what it asks, ask on. */
export function startWith(talk: Talk, input: MessageInput): void {
  const text = input.text.trim();
  if (!talk.languageSure && text !== "") {
    const { language, sure } = detectLanguage(text, talk.language);
    if (sure) talk.speak(language);
  }
  const clicked = readLanguageClick(input.choice);
  const request = text === "" ? null : readIntent(text);
  const isGreeted = request?.intent === "human" && ANYBODY.test(fold(text));
  const meant =
    isGreeted || (request !== null && isAboutUs(talk.bundle.faq, request.intent, text)) ? null : request;
  if (meant?.intent === "stop") {
    talk.phrase("goodbye", "say");
    talk.state = null;
    talk.control = { type: "opt-out" };
    return;
  }
  if (clicked !== null) talk.speak(clicked);
  else if (meant?.intent === "language" && meant.language !== undefined) talk.speak(meant.language);
  const learned = meant === null && !isGreeting(text) ? listenFirst(talk, text) : [];
  learned.push(...listenToCard(talk, input));
  walk(talk, talk.flow.start, { quiet: meant?.intent === "human" });
  // Everything was known or told already: the flow is through.
  if (talk.state === null) return;
  if (meant?.intent === "human") {
    handOver(talk, "asked");
    return;
  }
  if (meant?.intent === "language" && meant.language === undefined) {
    switchLanguage(talk, null, null);
    return;
  }
  const faq = meant === null ? findFaq(talk.bundle.faq, text) : null;
  if (faq !== null) talk.say(faq.answer);
  sayNoted(talk, learned);
  if (meant?.intent === "help") talk.phrase("help", "say");
}

/** "Hello, is anyone there?" opens a conversation: somebody is. */
const ANYBODY = /\b(?:any(?:one|body)|some(?:one|body)|alguem|alguien)\b.{0,10}$/;

function listenFirst(talk: Talk, text: string): string[] {
  const learned = listen(talk, text);
  // "Are you a bot?" is no need; "how much are solar panels?" is.
  if (learned.length > 0 || findFaq(talk.bundle.faq, text) === null) keepFirstMessage(talk, text);
  return learned;
}

/** Keep what they want in their own words, from the first message that says more than a greeting. */
export function keepFirstMessage(talk: Talk, text: string): void {
  const { firstMessage } = talk.flow;
  if (firstMessage === null || !saysSomething(text) || talk.isAnswered(firstMessage.key)) return;
  const value = clip(text, LONGEST_FIRST);
  talk.capture(firstMessage.key, firstMessage.target, value, value);
  talk.passOver(firstMessage.key);
}

/** More than a word or two. */
function saysSomething(text: string): boolean {
  return text.length >= 12 && /\p{L}\P{L}+\p{L}/u.test(text);
}

/** Forget the answers of this flow and ask the first question again, without greeting anew. */
export function restart(talk: Talk): void {
  const { state } = talk;
  if (state === null) return;
  talk.retract([...new Set([...Object.keys(state.vars), ...state.known])]);
  const again = talk.state?.again;
  talk.state = { ...freshState(state.flow, talk.flow.start, talk.context.at), ...(again ? { again } : {}) };
  talk.phrase("restarted");
  walk(talk, talk.flow.start, { quiet: true });
}
