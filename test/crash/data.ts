import type { Database } from "../../src/store/database.ts";
import type { InboxRow } from "../../src/store/port/inbox-store.ts";
import { openPostgres } from "../../src/store/postgres/connection.ts";
import { createPostgresDatabase } from "../../src/store/postgres-database.ts";
import { columnsOf, decodeRow } from "../../src/store/sql.ts";
import { openSqlite } from "../../src/store/sqlite/connection.ts";
import { createSqliteDatabase } from "../../src/store/sqlite-database.ts";
import type { Table } from "../../src/store/tables/table.ts";
import { tables } from "../../src/store/tables.ts";

/** An inbox row with what became of it. */
export type InboxFact = Pick<InboxRow, "seq" | "channel" | "externalId" | "kind" | "lane" | "payload"> & {
  receivedAt: string;
  status: string;
  attempts: number;
};

export const inbox: Table<InboxFact> = {
  name: "inbox",
  columns: {
    seq: "int",
    channel: "text",
    externalId: "text",
    kind: "text",
    lane: "text",
    payload: "json",
    receivedAt: "time",
    status: "text",
    attempts: "int",
  },
  names: ["seq", "channel", "externalId", "kind", "lane", "payload", "receivedAt", "status", "attempts"],
};

/** Everything that a program has left in its database. */
export type Data = Awaited<ReturnType<typeof readEverything>>;

export async function readData(databaseUrl: string): Promise<Data> {
  return withDatabase(databaseUrl, readEverything);
}

/** Use the database of a program that does not run. */
export async function withDatabase<T>(
  databaseUrl: string,
  use: (db: Database, damage: string[]) => Promise<T>,
): Promise<T> {
  if (databaseUrl.startsWith("file:")) {
    const connection = await openSqlite({ file: databaseUrl.slice("file:".length) });
    try {
      const { damage, danglingRows } = await connection.check();
      return await use(createSqliteDatabase(connection), [
        ...damage,
        ...danglingRows.map((row) => JSON.stringify(row)),
      ]);
    } finally {
      await connection.close();
    }
  }
  const connection = await openPostgres(databaseUrl, { statementTimeoutMs: 0 });
  try {
    return await use(createPostgresDatabase(connection), []);
  } finally {
    await connection.close();
  }
}

async function readEverything(db: Database, damage: string[]) {
  const all = async <Row>(table: Table<Row>): Promise<Row[]> =>
    (
      await db.read({
        sql: `SELECT ${columnsOf(table)} FROM "${table.name}" ORDER BY "${table.names[0]}"`,
        params: [],
      })
    ).map((row) => decodeRow(table, row));
  return {
    /** What an integrity check of the database found. */
    damage,
    inbox: await all(inbox),
    outbox: await all(tables.outbox),
    contacts: await all(tables.contacts),
    identities: await all(tables.identities),
    leads: await all(tables.leads),
    conversations: await all(tables.conversations),
    messages: await all(tables.messages),
    activities: await all(tables.activities),
    reps: await all(tables.reps),
    offers: await all(tables.offers),
    timers: await all(tables.timers),
    merges: await all(tables.merges),
    counters: await all(tables.counters),
    followUps: await all(tables.followUps),
    digests: await all(tables.digests),
    enrolments: await all(tables.enrolments),
    outreach: await all(tables.outreach),
    campaigns: await all(tables.campaigns),
    campaignRecipients: await all(tables.campaignRecipients),
  };
}
