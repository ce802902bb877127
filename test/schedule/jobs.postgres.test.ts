import pg from "pg";
import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { jobBackend } from "../../src/schedule/job-backends.ts";
import { createWaker } from "../../src/schedule/waker.ts";
import { describeJobs } from "../contract/jobs.ts";
import { until } from "../crash/until.ts";
import { freshPostgresUrl } from "../support/database.ts";
import { quietLog } from "../support/fake-host.ts";

describeJobs("another PostgreSQL, by Agenda's own backend", async () => {
  const url = await freshPostgresUrl();
  return { backend: await jobBackend(url, { jobs: noStore }), close: async () => {} };
});

it("looks on although the table of the jobs was dropped, and makes it anew", async () => {
  const url = await freshPostgresUrl();
  let looks = 0;
  const waker = createWaker({
    backend: await jobBackend(url, { jobs: noStore }),
    name: "worker",
    clock: systemClock,
    log: quietLog,
    run: async () => {
      looks += 1;
    },
    nextDue: async () => null,
    everyMs: 200,
    pollMs: 100,
    retryMs: 100,
  });
  onTestFinished(() => waker.stop());
  waker.start();
  await until(() => waker.health().ok);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query("DROP TABLE leadline_jobs");
  const before = looks;
  await until(() => looks > before + 2);
  await until(async () => {
    const { rows } = await client.query("SELECT to_regclass('leadline_jobs') AS found");
    return rows[0]?.found !== null;
  }, 50);
  await until(() => waker.health().ok);
  expect(looks).toBeGreaterThan(before);
});

function noStore(): never {
  throw new Error("the store's own jobs are not asked for");
}
