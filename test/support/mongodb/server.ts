import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { createCommands } from "./commands.ts";
import { type Document, decode, encode, MongoError } from "./documents.ts";

/** A server on loopback that speaks MongoDB's wire protocol, with its documents in memory. */
export interface FakeMongo {
  readonly url: string;
  /** The commands so far, by name. */
  readonly commands: string[];
  /** Cut every connection. */
  cut(): void;
  stop(): Promise<void>;
}

const OP_QUERY = 2004;
const OP_REPLY = 1;
const OP_MSG = 2013;
const CHECKSUM = 1;
const MORE_TO_COME = 2;

/**
 * Start it: OP_MSG, and OP_QUERY for the first handshake, as the official driver sends them. Compression, cursors
 * over more than one batch, transactions and authentication are not spoken.
 */
export async function startFakeMongo(port = 0): Promise<FakeMongo> {
  const run = createCommands();
  const sockets = new Set<Socket>();
  const commands: string[] = [];
  let lastId = 0;

  function answer(request: Buffer): Buffer | null {
    const opCode = request.readInt32LE(12);
    const message = opCode === OP_QUERY ? readQuery(request) : readMessage(request);
    commands.push(Object.keys(message)[0] ?? "");
    let body: Document;
    try {
      body = { ...run(message), ok: 1 };
    } catch (error) {
      if (!(error instanceof MongoError)) throw error;
      const { keyPattern } = error;
      body = { ok: 0, errmsg: error.message, code: error.code, ...(keyPattern ? { keyPattern } : {}) };
    }
    const wantsNone = opCode === OP_MSG && (request.readInt32LE(16) & MORE_TO_COME) !== 0;
    if (wantsNone) return null;
    lastId += 1;
    return opCode === OP_QUERY ? reply(body, lastId, request) : messageOf(body, lastId, request);
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    let buffer = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      buffer = Buffer.concat([buffer, chunk]);
      while (buffer.length >= 16 && buffer.length >= buffer.readInt32LE(0)) {
        const length = buffer.readInt32LE(0);
        const bytes = answer(buffer.subarray(0, length));
        buffer = buffer.subarray(length);
        if (bytes !== null) socket.write(bytes);
      }
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `mongodb://127.0.0.1:${address.port}/leadline`,
    commands,
    cut,
    async stop() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}

/** Header, flags, the collection's name, two numbers, one document. */
function readQuery(request: Buffer): Document {
  const nameEnds = request.indexOf(0, 20);
  return { ...decode(request.subarray(nameEnds + 9)), $db: "admin" };
}

/** Header, flags, and sections: the command, and lists of documents that belong to it. */
function readMessage(request: Buffer): Document {
  const end = request.length - ((request.readInt32LE(16) & CHECKSUM) === 0 ? 0 : 4);
  let command: Document = {};
  const lists: Document = {};
  for (let at = 20; at < end; ) {
    const kind = request[at];
    const size = request.readInt32LE(at + 1);
    const section = request.subarray(at + 1, at + 1 + size);
    if (kind === 0) command = decode(section);
    else {
      const nameEnds = section.indexOf(0, 4);
      const documents: Document[] = [];
      for (let inner = nameEnds + 1; inner < section.length; ) {
        const length = section.readInt32LE(inner);
        documents.push(decode(section.subarray(inner, inner + length)));
        inner += length;
      }
      lists[section.toString("utf8", 4, nameEnds)] = documents;
    }
    at += 1 + size;
  }
  return { ...command, ...lists };
}

function header(length: number, id: number, to: Buffer, opCode: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeInt32LE(length, 0);
  bytes.writeInt32LE(id, 4);
  bytes.writeInt32LE(to.readInt32LE(4), 8);
  bytes.writeInt32LE(opCode, 12);
  return bytes;
}

/** Flags, cursor, place and number of documents come before the document. */
function reply(body: Document, id: number, to: Buffer): Buffer {
  const document = encode(body);
  const middle = Buffer.alloc(20);
  middle.writeInt32LE(1, 16);
  return Buffer.concat([header(36 + document.length, id, to, OP_REPLY), middle, document]);
}

function messageOf(body: Document, id: number, to: Buffer): Buffer {
  const document = encode(body);
  return Buffer.concat([header(21 + document.length, id, to, OP_MSG), Buffer.alloc(5), document]);
}
