import { createInterface } from "node:readline";
import { LeadlineError } from "../errors.ts";
import type { FlowBundle } from "../flow/index.ts";
import { createFlowSession, type FlowSession } from "../flow/session.ts";
import type { Reply } from "../flow/types.ts";
import { inLanguage, type Language } from "../language.ts";
import { explainScore, openLead, recordAnswers, type Score } from "../leads/index.ts";
import { Turn } from "../leads/turn.ts";
import type { Contact } from "../leads/types/contact.ts";
import type { Cli } from "./cli.ts";

/**
 * Talk to a flow in the terminal until it ends, or the person sends an end of file or `/quit`. Choices are
 * numbered. At the end it shows what a rep would get: the answers, the tags, and the score with its reasons.
 */
export async function chat(
  cli: Cli,
  bundle: FlowBundle,
  options: { flow?: string; language?: Language; json?: boolean },
): Promise<void> {
  const { terminal } = cli;
  if (terminal.input === null) {
    throw new LeadlineError("settings-invalid", "There is nobody to talk to: the input is closed.", {
      fix: "Run it in a terminal, or give it the messages line by line: printf 'hi\\nAna\\n' | leadline flow chat",
    });
  }
  const at = cli.clock.now().toISOString();
  const session = createFlowSession(bundle, { flow: options.flow, language: options.language, at });
  const lines = createInterface({ input: terminal.input });
  terminal.note("Write as a prospect would, the first message first. /quit ends it.");
  let messages = 0;
  for await (const line of lines) {
    const text = line.trim();
    if (text === "/quit") break;
    if (text === "") continue;
    messages += 1;
    const { replies } = session.send(text);
    for (const reply of replies) terminal.output.write(`${show(reply)}\n`);
    if (session.state === null) break;
  }
  lines.close();
  const result = summarize(session, bundle, at, messages);
  terminal.output.write(
    options.json ? `${JSON.stringify(result)}\n` : `\n${describe(result, session, bundle)}\n`,
  );
}

function show(reply: Reply): string {
  const choices = (reply.choices ?? []).map((choice, index) => `      ${index + 1}. ${choice.label}`);
  return [`bot ▸ ${reply.text.replace(/\n(?=.)/g, "\n      ")}`, ...choices].join("\n");
}

interface Summary {
  answers: Record<string, string>;
  tags: readonly string[];
  language: Language;
  /** What the flow asked for last: a person, or the lead to be routed. */
  ended: string | null;
  score: Score;
}

function summarize(session: FlowSession, bundle: FlowBundle, at: string, messages: number): Summary {
  const captured = [...session.answers.values()];
  const contact = nobody(at);
  const turn = new Turn({ seq: 1, at, channel: "web", actor: { kind: "contact", id: contact.id } });
  const opened = openLead(turn, {
    contact,
    channel: "web",
    language: session.language,
    number: 1,
    pipeline: bundle.pipeline,
  });
  const known = recordAnswers(turn, opened, contact, captured);
  // The time between two lines in a terminal says nothing of how fast a prospect answers.
  const engagement = { messages, lastInboundAt: at, answeredWithinMinutes: null, returned: false };
  return {
    answers: Object.fromEntries(captured.map(({ key, display }) => [key, display])),
    tags: session.tags,
    language: session.language,
    ended: session.control?.type ?? null,
    score: explainScore(known.lead, known.contact, engagement, bundle.scoring, at),
  };
}

function describe(
  { answers, tags, ended, score }: Summary,
  session: FlowSession,
  bundle: FlowBundle,
): string {
  const grade = bundle.scoring.grades.find((one) => one.id === score.grade);
  const lines = ["What a rep would get"];
  for (const [key, display] of Object.entries(answers)) lines.push(`  ${key.padEnd(12)} ${display}`);
  if (tags.length > 0) lines.push(`  ${"tags".padEnd(12)} ${tags.join(", ")}`);
  const label = grade === undefined ? score.grade : inLanguage(grade.label, session.language);
  lines.push(`  ${"score".padEnd(12)} ${score.score} (${label})`);
  for (const { points, text } of score.reasons) {
    lines.push(`  ${"".padEnd(12)} ${points > 0 ? "+" : ""}${points}  ${text[session.language]}`);
  }
  if (ended !== null) lines.push(`  ${"ended".padEnd(12)} ${ended}`);
  return lines.join("\n");
}

function nobody(at: string): Contact {
  return {
    id: "contact",
    name: null,
    company: null,
    email: null,
    phone: null,
    language: null,
    timeZone: null,
    fields: {},
    optedOutAt: null,
    optedOutVia: null,
    consents: null,
    mergedIntoId: null,
    createdAt: at,
    updatedAt: at,
  };
}
