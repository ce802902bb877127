import { expect, it, onTestFinished } from "vitest";
import { DATABASES, finishes, startApp } from "../support/app.ts";

/** A rep reads or edits the lead of another. */

const COMMANDS = (lead: string) => [
  `show ${lead}`,
  `why ${lead}`,
  `claim ${lead}`,
  `pass ${lead}`,
  `assign ${lead} @bruno`,
  `stage ${lead} negotiation`,
  `stage ${lead} customer R$ 1`,
  `note ${lead} mine now`,
  `value ${lead} 1`,
  `tag ${lead} stolen`,
  `reply ${lead} hello from the wrong one`,
  `resume ${lead}`,
  `undo ${lead}`,
  `untag ${lead} vip`,
  `set ${lead} city Recife`,
  `send meeting ${lead}`,
  `send meeting ${lead} now`,
  `history ${lead}`,
  `followup ${lead} tomorrow 10:00 call`,
  `followups ${lead}`,
  `done ${lead}`,
  `snooze ${lead} 2h`,
  `drop ${lead}`,
  `call ${lead} reached`,
  `meeting ${lead} held`,
  `merge ${lead} with L-1`,
  `split ${lead}`,
  `resend ${lead} 1-1`,
  `mark arrived ${lead} 1-1`,
  `enrol ${lead} not-ready-yet`,
  `unenrol ${lead}`,
  `unenrol ${lead} not-ready-yet`,
  // By what the lead is called, and as people say it.
  "show Souza",
  "find Souza",
  "note Souza mine now",
  `move ${lead} to negotiation`,
  `remind me of ${lead} tomorrow at 10`,
  `passa ${lead} para negociação`,
  `recuérdame ${lead} mañana a las 10`,
  // Lists, numbers and files.
  "leads",
  "mine",
  "home",
  "followups",
  "leads won this month",
  "stats",
  "pipeline",
  "funnel",
  "sources",
  "lost",
  "report",
  "team",
  "export leads",
  "export leads created this month",
  "digest",
  "digest off 1",
  // Sequences and campaigns.
  "nurture",
  "nurture not-ready-yet",
  "nurture preview not-ready-yet",
  "nurture results",
  "campaign",
  "campaign new spring template:launch all",
  "campaign start spring",
  "campaign show autumn",
  "campaign start autumn",
  "campaign cancel autumn",
  "campaign results autumn",
  "outreach",
  "outreach off",
  "done",
  "undo",
];

it.each(DATABASES)(
  "lets no rep read or change the lead of a colleague, by any command, on %s",
  async (database) => {
    const app = await startApp({ database });
    onTestFinished(() => app.close());
    await finishes(app, "chat-1", "en");
    const offered = await app.lead("chat-1");
    const owner = offered.offeredTo ?? "ana";
    await app.does(owner, `claim L-${offered.number}`);
    expect(await app.does(owner, `enrol L-${offered.number} not-ready-yet`)).toContain("message 1 of 3");
    expect(await app.does("maria", "campaign new autumn template:launch")).toContain("1 person");
    const campaigns = await app.store.reads.campaigns();
    const lead = await app.lead("chat-1");
    expect([lead.ownerId, lead.nurture?.active.length, campaigns.length]).toEqual([owner, 1, 1]);
    const [trail, heard] = [await app.trail(lead), app.channel.texts("chat-1").length];
    const intruder = owner === "bruno" ? "ana" : "bruno";

    for (const command of COMMANDS(`L-${lead.number}`)) {
      // By its number, and in the lead's own thread, which the platform tells of.
      for (const thread of [undefined, lead]) {
        const answer = await app.does(intruder, command, thread);
        // In the thread, what cannot be read is talk: it is answered by nothing.
        if (thread === undefined) expect(answer, command).not.toBe("");
        for (const secret of ["ana.souza@example.com", "Souza", "Curitiba", "flat roof"]) {
          // Who asks by the name has said it.
          if (!command.includes(secret)) expect(answer, command).not.toContain(secret);
        }
      }
    }
    const posts = (await app.posts(`rep:${intruder}`)).filter((post) => post.payload.privately === true);
    expect(JSON.stringify(posts)).not.toContain("ana.souza@example.com");
    expect(await app.lead("chat-1")).toEqual(lead);
    expect(await app.trail(lead)).toEqual(trail);
    expect(await app.store.reads.campaigns()).toEqual(campaigns);
    expect((await app.store.reads.outreachState("2026-03-10")).off).toEqual([]);
    expect(app.channel.texts("chat-1")).toHaveLength(heard);

    // Nobody at all: an id that is no colleague's.
    expect(await app.does("stranger", `show L-${lead.number}`)).toMatch(/do not know you/);
    expect(await app.does(owner, `note L-${lead.number} still mine`)).not.toBe("");
    expect(await app.trail(lead)).toHaveLength(trail.length + 1);
  },
);
