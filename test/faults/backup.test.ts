import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readData } from "../crash/data.ts";
import { aVisitor, LEADLINE, startProgram } from "./program.ts";
import { temporaryFolder } from "./support.ts";

/** Backup under writes, and the drill that shows that it can be restored. */

async function leadline(cwd: string, ...args: string[]): Promise<{ code: number | null; said: string }> {
  const [command = "", ...rest] = LEADLINE;
  const child = spawn(command, [...rest, ...args], {
    cwd,
    env: { PATH: process.env.PATH, LEADLINE_PORT: "0" },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
  const [code] = await once(child, "close");
  return { code, said };
}

it("backs up while messages come in, and a new folder restored from it has every one accepted before", async () => {
  const cwd = temporaryFolder();
  const program = await startProgram({ cwd, environment: { LEADLINE_TRUST_PROXY: "on" } });
  const sessions = await Promise.all(
    Array.from({ length: 20 }, async (_, i) => {
      const visitor = aVisitor(program.url, `203.0.113.${i}`);
      await visitor.open();
      return visitor;
    }),
  );
  /** Ids in the order in which they were acknowledged. */
  const ledger: { id: string; visitor: (typeof sessions)[number] }[] = [];
  const sent = new Set<string>();
  const sayAll = async (text: string) => {
    await Promise.all(
      sessions.map(async (visitor) => {
        const id = randomUUID();
        sent.add(id);
        expect(await visitor.says(text, id)).toBe(200);
        ledger.push({ id, visitor });
      }),
    );
  };
  await sayAll("Hi");
  await sayAll("solar");
  const before = [...ledger];

  let done = false;
  const backup = leadline(cwd, "backup", "leads.backup").finally(() => {
    done = true;
  });
  const during: string[] = ["for my house", "around 20k", "asap", "I'm Ana Souza", "Curitiba"];
  while (!done && during.length > 0) await sayAll(during.shift() ?? "");
  const result = await backup;
  expect(result.said).toContain("Wrote");
  expect(result.code).toBe(0);
  await sayAll("after the backup");
  const after = ledger.slice(-sessions.length).map((one) => one.id);
  expect(await program.stop()).toBe(0);

  // The drill: another folder, restored, checked, started, and the newest messages looked for.
  const drill = temporaryFolder();
  const restored = await leadline(drill, "restore", join(cwd, "leads.backup"), "--yes");
  expect(restored.code, restored.said).toBe(0);
  const data = await readData(`file:${join(drill, "data", "leadline.db")}`);
  expect(data.damage).toEqual([]);
  const kept = new Set(
    data.inbox.filter((row) => row.channel === "web").map((row) => row.externalId.split(":")[1] ?? ""),
  );
  expect(before.filter(({ id }) => !kept.has(id))).toEqual([]);
  expect([...kept].filter((id) => !sent.has(id) || after.includes(id))).toEqual([]);

  const again = await startProgram({ cwd: drill });
  for (const visitor of sessions) {
    const history = await (await visitor.at(again.url)).reads();
    const mine = before.filter((one) => one.visitor === visitor).map((one) => one.id);
    expect(history.filter((entry) => entry.from === "you").map((entry) => entry.clientId)).toEqual(
      expect.arrayContaining(mine),
    );
  }
  expect((await leadline(drill, "doctor")).said).toContain("All is well");
  expect(await again.stop()).toBe(0);
});
