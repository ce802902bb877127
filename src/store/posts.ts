import type { Database } from "./database.ts";
import { time } from "./inbox.ts";
import type { PostStore } from "./port/post-store.ts";

/** Which post of ours stands where, by channel, chat and key. */
export function createPostStore(db: Database): PostStore {
  const { dialect } = db;
  const p = (n: number) => dialect.parameter(n);
  const column = async (name: string, by: string, params: string[]) => {
    const [row] = await db.read({
      sql: `SELECT "${name}" FROM "posts" WHERE "channel" = ${p(1)} AND "chatId" = ${p(2)} AND "${by}" = ${p(3)} ORDER BY "updatedAt" DESC LIMIT 1`,
      params,
    });
    return row === undefined ? null : String(row[0]);
  };
  return {
    find: (channel, chatId, key) => column("externalId", "key", [channel, chatId, key]),
    keyOf: (channel, chatId, externalId) => column("key", "externalId", [channel, chatId, externalId]),
    async set({ channel, chatId, key, externalId, at }) {
      await db.write([
        {
          sql: `INSERT INTO "posts" ("channel", "chatId", "key", "externalId", "updatedAt") VALUES (${p(1)}, ${p(2)}, ${p(3)}, ${p(4)}, ${time(dialect, 5)}) ON CONFLICT ("channel", "chatId", "key") DO UPDATE SET "externalId" = excluded."externalId", "updatedAt" = excluded."updatedAt"`,
          params: [channel, chatId, key, externalId, at],
        },
      ]);
    },
  };
}
