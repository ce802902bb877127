import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { migrate } from "../../src/store/migrate/migrate.ts";
import { migrationsFolder, readMigrations } from "../../src/store/migrate/migration.ts";
import { postgresMigrations } from "../../src/store/migrate/postgres-driver.ts";
import { sqliteMigrations } from "../../src/store/migrate/sqlite-driver.ts";
import { openPostgres } from "../../src/store/postgres/connection.ts";
import { createPrismaClient, type PrismaClient } from "../../src/store/prisma.ts";
import { openSqlite } from "../../src/store/sqlite/connection.ts";
import { freshPostgresUrl } from "../support/database.ts";

async function onSqlite(): Promise<PrismaClient> {
  const folder = mkdtempSync(join(tmpdir(), "leadline-prisma-"));
  const connection = await openSqlite({ file: join(folder, "test.db") });
  onTestFinished(async () => {
    await connection.close();
    rmSync(folder, { recursive: true });
  });
  await migrate(sqliteMigrations(connection), readMigrations(migrationsFolder("sqlite")));
  return createPrismaClient(connection);
}

async function onPostgres(): Promise<PrismaClient> {
  const connection = await openPostgres(await freshPostgresUrl());
  onTestFinished(() => connection.close());
  await migrate(postgresMigrations(connection), readMigrations(migrationsFolder("postgresql")));
  return createPrismaClient(connection);
}

describe.each([
  { name: "sqlite", open: onSqlite },
  { name: "postgresql", open: onPostgres },
])("Prisma on $name", ({ open }) => {
  it("writes and reads every kind of value", async () => {
    const prisma = await open();
    const at = new Date("2026-03-01T10:00:00.250Z");
    const contact = {
      id: "c1",
      name: "Zoë 🌱",
      company: null,
      fields: { seats: 250, tags: ["a"] },
      optedOutAt: at,
      createdAt: at,
      updatedAt: at,
    };
    await prisma.contact.create({ data: { ...contact, identities: { create: anIdentity(at) } } });
    const found = await prisma.contact.findMany({ include: { identities: true } });
    expect(found).toMatchObject([{ ...contact, identities: [anIdentity(at)] }]);
  });

  it("takes an interactive transaction back as a whole", async () => {
    const prisma = await open();
    const refused = prisma.$transaction(async (inside) => {
      await inside.counter.create({ data: { name: "lead", value: 1 } });
      throw new Error("changed my mind");
    });
    await expect(refused).rejects.toThrow("changed my mind");
    expect(await prisma.counter.count()).toBe(0);
  });

  it("says which rule a write breaks", async () => {
    const prisma = await open();
    await prisma.counter.create({ data: { name: "lead", value: 1 } });
    const again = prisma.counter.create({ data: { name: "lead", value: 2 } });
    await expect(again).rejects.toMatchObject({ code: "P2002" });
  });
});

function anIdentity(at: Date) {
  return { id: "i1", kind: "phone", value: "+5511987654321", createdAt: at };
}
