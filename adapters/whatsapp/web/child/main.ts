import { explainError } from "../../../../src/errors.ts";
import { orderSchema, type Report } from "../protocol.ts";
import { createSession, type Session } from "./session.ts";

/*
 * The process with the browser: one session of WhatsApp Web from start to end. It never heals itself by starting
 * over: whatever it cannot go on from ends it, and the main process starts another.
 */

let session: Session | null = null;
let ending = false;

process.on("message", (raw) => {
  const parsed = orderSchema.safeParse(raw);
  if (!parsed.success) return end("fault", "an order could not be read");
  const order = parsed.data;
  if (order.type === "start") {
    session ??= createSession(order, report, end);
    return;
  }
  if (order.type === "stop") return end("stop", "asked to");
  if (session === null) return;
  const running = session;
  if (order.type === "seen") {
    running.seen(order.chat).catch((error) => report({ type: "note", note: explain(error) }));
    return;
  }
  running.answer(order).then(
    (value) => report({ type: "answer", id: order.id, value }),
    (error) => report({ type: "failed", id: order.id, reason: explain(error) }),
  );
});

// The main process is gone: nobody would hear what comes in.
process.on("disconnect", () => end("stop", "the main process is gone"));
// The terminal sends these to everybody; the main process decides when we end.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});

process.on("uncaughtException", (error) => end("fault", explain(error)));
process.on("unhandledRejection", (error) => {
  const reason = explain(error);
  // The page went elsewhere while the library was looking at it: its next look, or our next beat, tells.
  if (NAVIGATED.test(reason)) return report({ type: "note", note: reason });
  end("fault", reason);
});

const NAVIGATED =
  /execution context|detached frame|cannot find context|navigat|already exists|target closed|session closed|waiting for/i;

function report(message: Report): void {
  if (process.connected) process.send?.(message, undefined, {}, () => {});
}

/** Tell why, close the browser, and end. What hangs is not waited for: the main process ends what is left. */
function end(why: "logout" | "state" | "fault" | "stop", detail: string): void {
  if (ending) return;
  ending = true;
  report({ type: "ended", why, detail });
  const leave = () => process.exit(why === "stop" ? 0 : 1);
  setTimeout(leave, 4_000).unref();
  Promise.resolve(session?.close()).then(leave, leave);
}

/** The library throws errors and plain strings. */
function explain(error: unknown): string {
  return explainError(error).slice(0, 500);
}
