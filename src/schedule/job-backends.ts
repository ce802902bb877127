import { MongoBackend } from "@agendajs/mongo-backend";
import { PostgresBackend } from "@agendajs/postgres-backend";
import type { AgendaBackend } from "agenda";
import type { Store } from "../store/port.ts";

/**
 * Where the jobs are kept: in the program's own database, or where `url` says (`mongodb://…`, `mongodb+srv://…`,
 * `postgresql://…`). Gives a function, because a backend that failed to connect is not used again.
 */
export function jobBackend(url: string | null, store: Pick<Store, "jobs">): () => AgendaBackend {
  if (url === null) return () => store.jobs();
  if (/^mongodb(\+srv)?:/.test(url)) {
    // The driver's own default is to wait half a minute for a server that is not there.
    const options = { serverSelectionTimeoutMS: 5_000 };
    return () => new MongoBackend({ address: url, collection: "leadline_jobs", options });
  }
  return () => new PostgresBackend({ connectionString: url, tableName: "leadline_jobs" });
}
