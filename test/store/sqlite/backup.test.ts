import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openSqlite } from "../../../src/store/sqlite/connection.ts";
import { insertNote, notes, openNotes, temporaryFolder } from "./support.ts";

it("copies one moment while others write, and replaces an older copy", async () => {
  const folder = temporaryFolder();
  const connection = await openNotes();
  const filler = Array.from({ length: 2_000 }, (_, i) => insertNote(`before ${i} ${"x".repeat(4_000)}`));
  await connection.write(filler);
  const to = join(folder, "copy.db");
  writeFileSync(to, "an older copy");

  let copying = true;
  let meanwhile = 0;
  const writing = (async () => {
    // Each write adds two rows: a copy with one of them would have torn it.
    while (copying) await connection.write([insertNote(`a ${meanwhile}`), insertNote(`b ${meanwhile++}`)]);
  })();
  const progress: number[] = [];
  await connection.backup(to, (done) => progress.push(done));
  copying = false;
  await writing;

  expect(progress.length).toBeGreaterThan(1);
  expect(progress).toEqual([...progress].sort((a, b) => a - b));
  expect(progress.at(-1)).toBe(1);
  expect(meanwhile).toBeGreaterThan(0);
  expect(statSync(to).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(["copy.db"]);

  const copy = await openSqlite({ file: to });
  const copied = notes(copy);
  expect(copied.length).toBeGreaterThanOrEqual(2_000);
  expect(copied.length % 2).toBe(0);
  expect(copied).toEqual(notes(connection).slice(0, copied.length));
  expect(await copy.check()).toEqual({ damage: [], danglingRows: [] });
  await copy.close();
});

it("leaves nothing behind when it fails", async () => {
  const connection = await openNotes();
  const to = join(temporaryFolder(), "missing", "copy.db");
  await expect(connection.backup(to)).rejects.toMatchObject({ code: "backup-failed" });
  expect(existsSync(to)).toBe(false);
});
