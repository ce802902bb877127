import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { packageFolder } from "../../src/config.ts";
import { leadline } from "../support/cli.ts";

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "leadline-flow-"));
  cpSync(join(packageFolder(), "flows"), join(cwd, "flows"), { recursive: true });
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

function breakFlow(): void {
  const file = join(cwd, "flows/qualify.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace("ask: choice", "ask: chioce"));
}

describe("flow check", () => {
  it("is content with the sample business", async () => {
    const { code, stdout } = await leadline(["flow", "check"], { cwd });
    expect(stdout).toMatch(/The flows are valid: version \w+/);
    expect(code).toBe(EXIT.ok);
  });

  it("names file, line, column and fix of a fault, with code 1", async () => {
    breakFlow();
    const { code, stdout } = await leadline(["flow", "check"], { cwd });
    expect(stdout).toMatch(/^qualify\.yaml:\d+:\d+ error: .+\n {4}\S/m);
    expect(code).toBe(EXIT.fault);
    const json = JSON.parse((await leadline(["flow", "check", "--json"], { cwd })).stdout);
    expect(json).toMatchObject({ ok: false, version: null });
    expect(json.problems).toContainEqual(
      expect.objectContaining({ file: "qualify.yaml", fix: "Did you mean `choice`?" }),
    );
  });

  it("looks into another folder when told", async () => {
    const { code, stderr } = await leadline(["flow", "check", "nowhere"], { cwd });
    expect(stderr).toContain("nowhere");
    expect(code).toBe(EXIT.fault);
  });
});

describe("flow test", () => {
  function aConversation(name: string, contains: string): void {
    mkdirSync(join(cwd, "flows/tests"), { recursive: true });
    const text = `name: ${name}\nlanguage: en\nturns:\n  - they: hello\n    bot: { contains: "${contains}" }\n`;
    writeFileSync(join(cwd, `flows/tests/${name}.yaml`), text);
  }

  it("plays conversations, those that are asked for", async () => {
    aConversation("greeted", "Hi");
    const { code, stdout } = await leadline(["flow", "test", "greeted"], { cwd });
    expect(stdout).toContain("1 conversations, 0 failed.");
    expect(code).toBe(EXIT.ok);
  });

  it("shows what was said when one fails, with code 1", async () => {
    aConversation("odd", "xyzzy");
    const { code, stdout } = await leadline(["flow", "test", "odd"], { cwd });
    expect(stdout).toContain("they: hello");
    expect(stdout).toContain("xyzzy");
    expect(code).toBe(EXIT.fault);
  });

  it("fails when nothing was played", async () => {
    expect((await leadline(["flow", "test", "no-such-test"], { cwd })).code).toBe(EXIT.fault);
  });
});

describe("flow graph", () => {
  it("prints Mermaid, in the language asked for", async () => {
    const { code, stdout } = await leadline(["flow", "graph", "--lang", "pt"], { cwd });
    expect(stdout).toMatch(/^flowchart|^graph|^---/);
    expect(stdout).toContain("qual é o seu nome?");
    expect(code).toBe(EXIT.ok);
  });

  it("writes a picture", async () => {
    const { code, stdout } = await leadline(["flow", "graph", "qualify", "--svg", "qualify.svg"], { cwd });
    expect(readFileSync(join(cwd, "qualify.svg"), "utf8")).toMatch(/<svg[\s\S]+<\/svg>\s*$/);
    expect(stdout).toBe("");
    expect(code).toBe(EXIT.ok);
  });

  it("refuses a flow that is not there", async () => {
    expect(await leadline(["flow", "graph", "nope"], { cwd })).toMatchObject({
      code: EXIT.fault,
      stderr: expect.stringContaining("There are: qualify"),
    });
  });
});

describe("flow chat", () => {
  it.each([
    ["en", "Hi, I'm Ana from Acme, my budget is 5k\n", "score"],
    ["pt", "Oi, sou a Ana da Acme, tenho 5 mil\n", "score"],
    ["es", "Hola, soy Ana de Acme, tengo 5 mil\n", "score"],
  ])("talks, and shows the lead that comes of it: %s", async (language, input, text) => {
    const { code, stdout } = await leadline(["flow", "chat", "--lang", language], { cwd, input });
    expect(stdout).toMatch(/^bot ▸ /);
    expect(stdout).toContain("1. ");
    expect(stdout).toMatch(/name\s+Ana/);
    expect(stdout).toContain(text);
    expect(code).toBe(EXIT.ok);
  });

  it("gives the lead to a script", async () => {
    const { stdout } = await leadline(["flow", "chat", "--json"], {
      cwd,
      input: "Hi, I'm Ana\n/quit\nnot read\n",
    });
    const result = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
    expect(result).toMatchObject({
      answers: { name: "Ana" },
      language: "en",
      score: { score: expect.any(Number) },
    });
  });

  it("refuses a flow that is not there, and flows that are broken", async () => {
    const missing = await leadline(["flow", "chat", "nope"], { cwd, input: "hi\n" });
    expect(missing).toMatchObject({
      code: EXIT.fault,
      stderr: expect.stringContaining("There are: qualify"),
    });
    breakFlow();
    const broken = await leadline(["flow", "chat"], { cwd, input: "hi\n" });
    expect(broken).toMatchObject({ code: EXIT.fault, stderr: expect.stringContaining("qualify.yaml:") });
  });
});
