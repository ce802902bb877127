import fc from "fast-check";
import { z } from "zod";

/*
 * What fast-check draws is the same in every run, so that a run that goes red does so for what was changed. To look
 * further, `PROPERTY_SEED=random npm test` draws anew, and `PROPERTY_SEED=<number>` repeats what a failure printed.
 */
const seed = z
  .union([z.literal("random").transform(() => undefined), z.coerce.number<string>().int()], {
    error: "PROPERTY_SEED must be a whole number, or random.",
  })
  .parse(process.env.PROPERTY_SEED ?? "1");
if (seed !== undefined) fc.configureGlobal({ seed });
