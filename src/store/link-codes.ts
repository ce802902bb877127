import { createHash, randomBytes, randomInt, randomUUID, scrypt, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { IdentityRef } from "../channel/inbound.ts";
import type { Database } from "./database.ts";
import { time, toIso } from "./inbox.ts";
import type { PeopleStore } from "./port/people-store.ts";

/** Minutes that a code lives, and over which wrong tries count. */
const MINUTES = 15;
/** Wrong tries of one actor before it must wait. */
const MOST_TRIES = 5;
/** Wrong tries of all strangers together, so that many accounts guess no better than few. */
const MOST_TRIES_OF_ALL = 100;

/** Codes are settings `link-code:<rep>`, wrong tries `link-try:<hash of the actor>:<any>`. */
const CODE = "link-code:";
const TRY = "link-try:";

const storedCodeSchema = z.object({ salt: z.string(), hash: z.string(), expiresAt: z.string() });
type StoredCode = z.infer<typeof storedCodeSchema> & { repId: string };

/**
 * One-time codes by which a stranger's platform id is linked to a rep. Kept are a salted scrypt hash and the end:
 * six digits would be found from a fast hash in no time, from this one not while the code is valid.
 */
export function createLinkCodes(
  db: Database,
  onSaved: () => void,
): Pick<PeopleStore, "createCode" | "redeemCode"> {
  const { dialect } = db;
  const p = (n: number) => dialect.parameter(n);
  const json = (n: number) => (dialect.name === "postgresql" ? `${p(n)}::jsonb` : p(n));
  const under = (prefix: string) => `"key" LIKE '${prefix}%'`;
  const isCode = `"key" = ${p(1)} AND "value"->>'hash' = ${p(2)}`;

  async function openCodes(at: string): Promise<StoredCode[]> {
    const rows = await db.read({
      sql: `SELECT "key", "value" FROM "settings" WHERE ${under(CODE)}`,
      params: [],
    });
    return rows
      .map(([key, value]) => ({
        repId: String(key).slice(CODE.length),
        ...storedCodeSchema.parse(typeof value === "string" ? JSON.parse(value) : value),
      }))
      .filter((code) => code.expiresAt > at);
  }

  async function matching(digits: string, at: string): Promise<StoredCode | null> {
    let found: StoredCode | null = null;
    // All of them, so that how long it takes tells nothing.
    for (const code of await openCodes(at)) {
      const hash = await hashOf(digits, code.salt);
      if (timingSafeEqual(Buffer.from(hash, "hex"), Buffer.from(code.hash, "hex"))) found = code;
    }
    return found;
  }

  async function repOf({ kind, value }: IdentityRef): Promise<string | null> {
    const [row] = await db.read({
      sql: `SELECT "repId" FROM "rep_identities" WHERE "kind" = ${p(1)} AND "value" = ${p(2)}`,
      params: [kind, value],
    });
    return row === undefined ? null : String(row[0]);
  }

  /** When the actor may try again; null: now. */
  async function waitsUntil(actor: IdentityRef, at: string): Promise<string | null> {
    const rows = await db.read({
      sql: `SELECT "key", "updatedAt" FROM "settings" WHERE ${under(TRY)} AND "updatedAt" > ${time(dialect, 1)} ORDER BY "updatedAt" DESC LIMIT ${MOST_TRIES_OF_ALL}`,
      params: [addMinutes(at, -MINUTES)],
    });
    const tries = rows.map(([key, when]) => ({ key: String(key), at: toIso(when) }));
    const own = tries.filter((each) => each.key.startsWith(tryPrefix(actor)));
    const last = own[MOST_TRIES - 1] ?? tries[MOST_TRIES_OF_ALL - 1];
    return last === undefined ? null : addMinutes(last.at, MINUTES);
  }

  const forgetOld = (at: string) => ({
    sql: `DELETE FROM "settings" WHERE (${under(CODE)} OR ${under(TRY)}) AND "updatedAt" <= ${time(dialect, 1)}`,
    params: [addMinutes(at, -MINUTES)],
  });

  async function countTry(actor: IdentityRef, at: string): Promise<void> {
    await db.write([
      forgetOld(at),
      {
        sql: `INSERT INTO "settings" ("key", "value", "updatedAt") VALUES (${p(1)}, ${json(2)}, ${time(dialect, 3)})`,
        params: [`${tryPrefix(actor)}${randomUUID()}`, "true", at],
      },
    ]);
  }

  /** Link the actor and use the code up, both or neither. False when another was faster with either. */
  async function use({ repId, hash }: StoredCode, { kind, value }: IdentityRef): Promise<boolean> {
    const key = CODE + repId;
    const id = randomUUID();
    const [, linked] = await db.write([
      // Holds the row until the end, where several processes write: of two who redeem it the second waits here,
      // and then finds it gone.
      { sql: `UPDATE "settings" SET "updatedAt" = "updatedAt" WHERE ${isCode}`, params: [key, hash] },
      {
        sql: `INSERT INTO "rep_identities" ("id", "repId", "kind", "value") SELECT ${p(3)}, ${p(4)}, ${p(5)}, ${p(6)} WHERE EXISTS (SELECT 1 FROM "settings" WHERE ${isCode}) AND EXISTS (SELECT 1 FROM "reps" WHERE "id" = ${p(4)} AND "active") ON CONFLICT ("kind", "value") DO NOTHING`,
        params: [key, hash, id, repId, kind, value],
      },
      {
        sql: `DELETE FROM "settings" WHERE ${isCode} AND EXISTS (SELECT 1 FROM "rep_identities" WHERE "id" = ${p(3)})`,
        params: [key, hash, id],
      },
      {
        sql: `DELETE FROM "settings" WHERE "key" LIKE ${p(1)} AND EXISTS (SELECT 1 FROM "rep_identities" WHERE "id" = ${p(2)})`,
        params: [`${tryPrefix({ kind, value })}%`, id],
      },
    ]);
    return linked?.changes === 1;
  }

  return {
    async createCode(repId, at) {
      let digits = newDigits();
      // Two reps with the same code at once: one in a million, and nobody would know whose it is.
      while ((await matching(digits, at)) !== null) digits = newDigits();
      const salt = randomBytes(16).toString("hex");
      const expiresAt = addMinutes(at, MINUTES);
      const value = { salt, hash: await hashOf(digits, salt), expiresAt };
      const results = await db.write([
        forgetOld(at),
        {
          sql: `INSERT INTO "settings" ("key", "value", "updatedAt") SELECT ${p(1)}, ${json(2)}, ${time(dialect, 3)} WHERE EXISTS (SELECT 1 FROM "reps" WHERE "id" = ${p(4)} AND "active") ON CONFLICT ("key") DO UPDATE SET "value" = excluded."value", "updatedAt" = excluded."updatedAt"`,
          params: [CODE + repId, JSON.stringify(value), at, repId],
        },
      ]);
      return results.at(-1)?.changes === 1 ? { digits, expiresAt } : null;
    },
    async redeemCode(actor, digits, at) {
      const known = await repOf(actor);
      if (known !== null) return { kind: "linked-already", repId: known };
      const until = await waitsUntil(actor, at);
      if (until !== null) return { kind: "wait", until };
      const code = await matching(digits, at);
      if (code !== null && (await use(code, actor))) {
        onSaved();
        return { kind: "linked", repId: code.repId };
      }
      // Another event of the same actor may have linked it meanwhile.
      const meanwhile = await repOf(actor);
      if (meanwhile !== null) return { kind: "linked-already", repId: meanwhile };
      await countTry(actor, at);
      return { kind: "refused" };
    },
  };
}

function newDigits(): string {
  return String(randomInt(1_000_000)).padStart(6, "0");
}

/** Hashed, so that no id can hold signs that mean something in a pattern. */
function tryPrefix({ kind, value }: IdentityRef): string {
  return `${TRY}${createHash("sha256").update(`${kind}:${value}`).digest("hex")}:`;
}

function hashOf(digits: string, salt: string): Promise<string> {
  return new Promise((resolve, reject) => {
    scrypt(digits, salt, 32, (error, key) => (error ? reject(error) : resolve(key.toString("hex"))));
  });
}

function addMinutes(at: string, minutes: number): string {
  return new Date(Date.parse(at) + minutes * 60_000).toISOString();
}
