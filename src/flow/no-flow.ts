import { fold } from "../language.ts";
import { isMereCourtesy, type MessageInput } from "./answer.ts";
import type { FlowBundle } from "./bundle.ts";
import { compileEmptyFlow } from "./compile.ts";
import { correctContact } from "./correct.ts";
import { findFaq, isAboutUs } from "./faq.ts";
import { readLanguageClick, switchLanguage } from "./languages.ts";
import { SKIP_WORDS } from "./phrases.ts";
import { restart } from "./start.ts";
import { Talk } from "./talk.ts";
import type { Advance, FlowContext, FlowState } from "./types.ts";
import { detectLanguage, isGreeting, readIntent } from "./understand/index.ts";
import { freshState, handOver, sayIfClosed, walk } from "./walk.ts";

/**
 * A message when no flow runs: only what is understood anywhere, and the FAQ. Anything else is for people; the
 * first time the person is told so, thanks and greetings apart. "Start over" begins the entry flow.
 */
export function onMessageWithoutFlow(
  bundle: FlowBundle,
  state: FlowState | null,
  input: MessageInput,
  context: FlowContext,
): Advance {
  const entry = bundle.flows.get(bundle.entry);
  const talk = new Talk(bundle, entry ?? compileEmptyFlow(bundle.phrases), null, context);
  const text = input.text.trim();
  if (!talk.languageSure && text !== "") {
    const { language, sure } = detectLanguage(text, talk.language);
    if (sure) talk.speak(language);
  }
  const clicked = readLanguageClick(input.choice);
  const request = text === "" ? null : readIntent(text);
  const meant = request !== null && isAboutUs(bundle.faq, request.intent, text) ? null : request;
  if (clicked !== null) switchLanguage(talk, clicked, null);
  else if (meant !== null) onIntent(talk, meant);
  else {
    const faq = findFaq(bundle.faq, text);
    if (correctContact(talk, text)) return { ...talk.result(), state };
    if (faq !== null) talk.say(faq.answer);
    else if (state?.ended !== true && wantsAnAnswer(text)) {
      talk.phrase("passed-on", "say");
      sayIfClosed(talk);
      return { ...talk.result(), state: endedState(talk) };
    }
  }
  const result = talk.result();
  return result.state === null && state?.ended === true && result.control === null
    ? { ...result, state }
    : result;
}

/** "Thanks", "ok 👍", "that's all": nothing that somebody should answer. A picture is. */
function wantsAnAnswer(text: string): boolean {
  if (text === "") return true;
  return text.split(/[,.!;\n]+/).some((clause) => !isPolite(clause.trim()));
}

function isPolite(clause: string): boolean {
  if (!/[\p{L}\p{N}]/u.test(clause) || isMereCourtesy(clause) || isGreeting(clause)) return true;
  const folded = fold(clause);
  return SKIP_WORDS.has(folded) || CLOSING.test(folded);
}

const CLOSING =
  /^(?:ok |okay |great |perfect |sim |si |yes )?(?:i'?ll wait|waiting|see you|talk soon|good ?bye|bye bye|fico no aguardo|no aguardo|aguardo(?: contato| retorno)?|ate (?:mais|logo|breve)|boa noite|quedo (?:atent[oa]|a la espera)|espero|hasta (?:luego|pronto)|nos vemos|sim|si|yes|yep)[\s.!]*$/;

function endedState(talk: Talk): FlowState {
  return { ...freshState(talk.flow.id, "", talk.context.at), ended: true };
}

function onIntent(talk: Talk, meant: NonNullable<ReturnType<typeof readIntent>>): void {
  switch (meant.intent) {
    case "stop":
      talk.phrase("goodbye", "say");
      talk.control = { type: "opt-out" };
      return;
    case "human":
      handOver(talk, "asked");
      return;
    case "language":
      switchLanguage(talk, meant.language ?? null, null);
      return;
    case "help":
      talk.phrase("help", "say");
      return;
    case "restart":
      begin(talk);
      // The person themselves stays known; what they enquired about is asked again.
      talk.retract(
        talk.flow.asks
          .filter((ask) => !ask.target?.startsWith("contact.") && talk.isAnswered(ask.key))
          .map(({ key }) => key),
      );
      restart(talk);
      return;
    case "resubscribe":
      talk.phrase("welcome-back");
      begin(talk);
      walk(talk, talk.flow.start, { quiet: true });
      talk.control = { type: "opt-in" };
      return;
    case "back":
      return;
  }
}

function begin(talk: Talk): void {
  talk.state = freshState(talk.flow.id, talk.flow.start, talk.context.at);
}
