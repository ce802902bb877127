import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { DATABASES, startApp, type TestApp, until } from "../support/app.ts";

const OLD = "What can we do for you?";
const NEW = "How may we serve you?";

describe.each(DATABASES)("flows that are edited while people talk, on %s", (database) => {
  let app: TestApp;
  afterEach(() => app?.close());

  async function edit(from: string, to: string): Promise<void> {
    const file = join(app.flowsFolder, "qualify.yaml");
    const text = await readFile(file, "utf8");
    expect(text).toContain(from);
    await writeFile(file, text.replaceAll(from, to));
  }

  const versionOf = async (chat: string) => (await app.conversation(chat)).flowVersion;

  it("end on the version that they began on, also after a restart; new ones begin on the new", async () => {
    app = await startApp({ database });
    await app.says("old", "Hi");
    const before = await versionOf("old");
    await edit("How did you hear about us?", "Who sent you?");
    await app.restart();
    await app.says("new", "Hi");
    expect(await versionOf("old")).toBe(before);
    expect(await versionOf("new")).not.toBe(before);
    for (const chat of ["old", "new"]) {
      for (const text of [
        "solar",
        "for my house",
        "12k",
        "asap",
        "I'm Ana Souza",
        "Curitiba",
        "ana@example.com",
      ])
        await app.says(chat, text, { identities: [{ kind: "web", value: chat }] });
    }
    expect(app.channel.texts("old").at(-1)).toContain("How did you hear about us?");
    expect(app.channel.texts("new").at(-1)).toContain("Who sent you?");
  });

  it("are reloaded without a restart, and a broken file leaves the old ones in force", async () => {
    app = await startApp({ database, listen: true, faults: true });
    expect((await app.says("one", "Hi")).join("\n")).toContain(OLD);
    await edit(OLD, NEW);
    let n = 0;
    await until(async () => {
      n += 1;
      return (await app.says(`probe-${n}`, "Hi")).join("\n").includes(NEW);
    });
    await edit("ask: choice", "ask: chioce");
    await until(() => app.complaints.some((line) => String(line.message).includes("flow files have faults")));
    expect((await app.says("two", "Hi")).join("\n")).toContain(NEW);
    expect(await app.says("one", "solar")).not.toEqual([]);
  });
});
