import type { Changes, Send } from "../leads/changes.ts";
import type { Contact } from "../leads/types/contact.ts";
import type { Directory } from "../leads/types/directory.ts";
import type { Lead } from "../leads/types/lead.ts";
import type { Rep } from "../leads/types/rep.ts";
import type { Database, Session, Statement } from "./database.ts";
import { readPending, time } from "./inbox.ts";
import { createMarks } from "./insights/marks.ts";
import { markStatements } from "./marks.ts";
import { hasOptedOut } from "./outbox.ts";
import type { CommittedTurns, LoadedRows, SnapshotKeys, TurnBatch, TurnStore } from "./port/turn-store.ts";
import {
  columnsOf,
  type Dialect,
  decodeRow,
  encodeRows,
  hasStatus,
  insertRows,
  selectByTexts,
  upsertRows,
} from "./sql.ts";
import type { NewOutboxRow } from "./tables/outbox.ts";
import type { Table } from "./tables/table.ts";
import { tables } from "./tables.ts";
import { newestTemplateVersions } from "./template-versions.ts";

type Read = Session["read"];

/** Loading what turns need and committing what they decided, each with a fixed number of statements. */
export function createTurnStore(db: Database, marksOf = createMarks(db.dialect)): TurnStore {
  const { dialect } = db;
  const statements = turnStatements(dialect);
  return {
    async begin(): Promise<TurnBatch> {
      const session = await db.session();
      return {
        pending: (options) => readPending(session.read, dialect, options),
        load: (keys) => loadRows(session.read, statements, keys),
        directory: () => loadDirectory(session.read),
        counters: (names) => loadCounters(session.read, dialect, names),
        templateVersions: () => newestTemplateVersions(session.read),
        commit: (turns) =>
          session.commit([...commitStatements(statements, turns), ...marksOf(turns.changes, turns.doneAt)]),
        abort: () => session.abort(),
      };
    },
    load: (keys) => loadRows(db.read, statements, keys),
    directory: () => loadDirectory(db.read),
    counters: (names) => loadCounters(db.read, dialect, names),
    templateVersions: () => newestTemplateVersions(db.read),
  };
}

/** The statements of turns, by what they do. */
export function turnStatements(dialect: Dialect) {
  // What a person decides to send again is asked for.
  const asked =
    dialect.name === "postgresql" ? `"payload" - 'unasked'` : `json_remove("payload", '$.unasked')`;
  const byIds = <Row extends { id: string }>(table: Table<Row>) => selectByTexts(dialect, table, "id");
  return {
    identities: `SELECT ${columnsOf(tables.identities, "i")} FROM ${dialect.rows(1)} JOIN "identities" i ON i."kind" = e.value->>0 AND i."value" = e.value->>1`,
    identitiesOf: selectByTexts(dialect, tables.identities, "contactId"),
    conversations: byIds(tables.conversations),
    conversationsOf: selectByTexts(dialect, tables.conversations, "contactId"),
    contacts: byIds(tables.contacts),
    leads: byIds(tables.leads),
    leadsOf: `${selectByTexts(dialect, tables.leads, "contactId")} ORDER BY "number"`,
    offers: selectByTexts(dialect, tables.offers, "openKey"),
    activities: byIds(tables.activities),
    merges: byIds(tables.merges),
    followUps: byIds(tables.followUps),
    followUpsOf: `${selectByTexts(dialect, tables.followUps, "leadId")} AND ${hasStatus("open")}`,
    digests: byIds(tables.digests),
    save: {
      contacts: upsertRows(dialect, tables.contacts),
      consents: insertRows(dialect, tables.consents),
      identities: upsertRows(dialect, tables.identities),
      leads: upsertRows(dialect, tables.leads),
      conversations: upsertRows(dialect, tables.conversations),
      messages: insertRows(dialect, tables.messages),
      activities: insertRows(dialect, tables.activities),
      // The rest is administration's: a turn that was decided before a change must not take it back.
      reps: upsertRows(dialect, tables.reps, ADMINISTERED),
      offers: upsertRows(dialect, tables.offers),
      followUps: upsertRows(dialect, tables.followUps),
      digests: upsertRows(dialect, tables.digests),
      enrolments: upsertRows(dialect, tables.enrolments),
      outreach: upsertRows(dialect, tables.outreach),
      campaigns: upsertRows(dialect, tables.campaigns),
      campaignRecipients: upsertRows(dialect, tables.campaignRecipients),
      timers: upsertRows(dialect, tables.timers),
      merges: upsertRows(dialect, tables.merges),
      templateVersions: insertRows(dialect, tables.templateVersions),
      counters: upsertRows(dialect, tables.counters),
      sends: insertRows(dialect, tables.newSends),
    },
    cancelTimersOf: {
      conversationId: cancelTimers(dialect, "conversationId"),
      leadId: cancelTimers(dialect, "leadId"),
    },
    dropSends: `UPDATE "outbox" SET "status" = 'dropped' WHERE ${hasStatus("pending")} AND "lane" IN (${dialect.texts(1)})`,
    sendAgain: `UPDATE "outbox" SET "status" = CASE WHEN ${hasOptedOut(dialect)} THEN 'dropped' ELSE 'pending' END, "attempts" = 0, "dueAt" = ${time(dialect, 2)}, "error" = NULL, "payload" = ${asked} WHERE ${hasStatus("parked", "dead")} AND "id" IN (${dialect.texts(1)})`,
    arrived: `UPDATE "outbox" SET "status" = 'sent', "error" = NULL WHERE ${hasStatus("parked", "dead")} AND "id" IN (${dialect.texts(1)})`,
    closeLetters: `UPDATE "dead_letters" SET "status" = ${dialect.parameter(3)}, "decidedAt" = ${time(dialect, 2)} WHERE "status" = 'open' AND "source" = 'outbox' AND "ref" IN (${dialect.texts(1)})`,
    receipts: `UPDATE "messages" SET "deliveredAt" = coalesce("messages"."deliveredAt", ${dialect.value(2, "time")}), "readAt" = coalesce("messages"."readAt", ${dialect.value(3, "time")}) FROM ${dialect.rows(1)} JOIN "outbox" o ON o."channel" = e.value->>0 AND o."externalId" = e.value->>1 WHERE "messages"."id" = o."messageId"`,
    marks: markStatements(dialect).receipts,
    done: `UPDATE "inbox" SET "status" = 'done', "doneAt" = ${time(dialect, 2)}, "error" = NULL WHERE "status" = 'pending' AND "seq" IN (${dialect.numbers(1)})`,
  };
}

/** Cancel the pending timers of the owners and kinds in parameter 1. */
function cancelTimers(dialect: Dialect, owner: "conversationId" | "leadId"): string {
  return `UPDATE "timers" SET "status" = 'cancelled' WHERE ${hasStatus("pending")} AND "id" IN (SELECT t."id" FROM ${dialect.rows(1)} JOIN "timers" t ON t."${owner}" = e.value->>1 AND t."kind" = e.value->>0)`;
}

const ADMINISTERED = [
  "name",
  "role",
  "language",
  "timeZone",
  "capacity",
  "takes",
  "active",
  "createdAt",
] as const;

type Prepared = ReturnType<typeof turnStatements>;

function commitStatements(sql: Prepared, turns: CommittedTurns): Statement[] {
  const { changes } = turns;
  const out: Statement[] = [];
  const put = <Row extends object>(statement: string, table: Table<Row>, rows: readonly Row[]) => {
    if (rows.length > 0) out.push({ sql: statement, params: [encodeRows(table, rows)] });
  };
  // Parents before children, and what ends before what begins.
  put(sql.save.contacts, tables.contacts, changes.contacts);
  put(sql.save.consents, tables.consents, changes.consents);
  put(sql.save.identities, tables.identities, changes.identities);
  put(sql.save.reps, tables.reps, changes.reps);
  put(sql.save.leads, tables.leads, changes.leads);
  put(sql.save.offers, tables.offers, changes.offers);
  put(sql.save.followUps, tables.followUps, changes.followUps);
  put(sql.save.digests, tables.digests, changes.digests);
  put(sql.save.enrolments, tables.enrolments, changes.enrolments);
  put(sql.save.outreach, tables.outreach, changes.outreach);
  put(sql.save.campaigns, tables.campaigns, changes.campaigns);
  put(sql.save.campaignRecipients, tables.campaignRecipients, changes.campaignRecipients);
  put(sql.save.conversations, tables.conversations, changes.conversations);
  put(sql.save.messages, tables.messages, changes.messages);
  put(sql.save.activities, tables.activities, changes.activities);
  for (const owner of TIMER_OWNERS) {
    const rows = changes.cancelTimers.flatMap((c) => (c[owner] === undefined ? [] : [[c.kind, c[owner]]]));
    if (rows.length > 0) out.push({ sql: sql.cancelTimersOf[owner], params: [JSON.stringify(rows)] });
  }
  put(sql.save.timers, tables.timers, changes.timers);
  put(sql.save.merges, tables.merges, changes.merges);
  put(sql.save.templateVersions, tables.templateVersions, changes.templateVersions);
  put(sql.save.counters, tables.counters, changes.counters);
  if (changes.dropSends.length > 0) {
    out.push({ sql: sql.dropSends, params: [JSON.stringify(changes.dropSends)] });
  }
  put(sql.save.sends, tables.newSends, changes.sends.map(toNewRow));
  for (const [to, statement, letters] of [
    ["again", sql.sendAgain, "retried"],
    ["arrived", sql.arrived, "dropped"],
  ] as const) {
    const ids = changes.settledSends.filter((each) => each.to === to).map((each) => each.id);
    if (ids.length === 0) continue;
    const json = JSON.stringify(ids);
    out.push({ sql: statement, params: to === "again" ? [json, turns.doneAt] : [json] });
    out.push({ sql: sql.closeLetters, params: [json, turns.doneAt, letters] });
  }
  if (changes.receipts.length > 0) {
    const rows = onePerMessage(changes.receipts).map((r) => [
      r.channel,
      r.externalId,
      r.deliveredAt,
      r.readAt,
    ]);
    const json = JSON.stringify(rows);
    out.push({ sql: sql.receipts, params: [json] }, { sql: sql.marks, params: [json, turns.doneAt] });
  }
  if (turns.seqs.length > 0) out.push({ sql: sql.done, params: [JSON.stringify(turns.seqs), turns.doneAt] });
  return out;
}

/** Field by field: a spread that adds fields costs a microsecond, every turn. */
function toNewRow(send: Send): NewOutboxRow {
  return {
    id: send.id,
    seq: send.seq,
    channel: send.channel,
    lane: send.lane,
    chatId: send.chatId,
    payload: send.payload,
    leadId: send.leadId,
    messageId: send.messageId,
    dueAt: send.dueAt,
    createdAt: send.createdAt,
    status: "pending",
    attempts: 0,
  };
}

/** The receipts of a message as one: a statement changes a row once, whichever of them it would take. */
function onePerMessage(receipts: Changes["receipts"]): Changes["receipts"] {
  const merged = new Map<string, Changes["receipts"][number]>();
  for (const receipt of receipts) {
    const key = `${receipt.channel}\n${receipt.externalId}`;
    const before = merged.get(key);
    merged.set(key, {
      ...receipt,
      deliveredAt: before?.deliveredAt ?? receipt.deliveredAt,
      readAt: before?.readAt ?? receipt.readAt,
    });
  }
  return [...merged.values()];
}

async function loadRows(read: Read, sql: Prepared, keys: SnapshotKeys): Promise<LoadedRows> {
  const select = async <Row>(table: Table<Row>, statement: string, values: unknown[]): Promise<Row[]> =>
    values.length === 0
      ? []
      : (await read({ sql: statement, params: [JSON.stringify(values)] })).map((row) =>
          decodeRow(table, row),
        );

  const asked = await select(tables.conversations, sql.conversations, keys.conversations);
  const byIdentity = await select(tables.identities, sql.identities, keys.identities.map(splitKey));
  const byLead = await select(tables.leads, sql.leads, keys.leads);
  const contactIds = unique([
    ...keys.contacts,
    ...asked.map((c) => c.contactId),
    ...byIdentity.map((i) => i.contactId),
    ...byLead.map((l) => l.contactId),
  ]);
  const contacts = await select<Contact>(tables.contacts, sql.contacts, contactIds);
  const leads = await select<Lead>(tables.leads, sql.leadsOf, contactIds);
  return {
    contacts,
    leads,
    identities: await select(tables.identities, sql.identitiesOf, contactIds),
    conversations: await select(tables.conversations, sql.conversationsOf, contactIds),
    offers: await select(
      tables.offers,
      sql.offers,
      leads.filter((lead) => lead.offerId !== null).map((lead) => lead.id),
    ),
    activities: await select(tables.activities, sql.activities, keys.activities),
    merges: await select(tables.merges, sql.merges, keys.merges),
    followUps: onePerId([
      ...(await select(tables.followUps, sql.followUps, keys.followUps ?? [])),
      // Few leads of those that write at the same time have any.
      ...(await select(
        tables.followUps,
        sql.followUpsOf,
        leads.filter((lead) => lead.nextStep !== null).map((lead) => lead.id),
      )),
    ]),
    digests: await select(tables.digests, sql.digests, keys.digests ?? []),
  };
}

function onePerId<Row extends { id: string }>(rows: Row[]): Row[] {
  return lastById([rows]);
}

async function loadDirectory(read: Read): Promise<Directory> {
  const all = async <Row>(table: Table<Row>) =>
    (await read({ sql: `SELECT ${columnsOf(table)} FROM "${table.name}"`, params: [] })).map((row) =>
      decodeRow(table, row),
    );
  const [reps, teams, members, identities] = [
    await all(tables.reps),
    await all(tables.teams),
    await all(tables.teamMembers),
    await all(tables.repIdentities),
  ];
  // PostgreSQL gives rows in another order once they have changed; who is named first must not depend on it.
  const place = (rep: Rep) => `${rep.createdAt} ${rep.id}`;
  reps.sort((a, b) => (place(a) < place(b) ? -1 : 1));
  return {
    reps: new Map(reps.map((rep) => [rep.id, rep])),
    teams: new Map(teams.map((team) => [team.id, team])),
    members,
    identities: new Map(identities.map((identity) => [`${identity.kind}:${identity.value}`, identity.repId])),
  };
}

async function loadCounters(read: Read, dialect: Dialect, names: string[]): Promise<Record<string, number>> {
  const rows = await read({
    sql: `SELECT "name", "value" FROM "counters" WHERE "name" IN (${dialect.texts(1)})`,
    params: [JSON.stringify(names)],
  });
  const found = new Map(rows.map((row) => [String(row[0]), Number(row[1])]));
  return Object.fromEntries(names.map((name) => [name, found.get(name) ?? 0]));
}

/** Several turns' changes as one: the last state of each row, in the order of first mention. */
export function mergeChanges(all: readonly Changes[]): Changes {
  const first = all[0];
  if (all.length === 1 && first !== undefined) return first;
  const merged: Changes = {
    contacts: lastById(all.map((c) => c.contacts)),
    consents: all.flatMap((c) => c.consents),
    identities: lastById(all.map((c) => c.identities)),
    leads: lastById(all.map((c) => c.leads)),
    conversations: lastById(all.map((c) => c.conversations)),
    messages: all.flatMap((c) => c.messages),
    activities: all.flatMap((c) => c.activities),
    reps: lastById(all.map((c) => c.reps)),
    offers: lastById(all.map((c) => c.offers)),
    followUps: lastById(all.map((c) => c.followUps)),
    digests: lastById(all.map((c) => c.digests)),
    enrolments: lastById(all.map((c) => c.enrolments)),
    outreach: lastById(all.map((c) => c.outreach)),
    campaigns: lastById(all.map((c) => c.campaigns)),
    campaignRecipients: lastById(all.map((c) => c.campaignRecipients)),
    timers: [],
    cancelTimers: all.flatMap((c) => c.cancelTimers),
    merges: lastById(all.map((c) => c.merges)),
    templateVersions: all.flatMap((c) => c.templateVersions),
    counters: lastBy(
      all.map((c) => c.counters),
      (counter) => counter.name,
    ),
    dropSends: all.flatMap((c) => c.dropSends),
    sends: [],
    settledSends: all.flatMap((c) => c.settledSends),
    receipts: all.flatMap((c) => c.receipts),
  };
  for (const changes of all) {
    const dropped = new Set(changes.dropSends);
    if (dropped.size > 0) merged.sends = merged.sends.filter((send) => !dropped.has(send.lane));
    merged.sends.push(...changes.sends);
  }
  // The statement that cancels runs before the one that saves, so a timer saved by an earlier turn of the
  // batch and cancelled by a later one is cancelled here.
  const saved = new Map<string, Timer>();
  const owned = new Map<string, Set<string>>();
  for (const changes of all) {
    for (const cancel of changes.cancelTimers) {
      for (const key of ownersOf(cancel)) {
        for (const id of owned.get(key) ?? []) {
          const timer = saved.get(id)!;
          // It may have been saved again since, for another owner.
          if (timer.status === "pending" && ownersOf(timer).includes(key))
            saved.set(id, { ...timer, status: "cancelled" });
        }
      }
    }
    for (const timer of changes.timers) {
      saved.set(timer.id, timer);
      for (const key of ownersOf(timer)) {
        const ids = owned.get(key);
        if (ids === undefined) owned.set(key, new Set([timer.id]));
        else ids.add(timer.id);
      }
    }
  }
  merged.timers = [...saved.values()];
  return merged;
}

type Timer = Changes["timers"][number];

const TIMER_OWNERS = ["conversationId", "leadId"] as const;

/** What a timer is cancelled by: its kind with its conversation, and with its lead. */
function ownersOf(timer: { kind: string; conversationId?: string | null; leadId?: string | null }): string[] {
  return TIMER_OWNERS.filter((owner) => timer[owner] != null).map(
    (owner) => `${owner} ${timer.kind} ${timer[owner]}`,
  );
}

function lastById<Row extends { id: string }>(lists: Row[][]): Row[] {
  return lastBy(lists, (row) => row.id);
}

function lastBy<Row>(lists: Row[][], key: (row: Row) => string): Row[] {
  const rows = new Map<string, Row>();
  for (const list of lists) for (const row of list) rows.set(key(row), row);
  return [...rows.values()];
}

function splitKey(key: string): [string, string] {
  const at = key.indexOf(":");
  return [key.slice(0, at), key.slice(at + 1)];
}

const unique = (values: string[]) => [...new Set(values)];
