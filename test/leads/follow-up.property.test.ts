import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FOLLOW_UP_DUE } from "../../src/leads/follow-up-rows.ts";
import {
  assignLead,
  claimLead,
  dropFollowUp,
  finishFollowUp,
  followUpsIn,
  isRefusal,
  joinContacts,
  markReminded,
  moveFollowUp,
  moveStage,
  passLead,
  planFollowUp,
  replayLead,
  separateContacts,
  type Turn,
  UNDOABLE,
  undo,
} from "../../src/leads/index.ts";
import type { Activity } from "../../src/leads/types/activity.ts";
import type { Contact, ContactMerge } from "../../src/leads/types/contact.ts";
import type { Directory } from "../../src/leads/types/directory.ts";
import type { FollowUp } from "../../src/leads/types/follow-up.ts";
import type { Lead } from "../../src/leads/types/lead.ts";
import type { Offer } from "../../src/leads/types/offer.ts";
import type { Timer } from "../../src/leads/types/timer.ts";
import {
  aCalendar,
  aContact,
  aDirectory,
  aLead,
  aPipeline,
  aRep,
  aRouting,
  aTeam,
  aTurn,
} from "../support/builders.ts";

const pipeline = aPipeline();
const HOUR = 3_600_000;

/** Two people with a lead each, in plain maps; what a turn changed is written as a store does. */
class World {
  readonly leads = new Map<string, Lead>();
  readonly contacts = new Map<string, Contact>();
  readonly followUps = new Map<string, FollowUp>();
  readonly timers = new Map<string, Timer>();
  readonly offers = new Map<string, Offer>();
  merge: ContactMerge | null = null;
  trail: Activity[] = [];
  /** How each lead began. */
  readonly first = new Map<string, Lead>();
  directory: Directory;
  seq = 0;
  now = Date.UTC(2026, 2, 10, 10);

  constructor() {
    const reps = ["ana", "bruno"].map((name) => aRep({ id: name, name, timeZone: "America/Sao_Paulo" }));
    this.directory = aDirectory({ reps, teams: [aTeam({ id: "sales" })] });
    for (const n of [1, 2]) {
      const lead = aLead({ id: `lead-${n}`, number: n, contactId: `contact-${n}` });
      this.leads.set(lead.id, lead);
      this.first.set(lead.id, lead);
      this.contacts.set(`contact-${n}`, aContact({ id: `contact-${n}` }));
    }
  }

  get at(): string {
    return new Date(this.now).toISOString();
  }

  turn<T>(act: (turn: Turn) => T, rep = "ana"): T {
    this.seq += 1;
    this.now += 60_000;
    const turn = aTurn({ seq: this.seq, at: this.at, rep, followUps: [...this.followUps.values()] });
    const outcome = act(turn);
    const changes = turn.changes();
    for (const row of changes.leads) this.leads.set(row.id, row);
    for (const row of changes.contacts) this.contacts.set(row.id, row);
    for (const row of changes.followUps) this.followUps.set(row.id, row);
    for (const row of changes.timers) this.timers.set(row.id, row);
    for (const row of changes.offers) this.offers.set(row.id, row);
    for (const row of changes.merges) this.merge = row;
    const reps = new Map(this.directory.reps);
    for (const row of changes.reps) reps.set(row.id, row);
    this.directory = { ...this.directory, reps };
    this.trail.push(...changes.activities);
    return outcome;
  }

  offer(lead: Lead): Offer | null {
    return lead.offerId === null ? null : (this.offers.get(lead.offerId) ?? null);
  }

  rows() {
    return {
      identities: [],
      leads: [...this.leads.values()],
      conversations: [],
      offers: [...this.offers.values()].filter((offer) => offer.status === "open"),
    };
  }
}

const lead = fc.constantFrom("lead-1", "lead-2");
const rep = fc.constantFrom("ana", "bruno");
const nth = fc.nat(5);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("plan" as const),
      lead,
      rep,
      inHours: fc.integer({ min: -2, max: 80 }),
      kind: fc.constantFrom("call" as const, "support" as const, "task" as const),
      every: fc.constantFrom(null, "day" as const, "week" as const, "month" as const),
    }),
  },
  fc.record({ do: fc.constant("move" as const), nth, rep, inHours: fc.integer({ min: -2, max: 80 }) }),
  fc.record({ do: fc.constant("finish" as const), nth, rep }),
  fc.record({ do: fc.constant("drop" as const), nth, rep }),
  fc.record({ do: fc.constant("claim" as const), lead, rep }),
  fc.record({ do: fc.constant("assign" as const), lead, rep }),
  fc.record({ do: fc.constant("pass" as const), lead, rep }),
  fc.record({
    do: fc.constant("stage" as const),
    lead,
    rep,
    to: fc.constantFrom("contacted", "negotiation", "customer", "unqualified", "inactive"),
  }),
  fc.record({ do: fc.constant("wait" as const), hours: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ do: fc.constant("join" as const) }),
  fc.record({ do: fc.constant("split" as const) }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant("undo" as const), rep, back: fc.nat(4) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function play(world: World, each: Step): unknown {
  const named = (id: string) => world.leads.get(id)!;
  const later = (hours: number) => new Date(world.now + hours * HOUR).toISOString();
  switch (each.do) {
    case "plan":
      return world.turn((turn) => {
        const dueAt = later(each.inHours);
        const repeats = each.every === null ? null : { every: each.every, count: 1 };
        return planFollowUp(turn, named(each.lead), {
          repId: each.rep,
          kind: each.kind,
          note: null,
          dueAt,
          repeats,
        });
      }, each.rep);
    case "move":
    case "finish":
    case "drop": {
      const row = [...world.followUps.values()].at(each.nth - 6);
      if (row === undefined) return null;
      const of = named(row.leadId);
      return world.turn((turn) => {
        if (each.do === "move") return moveFollowUp(turn, of, row, later(each.inHours));
        if (each.do === "finish") return finishFollowUp(turn, of, row, "went well", "America/Sao_Paulo");
        return dropFollowUp(turn, of, row);
      }, each.rep);
    }
    case "claim":
    case "assign":
    case "pass":
    case "stage":
      return world.turn((turn) => {
        const { directory } = world;
        const of = named(each.lead);
        const by = directory.reps.get(each.rep)!;
        const offer = world.offer(of);
        if (each.do === "claim") return claimLead(turn, of, offer, by, directory);
        if (each.do === "assign") return assignLead(turn, of, offer, by, by, directory);
        if (each.do === "pass") return passLead(turn, of, offer, by, directory, aRouting(), aCalendar());
        const facts = { reason: "no-budget", value: { amount: 100, currency: "BRL" } };
        return moveStage(turn, of, each.to, facts, pipeline, directory, offer);
      }, each.rep);
    case "wait": {
      world.now += each.hours * HOUR;
      for (const timer of [...world.timers.values()]) {
        if (timer.kind !== FOLLOW_UP_DUE || timer.status !== "pending" || timer.dueAt > world.at) continue;
        world.turn((turn) => {
          turn.save("timers", { ...timer, status: "fired" });
          const row = world.followUps.get(String(timer.payload.followUpId));
          if (row?.status === "open" && row.dueAt === timer.payload.dueAt) markReminded(turn, row);
        });
      }
      return null;
    }
    case "join":
      if (world.merge !== null && world.merge.undoneAt === null) return null;
      return world.turn((turn) => {
        const [from, into] = [world.contacts.get("contact-2")!, world.contacts.get("contact-1")!];
        return joinContacts(
          turn,
          { ...from, mergedIntoId: null },
          into,
          world.rows(),
          pipeline,
          world.directory,
        );
      });
    case "split": {
      const { merge } = world;
      if (merge === null || merge.undoneAt !== null) return null;
      return world.turn((turn) => {
        const [from, into] = [world.contacts.get(merge.fromId)!, world.contacts.get(merge.intoId)!];
        return separateContacts(turn, merge, from, into, world.rows(), world.directory);
      });
    }
    case "undo": {
      const last = world.trail.filter((row) => UNDOABLE.includes(row.kind)).at(-1 - each.back);
      if (last === undefined || last.leadId === null) return null;
      return world.turn((turn) => {
        const of = named(last.leadId!);
        const followUps = followUpsIn(last).flatMap((id) => world.followUps.get(id) ?? []);
        const { directory } = world;
        return undo(turn, last, of, world.contacts.get(of.contactId)!, {
          directory,
          offer: world.offer(of),
          followUps,
        });
      }, each.rep);
    }
  }
}

function check(world: World): void {
  const pending = [...world.timers.values()].filter(
    (timer) => timer.kind === FOLLOW_UP_DUE && timer.status === "pending",
  );
  for (const of of world.leads.values()) {
    const open = [...world.followUps.values()].filter((row) => row.leadId === of.id && row.status === "open");
    const first = open.sort((a, b) => a.dueAt.localeCompare(b.dueAt) || a.id.localeCompare(b.id))[0];
    expect(of.nextStep).toEqual(
      first === undefined
        ? null
        : { followUpId: first.id, at: first.dueAt, kind: first.kind, note: first.note },
    );
    if (of.stageKind !== "open") expect(open.filter((row) => row.kind !== "support")).toEqual([]);
    const told = replayLead(
      of.id,
      world.trail.filter((row) => row.leadId === of.id),
    );
    expect(told.nextStep).toEqual(of.nextStep);
  }
  const waiting = [...world.followUps.values()].filter(
    (row) => row.status === "open" && row.remindedAt === null,
  );
  expect(pending.map((timer) => [timer.payload.followUpId, timer.dueAt, timer.leadId]).sort()).toEqual(
    waiting.map((row) => [row.id, row.dueAt, row.leadId]).sort(),
  );
}

describe("follow-ups", () => {
  it("give each lead its earliest as the next step, and each that waits one timer, whatever happens", () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 60, size: "max" }), (steps) => {
        const world = new World();
        for (const each of steps) {
          const outcome = play(world, each);
          if (outcome !== null && !isRefusal(outcome)) seen.set(each.do, (seen.get(each.do) ?? 0) + 1);
          check(world);
        }
      }),
      { numRuns: 150 },
    );
    for (const what of [
      "plan",
      "move",
      "finish",
      "drop",
      "claim",
      "assign",
      "pass",
      "stage",
      "join",
      "split",
      "undo",
    ]) {
      expect(seen.get(what) ?? 0, what).toBeGreaterThan(10);
    }
  });

  it("is as it was after a change and its undoing", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 25, size: "max" }), step, (steps, last) => {
        const world = new World();
        for (const each of steps) play(world, each);
        const shown = () => [...world.leads.values()].map((each) => each.nextStep);
        const before = shown();
        const from = world.trail.length;
        const outcome = play(world, last);
        const [done, ...others] = world.trail.slice(from);
        if (outcome === null || isRefusal(outcome) || done === undefined || others.length > 0) return;
        if (!UNDOABLE.includes(done.kind) || done.kind === "claimed" || done.kind === "assigned") return;
        const undone = play(world, { do: "undo", rep: "ana", back: 0 });
        if (isRefusal(undone)) return;
        expect(shown()).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });
});
