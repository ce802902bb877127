import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { expect, it } from "vitest";
import { aVisitor, type RunningProgram, startProgram } from "./program.ts";
import { temporaryFolder } from "./support.ts";

/** A body of 50 MB. */

const MB = 1_000_000;
const SIZE = 50 * MB;
/** What may be on its way in buffers of both kernels when the answer comes. */
const MOST_TAKEN = 8 * MB;

/** Write a body as fast as it is taken; gives the answer's first line and how many bytes went out until then. */
function pour({ url }: RunningProgram, headers: string[]): Promise<{ status: string; taken: number }> {
  const { hostname, port } = new URL(url);
  const chunked = headers.includes("transfer-encoding: chunked");
  const piece = Buffer.alloc(64 * 1024, "x");
  return new Promise((resolve, reject) => {
    let answer = "";
    let taken = 0;
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        [
          "POST /chat/api/messages HTTP/1.1",
          "host: localhost",
          "content-type: application/json",
          ...headers,
          "",
          "",
        ].join("\r\n"),
      );
      const more = () => {
        while (answer === "" && taken < SIZE && !socket.destroyed) {
          taken += piece.length;
          if (chunked) socket.write(`${piece.length.toString(16)}\r\n`);
          const goesOn = socket.write(piece);
          if (chunked) socket.write("\r\n");
          if (!goesOn) break;
        }
      };
      socket.on("drain", more);
      more();
    });
    const end = () => {
      socket.destroy();
      const status = answer.split("\r\n")[0] ?? "";
      if (status === "") reject(new Error("the connection ended without an answer"));
      else resolve({ status, taken });
    };
    socket.on("data", (chunk) => {
      answer += chunk.toString();
      end();
    });
    socket.on("error", end);
    socket.on("close", end);
  });
}

/** Resident memory in bytes; null where the system does not tell. */
function memoryOf(pid: number | undefined): number | null {
  if (process.platform !== "linux") return null;
  const kib = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kib) * 1024;
}

it("refuses a body of 50 MB early, announced or not, with little memory", async () => {
  const program = await startProgram({ cwd: temporaryFolder() });
  const visitor = aVisitor(program.url);
  expect(await visitor.says("Hi")).toBe(200);
  const before = memoryOf(program.process.pid);
  const announced = [`content-length: ${SIZE}`];
  const streamed = ["transfer-encoding: chunked"];
  for (const { status, taken } of await Promise.all(
    [announced, streamed, announced, streamed].map((headers) => pour(program, headers)),
  )) {
    expect(status).toBe("HTTP/1.1 413 Payload Too Large");
    expect(taken).toBeLessThan(MOST_TAKEN);
  }
  const after = memoryOf(program.process.pid);
  if (before !== null && after !== null) expect(after - before).toBeLessThan(SIZE);
  expect(await visitor.says("solar")).toBe(200);
  expect((await visitor.hears(2)).filter((entry) => entry.from === "you")).toHaveLength(2);
});
