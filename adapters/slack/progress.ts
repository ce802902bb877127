import { z } from "zod";
import type { AdapterHost } from "../../src/channel/adapter.ts";

const progressSchema = z.object({
  /** Where the parts that went out are, in order. */
  externalIds: z.array(z.string()).default([]),
  /** A file whose bytes Slack has, though perhaps nobody sees it yet. */
  fileId: z.string().nullable().default(null),
  /** How many parts there are; 0 when it was not written down. */
  parts: z.number().default(0),
});
export type Progress = z.infer<typeof progressSchema>;

/** How far a send of several parts has come, durably: it goes on after the last part, and repeats none. */
export async function loadProgress(memory: AdapterHost["memory"], outboxId: string): Promise<Progress> {
  const known = progressSchema.safeParse(await memory.get(`sent:${outboxId}`));
  return known.success ? known.data : { externalIds: [], fileId: null, parts: 0 };
}

export async function saveProgress(
  memory: AdapterHost["memory"],
  outboxId: string,
  progress: Progress,
): Promise<void> {
  await memory.set(`sent:${outboxId}`, progress);
}
