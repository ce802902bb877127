import { randomUUID } from "node:crypto";
import {
  type AgendaBackend,
  computeJobState,
  InMemoryNotificationChannel,
  type JobParameters,
  type JobRepository,
  type JobRepositoryOptions,
  type JobsOverview,
  type JobsQueryOptions,
  type RemoveJobsOptions,
} from "agenda";
import type { Database, StatementResult } from "../database.ts";
import { holds, inOrderOf, isUniqueMatch } from "./match.ts";
import { LIST, type Row, SAVED, type Saved, toJob, toMs, toRow } from "./row.ts";

/**
 * Agenda's jobs in the program's own database, for those who run no other job store. Written for the few jobs that
 * wake the program: queries on states, data and `unique` read all jobs of a name.
 *
 * What Agenda 6 expects of a repository is told by its own MongoDB backend, and held by the contract suite of all
 * backends. Different from those: `unique` is atomic within the process, and across processes a `single` job is one by
 * the database's own key.
 */
export function createJobBackend(db: Database): AgendaBackend {
  return {
    name: db.dialect.name,
    ownsConnection: false,
    // Within the process; other processes look every few seconds, as Agenda does by itself.
    notificationChannel: new InMemoryNotificationChannel(),
    repository: createJobRepository(db),
    // The table comes with the migrations, and the connection is the store's.
    async connect() {},
    async disconnect() {},
  };
}

function createJobRepository(db: Database): JobRepository {
  const p = (n: number) => db.dialect.parameter(n);
  // Agenda goes by the machine's own clock, and locks by another would never hold or never end.
  const nowMs = () => Date.now();
  // Where one process writes, nobody else can come between reading and writing but itself.
  let uniqueSaves: Promise<unknown> = Promise.resolve();

  async function write(sql: string, params: Row): Promise<StatementResult> {
    const [result] = await db.write([{ sql, params }]);
    if (result === undefined) throw new Error("a statement gave no result");
    return result;
  }

  async function select(where = "", params: Row = []): Promise<Saved[]> {
    const rows = await db.read({ sql: `SELECT ${LIST} FROM "agenda_jobs"${where}`, params });
    return rows.map(toJob);
  }

  /** Those that fit; by id and name in SQL, by the rest here. */
  async function matching(options: RemoveJobsOptions & JobsQueryOptions): Promise<Saved[]> {
    const ids = options.id !== undefined ? [String(options.id)] : options.ids?.map(String);
    const names = options.name !== undefined ? [options.name] : options.names;
    const found = await select();
    return found.filter(
      (job) =>
        (ids === undefined || ids.includes(job._id)) &&
        (names === undefined || names.includes(job.name)) &&
        (names !== undefined || options.notNames === undefined || !options.notNames.includes(job.name)) &&
        (options.search === undefined || job.name.toLowerCase().includes(options.search.toLowerCase())) &&
        (options.data === undefined || holds(job.data, options.data)) &&
        (options.includeDisabled !== false || job.disabled !== true),
    );
  }

  async function onEach(options: RemoveJobsOptions, sql: string): Promise<number> {
    // Without any condition nothing is meant, as in Agenda's own backends.
    if (Object.values(options).every((value) => value === undefined)) return 0;
    const ids = (await matching(options)).map((job) => job._id);
    if (ids.length === 0) return 0;
    return (await write(`${sql} WHERE "id" IN (${db.dialect.texts(1)})`, [JSON.stringify(ids)])).changes;
  }

  const saved = (job: JobParameters, by: string | undefined): Row => {
    const row = toRow({ ...job, lastModifiedBy: by });
    return SAVED.map((name) => row[name]);
  };

  async function insert(job: JobParameters, by: string | undefined, tail = ""): Promise<Saved> {
    const params: Row = [randomUUID(), job.name, job.type === "single" ? job.name : null, ...saved(job, by)];
    const names = ["id", "name", "singleKey", ...SAVED].map((name) => `"${name}"`).join(", ");
    const places = params.map((_, i) => p(i + 1)).join(", ");
    const { rows } = await write(
      `INSERT INTO "agenda_jobs" (${names}) VALUES (${places}) ${tail} RETURNING ${LIST}`,
      params,
    );
    return toJob(one(rows));
  }

  async function update(id: string, job: JobParameters, by: string | undefined): Promise<Saved | null> {
    const sets = SAVED.map((name, i) => `"${name}" = ${p(i + 3)}`).join(", ");
    const { rows } = await write(
      `UPDATE "agenda_jobs" SET ${sets} WHERE "id" = ${p(1)} AND "name" = ${p(2)} RETURNING ${LIST}`,
      [id, job.name, ...saved(job, by)],
    );
    return rows[0] === undefined ? null : toJob(rows[0]);
  }

  /** One by its name. A time that has come stays, so that saving it again does not put it off. */
  function saveSingle(job: JobParameters, by: string | undefined): Promise<Saved> {
    const isDue = job.nextRunAt !== null && job.nextRunAt.getTime() <= nowMs();
    const sets = SAVED.map((name) =>
      name === "nextRunAt" && isDue
        ? `"nextRunAt" = coalesce("agenda_jobs"."nextRunAt", excluded."nextRunAt")`
        : `"${name}" = excluded."${name}"`,
    );
    return insert(job, by, `ON CONFLICT ("singleKey") DO UPDATE SET ${sets.join(", ")}`);
  }

  async function saveUnique(job: JobParameters, by: string | undefined): Promise<Saved> {
    const { unique = {}, uniqueOpts } = job;
    const old = (await matching({ name: job.name })).find((each) => isUniqueMatch(each, unique));
    const debounce = uniqueOpts?.debounce;
    if (old !== undefined && uniqueOpts?.insertOnly && !debounce) return old;
    let next = job;
    if (debounce) {
      const now = nowMs();
      const startedAt = old?.debounceStartedAt ?? new Date(now);
      const isLate = debounce.maxWait !== undefined && now - startedAt.getTime() >= debounce.maxWait;
      if (debounce.strategy === "leading") {
        next = { ...job, nextRunAt: old?.nextRunAt ?? job.nextRunAt, debounceStartedAt: startedAt };
      } else if (old !== undefined && isLate) {
        const { debounceStartedAt: _over, ...rest } = job;
        next = { ...rest, nextRunAt: new Date(now) };
      } else {
        next = { ...job, nextRunAt: new Date(now + debounce.delay), debounceStartedAt: startedAt };
      }
    }
    return (old && (await update(old._id, next, by))) ?? insert(next, by);
  }

  const repository: JobRepository = {
    async connect() {},
    async getJobById(id) {
      return (await select(` WHERE "id" = ${p(1)}`, [id]))[0] ?? null;
    },
    async queryJobs(options = {}) {
      const now = new Date();
      const found = (await matching(options))
        .map((job) => ({ ...job, state: computeJobState(job, now) }))
        .filter(({ state, disabled }) =>
          options.state === "paused"
            ? disabled === true
            : options.state === undefined || state === options.state,
        )
        .sort(inOrderOf(options.sort ?? { nextRunAt: "desc", lastRunAt: "desc" }));
      const from = options.skip ?? 0;
      return {
        jobs: found.slice(from, options.limit ? from + options.limit : undefined),
        total: found.length,
      };
    },
    async getJobsOverview() {
      const now = new Date();
      const overview = new Map<string, JobsOverview>();
      for (const job of await select()) {
        const counts = overview.get(job.name) ?? { name: job.name, ...NONE };
        counts.total += 1;
        counts[computeJobState(job, now)] += 1;
        if (job.disabled) counts.paused += 1;
        overview.set(job.name, counts);
      }
      return [...overview.values()];
    },
    async getDistinctJobNames() {
      return [...new Set((await select()).map((job) => job.name))].sort();
    },
    async getQueueSize() {
      const sql = `SELECT count(*) FROM "agenda_jobs" WHERE "nextRunAt" < ${p(1)}`;
      const [row] = await db.read({ sql, params: [nowMs()] });
      return Number(row?.[0] ?? 0);
    },
    removeJobs: (options) => onEach(options, `DELETE FROM "agenda_jobs"`),
    disableJobs: (options) => onEach(options, `UPDATE "agenda_jobs" SET "disabled" = 1`),
    enableJobs: (options) => onEach(options, `UPDATE "agenda_jobs" SET "disabled" = 0`),
    async purgeAllJobs() {
      return (await write(`DELETE FROM "agenda_jobs"`, [])).changes;
    },
    async unlockJob(job) {
      if (job._id === undefined) return;
      await write(
        `UPDATE "agenda_jobs" SET "lockedAt" = NULL WHERE "id" = ${p(1)} AND "nextRunAt" IS NOT NULL`,
        [job._id],
      );
    },
    async unlockJobs(ids) {
      if (ids.length === 0) return;
      const sql = `UPDATE "agenda_jobs" SET "lockedAt" = NULL WHERE "id" IN (${db.dialect.texts(1)})`;
      await write(sql, [JSON.stringify(ids.map(String))]);
    },
    async lockJob(job, options) {
      const due = toMs(job.nextRunAt);
      const { rows } = await write(
        `UPDATE "agenda_jobs" SET "lockedAt" = ${p(1)}, "lastModifiedBy" = ${p(2)} WHERE "id" = ${p(3)} AND "name" = ${p(4)} AND "lockedAt" IS NULL AND "disabled" = 0 AND ${due === null ? `"nextRunAt" IS NULL` : `"nextRunAt" = ${p(5)}`} RETURNING ${LIST}`,
        [nowMs(), nameOf(options), job._id ?? null, job.name, ...(due === null ? [] : [due])],
      );
      return rows[0] === undefined ? undefined : toJob(rows[0]);
    },
    async getNextJobToRun(name, nextScanAt, lockDeadline, now, options) {
      // On PostgreSQL two workers must not wait for, nor take, the same row; SQLite has one writer.
      const skip = db.dialect.name === "postgresql" ? " FOR UPDATE SKIP LOCKED" : "";
      const { rows } = await write(
        `UPDATE "agenda_jobs" SET "lockedAt" = ${p(1)}, "lastModifiedBy" = ${p(2)} WHERE "id" = (SELECT "id" FROM "agenda_jobs" WHERE "name" = ${p(3)} AND "disabled" = 0 AND (("lockedAt" IS NULL AND "nextRunAt" <= ${p(4)}) OR "lockedAt" <= ${p(5)}) ORDER BY "nextRunAt" ASC NULLS LAST, "priority" DESC LIMIT 1${skip}) RETURNING ${LIST}`,
        [now?.getTime() ?? nowMs(), nameOf(options), name, nextScanAt.getTime(), lockDeadline.getTime()],
      );
      return rows[0] === undefined ? undefined : toJob(rows[0]);
    },
    async saveJobState(job, options) {
      const { changes } = await write(
        `UPDATE "agenda_jobs" SET "lockedAt" = ${p(1)}, "nextRunAt" = ${p(2)}, "lastRunAt" = ${p(3)}, "progress" = ${p(4)}, "failReason" = ${p(5)}, "failCount" = ${p(6)}, "failedAt" = ${p(7)}, "lastFinishedAt" = ${p(8)}, "lastModifiedBy" = ${p(9)} WHERE "id" = ${p(10)} AND "name" = ${p(11)}`,
        [
          toMs(job.lockedAt),
          toMs(job.nextRunAt),
          toMs(job.lastRunAt),
          job.progress ?? null,
          job.failReason ?? null,
          job.failCount ?? null,
          toMs(job.failedAt),
          toMs(job.lastFinishedAt),
          nameOf(options),
          job._id ?? null,
          job.name,
        ],
      );
      if (changes !== 1) throw new Error(`the job ${job.name} is not in the database any more`);
    },
    async saveJob<DATA>(
      given: JobParameters<DATA>,
      options: JobRepositoryOptions | undefined,
    ): Promise<JobParameters<DATA>> {
      const job: JobParameters = given;
      const by = options?.lastModifiedBy;
      const result = await save(job, by);
      return { ...given, ...result, data: given.data };
    },
  };

  async function save(job: JobParameters, by: string | undefined): Promise<JobParameters> {
    if (job._id !== undefined) return (await update(job._id, job, by)) ?? job;
    if (job.type === "single") return saveSingle(job, by);
    if (job.unique === undefined) return insert(job, by);
    const saving = uniqueSaves.then(() => saveUnique(job, by));
    uniqueSaves = saving.catch(() => {});
    return saving;
  }

  return repository;
}

const NONE = {
  total: 0,
  running: 0,
  scheduled: 0,
  queued: 0,
  completed: 0,
  failed: 0,
  repeating: 0,
  paused: 0,
};

function one<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) throw new Error("a job that was written did not come back");
  return row;
}

function nameOf(options: JobRepositoryOptions | undefined): string | null {
  return options?.lastModifiedBy ?? null;
}
