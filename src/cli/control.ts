import { chmodSync, existsSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { relative } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { byHandSchema } from "../engine/decide-learning.ts";
import { explainError, LeadlineError } from "../errors.ts";
import { exampleSchema, planSchema, stateSchema } from "../leads/learn/learning-schema.ts";
import type { Log } from "../log.ts";
import { previewAnswerSchema, previewRequestSchema } from "./nurture-preview.ts";
import { deadDetailSchema, deadEntrySchema, type Operations } from "./operations.ts";
import { peopleAnswerSchema, peopleRequestSchema } from "./people-schema.ts";

/**
 * The way from a command to the program that runs: a socket beside the SQLite file, which only its owner can
 * open. Such a file has one writing process, so commands such as `leadline dead retry` must ask it. One JSON line asks, one
 * answers.
 */

const requestSchema = z.discriminatedUnion("operation", [
  z.object({ operation: z.literal("listDead") }),
  z.object({ operation: z.literal("showDead"), id: z.string() }),
  z.object({ operation: z.literal("retryDead"), ids: z.array(z.string()) }),
  z.object({ operation: z.literal("dropDead"), ids: z.array(z.string()) }),
  z.object({ operation: z.literal("ended") }),
  z.object({ operation: z.literal("examples"), ids: z.array(z.string()), plan: planSchema }),
  z.object({ operation: z.literal("learning") }),
  z.object({ operation: z.literal("learn"), what: byHandSchema }),
  z.object({ operation: z.literal("people"), request: peopleRequestSchema }),
  z.object({ operation: z.literal("previewNurture"), request: previewRequestSchema }),
]);
type Request = z.infer<typeof requestSchema>;

const answerSchema = z.union([z.object({ result: z.unknown() }), z.object({ error: z.string() })]);

/** The longest path of a Unix socket, in bytes, on Linux and macOS. */
const LONGEST_PATH = 100;

/**
 * Answer commands about the database `file` until `close`. A socket left by a killed program is replaced. Where
 * the path is too long for a socket, commands must wait until the program stops; the log says so.
 */
export async function serveControl(
  file: string,
  operations: Operations,
  log: Log,
): Promise<{ close(): Promise<void> }> {
  const path = socketPath(file);
  if (path === null) {
    log.warn({}, "The path of the database is too long for a control socket: commands need a stop");
    return { close: async () => {} };
  }
  // Whoever serves holds the lock of the database, so a socket that is there belongs to nobody.
  rmSync(path, { force: true });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    createInterface({ input: socket }).on("line", (line) => {
      void answer(operations, line).then((text) => socket.end(text));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** The operations of the program that has the database `file`; null when none answers. */
export async function connectControl(file: string): Promise<Operations | null> {
  const path = socketPath(file);
  if (path === null || !existsSync(path) || !(await answers(path))) return null;
  return {
    listDead: async () => z.array(deadEntrySchema).parse(await ask(path, { operation: "listDead" })),
    showDead: async (id) => deadDetailSchema.nullable().parse(await ask(path, { operation: "showDead", id })),
    retryDead: async (ids) => z.number().parse(await ask(path, { operation: "retryDead", ids })),
    dropDead: async (ids) => z.number().parse(await ask(path, { operation: "dropDead", ids })),
    ended: async () => z.array(z.string()).parse(await ask(path, { operation: "ended" })),
    examples: async (ids, plan) =>
      z.array(exampleSchema).parse(await ask(path, { operation: "examples", ids, plan })),
    learning: async () => stateSchema.parse(await ask(path, { operation: "learning" })),
    learn: async (what) => {
      await ask(path, { operation: "learn", what });
    },
    people: async (request) => peopleAnswerSchema.parse(await ask(path, { operation: "people", request })),
    previewNurture: async (request) =>
      previewAnswerSchema.parse(await ask(path, { operation: "previewNurture", request })),
  };
}

function socketPath(file: string): string | null {
  const absolute = `${file}.sock`;
  const near = relative(process.cwd(), absolute);
  const shorter = near.length < absolute.length ? near : absolute;
  return Buffer.byteLength(shorter) <= LONGEST_PATH ? shorter : null;
}

async function answer(operations: Operations, line: string): Promise<string> {
  try {
    const result = await perform(operations, requestSchema.parse(JSON.parse(line)));
    return `${JSON.stringify({ result })}\n`;
  } catch (error) {
    return `${JSON.stringify({ error: explainError(error) })}\n`;
  }
}

function perform(operations: Operations, request: Request): Promise<unknown> {
  switch (request.operation) {
    case "listDead":
      return operations.listDead();
    case "showDead":
      return operations.showDead(request.id);
    case "retryDead":
      return operations.retryDead(request.ids);
    case "dropDead":
      return operations.dropDead(request.ids);
    case "ended":
      return operations.ended();
    case "examples":
      return operations.examples(request.ids, request.plan);
    case "learning":
      return operations.learning();
    case "learn":
      return operations.learn(request.what).then(() => null);
    case "people":
      return operations.people(request.request);
    case "previewNurture":
      return operations.previewNurture(request.request);
  }
}

/** Whether somebody listens: a killed program leaves its socket behind. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

async function ask(path: string, request: Request): Promise<unknown> {
  const text = await new Promise<string>((resolve, reject) => {
    let received = "";
    const socket = connect(path, () => socket.write(`${JSON.stringify(request)}\n`));
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      received += chunk;
    });
    socket.once("error", reject);
    socket.once("close", () => resolve(received));
  }).catch((cause: unknown) => {
    throw stoppedMeanwhile(cause);
  });
  if (text === "") throw stoppedMeanwhile();
  const reply = answerSchema.parse(JSON.parse(text));
  if ("error" in reply) throw new Error(reply.error);
  return reply.result;
}

function stoppedMeanwhile(cause?: unknown): LeadlineError {
  return new LeadlineError("database-lost", "The running program stopped before it answered.", {
    fix: "Look whether it was done, then run the command again.",
    retryable: true,
    cause,
  });
}
