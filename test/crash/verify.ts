import { WENT } from "../../src/leads/outreach-counters.ts";
import { countBy } from "./count-by.ts";
import type { Data } from "./data.ts";
import type { Provider } from "./provider.ts";
import type { Ledger } from "./vendor.ts";
import { verifyOutreach } from "./verify-outreach.ts";
import { CHANNELS } from "./wire.ts";

/** What does not agree, in sentences; empty when everything holds. */
export function verify(facts: { ledger: Ledger; provider: Provider; data: Data; replayed: Data }): string[] {
  const { ledger, provider, data, replayed } = facts;
  return [
    ...data.damage.map((line) => `the database is damaged: ${line}`),
    ...verifyInbox(ledger, data),
    ...verifyConversations(ledger, data),
    ...verifyLeads(data),
    ...verifyFollowUps(data),
    ...verifyOutreach(data, silencedLanes(data)),
    ...verifyOutbox(provider, data),
    ...verifyReplay(data, replayed),
  ];
}

/** Everything that was accepted is there once and done, and nothing else is there. */
function verifyInbox(ledger: Ledger, { inbox, timers, outbox }: Data): string[] {
  const faults: string[] = [];
  const rows = countBy(inbox, (row) => `${row.channel}:${row.externalId}`);
  for (const key of ledger.accepted.keys()) {
    if (rows.get(key) !== 1)
      faults.push(`${key} was accepted, and stands ${rows.get(key) ?? 0} times in the inbox`);
  }
  const known = new Set(timers.map((timer) => timer.id));
  const parked = outbox.filter((row) => row.status === "parked").map((row) => row.id);
  const isOurs = ({ channel, externalId, payload }: Data["inbox"][number]): boolean => {
    if (payload.type === "timer") return known.has(payload.timer.id);
    if (payload.type === "undelivered") return parked.includes(payload.outboxId);
    return ledger.accepted.has(`${channel}:${externalId}`);
  };
  for (const row of inbox) {
    if (row.status !== "done") faults.push(`inbox row ${row.seq} is ${row.status}, not done`);
    if (!isOurs(row)) faults.push(`inbox row ${row.seq} (${row.externalId}) was never delivered`);
  }
  const told = new Set(
    inbox.flatMap(({ payload }) => (payload.type === "undelivered" ? [payload.outboxId] : [])),
  );
  for (const id of parked) if (!told.has(id)) faults.push(`${id} is parked, and nobody was told`);
  return faults;
}

/** What prospects said stands in their conversations, once and in the order in which it was accepted. */
function verifyConversations(ledger: Ledger, { conversations, messages, leads }: Data): string[] {
  const faults: string[] = [];
  const said = new Map<string, { seq: number; externalId: string }[]>();
  for (const { conversationId, direction, externalId, seq } of messages) {
    if (direction !== "in") continue;
    const list = said.get(conversationId) ?? [];
    said.set(conversationId, [...list, { seq, externalId: externalId ?? "" }]);
  }
  for (const [chat, expected] of ledger.chats) {
    const found = (said.get(chat) ?? []).sort((a, b) => a.seq - b.seq).map((one) => one.externalId);
    if (found.join() !== expected.join())
      faults.push(`${chat}: accepted ${expected.join()}, and kept ${found.join()}`);
  }
  if (conversations.length !== ledger.chats.size)
    faults.push(`${ledger.chats.size} chats made ${conversations.length} conversations`);
  const qualified = new Set(leads.filter((lead) => lead.qualifiedAt !== null).map((lead) => lead.id));
  const leadOf = new Map(conversations.map((one) => [one.id, one.leadId]));
  for (const chat of ledger.qualified)
    if (!qualified.has(leadOf.get(chat) ?? "")) faults.push(`${chat} ended without a qualified lead`);
  return faults;
}

/** One contact and one lead a chat; numbers without gaps or doubles; effects of commands once. */
function verifyLeads({ leads, contacts, conversations, counters, activities, reps, offers }: Data): string[] {
  const faults: string[] = [];
  const numbers = leads.map((lead) => lead.number).sort((a, b) => a - b);
  if (numbers.some((number, i) => number !== i + 1))
    faults.push(`lead numbers are not 1 to ${numbers.length}`);
  const counter = counters.find((one) => one.name === "lead-number")?.value;
  if (counter !== numbers.length) faults.push(`the counter of leads is ${counter}, not ${numbers.length}`);
  if (leads.length !== conversations.length || contacts.length !== conversations.length)
    faults.push(
      `${conversations.length} conversations, ${contacts.length} contacts and ${leads.length} leads: not one each`,
    );
  const opened = countBy(
    activities.filter((entry) => entry.kind === "lead-opened"),
    (entry) => entry.leadId ?? "",
  );
  for (const lead of leads)
    if (opened.get(lead.id) !== 1)
      faults.push(`L-${lead.number} was opened ${opened.get(lead.id) ?? 0} times`);
  const notes = countBy(
    activities.filter((entry) => entry.kind === "noted"),
    (entry) => `${entry.note}`,
  );
  for (const [note, times] of notes) if (times !== 1) faults.push(`"${note}" was noted ${times} times`);
  const openOffers = countBy(
    offers.filter((offer) => offer.status === "open"),
    (offer) => offer.leadId,
  );
  for (const [lead, times] of openOffers)
    if (times !== 1) faults.push(`lead ${lead} has ${times} open offers`);
  for (const rep of reps) {
    const held = leads.filter(
      (lead) => lead.stageKind === "open" && (lead.ownerId ?? lead.offeredTo) === rep.id,
    ).length;
    if (held !== rep.openLeads)
      faults.push(`${rep.id} holds ${held} open leads, and is counted ${rep.openLeads}`);
  }
  return faults;
}

/** What was planned is there once; each lead's next step and each timer that waits are those of what is open. */
function verifyFollowUps({ followUps, leads, timers, digests }: Data): string[] {
  const faults: string[] = [];
  for (const [note, times] of countBy(followUps, (row) => `${row.note}`))
    if (times !== 1) faults.push(`"${note}" was planned ${times} times`);
  const open = followUps.filter((row) => row.status === "open");
  for (const lead of leads) {
    const [next] = open
      .filter((row) => row.leadId === lead.id)
      .sort((a, b) => a.dueAt.localeCompare(b.dueAt));
    if ((next?.dueAt ?? null) !== (lead.nextStep?.at ?? null))
      faults.push(`L-${lead.number} has the next step ${lead.nextStep?.at}, and is to have ${next?.dueAt}`);
  }
  const waiting = timers.filter((timer) => timer.status === "pending").map(({ payload }) => payload);
  for (const { id, remindedAt } of open) {
    const times = waiting.filter((payload) => payload.followUpId === id).length;
    if (times !== (remindedAt === null ? 1 : 0)) faults.push(`follow-up ${id} has ${times} timers that wait`);
  }
  for (const { id, active } of digests) {
    const times = waiting.filter((payload) => payload.digestId === id).length;
    if (times !== (active ? 1 : 0)) faults.push(`digest ${id} has ${times} timers that wait`);
  }
  return faults;
}

/** Each message that had to go out reached its reader once, in order; or it is parked, where nobody can tell. */
function verifyOutbox(provider: Provider, data: Data): string[] {
  const { outbox } = data;
  const faults: string[] = [];
  const silent = silencedLanes(data);
  const stopped = new Set(data.enrolments.filter(({ status }) => status === "stopped").map(({ id }) => id));
  const times = countBy(provider.delivered, (one) => one.id);
  const rows = new Map(outbox.map((row) => [row.id, row]));
  for (const row of outbox) {
    const reached = times.get(row.id) ?? 0;
    const where = `${row.id} to ${row.lane} (${row.status})`;
    if (reached > 1) faults.push(`${where} reached its reader ${reached} times`);
    const mayBeParked = row.channel === CHANNELS.blind;
    if (row.status === "parked" && mayBeParked) continue;
    // Who asked for silence does not get what was still waiting.
    if (row.status === "dropped" && silent.has(row.lane) && reached === 0) continue;
    // What nobody asked for, and was not sent at once, is left out when its sequence has ended meanwhile.
    if (row.status === "dropped" && stopped.has(row.payload.unasked?.enrolmentId ?? "") && reached === 0)
      continue;
    if (row.status !== "sent") faults.push(`${where} is neither sent nor rightly parked: ${row.error}`);
    else if (reached !== 1) faults.push(`${where} reached its reader ${reached} times`);
  }
  const lastOf = new Map<string, number>();
  for (const { id, channel, chatId } of provider.delivered) {
    const row = rows.get(id);
    if (row === undefined || row.channel !== channel || row.chatId !== chatId) {
      faults.push(`${id} reached ${channel}:${chatId} and is not in the outbox`);
      continue;
    }
    const last = lastOf.get(row.lane) ?? 0;
    if (row.seq < last) faults.push(`${id} reached ${row.lane} after what came after it`);
    lastOf.set(row.lane, Math.max(last, row.seq));
  }
  return faults;
}

/** The chats of those who asked for silence, also of those who came back later. */
/** The conversations of who asked for no more messages. */
export function silencedLanes({ activities, conversations }: Data): Set<string> {
  const contacts = new Set(
    activities.filter((entry) => entry.kind === "opted-out").map((entry) => entry.contactId),
  );
  return new Set(conversations.filter((one) => contacts.has(one.contactId)).map((one) => one.id));
}

/** Fields of an outbox row that depend on when things happened, not on what was decided. */
const DELIVERY = ["status", "attempts", "dueAt", "token", "leaseUntil", "externalId", "error"];

const COMPARED = [
  "contacts",
  "identities",
  "leads",
  "conversations",
  "messages",
  "activities",
  "reps",
  "offers",
  "timers",
  "merges",
  "counters",
  "followUps",
  "digests",
  "enrolments",
  "outreach",
  "campaigns",
  "campaignRecipients",
  "outbox",
] as const;

/** The data is what the same events make in a program that nobody kills, to the last field. */
function verifyReplay(data: Data, replayed: Data): string[] {
  const silent = silencedLanes(data);
  const silenced = new Set(
    [...data.outbox, ...replayed.outbox].filter((row) => silent.has(row.lane)).map((row) => row.id),
  );
  return COMPARED.flatMap((table) => {
    const leftOut = table === "outbox" ? DELIVERY : [];
    const [mine, theirs] = [data, replayed].map((each) => byKey(decided(table, each), leftOut)) as [
      Map<string, string>,
      Map<string, string>,
    ];
    const faults: string[] = [];
    // What somebody's "stop" took back is a dropped row, or none when both were decided in one batch.
    const mayBeAbsent = (key: string) => table === "outbox" && silenced.has(key);
    for (const key of new Set([...mine.keys(), ...theirs.keys()])) {
      const [here, there] = [mine.get(key), theirs.get(key)];
      if ((here === undefined || there === undefined) && mayBeAbsent(key)) continue;
      if (here !== there)
        faults.push(`${table} ${key}:\n  ${excerpts(here, there).join("\n  without kills: ")}`);
    }
    return faults.length > 3
      ? [...faults.slice(0, 3), `… and ${faults.length - 3} more in ${table}`]
      : faults;
  });
}

/** How many went out on which day depends on the kills; that it is right is verified by itself. */
function decided(table: (typeof COMPARED)[number], data: Data): readonly object[] {
  return table === "counters"
    ? data.counters.filter(({ name }) => !name.startsWith(`${WENT}:`))
    : data[table];
}

/** Where two texts begin to differ. */
function excerpts(a = "absent", b = "absent"): string[] {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return [a, b].map((text) => `…${text.slice(Math.max(0, at - 80), at + 160)}…`);
}

function byKey(rows: readonly object[], leftOut: string[]): Map<string, string> {
  return new Map(
    rows.map((row) => {
      const fields = Object.entries(row).filter(([name]) => !leftOut.includes(name));
      return [String(fields[0]?.[1]), JSON.stringify(sorted(Object.fromEntries(fields)))];
    }),
  );
}

/** With the keys in one order: PostgreSQL keeps JSON in another. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
