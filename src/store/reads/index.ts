import type { HistoryEntry } from "../../channel/adapter.ts";
import type { InsightReads } from "../../commands/insights.ts";
import type { CommandReads, LeadPage } from "../../commands/reads.ts";
import { fold } from "../../language.ts";
import type { Activity } from "../../leads/types/activity.ts";
import type { Conversation, Message } from "../../leads/types/conversation.ts";
import type { Offer } from "../../leads/types/offer.ts";
import type { Database } from "../database.ts";
import type { OutboxStatus } from "../port/outbox-store.ts";
import type { PageReads, Post } from "../port/page-reads.ts";
import type { LoadedRows, TurnStore } from "../port/turn-store.ts";
import type { PrismaClient } from "../prisma.ts";
import { columnsOf, decodeRow } from "../sql.ts";
import { tables } from "../tables.ts";
import { templateHistory } from "../template-versions.ts";
import { heldBy } from "../timers.ts";
import { createWinModelStore, readLearning } from "../win-models.ts";
import { readAnswers, readSaid } from "./answers.ts";
import { createCampaignReads } from "./campaigns.ts";
import { createConsentReads } from "./consents.ts";
import {
  addFilter,
  addScope,
  COLUMN_OF,
  firstLimit,
  folded,
  like,
  Where,
  withoutDuplicates,
} from "./filters.ts";
import { chanceOf, leadRow, MODEL_IN_USE, toLeadRow, withChanceOf } from "./lead-row.ts";
import { createOutreachReads } from "./outreach.ts";
import { createSearch } from "./search.ts";
import { readOpenWork } from "./work.ts";

/**
 * What colleagues and pages read. Rows by key go through Prisma; lists, searches and numbers, whose filters
 * differ between the databases in Prisma, are SQL.
 */
export function createReads(
  db: Database,
  prisma: PrismaClient,
  turns: TurnStore,
  insights: InsightReads,
): CommandReads & PageReads {
  const { dialect } = db;

  const leadRows = async (where: Where, order: string, page: { offset: number; limit: number }) => {
    const params = [...where.params];
    const limit = dialect.parameter(params.push(page.limit));
    const offset = dialect.parameter(params.push(page.offset));
    const rows = await db.read({
      sql: `SELECT ${leadRow(dialect)} FROM "leads" l JOIN "contacts" c ON c."id" = l."contactId" WHERE ${where} ORDER BY ${order} LIMIT ${limit} OFFSET ${offset}`,
      params,
    });
    return rows.map(toLeadRow);
  };

  const reads: CommandReads & PageReads = {
    ...createSearch(db, leadRows),
    ...createConsentReads(db),
    ...createOutreachReads(db, turns),
    ...createCampaignReads(db),
    ...insights,
    async leads(filter, page): Promise<LeadPage> {
      const where = new Where(dialect);
      addFilter(where, filter, dialect);
      const order = {
        newest: `l."openedAt" DESC`,
        hottest: `l."score" DESC, l."openedAt" DESC`,
        urgent: firstLimit(dialect),
        likeliest: `coalesce(${chanceOf(dialect)}, -1) DESC, l."score" DESC, l."openedAt" DESC`,
      }[filter.order ?? "newest"];
      const [count] = await db.read({
        sql: `SELECT count(*) FROM "leads" l WHERE ${where}`,
        params: where.params,
      });
      return {
        rows: await leadRows(where, `${order}, l."number" DESC`, page),
        total: Number(count?.[0] ?? 0),
      };
    },
    async leadKeys(dimension, scope) {
      const where = withoutDuplicates(new Where(dialect));
      addScope(where, scope);
      const column = COLUMN_OF[dimension];
      const rows = await db.read({
        sql: `SELECT ${column}, count(*) AS n FROM "leads" l WHERE ${where.add(`${column} <> ''`)} GROUP BY 1 ORDER BY n DESC, 1`,
        params: where.params,
      });
      return rows.map(([key]) => String(key));
    },
    async leadIdByNumber(number) {
      if (!Number.isSafeInteger(number) || number > 2_147_483_647) return null;
      const [row] = await db.read({
        sql: `SELECT "id" FROM "leads" WHERE "number" = ${dialect.parameter(1)}`,
        params: [number],
      });
      return row === undefined ? null : String(row[0]);
    },
    async leadById(id) {
      const [row] = await db.read({
        sql: `SELECT ${MODEL_IN_USE}, ${columnsOf(tables.leads)} FROM "leads" WHERE "id" = ${dialect.parameter(1)}`,
        params: [id],
      });
      return row === undefined ? null : withChanceOf(decodeRow(tables.leads, row.slice(1)), row[0]);
    },
    async findLeads(text, scope, limit) {
      const where = new Where(dialect);
      const plain = fold(text);
      const contains = like(plain, "contains");
      const begins = like(plain, "begins");
      where.add(
        [
          `${folded('c."name"')} LIKE ${where.param(contains)} ESCAPE '\\'`,
          `${folded('c."company"')} LIKE ${where.param(contains)} ESCAPE '\\'`,
          `lower(c."email") LIKE ${where.param(begins)} ESCAPE '\\'`,
          `c."phone" LIKE ${where.param(begins)} ESCAPE '\\'`,
        ].join(" OR "),
      );
      addScope(where, scope);
      const order = `CASE WHEN l."stageKind" = 'open' THEN 0 ELSE 1 END, l."openedAt" DESC, l."number" DESC`;
      return leadRows(where, order, { offset: 0, limit });
    },
    openWork: (filter, limit) => readOpenWork(db, filter, limit),
    async conversationTail(leadId, limit) {
      return (await reads.messages(leadId, limit)).map(({ direction, author, text, at }) => ({
        direction,
        author,
        text,
        at,
      }));
    },
    async trail(leadId, limit): Promise<Activity[]> {
      const rows = await db.read({
        sql: `SELECT ${columnsOf(tables.activities)} FROM "activities" WHERE "leadId" = ${dialect.parameter(1)} ORDER BY "seq" DESC LIMIT ${dialect.parameter(2)}`,
        params: [leadId, limit],
      });
      return rows.map((row) => decodeRow(tables.activities, row));
    },
    async lastUndoable(actorId, leadId, kinds) {
      const where = new Where(dialect);
      where.add(`a."actorId" = ${where.param(actorId)}`);
      if (leadId !== null) where.add(`a."leadId" = ${where.param(leadId)}`);
      where.add(`a."kind" IN (${kinds.map((kind) => where.param(kind)).join(", ")})`);
      // A file that was shared in a thread is no step of its own.
      where.add(`a."kind" <> 'noted' OR a."note" IS NULL OR a."note" NOT LIKE '📎 %'`);
      where.add(
        `NOT EXISTS (SELECT 1 FROM "activities" u WHERE u."leadId" = a."leadId" AND u."kind" = 'undone' AND u."seq" > a."seq" AND u."note" = a."id")`,
      );
      const [row] = await db.read({
        sql: `SELECT a."id", a."leadId" FROM "activities" a WHERE ${where} ORDER BY a."seq" DESC LIMIT 1`,
        params: where.params,
      });
      return row === undefined
        ? null
        : { activityId: String(row[0]), leadId: row[1] === null ? null : String(row[1]) };
    },
    async lastMerge(leadId) {
      // Ids are of one turn where times are the same: the longer one is the later.
      const [row] = await db.read({
        sql: `SELECT m."id", m."fromId" FROM "contact_merges" m JOIN "leads" l ON l."contactId" = m."intoId" WHERE l."id" = ${dialect.parameter(1)} AND m."undoneAt" IS NULL ORDER BY m."at" DESC, length(m."id") DESC, m."id" DESC LIMIT 1`,
        params: [leadId],
      });
      return row === undefined ? null : { id: String(row[0]), fromId: String(row[1]) };
    },
    async stuckSend(id) {
      const [row] = await db.read({
        sql: `SELECT "id", "leadId" FROM "outbox" WHERE "id" = ${dialect.parameter(1)} AND "status" IN ('parked', 'dead')`,
        params: [id],
      });
      return row === undefined
        ? null
        : { id: String(row[0]), leadId: row[1] === null ? null : String(row[1]) };
    },
    async lastChoices(channel, chatId) {
      const [row] = await db.read({
        sql: `SELECT ${columnsOf(tables.outbox)} FROM "outbox" WHERE "lane" = ${dialect.parameter(1)} ORDER BY "seq" DESC LIMIT 1`,
        params: [`${channel}:${chatId}`],
      });
      return row === undefined ? [] : (decodeRow(tables.outbox, row).payload.choices ?? []);
    },
    async sentMessage(channel, externalId) {
      const [row] = await db.read({
        sql: `SELECT ${columnsOf(tables.outbox)} FROM "outbox" WHERE "channel" = ${dialect.parameter(1)} AND "externalId" = ${dialect.parameter(2)}`,
        params: [channel, externalId],
      });
      if (row === undefined) return null;
      const { id, leadId, payload } = decodeRow(tables.outbox, row);
      return { outboxId: id, leadId, text: payload.text ?? "" };
    },
    templateHistory: (templateId, limit) => templateHistory(db, templateId, limit),
    async digestsOf(repId) {
      const rows = await db.read({
        sql: `SELECT ${columnsOf(tables.digests)} FROM "digests" WHERE "repId" = ${dialect.parameter(1)} AND "active" ORDER BY "createdAt", "id"`,
        params: [repId],
      });
      return rows.map((row) => decodeRow(tables.digests, row));
    },
    async pipelineCounts(scope) {
      const where = withoutDuplicates(new Where(dialect));
      addScope(where, scope);
      const rows = await db.read({
        sql: `SELECT l."stage", CASE WHEN l."value" IS NULL THEN NULL ELSE l."currency" END AS cur, count(*) AS n, coalesce(sum(l."value"), 0) AS total FROM "leads" l WHERE ${where} GROUP BY 1, 2`,
        params: where.params,
      });
      return rows.map((row) => ({
        stage: String(row[0]),
        currency: row[1] === null ? null : String(row[1]),
        count: Number(row[2]),
        value: Number(row[3]),
      }));
    },

    async history(conversationId, { after, limit }): Promise<HistoryEntry[]> {
      const from =
        after === undefined
          ? null
          : ((await prisma.message.findUnique({ where: { id: after }, select: { seq: true } }))?.seq ?? null);
      // Without a place to go on from, the newest ones; else what followed.
      const rows = await db.read({
        sql: `SELECT ${columnsOf(tables.messages)} FROM "messages" WHERE "conversationId" = ${dialect.parameter(1)} AND "seq" > ${dialect.parameter(2)} ORDER BY "seq" ${from === null ? "DESC" : "ASC"} LIMIT ${dialect.parameter(3)}`,
        params: [conversationId, from === null ? 0 : Number(from), limit],
      });
      const messages = rows.map((row) => decodeRow(tables.messages, row));
      return (from === null ? messages.reverse() : messages).map(toHistoryEntry);
    },
    async posts({ channel, chatId, leadId, afterSeq = 0, limit }): Promise<Post[]> {
      const rows = await prisma.outbox.findMany({
        where: { channel, chatId, leadId, seq: { gt: afterSeq } },
        orderBy: { seq: afterSeq > 0 ? "asc" : "desc" },
        take: limit,
      });
      if (afterSeq === 0) rows.reverse();
      return rows.map((row) => ({
        id: row.id,
        seq: Number(row.seq),
        chatId: row.chatId,
        leadId: row.leadId,
        payload: row.payload as Post["payload"],
        status: row.status as OutboxStatus,
        at: row.createdAt.toISOString(),
      }));
    },
    directory: () => turns.directory(),
    async lead(id) {
      const loaded = await loadWhole(turns, { leads: [id] });
      const lead = loaded.leads.find((each) => each.id === id);
      const contact = loaded.contacts.find((each) => each.id === lead?.contactId);
      if (lead === undefined || contact === undefined) return null;
      return {
        lead,
        contact,
        offer: loaded.offers.find((offer: Offer) => offer.leadId === id) ?? null,
        conversations: loaded.conversations.filter((each: Conversation) => each.leadId === id),
      };
    },
    async messages(leadId, limit): Promise<Message[]> {
      const rows = await db.read({
        sql: `SELECT ${columnsOf(tables.messages)} FROM "messages" WHERE "leadId" = ${dialect.parameter(1)} ORDER BY "seq" DESC LIMIT ${dialect.parameter(2)}`,
        params: [leadId, limit],
      });
      return rows.map((row) => decodeRow(tables.messages, row)).reverse();
    },
    async leadOfConversation(conversationId) {
      const row = await prisma.conversation.findUnique({
        where: { id: conversationId },
        select: { leadId: true },
      });
      return row?.leadId ?? null;
    },
    async heldLeads(repId, limit) {
      const rows = await db.read({
        sql: `SELECT l."id", l."number" FROM "leads" l WHERE l."id" IN (${heldBy(dialect.parameter(1))}) ORDER BY l."number" LIMIT ${dialect.parameter(2)}`,
        params: [repId, limit],
      });
      return rows.map((row) => ({ id: String(row[0]), number: Number(row[1]) }));
    },
    said: (channel, externalId) => readSaid(prisma, channel, externalId),
    answersOf: (seq) => readAnswers(db, seq),
    learning: (most) => readLearning(db, createWinModelStore(db), most),
    async undoneMerges(contactIds) {
      const rows = await db.read({
        sql: `SELECT "id" FROM "contact_merges" WHERE "undoneAt" IS NOT NULL AND "fromId" IN (${dialect.texts(1)}) AND "intoId" IN (${dialect.texts(1)})`,
        params: [JSON.stringify(contactIds)],
      });
      return rows.map((row) => String(row[0]));
    },
  };
  return reads;
}

async function loadWhole(turns: TurnStore, keys: { leads: string[] }): Promise<LoadedRows> {
  return turns.load({ conversations: [], identities: [], contacts: [], activities: [], merges: [], ...keys });
}

function toHistoryEntry(message: Message): HistoryEntry {
  const extra = message.extra as { choices?: HistoryEntry["choices"] } | null;
  return {
    id: message.id,
    ...(message.direction === "in" && message.externalId !== null ? { externalId: message.externalId } : {}),
    direction: message.direction,
    author: message.author === "contact" || message.author === "bot" ? message.author : "human",
    text: message.text,
    ...(extra?.choices ? { choices: extra.choices } : {}),
    at: message.at,
  };
}
