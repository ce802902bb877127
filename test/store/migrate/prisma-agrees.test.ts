import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  diffMigrations,
  readMigrations as engineMigrations,
  type Target,
  withEngine,
} from "../../../scripts/schema-engine.ts";
import { openScratchPostgres, openScratchSqlite } from "../../../scripts/scratch.ts";
import { type MigrationDriver, migrate, migrationStatus } from "../../../src/store/migrate/migrate.ts";
import { migrationsFolder, readMigrations } from "../../../src/store/migrate/migration.ts";
import { postgresMigrations } from "../../../src/store/migrate/postgres-driver.ts";
import { sqliteMigrations } from "../../../src/store/migrate/sqlite-driver.ts";
import { openPostgres } from "../../../src/store/postgres/connection.ts";
import { openSqlite } from "../../../src/store/sqlite/connection.ts";
import { freshPostgresUrl } from "../../support/database.ts";

const prisma = join(import.meta.dirname, "../../../prisma");
const filters = { externalTables: [], externalEnums: [] };

interface Both {
  /** Migrations as the program applies them. */
  withDriver<T>(use: (driver: MigrationDriver) => Promise<T>): Promise<T>;
  /** The same database for Prisma's engine. */
  target: Target;
}

async function onSqlite(): Promise<Both> {
  const folder = mkdtempSync(join(tmpdir(), "leadline-agrees-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "test.db");
  return {
    // The engine takes the file for itself, so the two open it in turns.
    withDriver: async (use) => {
      const connection = await openSqlite({ file });
      return use(sqliteMigrations(connection)).finally(() => connection.close());
    },
    target: {
      provider: "sqlite",
      schema: join(prisma, "schema.prisma"),
      migrations: migrationsFolder("sqlite"),
      scratch: () => openScratchSqlite(file),
    },
  };
}

async function onPostgres(): Promise<Both> {
  const url = await freshPostgresUrl();
  const connection = await openPostgres(url);
  onTestFinished(() => connection.close());
  return {
    withDriver: (use) => use(postgresMigrations(connection)),
    target: {
      provider: "postgresql",
      schema: join(prisma, "postgres/schema.prisma"),
      migrations: migrationsFolder("postgresql"),
      scratch: () => openScratchPostgres(url),
    },
  };
}

describe.each([
  { dialect: "sqlite" as const, open: onSqlite },
  { dialect: "postgresql" as const, open: onPostgres },
])("Prisma's own engine on $dialect", ({ dialect, open }) => {
  it("agrees with what was applied here", async () => {
    const { withDriver, target } = await open();
    await withDriver((driver) => migrate(driver, readMigrations(migrationsFolder(dialect))));
    const migrationsList = engineMigrations(target);
    const diagnosis = await withEngine(target, (engine) =>
      engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters }),
    );
    expect(diagnosis).toMatchObject({
      hasMigrationsTable: true,
      editedMigrationNames: [],
      failedMigrationNames: [],
      history: null,
    });
  });

  it("leaves nothing to apply here after it has applied them", async () => {
    const { withDriver, target } = await open();
    const own = readMigrations(migrationsFolder(dialect));
    const names = own.map((migration) => migration.name);
    const migrationsList = engineMigrations(target);
    const applied = await withEngine(target, (engine) => engine.applyMigrations({ migrationsList, filters }));
    expect(applied.appliedMigrationNames).toEqual(names);
    const status = await withDriver((driver) => migrationStatus(driver, own));
    expect(status).toEqual({ applied: names, pending: [], problem: null });
  });

  it("finds the migrations and the schema in agreement", async () => {
    const { target } = await open();
    const scratch =
      dialect === "sqlite"
        ? () => openScratchSqlite()
        : async () => openScratchPostgres(await freshPostgresUrl());
    expect(await diffMigrations({ ...target, scratch })).toBe("");
  });
});
