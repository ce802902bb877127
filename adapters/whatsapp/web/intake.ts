import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Supervisor, Told } from "./supervisor.ts";
import { createTake, type Take, type TakeOptions } from "./take.ts";

export interface Intake {
  /** Take what the session tells. */
  told(report: Told): void;
  /** Fetch what came while nobody listened. Call it whenever the session has become ready. */
  catchUp(): void;
  /** Stop taking, and resolve once what is under way is through. */
  stop(): Promise<void>;
}

export interface IntakeOptions extends Omit<TakeOptions, "signal" | "supervisor"> {
  supervisor: Pick<Supervisor, "ask" | "seen" | "state">;
}

/** Messages looked back for beside what the mark says, in seconds: they may have been under way. */
const OVERLAP = 600;
const MARK = "whatsapp-caught-up";
const MARK_EVERY_MS = 60_000;
const CHATS = 200;
const PER_CHAT = 100;
/** Reports that wait, of one chat and before a catch-up; beyond that they are fetched from the chats later. */
const MAX_WAITING = 500;
const CATCH_UP_TIMEOUT_MS = 60_000;

/**
 * What comes in, in order within each chat, and stored before it counts as read. What cannot be stored is not lost:
 * it stays in the chat, and all of the chat from there on is fetched again, in order, until it can. A mark in the
 * host's memory says up to when everything was stored; what came since is fetched whenever the session is ready,
 * read on the phone or not.
 */
export function createIntake(options: IntakeOptions): Intake {
  const { host, supervisor } = options;
  const stopping = new AbortController();
  const take: Take = createTake({ ...options, signal: stopping.signal });
  const queues = new Map<string, { waiting: number; last: Promise<void>; heard: boolean }>();
  /** Chats of which something was not stored: their order is kept by fetching all from there on again. */
  const behind = new Set<string>();
  /** Those of which more came while a catch-up was asked for. */
  const missed = new Set<string>();
  /** What came before or during the asking of a catch-up: it is taken after what is older. */
  let held: Told[] = [];
  let holding = true;
  let catching: Promise<void> | null = null;
  let again = false;
  let retry: NodeJS.Timeout | undefined;
  let failures = 0;
  const marking = setInterval(() => void markIfQuiet(), MARK_EVERY_MS);

  function inOrder(chat: string, work: () => Promise<boolean>): Promise<void> {
    const queue = queues.get(chat) ?? { waiting: 0, last: Promise.resolve(), heard: false };
    queues.set(chat, queue);
    queue.waiting += 1;
    const mine = queue.last
      .then(async () => {
        if (!stopping.signal.aborted && (await work())) queue.heard = true;
      })
      .catch((error) => fallBehind(chat, error))
      .then(() => {
        queue.waiting -= 1;
        if (queue.waiting > 0) return;
        queues.delete(chat);
        // Only now does WhatsApp, and the phone, count it as read.
        if (queue.heard && !behind.has(chat) && !stopping.signal.aborted) supervisor.seen(chat);
      });
    queue.last = mine;
    return mine;
  }

  function fallBehind(chat: string, error: unknown): void {
    behind.add(chat);
    if (stopping.signal.aborted) return;
    host.log.warn({ error }, "A WhatsApp message could not be taken yet; it is fetched again");
    tryLater();
  }

  function tryLater(): void {
    if (retry !== undefined || stopping.signal.aborted) return;
    const wait = Math.min(60_000, options.retryMs * 2 ** failures);
    failures += 1;
    retry = setTimeout(() => {
      retry = undefined;
      catchUp();
    }, wait);
  }

  function queue(report: Told): void {
    if (report.type !== "message") {
      // Edits are not fetched again: they wait until they are stored, and what follows waits with them.
      void inOrder(report.chat, () => (report.type === "edit" ? untilTaken(report) : take(report)));
      return;
    }
    const { chat } = report.message;
    if (behind.has(chat)) {
      missed.add(chat);
      tryLater();
      return;
    }
    if ((queues.get(chat)?.waiting ?? 0) >= MAX_WAITING) {
      fallBehind(chat, new Error("too many wait"));
      return;
    }
    void inOrder(chat, async () => !behind.has(chat) && take(report));
  }

  async function untilTaken(report: Told): Promise<boolean> {
    for (let wait = options.retryMs; ; wait = Math.min(60_000, wait * 2)) {
      try {
        return await take(report);
      } catch (error) {
        host.log.warn({ error }, "An edit on WhatsApp could not be stored yet");
        await sleep(wait, undefined, { signal: stopping.signal });
      }
    }
  }

  function catchUp(): void {
    if (stopping.signal.aborted) return;
    again = catching !== null;
    catching ??= fetchUnseen()
      .catch((error) => {
        host.log.warn({ error }, "What came in on WhatsApp meanwhile could not be fetched yet");
        // Better late in order than never: a page that changed must not keep back what it tells by itself.
        release();
        tryLater();
      })
      .finally(() => {
        catching = null;
        if (again) catchUp();
      });
  }

  function release(): void {
    const waiting = held;
    held = [];
    holding = false;
    for (const report of waiting) queue(report);
  }

  async function fetchUnseen(): Promise<void> {
    // The session calls again as soon as it is ready.
    if (supervisor.state().phase !== "ready") return;
    const began = now();
    holding = true;
    missed.clear();
    const mark = await readMark();
    const wish = { since: Math.max(mark.floor, mark.since - OVERLAP), floor: mark.floor };
    const { messages, capped } = await supervisor.ask(
      { type: "catch-up", ...wish, chats: CHATS, perChat: PER_CHAT },
      CATCH_UP_TIMEOUT_MS,
    );
    if (capped) host.log.warn({}, "More came in on WhatsApp meanwhile than is fetched; see the phone");
    behind.clear();
    // These go on once more: the answer may be older than what was left out.
    for (const chat of missed) behind.add(chat);
    const done = messages.map((message) =>
      inOrder(message.chat, async () => !behind.has(message.chat) && take({ type: "message", message })),
    );
    release();
    await Promise.all(done);
    if (behind.size > 0) return tryLater();
    failures = 0;
    if (!stopping.signal.aborted) await writeMark({ ...mark, since: began });
  }

  async function markIfQuiet(): Promise<void> {
    if (catching || retry || behind.size > 0 || queues.size > 0 || held.length > 0) return;
    if (supervisor.state().phase !== "ready" || stopping.signal.aborted) return;
    const began = now();
    await readMark()
      .then((mark) => writeMark({ ...mark, since: began }))
      .catch((error) => host.log.debug({ error }, "The mark of WhatsApp could not be stored"));
  }

  /** Before the first start nobody has written to the bot: older messages are left to the phone. */
  async function readMark(): Promise<Mark> {
    const stored = markSchema.safeParse(await host.memory.get(MARK));
    if (stored.success) return stored.data;
    const mark = { since: now(), floor: now() };
    await writeMark(mark);
    return mark;
  }

  async function writeMark(mark: Mark): Promise<void> {
    await host.memory.set(MARK, mark);
  }

  function now(): number {
    return Math.floor(host.clock.now().getTime() / 1000);
  }

  void readMark().catch((error) => host.log.debug({ error }, "The mark of WhatsApp could not be stored"));

  return {
    told(report) {
      if (stopping.signal.aborted) return;
      if (supervisor.state().phase === "ready" && !holding) return queue(report);
      if (held.length < MAX_WAITING) held.push(report);
      else if (report.type === "message") behind.add(report.message.chat);
    },
    catchUp,
    async stop() {
      stopping.abort();
      clearInterval(marking);
      clearTimeout(retry);
      await Promise.all([...queues.values()].map(({ last }) => last));
      await catching;
    },
  };
}

const markSchema = z.object({ since: z.number(), floor: z.number() });
type Mark = z.infer<typeof markSchema>;
