import fc from "fast-check";
import type { Campaign } from "../../../src/leads/campaign.ts";
import { emptyChanges } from "../../../src/leads/changes.ts";
import {
  type Changes,
  DUPLICATE,
  joinContacts,
  moveStage,
  separateContacts,
  type Turn,
} from "../../../src/leads/index.ts";
import type { Consent, Contact, ContactMerge } from "../../../src/leads/types/contact.ts";
import type { Conversation, Message } from "../../../src/leads/types/conversation.ts";
import type { Directory } from "../../../src/leads/types/directory.ts";
import type { Lead } from "../../../src/leads/types/lead.ts";
import type { Outreach } from "../../../src/leads/types/outreach.ts";
import type { Store } from "../../../src/store/port.ts";
import { mergeChanges } from "../../../src/store/turns.ts";
import {
  aContact,
  aConversation,
  aDirectory,
  aLead,
  aPipeline,
  aRep,
  aTeam,
  aTurn,
  NOW,
} from "../../support/builders.ts";
import { commit } from "./backends.ts";
import type { ReachFacts } from "./recount-reach.ts";

export const DAY = 86_400_000;
const PEOPLE = 3;
const pipeline = aPipeline();
const REPS = ["ana", "bruno"].map((id) => aRep({ id, name: id, capacity: null }));
const TEAMS = ["sales", "projects"].map((id) => aTeam({ id }));

/** Milliseconds since the beginning: mostly two of them are a limit apart, or a moment more or less. */
const moment = fc
  .tuple(
    fc.constantFrom(0, 0, 0, 14, 14, 28, 90, 104),
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(0, 0, 1, -1) },
      { weight: 1, arbitrary: fc.integer({ min: -DAY, max: DAY }) },
    ),
  )
  .map(([days, ms]) => days * DAY + ms);

/** Of what there are several, which one: counted on from the first after the last. */
const which = fc.nat(PEOPLE * 2 - 1);

const happening = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("send" as const),
      at: moment,
      chat: which,
      lead: which,
      sender: which,
      step: fc.constantFrom("first", "Second", null),
      variant: fc.constantFrom("a", "B", null),
      fate: fc.oneof(
        { weight: 4, arbitrary: fc.constant("sent" as const) },
        { weight: 1, arbitrary: fc.constantFrom("pending", "dropped", "dead", "parked") },
      ),
      receipts: fc.subarray(["delivered", "read"]),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("say" as const),
      at: moment,
      chat: which,
      direction: fc.constantFrom("in", "in", "in", "out"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("consent" as const),
      at: moment,
      contact: which,
      channel: fc.constantFrom("web", "telegram", "whatsapp"),
      purpose: fc.constantFrom("messages", "news"),
      state: fc.constantFrom("withdrawn", "withdrawn", "granted"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("win" as const),
      at: moment,
      lead: which,
      later: fc.constantFrom("stays", "stays", "silent", "silent-as-duplicate", "taken-back"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("join" as const), at: moment, from: which, into: which }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("separate" as const), at: moment }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

const filing = fc.record({
  ownerId: fc.constantFrom(null, "ana", "bruno"),
  offeredTo: fc.constantFrom(null, null, "ana", "bruno"),
  teamId: fc.constantFrom(null, "sales", "projects"),
  source: fc.constantFrom("a", "b"),
  product: fc.constantFrom(null, "a"),
  tags: fc.subarray(["a", "b"]),
  isOpen: fc.boolean(),
});

/** A history, as data; see {@link ReachWorld}. */
export const history = fc.record({
  /** The first instant, within its day: limits are kept to the millisecond. */
  begins: fc.nat(DAY - 1),
  /** What each person's two leads are filed under. */
  filings: fc.array(filing, { minLength: PEOPLE * 2, maxLength: PEOPLE * 2 }),
  happenings: fc.array(happening, { minLength: 20, maxLength: 70, size: "max" }),
});
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

/** Something that sends unasked messages; `name`: of a campaign. */
interface Sender {
  kind: Outreach["kind"];
  id: string;
  name: string | null;
}

/** Some people who are sent messages that they did not ask for, and what they and their colleagues do. */
export class ReachWorld implements ReachFacts {
  readonly contacts = new Map<string, Contact>();
  readonly conversations = new Map<string, Conversation>();
  readonly leads = new Map<string, Lead>();
  readonly messages = new Map<string, Message>();
  readonly outreach: Outreach[] = [];
  readonly consents: Consent[] = [];
  readonly taken = new Set<string>();
  readonly senders: readonly Sender[];
  readonly #nth: number;
  readonly #begins: number;
  readonly #merges = new Map<string, ContactMerge>();
  readonly #changes: Changes[] = [];
  readonly #fates: { id: string; fate: string }[] = [];
  readonly #receipts: Changes["receipts"] = [];
  #directory: Directory = aDirectory({ reps: REPS, teams: TEAMS });
  #turns = 0;

  /** Worlds of different numbers `nth` share a database, where nothing of one touches another. */
  constructor(nth: number, begins: number, { filings, happenings }: History) {
    this.#nth = nth;
    this.#begins = begins;
    this.senders = [
      { kind: "sequence", id: "gentle", name: null },
      // Sorts differently where a language's own order is kept.
      { kind: "sequence", id: "Zeal", name: null },
      { kind: "campaign", id: `${nth}-spring`, name: `spring-${nth}` },
      { kind: "campaign", id: `${nth}-Autumn`, name: `autumn-${nth}` },
      { kind: "sequence", id: `${nth}-spring`, name: null },
    ];
    this.#turn(0, (turn) => this.#begin(turn, filings));
    for (const each of happenings) this.#turn(each.at, (turn) => this.#happens(turn, each));
  }

  /** So many milliseconds after it began. */
  at(ms: number): string {
    return new Date(this.#begins + ms).toISOString();
  }

  /** Keep all of it in a database, by what the workers do it with. */
  async keepIn(store: Store): Promise<void> {
    const now = this.at(0);
    await commit(store, mergeChanges(this.#changes), now);
    const idsOf = (fate: string) => this.#fates.filter((each) => each.fate === fate).map(({ id }) => id);
    const settled = (["sent", "dead", "parked"] as const).flatMap((status) =>
      idsOf(status).map((id) => ({ id, status, externalId: `x-${id}` })),
    );
    const token = "worker";
    const ids = settled.map(({ id }) => id);
    await store.outbox.claim(ids, { token, leaseUntil: this.at(DAY), now });
    const outcome = { token, attempts: 1, dueAt: now, error: "gone", at: now, lane: "" };
    await store.outbox.settle(settled.map((each) => ({ ...outcome, ...each })));
    await store.outbox.drop(idsOf("dropped"), now);
    await commit(store, { ...emptyChanges(), receipts: this.#receipts }, now);
  }

  #turn(ms: number, act: (turn: Turn) => unknown): void {
    this.#turns += 1;
    const turn = aTurn({ seq: this.#nth * 1_000 + this.#turns, at: this.at(ms), rep: "ana" });
    act(turn);
    const changes = turn.changes();
    this.#changes.push(changes);
    for (const row of changes.contacts) this.contacts.set(row.id, row);
    for (const row of changes.conversations) this.conversations.set(row.id, row);
    for (const row of changes.leads) this.leads.set(row.id, row);
    for (const row of changes.messages) this.messages.set(row.id, { ...row, ...this.#toldOf(row.outboxId) });
    for (const row of changes.merges) this.#merges.set(row.id, row);
    this.outreach.push(...changes.outreach);
    this.consents.push(...changes.consents);
    const reps = new Map(this.#directory.reps);
    for (const row of changes.reps) reps.set(row.id, row);
    this.#directory = { ...this.#directory, reps };
  }

  /** What the channel has told of a message. */
  #toldOf(outboxId: string | null): Pick<Message, "deliveredAt" | "readAt"> {
    const told = this.#receipts.filter(({ externalId }) => externalId === `x-${outboxId}`);
    return {
      deliveredAt: told.find((each) => each.deliveredAt !== null)?.deliveredAt ?? null,
      readAt: told.find((each) => each.readAt !== null)?.readAt ?? null,
    };
  }

  #begin(turn: Turn, filings: History["filings"]): void {
    for (const rep of REPS) turn.save("reps", rep);
    for (const { id, name } of this.senders) if (name !== null) turn.save("campaigns", aCampaign(id, name));
    for (const [n, { isOpen, ...filed }] of filings.entries()) {
      const contactId = `c-${this.#nth}-${n >> 1}`;
      const channel = n % 2 === 0 ? "web" : "telegram";
      const leadId = `l-${this.#nth}-${n}`;
      const lead = aLead({ id: leadId, number: this.#nth * 100 + n, contactId, channel, ...filed });
      // Several at once: then the number says which is newer.
      const openedAt = this.at(n % 3);
      const ended = { stage: "unqualified", stageKind: "lost", reason: "no-need", lostAt: turn.at } as const;
      turn.save("contacts", aContact({ id: contactId }));
      turn.save("leads", { ...lead, openedAt, ...(isOpen ? {} : ended) });
      const chatId = `chat-${this.#nth}-${n}`;
      const id = `${channel}:${chatId}`;
      turn.save("conversations", aConversation({ id, channel, chatId, contactId, leadId }));
    }
  }

  #happens(turn: Turn, each: Happening): unknown {
    switch (each.do) {
      case "send":
        return this.#send(turn, each);
      case "say": {
        const { id } = pick([...this.conversations.values()], each.chat);
        const direction = each.direction === "in" ? "in" : "out";
        const author = direction === "in" ? "contact" : "ana";
        return turn.addMessage({ ...SAID, conversationId: id, direction, author });
      }
      case "consent": {
        const { id } = pick([...this.contacts.values()], each.contact);
        const purpose = each.purpose === "news" ? "news" : "messages";
        const state = each.state === "granted" ? "granted" : "withdrawn";
        const said = { channel: each.channel, text: "", source: "word", by: "contact" };
        return turn.addConsent({ ...said, contactId: id, purpose, state });
      }
      case "win":
        return this.#win(turn, pick([...this.leads.values()], each.lead), each.later);
      case "join": {
        const people = [...this.contacts.values()];
        const [from, into] = [pick(people, each.from), pick(people, each.into)];
        return joinContacts(turn, from, into, this.#rowsOf(from, into), pipeline, this.#directory);
      }
      case "separate": {
        // The last one: those before it may be of people who were joined into others since.
        const merge = [...this.#merges.values()].findLast(({ undoneAt }) => undoneAt === null);
        const [from, into] = [merge?.fromId, merge?.intoId].map((id) => this.contacts.get(id ?? ""));
        if (merge === undefined || from === undefined || into === undefined) return null;
        return separateContacts(turn, merge, from, into, this.#rowsOf(from, into), this.#directory);
      }
    }
  }

  #send(turn: Turn, each: Extract<Happening, { do: "send" }>): void {
    const {
      id: conversationId,
      channel,
      chatId,
      contactId,
    } = pick([...this.conversations.values()], each.chat);
    const own = [...this.leads.values()].filter((lead) => lead.contactId === contactId);
    const { id: leadId } = pick(own, each.lead);
    const { kind, id: source } = pick(this.senders, each.sender);
    const { step, variant } = kind === "campaign" ? { step: null, variant: null } : each;
    const outboxId = turn.nextId();
    const { id: messageId } = turn.addMessage({ ...SAID, conversationId, leadId, outboxId });
    const message = { text: "News", unasked: { ...TERMS, kind, source, contactId } };
    turn.send({ id: outboxId, channel, chatId, message, leadId, messageId });
    const about = { contactId, leadId, conversationId, channel, kind, source, step, variant };
    turn.save("outreach", { id: turn.nextId(), ...about, messageId, outboxId, at: turn.at });
    this.#fates.push({ id: outboxId, fate: each.fate });
    if (each.fate === "sent") this.taken.add(outboxId);
    for (const receipt of each.receipts) {
      const [deliveredAt, readAt] = receipt === "read" ? [null, turn.at] : [turn.at, null];
      this.#receipts.push({ externalId: `x-${outboxId}`, channel, deliveredAt, readAt });
    }
  }

  #win(turn: Turn, lead: Lead, later: string): void {
    const move = (found: Lead, stage: string, reason?: string) => {
      const value = { amount: 100, currency: "EUR" };
      const facts = reason === undefined ? { value } : { value, reason };
      const moved = moveStage(turn, found, stage, facts, pipeline, this.#directory);
      return "id" in moved ? moved : found;
    };
    const won = move(lead, "customer");
    if (later === "silent") move(won, "inactive");
    // A colleague may say of a customer who fell silent what is said of leads that were folded.
    if (later === "silent-as-duplicate") move(won, "inactive", DUPLICATE);
    if (later === "taken-back") move(won, "negotiation");
  }

  #rowsOf(...people: Contact[]) {
    const isTheirs = ({ contactId }: { contactId: string }) => people.some(({ id }) => id === contactId);
    return {
      identities: [],
      leads: [...this.leads.values()].filter(isTheirs),
      conversations: [...this.conversations.values()].filter(isTheirs),
      offers: [],
    };
  }
}

const SAID = {
  leadId: null,
  direction: "out" as const,
  author: "bot",
  text: "Hi",
  extra: null,
  externalId: null,
  outboxId: null,
};

const TERMS = {
  enrolmentId: null,
  endsOnReply: false,
  quiet: [],
  zones: [],
  weekends: true,
  holidays: [],
  perPerson: [],
};

function aCampaign(id: string, name: string): Campaign {
  return {
    id,
    name,
    status: "running",
    template: "launch",
    filter: { words: [] },
    startAt: null,
    createdBy: "ana",
    createdAt: NOW,
    confirmedAt: NOW,
    updatedAt: NOW,
  };
}

function pick<T>(all: readonly T[], n: number): T {
  return all[n % all.length]!;
}
