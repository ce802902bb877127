import { OFF_ALL } from "../leads/outreach-counters.ts";
import { TAKEN_BACK } from "../leads/taken-back.ts";
import type { Database } from "./database.ts";
import { time, toIso } from "./inbox.ts";
import { hasOptedOut } from "./outbox.ts";
import type { UnaskedStore } from "./port/unasked-store.ts";

/**
 * What is looked at when a message that nobody asked for is about to be sent, in the one statement that takes it: so what
 * has happened since it was decided counts, however long it was held up, and nothing can come between. Only such
 * messages are taken this way.
 */
export function createUnaskedStore(db: Database): UnaskedStore {
  const { dialect } = db;
  const v = (i: number) => dialect.value(i, "text");
  const t = (i: number) => dialect.value(i, "time");

  const news =
    dialect.name === "postgresql"
      ? `k."consents"->("outbox"."channel" || ':news')->>'state'`
      : `json_extract(k."consents", '$."' || "outbox"."channel" || ':news".state')`;
  const chats = `"conversations" c JOIN "conversations" a ON a."contactId" = c."contactId"`;
  const said = (which: string) =>
    `EXISTS (SELECT 1 FROM ${chats} JOIN "messages" m ON m."conversationId" = a."id" AND m."seq" > "outbox"."seq" WHERE c."id" = "outbox"."lane" AND ${which})`;
  const counter = (name: string, value: string) =>
    `EXISTS (SELECT 1 FROM "counters" n WHERE n."name" = ${name} AND n."value" ${value})`;
  // What is being sent may be sent: it has its place already. Few are, so they lead: by the channel it would be all rows.
  const underWay = `(SELECT count(*) FROM "outbox" s WHERE s."status" = 'sending' AND coalesce(s."channel", '') = "outbox"."channel" AND s."payload"->${dialect.name === "postgresql" ? "'unasked'" : "'$.unasked'"} IS NOT NULL)`;
  const why = `CASE
    WHEN ${hasOptedOut(dialect)} THEN 'opted-out'
    WHEN EXISTS (SELECT 1 FROM "conversations" c JOIN "contacts" k ON k."id" = c."contactId" WHERE c."id" = "outbox"."lane" AND ${news} = 'withdrawn') THEN 'no-consent'
    WHEN ${counter(v(6), "= 2")} THEN 'cancelled'
    WHEN ${said(`m."direction" = 'out' AND m."author" <> 'bot'`)} THEN 'human'
    WHEN ${v(5)} = 'reply' AND ${said(`m."direction" = 'in'`)} THEN 'replied'
    WHEN EXISTS (SELECT 1 FROM "enrolments" s WHERE s."id" = ${v(4)} AND s."status" = 'stopped') THEN (SELECT coalesce(s."reason", 'by-hand') FROM "enrolments" s WHERE s."id" = ${v(4)})
    WHEN ${counter(`'${OFF_ALL}'`, "<> 0")} OR ${counter(`'${OFF_ALL}:' || "outbox"."channel"`, "<> 0")} THEN 'off'
    WHEN ${counter(v(6), "= 1")} THEN 'paused'
    WHEN ${v(9)} <> '' AND coalesce((SELECT n."value" FROM "counters" n WHERE n."name" = ${v(9)}), 0) + ${underWay} >= ${dialect.value(10, "int")} THEN 'full' END`;
  const waits = `('off', 'paused', 'full')`;
  const status = `coalesce("outbox"."status", '')`;
  // What may have gone out is looked up first, whatever has happened since.
  const uncertain = `(${status} = 'sending' AND "outbox"."leaseUntil" <= ${t(3)})`;
  const isTaken = `(${uncertain} OR ${why} IS NULL)`;
  const claimSql = `UPDATE "outbox" SET
    "status" = CASE WHEN ${isTaken} THEN 'sending' WHEN ${why} IN ${waits} THEN 'pending' ELSE 'dropped' END,
    "token" = CASE WHEN ${isTaken} THEN ${v(1)} END,
    "leaseUntil" = CASE WHEN ${isTaken} THEN ${t(2)} END,
    "settledAt" = CASE WHEN ${isTaken} OR ${why} IN ${waits} THEN "outbox"."settledAt" ELSE ${t(8)} END,
    "error" = CASE WHEN ${uncertain} THEN "outbox"."error" ELSE ${why} END
    FROM ${dialect.rows(1)} WHERE "outbox"."id" = ${v(0)} AND (${status} = 'pending' OR ${uncertain}) RETURNING "outbox"."status", "outbox"."error"`;
  // A timer in the same commit: that it is taken back is told, and written down, also after a crash.
  const tellSql = `INSERT INTO "timers" ("id", "kind", "conversationId", "leadId", "payload", "dueAt", "status", "createdAt") SELECT '${TAKEN_BACK}:' || o."error" || ':' || o."id", '${TAKEN_BACK}', NULL, o."leadId", ${dialect.value(7, "json")}, ${t(8)}, 'pending', ${t(8)} FROM ${dialect.rows(1)} JOIN "outbox" o ON o."id" = ${v(0)} AND o."status" = 'dropped' AND o."settledAt" = ${t(8)} AND o."error" IS NOT NULL AND o."leadId" IS NOT NULL WHERE true ON CONFLICT DO NOTHING`;

  const sentSql = `SELECT b."settledAt" FROM "conversations" c JOIN "conversations" a ON a."contactId" = c."contactId" JOIN "outreach" o ON o."conversationId" = a."id" JOIN "outbox" b ON b."id" = o."outboxId" WHERE c."id" = ${dialect.parameter(1)} AND b."settledAt" > ${time(dialect, 2)} AND coalesce(b."status", '') = 'sent' ORDER BY b."settledAt" DESC LIMIT 100`;

  return {
    async claim({ id, terms, createdAt, limit }, lease) {
      const campaign = terms.kind === "campaign" ? `campaign:${terms.source}` : "";
      const payload = {
        outboxId: id,
        kind: terms.kind,
        source: terms.source,
        contactId: terms.contactId,
        at: createdAt,
      };
      const row = [
        id,
        lease.token,
        lease.leaseUntil,
        lease.now,
        terms.enrolmentId ?? "",
        terms.endsOnReply ? "reply" : "",
        campaign,
        payload,
        lease.at,
        limit?.counter ?? "",
        limit?.most ?? 0,
      ];
      const params = [JSON.stringify([row])];
      const [result] = await db.write([
        { sql: claimSql, params },
        { sql: tellSql, params },
      ]);
      const [now, reason] = result?.rows[0] ?? [];
      if (now === undefined) return { kind: "not-ours" };
      if (now === "sending") return { kind: "taken" };
      return { kind: now === "pending" ? "waits" : "taken-back", why: String(reason) };
    },
    async sentTo(lane, since) {
      const rows = await db.read({ sql: sentSql, params: [lane, since] });
      return rows.map((row) => toIso(row[0]));
    },
  };
}
