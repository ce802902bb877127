import type { InsightQuery } from "../../../src/commands/insights.ts";
import { RESULTS, type ReachOf, type ReachRow, type Results } from "../../../src/commands/reach.ts";
import { DUPLICATE } from "../../../src/leads/index.ts";
import type { Consent, Contact } from "../../../src/leads/types/contact.ts";
import type { Conversation, Message } from "../../../src/leads/types/conversation.ts";
import type { Lead } from "../../../src/leads/types/lead.ts";
import type { Outreach } from "../../../src/leads/types/outreach.ts";
import { matches } from "./recount.ts";

/** All that results of unasked messages are counted from, as it is now. */
export interface ReachFacts {
  contacts: ReadonlyMap<string, Contact>;
  conversations: ReadonlyMap<string, Conversation>;
  leads: ReadonlyMap<string, Lead>;
  outreach: readonly Outreach[];
  /** Ids of the outbox that the channel has taken. */
  taken: ReadonlySet<string>;
  messages: ReadonlyMap<string, Message>;
  consents: readonly Consent[];
  /** What sends them; `name`: what a campaign is called. */
  senders: readonly { kind: Outreach["kind"]; id: string; name: string | null }[];
}

/** A message that counts, the lead about which it was, and how far it came. */
export interface Reached {
  outreach: Outreach;
  lead: Lead;
  came: Record<keyof Results, boolean>;
}

const DAY = 86_400_000;

/** The messages that count for a question, by the words of docs/insights.md, each looked at on its own. */
export function reachedBy(query: InsightQuery, facts: ReachFacts): Reached[] {
  return facts.outreach.flatMap((outreach) => {
    const { at, leadId, outboxId } = outreach;
    const lead = facts.leads.get(leadId ?? "");
    if (lead === undefined || isFolded(lead) || !matches(lead, query)) return [];
    if (at < query.from || at >= query.to || !facts.taken.has(outboxId)) return [];
    return [{ outreach, lead, came: howFar(outreach, facts) }];
  });
}

/** As the program tells them. */
export function reachRows(
  all: readonly Reached[],
  of: ReachOf | undefined,
  { senders }: ReachFacts,
): ReachRow[] {
  const rows = new Map<string, { row: ReachRow; first: string }>();
  for (const { outreach, came } of all) {
    const { kind, source, step, variant, at } = outreach;
    if (of !== undefined && (of.kind !== kind || (of.source ?? source) !== source)) continue;
    const key = JSON.stringify([kind, source, step, variant]);
    const none = { sent: 0, delivered: 0, read: 0, replied: 0, won: 0, optedOut: 0 };
    const name = senders.find((each) => each.kind === kind && each.id === source)?.name ?? null;
    const { row, first } = rows.get(key) ?? {
      row: { kind, source, name, step, variant, ...none },
      first: at,
    };
    for (const result of RESULTS) if (came[result]) row[result] += 1;
    rows.set(key, { row, first: at < first ? at : first });
  }
  return [...rows.values()]
    .sort(
      (a, b) =>
        order(a.row.kind, b.row.kind) ||
        order(a.row.source, b.row.source) ||
        order(a.first, b.first) ||
        order(a.row.step, b.row.step) ||
        order(a.row.variant, b.row.variant),
    )
    .map(({ row }) => row);
}

/** Nothing comes before anything. */
function order(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
}

function howFar(outreach: Outreach, facts: ReachFacts): Reached["came"] {
  const { conversationId, messageId } = outreach;
  const message = facts.messages.get(messageId);
  const person = personOf(facts.conversations.get(conversationId)?.contactId ?? "", facts);
  const isTheirs = ({ contactId }: { contactId: string }) => personOf(contactId, facts) === person;
  const isRead = message !== undefined && message.readAt !== null;
  return {
    sent: true,
    delivered: isRead || (message !== undefined && message.deliveredAt !== null),
    read: isRead,
    replied: [...facts.messages.values()].some(
      (said) =>
        said.conversationId === conversationId &&
        said.direction === "in" &&
        isOwed(outreach, said.at, 14, facts),
    ),
    won: [...facts.leads.values()].some(
      (lead) =>
        isTheirs(lead) && !isFolded(lead) && lead.wonAt !== null && isOwed(outreach, lead.wonAt, 90, facts),
    ),
    optedOut: facts.consents.some(
      (consent) =>
        isTheirs(consent) && consent.state === "withdrawn" && isOwed(outreach, consent.at, 14, facts),
    ),
  };
}

/** After it, not too late, and not after a newer one in the same chat. */
function isOwed({ at, conversationId }: Outreach, what: string, days: number, facts: ReachFacts): boolean {
  const after = Date.parse(what) - Date.parse(at);
  if (after <= 0 || after > days * DAY) return false;
  return !facts.outreach.some(
    (newer) =>
      newer.conversationId === conversationId &&
      facts.taken.has(newer.outboxId) &&
      newer.at > at &&
      newer.at < what,
  );
}

/** The contact that stands for the person: the one into which all others were joined. */
function personOf(contactId: string, { contacts }: ReachFacts): string {
  let id = contactId;
  for (let next = contacts.get(id)?.mergedIntoId; next; next = contacts.get(id)?.mergedIntoId) id = next;
  return id;
}

const isFolded = ({ reason }: Lead) => reason === DUPLICATE;
