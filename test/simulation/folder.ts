import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Data } from "../crash/data.ts";

/** A folder for a month, as long as the test runs. */
export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "leadline-month-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export const campaignSends = ({ outreach }: Pick<Data, "outreach">): number =>
  outreach.filter(({ kind }) => kind === "campaign").length;
