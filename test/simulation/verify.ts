import { isWorkingTime } from "../../src/leads/calendar.ts";
import { replayLead } from "../../src/leads/trail.ts";
import type { Activity } from "../../src/leads/types/activity.ts";
import type { Lead } from "../../src/leads/types/lead.ts";
import type { Data } from "../crash/data.ts";
import { silencedLanes } from "../crash/verify.ts";
import { verifyOutreach } from "../crash/verify-outreach.ts";
import type { Month } from "./month.ts";
import { BUSINESS_CALENDAR, REPS } from "./people.ts";
import { CHANNELS } from "./wire.ts";

/** What the month has left behind that does not agree with what must always be true, in sentences. */
export function verify(month: Month, data: Data): string[] {
  const trails = groupBy(data.activities, (entry) => entry.leadId ?? "");
  for (const trail of trails.values()) trail.sort((a, b) => a.seq - b.seq);
  return [
    ...data.damage.map((line) => `the database is damaged: ${line}`),
    ...verifyWork(data),
    ...verifySaid(month, data),
    ...verifySent(month, data),
    ...verifyTrails(data, trails),
    ...verifyOffers(data),
    ...verifyCapacity(data),
    ...verifySilence(month, data),
    ...verifyQuiet(month, data),
    ...verifyLimits(data),
    ...verifyOutreach(data, silencedLanes(data)),
    ...verifyFollowUps(data),
  ];
}

/** Nothing is left undone, and nothing was given up. */
function verifyWork(data: Data): string[] {
  const mayDrop = silencedLanes(data);
  const { inbox, outbox } = data;
  return [
    ...inbox.filter(({ status }) => status !== "done").map((row) => `inbox row ${row.seq} is ${row.status}`),
    ...outbox
      .filter(({ status, lane }) => status !== "sent" && !(status === "dropped" && mayDrop.has(lane)))
      .map((row) => `${row.id} to ${row.lane} is ${row.status}: ${row.error}`),
  ];
}

/** Every message that was accepted stands once in its conversation, in the order in which it was accepted. */
function verifySaid({ chats }: Month, { messages, leads, activities }: Data): string[] {
  const said = groupBy(
    messages.filter(({ direction }) => direction === "in"),
    ({ conversationId }) => conversationId,
  );
  const faults = [...chats].flatMap(([chat, accepted]) => {
    const kept = (said.get(chat) ?? []).sort((a, b) => a.seq - b.seq).map(({ externalId }) => externalId);
    return kept.join() === accepted.join()
      ? []
      : [`${chat}: accepted ${accepted.join()}, kept ${kept.join()}`];
  });
  if (said.size !== chats.size) faults.push(`${chats.size} chats, ${said.size} conversations`);
  const numbers = leads.map(({ number }) => number).sort((a, b) => a - b);
  if (numbers.some((number, i) => number !== i + 1)) faults.push("the numbers of leads have gaps or doubles");
  const doubled = (kind: Activity["kind"]) =>
    [
      ...groupBy(
        activities.filter((entry) => entry.kind === kind),
        ({ note, leadId }) => `${leadId} ${note}`,
      ),
    ]
      .filter(([, entries]) => entries.length > 1)
      .map(([what, entries]) => `${kind} ${entries.length} times: ${what}`);
  return [...faults, ...doubled("noted"), ...doubled("lead-opened")];
}

/** What was to go out reached its reader once, in order, after the turn that it belongs to. */
function verifySent({ sent }: Month, { outbox }: Data): string[] {
  const faults: string[] = [];
  const rows = new Map(outbox.map((row) => [row.id, row]));
  const times = new Map<string, number>();
  const last = new Map<string, number>();
  for (const { envelope, channel } of sent) {
    const row = rows.get(envelope.id);
    times.set(envelope.id, (times.get(envelope.id) ?? 0) + 1);
    if (row === undefined || row.channel !== channel || row.chatId !== envelope.chatId) {
      faults.push(`${envelope.id} reached ${channel}:${envelope.chatId}, and no durable turn sent it there`);
      continue;
    }
    if (row.seq < (last.get(row.lane) ?? 0)) faults.push(`${row.id} reached ${row.lane} out of order`);
    last.set(row.lane, row.seq);
  }
  for (const row of outbox) {
    const reached = times.get(row.id) ?? 0;
    if (reached !== (row.status === "sent" ? 1 : 0))
      faults.push(`${row.id} to ${row.lane} is ${row.status}, and reached its reader ${reached} times`);
  }
  return faults;
}

/** The trail tells how each lead came to be as it is. */
function verifyTrails({ leads, activities }: Data, trails: Map<string, Activity[]>): string[] {
  const known = new Set(activities.flatMap(({ leadId }) => leadId ?? []));
  return leads.flatMap((lead) => {
    const name = `L-${lead.number}`;
    if (!known.has(lead.id)) return [`${name} has no trail`];
    const replayed = replayLead(lead.id, trails.get(lead.id) ?? []);
    const [is, told] = [plain(lead), plain(replayed)];
    return is === told ? [] : [`${name} is ${is}, and its trail tells ${told}`];
  });
}

function plain(lead: Lead): string {
  const reasons = Object.fromEntries(lead.scoreReasons.map(({ rule, points }) => [rule, points]));
  const { updatedAt: _at, scoreReasons: _reasons, ...rest } = lead;
  return JSON.stringify(sorted({ ...rest, reasons }));
}

/** One open offer for a lead, and one winner. */
function verifyOffers({ leads, offers, activities }: Data): string[] {
  const open = groupBy(
    offers.filter(({ status }) => status === "open"),
    ({ leadId }) => leadId,
  );
  const faults = leads.flatMap(({ id, number, offerId }) => {
    const ids = (open.get(id) ?? []).map((offer) => offer.id).join();
    return ids === (offerId ?? "")
      ? []
      : [`L-${number} has the offer ${offerId}, and open are ${ids || "none"}`];
  });
  const claims = activities.filter(({ kind }) => kind === "claimed");
  for (const { leadId, before, id } of claims) {
    // Who claims what another owns has not won.
    if (before?.ownerId) faults.push(`${leadId} was claimed in ${id} while ${before.ownerId} owned it`);
  }
  return faults;
}

/** At no time has a rep more open leads than their capacity, counted turn by turn from the trail. */
function verifyCapacity({ activities, reps, leads }: Data): string[] {
  const capacity = new Map(reps.map((rep) => [rep.id, rep.capacity ?? Number.POSITIVE_INFINITY]));
  const now = new Map<string, Pick<Lead, "ownerId" | "offeredTo" | "stageKind">>();
  const held = new Map<string, number>();
  const faults: string[] = [];
  const holder = (id: string) => {
    const lead = now.get(id);
    return lead?.stageKind === "open" ? (lead.ownerId ?? lead.offeredTo) : null;
  };
  const inOrder = [...activities].sort((a, b) => a.seq - b.seq);
  for (const [i, { id, leadId, after }] of inOrder.entries()) {
    if (leadId !== null && after !== null) {
      const was = holder(leadId);
      now.set(
        leadId,
        Object.assign({ ownerId: null, offeredTo: null, stageKind: "open" }, now.get(leadId), after),
      );
      const is = holder(leadId);
      if (was !== null) held.set(was, (held.get(was) ?? 0) - 1);
      if (is !== null) held.set(is, (held.get(is) ?? 0) + 1);
    }
    if (turnOf(inOrder[i + 1]?.id) === turnOf(id)) continue;
    for (const [rep, count] of held)
      if (count > (capacity.get(rep) ?? 0)) faults.push(`${rep} had ${count} open leads after ${id}`);
  }
  for (const { id, openLeads } of reps) {
    const count = leads.filter(
      (lead) => lead.stageKind === "open" && (lead.ownerId ?? lead.offeredTo) === id,
    ).length;
    if (count !== openLeads || count !== (held.get(id) ?? 0))
      faults.push(`${id} holds ${count}, is counted ${openLeads}, and the trail tells ${held.get(id) ?? 0}`);
  }
  return faults.slice(0, 20);
}

/** Nobody who has opted out is written to before they come back, but for the answer to that wish. */
function verifySilence({ sent }: Month, { activities, conversations }: Data): string[] {
  const wishes = groupBy(
    activities.filter(({ kind }) => kind === "opted-out" || kind === "opted-in"),
    ({ contactId }) => contactId ?? "",
  );
  for (const list of wishes.values()) list.sort((a, b) => a.seq - b.seq);
  const contactOf = new Map(conversations.map(({ id, contactId }) => [id, contactId]));
  return sent.flatMap(({ channel, at, envelope }) => {
    const list = wishes.get(contactOf.get(`${channel}:${envelope.chatId}`) ?? "") ?? [];
    const wish = list.filter((each) => each.at <= at).at(-1);
    if (wish?.kind !== "opted-out") return [];
    // What was decided before may be on its way at that very moment; the wish itself is answered.
    if (at === wish.at && place(envelope.id) <= place(wish.id)) return [];
    if (turnOf(envelope.id) === turnOf(wish.id)) return [];
    return [`${envelope.id} reached ${envelope.chatId} at ${at}, who had opted out at ${wish.at}`];
  });
}

/** What the bot says without having been spoken to keeps to the hours of the business; sequences and campaigns to their own. */
function verifyQuiet({ sent }: Month, { messages, outreach }: Data): string[] {
  const unasked = new Map(outreach.map(({ outboxId, kind }) => [outboxId, UNASKED_HOURS[kind]]));
  const heard = new Set(
    messages
      .filter(({ direction }) => direction === "in")
      .map(({ conversationId, id }) => `${conversationId} ${turnOf(id)}`),
  );
  const people = new Set(REPS.map(({ id }) => id));
  const byPeople = new Set(
    messages.filter(({ author }) => people.has(author)).map(({ outboxId }) => outboxId),
  );
  return sent.flatMap(({ channel, at, envelope }) => {
    if (channel !== CHANNELS.chat || byPeople.has(envelope.id)) return [];
    if (heard.has(`${channel}:${envelope.chatId} ${turnOf(envelope.id)}`)) return [];
    const hours = unasked.get(envelope.id) ?? BUSINESS_CALENDAR;
    return isWorkingTime(at, hours) ? [] : [`${envelope.id} reached ${envelope.chatId} unasked at ${at}`];
  });
}

/** Nobody gets more messages of sequences and campaigns than the one in three days of flows/business.yaml. */
function verifyLimits({ outreach }: Data): string[] {
  const faults: string[] = [];
  for (const [contactId, entries] of groupBy(outreach, (entry) => entry.contactId)) {
    const times = entries.map(({ at }) => Date.parse(at)).sort((a, b) => a - b);
    for (const [i, at] of times.entries()) {
      const within = times.slice(i).filter((each) => each < at + 3 * DAY).length;
      if (within > 1) faults.push(`${contactId} got ${within} unasked messages within three days`);
    }
  }
  return faults;
}

const DAY = 86_400_000;
/** Any day, but not at night: as flows/nurture/not-ready-yet.yaml has it for its steps, and flows/business.yaml for campaigns. */
const everyDay = (from: string, to: string) => ({
  timeZone: BUSINESS_CALENDAR.timeZone,
  hours: Object.fromEntries(
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((day) => [day, [[from, to]]]),
  ),
  holidays: [],
});
const UNASKED_HOURS = { sequence: everyDay("09:00", "20:00"), campaign: everyDay("08:00", "20:00") };

/** Each lead's next step is its earliest follow-up, and what waits has one timer. */
function verifyFollowUps({ followUps, leads, timers, digests }: Data): string[] {
  const open = followUps.filter(({ status }) => status === "open");
  const byLead = groupBy(open, ({ leadId }) => leadId);
  const waiting = timers.filter(({ status }) => status === "pending").map(({ payload }) => payload);
  const count = (key: "followUpId" | "digestId", id: string) =>
    waiting.filter((payload) => payload[key] === id).length;
  return [
    ...leads.flatMap(({ id, number, nextStep }) => {
      const [next] = (byLead.get(id) ?? []).sort((a, b) => a.dueAt.localeCompare(b.dueAt));
      return next?.dueAt === nextStep?.at
        ? []
        : [`L-${number}: next step ${nextStep?.at}, not ${next?.dueAt}`];
    }),
    ...open.flatMap(({ id, remindedAt }) => {
      const times = count("followUpId", id);
      return times === (remindedAt === null ? 1 : 0) ? [] : [`follow-up ${id} has ${times} timers that wait`];
    }),
    ...digests.flatMap(({ id, active }) => {
      const times = count("digestId", id);
      return times === (active ? 1 : 0) ? [] : [`digest ${id} has ${times} timers that wait`];
    }),
  ];
}

/** The place of a turn in the order of all. */
function place(id: string): number {
  return Number.parseInt(turnOf(id) ?? "", 36);
}

/** The row of the inbox that made something, from its id. */
function turnOf(id: string | undefined): string | undefined {
  return id?.split("-")[0];
}

export function groupBy<Row>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [row]);
    else group.push(row);
  }
  return groups;
}

/** With the keys in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
