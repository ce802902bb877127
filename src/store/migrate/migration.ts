import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** One folder of prisma/migrations, in Prisma's layout. */
export interface Migration {
  /** The folder's name, which begins with its time: the order in which migrations are applied. */
  name: string;
  sql: string;
  /** SHA-256 of the file, in hex: what Prisma keeps too. */
  checksum: string;
}

/** A row of Prisma's table `_prisma_migrations`. */
export interface AppliedMigration {
  name: string;
  checksum: string;
  finished: boolean;
  rolledBack: boolean;
}

/** The migrations in a folder, oldest first. */
export function readMigrations(folder: string): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const file = readFileSync(join(folder, name, "migration.sql"));
      return { name, sql: file.toString("utf8"), checksum: createHash("sha256").update(file).digest("hex") };
    });
}

/** Where this program's own migrations for a database are, also when it runs from dist/. */
export function migrationsFolder(dialect: "sqlite" | "postgresql"): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, "prisma", "schema.prisma"))) {
    const above = dirname(folder);
    if (above === folder) throw new Error(`No folder prisma/ above ${import.meta.dirname}`);
    folder = above;
  }
  return join(folder, "prisma", dialect === "sqlite" ? "migrations" : "postgres/migrations");
}
