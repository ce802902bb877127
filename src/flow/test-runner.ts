import { isDeepStrictEqual } from "node:util";
import { fold } from "../language.ts";
import { toWholeUnits } from "../leads/money.ts";
import type { FlowBundle } from "./bundle.ts";
import type { ConversationTest } from "./schema.ts";
import { createFlowSession, type FlowSession, say } from "./session.ts";
import type { Advance, FlowInput, Reply } from "./types.ts";

/** What became of one conversation file. */
export interface ConversationResult {
  file: string;
  name: string;
  passed: boolean;
  /** What was expected and what came, one sentence each; empty when passed. */
  failures: string[];
  /** The conversation as it went, for a person to read. */
  transcript: string;
}

/** Run all conversation tests of a bundle, or those whose file or name contains `only`. */
export function runConversationTests(bundle: FlowBundle, only = ""): ConversationResult[] {
  return bundle.tests
    .filter(({ file, test }) => file.includes(only) || test.name.includes(only))
    .map(({ file, test }) => runConversation(bundle, file, test));
}

/** Play one conversation and compare. Never throws: a fault of the flow engine is a failure, too. */
export function runConversation(
  bundle: FlowBundle,
  file: string,
  test: ConversationTest,
): ConversationResult {
  const failures: string[] = [];
  const transcript: string[] = [];
  try {
    const session = createFlowSession(bundle, {
      at: test.at,
      channel: test.channel,
      known: test.known,
      ...(test.flow === undefined ? {} : { flow: test.flow }),
      ...(test.language === undefined ? {} : { language: test.language }),
      ...(test.contactName === undefined ? {} : { contactName: test.contactName }),
    });
    let last: Reply[] = [];
    test.turns.forEach((turn, i) => {
      const where = `Turn ${i + 1} (${sayTurn(turn)})`;
      const { input, fault } = inputOf(turn, last);
      if (fault !== null) {
        failures.push(`${where}: ${fault}`);
        return;
      }
      transcript.push(`they: ${sayTurn(turn)}`);
      const result = session.send(input);
      last = result.replies;
      for (const { text, choices } of last) {
        const buttons = choices === undefined ? "" : `  [${choices.map(({ label }) => label).join(" | ")}]`;
        transcript.push(`bot:  ${text.replaceAll("\n", "\n      ")}${buttons}`);
      }
      for (const failure of compareReply(turn.bot, result)) failures.push(`${where}: ${failure}`);
    });
    failures.push(...compareEnd(test.expect, session));
  } catch (error) {
    failures.push(
      `The flow broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }
  return {
    file,
    name: test.name,
    passed: failures.length === 0,
    failures,
    transcript: transcript.join("\n"),
  };
}

/** A failed conversation as a person reads it: what differs, then what was said. */
export function formatResult(result: ConversationResult): string {
  if (result.passed) return `ok    ${result.file}  ${result.name}`;
  const failures = result.failures.map((failure) => `      ${failure.replaceAll("\n", "\n      ")}`);
  const said = result.transcript.split("\n").map((line) => `      | ${line}`);
  return [`FAIL  ${result.file}  ${result.name}`, ...failures, ...said].join("\n");
}

type Turn = ConversationTest["turns"][number];
type Expectation = NonNullable<Turn["bot"]>;

function inputOf(
  turn: Turn,
  last: Reply[],
): { input: FlowInput; fault: null } | { input: null; fault: string } {
  if (turn.nudge) return { input: { type: "nudge" }, fault: null };
  if (turn.resume) return { input: { type: "resume" }, fault: null };
  if (turn.picks !== undefined) {
    const choices = last.at(-1)?.choices ?? [];
    const wanted = fold(turn.picks);
    const picked = choices.find(({ value, label }) => value === turn.picks || fold(label) === wanted);
    if (picked === undefined) {
      const shown = choices.map(({ label }) => label).join(" | ") || "none";
      return { input: null, fault: `there is no button “${turn.picks}”; there are: ${shown}` };
    }
    const input: FlowInput = { type: "message", text: picked.label, choice: picked.value, attachments: [] };
    return { input, fault: null };
  }
  const text = turn.they ?? "";
  if (turn.sends === undefined) return { input: say(text), fault: null };
  return { input: { type: "message", text, attachments: [], ...SENT[turn.sends] }, fault: null };
}

const file = (fileName: string, mime: string) => ({
  attachments: [{ fileName, mime, path: `attachments/${fileName}` }],
});

const SENT = {
  photo: file("photo.jpg", "image/jpeg"),
  voice: file("voice.ogg", "audio/ogg"),
  document: file("document.pdf", "application/pdf"),
  location: { location: { latitude: -25.4284, longitude: -49.2733, label: "Curitiba" } },
  card: { card: { name: "Ana Souza", phone: "+5511912345678", email: "ana@example.com" } },
} as const satisfies Record<string, Partial<Extract<FlowInput, { type: "message" }>>>;

function sayTurn(turn: Turn): string {
  if (turn.nudge) return "(silence)";
  if (turn.resume) return "(a colleague gives the floor back)";
  if (turn.picks !== undefined) return `[${turn.picks}]`;
  const sent = turn.sends === undefined ? "" : `<${turn.sends}> `;
  const text = turn.they ?? "";
  return `${sent}${text.length > 80 ? `${text.slice(0, 80)}…` : text}`.trim();
}

function compareReply(expected: Expectation | undefined, result: Advance): string[] {
  if (expected === undefined) return [];
  const said = result.replies.map(({ text }) => text).join("\n\n");
  if (typeof expected === "string") return contains(said, expected);
  const failures: string[] = [];
  for (const piece of [expected.contains ?? []].flat()) failures.push(...contains(said, piece));
  for (const piece of [expected.lacks ?? []].flat()) {
    if (fold(said).includes(fold(piece)))
      failures.push(`the bot should not say “${piece}”, but said\n${said}`);
  }
  if (expected.exact !== undefined && said.trim() !== expected.exact.trim()) {
    failures.push(`expected exactly\n- ${expected.exact.trim()}\nbut the bot said\n+ ${said}`);
  }
  if (expected.matches !== undefined && !new RegExp(expected.matches, "iu").test(said)) {
    failures.push(`expected something like /${expected.matches}/, but the bot said\n${said}`);
  }
  if (expected.silent === true && said !== "") failures.push(`expected silence, but the bot said\n${said}`);
  if (expected.bubbles !== undefined && result.replies.length !== expected.bubbles) {
    failures.push(`expected ${expected.bubbles} message(s), but the bot sent ${result.replies.length}`);
  }
  if (expected.asks !== undefined && result.state?.step !== expected.asks) {
    failures.push(
      `expected to be asked \`${expected.asks}\`, but \`${result.state?.step ?? "nothing"}\` waits`,
    );
  }
  if (expected.choices !== undefined) {
    const labels = result.replies.at(-1)?.choices?.map(({ label }) => label) ?? [];
    if (!isDeepStrictEqual(labels, expected.choices)) {
      failures.push(
        `expected the buttons ${expected.choices.join(" | ")}, but there are ${labels.join(" | ") || "none"}`,
      );
    }
  }
  return failures;
}

/** Without regard to case and accents: a test should not break over a capital letter. */
function contains(said: string, piece: string): string[] {
  if (fold(said).includes(fold(piece))) return [];
  return [`expected “${piece}”, but the bot said\n${said === "" ? "(nothing)" : said}`];
}

function compareEnd(expected: ConversationTest["expect"], session: FlowSession): string[] {
  const failures: string[] = [];
  for (const [key, value] of Object.entries(expected.answers ?? {})) {
    const answer = session.answers.get(key);
    if (isSameValue(answer?.value, value)) continue;
    failures.push(`expected the answer ${key} = ${show(value)}, but it is ${show(answer?.value)}`);
  }
  for (const [key, display] of Object.entries(expected.display ?? {})) {
    const shown = session.answers.get(key)?.display;
    if (shown?.replace(/\s/g, " ") !== display)
      failures.push(`expected ${key} to read “${display}”, but it reads “${shown}”`);
  }
  for (const [key, target] of Object.entries(expected.targets ?? {})) {
    const saved = session.answers.get(key)?.target;
    if (saved !== target)
      failures.push(`expected ${key} to be saved in ${target}, but it goes to ${saved ?? "answers only"}`);
  }
  for (const key of expected.lacks ?? []) {
    if (session.answers.has(key))
      failures.push(`expected no answer ${key}, but it is ${show(session.answers.get(key)?.value)}`);
  }
  for (const tag of expected.tags ?? []) {
    if (!session.tags.includes(tag))
      failures.push(`expected the tag ${tag}; there are: ${session.tags.join(", ") || "none"}`);
  }
  if (expected.control !== undefined) {
    const { control } = session;
    const came =
      control === null ? "none" : control.type === "handoff" ? `handoff:${control.reason}` : control.type;
    if (came !== expected.control) failures.push(`expected ${expected.control}, but got ${came}`);
  }
  if (expected.language !== undefined && session.language !== expected.language) {
    failures.push(`expected the language ${expected.language}, but it is ${session.language}`);
  }
  if (expected.step !== undefined && (session.state?.step || null) !== expected.step) {
    failures.push(
      `expected \`${expected.step ?? "nothing"}\` to wait, but \`${session.state?.step ?? "nothing"}\` does`,
    );
  }
  return failures;
}

/** Money may be written in whole units: `budget: 5000`. */
function isSameValue(value: unknown, expected: unknown): boolean {
  if (typeof expected === "number" && typeof value === "object" && value !== null && "amount" in value) {
    return (
      "currency" in value &&
      toWholeUnits({ amount: Number(value.amount), currency: String(value.currency) }) === expected
    );
  }
  return isDeepStrictEqual(value, expected);
}

function show(value: unknown): string {
  return value === undefined ? "missing" : JSON.stringify(value);
}
