import { isDeepStrictEqual } from "node:util";
import { fold } from "../language.ts";
import type { AnswerValue } from "../leads/types/answer.ts";
import { readAnswer } from "./answer.ts";
import { CHANGE_OF, CORRECTION, STATED, WEAK_CORRECTION } from "./correct-words.ts";
import type { Ask } from "./flow.ts";
import type { Talk } from "./talk.ts";
import { containedOptions } from "./understand/choice.ts";
import { prepareOptions } from "./understand/choice-options.ts";
import { extractAnswers, readName, type WantedKind } from "./understand/index.ts";
import { isGiven } from "./understand/name.ts";
import { foldInPlace, wordsOf } from "./understand/words.ts";
import { nextAfter, walk } from "./walk.ts";

/** Longer messages tell a story; what they seem to correct is more likely said in passing. */
const LONGEST = 160;

interface Change {
  ask: Ask | undefined;
  key: string;
  target: string | null;
  value: AnswerValue;
  display: string;
}

/**
 * Take a correction of an earlier answer: "actually my budget is 20k", "perdón, son 3 mil", "change my e-mail".
 * True when the message was one; then the turn is complete.
 *
 * Only answers of this flow are corrected, and only when it is clear which: by a word of correction before a
 * value that fits an answered question and not the waiting one, or by naming what changes.
 */
export function correct(talk: Talk, ask: Ask, text: string): boolean {
  if (talk.state === null || text.length > LONGEST || talk.state.trail.length === 0) return false;
  const folded = foldInPlace(text);
  const cue = CORRECTION.exec(folded) ?? WEAK_CORRECTION.exec(folded);
  if (cue === null) {
    const name = renamed(talk, ask, text);
    if (name.length > 0) apply(talk, ask, name);
    return name.length > 0;
  }
  const body = text.slice(cue[0].length).trim();
  const strong = CORRECTION.test(folded);
  const changes = changesIn(talk, ask, body, strong);
  if (changes.length > 0) {
    apply(talk, ask, changes);
    return true;
  }
  return strong && askAgain(talk, ask, foldInPlace(body));
}

/** "Sorry, Lisbon" as a short open answer is "Lisbon". */
export function withoutCue(text: string): string {
  const folded = foldInPlace(text);
  const cue = CORRECTION.exec(folded) ?? WEAK_CORRECTION.exec(folded);
  const rest = cue === null ? "" : text.slice(cue[0].length).trim();
  return /\p{L}{2}/u.test(rest) ? rest : text;
}

/** A new e-mail or phone after the flow has ended: "actually my e-mail is …". True when there was one. */
export function correctContact(talk: Talk, text: string): boolean {
  if (text.length > LONGEST || !CORRECTION.test(foldInPlace(text))) return false;
  const slots = talk.flow.slots.filter(({ target }) => /^contact\.(?:email|phone)$/.test(target ?? ""));
  const wanted = talk.flow.wanted[talk.language].filter(({ key }) => slots.some((slot) => slot.key === key));
  const found = extractAnswers(text, wanted, talk.understand);
  for (const { key, value, display } of found) {
    talk.capture(key, slots.find((slot) => slot.key === key)?.target ?? null, value, display);
  }
  if (found.length > 0) talk.phrase("corrected", "say", { list: found.map((one) => one.display).join(", ") });
  return found.length > 0;
}

/** The same without a word of correction, where the message is no answer: "my budget is 20k" said late. */
export function correctByStating(talk: Talk, ask: Ask, text: string): boolean {
  if (talk.state === null || text.length > LONGEST) return false;
  const folded = foldInPlace(text);
  const changes = extracted(talk, ask, text).filter(({ ask: own }) => {
    const words = own === undefined ? undefined : STATED[own.ask];
    return words === null || words?.test(folded) === true;
  });
  if (changes.length === 0) return false;
  apply(talk, ask, changes);
  return true;
}

function changesIn(talk: Talk, ask: Ask, body: string, strong: boolean): Change[] {
  const isOpen = ask.ask === "text" || ask.ask === "location";
  const changes = extracted(talk, ask, body);
  if (changes.length === 0) changes.push(...renamed(talk, ask, body));
  const fits = !isOpen && readAnswer(ask, inputOf(body), talk.understand).kind === "value";
  if (!fits && (strong || !isOpen)) {
    for (const change of chosen(talk, ask, body)) {
      if (!changes.some(({ key }) => key === change.key)) changes.push(change);
    }
  }
  if (changes.length > 0 || fits) return changes;
  const last = lastAnswered(talk);
  if (last === undefined || last.ask === "text" || last.ask === "location" || last.key === ask.key) return [];
  // "Sorry, Lisbon" to "Which city?" is the city.
  if (isOpen && (!strong || last.ask === "choice" || (last.ask === "name" && !isGiven(body)))) return [];
  const answer = readAnswer(last, inputOf(body), talk.understand);
  if (answer.kind !== "value" || isSame(talk, last.key, answer.value)) return [];
  return [changeOf(last, answer.value, answer.display)];
}

/** What the text tells of questions that were answered otherwise. */
function extracted(talk: Talk, ask: Ask, text: string): Change[] {
  const vars = talk.state?.vars ?? {};
  const wanted: WantedKind[] = talk.flow.wanted[talk.language].filter(
    ({ key, kind }) => key !== ask.key && kind !== "choice" && Object.hasOwn(vars, key),
  );
  if (wanted.length === 0) return [];
  return extractAnswers(text, wanted, talk.understand).flatMap(({ key, value, display }) => {
    const slot = talk.flow.slots.find((other) => other.key === key);
    if (slot === undefined || isSame(talk, key, value)) return [];
    return [{ ask: slot.ask ?? undefined, key, target: slot.target, value, display }];
  });
}

/** "Bob Stone" after "Bob": the same name, told in full. */
function renamed(talk: Talk, ask: Ask, text: string): Change[] {
  if (ask.ask === "name" || text.length > 60 || /[@\d]/.test(text)) return [];
  const slot = talk.flow.slots.find((other) => other.target === "contact.name");
  const known = slot === undefined ? undefined : talk.state?.vars[slot.key];
  if (slot === undefined || typeof known !== "string") return [];
  const reading = readName(text, talk.understand);
  if (reading.kind !== "value" || /\p{L}/u.test(reading.rest)) return [];
  const first = (name: string) => fold(name).split(" ")[0];
  if (first(reading.value) !== first(known) || reading.value.length <= known.length) return [];
  return [
    {
      ask: slot.ask ?? undefined,
      key: slot.key,
      target: slot.target,
      value: reading.value,
      display: reading.display,
    },
  ];
}

/** "No, it's for a business": the latest choice that it fits, if it is another one. */
function chosen(talk: Talk, ask: Ask, body: string): Change[] {
  if (/^\W*\d*\W*$/.test(body)) return [];
  const answered = talk.flow.asks.filter(
    (other) => other.ask === "choice" && other.key !== ask.key && talk.state?.vars[other.key] !== undefined,
  );
  const words = wordsOf(foldInPlace(body));
  for (const other of answered.reverse()) {
    const options = other.options[talk.language];
    const { hits } = containedOptions(prepareOptions(options), words, talk.language);
    const named = options[hits[0]?.option ?? -1];
    if (named === undefined || hits.length > 1) continue;
    return isSame(talk, other.key, named.id) ? [] : [changeOf(other, named.id, named.label)];
  }
  return [];
}

function changeOf(ask: Ask, value: AnswerValue, display: string): Change {
  return { ask, key: ask.key, target: ask.target, value, display };
}

function isSame(talk: Talk, key: string, value: AnswerValue): boolean {
  return isDeepStrictEqual(talk.state?.vars[key], value);
}

function lastAnswered(talk: Talk): Ask | undefined {
  const last = talk.state?.trail.at(-1);
  const step = last === undefined ? undefined : talk.flow.steps.get(last.step);
  return step?.kind === "ask" && talk.state?.vars[step.key] !== undefined ? step : undefined;
}

function inputOf(text: string): { type: "message"; text: string; attachments: [] } {
  return { type: "message", text, attachments: [] };
}

/** Keep what changed and go on; a choice with a way of its own may lead to other questions. */
function apply(talk: Talk, ask: Ask, changes: readonly Change[]): void {
  for (const { key, target, value, display } of changes) talk.capture(key, target, value, display);
  talk.phrase("corrected", "inline", { list: changes.map(({ display }) => display).join(", ") });
  const turning = changes.find((change) => change.ask !== undefined && change.ask.routes.size > 0)?.ask;
  if (turning !== undefined) walk(talk, nextAfter(talk, turning), { quiet: true });
  else if (ask.when !== null && !ask.when(talk)) walk(talk, ask.next);
  if (talk.state !== null && (turning === undefined || talk.state.step === ask.id)) stay(talk, ask);
}

function stay(talk: Talk, ask: Ask): void {
  if (talk.state?.step !== ask.id) return;
  talk.nudgeAfterMs = ask.nudgeAfterMs;
  talk.ask(ask, ask.short);
}

/** "Change my e-mail", without the new one: asks for it. */
function askAgain(talk: Talk, ask: Ask, body: string): boolean {
  const { state } = talk;
  const kind = CHANGE_OF.find(({ words }) => words.test(body))?.kind;
  if (state === null || kind === undefined) return false;
  const other = talk.flow.asks.findLast(
    (one) => (one.ask === kind || one.target === kind) && state.vars[one.key] !== undefined,
  );
  if (other === undefined || other.id === ask.id) return false;
  talk.retract([other.key]);
  state.step = other.id;
  state.attempts = 0;
  delete state.pending;
  talk.nudgeAfterMs = other.nudgeAfterMs;
  talk.phrase("went-back");
  talk.ask(other, other.short);
  return true;
}
