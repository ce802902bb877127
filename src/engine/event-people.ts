import type { InboundEvent } from "../channel/inbound.ts";
import type { LoadedCommand } from "../commands/index.ts";
import type { FlowBundle } from "../flow/bundle.ts";
import { canonicalIdentities } from "../leads/identify.ts";
import type { InboxRow } from "../store/port/inbox-store.ts";
import type { CommandPeople } from "./decide-command.ts";
import { leadsFor } from "./decide-learning.ts";
import type { PreparedCommand } from "./prepared.ts";
import type { MessageSnapshot } from "./snapshot.ts";
import type { EventKeys, WorkingSet } from "./working-set.ts";

/** What must be in memory before the row can be decided. */
export function keysOf(row: InboxRow, prepared: PreparedCommand | undefined, bundle: FlowBundle): EventKeys {
  const event = row.payload;
  switch (event.type) {
    case "message":
      return { conversations: [`${row.channel}:${event.chatId}`], identities: identityKeys(event, bundle) };
    case "command":
    case "reaction":
      if (prepared?.kind === "ready") return keysOfCommand(prepared.loaded);
      // Talk goes to the thread, wherever the lead has it.
      return prepared?.kind === "talk" && event.leadId !== undefined ? { leads: [event.leadId] } : {};
    case "timer":
      return {
        conversations: event.timer.conversationId === null ? [] : [event.timer.conversationId],
        leads: event.timer.leadId === null ? leadsFor(event) : [event.timer.leadId],
      };
    case "edit":
      // A colleague's is of the lead in whose thread it stands.
      return event.actor === undefined
        ? { conversations: [`${row.channel}:${event.chatId}`] }
        : { leads: event.leadId === undefined ? [] : [event.leadId] };
    case "echo":
      return { conversations: [`${row.channel}:${event.chatId}`] };
    case "undelivered":
      return event.leadId === null ? {} : { leads: [event.leadId] };
    case "receipt":
    case "notice":
      return {};
  }
}

function keysOfCommand({ leadId, otherLeadId, merge }: LoadedCommand): EventKeys {
  if (leadId === null) return {};
  return {
    leads: otherLeadId === undefined ? [leadId] : [leadId, otherLeadId],
    ...(merge === undefined ? {} : { contacts: [merge.fromId], merges: [merge.id] }),
  };
}

/** Whom a message may be from: those its identities belong to, and the one of its chat. */
export function peopleOf(
  channel: string,
  event: Extract<InboundEvent, { type: "message" }>,
  set: WorkingSet,
  bundle: FlowBundle,
): MessageSnapshot["people"] {
  const people = set.peopleByIdentities(identityKeys(event, bundle));
  const inChat = set.personByConversation(`${channel}:${event.chatId}`);
  return inChat === null || people.includes(inChat) ? people : [...people, inChat];
}

function identityKeys(event: Extract<InboundEvent, { type: "message" }>, bundle: FlowBundle): string[] {
  return canonicalIdentities(event.from.identities, bundle.business.country).map(
    ({ kind, value }) => `${kind}:${value}`,
  );
}

/** Whom a command is about. */
export function peopleOfCommand(ready: PreparedCommand, set: WorkingSet): CommandPeople {
  const nobody: CommandPeople = { person: null, other: null, merge: null };
  if (ready.kind === "talk") return { ...nobody, person: set.personByLead(ready.leadId) };
  if (ready.kind !== "ready" || ready.loaded.leadId === null) return nobody;
  const { leadId, otherLeadId } = ready.loaded;
  const person = set.personByLead(leadId);
  if (person === null) return nobody;
  if (otherLeadId !== undefined) return { person, other: set.personByLead(otherLeadId), merge: null };
  const merge = set.lastMerge(person.contact.id);
  return { person, other: merge === null ? null : set.personById(merge.fromId), merge };
}
