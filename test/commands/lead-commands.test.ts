import { describe, expect, it } from "vitest";
import { isProblem, resolveCommand, runCommand } from "../../src/commands/index.ts";
import { aConversation, anOffer, aTurn, NOW } from "../support/builders.ts";
import { aContext, aLoadedLead, ana, aWorld, inEach, marta, say } from "./support.ts";

const mine = () => aLoadedLead({ lead: { ownerId: "ana" } });

describe("naming the lead", () => {
  it.each([
    ["value 5000", 500_000],
    ["value L-42 5000", 500_000],
    ["value 42 5000", 500_000],
    ["value lead 42 5000", 500_000],
    ["value #42 R$ 7 mil", 700_000],
    ["value clara 5k", 500_000],
    ["value clara nunes 5k", 500_000],
    ['value "Clara Nunes" 5k', 500_000],
    ["value 5k L-42", 500_000],
  ])("in the thread: %s", async (text, value) => {
    const said = await say(text, aWorld([mine()]), { leadInThread: "lead-42" });
    expect(said.turn.changes().leads[0], said.text).toMatchObject({ value, currency: "BRL" });
  });

  it("a named lead goes before the thread's", async () => {
    const other = aLoadedLead({ lead: { id: "lead-7", number: 7, ownerId: "ana" } });
    const said = await say("tag L-7 vip", aWorld([mine(), other]), { leadInThread: "lead-42" });
    expect(said.turn.changes().leads.map((lead) => lead.id)).toEqual(["lead-7"]);
  });

  it("outside of a thread asks which, with usage", async () => {
    const said = await say("claim");
    expect(said.problem).toBe("which-lead");
    expect(said.text).toContain("claim [lead]\nFor example: claim L-42");
  });

  it("offers the leads that a name fits, each as the whole command", async () => {
    const other = aLoadedLead({
      lead: { id: "lead-7", number: 7 },
      contact: { id: "contact-7", name: "Clara Dias" },
    });
    const said = await say("stage clara qualified", aWorld([mine(), other]));
    expect(said.problem).toBe("several-leads");
    expect(said.reply.choices).toEqual([
      { value: "stage L-42 qualified", label: "L-42 · Clara Nunes" },
      { value: "stage L-7 qualified", label: "L-7 · Clara Dias" },
    ]);
  });

  it("never takes the first words of free text for a name", async () => {
    expect((await say("reply clara is waiting")).problem).toBe("which-lead");
    const noted = await say("note clara: called", aWorld([mine()]));
    expect(noted.turn.changes().activities[0]).toMatchObject({ kind: "noted", note: "called" });
  });

  it("says when there is no such lead", async () => {
    expect((await say("show L-99")).text).toBe("There is no lead L-99.");
  });
});

describe("stage", () => {
  it.each([
    ["stage L-42 qualfied", "qualified"],
    ["move L-42 to negotiation", "negotiation"],
    ["etapa L-42 em nutrição", "nurture"],
    ["mover L-42 para NEGOCIAÇAO", "negotiation"],
    ["etapa L-42 en seguimiento", "nurture"],
    ["stage L-42 inactive", "inactive"],
    ["stage L-42 → contacted", "contacted"],
  ])("%s goes to %s", async (text, stage) => {
    const said = await say(text, aWorld([mine()]));
    expect(said.turn.changes().leads[0], said.text).toMatchObject({ stage });
  });

  it("asks for the reason, with the stage's own to choose from", async () => {
    const said = await say("stage L-42 unqualified", aWorld([mine()]));
    expect(said.turn.changes().leads).toEqual([]);
    expect(said.reply.choices).toContainEqual({
      value: "stage L-42 unqualified no-budget",
      label: "No budget",
    });
    for (const choice of said.reply.choices ?? []) {
      const chosen = await say(choice.value, aWorld([mine()]));
      expect(chosen.turn.changes().leads[0]).toMatchObject({ reason: choice.value.split(" ").at(-1) });
    }
  });

  it("takes a reason with a typo, in another language, or in own words", async () => {
    for (const [text, reason] of [
      ["stage L-42 unqualified no bugdet", "no-budget"],
      ["stage L-42 unqualified sem orçamento", "no-budget"],
      ["stage L-42 lost moved abroad", "moved abroad"],
    ]) {
      expect((await say(text!, aWorld([mine()]))).turn.changes().leads[0]).toMatchObject({ reason });
    }
  });

  it("asks for the value with a button, and takes it", async () => {
    const asked = await say("stage L-42 customer", aWorld([mine()]));
    expect(asked.turn.changes().leads).toEqual([]);
    const button = asked.reply.card!.buttons[0]!;
    expect(button.asks).toHaveLength(1);
    const done = await say(`${button.command} 12,5 mil`, aWorld([mine()]), { language: "pt" });
    expect(done.turn.changes().leads[0]).toMatchObject({
      stage: "customer",
      value: 1_250_000,
      closedAt: NOW,
    });
  });

  it("offers all stages for an unknown one, and each choice works", async () => {
    const said = await say("stage L-42 xyzzy", aWorld([mine()]));
    expect(said.problem).toBe("unknown-stage");
    expect(said.reply.choices).toHaveLength(8);
    expect((await say(said.reply.choices![1]!.value, aWorld([mine()]))).problem).toBeNull();
  });
});

describe("claim, pass and assign", () => {
  const offered = () =>
    aLoadedLead({
      offer: anOffer({ leadId: "lead-42", repId: "ana", mode: "push" }),
      lead: { offerId: "offer-1", offeredTo: "ana", teamId: "sales" },
    });

  it("claim makes the lead the rep's, and the thread is told", async () => {
    const said = await say("claim L-42", aWorld([offered()]));
    expect(said.turn.changes().leads[0]).toMatchObject({ ownerId: "ana", offerId: null });
    expect(said.reply.card?.buttons[0]?.command).toBe("reply L-42");
    expect(said.turn.notices.map((notice) => notice.to)).toEqual([{ thread: "lead-42" }]);
    expect(said.turn.notices[0]!.message("pt").text).toBe("Ana assumiu L-42");
  });

  it("pass offers it to the next, who is told", async () => {
    const said = await say("pass L-42 too far away", aWorld([offered()]));
    const after = said.turn.changes().leads.at(-1)!;
    expect(after.offeredTo).not.toBe("ana");
    expect(said.turn.notices.at(-1)!.to).toEqual({ rep: after.offeredTo });
  });

  it("assign tells the thread and the new owner who gave it", async () => {
    const said = await say("assign L-42 bru", aWorld([mine()]), { actor: marta });
    expect(said.turn.changes().leads[0]).toMatchObject({ ownerId: "bruno" });
    expect(said.turn.notices.map((notice) => notice.to)).toEqual([{ thread: "lead-42" }, { rep: "bruno" }]);
    expect(said.turn.notices[1]!.message("en").text).toBe("Marta gave L-42 to Bruno Lima");
  });

  it("an unknown colleague is asked for, with all to choose from", async () => {
    const said = await say("assign L-42 @zoe", aWorld([mine()]));
    expect(said.problem).toBe("unknown-rep");
    expect(said.reply.choices?.map((choice) => choice.value)).toContain("assign L-42 @bruno");
  });
});

describe("reply", () => {
  const free = () =>
    aLoadedLead({ offer: anOffer({ leadId: "lead-42" }), lead: { offerId: "offer-1", teamId: "sales" } });

  it("sends where the customer wrote last, takes the floor, and counts as the first answer", async () => {
    const lead = mine();
    lead.conversations = [
      aConversation({
        id: "web:old",
        chatId: "old",
        leadId: "lead-42",
        lastInboundAt: "2026-03-09T10:00:00.000Z",
      }),
      aConversation({
        id: "whatsapp:1",
        channel: "whatsapp",
        chatId: "1",
        leadId: "lead-42",
        lastInboundAt: NOW,
      }),
    ];
    const said = await say(">> Bom dia,\nposso ligar?", aWorld([lead]), { leadInThread: "lead-42" });
    const { sends, messages, conversations, leads, activities } = said.turn.changes();
    expect(sends).toMatchObject([
      { channel: "whatsapp", chatId: "1", payload: { text: "Bom dia,\nposso ligar?" } },
    ]);
    expect(messages).toMatchObject([
      { id: sends[0]!.messageId, outboxId: sends[0]!.id, author: "ana", direction: "out" },
    ]);
    expect(conversations).toMatchObject([{ id: "whatsapp:1", floor: "human" }]);
    expect(leads[0]).toMatchObject({ firstResponseAt: NOW, stage: "contacted" });
    expect(activities.map((activity) => activity.kind)).toEqual(["replied", "stage-moved", "floor-changed"]);
    expect(said.text).toBe("On its way to Clara Nunes (WhatsApp).");
  });

  it("sends nothing to a customer who opted out", async () => {
    const lead = mine();
    lead.contact.optedOutAt = NOW;
    const said = await say("reply L-42 hello", aWorld([lead]));
    expect(said.text).toMatch(/^Not sent: /);
    expect(said.turn.changes()).toMatchObject({ sends: [], messages: [], leads: [], activities: [] });
  });

  it("takes a lead that nobody has, so that one person answers", async () => {
    const said = await say("reply L-42 hello", aWorld([free()]));
    expect(said.turn.changes().leads.at(-1)).toMatchObject({ ownerId: "ana", firstResponseAt: NOW });
    const full = { ...ana, capacity: 1, openLeads: 1 };
    const directory = {
      reps: new Map([["ana", full]]),
      teams: new Map(),
      members: [],
      identities: new Map(),
    };
    const refused = await say("reply L-42 hello", aWorld([free()]), { actor: full, directory });
    expect(refused.turn.changes().sends).toEqual([]);
  });

  it("a manager answers without taking the lead", async () => {
    const said = await say("reply L-42 hello", aWorld([free()]), { actor: marta });
    expect(said.turn.changes().leads.at(-1)).toMatchObject({ ownerId: null });
    expect(said.turn.changes().sends).toHaveLength(1);
  });

  it("resume gives the floor back once", async () => {
    const lead = mine();
    lead.conversations[0]!.floor = "human";
    const said = await say("resume L-42", aWorld([lead]));
    expect(said.turn.changes().conversations).toMatchObject([{ floor: "bot" }]);
    expect((await say("resume L-42", aWorld([mine()]))).turn.changes().conversations).toEqual([]);
  });
});

describe("tags and notes", () => {
  it("adds and takes away in one go", async () => {
    const lead = aLoadedLead({ lead: { ownerId: "ana", tags: ["vip", "old"] } });
    const said = await say('tag L-42 #new, "big fish" -old', aWorld([lead]));
    expect(said.turn.changes().leads.at(-1)).toMatchObject({ tags: ["vip", "new", "big fish"] });
  });

  it("says when nothing changes, and does the half that can be done", async () => {
    const full = Array.from({ length: 30 }, (_, i) => `t${i}`);
    const lead = () => aLoadedLead({ lead: { ownerId: "ana", tags: full } });
    const exchanged = await say("tag L-42 new -t0", aWorld([lead()]));
    expect(exchanged.turn.changes().leads.at(-1)?.tags).toEqual([...full.slice(1), "new"]);
    const tooMany = await say("tag L-42 one two -t0", aWorld([lead()]));
    expect(tooMany.turn.changes().leads.at(-1)?.tags).toEqual(full.slice(1));
    expect(tooMany.text).toContain("at most 30");
    expect((await say("tag L-42 t1 -zzz", aWorld([lead()]))).text).toBe("L-42 is like that already.");
  });

  it("a note is for colleagues: it goes to the thread, and nothing is sent", async () => {
    const said = await say("note prefers calls {in the} evening", aWorld([mine()]), {
      leadInThread: "lead-42",
    });
    expect(said.turn.changes().sends).toEqual([]);
    expect(said.turn.notices).toHaveLength(1);
    expect(said.turn.notices[0]!.message("es").text).toBe("📝 Ana: prefers calls {in the} evening");
  });
});

describe("lists", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, i) =>
      aLoadedLead({ lead: { id: `lead-${i + 1}`, number: i + 1, ownerId: i % 2 === 0 ? "ana" : null } }),
    );

  it("come in pages, and the choice gives the next one", async () => {
    const first = await say("leads", aWorld(many(23)));
    expect(first.text).toMatch(/^Leads \(1–10 of 23\)/);
    const second = await say(first.reply.choices![0]!.value, aWorld(many(23)));
    expect(second.text).toMatch(/^Leads \(11–20 of 23\)/);
    const last = await say("leads page 3", aWorld(many(23)));
    expect(last.text.split("\n")).toHaveLength(4);
    expect(last.reply.choices).toBeUndefined();
  });

  it("keep their filters on the next page", async () => {
    const first = await say("leads mine open-enquiry", aWorld(many(30)));
    expect(first.reply.choices).toEqual([{ value: "leads mine open-enquiry page 2", label: "More" }]);
  });

  it.each([
    ["leads mine", 12],
    ["leads livres", 11],
    ["leads @ana", 12],
    ["leads consulta abierta", 23],
    ["leads negociação", 0],
    ["leads won", 0],
    ["leads hot", 0],
    ["leads frios", 23],
    ["mine", 12],
  ])("%s finds %i", async (text, count) => {
    const said = await say(text, aWorld(many(23)));
    expect(Number(/(\d+)\)/.exec(said.text)?.[1] ?? 0), said.text).toBe(count);
  });

  it("an unknown filter is named", async () => {
    const said = await say("leads purple");
    expect(said.problem).toBe("unknown-filter");
    expect(said.text).toContain("“purple”");
  });
});

describe("every reply", () => {
  it("is in the reader's language", async () => {
    const texts = await Promise.all(
      inEach((language) => say("value L-42 5k", aWorld([mine()]), { language }).then((said) => said.text)),
    );
    expect(texts[0]).toMatch(/^L-42 is worth /);
    expect(texts[1]).toBe("L-42 vale R$ 5.000.\n“desfazer L-42” desfaz.");
    expect(new Set(texts.map((text) => text.replace(/[\d.,]/g, ""))).size).toBeGreaterThan(1);
  });

  it("is refused when the rep was switched off, or the lead went to another, since the text was read", async () => {
    const context = aContext();
    const parsed = resolveCommand("value L-42 5k", context);
    if (isProblem(parsed)) throw new Error(parsed.code);
    const loaded = { leadId: "lead-42", activityIds: [], data: null };
    for (const [actor, lead] of [
      [{ ...ana, active: false }, mine()],
      [ana, aLoadedLead({ lead: { ownerId: "bruno" } })],
      [ana, null],
    ] as const) {
      const turn = aTurn({ rep: actor });
      const result = runCommand(parsed, loaded, { ...context, actor, lead, activities: [], turn });
      expect(result.reply.text).not.toBe("");
      expect(turn.changes().leads).toEqual([]);
    }
  });
});
