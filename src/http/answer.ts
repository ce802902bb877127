import type { FastifyReply } from "fastify";
import type { HttpResponse } from "../channel/adapter.ts";

/** Answer with a body that is there whole. */
export function answer(reply: FastifyReply, response: HttpResponse): FastifyReply {
  reply.code(response.status).headers(response.headers ?? {});
  if (response.body === undefined || isStream(response.body)) return reply.send("");
  return reply.send(response.body);
}

/** A body that is sent piece by piece, as it comes. */
export function isStream(body: HttpResponse["body"]): body is AsyncIterable<string> {
  return typeof body === "object" && !Buffer.isBuffer(body);
}
