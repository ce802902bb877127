import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { openSqlite, type SqliteConnection } from "../../../../src/store/sqlite/connection.ts";
import { createPrismaSqliteAdapter } from "../../../../src/store/sqlite/prisma-adapter.ts";

type Row = Record<string, unknown>;

/** The few calls that the tests make of the generated client. */
interface Things {
  create(args: object): Promise<Row>;
  createMany(args: object): Promise<{ count: number }>;
  update(args: object): Promise<Row>;
  updateMany(args: object): Promise<{ count: number }>;
  delete(args: object): Promise<Row>;
  findMany(args?: object): Promise<Row[]>;
  findUniqueOrThrow(args: object): Promise<Row>;
  count(args?: object): Promise<number>;
  groupBy(args: object): Promise<Row[]>;
}

interface Queries {
  thing: Things;
  $queryRawUnsafe(sql: string, ...values: unknown[]): Promise<Row[]>;
  $executeRawUnsafe(sql: string, ...values: unknown[]): Promise<number>;
}

export interface ScalarClient extends Queries {
  $transaction<T>(work: (tx: Queries) => Promise<T>, options?: object): Promise<T>;
  $transaction(work: Promise<unknown>[]): Promise<unknown[]>;
  $disconnect(): Promise<void>;
}

const TABLE = `
  CREATE TABLE "Thing" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "text" TEXT NOT NULL, "whole" INTEGER, "big" BIGINT,
    "real" REAL, "exact" DECIMAL, "yes" BOOLEAN, "at" DATETIME, "data" JSONB, "bytes" BLOB, "colour" TEXT,
    "group" TEXT NOT NULL DEFAULT 'a', "rank" INTEGER NOT NULL DEFAULT 0, "parentId" INTEGER,
    CONSTRAINT "Thing_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "Thing" ("id") ON DELETE RESTRICT
  );
  CREATE UNIQUE INDEX "Thing_text_key" ON "Thing" ("text");
  CREATE UNIQUE INDEX "Thing_group_rank_whole_key" ON "Thing" ("group", "rank", "whole")`;

/** A Prisma client with one table, on a new database; both closed with the test. */
export async function openThings(
  file: string,
): Promise<{ prisma: ScalarClient; connection: SqliteConnection }> {
  const connection = await openSqlite({ file });
  await connection.exec(TABLE);
  const { PrismaClient } = await import(generated());
  const prisma: ScalarClient = new PrismaClient({ adapter: createPrismaSqliteAdapter(connection) });
  onTestFinished(async () => {
    await prisma.$disconnect();
    await connection.close();
  });
  return { prisma, connection };
}

/** Make the client if its schema has changed (two seconds), and give its module. */
function generated(): string {
  const root = fileURLToPath(new URL("../../../../", import.meta.url));
  const schema = fileURLToPath(new URL("./schema.prisma", import.meta.url));
  const output = `${root}node_modules/.cache/leadline/scalars`;
  const stamp = createHash("sha256").update(readFileSync(schema)).digest("hex");
  const stampFile = `${output}/.stamp`;
  if (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== stamp) {
    const prisma = createRequire(import.meta.url).resolve("prisma/build/index.js");
    execFileSync(process.execPath, [prisma, "generate", "--schema", schema], {
      cwd: root,
      stdio: "pipe",
      // Generating asks for a binary that it never runs, and that cannot be downloaded everywhere.
      env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath },
    });
    writeFileSync(stampFile, stamp);
  }
  return `${output}/index.js`;
}
