import { Agenda, type AgendaBackend, type JobParameters, type JobRepository } from "agenda";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { createWaker, type Waker, type WakerOptions } from "../../src/schedule/waker.ts";
import { until } from "../crash/until.ts";
import { quietLog } from "../support/fake-host.ts";

export interface JobStore {
  /** A backend on the same empty store each time, as of another process. */
  backend(): AgendaBackend;
  close(): Promise<void>;
}

/** What every place for Agenda's jobs must do, so that what is due is looked for in time. */
export function describeJobs(name: string, open: () => Promise<JobStore>): void {
  describe(`jobs on ${name}`, () => {
    let store: JobStore;
    const leaving: (() => Promise<unknown>)[] = [];
    beforeEach(async () => {
      store = await open();
    });
    afterEach(async () => {
      for (const leave of leaving.splice(0).reverse()) await leave();
      await store.close();
    });

    async function repository(): Promise<JobRepository> {
      const agenda = new Agenda({ backend: store.backend() });
      await agenda.ready;
      leaving.push(async () => {
        // An Agenda that was never started does not disconnect.
        await agenda.start();
        await agenda.stop();
      });
      return agenda.db;
    }

    const aJob = (facts: Partial<JobParameters> = {}): JobParameters => ({
      name: "task",
      priority: 0,
      type: "normal",
      nextRunAt: new Date(Date.now() - 1_000),
      data: {},
      ...facts,
    });
    const soon = () => new Date(Date.now() + 5_000);
    const expired = () => new Date(Date.now() - 60_000);
    const next = (jobs: JobRepository) =>
      jobs.getNextJobToRun("task", soon(), expired(), undefined, undefined);

    it("keep a job with its data and its time to the millisecond", async () => {
      const jobs = await repository();
      const nextRunAt = new Date("2026-11-22T10:00:00.123Z");
      const { _id } = await jobs.saveJob(
        aJob({ nextRunAt, data: { at: 7, who: "Zé" }, priority: 5 }),
        undefined,
      );
      expect(await jobs.getJobById(String(_id))).toMatchObject({
        name: "task",
        nextRunAt,
        data: { at: 7, who: "Zé" },
        priority: 5,
        type: "normal",
      });
    });

    it("give each due job to one of many who ask at once, the soonest first", async () => {
      const [one, other] = [await repository(), await repository()];
      for (let i = 0; i < 5; i++) {
        await one.saveJob(aJob({ nextRunAt: new Date(Date.now() - 10_000 + i), data: { i } }), undefined);
      }
      const taken = await Promise.all(Array.from({ length: 20 }, (_, i) => next(i % 2 === 0 ? one : other)));
      const ids = taken.flatMap((job) => (job === undefined ? [] : [String(job._id)]));
      expect(ids).toHaveLength(5);
      expect(new Set(ids).size).toBe(5);
      await one.saveJob(aJob({ nextRunAt: new Date(Date.now() - 1_000), data: { i: "later" } }), undefined);
      await one.saveJob(aJob({ nextRunAt: new Date(Date.now() - 2_000), data: { i: "sooner" } }), undefined);
      expect((await next(one))?.data).toEqual({ i: "sooner" });
    });

    it("give nothing that lies ahead, is switched off, or is held", async () => {
      const jobs = await repository();
      await jobs.saveJob(aJob({ nextRunAt: new Date(Date.now() + 60_000) }), undefined);
      await jobs.saveJob(aJob({ disabled: true }), undefined);
      expect(await next(jobs)).toBeUndefined();
      await jobs.saveJob(aJob(), undefined);
      expect(await next(jobs)).toBeDefined();
      expect(await next(jobs)).toBeUndefined();
    });

    it("give a job again whose holder has not been heard of for too long", async () => {
      const jobs = await repository();
      const { _id } = await jobs.saveJob(aJob(), undefined);
      await next(jobs);
      const later = await jobs.getNextJobToRun(
        "task",
        soon(),
        new Date(Date.now() + 1_000),
        undefined,
        undefined,
      );
      expect(String(later?._id)).toBe(String(_id));
    });

    it("keep what became of a run, and say when its job is gone", async () => {
      const jobs = await repository();
      const job = await jobs.saveJob(aJob(), undefined);
      const held = (await next(jobs))!;
      const { lockedAt: _lock, ...free } = held;
      await jobs.saveJobState(
        { ...free, nextRunAt: null, lastFinishedAt: new Date(), failCount: 2 },
        undefined,
      );
      expect(await next(jobs)).toBeUndefined();
      expect(await jobs.getJobById(String(job._id))).toMatchObject({ failCount: 2, nextRunAt: null });
      expect(await jobs.removeJobs({ name: "task" })).toBe(1);
      await expect(jobs.saveJobState(free, undefined)).rejects.toThrow();
    });

    it("have one single job of a name, whose time that has come stays", async () => {
      const jobs = await repository();
      const single = (nextRunAt: Date) => aJob({ type: "single", nextRunAt, repeatInterval: 1_000 });
      const due = new Date(Date.now() - 500);
      await jobs.saveJob(single(due), undefined);
      await jobs.saveJob(single(new Date(Date.now() - 100)), undefined);
      const { jobs: all } = await jobs.queryJobs({ name: "task" });
      expect(all).toHaveLength(1);
      expect(all[0]!.nextRunAt).toEqual(due);
    });

    it("have one of those that are unique by their data", async () => {
      const jobs = await repository();
      const unique = (at: number) =>
        aJob({ data: { at }, unique: { "data.at": at }, uniqueOpts: { insertOnly: true } });
      for (const at of [1, 2, 1, 1, 2]) await jobs.saveJob(unique(at), undefined);
      expect((await jobs.queryJobs({ name: "task" })).total).toBe(2);
    });

    it("switch jobs off and on, count, name and forget them", async () => {
      const jobs = await repository();
      await jobs.saveJob(aJob(), undefined);
      await jobs.saveJob(aJob({ name: "other", nextRunAt: new Date(Date.now() + 60_000) }), undefined);
      expect((await jobs.getDistinctJobNames()).sort()).toEqual(["other", "task"]);
      expect(await jobs.getQueueSize()).toBe(1);
      expect(await jobs.disableJobs({ name: "task" })).toBe(1);
      expect(await next(jobs)).toBeUndefined();
      expect(await jobs.enableJobs({ name: "task" })).toBe(1);
      expect(await jobs.getJobsOverview()).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ name: "task", total: 1 }),
          expect.objectContaining({ name: "other", total: 1, scheduled: 1 }),
        ]),
      );
      expect(await jobs.removeJobs({})).toBe(0);
      expect(await jobs.purgeAllJobs()).toBe(2);
      expect((await jobs.queryJobs()).total).toBe(0);
    });

    describe("wake", () => {
      /** Something that falls due, and what looking for it found. */
      function aWorker(
        due: () => Date | null,
        options: Partial<WakerOptions> = {},
      ): { waker: Waker; looks: Date[] } {
        const looks: Date[] = [];
        const waker = createWaker({
          backend: () => store.backend(),
          name: `worker-${leaving.length}`,
          clock: systemClock,
          log: quietLog,
          run: async () => looks.push(new Date()),
          nextDue: async () => due()?.toISOString() ?? null,
          pollMs: 100,
          retryMs: 100,
          ...options,
        });
        leaving.push(() => waker.stop());
        return { waker, looks };
      }

      it("when something falls due, not before everything is taken at the start", async () => {
        let due: Date | null = null;
        const { waker, looks } = aWorker(() => due);
        waker.start();
        await until(() => waker.health().ok && looks.length === 1);
        due = new Date(Date.now() + 400);
        const at = due;
        waker.changed();
        await until(() => looks.some((look) => look >= at));
      });

      it("when the soonest of many falls due", async () => {
        const due = Array.from({ length: 50 }, (_, i) => new Date(Date.now() + 400 + i * 60_000));
        const { waker, looks } = aWorker(() => due[0] ?? null);
        waker.start();
        await until(() => waker.health().ok);
        for (let i = 0; i < 20; i++) waker.changed();
        await until(() => looks.some((look) => look >= due[0]!));
      });

      it("for each of those that fall due within a second", async () => {
        const start = Date.now() + 500;
        const due = Array.from({ length: 6 }, (_, n) => new Date(start + n * 300));
        let last = new Date(0);
        const looks: Date[] = [];
        const { waker } = aWorker(() => due.find((each) => each > last) ?? null, {
          // Nothing else wakes it.
          everyMs: 3_600_000,
          run: async () => {
            last = new Date();
            looks.push(last);
          },
        });
        waker.start();
        await until(() => looks.some((look) => look >= due.at(-1)!));
      });

      it("one of two processes for the same moment, or both, but never none", async () => {
        const due = new Date(Date.now() + 600);
        const [one, other] = [aWorker(() => due), aWorker(() => due)];
        one.waker.start();
        other.waker.start();
        await until(() => one.waker.health().ok && other.waker.health().ok);
        await until(() => [...one.looks, ...other.looks].some((look) => look >= due));
      });

      it("although all jobs were wiped", async () => {
        let due: Date | null = null;
        const { waker, looks } = aWorker(() => due, { everyMs: 300 });
        waker.start();
        await until(() => waker.health().ok);
        await (await repository()).purgeAllJobs();
        due = new Date(Date.now() + 100);
        const at = due;
        await until(() => looks.some((look) => look >= at));
        await until(
          async () => (await (await repository()).queryJobs({ name: "leadline-heartbeat" })).total === 1,
          50,
        );
      });

      it("although all jobs were wiped while nobody ran", async () => {
        let due: Date | null = null;
        const first = aWorker(() => due);
        first.waker.start();
        await until(() => first.waker.health().ok);
        due = new Date(Date.now() + 60_000);
        first.waker.changed();
        await first.waker.stop();
        await (await repository()).purgeAllJobs();
        // By now it is due, and another falls due soon.
        due = new Date(Date.now() - 1_000);
        const second = aWorker(() => due);
        second.waker.start();
        await until(() => second.looks.length > 0);
        due = new Date(Date.now() + 300);
        const at = due;
        second.waker.changed();
        await until(() => second.looks.some((look) => look >= at));
      });

      it("two that share it, of which one ends in the middle: the other goes on", async () => {
        const due = new Date(Date.now() + 700);
        const [one, other] = [aWorker(() => due), aWorker(() => due)];
        one.waker.start();
        other.waker.start();
        await until(() => one.waker.health().ok && other.waker.health().ok);
        await one.waker.stop();
        await until(() => other.looks.some((look) => look >= due));
      });

      it("again after a look that failed", async () => {
        let fails = 1;
        const looks: Date[] = [];
        const { waker } = aWorker(() => null, {
          everyMs: 200,
          run: async () => {
            looks.push(new Date());
            fails -= 1;
            if (fails >= 0) throw new Error("the disk is full");
          },
        });
        waker.start();
        await until(() => looks.length >= 3);
      });
    });
  });
}
