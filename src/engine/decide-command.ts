import type { InboundCommand } from "../channel/inbound.ts";
import type { OutboundMessage } from "../channel/outbound.ts";
import {
  type CommandProblem,
  isProblem,
  type LoadedCommand,
  loadCommand,
  type ParsedCommand,
  type ResolveContext,
  resolveCommand,
  runCommand,
} from "../commands/index.ts";
import { safeName } from "../commands/present/safe.ts";
import type { CommandReads } from "../commands/reads.ts";
import { advance } from "../flow/advance.ts";
import type { FlowBundle } from "../flow/bundle.ts";
import { LANGUAGES, type Language } from "../language.ts";
import type { Turn } from "../leads/turn.ts";
import type { Activity, At, ContactMerge, Directory, Lead, Rep } from "../leads/types.ts";
import { applyAdvance, caseOf, flowContext, flowState } from "./case.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Person } from "./working-set.ts";

/** A command after reading, before deciding. */
export type PreparedCommand =
  | { kind: "stranger" }
  | { kind: "problem"; reply: OutboundMessage }
  /** Said in a lead's thread and no command: internal talk, for colleagues only. */
  | { kind: "talk" }
  | { kind: "ready"; parsed: ParsedCommand; loaded: LoadedCommand };

/** Whom a command is about. */
export interface CommandPeople {
  /** Whose lead it is. */
  person: Person | null;
  /** The person of the second lead, or who was joined by `merge`. */
  other: Person | null;
  /** The newest known join into `person` that is not undone. */
  merge: ContactMerge | null;
}

/** Who is behind a platform id; null for a stranger. */
export function actorOf(event: InboundCommand, directory: Directory): Rep | null {
  const id = directory.identities.get(`${event.actor.kind}:${event.actor.value}`);
  return (id !== undefined && directory.reps.get(id)) || null;
}

/** Understand a command and read what it needs: lists and numbers, and which lead it is about. */
export async function prepareCommand(
  event: InboundCommand,
  reads: CommandReads,
  known: { directory: Directory; bundle: FlowBundle; at: At },
): Promise<PreparedCommand> {
  const actor = actorOf(event, known.directory);
  if (actor === null) return { kind: "stranger" };
  const context: ResolveContext = {
    ...known,
    actor,
    language: actor.language,
    leadInThread: event.leadId ?? null,
  };
  const parsed: ParsedCommand | CommandProblem = resolveCommand(event.text, context);
  if (isProblem(parsed)) {
    const isTalk = event.leadId !== undefined && parsed.code === "unknown-command" && !parsed.isNear;
    return isTalk ? { kind: "talk" } : { kind: "problem", reply: parsed.reply };
  }
  const loaded = await loadCommand(parsed, reads, context);
  if (isProblem(loaded)) return { kind: "problem", reply: loaded.reply };
  return { kind: "ready", parsed, loaded };
}

/** A colleague asked for something. The reply goes to who asked, where it was asked. */
export function decideCommand(
  turn: Turn,
  snapshot: Snapshot,
  event: InboundCommand,
  prepared: PreparedCommand,
  { person, other, merge }: CommandPeople,
  activities: Activity[],
): void {
  const actor = actorOf(event, snapshot.directory);
  turn.actAs({ kind: "rep", id: actor?.id ?? null });
  const answer = (message: OutboundMessage) => {
    const inThread = event.leadId === undefined ? {} : { thread: event.leadId };
    turn.send({
      channel: turn.channel,
      chatId: event.chatId,
      message: { ...inThread, ...message, privately: message.privately ?? true },
      leadId: event.leadId ?? null,
    });
  };
  if (prepared.kind === "problem") {
    answer(prepared.reply);
    return;
  }
  if (actor === null || prepared.kind === "stranger") {
    answer({ text: LANGUAGES.map((language) => STRANGER[language]).join("\n") });
    return;
  }
  if (prepared.kind === "talk") {
    const text = `${safeName(actor.name)}: ${event.text}`;
    const leadId = event.leadId ?? "";
    turn.notify({ to: { thread: leadId }, leadId, message: () => ({ thread: leadId, text }) });
    return;
  }
  const { parsed, loaded } = prepared;
  const lead = person?.leads.find((each) => each.id === loaded.leadId) ?? null;
  const result = runCommand(parsed, loaded, {
    actor,
    lead:
      person === null || lead === null
        ? null
        : {
            lead,
            contact: person.contact,
            offer: person.offers.get(lead.id) ?? null,
            conversations: person.conversations.filter((each) => each.leadId === lead.id),
          },
    person,
    other,
    merge,
    activities,
    turn,
    bundle: snapshot.bundle,
    directory: snapshot.directory,
    language: actor.language,
    at: turn.at,
  });
  if (person !== null && lead !== null) resumeFlows(turn, snapshot, person, lead);
  answer(result.reply);
}

/** The floor was given back to the bot: it asks its waiting question again. */
function resumeFlows(turn: Turn, snapshot: Snapshot, person: Person, lead: Lead): void {
  for (const conversation of [...turn.changes().conversations]) {
    const before = person.conversations.find((each) => each.id === conversation.id);
    if (before?.floor !== "human" || conversation.floor !== "bot" || conversation.flow === null) continue;
    if (person.contact.optedOutAt !== null) continue;
    const now = turn.changes().leads.find((each) => each.id === lead.id) ?? lead;
    const c = caseOf(turn, snapshot, person, now, conversation);
    applyAdvance(c, advance(c.bundle, flowState(c), { type: "resume" }, flowContext(c)));
    turn.save("conversations", c.conversation);
  }
}

const STRANGER: Record<Language, string> = {
  en: "I do not know you as a colleague yet. Ask an admin to add you.",
  pt: "Ainda não conheço você como colega. Peça a um administrador para cadastrar você.",
  es: "Todavía no te conozco como colega. Pide a un administrador que te agregue.",
};
