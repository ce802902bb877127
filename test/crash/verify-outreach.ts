import { WENT } from "../../src/leads/outreach-counters.ts";
import { countBy } from "./count-by.ts";
import type { Data } from "./data.ts";

/**
 * What should still be on its way when all is done: what falls due after the last event, and as much before it as a
 * sweep may take. Milliseconds.
 */
const SLACK = 10_000;

/**
 * Nobody got a message of a campaign or a step of a sequence twice, and nobody was missed: each was written to, was left
 * out for a reason, or has a timer of their own that waits for a time to come. `silenced`: the chats of who said "stop".
 */
export function verifyOutreach(data: Data, silenced: ReadonlySet<string>): string[] {
  return [
    ...verifyCampaigns(data),
    ...verifySequences(data),
    ...verifySends(data, silenced),
    ...verifyNumbers(data),
  ];
}

/** As many as went out, or may have, are counted for their channel's days. */
function verifyNumbers({ outreach, outbox, counters }: Data): string[] {
  const gone = new Set(
    outbox.filter(({ status }) => status === "sent" || status === "parked").map(({ id }) => id),
  );
  const went = countBy(
    outreach.filter(({ outboxId }) => gone.has(outboxId)),
    ({ channel }) => channel,
  );
  return [...new Set(outreach.map(({ channel }) => channel))].flatMap((channel) => {
    const counted = counters
      .filter(({ name }) => name.startsWith(`${WENT}:`) && name.endsWith(`:${channel}`))
      .reduce((sum, { value }) => sum + value, 0);
    const times = went.get(channel) ?? 0;
    return counted === times
      ? []
      : [`${times} unasked messages went out on ${channel}, and ${counted} are counted`];
  });
}

function verifyCampaigns(data: Data): string[] {
  const { campaigns, campaignRecipients, outreach } = data;
  const faults: string[] = [];
  const sent = countBy(
    outreach.filter(({ kind }) => kind === "campaign"),
    ({ source, contactId }) => `${source}:${contactId}`,
  );
  const waiting = timersOf(data, ({ campaignId, contactId }) => `${campaignId}:${contactId}`);
  const meant = new Set<string>();
  for (const { campaignId, contactId, status } of campaignRecipients) {
    const key = `${campaignId}:${contactId}`;
    meant.add(key);
    const times = sent.get(key) ?? 0;
    if (times !== (status === "sent" ? 1 : 0))
      faults.push(`${key} is ${status}, and was sent ${times} times`);
    const dueAt = waiting.get(key) ?? [];
    if (dueAt.length !== (status === "waiting" ? 1 : 0))
      faults.push(`${key} is ${status}, and has ${dueAt.length} timers that wait`);
    faults.push(...missed(data, key, dueAt));
  }
  for (const key of sent.keys())
    if (!meant.has(key)) faults.push(`${key} got a campaign that was not for them`);
  for (const { id, name, status } of campaigns)
    if (status === "running" && !campaignRecipients.some(({ campaignId }) => campaignId === id))
      faults.push(`${name} is on its way to nobody`);
  return faults;
}

function verifySequences(data: Data): string[] {
  const { enrolments, leads, outreach, activities } = data;
  const faults: string[] = [];
  const waiting = timersOf(data, ({ enrolmentId }) => String(enrolmentId));
  const active = new Map(
    leads.flatMap(({ nurture }) => (nurture?.active ?? []).map((each) => [each.id, each])),
  );
  for (const { id, status, dueAt } of enrolments) {
    const timers = waiting.get(id) ?? [];
    const isActive = status === "active";
    if (isActive !== active.has(id)) faults.push(`enrolment ${id} is ${status}, and its lead says otherwise`);
    if (timers.length !== (isActive ? 1 : 0))
      faults.push(`enrolment ${id} is ${status}, and has ${timers.length} timers`);
    if (isActive && timers[0] !== dueAt)
      faults.push(`enrolment ${id} is due at ${dueAt}, and its timer at ${timers[0]}`);
    faults.push(...missed(data, `enrolment ${id}`, timers));
  }
  const begun = countBy(
    activities.filter(({ kind }) => kind === "sequence-started"),
    ({ leadId, note }) => `${leadId} ${note}`,
  );
  const steps = countBy(
    outreach.filter(({ kind }) => kind === "sequence"),
    ({ leadId, source, step }) => `${leadId} ${source} ${step}`,
  );
  for (const [key, times] of steps) {
    const most = begun.get(key.slice(0, key.lastIndexOf(" "))) ?? 0;
    if (times > most) faults.push(`${key} was sent ${times} times, and begun ${most} times`);
  }
  return faults;
}

/** Each has a send of its own, on the way that the outbox is verified for. */
function verifySends({ outreach, outbox, messages }: Data, silenced: ReadonlySet<string>): string[] {
  const faults: string[] = [];
  const rows = new Map(outbox.map((row) => [row.id, row]));
  const texts = new Set(messages.map(({ id }) => id));
  for (const [id, times] of countBy(outreach, ({ outboxId }) => outboxId))
    if (times !== 1) faults.push(`the send ${id} is of ${times} unasked messages`);
  for (const { id, outboxId, messageId, conversationId } of outreach) {
    // "Stop" took it back before it was ever written.
    if (!rows.has(outboxId) && !silenced.has(conversationId))
      faults.push(`the unasked message ${id} is not in the outbox`);
    if (!texts.has(messageId)) faults.push(`the unasked message ${id} is not in its conversation`);
  }
  return faults;
}

/** When the timers that wait are due, by what they are of. */
function timersOf(
  { timers }: Data,
  key: (payload: Record<string, unknown>) => string,
): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { status, payload, dueAt } of timers) {
    if (status !== "pending") continue;
    const of = key(payload);
    found.set(of, [...(found.get(of) ?? []), dueAt]);
  }
  return found;
}

/** Timers that fell due before the last event came, and were forgotten. */
function missed({ inbox }: Data, whose: string, dueAt: readonly string[]): string[] {
  const last = inbox.reduce((newest, { receivedAt }) => (receivedAt > newest ? receivedAt : newest), "");
  if (last === "") return [];
  const before = new Date(Date.parse(last) - SLACK).toISOString();
  return dueAt.filter((due) => due < before).map((due) => `${whose} was due at ${due}, and is forgotten`);
}
