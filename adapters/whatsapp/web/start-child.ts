import { type ChildProcess, fork } from "node:child_process";
import { plainEnvironment } from "../../../src/config.ts";
import { ANSWERS, type Asked, type Order, type Report, reportSchema } from "./protocol.ts";

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;
/** An order that is answered, as it is asked for. */
export type Question = WithoutId<Extract<Order, { id: number }>>;
/** The answer to a question. */
export type AnswerTo<Q extends Question> = ReturnType<(typeof ANSWERS)[Q["type"] & Asked]["parse"]>;

/** The child did not answer: it had not got the question, or nobody knows what it did. */
export class ChildSilent extends Error {
  /** Whether the child had the question when it fell silent, so that it may have acted on it. */
  readonly asked: boolean;
  constructor(message: string, asked: boolean) {
    super(message);
    this.asked = asked;
  }
}

/** The process with the browser, from its start to its end. */
export interface Child {
  readonly pid: number | undefined;
  tell(order: Extract<Order, { type: "start" | "seen" | "stop" }>): void;
  /**
   * Ask and wait for the answer. Rejects with {@link ChildSilent} after `timeoutMs` or when the child ends first,
   * and with an Error that carries the library's words when it failed.
   */
  ask<Q extends Question>(question: Q, timeoutMs: number): Promise<AnswerTo<Q>>;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
  /** End it at once. */
  kill(): void;
}

/**
 * Start the child. `onReport` hears everything that it tells by itself; what cannot be read is counted as a note,
 * without its content. It says nothing after `ended`.
 */
export function startChild(
  onReport: (report: Exclude<Report, { id: number; type: "answer" | "failed" }>) => void,
): Child {
  const process = forkChild();
  const waiting = new Map<number, { settle(report: Report | ChildSilent): void; type: Asked }>();
  let lastId = 0;
  let gone = false;
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      gone = true;
      for (const { settle } of waiting.values())
        settle(new ChildSilent("the browser's process has ended", true));
      resolve();
    };
    process.once("exit", end);
    // It could not be started at all.
    process.once("error", end);
  });
  process.on("message", (raw) => {
    const parsed = reportSchema.safeParse(raw);
    if (!parsed.success) return onReport({ type: "note", note: "a report of the child could not be read" });
    const report = parsed.data;
    if (report.type === "answer" || report.type === "failed") waiting.get(report.id)?.settle(report);
    else if (!gone) onReport(report);
  });

  return {
    pid: process.pid,
    ended,
    tell(order) {
      if (process.connected) process.send(order, () => {});
    },
    ask(question, timeoutMs) {
      lastId += 1;
      const id = lastId;
      const schema = ANSWERS[question.type];
      return new Promise((resolve, reject) => {
        if (gone || !process.connected)
          return reject(new ChildSilent("the browser's process has ended", false));
        const timer = setTimeout(
          () => settle(new ChildSilent(`no answer within ${timeoutMs} ms`, true)),
          timeoutMs,
        );
        const settle = (report: Report | ChildSilent) => {
          clearTimeout(timer);
          waiting.delete(id);
          if (report instanceof ChildSilent) return reject(report);
          if (report.type !== "answer")
            return reject(new Error(report.type === "failed" ? report.reason : "an answer of another kind"));
          const value = schema.safeParse(report.value);
          if (value.success) resolve(value.data as AnswerTo<typeof question>);
          else reject(new ChildSilent("the answer could not be read", true));
        };
        waiting.set(id, { settle, type: question.type });
        process.send({ ...question, id }, (error: Error | null) => {
          if (error) settle(new ChildSilent("the browser's process has ended", false));
        });
      });
    },
    kill() {
      process.kill("SIGKILL");
    },
  };
}

/**
 * From the sources (tests, development) a small module in JavaScript makes TypeScript readable first. Bytes travel as
 * they are. What the child prints is its libraries' talk, which may hold messages: nobody keeps it.
 */
function forkChild(): ChildProcess {
  const fromSource = import.meta.url.endsWith(".ts");
  const module = new URL(fromSource ? "./child/from-source.mjs" : "./child/main.js", import.meta.url);
  return fork(module, {
    execArgv: [],
    // A browser has no use for the tokens of other channels.
    env: plainEnvironment(),
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
}
