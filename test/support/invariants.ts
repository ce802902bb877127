import { expect } from "vitest";
import { holderOf } from "../../src/leads/change.ts";
import { replayLead } from "../../src/leads/trail.ts";
import type { Lead } from "../../src/leads/types/lead.ts";
import type { TestApp } from "./app.ts";

/** What must be true of a drained program at any time, whatever happened before. */
export async function expectInvariants(app: TestApp): Promise<void> {
  const leads = await app.leads();
  const { offers } = await app.load({ leads: leads.map((lead) => lead.id) });
  for (const lead of leads) {
    const open = offers.filter((offer) => offer.leadId === lead.id && offer.status === "open");
    expect(open.map((offer) => offer.id)).toEqual(lead.offerId === null ? [] : [lead.offerId]);
    const replayed = replayLead(lead.id, await app.trail(lead));
    // The trail keeps the points of a score's reasons, not their texts or order.
    const plain = (each: typeof lead) => ({
      ...each,
      updatedAt: "",
      // Follows from the lead and from what was learned by then.
      likely: null,
      scoreReasons: Object.fromEntries(each.scoreReasons.map(({ rule, points }) => [rule, points])),
    });
    expect(plain(replayed)).toEqual(plain(lead));
  }
  const { reps } = await app.store.turns.directory();
  for (const rep of reps.values()) {
    expect([rep.id, rep.openLeads]).toEqual([
      rep.id,
      leads.filter((lead) => holderOf(lead) === rep.id).length,
    ]);
    expect(rep.openLeads).toBeLessThanOrEqual(rep.capacity ?? Number.POSITIVE_INFINITY);
  }
  await expectOneOpenLead(app, leads);
}

/** A contact has one open lead, but for those that somebody has opened again beside it. */
async function expectOneOpenLead(app: TestApp, leads: readonly Lead[]): Promise<void> {
  const open = leads.filter((lead) => lead.stageKind === "open");
  for (const contactId of new Set(open.map((lead) => lead.contactId))) {
    const theirs = open.filter((lead) => lead.contactId === contactId);
    if (theirs.length === 1) continue;
    const trails = await Promise.all(theirs.map((lead) => app.trail(lead)));
    const neverClosed = trails.filter(
      (trail) => !trail.some(({ before, after }) => after?.stageKind === "open" && before?.stageKind !== ""),
    );
    expect(neverClosed.length).toBeLessThanOrEqual(1);
  }
}

/** What a chat said is kept once each, in order, and what it got is what the bot said, in order. */
export async function expectChat(app: TestApp, chatId: string, said: string[], channel = "web") {
  const history = await app.store.reads.history(`${channel}:${chatId}`, { limit: 10_000 });
  expect(history.filter((entry) => entry.direction === "in").map((entry) => entry.text)).toEqual(said);
  const out = history.filter((entry) => entry.direction === "out").map((entry) => entry.text);
  expect(app.channelOf(channel).texts(chatId)).toEqual(out);
}
