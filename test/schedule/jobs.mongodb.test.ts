import { randomUUID } from "node:crypto";
import { MongoClient } from "mongodb";
import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { jobBackend } from "../../src/schedule/job-backends.ts";
import { createWaker } from "../../src/schedule/waker.ts";
import { describeJobs } from "../contract/jobs.ts";
import { until } from "../crash/until.ts";
import { quietLog } from "../support/fake-host.ts";
import { startFakeMongo } from "../support/mongodb/server.ts";

describeJobs("MongoDB, by Agenda's own backend", async () => {
  const given = process.env.TEST_MONGODB_URL;
  if (given === undefined) {
    const server = await startFakeMongo();
    return { backend: await jobBackend(server.url, { jobs: noStore }), close: () => server.stop() };
  }
  const url = new URL(given);
  url.pathname = `/leadline-${randomUUID()}`;
  return {
    backend: await jobBackend(url.href, { jobs: noStore }),
    async close() {
      const client = await MongoClient.connect(url.href);
      await client.db().dropDatabase();
      await client.close();
    },
  };
});

it("looks without a MongoDB that is away, says so, and uses it once it is there", async () => {
  const port = await freePort();
  let looks = 0;
  const waker = createWaker({
    backend: await jobBackend(`mongodb://127.0.0.1:${port}/leadline?serverSelectionTimeoutMS=200`, {
      jobs: noStore,
    }),
    name: "worker",
    clock: systemClock,
    log: quietLog,
    run: async () => {
      looks += 1;
    },
    nextDue: async () => null,
    everyMs: 100,
    pollMs: 100,
    retryMs: 100,
  });
  onTestFinished(() => waker.stop());
  waker.start();
  await until(() => looks >= 3 && waker.health().detail.includes("cannot be reached"));
  expect(waker.health().ok).toBe(false);
  const server = await startFakeMongo(port);
  onTestFinished(() => server.stop());
  await until(() => waker.health().ok);
  await until(() => server.commands.includes("findAndModify"));
});

it("looks in time for what falls due, although the job store is away", async () => {
  const due = new Date(Date.now() + 300);
  const looks: Date[] = [];
  const waker = createWaker({
    backend: await jobBackend(
      `mongodb://127.0.0.1:${await freePort()}/leadline?serverSelectionTimeoutMS=200`,
      {
        jobs: noStore,
      },
    ),
    name: "worker",
    clock: systemClock,
    log: quietLog,
    run: async () => {
      looks.push(new Date());
    },
    nextDue: async () => (looks.some((look) => look >= due) ? null : due.toISOString()),
    // Nothing else makes it look.
    everyMs: 3_600_000,
    retryMs: 3_600_000,
  });
  onTestFinished(() => waker.stop());
  waker.start();
  await until(() => looks.some((look) => look >= due));
  expect(waker.health().ok).toBe(false);
});

async function freePort(): Promise<number> {
  const server = await startFakeMongo();
  const { port } = new URL(server.url);
  await server.stop();
  return Number(port);
}

function noStore(): never {
  throw new Error("the store's own jobs are not asked for");
}
