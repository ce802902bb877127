import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { packageFolder } from "../../../src/config.ts";
import { argsFor } from "../../support/child-process.ts";
import { startFakeTelegram } from "../../support/telegram/fake-telegram.ts";

const CHATS = [11, 22, 33];
const ROUNDS = 5;
const EACH = 12;

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** The process with the adapter, which dies after so many events; 0: never. */
function start(token: string, url: string, folder: string, dieAfter: number): ChildProcess {
  const script = argsFor(join(packageFolder(), "test/support/telegram/child.ts"));
  const child = spawn(process.execPath, [...script, token, url, folder, `${dieAfter}`], {
    stdio: ["ignore", "inherit", "inherit"],
    cwd: packageFolder(),
  });
  children.push(child);
  return child;
}

describe("a process that is killed between fetching and confirming", () => {
  it("loses nothing, takes nothing twice, and keeps the order of each chat", async () => {
    const fake = await startFakeTelegram();
    const folder = mkdtempSync(join(tmpdir(), "leadline-telegram-"));
    const said: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let n = 0; n < EACH; n += 1) {
        const text = `${round}.${n}`;
        fake.says(CHATS[n % CHATS.length] ?? 0, text);
        said.push(text);
      }
      const before = fake.updates.waiting.length;
      const [, signal] = await once(start(fake.token, fake.url, folder, 1 + round * 2), "exit");
      expect(signal).toBe("SIGKILL");
      // What it had fetched was not confirmed, though some of it is durable.
      expect(fake.updates.waiting).toHaveLength(before);
    }
    const last = start(fake.token, fake.url, folder, 0);
    await fake.until(() => fake.updates.waiting.length === 0);
    last.kill("SIGKILL");
    await once(last, "exit");

    const events: { externalId: string; chatId: string; text: string }[] = readFileSync(
      join(folder, "inbox"),
      "utf8",
    )
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line));
    expect(events.map(({ text }) => text).sort()).toEqual([...said].sort());
    expect(new Set(events.map(({ externalId }) => externalId)).size).toBe(said.length);
    for (const chat of CHATS) {
      const own = events.filter(({ chatId }) => chatId === `${chat}`).map(({ text }) => text);
      expect(own).toEqual(said.filter((text) => own.includes(text)));
    }
    await fake.close();
    rmSync(folder, { recursive: true });
  });
});
