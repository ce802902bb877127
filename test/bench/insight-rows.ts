import type { Database } from "../../src/store/database.ts";

/** Activities of each lead. */
export const ACTIVITIES_PER_LEAD = 5;
/** How far back the leads go. */
const DAYS = 3 * 365;
const REPS = 25;
const TEAMS = 4;
const CHUNK = 50_000;

/**
 * Fill an empty, migrated database by SQL alone: leads evenly over three years until `now`, each with five activities,
 * three in ten with a follow-up. Equal numbers give equal rows, whatever the database.
 */
export async function fillWithLeads(db: Database, leads: number, now: Date): Promise<void> {
  const rows = rowsOf(db, leads, now);
  await db.write(rows.people.map((sql) => ({ sql, params: [] })));
  for (let from = 1; from <= leads; from += CHUNK) {
    const to = Math.min(leads, from + CHUNK - 1);
    for (const sql of rows.chunk(from, to)) await db.write([{ sql, params: [] }]);
  }
}

function rowsOf(db: Database, leads: number, now: Date) {
  const isPostgres = db.dialect.name === "postgresql";
  const start = now.getTime() - DAYS * 86_400_000;
  const step = Math.floor((DAYS * 86_400_000) / leads);
  const numbers = (from: number, to: number) =>
    isPostgres
      ? `generate_series(${from}::bigint, ${to}::bigint) AS s(n)`
      : `(WITH RECURSIVE s(n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM s WHERE n < ${to}) SELECT n FROM s) AS s`;
  const json = (text: string) => (isPostgres ? `(${text})::jsonb` : text);
  const time = (ms: string) =>
    isPostgres
      ? `to_timestamp((${ms}) / 1000.0)`
      : `strftime('%Y-%m-%dT%H:%M:%fZ', (${ms}) / 1000.0, 'unixepoch')`;
  const iso = (ms: string) =>
    isPostgres ? `to_char(to_timestamp((${ms}) / 1000.0), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')` : time(ms);
  /** A whole number from 0 to below `below`, the same for the same lead. */
  const chance = (salt: number, below: number) =>
    `((n * ${48_271 + salt * 2} + ${salt * 7_919}) % 100003 % ${below})`;
  const pick = (salt: number, values: readonly string[]) =>
    `CASE ${chance(salt, values.length)} ${values.map((value, i) => `WHEN ${i} THEN ${value}`).join(" ")} END`;
  const text = (...values: string[]) => values.map((value) => `'${value}'`);

  const opened = `(${start} + n * ${step})`;
  const answered = `(${opened} + 60000 + ${chance(1, 700)} * ${chance(2, 900)} * 1000)`;
  const qualified = `(${opened} + 3600000 + ${chance(3, 172_800)} * 1000)`;
  const closed = `(${opened} + 172800000 + ${chance(4, 5_000_000)} * 1000)`;
  const past = (ms: string) => `${ms} < ${now.getTime()}`;
  const hasAnswer = `(${chance(5, 10)} < 8 AND ${past(answered)})`;
  const isQualified = `(${chance(6, 100)} < 45 AND ${past(qualified)})`;
  const isClosed = `(${chance(7, 100)} < 60 AND ${past(closed)})`;
  const isWon = `(${isClosed} AND ${chance(8, 100)} < 25)`;
  const stage = `CASE WHEN ${isWon} THEN 'customer' WHEN ${isClosed} THEN 'unqualified' WHEN ${isQualified} THEN 'qualified' WHEN ${hasAnswer} THEN 'contacted' ELSE 'open-enquiry' END`;
  const kind = `CASE WHEN ${isWon} THEN 'won' WHEN ${isClosed} THEN 'lost' ELSE 'open' END`;
  const when = (condition: string, value: string) => `CASE WHEN ${condition} THEN ${value} END`;
  const keys = ["need", "segment", "budget", "when", "name", "place", "heard"];
  const answers = `'{' || ${keys
    .map(
      (key, i) =>
        `CASE WHEN ${chance(20 + i, 10)} < 8 THEN '${key === "need" ? "" : ","}"${key}":{"value":"something","display":"Something said","at":"2026-01-01T00:00:00.000Z"}' ELSE '${i === 0 ? '"first":1' : ""}' END`,
    )
    .join(" || ")} || '}'`;
  const reached = `'["open-enquiry"' || CASE WHEN ${hasAnswer} THEN ',"contacted"' ELSE '' END || CASE WHEN ${isQualified} THEN ',"qualified"' ELSE '' END || CASE WHEN ${isWon} THEN ',"customer"' WHEN ${isClosed} THEN ',"unqualified"' ELSE '' END || ']'`;
  const owner = `CASE WHEN ${chance(10, 20)} = 0 THEN NULL ELSE 'rep-' || ${chance(11, REPS)} END`;

  const lead: [string, string][] = [
    ["id", `'lead-' || n`],
    ["number", "n"],
    ["contactId", `'contact-' || (n / 10)`],
    ["stage", stage],
    ["stageKind", kind],
    ["stageSince", time(`CASE WHEN ${isClosed} THEN ${closed} ELSE ${opened} END`)],
    ["score", chance(9, 100)],
    ["grade", "'warm'"],
    [
      "scoreReasons",
      json(
        `'[{"rule":"budget","points":20,"text":{"en":"A budget was named","pt":"Informou o orçamento","es":"Dijo el presupuesto"}}]'`,
      ),
    ],
    ["ownerId", owner],
    ["teamId", pick(12, [...Array.from({ length: TEAMS }, (_, i) => `'team-${i}'`), "NULL"])],
    ["routeReasons", json("'[]'")],
    ["channel", pick(13, text("whatsapp", "telegram", "web", "form"))],
    ["language", pick(14, text("en", "pt", "es"))],
    [
      "source",
      pick(
        15,
        text("direct", "instagram", "google", "facebook", "referral", "event", "partner", "newsletter"),
      ),
    ],
    ["product", pick(16, [...text("solar", "storage", "charger", "service"), "NULL"])],
    ["segment", pick(17, [...text("home", "company", "farm"), "NULL"])],
    ["value", `CASE WHEN ${isQualified} THEN 10000 + ${chance(18, 90_000)} * 10 END`],
    ["currency", `CASE WHEN ${isQualified} THEN ${pick(19, text("BRL", "USD", "EUR"))} END`],
    ["answers", json(answers)],
    ["tags", json(pick(28, text("[]", '["vip"]', '["fair","later"]', "[]")))],
    [
      "reason",
      `CASE WHEN ${isClosed} AND NOT ${isWon} THEN ${pick(29, text("price", "no-need", "competitor", "no-answer", "duplicate"))} END`,
    ],
    ["qualifiedAt", when(isQualified, time(qualified))],
    ["firstResponseAt", when(hasAnswer, time(answered))],
    ["openedAt", time(opened)],
    ["closedAt", when(isClosed, time(closed))],
    ["wonAt", when(isWon, time(closed))],
    ["lostAt", when(`(${isClosed} AND NOT ${isWon})`, time(closed))],
    ["reached", json(reached)],
    ["updatedAt", time(opened)],
  ];

  /** One of the activities of every lead, when it happened to it. */
  const activity = (
    i: number,
    name: string,
    at: string,
    before: string,
    after: string,
    condition = "true",
  ) => ({
    columns: `'act-' || n || '-${i}', n * 10 + ${i}, 'lead-' || n, 'contact-' || (n / 10), '${name}', 'system', NULL, 'web', ${before}, ${after}, NULL, ${time(at)}`,
    condition,
  });
  const move = (from: string, since: string, to: string, at: string): [string, string] => [
    json(`'{"stage":"${from}","stageSince":"' || ${iso(since)} || '"}'`),
    json(`'{"stage":"${to}","stageSince":"' || ${iso(at)} || '"}'`),
  ];
  const nothing = "NULL";
  const scored = json(`'{"score":40,"grade":"warm"}'`);
  const activities = [
    activity(0, "lead-opened", opened, nothing, json(`'{"stage":"open-enquiry","source":"direct"}'`)),
    activity(1, "answered", opened, nothing, json(`'{"answers.need":{"value":"something"}}'`)),
    activity(2, "scored", opened, json(`'{"score":0}'`), scored),
    activity(3, "stage-moved", answered, ...move("open-enquiry", opened, "contacted", answered), hasAnswer),
    activity(3, "scored", opened, json(`'{"score":0}'`), scored, `NOT ${hasAnswer}`),
    activity(4, "stage-moved", closed, ...move("contacted", answered, "unqualified", closed), isClosed),
    activity(4, "noted", opened, nothing, nothing, `NOT ${isClosed}`),
  ];

  const followUp: [string, string][] = [
    ["id", `'follow-' || n`],
    ["leadId", `'lead-' || n`],
    ["repId", `'rep-' || ${chance(11, REPS)}`],
    ["kind", "'call'"],
    [
      "status",
      `CASE WHEN ${past(`${opened} + 172800000`)} AND ${chance(30, 10)} < 9 THEN 'done' ELSE 'open' END`,
    ],
    ["dueAt", time(`${opened} + 86400000`)],
    ["plannedFor", time(`${opened} + 86400000`)],
    ["createdAt", time(opened)],
    [
      "doneAt",
      when(
        `${past(`${opened} + 172800000`)} AND ${chance(30, 10)} < 9`,
        time(`${opened} + 86400000 + ${chance(31, 80_000)} * 1000`),
      ),
    ],
  ];

  const insert = (table: string, columns: [string, string][], from: number, to: number, more = "true") =>
    `INSERT INTO "${table}" (${columns.map(([name]) => `"${name}"`).join(", ")}) SELECT ${columns.map(([, value]) => value).join(", ")} FROM ${numbers(from, to)} WHERE ${more}`;
  const at = time(String(start));
  const rep: [string, string][] = [
    ["id", `'rep-' || n`],
    ["name", `'Sample ' || n`],
    ["role", "'rep'"],
    ["language", "'en'"],
    ["timeZone", "'UTC'"],
    ["takes", json("'{}'")],
    ["active", "true"],
    ["openLeads", "0"],
    ["createdAt", at],
    ["updatedAt", at],
  ];
  const contact: [string, string][] = [
    ["id", `'contact-' || n`],
    ["name", `'Sample ' || n`],
    ["fields", json("'{}'")],
    ["createdAt", at],
    ["updatedAt", at],
  ];
  const activityColumns = `"id", "seq", "leadId", "contactId", "kind", "actorKind", "actorId", "channel", "before", "after", "note", "at"`;
  return {
    people: [insert("reps", rep, 0, REPS - 1)],
    chunk: (from: number, to: number) => [
      insert("contacts", contact, from === 1 ? 0 : Math.floor((from - 1) / 10) + 1, Math.floor(to / 10)),
      insert("leads", lead, from, to),
      ...activities.map(
        ({ columns, condition }) =>
          `INSERT INTO "activities" (${activityColumns}) SELECT ${columns} FROM ${numbers(from, to)} WHERE ${condition}`,
      ),
      insert("follow_ups", followUp, from, to, `n % 10 < 3`),
    ],
  };
}
