import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { byHandEvent } from "../../src/engine/decide-learning.ts";
import { emptyChanges } from "../../src/leads/changes.ts";
import { exampleOf } from "../../src/leads/learn/example.ts";
import type { Lead } from "../../src/leads/types/lead.ts";
import { createLearner, type Learner } from "../../src/schedule/learner.ts";
import { DATABASES, type DatabaseKind, finishes, startApp, type TestApp, until } from "../support/app.ts";
import { aContact, aLead, anAnswer, aRep } from "../support/builders.ts";
import { sampleFiles } from "../support/sample-flows.ts";

let app: TestApp;
afterEach(() => app?.close());

const DAY = 86_400_000;
const MINIMUM = 60;
const REPS = [
  aRep({ name: "Ana" }),
  aRep({ name: "Bruno", language: "pt" }),
  aRep({ name: "Carla", language: "es" }),
  aRep({ name: "David" }),
  aRep({ name: "Maria", role: "manager" }),
  aRep({ name: "Mateus", role: "admin", language: "pt" }),
  aRep({ name: "Marisol", role: "admin", language: "es" }),
];

const scoringWith = (learning: string) =>
  `${sampleFiles()["scoring.yaml"]?.split("\nlearning:")[0]}\nlearning: { ${learning} }\n`;
const start = async (database: DatabaseKind, learning = `minimum: ${MINIMUM}`, learner?: Learner) => {
  app = await startApp({
    database,
    reps: REPS,
    flows: { "scoring.yaml": scoringWith(learning) },
    ...(learner ? { learner } : {}),
  });
};

/** Leads that ended by the start: those who want it now were won, mostly; the score says nothing. */
async function someEnded(
  count: number,
  more: { from?: number; apart?: number; wins?: (i: number, soon: boolean) => boolean } = {},
) {
  const { from = 0, apart = 3_600_000, wins = (i, soon) => (i % 8 === 0 ? !soon : soon) } = more;
  const leads = Array.from({ length: count }, (_, each): Lead => {
    const i = from + each;
    const isSoon = i % 2 === 0;
    const won = wins(i, isSoon);
    const openedAt = new Date(app.clock.now().getTime() - (400 - each) * apart).toISOString();
    const endedAt = new Date(Date.parse(openedAt) + 1_800_000).toISOString();
    return aLead({
      id: `ended-${i}`,
      number: 100_000 + i,
      source: i % 3 === 0 ? "instagram" : "google",
      score: (i * 37) % 100,
      stage: won ? "customer" : "unqualified",
      stageKind: won ? "won" : "lost",
      openedAt,
      closedAt: endedAt,
      wonAt: won ? endedAt : null,
      lostAt: won ? null : endedAt,
      answers: { timeline: { ...anAnswer(isSoon ? "now" : "later"), at: openedAt } },
    });
  });
  const batch = await app.store.turns.begin();
  const changes = { ...emptyChanges(), contacts: [aContact()], leads };
  await batch.commit({ seqs: [], doneAt: app.clock.now().toISOString(), changes });
}

const NO_FACTS = { timeZone: "UTC", exclude: new Set<string>(), answers: new Map(), typed: new Map() };
const state = () => app.store.reads.learning(1_000);
const told = async (rep: string) =>
  (await app.posts("team")).map((post) => post.payload.text ?? "").filter((text) => text.includes(rep));
const byHand = async (what: "train" | "use" | "off") => {
  app.clock.advance(1_000);
  await app.app.accept("timer", byHandEvent({ what }, app.clock.now().toISOString()));
  await app.drain();
};
/** Over the night to Monday. */
const aWeekPasses = () => app.passes(7 * DAY);

describe.each(DATABASES)("what is learned from ended leads (%s)", (database) => {
  it("is learned on a Monday at three, and shown on every open lead with its reasons", async () => {
    await start(database);
    await app.says("c-1", "Hi");
    const early = await finishes(app, "c-2", "en");
    expect(early.likely).toBeNull();
    expect(await app.does("maria", `why L-${early.number}`)).toContain(
      "No probability of winning is shown. Too few leads have ended to learn from: 0 of 60.",
    );
    await someEnded(200);
    await app.passes(DAY);
    // A Wednesday: planned, in the time of the business.
    const [planned] = await app.store.timers.pendingOf("learn");
    expect(planned?.dueAt).toBe("2026-03-16T06:00:00.000Z");
    expect(await state()).toMatchObject({ inUse: 0, newest: null, ended: 200 });
    await app.passes(4 * DAY);
    expect((await state()).newest).toBeNull();
    await app.passes(DAY);
    expect(await state()).toMatchObject({
      inUse: 1,
      newest: { number: 1, verdict: "use", leads: 200, status: "done" },
    });
    // Those that are open have theirs, without a step in their trail; those that ended have none.
    const known = await app.lead("c-2");
    expect(known.likely?.chance).toBeGreaterThan(0.6);
    expect(known.likely?.model).toBe(1);
    expect(known.updatedAt).toBe((await app.trail(known)).at(-1)?.at);
    expect((await app.lead("c-1")).likely).not.toBeNull();
    expect((await app.load({ leads: ["ended-0"] })).leads[0]?.likely).toBeNull();
    // The managers are told once.
    expect(
      await told("Open leads now show how likely they are to be won, learned from 200 leads"),
    ).toHaveLength(1);

    const why = await app.does("maria", `why L-${known.number}`);
    expect(why).toMatch(/\d\d% likely to win \(model 1, learned on 2026-03-16 from 200 leads that ended\)/);
    expect(why).toContain("  Wants it now (+)");
    expect(await app.does("mateus", `por que L-${known.number}`)).toMatch(
      /\d\d% de chance de fechar \(modelo 1/,
    );
    expect(await app.does("mateus", `por que L-${known.number}`)).toContain("  Quer para já (+)");
    expect(await app.does("marisol", `por qué L-${known.number}`)).toMatch(/\d\d% de probabilidad de ganar/);
    expect(await app.does("marisol", `por qué L-${known.number}`)).toContain("  Lo quiere ya (+)");
    await app.does("maria", `show L-${known.number}`);
    const card = (await app.posts("rep:maria")).at(-1)?.payload.card;
    expect(card?.subtitle).toMatch(/ \d+ · \d\d% likely to win/);
    expect(card?.lines?.find((line) => line.startsWith("Probability: "))).toContain("Wants it now (+)");
    expect(JSON.stringify(await app.trail(known))).not.toContain('"likely"');
  });

  it("follows a lead in the turn that changes it: answered, undone, ended, opened again", async () => {
    await start(database);
    await someEnded(200);
    await byHand("train");
    await app.says("c-1", "Hi");
    const first = await app.lead("c-1");
    expect(first.likely).not.toBeNull();
    for (const text of ["solar", "for my house", "around 12k"]) await app.says("c-1", text);
    const before = (await app.lead("c-1")).likely;
    await app.says("c-1", "asap");
    const after = await app.lead("c-1");
    expect(after.answers.timeline?.value).toBe("now");
    expect(after.likely?.chance).toBeGreaterThan(before?.chance ?? 1);
    // A note changes nothing that is looked at.
    await app.does("maria", `note L-${after.number} A nice roof`);
    expect((await app.lead("c-1")).likely).toEqual(after.likely);
    await app.does("maria", `stage L-${after.number} unqualified no budget`);
    expect((await app.lead("c-1")).likely).toBeNull();
    await app.does("maria", `undo L-${after.number}`);
    expect((await app.lead("c-1")).likely).toEqual(after.likely);
    // The card that the team gets says the same as the lead.
    const lead = await finishes(app, "c-2", "pt");
    const card = (await app.posts("team")).findLast(
      (post) => post.leadId === lead.id && (post.payload.card?.fields?.length ?? 0) > 0,
    );
    expect(card?.payload.card?.subtitle).toContain(`${Math.round((lead.likely?.chance ?? 0) * 100)}%`);
    expect(JSON.stringify(await app.trail(lead))).not.toContain('"likely"');
  });

  it("sorts lists, likeliest first", async () => {
    await start(database);
    await someEnded(200);
    await byHand("train");
    for (const [chat, timeline] of [
      ["c-1", "just looking"],
      ["c-2", "asap"],
    ] as const) {
      for (const text of ["Hi", "solar", "for my house", "around 12k", timeline]) await app.says(chat, text);
    }
    const numbers = async (command: string) =>
      [...(await app.does("maria", command)).matchAll(/L-(\d+)/g)].map(([, number]) => Number(number));
    const [slow, soon] = [await app.lead("c-1"), await app.lead("c-2")];
    expect(await numbers("leads likely")).toEqual([soon.number, slow.number]);
    expect(await numbers("leads sort:likely")).toEqual([soon.number, slow.number]);
    expect(await app.does("mateus", "leads prováveis")).toMatch(/\d\d% de chance/);
    expect(await app.does("marisol", "leads probables")).toMatch(/\d\d% probable/);
    expect(await app.does("maria", "score")).toContain(
      "Open leads show how likely they are to be won. Model 1",
    );
    expect(await app.does("mateus", "relatório da pontuação")).toContain(
      "Testado com os 50 leads mais recentes",
    );
    expect(await app.does("marisol", "informe de puntuación")).toContain(
      "Probado con los 50 leads más recientes",
    );
    expect(await app.does("ana", "score")).not.toContain("Model 1");
  });

  it("is put out of use, and the managers told once, when it tells no more", async () => {
    await start(database);
    await someEnded(200);
    await byHand("train");
    const open = await finishes(app, "c-1", "en");
    expect(open.likely).not.toBeNull();
    // It is planned within a day of the first end, whenever that was looked for last.
    await app.passes(DAY);
    await app.passes(30 * DAY);
    expect((await state()).inUse).toBeGreaterThan(1);
    app.clock.advance(DAY);
    // Since then it is the other way round.
    await someEnded(100, { from: 200, apart: 60_000, wins: (_, soon) => !soon });
    await byHand("train");
    expect(await state()).toMatchObject({ inUse: 0 });
    expect((await state()).newest?.verdict).not.toBe("use");
    expect((await state()).newest?.report?.before).toMatchObject({ leads: 100 });
    expect((await app.lead("c-1")).likely).toBeNull();
    expect(await told("The probability of winning is no longer shown.")).toHaveLength(1);
    await byHand("train");
    expect(await told("The probability of winning is no longer shown.")).toHaveLength(1);
    expect(await app.does("maria", "score")).toContain("No probability of winning is shown.");
  });

  it("is switched off and on by hand", async () => {
    await start(database);
    await someEnded(200);
    await byHand("train");
    await finishes(app, "c-1", "en");
    await byHand("off");
    expect(await state()).toMatchObject({ inUse: 0, switchedOff: true });
    expect((await app.lead("c-1")).likely).toBeNull();
    expect(await app.does("maria", `why L-${(await app.lead("c-1")).number}`)).toContain(
      "switched off by hand",
    );
    // It goes on being learned.
    await byHand("train");
    expect(await state()).toMatchObject({ inUse: 0, newest: { number: 2, verdict: "use" } });
    app.clock.advance(1_000);
    const use = byHandEvent({ what: "use", usable: 2 }, app.clock.now().toISOString());
    await app.app.accept("timer", use);
    await app.drain();
    expect(await state()).toMatchObject({ inUse: 2, switchedOff: false });
    expect((await app.lead("c-1")).likely?.model).toBe(2);
  });

  it("shows no chance of a model that is not in use, before it has gone from the rows", async () => {
    let isHeldUp = false;
    app = await startApp({
      database,
      reps: REPS,
      flows: { "scoring.yaml": scoringWith(`minimum: ${MINIMUM}`) },
      faults: true,
      turnAttempts: 1,
      beforeDecide: ({ payload }) => {
        if (isHeldUp && payload.type === "timer" && payload.timer.kind === "likely")
          throw new Error("It is held up.");
      },
    });
    await someEnded(200);
    await byHand("train");
    const { number, id } = await finishes(app, "c-1", "en");
    const shown = async () => {
      const texts = [await app.does("maria", "leads"), await app.does("maria", `show L-${number}`)];
      const [home] = await app.store.reads.openWork({ scope: { kind: "all" } }, 10);
      const { rows } = await app.store.reads.leads({ scope: { kind: "all" } }, { offset: 0, limit: 10 });
      const page = await app.store.reads.leadById(id);
      const isSaid = [...texts, JSON.stringify(await app.posts("rep:maria"))].map((text) =>
        /% likely/.test(text),
      );
      return {
        home: home?.lead.likely,
        row: rows.at(0)?.chance,
        page: page?.likely,
        said: isSaid.slice(0, 2),
      };
    };
    const before = await shown();
    expect(before.said).toContain(true);
    expect([before.home, before.row, before.page]).not.toContain(null);
    isHeldUp = true;
    await byHand("off");
    // The row still has it: the round that takes it away is held up.
    const stored = async () => (await app.load({ leads: [id] })).leads[0]?.likely ?? null;
    expect(await stored()).not.toBeNull();
    const none = { home: null, row: null, page: null, said: [false, false] };
    expect(await shown()).toEqual(none);
    await app.restart();
    expect(await shown()).toEqual(none);
    isHeldUp = false;
    const dead = await app.store.deadLetters.list({ status: "open", limit: 10 });
    await app.store.deadLetters.retry(
      dead.map((each) => each.id),
      app.clock.now().toISOString(),
    );
    await app.drain();
    expect(await stored()).toBeNull();
  });

  it("learns from each lead once, by how it ended at last, whatever was taken back, opened again or merged", async () => {
    await start(database);
    const ended = async () => {
      const list = await app.store.models.ended(1_000);
      const histories = await app.store.models.histories(list.map(({ id }) => id));
      return histories.map(({ lead, trail }) => {
        const example = exampleOf(lead, trail, NO_FACTS);
        return [lead.number, example?.won ?? null];
      });
    };
    const lead = await finishes(app, "c-1", "en");
    const ref = `L-${lead.number}`;
    await app.does("maria", `claim ${ref}`);
    const says = (text: string) => app.does("maria", text);
    await says(`stage ${ref} customer 5000`);
    expect(await ended()).toEqual([[lead.number, true]]);
    await says(`undo ${ref}`);
    expect(await ended()).toEqual([]);
    await says(`stage ${ref} unqualified no-need`);
    expect(await ended()).toEqual([[lead.number, false]]);
    await says(`stage ${ref} negotiation`);
    expect(await ended()).toEqual([]);
    await says(`stage ${ref} customer 5000`);
    expect(await ended()).toEqual([[lead.number, true]]);
    // A customer who goes quiet was won; one who is lost was not.
    await says(`stage ${ref} inactive`);
    expect(await ended()).toEqual([[lead.number, true]]);
    await says(`stage ${ref} unqualified no-need`);
    expect(await ended()).toEqual([[lead.number, false]]);
    await says(`undo ${ref}`);
    expect(await ended()).toEqual([[lead.number, true]]);
    // Two enquiries of one person, of which one is folded into the other.
    await app.says("c-2", "Hi");
    await app.says("c-3", "Hi");
    const [two, three] = [await app.lead("c-2"), await app.lead("c-3")];
    await says(`claim L-${two.number}`);
    await says(`merge L-${three.number} L-${two.number}`);
    expect((await app.lead("c-3")).number).toBe(two.number);
    expect(await ended()).toEqual([[lead.number, true]]);
    await says(`stage L-${two.number} customer 100`);
    expect(await ended()).toEqual([
      [lead.number, true],
      [two.number, true],
    ]);
  });

  it("follows the flow files: off, and what must not count stops counting at once", async () => {
    await start(database);
    await someEnded(200);
    await byHand("train");
    const lead = await finishes(app, "c-1", "en");
    expect(lead.likely?.reasons.some(({ field }) => field === "answers.timeline")).toBe(true);
    const scoring = join(app.flowsFolder, "scoring.yaml");
    await writeFile(scoring, scoringWith(`minimum: ${MINIMUM}, exclude: [timeline]`));
    await app.restart();
    await app.drain();
    expect(await state()).toMatchObject({ inUse: 0, newest: { number: 2, exclude: ["timeline"] } });
    expect((await app.lead("c-1")).likely).toBeNull();
    await writeFile(scoring, scoringWith(`minimum: ${MINIMUM}`));
    await app.restart();
    await app.drain();
    await byHand("train");
    expect(await state()).toMatchObject({ inUse: 3 });
    await writeFile(scoring, scoringWith("enabled: false"));
    await app.restart();
    await app.drain();
    expect(await state()).toMatchObject({ inUse: 0 });
    expect((await app.lead("c-1")).likely).toBeNull();
    expect(await app.does("maria", "score")).toContain("Learning is switched off in scoring.yaml");
    await aWeekPasses();
    expect((await state()).newest?.number).toBe(3);
  });

  it("survives what may happen meanwhile: nothing lost, nothing twice", async () => {
    let begun = 0;
    let kill = () => {};
    const real = createLearner();
    const killed: Learner = {
      learn: (examples, options) => {
        begun += 1;
        if (begun > 1) return real.learn(examples, options);
        return new Promise((_, reject) => {
          kill = () => reject(new Error("killed"));
        });
      },
      close: async () => kill(),
    };
    await start(database, `minimum: ${MINIMUM}`, killed);
    await someEnded(200);
    await app.passes(DAY);
    app.clock.advance(6 * DAY);
    const draining = app.drain().catch(() => {});
    await until(() => begun === 1);
    expect(await app.store.models.get(1)).toMatchObject({ status: "training", attempts: 1 });
    // Turns go on meanwhile.
    await app.writes("c-1", "Hi");
    await until(() => app.channel.texts("c-1").length > 0);
    await app.restart();
    await draining;
    await app.drain();
    if (database === "postgresql") {
      // Another process might still be at it: its lease must run out first.
      expect(await state()).toMatchObject({ inUse: 0 });
      app.clock.advance(11 * 60_000);
      await app.restart();
      await app.drain();
    }
    expect(await state()).toMatchObject({ inUse: 1, newest: { number: 1, attempts: 2 } });
    // The clock is set back by a month, and forth again: each night once.
    app.clock.advance(-30 * DAY);
    await app.restart();
    await app.drain();
    app.clock.advance(30 * DAY);
    await app.drain();
    const trainings = await app.store.models.list(10);
    expect(trainings.map(({ number }) => number)).toEqual(trainings.map((_, i) => trainings.length - i));
    expect(trainings.length).toBeLessThanOrEqual(2);
    await aWeekPasses();
    await aWeekPasses();
    expect((await app.store.models.list(10)).length - trainings.length).toBe(2);
  });

  it("is tried three times when it fails, and what is in use stays in use", async () => {
    let fails = false;
    const real = createLearner();
    await start(database, `minimum: ${MINIMUM}`, {
      learn: async (examples, options) => {
        if (fails) throw new Error("no memory");
        return real.learn(examples, options);
      },
      close: () => real.close(),
    });
    await someEnded(200);
    await byHand("train");
    fails = true;
    await byHand("train");
    expect(await app.store.models.get(2)).toMatchObject({ status: "failed", attempts: 3, verdict: null });
    expect(await state()).toMatchObject({ inUse: 1 });
    fails = false;
    await byHand("train");
    expect(await state()).toMatchObject({ inUse: 3 });
    app.complaints.splice(0);
  });

  it("gives its chance to every open lead, a hundred at a time", async () => {
    await start(database);
    await someEnded(200);
    const leads = Array.from({ length: 250 }, (_, i) =>
      aLead({
        id: `open-${i}`,
        number: 1_000 + i,
        answers: i % 2 === 0 ? { timeline: anAnswer("now") } : {},
      }),
    );
    const batch = await app.store.turns.begin();
    const changes = { ...emptyChanges(), contacts: [aContact()], leads };
    await batch.commit({ seqs: [], doneAt: app.clock.now().toISOString(), changes });
    await byHand("train");
    const { rows } = await app.store.reads.leads(
      { scope: { kind: "all" }, stageKinds: ["open"], order: "likeliest" },
      { offset: 0, limit: 1_000 },
    );
    expect(rows).toHaveLength(250);
    expect(rows.every(({ chance }) => chance !== null)).toBe(true);
    expect(rows.map(({ chance }) => chance)).toEqual(
      rows.map(({ chance }) => chance).sort((a, b) => b! - a!),
    );
    await byHand("off");
    expect(await app.store.models.openLeads({ afterNumber: 0, limit: 1_000, onlyLikely: true })).toEqual([]);
  });
});
