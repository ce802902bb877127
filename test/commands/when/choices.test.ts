import { describe, expect, it } from "vitest";
import { isProblem, resolveCommand } from "../../../src/commands/index.ts";
import { aContext, marta } from "../support.ts";
import { AT } from "./phrases.ts";

const context = aContext({ actor: { ...marta, timeZone: "America/Sao_Paulo" }, at: AT });

describe("a time that may mean two", () => {
  it.each([
    ["followup L-42 tomorrow at 3 call her", ["2026-11-25T06:00:00.000Z", "2026-11-25T18:00:00.000Z"]],
    ["followup L-42 ask for the price next friday", ["2026-11-27T12:00:00.000Z", "2026-12-04T12:00:00.000Z"]],
    ["remind me to call L-42 tomorrow at 3", ["2026-11-25T06:00:00.000Z", "2026-11-25T18:00:00.000Z"]],
  ])("%s is asked with both, and either choice plans it", (said, times) => {
    const parsed = resolveCommand(said, context);
    if (!isProblem(parsed)) throw new Error(`taken as ${JSON.stringify(parsed.args)}`);
    expect(parsed.code).toBe("time-ambiguous");
    const planned = parsed.reply.choices?.map(({ value }) => {
      const chosen = resolveCommand(value, context);
      return isProblem(chosen) ? chosen.code : chosen.args.plan;
    });
    expect(planned).toEqual(times.map((at) => expect.objectContaining({ at, hasTime: true })));
  });
});
