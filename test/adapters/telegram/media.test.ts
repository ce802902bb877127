import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFakeHost } from "../../support/fake-host.ts";
import { type Connected, connect } from "../../support/telegram/harness.ts";

const ANA = 4_242;
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
let c: Connected;

beforeEach(async () => {
  c = await connect({ host: createFakeHost({ maxFileBytes: 50_000 }) });
});
afterEach(() => c.close());

async function attachments(content: Record<string, unknown>) {
  const before = c.messages().length;
  c.fake.push("message", ANA, c.fake.message(ANA, content));
  await expect.poll(() => c.messages().length, { timeout: 10_000 }).toBe(before + 1);
  return c.messages().at(-1)?.attachments ?? [];
}

describe("a file that somebody sends", () => {
  it("is kept, the largest picture of several sizes, with the words under it", async () => {
    const small = { ...c.fake.file(Buffer.from("small")), width: 90, height: 90 };
    const large = { ...c.fake.file(PNG), width: 1_280, height: 1_280 };
    const kept = await attachments({ photo: [large, small], caption: "our door" });
    expect(kept).toMatchObject([{ fileName: "photo.jpg", mime: "image/png", size: PNG.length }]);
    expect(await c.host.files.read(kept[0]?.path ?? "")).toEqual(PNG);
    expect(c.messages()[0]?.text).toBe("our door");
  });

  it.each([
    ["document", { file_name: "../../etc/passwd", mime_type: "text/plain" }, "passwd"],
    ["voice", { mime_type: "audio/ogg" }, "voice.ogg"],
    ["audio", { file_name: "song.txt" }, "song.txt"],
    ["video", {}, "video.mp4"],
    ["video_note", {}, "video.mp4"],
    ["animation", {}, "animation.mp4"],
  ])("is kept as %s, under a name of ours", async (kind, more, fileName) => {
    const kept = await attachments({ [kind]: c.fake.file(Buffer.from("some words"), more) });
    expect(kept).toMatchObject([{ fileName, size: 10 }]);
    expect(kept[0]?.path).toMatch(/^attachments\/\d{4}\/\d{2}\/[\da-f-]{36}\.\w+$/);
  });

  it("comes once as an animation, which Telegram names twice", async () => {
    const animation = c.fake.file(Buffer.from("moving"));
    expect(await attachments({ animation, document: animation })).toHaveLength(1);
  });

  it("is not asked for when Telegram would not give it, or it is larger than is taken", async () => {
    const huge = { file_id: "huge", file_size: 21 * 1024 * 1024, file_name: "film.mov" };
    expect(await attachments({ document: huge, caption: "see" })).toMatchObject([
      { missing: "too-large", fileName: "film.mov" },
    ]);
    expect(await attachments({ document: { file_id: "big", file_size: 50_001 } })).toMatchObject([
      { missing: "too-large" },
    ]);
    expect(c.fake.calls.some(({ method }) => method === "getFile")).toBe(false);
  });

  it("is missing when it turns out larger than was said", async () => {
    const file = { ...c.fake.file(Buffer.alloc(60_000, "x")), file_size: 10 };
    expect(await attachments({ document: file })).toMatchObject([{ missing: "too-large" }]);
  });

  it("is missing when Telegram has it no more, and the words go on", async () => {
    expect(await attachments({ document: { file_id: "gone" }, caption: "see" })).toMatchObject([
      { missing: "unavailable" },
    ]);
    expect(c.messages()[0]?.text).toBe("see");
  });

  it("is fetched again after a fault on the way", async () => {
    c.fake.failDownloads(500);
    c.fake.fail("getFile", { kind: "reset" });
    expect(await attachments({ document: c.fake.file(Buffer.from("some words")) })).toMatchObject([
      { size: 10 },
    ]);
  });

  it("is missing after a few tries, and the words go on", async () => {
    c.fake.failDownloads(500, 500, 500);
    expect(await attachments({ document: c.fake.file(Buffer.from("some words")) })).toMatchObject([
      { missing: "unavailable" },
    ]);
  });

  it("lets the message wait when it cannot be kept, as on a full disk", async () => {
    const { keep } = c.host.files;
    let tries = 0;
    c.host.files.keep = async (file) => {
      tries += 1;
      if (tries < 3) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
      return keep(file);
    };
    expect(await attachments({ document: c.fake.file(Buffer.from("some words")) })).toMatchObject([
      { size: 10 },
    ]);
    expect(tries).toBe(3);
  });

  it("that is dangerous is not kept", async () => {
    const script = c.fake.file(Buffer.from("#!/bin/sh\nexit"), { file_name: "run.sh" });
    expect(await attachments({ document: script })).toMatchObject([{ missing: "unsafe" }]);
  });
});
