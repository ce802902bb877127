import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FileKeep } from "../../src/channel/adapter.ts";
import { createFileKeep } from "../../src/channel/files.ts";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

describe("files that people send", () => {
  let dataFolder: string;
  let files: FileKeep;

  afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));
  beforeEach(() => {
    dataFolder = mkdtempSync(join(tmpdir(), "leadline-files-"));
    const clock = { now: () => new Date("2026-03-04T05:06:07Z") };
    files = createFileKeep({ dataFolder, maxBytes: 1_000, clock });
  });

  const kept = () =>
    readdirSync(dataFolder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

  it("keeps the content under a name of its own, with the type that the bytes say", async () => {
    const file = await files.keep({ content: PNG, fileName: "photo.exe", mime: "application/pdf" });
    expect(file).toEqual({
      fileName: "photo.exe",
      mime: "image/png",
      size: PNG.length,
      sha256: createHash("sha256").update(PNG).digest("hex"),
      path: expect.stringMatching(/^attachments\/2026\/03\/[0-9a-f-]{36}\.png$/),
    });
    expect(await files.read(file.path)).toEqual(PNG);
    expect(statSync(join(dataFolder, file.path)).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataFolder, "attachments")).mode & 0o777).toBe(0o700);
  });

  it("takes a stream, and cuts it off at the limit without leaving anything", async () => {
    async function* chunks() {
      for (let n = 0; n < 1_000_000; n += 1) yield Buffer.alloc(600, 97);
    }
    const file = await files.keep({ content: chunks(), fileName: "long.txt", mime: "text/plain" });
    expect(file).toEqual({
      fileName: "long.txt",
      mime: "text/plain",
      size: 0,
      sha256: "",
      path: "",
      missing: "too-large",
    });
    expect(kept()).toEqual([]);
  });

  it.each([
    ["an executable", Buffer.from("7f454c4602010100", "hex"), "image/png"],
    ["a script", Buffer.from("#!/bin/sh\nrm -rf /"), "text/plain"],
    ["a page", Buffer.from("<!DOCTYPE html><script>alert(1)</script>"), "text/plain"],
    ["a drawing that can run scripts", Buffer.from("<svg onload=alert(1)>"), "image/svg+xml"],
    ["what its sender calls a page", Buffer.from("hello"), "text/html"],
  ])("does not keep %s", async (_name, content, mime) => {
    expect(await files.keep({ content, fileName: "x", mime })).toMatchObject({ missing: "unsafe", path: "" });
    expect(kept()).toEqual([]);
  });

  it.each([
    ["../../etc/passwd", "passwd"],
    ["..\\..\\windows\\system.ini", "system.ini"],
    ["a\u0000b\u202egnp.exe", "abgnp.exe"],
    ["", "file"],
    [undefined, "file"],
    ["x".repeat(500), `${"x".repeat(119)}…`],
    ["C:/", "file"],
    ["línea\n2.txt", "línea 2.txt"],
  ])("shows the name %j as %j and stores under its own", async (fileName, shown) => {
    const file = await files.keep({ content: PNG, fileName });
    expect(file.fileName).toBe(shown);
    expect(file.path).toMatch(/^attachments\/2026\/03\/[0-9a-f-]{36}\.png$/);
  });

  it("leaves nothing behind when the source breaks off", async () => {
    async function* broken() {
      yield Buffer.from("some");
      throw new Error("connection lost");
    }
    await expect(files.keep({ content: broken() })).rejects.toThrow("connection lost");
    expect(kept()).toEqual([]);
  });

  it("reads nothing outside the data folder", async () => {
    await expect(files.read("../secret")).rejects.toThrow("outside the data folder");
    await expect(files.read("/etc/passwd")).rejects.toThrow("outside the data folder");
  });
});
