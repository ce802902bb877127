import type { InboundMessage } from "../channel/inbound.ts";
import { changeContact } from "../leads/change.ts";
import { canonicalIdentities, planIdentity } from "../leads/identify.ts";
import { joinContacts } from "../leads/join.ts";
import { isRefusal } from "../leads/refusal.ts";
import type { Turn } from "../leads/turn.ts";
import type { Contact } from "../leads/types/contact.ts";
import type { Conversation } from "../leads/types/conversation.ts";
import type { Lead } from "../leads/types/lead.ts";
import type { Offer } from "../leads/types/offer.ts";
import { cleanText, clip } from "../text.ts";
import type { MessageSnapshot } from "./snapshot.ts";
import type { Person } from "./working-set.ts";

/** A contact with what belongs to it, as the turn has left it so far. */
export interface Found {
  contact: Contact;
  leads: readonly Lead[];
  conversations: readonly Conversation[];
  offers: ReadonlyMap<string, Offer>;
}

/**
 * The contact behind a message: known, several found to be one person (they are joined), or new. From here on
 * the contact is who acts in the turn.
 */
export function findContact(turn: Turn, snapshot: MessageSnapshot, event: InboundMessage): Found {
  const { people, bundle } = snapshot;
  const plan = planIdentity(
    canonicalIdentities(event.from.identities, bundle.business.country),
    people.flatMap((person) => person.identities),
    new Map(people.map((person) => [person.contact.id, person.contact])),
  );
  // A chat is with one person, also when the channel now names them otherwise.
  const inChat = people.find((person) =>
    person.conversations.some((each) => each.id === chatOf(turn, event)),
  );
  const arePartedFrom = (person: Person) => (id: string) => snapshot.areParted(person.contact.id, id);
  let known = people.find((person) => person.contact.id === plan.contactId) ?? inChat;
  // Whom a colleague has parted stay so, whatever identities tell: the chat says who it is.
  if (inChat && known && arePartedFrom(inChat)(known.contact.id)) known = inChat;
  const join = new Set([...(plan.contactId === null ? [] : [plan.contactId]), ...plan.join]);
  if (inChat) join.add(inChat.contact.id);
  for (const id of join) if (id === known?.contact.id || (known && arePartedFrom(known)(id))) join.delete(id);
  if (known) turn.actAs({ kind: "contact", id: known.contact.id });
  let found = known ? joinAll(turn, snapshot, known, [...join]) : meet(turn, event);
  const phone = plan.add.find((ref) => ref.kind === "phone")?.value;
  if (phone !== undefined && found.contact.phone === null) {
    found = { ...found, contact: changeContact(turn, found.contact, { phone }, { kind: "field-set" }) };
  }
  for (const { kind, value } of plan.add) {
    turn.save("identities", {
      id: turn.nextId(),
      contactId: found.contact.id,
      kind,
      value,
      createdAt: turn.at,
    });
  }
  return found;
}

const chatOf = (turn: Turn, event: InboundMessage) => `${turn.channel}:${event.chatId}`;

function meet(turn: Turn, event: InboundMessage): Found {
  const name = clip(cleanText(event.from.name ?? "").trim(), 120);
  const contact: Contact = {
    id: turn.nextId(),
    name: /\p{L}{2}/u.test(name) ? name : null,
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
    createdAt: turn.at,
    updatedAt: turn.at,
  };
  turn.actAs({ kind: "contact", id: contact.id });
  turn.save("contacts", contact);
  turn.record({ kind: "contact-seen", contactId: contact.id, after: { channel: turn.channel } });
  return { contact, leads: [], conversations: [], offers: new Map() };
}

function joinAll(turn: Turn, snapshot: MessageSnapshot, into: Person, others: readonly string[]): Found {
  let found: Found = into;
  let identities = into.identities;
  for (const id of others) {
    const other = snapshot.people.find((person) => person.contact.id === id);
    if (other === undefined) continue;
    const rows = {
      identities: [...identities, ...other.identities],
      leads: [...found.leads, ...other.leads],
      conversations: [...found.conversations, ...other.conversations],
      offers: [...found.offers.values(), ...other.offers.values()],
    };
    const joined = joinContacts(
      turn,
      other.contact,
      found.contact,
      rows,
      snapshot.bundle.pipeline,
      snapshot.directory,
    );
    if (isRefusal(joined)) continue;
    identities = replaced(rows.identities, joined.identities);
    found = {
      contact: joined.into,
      leads: replaced(rows.leads, joined.leads),
      conversations: replaced(rows.conversations, joined.conversations),
      offers: new Map(rows.offers.map((offer) => [offer.leadId, offer])),
    };
  }
  return found;
}

function replaced<Row extends { id: string }>(rows: readonly Row[], changed: readonly Row[]): Row[] {
  const byId = new Map(changed.map((row) => [row.id, row]));
  return rows.map((row) => byId.get(row.id) ?? row);
}
