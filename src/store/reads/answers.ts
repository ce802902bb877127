import { z } from "zod";
import type { InboundEvent } from "../../channel/inbound.ts";
import { answerIdsOf } from "../../leads/answer-ids.ts";
import type { Database } from "../database.ts";
import type { Said, SentAnswer } from "../port/page-reads.ts";
import type { PrismaClient } from "../prisma.ts";
import { columnsOf, decodeRow } from "../sql.ts";
import { tables } from "../tables.ts";

/** The timer row that says what a colleague's message in a thread says by now. It never falls due. */
export function editNoteId(channel: string, externalId: string): string {
  return `edited:${channel}:${externalId}`;
}

/** What came in under an external id, and what has become of it. */
export async function readSaid(
  prisma: PrismaClient,
  channel: string,
  externalId: string,
): Promise<Said | null> {
  const row = await prisma.inbox.findUnique({
    where: { channel_externalId: { channel, externalId } },
    select: { seq: true, payload: true },
  });
  if (row === null) return null;
  const note = await prisma.timer.findUnique({
    where: { id: editNoteId(channel, externalId) },
    select: { payload: true },
  });
  return {
    seq: Number(row.seq),
    payload: row.payload as InboundEvent,
    edited: note === null ? null : noteSchema.parse(note.payload),
  };
}

const noteSchema = z.object({ text: z.string().nullable() });

/** What colleagues sent to a customer by one row of the inbox, with how far it has come. */
export async function readAnswers({ dialect, read }: Database, seq: number): Promise<SentAnswer[]> {
  const rows = await read({
    sql: `SELECT o."status", o."channel", ${columnsOf(tables.messages, "m")} FROM "outbox" o JOIN "messages" m ON m."id" = o."messageId" WHERE o."id" IN (${dialect.texts(1)}) ORDER BY o."seq"`,
    params: [JSON.stringify(answerIdsOf(seq))],
  });
  return rows.map(([status, channel, ...columns]) => {
    const message = decodeRow(tables.messages, columns);
    const extra = extraSchema.safeParse(message.extra);
    return {
      outboxId: message.outboxId ?? "",
      leadId: message.leadId,
      channel: String(channel),
      author: message.author,
      text: message.text,
      files: extra.success ? extra.data.attachments.map((file) => file.fileName) : [],
      status: String(status) as SentAnswer["status"],
      deliveredAt: message.deliveredAt,
      readAt: message.readAt,
    };
  });
}

const extraSchema = z.object({ attachments: z.array(z.object({ fileName: z.string() })).default([]) });
