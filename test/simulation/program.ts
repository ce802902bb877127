import { spawn } from "node:child_process";
import { once } from "node:events";
import { packageFolder } from "../../src/config.ts";
import { argsFor } from "../support/child-process.ts";
import { type FromProgram, fromProgramSchema, type ToProgram } from "./wire.ts";

/** The program as a process of its own, as its parent holds it. */
export interface Program {
  post(message: ToProgram): void;
  /** Resolves when it has said something of that type; rejects when it ends before. */
  hears(type: FromProgram["type"]): Promise<FromProgram>;
  /** kill -9; resolves when it is gone and everything that it said before has been heard. */
  kill(): Promise<void>;
  /** Resolves when it has stopped by itself. */
  stop(): Promise<void>;
}

/** Start it and let it load its code. `listen` hears everything that it says. */
export function startProgram(listen: (message: FromProgram) => void): Program {
  const child = spawn(process.execPath, argsFor(new URL("./child.ts", import.meta.url)), {
    cwd: packageFolder(),
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env: { PATH: process.env.PATH, LEADLINE_BUILT_THREADS: process.env.LEADLINE_BUILT_THREADS },
  });
  const endWithParent = () => child.kill("SIGKILL");
  process.once("exit", endWithParent);
  let log = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-20_000);
  });
  const waiting = new Map<string, (message: FromProgram) => void>();
  const said = new Set<string>();
  child.on("message", (received) => {
    const message = fromProgramSchema.parse(received);
    said.add(message.type);
    listen(message);
    waiting.get(message.type)?.(message);
    waiting.delete(message.type);
  });
  child.on("error", () => {});
  const gone = Promise.all([once(child, "exit"), once(child, "disconnect")]).then(() => {
    process.removeListener("exit", endWithParent);
  });
  const broken = gone.then((): never => {
    throw new Error(`the program ended by itself (${child.exitCode ?? child.signalCode}):\n${log}`);
  });
  broken.catch(() => {});
  return {
    post: (message) => {
      if (child.connected) child.send(message, () => {});
    },
    hears(type) {
      if (type === "loaded" && said.has("loaded")) return Promise.resolve({ type });
      return Promise.race([new Promise<FromProgram>((resolve) => waiting.set(type, resolve)), broken]);
    },
    async kill() {
      child.kill("SIGKILL");
      await gone;
    },
    async stop() {
      child.send({ type: "stop" }, () => {});
      await gone;
      if (child.exitCode !== 0) throw new Error(`the program stopped with code ${child.exitCode}:\n${log}`);
    },
  };
}
