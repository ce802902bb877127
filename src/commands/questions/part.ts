import type { FlowBundle } from "../../flow/bundle.ts";
import type { AskedPart } from "../args/asked-part.ts";
import type { InsightQuery, InsightReads, Part } from "../insights.ts";
import { lastQuestion } from "./stopped.ts";

/** Which leads are meant, in terms of the numbers: several tallies may be told as one question. */
export async function partOf(
  { stage, reached, reason, stopped, answer, left, sequence, campaign, over, within, hours }: AskedPart,
  query: InsightQuery,
  reads: InsightReads,
  bundle: FlowBundle,
): Promise<Part> {
  const part: Part = {
    ...(stage === undefined ? {} : { stage }),
    ...(reached === undefined ? {} : { reached }),
    ...(reason === undefined ? {} : { reason }),
    ...(answer === undefined ? {} : { answered: answer }),
    ...(left === undefined ? {} : { left }),
    ...(sequence === undefined ? {} : { sequence }),
    ...(campaign === undefined ? {} : { campaign }),
    ...(over === undefined && within === undefined
      ? {}
      : {
          took: {
            by: hours ?? "clock",
            ...(over === undefined ? {} : { over }),
            ...(within === undefined ? {} : { upTo: within }),
          },
        }),
  };
  if (stopped === undefined) return part;
  const { total } = await reads.insight(query);
  const keys = total.cohort.stoppedAfter.map(({ key }) => key);
  return { ...part, stoppedAfter: keys.filter((key) => lastQuestion(key, bundle) === stopped) };
}
