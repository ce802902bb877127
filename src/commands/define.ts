import type { Capabilities } from "../channel/adapter.ts";
import type { Chart } from "../channel/chart.ts";
import type { InboundAttachment } from "../channel/inbound.ts";
import type { OutboundMessage } from "../channel/outbound.ts";
import type { FlowBundle } from "../flow/bundle.ts";
import type { Language } from "../language.ts";
import type { Turn } from "../leads/turn.ts";
import type { Activity } from "../leads/types/activity.ts";
import type { At } from "../leads/types/at.ts";
import type { Contact, ContactMerge, Identity } from "../leads/types/contact.ts";
import type { Conversation } from "../leads/types/conversation.ts";
import type { Digest } from "../leads/types/digest.ts";
import type { Directory } from "../leads/types/directory.ts";
import type { FollowUp } from "../leads/types/follow-up.ts";
import type { Lead } from "../leads/types/lead.ts";
import type { Offer } from "../leads/types/offer.ts";
import type { Rep, Role } from "../leads/types/rep.ts";
import type { ArgSpecs, LeadTarget, Values } from "./args/spec.ts";
import type { ResolveContext } from "./context.ts";
import type { CommandReads } from "./reads.ts";

/**
 * What a command is: data, from which parsing, help, permission and the documentation follow.
 *
 * A command runs in three steps: `resolveCommand` reads the text (pure), `loadCommand` reads what it needs
 * through the port (async, outside the decision), `runCommand` decides on fresh rows (pure).
 */
export interface Command<A extends ArgSpecs = ArgSpecs, D = unknown> {
  /** The English name, which is also the id. */
  name: string;
  /** Names and aliases per language; the first is the one that help shows. Understood in every language. */
  words: Record<Language, readonly string[]>;
  /** One line. */
  help: Record<Language, string>;
  /** Complete texts as somebody would write them. Each parses and runs: a test does it. */
  examples: Record<Language, readonly string[]>;
  allowed: readonly Role[];
  /**
   * What the actor must be to the lead: `none` – the command needs no lead; `see` – may look at it; `change` –
   * may change it; `own` – is its owner (managers and admins count as such).
   */
  access: Access;
  args: A;
  /** Lists, searches and numbers only: never what is then changed. */
  // Methods, so that commands with different arguments fit into one list.
  load?(args: Values<A>, reads: CommandReads, context: LoadContext): Promise<Loaded<D> | CommandProblem>;
  run(input: RunInput<Values<A>, D>): CommandResult;
}

export type Access = "none" | "see" | "change" | "own";

/** What `load` knows besides the arguments. */
export interface LoadContext extends ResolveContext {
  /** Makes files to send: pictures of numbers, tables. */
  studio: Studio;
  /** Make a one-time code for a rep; null when there is no such one. Default: no codes are made. */
  makeCode?: (repId: string) => Promise<Code | null>;
  /** The lead that was meant, when the command takes one. */
  leadId: string | null;
}

/** By which a colleague links an account. */
export interface Code {
  /** Six digits. */
  digits: string;
  expiresAt: At;
}

/** Where `load` has files made that the reply then carries. Paths lie below the data folder. */
export interface Studio {
  /**
   * A picture of a chart. It is drawn only when the message that carries both is sent, so that nobody's turn waits for
   * it; when it cannot be drawn, the message goes without it and says so.
   */
  picture(chart: Chart): Required<Pick<OutboundMessage, "image" | "chart">>;
  /** Keep a text as a file, such as a CSV. */
  write(file: { content: string; extension: "csv" | "json" | "ics" }): Promise<{ path: string }>;
}

/** What `load` found: data for `run`, and rows that the engine must load fresh besides the lead. */
export interface Loaded<D> {
  data: D;
  /** The lead to load, where it is not the one named in the arguments (undo). */
  leadId?: string | null;
  activityIds?: string[];
  followUpIds?: string[];
  digestIds?: string[];
  /** A second lead, whose person is needed too. */
  otherLeadId?: string;
  /** A join of contacts to load, with the contact that was joined into another. */
  merge?: { id: string; fromId: string };
}

/** A contact with all that belongs to it, loaded fresh by the engine. */
export interface LoadedPerson {
  contact: Contact;
  identities: readonly Identity[];
  leads: readonly Lead[];
  conversations: readonly Conversation[];
  /** Open offers by lead id. */
  offers: ReadonlyMap<string, Offer>;
}

/** A lead with what belongs to it, loaded fresh by the engine. */
export interface LoadedLead {
  lead: Lead;
  contact: Contact;
  /** The open offer. */
  offer: Offer | null;
  /** All conversations of the lead. */
  conversations: Conversation[];
}

/** What of a channel's capabilities decides what is sent there. */
export type Abilities = Pick<Capabilities, "files" | "images"> & Partial<Pick<Capabilities, "freeFormHours">>;

/** What the engine gives to the last step. */
export interface RunContext {
  actor: Rep;
  /** Null when `loadCommand` named no lead, or it is gone. */
  lead: LoadedLead | null;
  /** Whose lead it is; for commands about people. Default: null. */
  person?: LoadedPerson | null;
  /** The person of `LoadedCommand.otherLeadId`, or who was joined by `merge`. Default: null. */
  other?: LoadedPerson | null;
  /** The newest join into `person` that is not undone, of those that are loaded. Default: null. */
  merge?: ContactMerge | null;
  /** The rows of `LoadedCommand.activityIds`. */
  activities: Activity[];
  /** Those of `LoadedCommand.followUpIds`. Default: none. */
  followUps?: FollowUp[];
  /** Those of `LoadedCommand.digestIds`. Default: none. */
  digests?: Digest[];
  /** Files that came with the command. Default: none. */
  attachments?: readonly InboundAttachment[];
  /** What a prospects' channel can take, by its name. Default: everything. */
  abilities?: (channel: string) => Abilities | undefined;
  /** The inbox row in which it was said, where that is an earlier one than the turn's. Default: the turn's. */
  origin?: number | undefined;
  turn: Turn;
  bundle: FlowBundle;
  directory: Directory;
  language: Language;
  at: At;
}

export interface RunInput<A, D> extends RunContext {
  args: A;
  data: D;
}

/** The answer to who asked. Everything else that a command does goes through the turn. */
export interface CommandResult {
  reply: OutboundMessage;
  /** Nothing was done, and the reply says why. */
  refused?: true;
  /** Sent to the same place right before the reply, such as further pictures. Default: none. */
  before?: readonly OutboundMessage[];
}

/** The text could not be read, or it is not allowed: told to the person. */
export interface CommandProblem extends CommandResult {
  problem: true;
  /** Stable, for tests and metrics: e.g. `unknown-command`. */
  code: string;
  /** A command was probably meant: it is offered in the reply. */
  isNear?: boolean;
}

/** A text that was understood. */
export interface ParsedCommand {
  command: Command;
  args: Record<string, unknown>;
  /** How the lead was named, when the command takes one. */
  target: LeadTarget | null;
  /** The same text with the lead named by its reference: for choices when a name fits several leads. */
  withLead: (ref: string) => string;
  /** Whether some of its words may as well be nothing that anybody knows. Default: no. */
  isGuess?: boolean;
  /** The command that everyday words were taken for; the reply begins with it. Default: it was said as a command. */
  understood?: string;
}

/** What the engine must load for the snapshot, and what `run` gets. */
export interface LoadedCommand {
  leadId: string | null;
  activityIds: string[];
  followUpIds?: string[];
  digestIds?: string[];
  otherLeadId?: string;
  merge?: { id: string; fromId: string };
  data: unknown;
}

/** Define a command. The types of its arguments follow from their specifications. */
export function defineCommand<A extends ArgSpecs, D = null>(command: Command<A, D>): Command<A, D> {
  return command;
}

export function isProblem(value: object): value is CommandProblem {
  return "problem" in value && value.problem === true;
}

export type { ResolveContext } from "./context.ts";
