import type { InboundEdit } from "../channel/inbound.ts";
import { answerEditedNotice } from "../commands/present/answers.ts";
import type { Turn } from "../leads/turn.ts";
import type { At } from "../leads/types/at.ts";
import type { SentAnswer } from "../store/port/page-reads.ts";
import type { Store } from "../store/port.ts";
import { editNoteId } from "../store/reads/answers.ts";
import { showAnswer } from "./decide-delivery.ts";
import type { PreparedCommand } from "./prepared.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Person } from "./working-set.ts";

/**
 * A colleague changed or deleted what they had written in a lead's thread: find what was sent by it. What still waits
 * is taken back, because its author no longer wants it as it is; what is being sent, or was, cannot be. Doing this
 * again after a crash finds it taken back.
 */
export async function prepareEdit(
  event: InboundEdit,
  channel: string,
  store: Pick<Store, "reads" | "outbox">,
  at: At,
): Promise<PreparedCommand> {
  const said = await store.reads.said(channel, event.messageExternalId);
  if (said === null || said.payload.type !== "command") return { kind: "nothing" };
  const before = said.edited === null ? said.payload.text : said.edited.text;
  if (before === event.text) return { kind: "nothing" };
  const sends = await store.reads.answersOf(said.seq);
  const waiting = sends.filter((each) => each.status === "pending").map((each) => each.outboxId);
  if (waiting.length === 0) return { kind: "revised", seq: said.seq, sends };
  await store.outbox.drop(waiting, at);
  return { kind: "revised", seq: said.seq, sends: await store.reads.answersOf(said.seq) };
}

/** Say what the change means for the customer; a change of internal talk means nothing and is only remembered. */
export function decideColleagueEdit(
  turn: Turn,
  snapshot: Snapshot,
  person: Person | null,
  event: InboundEdit,
  prepared: PreparedCommand,
): void {
  if (prepared.kind !== "revised") return;
  turn.save("timers", {
    id: editNoteId(turn.channel, event.messageExternalId),
    kind: "edited",
    conversationId: null,
    leadId: null,
    payload: { text: event.text },
    dueAt: turn.at,
    status: "fired",
    createdAt: turn.at,
  });
  const { sends, seq: origin } = prepared;
  const lead = person?.leads.find((each) => each.id === event.leadId);
  if (sends.length === 0 || person === null || lead === undefined) return;
  const reached = howFar(sends);
  if (reached === "taken-back") showAnswer(turn, snapshot, { person, lead, origin, sends });
  const message = answerEditedNotice({
    lead,
    contact: person.contact,
    text: [sends.find((each) => each.text !== "")?.text, ...sends.flatMap((each) => each.files)]
      .filter(Boolean)
      .join(", "),
    reached,
    deleted: event.text === null,
  });
  turn.notify({ to: { thread: lead.id }, leadId: lead.id, message });
}

/** The most that the customer may have of it: of a text and files, some may have gone. */
function howFar(sends: readonly SentAnswer[]): Parameters<typeof answerEditedNotice>[0]["reached"] {
  const is = (...status: SentAnswer["status"][]) => sends.some((each) => status.includes(each.status));
  if (is("sent")) return "has";
  if (is("sending", "parked", "pending")) return "on-its-way";
  return is("dropped") ? "taken-back" : "not-delivered";
}
