import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addTags,
  assignLead,
  automaticMove,
  type Changes,
  claimLead,
  emptyChanges,
  expireOffer,
  isRefusal,
  moveStage,
  openLead,
  passLead,
  recordAnswers,
  recordReply,
  removeTags,
  replayLead,
  retractAnswers,
  routeLead,
  scoreLead,
  setField,
  setValue,
  type Turn,
  UNDOABLE,
  undo,
} from "../../src/leads/index.ts";
import type { Activity } from "../../src/leads/types/activity.ts";
import type { Contact } from "../../src/leads/types/contact.ts";
import type { Directory } from "../../src/leads/types/directory.ts";
import type { Lead } from "../../src/leads/types/lead.ts";
import type { Offer } from "../../src/leads/types/offer.ts";
import type { Rep } from "../../src/leads/types/rep.ts";
import {
  aCalendar,
  aContact,
  aDirectory,
  aPipeline,
  aRep,
  aRouting,
  aScoring,
  aTeam,
  aTurn,
} from "../support/builders.ts";

const pipeline = aPipeline();
const scoring = aScoring();
const calendar = aCalendar();

/** A store of plain maps: what a turn changed is written as the real one does. */
class World {
  readonly leads = new Map<string, Lead>();
  readonly offers = new Map<string, Offer>();
  readonly contacts = new Map<string, Contact>();
  trail: Activity[] = [];
  directory: Directory;
  seq = 0;
  lastChanges: Changes = emptyChanges();

  constructor(reps: Rep[]) {
    this.directory = aDirectory({ reps, teams: [aTeam({ id: "sales" }), aTeam({ id: "projects" })] });
  }

  turn<T>(act: (turn: Turn) => T, rep: string | null = null): T {
    this.seq += 1;
    const at = new Date(Date.UTC(2026, 2, 10, 10) + this.seq * 60_000).toISOString();
    const turn = rep === null ? aTurn({ seq: this.seq, at }) : aTurn({ seq: this.seq, at, rep });
    const outcome = act(turn);
    const changes = turn.changes();
    this.lastChanges = changes;
    for (const row of changes.leads) this.leads.set(row.id, row);
    for (const row of changes.offers) this.offers.set(row.id, row);
    for (const row of changes.contacts) this.contacts.set(row.id, row);
    const reps = new Map(this.directory.reps);
    for (const row of changes.reps) reps.set(row.id, row);
    this.directory = { ...this.directory, reps };
    this.trail.push(...changes.activities);
    return outcome;
  }

  offer(lead: Lead): Offer | null {
    return lead.offerId === null ? null : (this.offers.get(lead.offerId) ?? null);
  }
}

const NAMES = ["ana", "bruno", "carla", "diego"];
const who = fc.constantFrom(...NAMES);
const pick = fc.nat(4);
const step = fc.oneof(
  fc.record({ do: fc.constant("open" as const) }),
  fc.record({ do: fc.constant("route" as const), lead: pick }),
  fc.record({ do: fc.constant("claim" as const), lead: pick, rep: who }),
  fc.record({ do: fc.constant("pass" as const), lead: pick, rep: who }),
  fc.record({ do: fc.constant("assign" as const), lead: pick, rep: who, by: who }),
  fc.record({ do: fc.constant("expire" as const), lead: pick }),
  fc.record({
    do: fc.constant("stage" as const),
    lead: pick,
    rep: who,
    to: fc.constantFrom(...pipeline.stages.map((s) => s.id)),
  }),
  fc.record({ do: fc.constant("value" as const), lead: pick, rep: who, amount: fc.nat(5_000_000) }),
  fc.record({
    do: fc.constant("tag" as const),
    lead: pick,
    rep: who,
    tag: fc.constantFrom("vip", "Priority", "#late"),
  }),
  fc.record({
    do: fc.constant("untag" as const),
    lead: pick,
    rep: who,
    tag: fc.constantFrom("vip", "priority"),
  }),
  fc.record({
    do: fc.constant("field" as const),
    lead: pick,
    rep: who,
    field: fc.constantFrom("product", "name", "shoe size"),
    value: fc.option(fc.constantFrom("solar", "Bo")),
  }),
  fc.record({
    do: fc.constant("answer" as const),
    lead: pick,
    key: fc.constantFrom("need", "product", "constructor"),
    value: fc.constantFrom("a", "b"),
  }),
  fc.record({ do: fc.constant("retract" as const), lead: pick, key: fc.constantFrom("need", "product") }),
  fc.record({ do: fc.constant("score" as const), lead: pick }),
  fc.record({ do: fc.constant("reply" as const), lead: pick, rep: who }),
  fc.record({ do: fc.constant("qualify" as const), lead: pick }),
  fc.record({ do: fc.constant("undo" as const), lead: pick, rep: who, back: fc.nat(6) }),
);
/** fast-check prefers short lists, in which nothing happens. */
const steps = (most: number) =>
  fc.array(step, { minLength: Math.floor(most / 2), maxLength: most, size: "max" });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const routing = fc.record({
  mode: fc.constantFrom("push" as const, "pull" as const),
  strategy: fc.constantFrom("round-robin" as const, "weighted" as const, "least-loaded" as const),
  onExpire: fc.constantFrom("next" as const, "pool" as const, "manager" as const),
  acceptMinutes: fc.constantFrom(10, null),
});

function play(world: World, each: Step, rules: ReturnType<typeof aRouting>): unknown {
  if (each.do === "open") {
    const contact = aContact({ id: `contact-${world.leads.size}` });
    world.contacts.set(contact.id, contact);
    const number = world.leads.size + 1;
    return world.turn((turn) =>
      openLead(turn, { contact, channel: "web", language: "en", number, pipeline }),
    );
  }
  const lead = [...world.leads.values()][each.lead];
  if (!lead) return null;
  const contact = world.contacts.get(lead.contactId)!;
  const offer = world.offer(lead);
  const { directory } = world;
  const rep = (id: string) => directory.reps.get(id)!;
  const by = "rep" in each && each.do !== "assign" ? each.rep : null;
  return world.turn((turn) => {
    switch (each.do) {
      case "route":
        return routeLead(turn, lead, contact, directory, rules, calendar, offer);
      case "claim":
        return claimLead(turn, lead, offer, rep(each.rep), directory);
      case "pass":
        return passLead(turn, lead, offer, rep(each.rep), directory, rules, calendar);
      case "assign":
        return assignLead(turn, lead, offer, rep(each.by), rep(each.rep), directory);
      case "expire":
        return offer === null ? null : expireOffer(turn, lead, offer, directory, rules, calendar);
      case "stage": {
        const facts = { reason: "no-need", value: { amount: 500, currency: "USD" } };
        return moveStage(turn, lead, each.to, facts, pipeline, directory, offer);
      }
      case "value":
        return setValue(turn, lead, { amount: each.amount, currency: "BRL" });
      case "tag":
        return addTags(turn, lead, [each.tag]);
      case "untag":
        return removeTags(turn, lead, [each.tag]);
      case "field":
        return setField(turn, lead, contact, each.field, each.value);
      case "answer": {
        const target = each.key === "product" ? "lead.product" : "contact.name";
        return recordAnswers(turn, lead, contact, [
          { key: each.key, target, value: each.value, display: each.value },
        ]);
      }
      case "retract":
        return retractAnswers(turn, lead, [each.key]);
      case "score": {
        const engagement = { messages: 2, lastInboundAt: null, answeredWithinMinutes: null, returned: false };
        return scoreLead(turn, lead, contact, engagement, scoring);
      }
      case "reply":
        return recordReply(turn, lead, pipeline, directory, offer);
      case "qualify":
        return automaticMove(turn, lead, "qualified", pipeline, directory, offer);
      case "undo": {
        const trail = world.trail.filter((a) => a.leadId === lead.id && UNDOABLE.includes(a.kind));
        const activity = trail.at(-1 - each.back);
        return activity
          ? undo(turn, activity, lead, contact, { directory, offer, since: world.trail })
          : null;
      }
    }
  }, by);
}

function expectInvariants(world: World): void {
  const open = [...world.offers.values()].filter((offer) => offer.status === "open");
  expect(new Set(open.map((offer) => offer.leadId)).size).toBe(open.length);
  for (const offer of world.offers.values()) {
    expect(offer.openKey).toBe(offer.status === "open" ? offer.leadId : null);
  }
  for (const lead of world.leads.values()) {
    const offers = open.filter((offer) => offer.leadId === lead.id);
    expect(lead.offerId).toBe(offers[0]?.id ?? null);
    expect(lead.offeredTo).toBe(offers[0]?.repId ?? null);
    expect(lead.offerDueAt).toBe(offers[0]?.dueAt ?? null);
    expect(lead.closedAt === null).toBe(lead.stageKind === "open");
    if (lead.ownerId !== null || lead.closedAt !== null) expect(offers).toEqual([]);
    const replayed = replayLead(
      lead.id,
      world.trail.filter((a) => a.leadId === lead.id),
    );
    expect(replayed).toEqual({
      ...lead,
      scoreReasons: lead.scoreReasons.map((r) => ({ ...r, text: { en: "", pt: "", es: "" } })),
    });
  }
  for (const rep of world.directory.reps.values()) {
    const load = [...world.leads.values()].filter(
      (lead) => lead.closedAt === null && (lead.ownerId === rep.id || lead.offeredTo === rep.id),
    ).length;
    expect(rep.openLeads).toBe(load);
    if (rep.capacity !== null) expect(load).toBeLessThanOrEqual(rep.capacity);
  }
}

describe("whatever is done to leads", () => {
  it("one open offer a lead, loads equal a recount, no capacity passed, and the trail replays to the row", () => {
    fc.assert(
      fc.property(routing, steps(80), (team, steps) => {
        const rules = aRouting({ teams: { sales: team, projects: {} } });
        const reps = NAMES.map((id, i) =>
          aRep({ id, name: id, capacity: [1, 1, 2, null][i]!, active: id !== "diego" }),
        );
        const world = new World(reps);
        for (let i = 0; i < 5; i += 1) play(world, { do: "open" }, rules);
        for (const each of steps) {
          play(world, each, rules);
          expectInvariants(world);
        }
      }),
      { numRuns: 80 },
    );
  });

  it("a refusal changes nothing", () => {
    let refused = 0;
    fc.assert(
      fc.property(routing, steps(40), (team, steps) => {
        const rules = aRouting({ teams: { sales: team, projects: {} } });
        const world = new World(NAMES.map((id) => aRep({ id, name: id, capacity: 1 })));
        for (const each of [{ do: "open" as const }, ...steps]) {
          const outcome = play(world, each, rules);
          if (!isRefusal(outcome)) continue;
          refused += 1;
          expect(world.lastChanges).toEqual(emptyChanges());
          for (const text of Object.values(outcome.text)) expect(text).not.toBe("");
        }
      }),
      { numRuns: 60 },
    );
    expect(refused).toBeGreaterThan(20);
  });

  it("undoing an operation gives the lead, the contact and the loads from before", () => {
    const undoable = step.filter((each) =>
      ["claim", "assign", "stage", "value", "tag", "untag", "field"].includes(each.do),
    );
    let undone = 0;
    fc.assert(
      fc.property(routing, steps(40), undoable, (team, steps, last) => {
        const rules = aRouting({ teams: { sales: team, projects: {} } });
        const world = new World(NAMES.map((id) => aRep({ id, name: id })));
        for (const each of [{ do: "open" as const }, { do: "open" as const }, ...steps])
          play(world, each, rules);
        const id = "lead" in last ? [...world.leads.keys()][last.lead] : undefined;
        if (id === undefined) return;
        const before = { lead: world.leads.get(id)!, loads: loads(world) };
        const contactBefore = world.contacts.get(before.lead.contactId)!;
        const count = world.trail.length;
        play(world, last, rules);
        const activity = world.trail[count];
        if (!activity) return;
        const lead = world.leads.get(id)!;
        const contact = world.contacts.get(lead.contactId)!;
        const context = { directory: world.directory, offer: world.offer(lead) };
        world.turn((turn) => {
          expect(isRefusal(undo(turn, activity, lead, contact, context))).toBe(false);
        });
        undone += 1;
        expect(facts(world.leads.get(id)!)).toEqual(facts(before.lead));
        expect({ ...world.contacts.get(contact.id), updatedAt: "" }).toEqual({
          ...contactBefore,
          updatedAt: "",
        });
        if (before.lead.offeredTo === null) expect(loads(world)).toEqual(before.loads);
        expectInvariants(world);
      }),
      { numRuns: 250 },
    );
    expect(undone).toBeGreaterThan(50);
  });
});

/** The lead without what a second offer may change. */
function facts(lead: Lead): Partial<Lead> {
  const { offerId: _id, offeredTo: _to, offerDueAt: _due, updatedAt: _at, ...rest } = lead;
  return rest;
}

function loads(world: World): Record<string, number> {
  return Object.fromEntries([...world.directory.reps.values()].map((rep) => [rep.id, rep.openLeads]));
}
