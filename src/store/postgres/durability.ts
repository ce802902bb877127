import { z } from "zod";
import type { PostgresQueries } from "./connection.ts";

/** What of the server's settings decides whether a commit survives a power cut. */
export interface PostgresDurability {
  fsync: boolean;
  fullPageWrites: boolean;
  /** As in our sessions, which raise "off" to "on". */
  synchronousCommit: string;
  /** One sentence for each setting that puts accepted messages at risk; empty when all is well. */
  risks: string[];
}

const Row = z.object({ fsync: z.string(), full_page_writes: z.string(), synchronous_commit: z.string() });

/** Read them, for `doctor`. */
export async function postgresDurability(database: PostgresQueries): Promise<PostgresDurability> {
  const { rows } = await database.query(
    `SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes,
            current_setting('synchronous_commit') AS synchronous_commit`,
  );
  const row = Row.parse(rows[0]);
  const risks: string[] = [];
  if (row.fsync !== "on") {
    risks.push(
      "fsync is off: a power cut can lose messages or ruin the database. Set fsync = on in postgresql.conf.",
    );
  }
  if (row.full_page_writes !== "on") {
    risks.push(
      "full_page_writes is off: a power cut can ruin pages. Set full_page_writes = on in postgresql.conf.",
    );
  }
  if (row.synchronous_commit === "off") {
    risks.push(
      "synchronous_commit is off: a power cut can lose the last messages. Set it to on for this database.",
    );
  }
  return {
    fsync: row.fsync === "on",
    fullPageWrites: row.full_page_writes === "on",
    synchronousCommit: row.synchronous_commit,
    risks,
  };
}
