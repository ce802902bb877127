import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HttpServer } from "../../src/http/server.ts";
import { serve } from "../support/http.ts";

let server: HttpServer;
beforeAll(async () => {
  const handle = async () => ({ status: 200, body: "the desk" });
  server = await serve([{ method: "GET", path: "/public", handle }], {
    playground: [
      { method: "GET", path: "/", handle },
      { method: "POST", path: "/desk", handle },
    ],
    trustProxy: true,
  });
});
afterAll(() => server.close());

/** fetch forbids setting Host, Origin and the like; a raw request does not. */
function status(method: string, path: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { port: server.port, host: "127.0.0.1", method, path, headers: { ...headers } },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    );
    request.on("error", reject);
    request.end();
  });
}

describe("the playground's routes", () => {
  it.each([
    ["localhost", () => `localhost:${server.port}`],
    ["127.0.0.1", () => `127.0.0.1:${server.port}`],
    ["[::1]", () => `[::1]:${server.port}`],
  ])("answer to %s", async (_name, host) => {
    expect(await status("GET", "/", { host: host() })).toBe(200);
  });

  it("answer to their own page", async () => {
    const host = `localhost:${server.port}`;
    const headers = { host, origin: `http://${host}`, "content-type": "application/json" };
    expect(await status("POST", "/desk", headers)).toBe(200);
  });

  it.each([
    ["a name that was rebound to this machine", { host: "evil.example" }],
    ["a name that begins like ours", { host: "localhost.evil.example" }],
    ["another site's page", { host: "localhost", origin: "https://evil.example" }],
    ["a sandboxed page", { host: "localhost", origin: "null" }],
    ["a page on another port", { host: "localhost:1", origin: "http://localhost:2" }],
    ["a proxy", { host: "localhost", "x-forwarded-for": "127.0.0.1" }],
    ["a proxy by the standard", { host: "localhost", forwarded: "for=127.0.0.1" }],
    [
      "another site's picture",
      { host: "localhost", "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
    ],
  ])("refuse %s", async (_name, headers) => {
    expect(await status("GET", "/", headers)).toBe(403);
    expect(await status("GET", "/public", headers)).toBe(200);
  });

  it("refuse a form of another site, which needs no permission to post", async () => {
    const headers = { host: "localhost", "content-type": "text/plain" };
    expect(await status("POST", "/desk", headers)).toBe(403);
  });

  it("refuse HTTP/1.0, which a simple proxy speaks", async () => {
    const socket = connect(server.port, "127.0.0.1");
    let answer = "";
    await new Promise<void>((resolve) => {
      socket.on("data", (data) => {
        answer += data.toString();
      });
      socket.on("close", () => resolve());
      socket.write("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n");
    });
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  });

  it("are not there when the playground is off", async () => {
    const off = await serve([]);
    expect((await fetch(`${off.url}/`)).status).toBe(404);
    await off.close();
  });
});
