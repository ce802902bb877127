/**
 * Ids of what a colleague sends to a customer. They say by what it was sent: the row of the inbox in which the
 * colleague said it. So what was sent by a message that is edited later is found by its key, the same message is
 * never sent a second time, and whoever records a receipt sees whether anybody waits to be told of it.
 */
const MARK = "-r.";

/** The most sends of one answer: a text and as many files as a message brings, with room to spare. */
const MOST = 40;

/** The ids of the `index`-th send (from 1) by the inbox row `seq`. */
export function answerIds(seq: number, index: number): { outboxId: string; messageId: string } {
  const said = seq.toString(36);
  return { outboxId: `${said}${MARK}${index}`, messageId: `${said}-m.${index}` };
}

/** Every outbox id that sends by the inbox row can have. */
export function answerIdsOf(seq: number): string[] {
  return Array.from({ length: MOST }, (_, at) => answerIds(seq, at + 1).outboxId);
}

/** The inbox row by which a colleague sent this; null when it is not a colleague's. */
export function originOf(outboxId: string): number | null {
  const end = outboxId.indexOf(MARK);
  const seq = end === -1 ? Number.NaN : Number.parseInt(outboxId.slice(0, end), 36);
  return Number.isSafeInteger(seq) ? seq : null;
}

/** A pattern of SQL's LIKE that the outbox ids of colleagues' sends fit, and no others. */
export const ANSWER_PATTERN = `%${MARK}%`;
