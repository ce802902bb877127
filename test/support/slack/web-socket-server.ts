import { createHash } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";

/** One connection of a WebSocket client, text frames only: as much as Socket Mode needs. */
export interface WebSocketPeer {
  send(text: string): void;
  /** Close as the protocol has it. */
  close(): void;
  /** Cut the wire. */
  destroy(): void;
  readonly open: boolean;
}

export interface WebSocketHandlers {
  opened(peer: WebSocketPeer): void;
  message(peer: WebSocketPeer, text: string): void;
  closed(peer: WebSocketPeer): void;
}

const MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** Let a server take WebSocket connections. */
export function acceptWebSockets(server: Server, handlers: WebSocketHandlers): void {
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const key = request.headers["sec-websocket-key"] ?? "";
    const accept = createHash("sha1").update(`${key}${MAGIC}`).digest("base64");
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    serve(socket, head, handlers);
  });
}

function serve(socket: Duplex, head: Buffer, handlers: WebSocketHandlers): void {
  let open = true;
  let rest: Buffer = head;
  const peer: WebSocketPeer = {
    send: (text) => socket.write(frame(1, Buffer.from(text))),
    close: () => socket.write(frame(8, Buffer.from([3, 232]))),
    destroy: () => socket.destroy(),
    get open() {
      return open;
    },
  };
  const end = () => {
    if (!open) return;
    open = false;
    handlers.closed(peer);
  };
  const read = () => {
    for (let next = parseFrame(rest); next !== null; next = parseFrame(rest)) {
      rest = next.rest;
      if (next.opcode === 1) handlers.message(peer, next.payload.toString("utf8"));
      else if (next.opcode === 9) socket.write(frame(10, next.payload));
      else if (next.opcode === 8) {
        socket.write(frame(8, next.payload));
        socket.end();
        end();
      }
    }
  };
  socket.on("data", (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    read();
  });
  socket.on("close", end);
  socket.on("error", end);
  handlers.opened(peer);
  read();
}

function frame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const header =
    length < 126
      ? Buffer.from([0x80 | opcode, length])
      : length < 65_536
        ? Buffer.from([0x80 | opcode, 126, length >> 8, length & 255])
        : Buffer.concat([Buffer.from([0x80 | opcode, 127]), eightBytes(length)]);
  return Buffer.concat([header, payload]);
}

function eightBytes(length: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(length));
  return bytes;
}

function parseFrame(data: Buffer): { opcode: number; payload: Buffer; rest: Buffer } | null {
  if (data.length < 2) return null;
  const opcode = data[0]! & 15;
  const masked = (data[1]! & 128) !== 0;
  let length = data[1]! & 127;
  let at = 2;
  if (length === 126) {
    if (data.length < 4) return null;
    length = data.readUInt16BE(2);
    at = 4;
  } else if (length === 127) {
    if (data.length < 10) return null;
    length = Number(data.readBigUInt64BE(2));
    at = 10;
  }
  const mask = masked ? data.subarray(at, at + 4) : null;
  if (masked) at += 4;
  if (data.length < at + length) return null;
  const payload = Buffer.from(data.subarray(at, at + length));
  if (mask !== null) for (let i = 0; i < payload.length; i += 1) payload[i]! ^= mask[i % 4]!;
  return { opcode, payload, rest: data.subarray(at + length) };
}
