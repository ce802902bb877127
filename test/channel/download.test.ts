import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { isPublicAddress } from "../../src/channel/addresses.ts";
import { type Download, DownloadError, type DownloadOptions, download } from "../../src/channel/download.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A server on 127.0.0.1 that remembers what it was asked. */
async function serve(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ port: number; asked: IncomingMessage[]; connections: () => number }> {
  const asked: IncomingMessage[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    asked.push(request);
    handle(request, response);
  });
  server.on("connection", () => {
    connections += 1;
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, asked, connections: () => connections };
}

const base: DownloadOptions = { allowedHosts: ["files.example.com"], maxBytes: 1_000, timeoutMs: 5_000 };

async function read(from: Download): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of from.content) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function failure(promise: Promise<unknown>): Promise<DownloadError> {
  const error = await promise.then(
    () => null,
    (caught: unknown) => caught,
  );
  if (!(error instanceof DownloadError)) throw new Error(`no DownloadError but ${String(error)}`);
  return error;
}

/** Resolves every name to these addresses, one list a call; counts the calls. */
function resolver(...answers: string[][]) {
  const asked: string[] = [];
  const lookup = async (hostname: string) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(hostname);
    return answer.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  };
  return { lookup, asked };
}

describe("downloading", () => {
  it("gives the bytes and the type", async () => {
    const { port, asked } = await serve((_request, response) =>
      response.setHeader("content-type", "Image/PNG; charset=x").end("picture"),
    );
    const origin = `http://127.0.0.1:${port}`;
    const got = await download(`${origin}/a?b=c`, {
      ...base,
      allowLoopbackFor: `${origin}/v1`,
      headers: { authorization: "Bearer T" },
    });
    expect(got.mime).toBe("image/png");
    expect(await read(got)).toBe("picture");
    expect(asked[0]?.headers.authorization).toBe("Bearer T");
  });

  it.each([
    ["http://files.example.com/a", "not offered over https"],
    ["https://files.example.com:8443/a", "not offered over https"],
    ["https://user:secret@files.example.com/a", "password"],
    ["https://elsewhere.example/a", "not fetched from elsewhere.example"],
    ["https://files.example.com.evil.example/a", "not fetched from"],
    ["https://evilfiles.example.com/a", "not fetched from"],
    ["file:///etc/passwd", "not offered over https"],
    ["no address", "cannot be read"],
  ])("refuses %s", async (url, message) => {
    const { lookup, asked } = resolver(["8.8.8.8"]);
    const error = await failure(download(url, { ...base, lookup }));
    expect(error).toMatchObject({ why: "refused", retryable: false });
    expect(error.message).toContain(message);
    expect(asked).toEqual([]);
  });

  it("takes hosts below one that begins with a dot, and no others", async () => {
    const options = { ...base, allowedHosts: [".example.com"], ...resolver(["10.0.0.1"]) };
    for (const host of ["example.com", "a.example.com", "a.b.example.com"])
      expect((await failure(download(`https://${host}/`, options))).message).toContain("not public");
    for (const host of ["aexample.com", "example.com.evil.example"])
      expect((await failure(download(`https://${host}/`, options))).message).toContain("not fetched");
  });

  it.each(["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:8.8.8.8", "fd00::1"])(
    "does not connect where the name leads to %s",
    async (address) => {
      const { lookup, asked } = resolver([address]);
      const error = await failure(download("https://files.example.com/a?token=T", { ...base, lookup }));
      expect(error).toMatchObject({ why: "refused", retryable: false });
      expect(error.message).toBe("files.example.com is at an address that is not public");
      expect(asked).toEqual(["files.example.com"]);
    },
  );

  it("does not connect when one of several addresses is private", async () => {
    const { lookup } = resolver(["8.8.8.8", "127.0.0.1"]);
    expect((await failure(download("https://files.example.com/", { ...base, lookup }))).why).toBe("refused");
  });

  it("refuses a private address written as the host, even when the list names it", async () => {
    const { connections, port } = await serve((_request, response) => response.end("inside"));
    const options = { ...base, allowedHosts: ["127.0.0.1", "[::1]"] };
    for (const url of ["https://127.0.0.1/", "https://[::1]/", `https://127.1/?${port}`, "https://0x7f.1/"])
      expect(await failure(download(url, options))).toMatchObject({ why: "refused" });
    expect(connections()).toBe(0);
  });

  it("asks for the address once and connects to that one, whatever the name says afterwards", async () => {
    const checked = await serve((_request, response) => response.end("the one that was checked"));
    // Only the explicit origin may be on loopback; the second answer would be another machine.
    const { lookup, asked } = resolver(["127.0.0.1"], ["127.0.0.2"]);
    const url = `http://vendor.example:${checked.port}/`;
    const got = await download(url, { ...base, lookup, allowLoopbackFor: url });
    expect(await read(got)).toBe("the one that was checked");
    expect(asked).toEqual(["vendor.example"]);
    expect(checked.asked).toHaveLength(1);
  });

  it("checks again at each connection: a name that turns to the own network after a redirect is refused", async () => {
    const inside = await serve((_request, response) => response.end("inside"));
    const outside = await serve((_request, response) =>
      response.writeHead(302, { location: "https://files.example.com/next" }).end(),
    );
    const { lookup, asked } = resolver(["127.0.0.1"], ["127.0.0.1"]);
    const origin = `http://vendor.example:${outside.port}`;
    const error = await failure(download(origin, { ...base, lookup, allowLoopbackFor: origin }));
    expect(error.message).toBe("files.example.com is at an address that is not public");
    expect(asked).toEqual(["vendor.example", "files.example.com"]);
    expect(inside.connections()).toBe(0);
  });

  it("follows no redirect to a host, scheme or port that is not allowed", async () => {
    const inside = await serve((_request, response) => response.end("inside"));
    for (const location of [
      `http://127.0.0.1:${inside.port}/`,
      "https://elsewhere.example/",
      "http://files.example.com/",
      "file:///etc/passwd",
    ]) {
      const { port } = await serve((_request, response) => response.writeHead(307, { location }).end());
      const origin = `http://127.0.0.1:${port}`;
      const error = await failure(download(origin, { ...base, allowLoopbackFor: origin }));
      expect(error).toMatchObject({ why: "refused", retryable: false });
    }
    expect(inside.connections()).toBe(0);
  });

  it("follows a redirect on the same origin with its headers, and not for ever", async () => {
    const { port, asked } = await serve((request, response) =>
      request.url === "/there"
        ? response.end("there")
        : response.writeHead(302, { location: request.url === "/loop" ? "/loop" : "/there" }).end(),
    );
    const origin = `http://127.0.0.1:${port}`;
    const options = { ...base, allowLoopbackFor: origin, headers: { authorization: "T" } };
    expect(await read(await download(`${origin}/here`, options))).toBe("there");
    expect(asked.map((request) => request.headers.authorization)).toEqual(["T", "T"]);
    expect((await failure(download(`${origin}/loop`, options))).message).toContain("redirects too often");
  });

  it("stops at the cap, announced or not", async () => {
    const { port } = await serve((request, response) => {
      if (request.url === "/announced")
        return response.setHeader("content-length", 1_001).end("x".repeat(1_001));
      response.write("x".repeat(600));
      return response.write("x".repeat(600));
    });
    const origin = `http://127.0.0.1:${port}`;
    const options = { ...base, allowLoopbackFor: origin };
    expect(await failure(download(`${origin}/announced`, options))).toMatchObject({ why: "too-large" });
    const streamed = await failure(download(origin, options).then(read));
    expect(streamed).toMatchObject({ why: "too-large", retryable: false });
  });

  it("ends what takes too long, before the answer and within the body", async () => {
    const { port } = await serve((request, response) => {
      if (request.url === "/body") response.write("a");
    });
    const origin = `http://127.0.0.1:${port}`;
    const options = { ...base, allowLoopbackFor: origin, timeoutMs: 150 };
    for (const path of ["/", "/body"]) {
      const error = await failure(download(`${origin}${path}`, options).then(read));
      expect(error).toMatchObject({ why: "failed", retryable: true, message: "127.0.0.1 took too long" });
    }
  });

  it("ends on the caller's signal, also when nobody reads the body", async () => {
    const { port } = await serve((_request, response) => {
      response.write("a");
    });
    const origin = `http://127.0.0.1:${port}`;
    const stop = new AbortController();
    const got = await download(origin, { ...base, allowLoopbackFor: origin, signal: stop.signal });
    stop.abort();
    expect(await failure(read(got))).toMatchObject({ why: "failed", retryable: true });
    // A body that is never read ends by its time limit, and hurts nobody.
    const unread = await download(origin, { ...base, allowLoopbackFor: origin, timeoutMs: 100 });
    await new Promise((resolve) => AbortSignal.timeout(200).addEventListener("abort", resolve));
    expect(await failure(read(unread))).toMatchObject({ why: "failed" });
  });

  it.each([
    [404, false],
    [403, false],
    [429, true],
    [500, true],
    [503, true],
    [204, false],
  ])("says of the answer %i whether asking again can help", async (status, retryable) => {
    const { port } = await serve((_request, response) => response.writeHead(status).end());
    const origin = `http://127.0.0.1:${port}`;
    const error = await failure(
      download(`${origin}/file/bot123:SECRET?token=T`, { ...base, allowLoopbackFor: origin }),
    );
    expect(error).toMatchObject({ why: "unavailable", retryable, status });
    expect(error.message).toBe(`127.0.0.1 answered ${status}`);
  });

  it("says that a broken connection may be tried again, without the address of the file", async () => {
    const { port } = await serve((request, response) => {
      if (request.url === "/cut") {
        response.setHeader("content-length", 100).write("half");
        return setImmediate(() => response.destroy());
      }
      return response.destroy();
    });
    for (const path of ["/cut", "/none?token=SECRET"]) {
      const origin = `http://127.0.0.1:${port}`;
      const options = { ...base, allowLoopbackFor: origin };
      const error = await failure(download(`${origin}${path}`, options).then(read));
      expect(error).toMatchObject({ why: "failed", retryable: true });
      expect(error.message).toMatch(/^127\.0\.0\.1 could not be reached/);
    }
  });

  it("says that a name without an address may be tried again", async () => {
    const lookup = () => Promise.reject(Object.assign(new Error("SECRET"), { code: "ENOTFOUND" }));
    const error = await failure(download("https://files.example.com/?token=SECRET", { ...base, lookup }));
    expect(error).toMatchObject({ why: "failed", retryable: true });
    expect(error.message).toBe("files.example.com could not be reached (ENOTFOUND)");
  });
});

describe("public addresses", () => {
  it.each([
    "8.8.8.8",
    "157.240.1.1",
    "172.15.0.1",
    "172.32.0.1",
    "100.63.0.1",
    "2a03:2880::1",
    "64:ff9b::808:808",
  ])("takes %s", (address) => expect(isPublicAddress(address)).toBe(true));

  it.each([
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.255",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::10.0.0.1",
    "64:ff9b::1",
    "64:ff9b:1::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "2001::1",
    "2002:7f00:1::1",
    "",
    "localhost",
    "1.2.3",
  ])("refuses %s", (address) => expect(isPublicAddress(address)).toBe(false));
});
