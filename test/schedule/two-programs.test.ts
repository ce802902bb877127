import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, it, onTestFinished } from "vitest";
import { copyFlows } from "../crash/config.ts";
import { readData } from "../crash/data.ts";
import { EPOCH } from "../crash/epoch.ts";
import { type Program, startProgram } from "../crash/process.ts";
import { until } from "../crash/until.ts";
import { CHANNELS, type ProviderOutcome } from "../crash/wire.ts";
import { freshPostgresUrl } from "../support/database.ts";
import { startFakeMongo } from "../support/mongodb/server.ts";

/**
 * Programs that share a PostgreSQL, of which one is killed and one stands still past its lease, whatever keeps the jobs
 * that wake them.
 */

/** Where the jobs are kept, by Agenda's own backends besides the database that is shared. `used`: it was asked for jobs. */
interface JobStore {
  url?: string;
  used(): Promise<boolean>;
}

const JOB_STORES: Record<string, () => Promise<JobStore>> = {
  "the same database": async () => ({ used: async () => true }),
  "a PostgreSQL of their own": async () => {
    const url = await freshPostgresUrl();
    return { url, used: () => hasJobs(url) };
  },
  MongoDB: async () => {
    const server = await startFakeMongo();
    onTestFinished(() => server.stop());
    return { url: server.url, used: async () => server.commands.includes("findAndModify") };
  },
};

async function hasJobs(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rowCount } = await client.query("SELECT FROM leadline_jobs");
  await client.end();
  return rowCount !== 0;
}

const PROSPECTS = 40;
const MINUTE = 60_000;

/** Sends of the one that stands still, before it does. */
const SENDS = 3;

/** A program that takes part; `deaf`: its channel no longer answers it, though what it sends arrives. */
interface Worker {
  program: Program;
  sends: number;
  deaf: boolean;
  /** It has said that nothing is left for it to do. */
  isDrained: boolean;
  /** Its clock, in ms since the beginning: it goes on for who stands still, too. */
  setClock(ms: number): Promise<void>;
  /** Let it hear what became of its sends, as late as it is. */
  answer(outcome: ProviderOutcome): void;
}

it.each(Object.keys(JOB_STORES))(
  "do nothing twice and miss nothing, and the late one changes nothing: jobs in %s",
  {
    timeout: 300_000,
  },
  async (kept) => {
    const jobStore = await JOB_STORES[kept]!();
    /** What reached its reader, by the id of the send: the same for all programs. */
    const delivered = new Map<string, number>();
    const folder = await mkdtemp(join(tmpdir(), "leadline-two-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await copyFlows(folder);
    const databaseUrl = await freshPostgresUrl();
    const offset = EPOCH.getTime() - Date.now();

    let workers = 0;
    async function aWorker(laterMs: number, standStillAfter?: number): Promise<Worker> {
      workers += 1;
      const clockFile = join(folder, `clock-${workers}`);
      const setClock = (ms: number) => writeFile(clockFile, String(offset + ms));
      await setClock(laterMs);
      const program = startProgram();
      onTestFinished(() => program.kill());
      await program.loaded;
      const held: number[] = [];
      const worker: Worker = {
        program,
        sends: 0,
        deaf: standStillAfter !== undefined,
        isDrained: false,
        setClock,
        answer(outcome) {
          worker.deaf = false;
          for (const call of held.splice(0)) program.post({ type: "answer", call, value: outcome });
        },
      };
      let up = false;
      program.listen((message) => {
        if (message.type === "up") up = true;
        if (message.type === "drained") worker.isDrained = true;
        if (message.type === "accepted") accepted += 1;
        if (message.type === "send") {
          const { id } = message.envelope;
          delivered.set(id, (delivered.get(id) ?? 0) + 1);
          worker.sends += 1;
          if (worker.deaf) held.push(message.call);
          else program.post({ type: "answer", call: message.call, value: { kind: "sent", externalId: id } });
        }
        if (message.type === "look-up") {
          const { id } = message.envelope;
          const value = delivered.has(id) ? { kind: "found", externalId: id } : { kind: "absent" };
          program.post({ type: "answer", call: message.call, value });
        }
      });
      program.post({
        type: "go",
        databaseUrl,
        folder,
        clockOffsetMs: 0,
        clockFile,
        aim: null,
        standStillAfter,
        ...(jobStore.url === undefined ? {} : { jobsUrl: jobStore.url }),
      });
      // Who stands still may do so before it could say that it is up.
      await until(() => up || worker.sends === standStillAfter);
      return worker;
    }
    let accepted = 0;
    const leap = 31 * MINUTE;
    /** Nothing is left to do, and nothing is due until `laterMs` after the beginning. */
    async function isQuiet(laterMs: number): Promise<boolean> {
      const { inbox, outbox, timers } = await readData(databaseUrl);
      const due = new Date(Date.now() + offset + laterMs).toISOString();
      return (
        inbox.every(({ status }) => status === "done") &&
        outbox.every(({ status }) => status === "sent") &&
        timers.every(({ status, dueAt }) => status !== "pending" || dueAt > due)
      );
    }

    const first = await aWorker(0);
    for (let n = 1; n <= PROSPECTS; n += 1) {
      const chatId = `chat-${n}`;
      const event = {
        type: "message" as const,
        externalId: `${chatId}-1`,
        chatId,
        at: EPOCH.toISOString(),
        from: { identities: [{ kind: "telegram", value: chatId }] },
        text: "Hi",
        attachments: [],
      };
      first.program.post({ type: "deliver", id: n, channel: CHANNELS.asked, event });
    }
    await until(() => accepted === PROSPECTS);
    await until(() => isQuiet(0), 500);
    const greeted = delivered.size;

    // Half an hour later each is asked once more: two wake at the same moment. One stands still in the middle of its
    // sends, with others that it has claimed and not begun; or, where the other was faster, with none.
    first.program.kill();
    const [still, killed] = await Promise.all([aWorker(leap, SENDS), aWorker(leap)]);
    await until(() => still.sends >= SENDS || delivered.size >= greeted + PROSPECTS);
    const pid = still.program.pid();
    process.kill(pid, "SIGSTOP");
    // The other is killed, so that only what is written tells of what they have done.
    killed.program.kill();
    await killed.program.gone;

    // Past both leases a third takes it all up.
    const third = await aWorker(leap + 2 * MINUTE);
    await until(() => isQuiet(leap), 500);
    const before = await readData(databaseUrl);

    // It wakes up, and reports that what it sent did not go out: nobody believes it.
    await still.setClock(leap + 2 * MINUTE);
    process.kill(pid, "SIGCONT");
    still.answer({ kind: "retry", afterMs: 0, reason: "the connection broke" });
    still.program.post({ type: "drain" });
    await until(() => still.isDrained);
    await until(() => isQuiet(leap), 500);
    const after = await readData(databaseUrl);
    third.program.kill();
    still.program.kill();

    for (const data of [before, after]) {
      const nudged = data.activities.filter(({ kind }) => kind === "nudged");
      expect(nudged).toHaveLength(PROSPECTS);
      expect(new Set(nudged.map(({ leadId }) => leadId)).size).toBe(PROSPECTS);
    }
    expect(after.outbox).toEqual(before.outbox);
    expect([...delivered.values()].every((times) => times === 1)).toBe(true);
    expect([...delivered.keys()].sort()).toEqual(after.outbox.map(({ id }) => id).sort());
    expect(await jobStore.used()).toBe(true);
  },
);
