import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/commands/index.ts";
import { LANGUAGES } from "../../src/language.ts";
import { aFollowUp, anOffer } from "../support/builders.ts";
import { aLoadedLead, ana, anotherLead, aWorld, marta, say } from "./support.ts";

const cases = COMMANDS.flatMap((command) =>
  LANGUAGES.flatMap((language) =>
    command.examples[language].map((example) => ({ name: command.name, language, example })),
  ),
);

describe("the examples of every command", () => {
  it.each(cases)("$language: $example", async ({ name, language, example }) => {
    const free = ["claim", "pass"].includes(name);
    const offer = anOffer({ leadId: "lead-42", repId: "ana", mode: "push" });
    const lead = aLoadedLead({
      contact: { name: "Ana Souza" },
      ...(free
        ? { offer, lead: { offerId: offer.id, offeredTo: "ana", teamId: "sales" } }
        : { lead: { ownerId: "ana", tags: ["vip"] } }),
    });
    if (name === "resume") lead.conversations[0]!.floor = "human";
    const isForReps = COMMANDS.find((command) => command.name === name)!.allowed.includes("rep");
    const actor = { ...(isForReps ? ana : marta), language };
    const world = { ...aWorld([lead, anotherLead()]), followUps: [aFollowUp({ leadId: "lead-42" })] };
    const said = await say(example, world, { language, actor });
    expect(said.problem, said.text).toBeNull();
    expect(said.text).not.toBe("");
  });

  it("are there for every command and language", () => {
    for (const command of COMMANDS) {
      for (const language of LANGUAGES) expect(command.examples[language].length).toBeGreaterThan(0);
    }
  });
});
