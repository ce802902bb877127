import type { AgendaBackend } from "agenda";
import type { Store } from "../store/port.ts";

/**
 * Where the jobs are kept: in the program's own database, or where `url` says (`mongodb://…`, `mongodb+srv://…`,
 * `postgresql://…`). Gives a function, because a backend that failed to connect is not used again.
 *
 * The drivers are read where they are used: MongoDB's alone is a fifth of the code that every start would wait for.
 */
export async function jobBackend(
  url: string | null,
  store: Pick<Store, "jobs">,
): Promise<() => AgendaBackend> {
  if (url === null) return () => store.jobs();
  if (/^mongodb(\+srv)?:/.test(url)) {
    // The driver's own default is to wait half a minute for a server that is not there.
    const options = { serverSelectionTimeoutMS: 5_000 };
    const { MongoBackend } = await import("@agendajs/mongo-backend");
    return () => new MongoBackend({ address: url, collection: "leadline_jobs", options });
  }
  const { PostgresBackend } = await import("@agendajs/postgres-backend");
  return () => new PostgresBackend({ connectionString: url, tableName: "leadline_jobs" });
}
