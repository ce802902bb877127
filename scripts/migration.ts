/**
 * Write the next migration for both databases from prisma/schema.prisma: `npm run db:migration -- add-tags`.
 * With `--check`, write nothing; exit 1 when the migrations and the schemas do not agree.
 *
 * Hand-written SQL (triggers, data) is added to the new files afterwards, before they are committed:
 * a migration that has been applied anywhere is never edited.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { startPostgres } from "../test/support/postgres.ts";
import { diffMigrations, lockFile, type Target } from "./schema-engine.ts";
import { openScratchPostgres, openScratchSqlite } from "./scratch.ts";

const root = join(import.meta.dirname, "..");

/** What leads from the migrations to the schema, for both databases. Empty texts when all agree. */
export async function pendingChanges(): Promise<{ target: Target; sql: string }[]> {
  const server = await startPostgres();
  try {
    const targets: Target[] = [
      {
        provider: "sqlite",
        schema: join(root, "prisma/schema.prisma"),
        migrations: join(root, "prisma/migrations"),
        scratch: () => openScratchSqlite(),
      },
      {
        provider: "postgresql",
        schema: join(root, "prisma/postgres/schema.prisma"),
        migrations: join(root, "prisma/postgres/migrations"),
        // Not the adapter's own connectToShadowDb: given a URL, it connects to the database of that URL.
        scratch: async () => openScratchPostgres(await server.createDatabase()),
      },
    ];
    const changes = [];
    for (const target of targets) changes.push({ target, sql: await diffMigrations(target) });
    return changes;
  } finally {
    await server.stop();
  }
}

function write(target: Target, folder: string, sql: string): void {
  const path = join(target.migrations, folder);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "migration.sql"), sql);
  const lock = join(target.migrations, "migration_lock.toml");
  if (!existsSync(lock)) writeFileSync(lock, lockFile(target.provider));
  console.log(`wrote ${relative(root, join(path, "migration.sql"))}`);
}

async function main(): Promise<void> {
  const [argument] = process.argv.slice(2);
  if (argument !== "--check" && !/^[a-z0-9]+([_-][a-z0-9]+)*$/.test(argument ?? "")) {
    console.error("Give the migration a name, for example: npm run db:migration -- add-lead-tags");
    process.exitCode = 2;
    return;
  }
  const changes = (await pendingChanges()).filter(({ sql }) => sql !== "");
  if (argument === "--check") {
    for (const { target, sql } of changes) {
      console.error(`${relative(root, target.schema)} is ahead of its migrations by:\n${sql}`);
    }
    if (changes.length > 0) process.exitCode = 1;
    return;
  }
  if (changes.length === 0) console.log("The migrations and the schema agree: nothing to write.");
  const folder = `${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}_${argument?.replaceAll("-", "_")}`;
  for (const { target, sql } of changes) write(target, folder, sql);
}

if (process.argv[1] === import.meta.filename) await main();
