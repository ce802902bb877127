import { LeadlineError } from "../../errors.ts";
import type { AppliedMigration, Migration } from "./migration.ts";

/**
 * Which migrations a database still needs, oldest first.
 *
 * Throws rather than guess: `migration-half-applied`, `migration-unknown` (the database is of a newer
 * program), `migration-edited`, `migration-out-of-order`.
 */
export function planMigrations(migrations: Migration[], rows: AppliedMigration[]): Migration[] {
  const applied = rows.filter((row) => !row.rolledBack);
  refuseHalfApplied(applied);
  refuseUnknown(applied, migrations);
  refuseEdited(applied, migrations);
  const done = new Set(applied.map((row) => row.name));
  const pending = migrations.filter((migration) => !done.has(migration.name));
  refuseOutOfOrder(pending, applied);
  return pending;
}

function refuseHalfApplied(applied: AppliedMigration[]): void {
  const half = applied.find((row) => !row.finished);
  if (!half) return;
  throw new LeadlineError("migration-half-applied", `Migration ${half.name} was begun but never finished.`, {
    fix: "It was not begun by Leadline, which applies each one whole. Restore the last backup, or finish it by hand and run `prisma migrate resolve`.",
  });
}

function refuseUnknown(applied: AppliedMigration[], migrations: Migration[]): void {
  const names = new Set(migrations.map((migration) => migration.name));
  const unknown = applied.find((row) => !names.has(row.name));
  if (!unknown) return;
  throw new LeadlineError(
    "migration-unknown",
    `The database has migration ${unknown.name}, which this version of Leadline does not know: a newer one has used it.`,
    { fix: "Start the newer version again, or restore a backup made with this one." },
  );
}

function refuseEdited(applied: AppliedMigration[], migrations: Migration[]): void {
  const checksums = new Map(applied.map((row) => [row.name, row.checksum]));
  const edited = migrations.find(({ name, checksum }) => (checksums.get(name) ?? checksum) !== checksum);
  if (!edited) return;
  throw new LeadlineError(
    "migration-edited",
    `The file of migration ${edited.name} was changed after it had been applied to this database.`,
    {
      fix: "Put the file back as it was, and make the change in a new migration: `npm run db:migration -- name`.",
    },
  );
}

function refuseOutOfOrder(pending: Migration[], applied: AppliedMigration[]): void {
  const newest =
    applied
      .map((row) => row.name)
      .sort()
      .at(-1) ?? "";
  const late = pending.find((migration) => migration.name < newest);
  if (!late) return;
  throw new LeadlineError(
    "migration-out-of-order",
    `Migration ${late.name} is older than ${newest}, which the database already has.`,
    { fix: "Rename its folder so that it comes after all the others; it has not been applied." },
  );
}
