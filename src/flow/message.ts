import { fold } from "../language.ts";
import type { AnswerValue } from "../leads/types/answer.ts";
import { type Answered, isMereCourtesy, type MessageInput } from "./answer.ts";
import { correct, correctByStating } from "./correct.ts";
import { type FaqEntry, findFaq, isAboutUs } from "./faq.ts";
import type { Ask } from "./flow.ts";
import { readLanguageClick, switchLanguage } from "./languages.ts";
import { listen, listenToCard, sayNoted } from "./listen.ts";
import { isQuestion, readOwnAnswer, saysItWasTold } from "./own-answer.ts";
import { readPending } from "./pending.ts";
import { onRequest } from "./requests.ts";
import { keepFirstMessage } from "./start.ts";
import type { Talk } from "./talk.ts";
import { detectLanguage, isGreeting, readEmail, readIntent } from "./understand/index.ts";
import { handOver, nextAfter, walk } from "./walk.ts";

/** A message while a question waits. */
export function onMessage(talk: Talk, ask: Ask, input: MessageInput): void {
  const { state } = talk;
  if (state === null) return;
  state.nudges = 0;
  talk.nudgeAfterMs = ask.nudgeAfterMs;
  const text = input.text.trim();
  const clicked = readLanguageClick(input.choice);
  if (clicked !== null) {
    switchLanguage(talk, clicked, ask);
    return;
  }
  const meant = text === "" || ask.shadow.has(fold(text)) ? null : readIntent(text);
  if (meant !== null && input.choice === undefined && !isAboutUs(talk.bundle.faq, meant.intent, text)) {
    if (meant.intent === "language") {
      switchLanguage(talk, meant.language ?? null, ask);
      return;
    }
    onRequest(talk, ask, meant.intent);
    return;
  }
  if (!talk.languageSure && mayTellLanguage(ask)) {
    const detected = detectLanguage(text, talk.language);
    if (detected.sure) talk.speak(detected.language);
  }
  const picked = readPending(talk, ask, input);
  if (picked === null && input.choice === undefined && correct(talk, ask, text)) return;
  onAnswer(talk, ask, input, picked ?? readOwnAnswer(talk, ask, input));
}

/** Names and numbers look like any language. */
function mayTellLanguage(ask: Ask): boolean {
  return ask.ask === "text" || ask.ask === "choice" || ask.ask === "multi-choice" || ask.ask === "yes-no";
}

function onAnswer(talk: Talk, ask: Ask, input: MessageInput, answer: Answered): void {
  const text = input.text.trim();
  switch (answer.kind) {
    case "value": {
      const question = asksSomething(talk, ask, text, answer.display);
      if (question === null) {
        accept(talk, ask, answer.value, answer.display, input, answer.rest);
        return;
      }
      talk.say(question.answer);
      talk.ask(ask, ask.short);
      return;
    }
    case "skip":
      talk.passOver(ask.key);
      talk.phrase("skipped");
      sayNoted(talk, listen(talk, text, ask.key));
      talk.leave(ask, [ask.key, ...talk.captured.keys()]);
      walk(talk, ask.next);
      return;
    case "ambiguous":
      onAmbiguous(talk, ask, answer.options);
      return;
    case "refused":
      onWrong(talk, ask, () => talk.phrase(answer.phrase, "inline", answer.values));
      return;
    case "media":
      if (listenToCard(talk, input).length > 0) {
        onSomethingElse(talk, ask);
        return;
      }
      onWrong(talk, ask, ask.ask === "file" ? null : () => talk.phrase("media"));
      return;
    case "none":
      onNoAnswer(talk, ask, input, text);
      return;
  }
}

/**
 * A question to us that also looks like an answer ("What does solar cost?"): answered as a question, when
 * the words of the FAQ are in it and it ends in a question mark.
 */
function asksSomething(talk: Talk, ask: Ask, text: string, display: string): FaqEntry | null {
  if (!text.endsWith("?") || fold(text).replace(/[?\s]+$/, "") === fold(display)) return null;
  // What follows a whole answer ("Solar. Are you open on Saturday?") is dealt with by `accept`.
  const isWhole = ask.ask !== "text" && /[.!;\n]/.test(text.slice(0, -1));
  return isWhole ? null : findFaq(talk.bundle.faq, text);
}

function accept(
  talk: Talk,
  ask: Ask,
  value: AnswerValue,
  display: string,
  input: MessageInput,
  rest: string,
): void {
  talk.capture(ask.key, ask.target, value, display);
  if (ask.consent !== null && typeof value === "boolean") talk.consent(ask, value, display);
  if (ask.thanks !== null) talk.say(ask.thanks, "inline");
  const more = [...listen(talk, rest), ...listenToCard(talk, input)];
  sayNoted(talk, isDoubtful(ask, display, input) ? [display, ...more] : more);
  if (ask.ask !== "text" && rest.includes("?")) {
    const faq = findFaq(talk.bundle.faq, rest);
    if (faq !== null) talk.say(faq.answer);
  }
  if (talk.state?.trail.length === 0 && input.choice === undefined && /\p{L}{2}/u.test(rest)) {
    keepFirstMessage(talk, input.text.trim());
  }
  const { state } = talk;
  const before = new Set(talk.captured.keys());
  const at = state?.trail.length ?? 0;
  talk.leave(ask, before);
  walk(talk, nextAfter(talk, ask));
  // What the flow set on its way goes back with the answer, too.
  if (rest.includes("@")) doubtAddress(talk, rest);
  const entry = talk.state?.trail[at];
  if (entry !== undefined) entry.keys = [...new Set([...entry.keys, ...talk.captured.keys()])];
}

/** "Lisbon, ana@gmial.com", and the e-mail is asked for next: ask whether the other spelling was meant. */
function doubtAddress(talk: Talk, rest: string): void {
  const next = talk.question?.ask;
  if (next?.ask !== "email") return;
  const reading = readEmail(rest, talk.understand);
  if (reading.kind !== "ambiguous") return;
  talk.question = null;
  onAmbiguous(talk, next, reading.options);
}

/** An amount or a date is told back unless it was written just so: "8k" is a guess at the currency, too. */
function isDoubtful(ask: Ask, display: string, input: MessageInput): boolean {
  if ((ask.ask !== "money" && ask.ask !== "date") || input.choice !== undefined) return false;
  return !fold(input.text).replace(/\s/g, "").includes(fold(display).replace(/\s/g, ""));
}

function onAmbiguous(talk: Talk, ask: Ask, options: { value: AnswerValue; display: string }[]): void {
  const { state } = talk;
  if (state === null) return;
  // The first time it is our doubt, not a wrong answer.
  if (state.pending !== undefined) {
    state.attempts += 1;
    if (state.attempts >= ask.attempts) {
      giveUp(talk, ask);
      return;
    }
  }
  state.pending = options;
  const [only, second] = options;
  if (only !== undefined && second === undefined) {
    talk.phrase("did-you-mean-this", "question", { value: only.display });
  } else talk.phrase("did-you-mean", "question");
  talk.offer(options.map(({ display }, i) => ({ value: `pending:${i}`, label: display })));
}

function onNoAnswer(talk: Talk, ask: Ask, input: MessageInput, text: string): void {
  const { state } = talk;
  if (state === null) return;
  const faq = findFaq(talk.bundle.faq, text);
  if (faq !== null) {
    sayNoted(talk, listen(talk, text, ask.key));
    talk.say(faq.answer);
    talk.ask(ask, ask.short);
    return;
  }
  if (isGreeting(text)) {
    talk.phrase("hello-again");
    talk.ask(ask);
    return;
  }
  if (isMereCourtesy(text)) {
    talk.ask(ask);
    return;
  }
  const learned = [...listen(talk, text, ask.key), ...listenToCard(talk, input)];
  if (learned.length > 0) {
    sayNoted(talk, learned);
    onSomethingElse(talk, ask);
    return;
  }
  if (correctByStating(talk, ask, text)) return;
  // A button of an earlier question, pressed late: no wrong answer.
  if (input.choice?.includes(":")) {
    talk.ask(ask);
    return;
  }
  const otherwise = ask.otherwise;
  if (otherwise !== null && text !== "" && !saysItWasTold(text) && !isQuestion(text)) {
    const option = ask.options[talk.language].find(({ id }) => id === otherwise);
    if (option !== undefined) {
      accept(talk, ask, otherwise, option.label, input, "");
      return;
    }
  }
  if (saysItWasTold(text)) onWrong(talk, ask, () => talk.phrase("missed-it"));
  else if (isQuestion(text)) onWrong(talk, ask, () => talk.phrase("cannot-answer"));
  else onWrong(talk, ask, null);
}

/** They told something else that we wanted to know: no wrong answer. It may have made this question needless. */
function onSomethingElse(talk: Talk, ask: Ask): void {
  if (talk.isAnswered(ask.key) || (ask.when !== null && !ask.when(talk))) {
    talk.leave(ask, talk.captured.keys());
    walk(talk, ask.next);
    return;
  }
  talk.ask(ask, ask.short);
}

/** A hint and the question again, another hint the second time, then a person. */
function onWrong(talk: Talk, ask: Ask, explain: (() => void) | null): void {
  const { state } = talk;
  if (state === null) return;
  delete state.pending;
  state.attempts += 1;
  if (state.attempts >= ask.attempts) {
    giveUp(talk, ask);
    return;
  }
  if (explain !== null) {
    explain();
    talk.ask(ask, ask.short);
    return;
  }
  const hint = ask.hints[Math.min(state.attempts, ask.hints.length) - 1];
  // A hint takes the question's place: it says what is wanted, in other words each time.
  if (hint !== undefined) talk.ask(ask, hint);
}

/** An optional question is let go; for another one a person takes over. */
function giveUp(talk: Talk, ask: Ask): void {
  if (!ask.optional) {
    handOver(talk, "attempts");
    return;
  }
  talk.passOver(ask.key);
  talk.phrase("skipped");
  talk.leave(ask, [ask.key]);
  walk(talk, ask.next);
}
