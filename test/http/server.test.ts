import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { HttpRoute } from "../../src/channel/adapter.ts";
import { LeadlineError } from "../../src/errors.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import type { HttpServer } from "../../src/http/server.ts";
import { diskFull } from "../support/fake-host.ts";
import { openStream, serve } from "../support/http.ts";

let server: HttpServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const echo: HttpRoute = {
  method: "POST",
  path: "/echo",
  handle: async (request) => ({ status: 200, body: request.body }),
};

describe("the HTTP server", () => {
  it("says that it lives", async () => {
    server = await serve([]);
    const response = await fetch(`${server.url}/healthz`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: "alive" });
    expect((await fetch(`${server.url}/healthz`, { method: "HEAD" })).status).toBe(200);
  });

  it("says why it is not ready", async () => {
    const checks = [{ name: "database", ok: false, detail: "The disk is full." }];
    server = await serve([], { readiness: async () => ({ ready: false, checks }) });
    const response = await fetch(`${server.url}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ ready: false, checks });
  });

  it("is not ready when readiness cannot be told", async () => {
    server = await serve([], { readiness: () => Promise.reject(new Error("secret detail")) });
    const response = await fetch(`${server.url}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain("secret");
  });

  it("hands bodies on as they came, byte for byte", async () => {
    server = await serve([echo]);
    const bytes = Buffer.from([0, 255, 0xf0, 0x9f, 0x98, 10, 13]);
    for (const type of ["application/json", "application/x-www-form-urlencoded", "", "image/png"]) {
      const response = await fetch(`${server.url}/echo`, {
        method: "POST",
        body: bytes,
        headers: type ? { "content-type": type } : {},
      });
      expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
    }
  });

  it("refuses a large body by its announced length, before it is sent", async () => {
    server = await serve([{ ...echo, maxBody: 1_000 }]);
    const { port } = server;
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(
        { port, host: "127.0.0.1", path: "/echo", method: "POST", headers: { "content-length": 50_000_000 } },
        (response) => resolve(response.statusCode),
      );
      request.on("error", reject);
      request.flushHeaders();
    });
    expect(status).toBe(413);
  });

  it("stops reading a large body of unknown length, and hangs up", async () => {
    server = await serve([echo]);
    const socket = connect(server.port, "127.0.0.1");
    const head = "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    let answer = "";
    let sent = 0;
    await new Promise<void>((resolve) => {
      socket.on("data", (data) => {
        answer += data.toString();
      });
      socket.on("error", () => {});
      socket.on("close", () => resolve());
      socket.write(head);
      // As much as 50 MB, as fast as it is taken.
      const pump = () => {
        while (!socket.destroyed && sent < 800) {
          sent += 1;
          if (!socket.write(chunk)) return void socket.once("drain", pump);
        }
      };
      pump();
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('"too-large"');
    expect(sent).toBeLessThan(800);
  });

  it("answers 503 with Retry-After when the store cannot take more", async () => {
    server = await serve([{ ...echo, handle: () => Promise.reject(diskFull()) }]);
    const response = await fetch(`${server.url}/echo`, { method: "POST" });
    expect(response.status).toBe(503);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({ error: { code: "disk-full" } });
  });

  it.each([
    ["a fault of ours", new LeadlineError("turn-failed", "inside: +5511999", { fix: "x" })],
    ["an unknown error", new Error("password=hunter2")],
  ])("answers 500 to %s and shows nothing of it", async (_name, error) => {
    server = await serve([{ ...echo, handle: () => Promise.reject(error) }]);
    const response = await fetch(`${server.url}/echo`, { method: "POST" });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/5511999|hunter2/);
  });

  it("says what is not there", async () => {
    server = await serve([echo]);
    for (const [method, path] of [
      ["GET", "/nothing"],
      ["GET", "/echo"],
    ] as const) {
      const response = await fetch(server.url + path, { method });
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error: { code: "not-found" } });
    }
  });

  it("gives the query, the path and the headers to a route, also one with a wildcard", async () => {
    server = await serve([
      {
        method: "GET",
        path: "/files/*",
        handle: async ({ path, query, headers }) => ({
          status: 200,
          body: JSON.stringify({ path, query, header: headers["x-test"] }),
        }),
      },
    ]);
    const response = await fetch(`${server.url}/files/a/b?x=1&y=a%20b`, { headers: { "x-test": "yes" } });
    expect(await response.json()).toEqual({ path: "/files/a/b", query: { x: "1", y: "a b" }, header: "yes" });
  });

  it("sets careful headers, which a route may loosen", async () => {
    server = await serve([
      { ...echo, method: "GET", handle: async () => ({ status: 200, body: "" }) },
      {
        method: "GET",
        path: "/open",
        handle: async () => ({
          status: 200,
          headers: { "cross-origin-resource-policy": "cross-origin" },
          body: "",
        }),
      },
    ]);
    const careful = (await fetch(`${server.url}/echo`)).headers;
    expect(careful.get("x-content-type-options")).toBe("nosniff");
    expect(careful.get("content-security-policy")).toContain("default-src 'none'");
    expect(careful.get("access-control-allow-origin")).toBeNull();
    const open = (await fetch(`${server.url}/open`)).headers;
    expect(open.get("cross-origin-resource-policy")).toBe("cross-origin");
  });

  it("says which port is taken", async () => {
    server = await serve([]);
    await expect(serve([], { port: server.port })).rejects.toMatchObject({
      code: "port-in-use",
      message: expect.stringContaining(String(server.port)),
    });
  });
});

describe("event streams", () => {
  /** Ends when the reader goes; tells so. */
  function ticking(onEnd: () => void): HttpRoute {
    return {
      method: "GET",
      path: "/events",
      handle: async ({ signal }) => ({
        status: 200,
        body: (async function* () {
          try {
            yield "event: first\ndata: 1\n\n";
            await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
          } finally {
            onEnd();
          }
        })(),
      }),
    };
  }

  it("flushes each chunk and beats while nothing is said", async () => {
    server = await serve([ticking(() => {})], { heartbeatMs: 5 });
    const response = await fetch(`${server.url}/events`);
    const reader = response.body!.getReader();
    let text = "";
    while (!/alive[\s\S]*alive/.test(text)) text += Buffer.from((await reader.read()).value ?? []).toString();
    expect(text).toMatch(/^event: first\ndata: 1\n\n: alive\n\n/);
    await reader.cancel();
  });

  it("ends the source when the reader goes", async () => {
    const ended = deferred();
    server = await serve([ticking(ended.resolve)]);
    const stream = await openStream(`${server.url}/events`);
    await stream.nextOf("first");
    stream.close();
    await ended.promise;
  });

  it("ends the streams when the server closes", async () => {
    const ended = deferred();
    server = await serve([ticking(ended.resolve)]);
    const stream = await openStream(`${server.url}/events`);
    await stream.nextOf("first");
    await server.close();
    await ended.promise;
    expect(await stream.next()).toBeNull();
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
  });

  it("reads no further ahead than a slow reader takes", async () => {
    let made = 0;
    const big = `data: ${"x".repeat(64 * 1024)}\n\n`;
    server = await serve([
      {
        method: "GET",
        path: "/events",
        handle: async () => ({
          status: 200,
          body: (async function* () {
            while (made < 5_000) {
              made += 1;
              yield big;
            }
          })(),
        }),
      },
      { method: "GET", path: "/made", handle: async () => ({ status: 200, body: String(made) }) },
    ]);
    const socket = connect(server.port, "127.0.0.1");
    socket.write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await new Promise((resolve) => socket.once("readable", resolve));
    socket.pause();
    // Two looks that agree: the source stands still although the reader has not gone.
    let before = -1;
    while (before !== made) {
      before = made;
      for (let i = 0; i < 20; i += 1) await (await fetch(`${server.url}/made`)).text();
    }
    expect(made).toBeLessThan(1_000);
    socket.destroy();
  });

  it("opens no more streams than it may", async () => {
    const metrics = createMetrics({ processMetrics: false });
    server = await serve([ticking(() => {})], { maxStreams: 1, metrics });
    const first = await openStream(`${server.url}/events`);
    const second = await fetch(`${server.url}/events`);
    expect(second.status).toBe(503);
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain("leadline_http_streams 1");
    first.close();
  });
});

function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe("closing", () => {
  it("lets a request under way finish, and does not wait for a connection that asks nothing", async () => {
    const begun = deferred();
    const finish = deferred();
    server = await serve([
      {
        method: "GET",
        path: "/slow",
        handle: async () => {
          begun.resolve();
          await finish.promise;
          return { status: 200, body: "done" };
        },
      },
    ]);
    const silent = connect(server.port, "127.0.0.1");
    await new Promise<void>((resolve) => silent.once("connect", () => resolve()));
    const answer = fetch(`${server.url}/slow`);
    await begun.promise;
    const hungUp = new Promise<void>((resolve) => silent.once("close", () => resolve()));
    silent.resume();
    const closed = server.close();
    await hungUp;
    finish.resolve();
    expect(await (await answer).text()).toBe("done");
    await closed;
  });
});
