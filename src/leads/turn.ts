import type { OutboundMessage } from "../channel/outbound.ts";
import { type Changes, emptyChanges, type Send } from "./changes.ts";
import { NO_RULES, type RuleBook } from "./follow-up-rules.ts";
import type { Likelihood } from "./learn/likelihood.ts";
import type { Notice } from "./notice.ts";
import type { SlaRules } from "./sla.ts";
import type { Activity } from "./types/activity.ts";
import type { At } from "./types/at.ts";
import type { Consent } from "./types/contact.ts";
import type { Message } from "./types/conversation.ts";
import type { FollowUp } from "./types/follow-up.ts";

/** Who does something, as the activity trail keeps it. */
export interface Actor {
  kind: Activity["actorKind"];
  /** The rep's or contact's id; null for the bot and the system. */
  id: string | null;
}

/** Places in the order of everything that each row of the inbox has; a turn that needs more takes them. */
export const PLACES = 1_000;

/**
 * Collects what one turn decides. The decision stays pure: nothing outside is touched, ids and times come
 * from the inbox row, so the same event on the same snapshot gives the same changes.
 */
export class Turn {
  readonly seq: number;
  readonly at: At;
  readonly channel: string;
  /** Gives changed leads their chance; null while no learned model is in use. */
  readonly likelihood: Likelihood | null;
  readonly notices: Notice[] = [];
  /** What the limits of leads follow from; null where leads have none. */
  readonly rules: SlaRules | null;
  #ids = 0;
  #order: number;
  #actor: Actor;
  readonly #followUpsOf: (leadId: string) => readonly FollowUp[];
  readonly followUpRules: RuleBook;
  readonly #counterOf: (name: string) => number;
  readonly #changes: Changes = emptyChanges();

  /**
   * `seq` is the inbox row's, `at` when it was received. `orderAfter`: the last place in the order of everything
   * that was given out; a row that is tried again comes after what was done meanwhile. Default: 0. `followUpsOf`: the open
   * follow-ups of a lead before the turn. Default: none. `likelihood`: default null.
   */
  constructor(context: {
    seq: number;
    at: At;
    channel: string;
    actor: Actor;
    orderAfter?: number;
    followUpsOf?: (leadId: string) => readonly FollowUp[];
    /** What is planned by itself. Default: nothing is. */
    followUpRules?: RuleBook;
    /** Default: leads have no limits. */
    rules?: SlaRules | null;
    /** Named whole numbers as the turn found them. Default: 0 each. */
    counterOf?: (name: string) => number;
    likelihood?: Likelihood | null;
  }) {
    this.seq = context.seq;
    this.#order = Math.max(context.seq * PLACES, context.orderAfter ?? 0);
    this.at = context.at;
    this.channel = context.channel;
    this.likelihood = context.likelihood ?? null;
    this.#actor = context.actor;
    this.#followUpsOf = context.followUpsOf ?? (() => []);
    this.followUpRules = context.followUpRules ?? NO_RULES;
    this.rules = context.rules ?? null;
    this.#counterOf = context.counterOf ?? (() => 0);
  }

  /** Who acts; the default of {@link record}. */
  get actor(): Actor {
    return this.#actor;
  }

  /** From here on somebody else acts: the contact once it is known who writes. */
  actAs(actor: Actor): void {
    this.#actor = actor;
  }

  /** A new id: the inbox row's number and a counter, so that a retry makes the same ids. */
  nextId(): string {
    this.#ids += 1;
    return `${this.seq.toString(36)}-${this.#ids.toString(36)}`;
  }

  /** The next place in the order of everything. */
  #nextSeq(): number {
    this.#order += 1;
    return this.#order;
  }

  /** The last place that was given out. */
  get lastOrder(): number {
    return this.#order;
  }

  /** Save a row as it now is; a later save of the same row in the turn replaces the earlier. */
  save<
    T extends
      | "contacts"
      | "identities"
      | "leads"
      | "conversations"
      | "reps"
      | "offers"
      | "followUps"
      | "digests"
      | "enrolments"
      | "outreach"
      | "campaigns"
      | "campaignRecipients"
      | "timers"
      | "merges"
      | "templateVersions",
  >(table: T, row: Changes[T][number]): void {
    const rows = this.#changes[table] as (typeof row)[];
    // A turn changes few rows of a table.
    const at = rows.findIndex((each) => each.id === row.id);
    if (at === -1) rows.push(row);
    else rows[at] = row;
  }

  /** The open follow-ups of a lead as the turn has them by now; what falls due first comes first. */
  openFollowUps(leadId: string): FollowUp[] {
    const changed = this.#changes.followUps;
    const before = this.#followUpsOf(leadId).filter((row) => !changed.some((each) => each.id === row.id));
    return [...before, ...changed]
      .filter((row) => row.leadId === leadId && row.status === "open")
      .sort((a, b) => a.dueAt.localeCompare(b.dueAt) || a.id.localeCompare(b.id));
  }

  /** A named whole number as the turn has it by now. */
  counter(name: string): number {
    return this.#changes.counters.find((each) => each.name === name)?.value ?? this.#counterOf(name);
  }

  setCounter(name: string, value: number): void {
    const { counters } = this.#changes;
    const known = counters.findIndex((counter) => counter.name === name);
    if (known !== -1) counters.splice(known, 1);
    counters.push({ name, value });
  }

  cancelTimers(which: Changes["cancelTimers"][number]): void {
    this.#changes.cancelTimers.push(which);
  }

  /** Write to the trail. The actor is the turn's unless another is given (the bot, mostly). */
  record(
    entry: Pick<Activity, "kind"> &
      Partial<Pick<Activity, "leadId" | "contactId" | "before" | "after" | "note">>,
    actor: Actor = this.actor,
  ): Activity {
    const row: Activity = {
      id: this.nextId(),
      seq: this.#nextSeq(),
      leadId: entry.leadId ?? null,
      contactId: entry.contactId ?? null,
      kind: entry.kind,
      actorKind: actor.kind,
      actorId: actor.id,
      channel: this.channel,
      before: entry.before ?? null,
      after: entry.after ?? null,
      note: entry.note ?? null,
      at: this.at,
    };
    this.#changes.activities.push(row);
    return row;
  }

  /** Keep what a contact has agreed to or refused. */
  addConsent(entry: Omit<Consent, "id" | "seq" | "at">): void {
    this.#changes.consents.push({ id: this.nextId(), seq: this.#nextSeq(), ...entry, at: this.at });
  }

  /** Keep something that was said in a conversation. */
  addMessage(
    entry: Omit<Message, "id" | "seq" | "at" | "deliveredAt" | "readAt"> & { id?: string; at?: At },
  ): Message {
    // Field by field: to spread the entry here costs several microseconds, twice a turn.
    const row: Message = {
      id: entry.id ?? this.nextId(),
      seq: this.#nextSeq(),
      conversationId: entry.conversationId,
      leadId: entry.leadId,
      direction: entry.direction,
      author: entry.author,
      text: entry.text,
      extra: entry.extra,
      externalId: entry.externalId,
      outboxId: entry.outboxId,
      at: entry.at ?? this.at,
      deliveredAt: null,
      readAt: null,
    };
    this.#changes.messages.push(row);
    return row;
  }

  /** Send something; leaves only after the turn is durable. `dueAt` defaults to at once. */
  send(entry: {
    channel: string;
    chatId: string;
    message: OutboundMessage;
    leadId?: string | null;
    messageId?: string | null;
    id?: string;
    dueAt?: At;
  }): Send {
    const row: Send = {
      id: entry.id ?? this.nextId(),
      seq: this.#nextSeq(),
      channel: entry.channel,
      lane: `${entry.channel}:${entry.chatId}`,
      chatId: entry.chatId,
      payload: entry.message,
      leadId: entry.leadId ?? null,
      messageId: entry.messageId ?? null,
      dueAt: entry.dueAt ?? this.at,
      createdAt: this.at,
    };
    this.#changes.sends.push(row);
    return row;
  }

  /** Take back what waits to be sent in a lane, before what this turn sends. */
  dropSends(lane: string): void {
    this.#changes.dropSends.push(lane);
  }

  /** A person has decided on a send that was given up or of unknown outcome. */
  settleSend(entry: Changes["settledSends"][number]): void {
    this.#changes.settledSends.push(entry);
  }

  receipt(entry: Changes["receipts"][number]): void {
    this.#changes.receipts.push(entry);
  }

  /** Tell colleagues; resolved to sends by the engine at the end of the turn. */
  notify(notice: Notice): void {
    this.notices.push(notice);
  }

  /** What was collected. The engine calls it once, at the end. */
  changes(): Changes {
    return this.#changes;
  }
}
