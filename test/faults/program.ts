import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { packageFolder } from "../../src/config.ts";
import { until } from "../crash/until.ts";
import { argsFor } from "../support/child-process.ts";

/** The real `leadline start`, as a process of its own. */
export interface RunningProgram {
  /** Where it listens. */
  readonly url: string;
  readonly process: ChildProcess;
  /** Everything that it has said and logged. */
  output(): string;
  /** SIGTERM; resolves with its exit code. */
  stop(): Promise<number | null>;
}

export interface StartOptions {
  cwd: string;
  environment?: Record<string, string>;
  /** What runs it, e.g. strace and its options. Default: nothing. */
  under?: string[];
}

/** How Node runs the command line. */
export const LEADLINE = [process.execPath, ...argsFor(join(packageFolder(), "src/cli/main.ts"))];

/** Start it in a folder of its own, on any free port; killed with the test. Throws when it ends at once. */
export async function startProgram(options: StartOptions): Promise<RunningProgram> {
  const started = spawnProgram(options);
  const address = () => /Web chat\s+(http\S+)\/chat/.exec(started.output())?.[1];
  await until(() => address() !== undefined || started.process.exitCode !== null);
  const url = address();
  if (url === undefined) throw new Error(`leadline start ended:\n${started.output()}`);
  return { ...started, url };
}

/** The same without waiting until it serves. */
export function spawnProgram({ cwd, environment, under = [] }: StartOptions): Omit<RunningProgram, "url"> {
  const [command = "", ...args] = [...under, ...LEADLINE, "start"];
  const child = spawn(command, args, {
    cwd,
    env: { PATH: process.env.PATH, LEADLINE_PORT: "0", LEADLINE_LOG: "json", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const signal = (name: NodeJS.Signals) => {
    // What runs it under a tracer must not get the signal in its place.
    const pid = under.length === 0 ? child.pid : ownerOf(cwd);
    if (pid !== undefined) process.kill(pid, name);
  };
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    signal("SIGKILL");
    await gone;
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  return {
    process: child,
    output: () => output,
    async stop() {
      if (child.exitCode !== null) return child.exitCode;
      const gone = once(child, "exit");
      signal("SIGTERM");
      await gone;
      return child.exitCode;
    },
  };
}

/** The process that has the database. */
function ownerOf(cwd: string): number | undefined {
  const file = join(cwd, "data", "leadline.db.owner");
  return existsSync(file)
    ? z.object({ pid: z.number() }).parse(JSON.parse(readFileSync(file, "utf8"))).pid
    : undefined;
}

const entrySchema = z.looseObject({
  id: z.string(),
  /** The id under which the visitor posted it. */
  clientId: z.string().optional(),
  from: z.enum(["you", "bot", "human"]),
  text: z.string(),
});
const historySchema = z.object({ messages: z.array(z.unknown()), more: z.boolean() });
export type Entry = z.infer<typeof entrySchema>;

/** A visitor of the web chat. `from`: the address that a proxy in front of the program tells of. */
export function aVisitor(url: string, from?: string) {
  let session: string | null = null;
  const headers: Record<string, string> = from === undefined ? {} : { "x-forwarded-for": from };

  async function open(): Promise<string> {
    if (session !== null) return session;
    const response = await fetch(`${url}/chat/api/sessions`, { method: "POST", headers });
    session = z.object({ session: z.string() }).parse(await response.json()).session;
    return session;
  }

  return {
    open,
    /** The same visitor, at the program as it listens elsewhere now. */
    async at(other: string) {
      const visitor = aVisitor(other, from);
      visitor.resume(await open());
      return visitor;
    },
    resume(known: string) {
      session = known;
    },
    /** Post a message; gives the status. `id`: to send the same again. */
    async says(text: string, id: string = randomUUID()): Promise<number> {
      const body = JSON.stringify({ session: await open(), id, text });
      const response = await fetch(`${url}/chat/api/messages`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body,
      });
      await response.arrayBuffer();
      return response.status;
    },
    /** What stands in the chat, oldest first. */
    async reads(): Promise<Entry[]> {
      const entries: Entry[] = [];
      for (let more = true; more; ) {
        const after = entries.at(-1)?.id;
        const query = after === undefined ? "" : `?after=${encodeURIComponent(after)}`;
        const response = await fetch(`${url}/chat/api/messages${query}`, {
          headers: { authorization: `Bearer ${await open()}`, ...headers },
        });
        const page = historySchema.parse(await response.json());
        entries.push(...page.messages.map((entry) => entrySchema.parse(entry)));
        more = page.more;
      }
      return entries;
    },
    /** Resolves when the bot has said at least so much. */
    async hears(least: number): Promise<Entry[]> {
      let entries: Entry[] = [];
      await until(async () => {
        entries = await this.reads();
        return entries.filter((entry) => entry.from === "bot").length >= least;
      }, 100);
      return entries;
    },
  };
}
