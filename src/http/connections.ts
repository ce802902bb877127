import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * Follow the connections of a server, so that closing it waits for the requests under way and for nothing else.
 *
 * Node's own closeIdleConnections leaves a connection that never asked for anything (browsers open those in
 * advance); such a one would hold the port until its time-out.
 */
export function followConnections(server: Server): { drain(graceMs: number): void } {
  const busy = new Map<Socket, number>();
  let draining = false;

  server.on("connection", (socket: Socket) => {
    busy.set(socket, 0);
    socket.once("close", () => busy.delete(socket));
    if (draining) socket.destroy();
  });
  server.on("request", (request, response: ServerResponse) => {
    const socket = request.socket;
    busy.set(socket, (busy.get(socket) ?? 0) + 1);
    response.once("close", () => {
      const left = (busy.get(socket) ?? 1) - 1;
      if (busy.has(socket)) busy.set(socket, left);
      if (draining && left <= 0) socket.destroySoon();
    });
  });

  return {
    /** Close what is idle now, the rest as soon as it is answered, and everything after `graceMs`. */
    drain(graceMs) {
      draining = true;
      for (const [socket, requests] of busy) if (requests <= 0) socket.destroy();
      const deadline = setTimeout(() => {
        for (const socket of busy.keys()) socket.destroy();
      }, graceMs);
      server.once("close", () => clearTimeout(deadline));
    },
  };
}
