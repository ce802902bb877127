import { describe, expect, it } from "vitest";
import { isProblem, resolveCommand } from "../../../src/commands/index.ts";
import { aContext, marta } from "../support.ts";

const AT = "2026-11-24T13:00:00.000Z";
const inThread = aContext({ at: AT, actor: marta, leadInThread: "lead-42" });
const outside = aContext({ at: AT, actor: marta });

describe("a reminder with a definite time", () => {
  it.each([
    ["me lembra do João amanhã às 10 mandar proposta", "followup amanhã às 10 João mandar proposta"],
    ["me lembra da Ana amanhã às 10", "followup amanhã às 10 Ana"],
    ["remind me about Ana tomorrow at 10 send the offer", "followup tomorrow at 10 Ana send the offer"],
    [
      "recuérdame de Ana mañana a las 10 mandar la propuesta",
      "followup mañana a las 10 Ana mandar la propuesta",
    ],
  ])("in a thread %s is asked with a Yes", (said, command) => {
    const parsed = resolveCommand(said, inThread);
    if (!isProblem(parsed)) throw new Error(`carried out as ${parsed.command.name}`);
    expect([parsed.code, parsed.reply.choices?.map(({ value }) => value)]).toEqual([
      "natural-unsure",
      [command],
    ]);
    const confirmed = resolveCommand(command, inThread);
    expect(!isProblem(confirmed) && confirmed.command.name).toBe("followup");
  });

  it.each([
    ["me lembra do João amanhã às 10 mandar proposta", 'followup "João" amanhã às 10 mandar proposta'],
    ["remind me about Ana tomorrow at 10 send the offer", 'followup "Ana" tomorrow at 10 send the offer'],
    ["recuérdame de Ana mañana a las 10 llamar", 'followup "Ana" mañana a las 10 llamar'],
  ])("elsewhere too: %s", (said, command) => {
    const parsed = resolveCommand(said, outside);
    expect(isProblem(parsed) && parsed.reply.choices?.map(({ value }) => value)).toEqual([command]);
  });
});

describe("words about oneself in a lead's thread", () => {
  it.each([
    "voltei",
    "back",
    "fora até segunda",
    "hours mon-fri 9:00-18:00",
    "i am away until Monday",
    "estoy fuera",
    "pass the word to everyone",
  ])("%s is asked, and carried out only when confirmed", (said) => {
    const parsed = resolveCommand(said, inThread);
    if (!isProblem(parsed)) throw new Error(`carried out as ${parsed.command.name}`);
    expect(parsed.code).toBe("natural-unsure");
    expect(isProblem(resolveCommand(parsed.reply.choices![0]!.value, inThread))).toBe(false);
  });

  it.each(["<@U0BOT> voltei", "/away until Monday", "pass", "pass on holiday from tomorrow", "hours"])(
    "%s is a command",
    (said) => {
      const parsed = resolveCommand(said, inThread);
      expect(isProblem(parsed) ? parsed.reply.text : "read").toBe("read");
    },
  );
});
