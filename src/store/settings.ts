import type { Database } from "./database.ts";
import { time } from "./inbox.ts";
import type { SettingStore } from "./port/setting-store.ts";

/** What channels note of a single message: how far it went out, the form that was opened for it. */
const NOTES = ["sent", "form", "say"];

/** Small facts of the program, and the versions of the flow files that conversations may still be on. */
export function createSettingStore(db: Database): SettingStore {
  const { dialect } = db;
  const p = (n: number) => dialect.parameter(n);
  const json = (n: number) => (dialect.name === "postgresql" ? `${p(n)}::jsonb` : p(n));
  // PostgreSQL gives JSON parsed, where a text is a value already.
  const parse = (value: unknown) =>
    dialect.name === "sqlite" && typeof value === "string" ? JSON.parse(value) : value;
  return {
    async get(key) {
      const [row] = await db.read({
        sql: `SELECT "value" FROM "settings" WHERE "key" = ${p(1)}`,
        params: [key],
      });
      return row === undefined ? undefined : parse(row[0]);
    },
    async set(key, value, at) {
      await db.write([
        {
          sql: `INSERT INTO "settings" ("key", "value", "updatedAt") VALUES (${p(1)}, ${json(2)}, ${time(dialect, 3)}) ON CONFLICT ("key") DO UPDATE SET "value" = excluded."value", "updatedAt" = excluded."updatedAt"`,
          params: [key, JSON.stringify(value), at],
        },
      ]);
    },
    async purgeNotes(before) {
      const notes = NOTES.map((kind) => `"key" LIKE 'channel:%:${kind}:%'`).join(" OR ");
      const [result] = await db.write([
        {
          sql: `DELETE FROM "settings" WHERE "updatedAt" < ${time(dialect, 1)} AND (${notes})`,
          params: [before],
        },
      ]);
      return result?.changes ?? 0;
    },
    async purgeDigests(before) {
      const [result] = await db.write([
        {
          sql: `DELETE FROM "digests" WHERE NOT "active" AND "updatedAt" < ${time(dialect, 1)}`,
          params: [before],
        },
      ]);
      return result?.changes ?? 0;
    },
    async saveFlowVersion(id, files, at) {
      await db.write([
        {
          sql: `INSERT INTO "flow_versions" ("id", "files", "createdAt") VALUES (${p(1)}, ${json(2)}, ${time(dialect, 3)}) ON CONFLICT ("id") DO NOTHING`,
          params: [id, JSON.stringify(files), at],
        },
      ]);
    },
    async flowVersion(id) {
      const [row] = await db.read({
        sql: `SELECT "files" FROM "flow_versions" WHERE "id" = ${p(1)}`,
        params: [id],
      });
      return row === undefined ? null : (parse(row[0]) as Record<string, string>);
    },
  };
}
