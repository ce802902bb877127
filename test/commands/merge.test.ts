import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../../src/language.ts";
import { DUPLICATE } from "../../src/leads/index.ts";
import { anOffer } from "../support/builders.ts";
import { aLoadedLead, ana, anotherLead, aWorld, bruno, marta, say } from "./support.ts";

const own = aLoadedLead({ lead: { ownerId: "ana" } });

describe("merge", () => {
  it("makes one person of two, closes the other lead as a duplicate, and says how to undo it", async () => {
    const said = await say("merge L-42 with L-57", aWorld([own, anotherLead()]));
    expect(said.text).toMatch(/L-42 goes on .* L-57 is closed as a duplicate.*split L-42$/);
    const { leads, conversations, merges } = said.turn.changes();
    expect(leads.find((lead) => lead.id === "lead-57")).toMatchObject({
      contactId: own.contact.id,
      reason: DUPLICATE,
    });
    expect(conversations).toMatchObject([{ id: "web:other", leadId: "lead-42", contactId: own.contact.id }]);
    expect(merges).toMatchObject([{ fromId: "contact-57", intoId: own.contact.id, undoneAt: null }]);
  });

  it.each([
    ["merge L-57", "L-42"],
    ["merge with L-57", "L-42"],
    ["unir com L-57", "L-42"],
    ["merge clara nunes with #57", null],
    ["fusionar 42 con 57", null],
  ])("understands %s, in the thread of %s", async (text, thread) => {
    const leadInThread = thread === null ? null : "lead-42";
    const said = await say(text, aWorld([own, anotherLead()]), { leadInThread });
    expect(said.turn.changes().merges).toHaveLength(1);
  });

  it.each([
    ["merge L-42", "which-other-lead"],
    ["merge L-42 with Clara", "which-other-lead"],
    ["merge L-42 with L-999", "no-such-lead"],
  ])("asks back at %s", async (text, problem) => {
    expect((await say(text, aWorld([own, anotherLead()]))).problem).toBe(problem);
  });

  it("the older contact stays, whichever is named first", async () => {
    const older = anotherLead();
    older.contact.createdAt = "2020-01-01T00:00:00.000Z";
    const said = await say("merge L-42 with L-57", aWorld([own, older]));
    expect(said.turn.changes().merges).toMatchObject([{ fromId: own.contact.id, intoId: "contact-57" }]);
  });

  it.each(LANGUAGES)("is refused for people who are one already (%s)", async (language) => {
    const said = await say("merge L-42 with L-42", aWorld([own]), { language });
    expect(said.text).toMatch(/joined already|já estão unidos|ya están unidos/);
    expect(said.turn.changes().leads).toEqual([]);
  });

  it("is refused to a rep when any open lead of either person is a colleague's", async () => {
    const others = anotherLead({ ownerId: bruno.id });
    const denied = await say("merge L-42 with L-57", aWorld([own, others]));
    expect(denied.text).toContain("Bruno Lima");
    expect(denied.turn.changes()).toMatchObject({ leads: [], contacts: [], merges: [] });
    const done = await say("merge L-42 with L-57", aWorld([own, others]), { actor: marta });
    expect(done.turn.changes().merges).toHaveLength(1);
    expect(done.turn.notices).toContainEqual(expect.objectContaining({ to: { rep: "bruno" } }));
  });

  it("offers the lead that stays when the other's offer was withdrawn", async () => {
    const offer = anOffer({ leadId: "lead-57" });
    const offered = { ...anotherLead({ offerId: offer.id, teamId: "sales" }), offer };
    const said = await say("merge L-42 with L-57", aWorld([aLoadedLead(), offered]), { actor: ana });
    const stays = said.turn.changes().leads.find((lead) => lead.id === "lead-42");
    expect(stays).toMatchObject({ stageKind: "open", offerId: expect.any(String) });
    expect(stays?.offerId).not.toBe(offer.id);
  });
});

describe("split", () => {
  it.each(LANGUAGES)("is refused where nobody was merged (%s)", async (language) => {
    const said = await say("split L-42", aWorld([own]), { language });
    expect(said.text).toMatch(/nothing to split|não há o que separar|no hay nada que separar/);
    expect(said.turn.changes()).toMatchObject({ leads: [], contacts: [], merges: [] });
  });
});
