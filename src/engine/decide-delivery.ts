import { z } from "zod";
import type { InboundReceipt, InboundTimer, InboundUndelivered } from "../channel/inbound.ts";
import { REJECTED_WHYS } from "../channel/outbound.ts";
import { answerNotice, answerState } from "../commands/present/answers.ts";
import { undeliveredNotice } from "../commands/present/undelivered-notice.ts";
import { approvedIn } from "../flow/template-message.ts";
import { originOf } from "../leads/answer-ids.ts";
import { BOT } from "../leads/change.ts";
import { noteConsent, stateOf } from "../leads/consent.ts";
import type { Turn } from "../leads/turn.ts";
import type { Contact } from "../leads/types/contact.ts";
import type { Lead } from "../leads/types/lead.ts";
import type { Timer } from "../leads/types/timer.ts";
import { MARK, markedSend } from "../store/marks.ts";
import type { PageReads, SentAnswer } from "../store/port/page-reads.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Person } from "./working-set.ts";

/** Why, when the channel does not say it. */
export const NOT_DELIVERED = "the channel says that it was not delivered";

/**
 * A message to the customer did not arrive, or nobody can tell: the colleagues see it in the lead's thread, with a
 * button to send it again. Messages that belong to no lead are left to the list of dead letters.
 */
export function decideUndelivered(
  turn: Turn,
  { bundle }: Pick<Snapshot, "bundle">,
  person: Person | null,
  event: Omit<InboundUndelivered, "type" | "externalId" | "chatId" | "at">,
  channel: string = turn.channel,
): void {
  if (person === null) return;
  const lead = person.leads.find((each) => each.id === event.leadId);
  if (event.why === "no-news") refuseNews(turn, person.contact, channel, event.reason, lead?.id ?? null);
  if (lead === undefined) return;
  turn.record(
    { kind: "send-failed", leadId: lead.id, contactId: person.contact.id, note: event.reason },
    BOT,
  );
  const templates = event.why === undefined ? [] : approvedIn(bundle, lead.language);
  const message = undeliveredNotice({ lead, contact: person.contact, channel, templates, ...event });
  turn.notify({ to: { thread: lead.id }, leadId: lead.id, message });
  if (lead.ownerId !== null) turn.notify({ to: { rep: lead.ownerId }, leadId: lead.id, message });
  // A vendor may say so after it had taken the message: the row of the send stands as sent.
  if (event.outcome === "rejected" && originOf(event.outboxId) !== null)
    planTimer(turn, {
      id: `${MARK}:failed:${event.outboxId}`,
      kind: MARK,
      leadId: lead.id,
      payload: {},
      dueAt: turn.at,
    });
}

/** Who has told the vendor that they want no news has told us. */
function refuseNews(
  turn: Turn,
  contact: Contact,
  channel: string,
  reason: string,
  leadId: string | null,
): void {
  if (stateOf(contact, channel, "news") === "withdrawn") return;
  const said = { channel, purpose: "news", state: "withdrawn", text: reason, source: "vendor" } as const;
  noteConsent(turn, contact, said, { leadId });
}

/** What the timer of a mark brings: how the answer stands now, as the rows say it. */
export async function readMark(
  timer: Pick<Timer, "id" | "leadId">,
  reads: Pick<PageReads, "answersOf">,
): Promise<Pick<Timer, "leadId" | "payload">> {
  const origin = originOf(markedSend(timer.id) ?? "");
  const sends = origin === null ? [] : await reads.answersOf(origin);
  const failed = timer.id.startsWith(`${MARK}:failed:`);
  return { leadId: timer.leadId, payload: { origin, sends, failed } };
}

/** How far a colleague's answer has come: in the post that tells of it. */
export function decideMark(turn: Turn, snapshot: Snapshot, person: Person, event: InboundTimer): void {
  const read = markSchema.safeParse(event.timer.payload);
  const lead = person.leads.find((each) => each.id === event.timer.leadId);
  if (!read.success || lead === undefined) return;
  const { origin, sends, failed } = read.data;
  showAnswer(turn, snapshot, { person, lead, origin, sends, failed });
}

const markSchema = z.object({
  origin: z.number(),
  sends: z.array(z.custom<SentAnswer>()).min(1),
  failed: z.boolean(),
});

/** Bring the post of an answer up to date, where it can be replaced. */
export function showAnswer(
  turn: Turn,
  { directory }: Pick<Snapshot, "directory">,
  answer: { person: Person; lead: Lead; origin: number; sends: readonly SentAnswer[]; failed?: boolean },
): void {
  const { person, lead, origin, sends, failed = false } = answer;
  const author = sends[0]?.author ?? "";
  const message = answerNotice({
    lead,
    contact: person.contact,
    rep: directory.reps.get(author)?.name ?? author,
    text: sends.find((each) => each.text !== "")?.text ?? "",
    files: sends.flatMap((each) => each.files),
    state: failed ? "failed" : answerState(sends),
    origin,
    onlyReplaces: true,
  });
  turn.notify({ to: { thread: lead.id }, leadId: lead.id, message });
}

/**
 * What a vendor tells of one of our messages. A failure is one of a message that we do not know as sent (yet): it is
 * looked for again, because what became of the send may be recorded a moment later.
 */
export function decideReceipt(turn: Turn, event: InboundReceipt): void {
  const { messageExternalId, status, at } = event;
  if (status === "failed") {
    const { chatId, reason = NOT_DELIVERED, why } = event;
    planLook(turn, { channel: turn.channel, chatId, messageExternalId, reason, why, looks: 0 });
    return;
  }
  turn.receipt({
    externalId: messageExternalId,
    channel: turn.channel,
    deliveredAt: at,
    readAt: status === "read" ? at : null,
  });
}

/** The timer that looks again for a message of which a vendor said that it failed. */
export const LATE_FAILURE = "late-failure";

/** When it is looked for, in ms after the time before; then it is none of ours. */
const LOOKS = [5_000, 60_000, 15 * 60_000];

export const lateFailureSchema = z.object({
  channel: z.string(),
  chatId: z.string(),
  messageExternalId: z.string(),
  reason: z.string(),
  why: z.enum(REJECTED_WHYS).optional(),
  looks: z.number(),
});

const foundSchema = lateFailureSchema.extend({
  sent: z.object({ outboxId: z.string(), leadId: z.string().nullable(), text: z.string() }).nullable(),
});

/** Looked again: the message is known by now, or it is looked for once more. */
export function decideLateFailure(
  turn: Turn,
  snapshot: Pick<Snapshot, "bundle">,
  person: Person | null,
  event: InboundTimer,
): void {
  const { sent, ...late } = foundSchema.parse(event.timer.payload);
  if (sent === null) {
    planLook(turn, late);
    return;
  }
  const { outboxId, leadId, text } = sent;
  const { reason, why } = late;
  const failure = { outboxId, leadId, outcome: "rejected" as const, reason, why };
  decideUndelivered(turn, snapshot, person, { ...failure, text: text.slice(0, 500) }, late.channel);
}

function planLook(turn: Turn, late: z.infer<typeof lateFailureSchema>): void {
  const wait = LOOKS[late.looks];
  if (wait === undefined) return;
  planTimer(turn, {
    id: `${LATE_FAILURE}:${late.channel}:${late.messageExternalId}`,
    kind: LATE_FAILURE,
    leadId: null,
    payload: { ...late, looks: late.looks + 1 },
    dueAt: new Date(Date.parse(turn.at) + wait).toISOString(),
  });
}

function planTimer(turn: Turn, timer: Pick<Timer, "id" | "kind" | "leadId" | "payload" | "dueAt">): void {
  turn.save("timers", { ...timer, conversationId: null, status: "pending", createdAt: turn.at });
}
