import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { inject } from "vitest";
import { z } from "zod";

const Answer = z.union([z.object({ url: z.string() }), z.object({ error: z.string() })]);

/** The URL of an empty PostgreSQL database, dropped at the end of the test run. Fails loudly, never skips. */
export async function freshPostgresUrl(): Promise<string> {
  const answer = Answer.parse(JSON.parse(await text(connect(inject("postgresPort"), "127.0.0.1"))));
  if ("error" in answer) throw new Error(answer.error);
  return answer.url;
}
