import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { runCli } from "../../src/cli/run.ts";
import { systemClock } from "../../src/clock.ts";
import type { Environment } from "../../src/config.ts";
import { leadline } from "../support/cli.ts";
import { aTerminal } from "../support/terminal.ts";

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "leadline-start-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

/** Start Leadline in this process; `use` gets its welcome once it runs; then it is asked to stop. */
async function started(environment: Environment, use: (welcome: string) => Promise<void>): Promise<string> {
  const terminal = aTerminal();
  let stop = () => {};
  const stopRequested = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const isRunning = new Promise<void>((resolve) => {
    const note = terminal.note;
    terminal.note = (line) => {
      note(line);
      if (line.includes("Ctrl+C")) resolve();
    };
  });
  const running = runCli(["start"], {
    terminal,
    environment: { LEADLINE_PORT: "0", LEADLINE_LOG_LEVEL: "error", ...environment },
    cwd,
    clock: systemClock,
    stopRequested: () => stopRequested,
    exitCode: null,
  });
  await Promise.race([isRunning, running]);
  try {
    await use(terminal.stderr());
  } finally {
    stop();
    expect(await running).toBe(EXIT.ok);
  }
  return terminal.stderr();
}

it("says where everything is, serves, answers commands, and stops when asked", async () => {
  const said = await started({}, async (welcome) => {
    const [, address] = /Playground {2}(http:\/\/127\.0\.0\.1:\d+)\//.exec(welcome) ?? [];
    expect(welcome).toContain(`Data        ${cwd}/data/leadline.db`);
    expect(welcome).toContain("sample reps were added");
    expect((await fetch(`${address}/readyz`)).status).toBe(200);
    expect((await fetch(`${address}/`)).status).toBe(200);
    // It holds the database, and answers for it.
    expect(await leadline(["dead", "list"], { cwd })).toMatchObject({ stdout: "Nothing was set aside.\n" });
    expect((await leadline(["backup", "a.backup"], { cwd })).code).toBe(EXIT.ok);
    const second = await leadline(["start"], { cwd, environment: { LEADLINE_LOG_LEVEL: "error" } });
    expect(second).toMatchObject({
      code: EXIT.database,
      stderr: expect.stringContaining("is in use by process"),
    });
  });
  expect(said).toContain("Stopping");
  const again = await started({}, async () => {});
  expect(again).not.toContain("sample reps were added");
});

it("has no playground and no sample people in production", async () => {
  await started({ NODE_ENV: "production" }, async (welcome) => {
    expect(welcome).not.toContain("Playground");
    expect(welcome).not.toContain("sample");
    const [, address] = /Web chat {4}(\S+)\/chat/.exec(welcome) ?? [];
    expect((await fetch(`${address}/`)).status).toBe(404);
  });
});

it("ends with code 5 when the port is taken, and lets go of the database", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const environment = { LEADLINE_PORT: String(port), LEADLINE_LOG_LEVEL: "error" };
  expect((await leadline(["start"], { cwd, environment })).code).toBe(EXIT.port);
  await new Promise((resolve) => other.close(resolve));
  expect((await leadline(["once", "--json"], { cwd })).stdout).toBe(
    '{"pending":0,"waiting":0,"dead":0,"parked":0}\n',
  );
});

it("does what is pending once, without serving anybody", async () => {
  const { code, stdout } = await leadline(["once", "--json"], {
    cwd,
    environment: { LEADLINE_LOG_LEVEL: "error" },
  });
  expect(JSON.parse(stdout)).toEqual({ pending: 0, waiting: 0, dead: 0, parked: 0 });
  expect(code).toBe(EXIT.ok);
});
