import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { openPostgres } from "../../../src/store/postgres/connection.ts";
import { freshPostgresUrl } from "../../support/database.ts";

it("gives a server up that does not answer any more, and goes on when the way is free again", async () => {
  const proxy = await startProxy(await freshPostgresUrl());
  onTestFinished(() => proxy.close());
  const database = await openPostgres(proxy.url, { statementTimeoutMs: 100, connectMs: 20_000 });
  await database.query("CREATE TABLE t (id int)");

  proxy.silent = true;
  await expect(database.query("SELECT 1")).rejects.toMatchObject({ code: "database-lost", retryable: true });

  proxy.silent = false;
  expect((await database.query("SELECT count(*) AS n FROM t")).rows).toEqual([{ n: 0 }]);

  // Closing does not wait for a server that will never answer.
  proxy.silent = true;
  await database.close();
});

/** Passes bytes on until it is `silent`: then it swallows them, as a cable that was pulled out does. */
async function startProxy(target: string) {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const proxy = { silent: false, url: "", close: () => {} };
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect(Number(port), hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("data", (bytes) => proxy.silent || to.write(bytes));
      from.on("end", () => proxy.silent || to.end());
      from.on("error", () => {});
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No port for the proxy");
  const url = new URL(target);
  url.port = String(address.port);
  proxy.url = url.href;
  proxy.close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return proxy;
}
