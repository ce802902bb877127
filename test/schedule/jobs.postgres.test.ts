import { jobBackend } from "../../src/schedule/job-backends.ts";
import { describeJobs } from "../contract/jobs.ts";
import { freshPostgresUrl } from "../support/database.ts";

describeJobs("another PostgreSQL, by Agenda's own backend", async () => {
  const url = await freshPostgresUrl();
  return { backend: jobBackend(url, { jobs: noStore }), close: async () => {} };
});

function noStore(): never {
  throw new Error("the store's own jobs are not asked for");
}
