import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Decided } from "../../src/engine/engine.ts";
import type { Send } from "../../src/leads/changes.ts";
import type { NewOutboxRow } from "../../src/store/tables/outbox.ts";
import type { Table } from "../../src/store/tables/table.ts";
import { tables } from "../../src/store/tables.ts";

const require = createRequire(import.meta.url);

interface BareStatement {
  run(...values: unknown[]): unknown;
}
interface BareDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): BareStatement;
  close(): void;
}

/**
 * better-sqlite3, which is built from source the first time (a minute or two, needs a compiler); where that
 * fails, the driver that Leadline itself uses, which is as fast.
 */
function openBare(file: string): { name: string; db: BareDatabase } {
  try {
    const Better = loadBetterSqlite();
    return { name: "better-sqlite3", db: new Better(file) };
  } catch {
    const { DatabaseSync } = require("@photostructure/sqlite");
    return { name: "@photostructure/sqlite", db: new DatabaseSync(file) };
  }
}

let built = false;

function loadBetterSqlite(): new (file: string) => BareDatabase {
  const Better = require("better-sqlite3");
  try {
    new Better(":memory:").close();
  } catch (error) {
    if (built) throw error;
    built = true;
    console.error("Building better-sqlite3 for the comparison, once; it takes a minute or two …");
    const args = ["rebuild", "better-sqlite3", "--ignore-scripts=false"];
    spawnSync("npm", args, { stdio: "ignore", timeout: 300_000 });
    new Better(":memory:").close();
  }
  return Better;
}

/**
 * The peer: what a program does that writes each turn in a transaction of its own, with prepared statements and
 * nothing else. It writes the same rows as Leadline: inbox row in and done, all that the turn changed, outbox
 * rows in, claimed and settled. Gives milliseconds for each turn after the first `warmUp`, and for all of them:
 * opening, the schema and closing are not counted, as they are not for Leadline.
 */
export function runBareLoop(folder: string, schema: string[], turns: readonly Decided[], warmUp: number) {
  const { name, db } = openBare(join(folder, "bare.db"));
  for (const pragma of [
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "cache_size = -16000",
  ]) {
    db.exec(`PRAGMA ${pragma}`);
  }
  for (const sql of schema) db.exec(sql);
  const upsert = <Row extends object>(table: Table<Row>, key = "id") => {
    const names = table.names.map((each) => `"${each}"`);
    const updates = names.map((each) => `${each} = excluded.${each}`).join(", ");
    const statement = db.prepare(
      `INSERT INTO "${table.name}" (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")}) ON CONFLICT ("${key}") DO UPDATE SET ${updates}`,
    );
    return (row: Row) =>
      statement.run(...table.names.map((each) => toBound(row[each], table.columns[each] === "json")));
  };
  const put = {
    contacts: upsert(tables.contacts),
    identities: upsert(tables.identities),
    reps: upsert(tables.reps),
    leads: upsert(tables.leads),
    offers: upsert(tables.offers),
    conversations: upsert(tables.conversations),
    messages: upsert(tables.messages),
    activities: upsert(tables.activities),
    timers: upsert(tables.timers),
    counters: upsert(tables.counters, "name"),
    sends: upsert(tables.newSends),
  };
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  const insertInbox = db.prepare(
    'INSERT INTO "inbox" ("channel", "externalId", "kind", "lane", "payload", "receivedAt", "status", "attempts") VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const done = db.prepare(`UPDATE "inbox" SET "status" = 'done', "doneAt" = ? WHERE "seq" = ?`);
  const claim = db.prepare(
    `UPDATE "outbox" SET "status" = 'sending', "token" = ?, "leaseUntil" = ? WHERE "id" = ?`,
  );
  const settle = db.prepare(
    `UPDATE "outbox" SET "status" = 'sent', "attempts" = 1, "externalId" = ?, "settledAt" = ?, "token" = NULL, "leaseUntil" = NULL WHERE "id" = ?`,
  );
  const times: number[] = [];
  let start = performance.now();
  for (const [i, { row, changes }] of turns.entries()) {
    if (i === warmUp) start = performance.now();
    const began = performance.now();
    begin.run();
    insertInbox.run(
      row.channel,
      row.externalId,
      row.kind,
      row.lane,
      JSON.stringify(row.payload),
      row.receivedAt,
      "pending",
      0,
    );
    for (const each of changes.contacts) put.contacts(each);
    for (const each of changes.identities) put.identities(each);
    for (const each of changes.reps) put.reps(each);
    for (const each of changes.leads) put.leads(each);
    for (const each of changes.offers) put.offers(each);
    for (const each of changes.conversations) put.conversations(each);
    for (const each of changes.messages) put.messages(each);
    for (const each of changes.activities) put.activities(each);
    for (const each of changes.timers) put.timers(each);
    for (const each of changes.counters) put.counters(each);
    for (const each of changes.sends) put.sends(toNewRow(each));
    done.run(row.receivedAt, row.seq);
    for (const each of changes.sends) {
      claim.run("token", row.receivedAt, each.id);
      settle.run(each.id, row.receivedAt, each.id);
    }
    commit.run();
    if (i >= warmUp) times.push(performance.now() - began);
  }
  const ms = performance.now() - start;
  db.close();
  return { driver: name, times, ms };
}

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

function toBound(value: unknown, isJson: boolean): unknown {
  if (value === null || value === undefined) return null;
  if (isJson) return JSON.stringify(value);
  return typeof value === "boolean" ? Number(value) : value;
}
