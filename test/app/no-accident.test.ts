import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Lead } from "../../src/leads/types/lead.ts";
import { finishes, startApp, type TestApp } from "../support/app.ts";
import { createFakeChannel, type FakeChannel } from "../support/fake-channel.ts";
import { TALK } from "../support/talk.ts";
import { aFile, createTeamChannel, linkTeam, reacts, revises, talks } from "../support/team-channel.ts";

/**
 * Whatever colleagues say, show, change or do in a lead's thread stays among them, unless they say `>>` or `reply`,
 * press a button that says it, confirm a template, or put the chosen sign on a message of their own.
 */
describe("what is said in a thread", () => {
  let app: TestApp;
  let team: FakeChannel;
  let customer: FakeChannel;
  let lead: Lead;

  beforeAll(async () => {
    customer = createFakeChannel("web");
    Object.assign(customer.capabilities, { files: true, images: true });
    team = createTeamChannel();
    app = await startApp({ database: "sqlite", channels: [customer, team] });
    await linkTeam(app);
    lead = await finishes(app, "c1");
    await talks(app, "ana", "claim", lead);
    await talks(app, "ana", ">> Hello", lead);
    customer.sent.length = 0;
  });
  afterAll(() => app.close());

  const nothingSent = (what: string) => {
    const sent = customer.sent.splice(0).map((each) => each.message);
    expect({ what, sent }).toEqual({ what, sent: [] });
  };

  it.each(["ana", "maria"])("stays there, whatever %s says", async (rep) => {
    for (const text of TALK) {
      await talks(app, rep, text, lead);
      nothingSent(text);
    }
  });

  it("stays there in each reader's language, with files too", async () => {
    await app.store.people.save({
      reps: [{ ...(await app.rep("ana")), language: "pt" }],
    });
    for (const text of TALK) {
      await talks(app, "ana", text, lead, { files: text.length % 3 === 0 ? [aFile()] : [] });
      // A file that came with the bare word is what the bare word sends.
      if (!/^\W*(reply|responder)\W*$/i.test(text)) nothingSent(text);
      customer.sent.length = 0;
    }
  });

  it("stays there when it is changed, deleted, or given other signs", async () => {
    for (const text of TALK.filter((_, at) => at % 4 === 0)) {
      const id = await talks(app, "ana", text, lead);
      for (const name of ["thumbsup", "eyes", "outbox", "outbox_tray_2", "inbox_tray", "white_check_mark"])
        await reacts(app, "ana", id, lead, name);
      await reacts(app, "maria", id, lead);
      await reacts(app, "bruno", id, lead);
      await revises(app, "ana", id, `>> ${text}`, lead);
      await revises(app, "ana", id, `reply ${text}`, lead);
      await revises(app, "ana", id, null, lead);
      await reacts(app, "ana", id, lead);
      nothingSent(text);
    }
  });

  it("stays there for any text that does not begin with a sign or word of sending", async () => {
    const words = TALK.flatMap((text) => text.split(/\s+/));
    const sentence = fc
      .array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 12 })), {
        minLength: 1,
        maxLength: 7,
      })
      .map((parts) => parts.join(" "))
      .filter((text) => !SENDS.test(text.normalize("NFKC").trim()));
    await fc.assert(
      fc.asyncProperty(sentence, async (text) => {
        await talks(app, "ana", text, lead);
        nothingSent(text);
      }),
      { numRuns: 150 },
    );
  });

  it("is asked about when it may have been meant for a colleague, and sent by the button", async () => {
    await talks(app, "ana", "reply to her please", lead);
    nothingSent("reply to her please");
    const asked = team.sent.findLast(({ message }) => message.choices !== undefined);
    expect(asked?.message.choices?.map((choice) => choice.value)).toEqual([">> to her please"]);
    await talks(app, "ana", ">> to her please", lead);
    expect(customer.sent.splice(0).map((each) => each.message.text)).toEqual(["to her please"]);
  });

  it("goes out by what is meant to send, and by nothing else", async () => {
    for (const text of [
      ">> hello",
      ">>hello",
      "reply hello",
      "responder olá",
      "/reply hello",
      "@leadline reply hello",
      "leadline: reply hello",
      `reply L-${lead.number} hello`,
    ]) {
      customer.sent.length = 0;
      await talks(app, "ana", text, lead);
      expect({ text, sent: customer.sent.length }).toEqual({ text, sent: 1 });
    }
    customer.sent.length = 0;
    await talks(app, "ana", "send introduction", lead);
    const shown = team.sent.findLast(({ message }) => JSON.stringify(message).includes("confirm"));
    const confirm = /send L-\d+ \S+ confirm \w+/.exec(JSON.stringify(shown?.message))?.[0] ?? "";
    nothingSent("send introduction");
    await talks(app, "ana", confirm, lead);
    expect(customer.sent.splice(0)).toHaveLength(1);
    await talks(app, "ana", "resume", lead);
    customer.sent.length = 0;
    await reacts(app, "ana", await talks(app, "ana", "we are open on Saturday", lead), lead);
    expect(customer.texts("c1")).toEqual(["we are open on Saturday"]);
  });
});

/** What may send: `>>`, or the word, with whatever addresses the program before it. */
const SENDS = /^(?:(?:@leadline|leadline)[:,]?\s+|[/!]\s*)*(?:>>|reply\b|responder\b)/iu;
