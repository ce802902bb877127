import { addVersions, NO_EDITS, type TemplateEdits } from "../flow/template-edits.ts";
import type { Changes } from "../leads/changes.ts";
import { withoutStaleChance } from "../leads/learn/likelihood.ts";
import { IN_USE } from "../leads/learn/state.ts";
import type { Contact, ContactMerge, Identity } from "../leads/types/contact.ts";
import type { Conversation } from "../leads/types/conversation.ts";
import type { Directory, RepRights } from "../leads/types/directory.ts";
import type { FollowUp } from "../leads/types/follow-up.ts";
import type { Lead } from "../leads/types/lead.ts";
import type { Offer } from "../leads/types/offer.ts";
import type { Rep, RepIdentity } from "../leads/types/rep.ts";
import type { Team } from "../leads/types/team.ts";
import type { LoadedRows, SnapshotKeys } from "../store/port/turn-store.ts";

/** A contact with all that belongs to it: the unit that is loaded, decided on and forgotten. */
export interface Person {
  contact: Contact;
  identities: Identity[];
  /** Oldest first. */
  leads: Lead[];
  conversations: Conversation[];
  /** Open offers by lead id. */
  offers: ReadonlyMap<string, Offer>;
}

/** What an event is about, as keys. */
export interface EventKeys {
  conversations?: string[];
  /** `kind:value` */
  identities?: string[];
  leads?: string[];
  contacts?: string[];
  merges?: string[];
}

/**
 * The rows that decisions are made on, in memory, as the decisions so far have left them.
 *
 * Each turn of a batch sees what the turns before it decided, so a batch is as good as one turn after another.
 * Where this process is the only writer, it is kept over batches, and a batch is decided while the last one is
 * being committed; after a failed commit it must be cleared. Elsewhere it lives for one batch.
 */
export class WorkingSet {
  readonly #people = new Map<string, Person>();
  readonly #byIdentity = new Map<string, string | null>();
  readonly #byConversation = new Map<string, string | null>();
  readonly #byLead = new Map<string, string | null>();
  readonly #merges = new Map<string, ContactMerge>();
  /** Open follow-ups by the lead's id, of leads that are here. */
  readonly #followUps = new Map<string, readonly FollowUp[]>();
  readonly #counters = new Map<string, number>();
  #directory: WorkingDirectory;
  #edits: TemplateEdits;

  constructor(directory: Directory, counters: Record<string, number>, edits = NO_EDITS) {
    this.#edits = edits;
    this.#directory = new WorkingDirectory(directory);
    for (const [name, value] of Object.entries(counters)) this.#counters.set(name, value);
  }

  get directory(): Directory {
    return this.#directory;
  }

  /** What chat says of templates in place of the files. */
  get edits(): TemplateEdits {
    return this.#edits;
  }

  /** Colleagues changed outside of a turn. */
  replaceDirectory(directory: Directory): void {
    this.#directory = new WorkingDirectory(directory);
  }

  /** What business.yaml lets reps see and change: from now on. */
  setRights(rights: RepRights): void {
    this.#directory.rights = rights;
  }

  counter(name: string): number {
    return this.#counters.get(name) ?? 0;
  }

  /** Those of these counters that are not here yet. */
  missingCounters(names: readonly string[]): string[] {
    return names.filter((name) => !this.#counters.has(name));
  }

  /** Take in counters that were loaded. Those that are here already are newer. */
  addCounters(counters: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(counters))
      if (!this.#counters.has(name)) this.#counters.set(name, value);
  }

  get size(): number {
    return this.#people.size;
  }

  /** What must be loaded before these events can be decided; null when everything is here. */
  missing(events: Iterable<EventKeys>): SnapshotKeys | null {
    const conversations = new Set<string>();
    const identities = new Set<string>();
    const leads = new Set<string>();
    const contacts = new Set<string>();
    const merges = new Set<string>();
    for (const keys of events) {
      for (const id of keys.conversations ?? []) if (!this.#byConversation.has(id)) conversations.add(id);
      for (const key of keys.identities ?? []) if (!this.#byIdentity.has(key)) identities.add(key);
      for (const id of keys.leads ?? []) if (!this.#byLead.has(id)) leads.add(id);
      for (const id of keys.contacts ?? []) if (!this.#people.has(id)) contacts.add(id);
      for (const id of keys.merges ?? []) if (!this.#merges.has(id)) merges.add(id);
    }
    const wanted = [conversations, identities, leads, contacts, merges];
    if (wanted.every((each) => each.size === 0)) return null;
    return {
      conversations: [...conversations],
      identities: [...identities],
      leads: [...leads],
      contacts: [...contacts],
      activities: [],
      merges: [...merges],
    };
  }

  /** Take in loaded rows. People who are here already are left as they are: they are newer. */
  add(rows: LoadedRows, asked: SnapshotKeys): void {
    const fresh = new Map<string, Person & { offers: Map<string, Offer> }>();
    for (const contact of rows.contacts) {
      if (this.#people.has(contact.id)) continue;
      fresh.set(contact.id, { contact, identities: [], leads: [], conversations: [], offers: new Map() });
    }
    for (const row of rows.identities) fresh.get(row.contactId)?.identities.push(row);
    const inUse = this.counter(IN_USE);
    for (const row of rows.leads) fresh.get(row.contactId)?.leads.push(withoutStaleChance(row, inUse));
    for (const row of rows.conversations) fresh.get(row.contactId)?.conversations.push(row);
    const owner = new Map(rows.leads.map((lead) => [lead.id, lead.contactId]));
    for (const offer of rows.offers)
      fresh.get(owner.get(offer.leadId) ?? "")?.offers.set(offer.leadId, offer);
    for (const person of fresh.values()) this.#index(person);
    for (const row of rows.followUps) {
      if (row.status === "open" && fresh.has(owner.get(row.leadId) ?? "")) this.#putFollowUp(row);
    }
    for (const merge of rows.merges) if (!this.#merges.has(merge.id)) this.#merges.set(merge.id, merge);
    // What was asked for and is not there is known not to be.
    for (const key of asked.identities) if (!this.#byIdentity.has(key)) this.#byIdentity.set(key, null);
    for (const id of asked.conversations)
      if (!this.#byConversation.has(id)) this.#byConversation.set(id, null);
    for (const id of asked.leads) if (!this.#byLead.has(id)) this.#byLead.set(id, null);
  }

  /** The open follow-ups of a lead that is here. */
  followUpsOf(leadId: string): readonly FollowUp[] {
    return this.#followUps.get(leadId) ?? [];
  }

  personByConversation(id: string): Person | null {
    return this.#person(this.#byConversation.get(id));
  }

  personByLead(id: string): Person | null {
    return this.#person(this.#byLead.get(id));
  }

  personById(id: string): Person | null {
    return this.#person(id);
  }

  /** The newest join into a contact that is not undone, of those that were asked for or decided here. */
  lastMerge(intoId: string): ContactMerge | null {
    let last: ContactMerge | null = null;
    for (const merge of this.#merges.values()) {
      if (merge.intoId !== intoId || merge.undoneAt !== null) continue;
      // Of one moment, the later in the map is the later decided.
      if (last === null || merge.at >= last.at) last = merge;
    }
    return last;
  }

  /** Whether two contacts were joined once, and that was undone; of the joins that are here. */
  areParted(contactId: string, otherId: string): boolean {
    for (const { fromId, intoId, undoneAt } of this.#merges.values()) {
      const isTheirs =
        (fromId === contactId && intoId === otherId) || (fromId === otherId && intoId === contactId);
      if (isTheirs && undoneAt !== null) return true;
    }
    return false;
  }

  /** The people whom any of these identities (`kind:value`) belongs to, each once. */
  peopleByIdentities(keys: readonly string[]): Person[] {
    const ids = new Set<string>();
    for (const key of keys) {
      const id = this.#byIdentity.get(key);
      if (id !== null && id !== undefined) ids.add(id);
    }
    return [...ids].map((id) => this.#people.get(id)).filter((person) => person !== undefined);
  }

  /** Make the changes of one turn visible to the next. */
  apply(changes: Changes): void {
    for (const contact of changes.contacts) {
      const person = this.#people.get(contact.id);
      if (person) this.#people.set(contact.id, { ...person, contact });
      else this.#index({ contact, identities: [], leads: [], conversations: [], offers: new Map() });
    }
    for (const identity of changes.identities) {
      this.#move(identity, "identities");
      this.#byIdentity.set(`${identity.kind}:${identity.value}`, identity.contactId);
    }
    for (const conversation of changes.conversations) {
      this.#move(conversation, "conversations");
      this.#byConversation.set(conversation.id, conversation.contactId);
    }
    for (const lead of changes.leads) {
      this.#move(lead, "leads");
      this.#moveOffer(lead);
      this.#byLead.set(lead.id, lead.contactId);
    }
    for (const offer of changes.offers) this.#applyOffer(offer);
    for (const row of changes.followUps) this.#applyFollowUp(row);
    for (const merge of changes.merges) this.#merges.set(merge.id, merge);
    for (const rep of changes.reps) this.#directory.put(rep);
    this.#edits = addVersions(this.#edits, changes.templateVersions);
    for (const counter of changes.counters) {
      this.#counters.set(counter.name, counter.value);
      if (counter.name === IN_USE) this.#dropStaleChances(counter.value);
    }
  }

  /** Another model is in use, or none: what the one before said is shown no more. */
  #dropStaleChances(inUse: number): void {
    for (const [id, person] of this.#people)
      this.#people.set(id, { ...person, leads: person.leads.map((lead) => withoutStaleChance(lead, inUse)) });
  }

  /** Forget the people touched longest ago, down to `keep`; those in `pinned` stay. */
  trim(keep: number, pinned: ReadonlySet<string>): void {
    if (this.#people.size <= keep) return;
    for (const [id, person] of this.#people) {
      if (this.#people.size <= keep) break;
      if (!pinned.has(id)) this.#forget(id, person);
    }
    for (const index of [this.#byIdentity, this.#byConversation, this.#byLead]) {
      if (index.size > keep * 8) for (const [key, id] of index) if (id === null) index.delete(key);
    }
  }

  #person(id: string | null | undefined): Person | null {
    if (id === null || id === undefined) return null;
    const person = this.#people.get(id);
    if (person === undefined) return null;
    // Last touched is last in the map.
    this.#people.delete(id);
    this.#people.set(id, person);
    return person;
  }

  #index(person: Person): void {
    const id = person.contact.id;
    this.#people.set(id, person);
    for (const identity of person.identities) this.#byIdentity.set(`${identity.kind}:${identity.value}`, id);
    for (const conversation of person.conversations) this.#byConversation.set(conversation.id, id);
    for (const lead of person.leads) this.#byLead.set(lead.id, id);
  }

  #forget(id: string, person: Person): void {
    this.#people.delete(id);
    for (const identity of person.identities) this.#byIdentity.delete(`${identity.kind}:${identity.value}`);
    for (const conversation of person.conversations) this.#byConversation.delete(conversation.id);
    for (const lead of person.leads) {
      this.#byLead.delete(lead.id);
      this.#followUps.delete(lead.id);
    }
    for (const merge of this.#merges.values()) if (merge.intoId === id) this.#merges.delete(merge.id);
  }

  /** Put a row where its contact is now, and take it from where it was. */
  #move<K extends "identities" | "conversations" | "leads">(row: Person[K][number], list: K): void {
    const before =
      list === "leads"
        ? this.#byLead.get(row.id)
        : list === "conversations"
          ? this.#byConversation.get(row.id)
          : this.#byIdentity.get(identityKey(row));
    if (typeof before === "string" && before !== row.contactId) {
      const from = this.#people.get(before);
      if (from)
        this.#people.set(before, { ...from, [list]: from[list].filter((other) => other.id !== row.id) });
    }
    const to = this.#people.get(row.contactId);
    if (!to) return;
    const rows: { id: string }[] = to[list];
    const at = rows.findIndex((other) => other.id === row.id);
    const next = at === -1 ? [...rows, row] : rows.with(at, row);
    this.#people.set(row.contactId, { ...to, [list]: next });
  }

  /** A lead takes its open offer along to another contact. */
  #moveOffer(lead: Lead): void {
    const before = this.#byLead.get(lead.id);
    if (typeof before !== "string" || before === lead.contactId) return;
    const from = this.#people.get(before);
    const offer = from?.offers.get(lead.id);
    const to = this.#people.get(lead.contactId);
    if (from === undefined || to === undefined || offer === undefined) return;
    const left = new Map(from.offers);
    left.delete(lead.id);
    this.#people.set(before, { ...from, offers: left });
    this.#people.set(lead.contactId, { ...to, offers: new Map(to.offers).set(lead.id, offer) });
  }

  #applyFollowUp(row: FollowUp): void {
    // It may have gone to another lead of the same person.
    for (const [leadId, rows] of this.#followUps) {
      if (!rows.some((each) => each.id === row.id)) continue;
      this.#followUps.set(
        leadId,
        rows.filter((each) => each.id !== row.id),
      );
    }
    const contactId = this.#byLead.get(row.leadId);
    if (row.status === "open" && typeof contactId === "string") this.#putFollowUp(row);
  }

  #putFollowUp(row: FollowUp): void {
    const others = this.followUpsOf(row.leadId).filter((each) => each.id !== row.id);
    this.#followUps.set(row.leadId, [...others, row]);
  }

  #applyOffer(offer: Offer): void {
    const contactId = this.#byLead.get(offer.leadId);
    const person = typeof contactId === "string" ? this.#people.get(contactId) : undefined;
    if (!person) return;
    const offers = new Map(person.offers);
    if (offer.status === "open") offers.set(offer.leadId, offer);
    else if (offers.get(offer.leadId)?.id === offer.id) offers.delete(offer.leadId);
    this.#people.set(person.contact.id, { ...person, offers });
  }
}

function identityKey(row: object): string {
  return "kind" in row && "value" in row ? `${row.kind}:${row.value}` : "";
}

/** The directory with the reps as the decisions so far have left them. */
class WorkingDirectory implements Directory {
  readonly reps: Map<string, Rep>;
  readonly teams: ReadonlyMap<string, Team>;
  readonly members: Directory["members"];
  readonly identities: ReadonlyMap<RepIdentity["value"], string>;
  rights?: RepRights;

  constructor(directory: Directory) {
    this.reps = new Map(directory.reps);
    this.teams = directory.teams;
    this.members = directory.members;
    this.identities = directory.identities;
  }

  put(rep: Rep): void {
    this.reps.set(rep.id, rep);
  }
}
