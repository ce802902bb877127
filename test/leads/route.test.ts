import { describe, expect, it } from "vitest";
import {
  assignLead,
  claimLead,
  expireOffer,
  isRefusal,
  openLead,
  passLead,
  type Refusal,
  routeLead,
  type Turn,
} from "../../src/leads/index.ts";
import type { Directory } from "../../src/leads/types/directory.ts";
import type { Lead } from "../../src/leads/types/lead.ts";
import type { Offer } from "../../src/leads/types/offer.ts";
import type { Rep } from "../../src/leads/types/rep.ts";
import {
  aCalendar,
  aContact,
  aDirectory,
  aLead,
  anAnswer,
  anOffer,
  aPipeline,
  aRep,
  aRouting,
  aTeam,
  aTurn,
  NOW,
} from "../support/builders.ts";

const ana = aRep({ name: "Ana" });
const bruno = aRep({ name: "Bruno" });
const calendar = aCalendar();

function must(outcome: Lead | Refusal): Lead {
  if (isRefusal(outcome)) throw new Error(outcome.text.en);
  return outcome;
}

function route(
  lead: Lead,
  reps: Rep[],
  facts: {
    routing?: ReturnType<typeof aRouting>;
    calendar?: typeof calendar;
    directory?: Directory;
    turn?: Turn;
  } = {},
) {
  const turn = facts.turn ?? aTurn();
  const directory = facts.directory ?? aDirectory({ reps });
  const routed = must(
    routeLead(turn, lead, aContact(), directory, facts.routing ?? aRouting(), facts.calendar ?? calendar),
  );
  return { turn, lead: routed, directory, offer: turn.changes().offers.at(-1)! };
}

/** The directory after a turn. */
function afterTurn(directory: Directory, turn: Turn): Directory {
  const reps = new Map(directory.reps);
  for (const rep of turn.changes().reps) reps.set(rep.id, rep);
  return { ...directory, reps };
}

const rules = (lead: Lead) => lead.routeReasons.map((reason) => reason.rule);

describe("routeLead", () => {
  it.each<[string, Partial<Rep>]>([
    ["inactive", { active: false }],
    ["away", { awayUntil: "2026-03-11T00:00:00.000Z" }],
    ["out of their hours", { hours: { tue: [["13:00", "18:00"]] } }],
    [
      "out of their hours in their zone",
      { hours: { tue: [["09:00", "18:00"]] }, timeZone: "America/Sao_Paulo" },
    ],
    ["full", { capacity: 1, openLeads: 1 }],
    ["for other products", { takes: { products: ["storage"] } }],
    ["for other languages", { takes: { languages: ["pt"] } }],
    ["for other places", { takes: { territories: ["Rio"] } }],
  ])("passes over a rep who is %s", (_, facts) => {
    const lead = aLead({ product: "solar", territory: "Recife" });
    expect(route(lead, [aRep({ name: "Ana", ...facts }), bruno]).lead.offeredTo).toBe("bruno");
  });

  it.each<[string, Partial<Rep>]>([
    ["back since now", { awayUntil: NOW }],
    ["within their hours", { hours: { tue: [["10:00", "11:00"]] } }],
    ["with room for one", { capacity: 2, openLeads: 1 }],
    ["for this product, however it is written", { takes: { products: ["Solar"] } }],
    ["picky about what is not known yet", { takes: { segments: ["farm"] } }],
  ])("asks a rep who is %s", (_, facts) => {
    expect(route(aLead({ product: "solar" }), [aRep({ name: "Ana", ...facts })]).lead.offeredTo).toBe("ana");
  });

  it("starts the accept clock in the rep's working time, with a reminder", () => {
    const routing = aRouting({ teams: { sales: { acceptMinutes: 10, remindMinutes: 5 } } });
    const short = aRep({ name: "Ana", hours: { tue: [["09:00", "10:04"]], wed: [["09:00", "18:00"]] } });
    const { turn, lead, offer } = route(aLead(), [short], { routing });
    expect(lead.offerDueAt).toBe("2026-03-11T09:06:00.000Z");
    expect(offer).toMatchObject({ mode: "push", repId: "ana", openKey: lead.id, dueAt: lead.offerDueAt });
    expect(turn.changes().timers.map((timer) => [timer.kind, timer.dueAt, timer.payload])).toEqual([
      ["offer-remind", "2026-03-11T09:01:00.000Z", { offerId: offer.id }],
      ["offer-due", "2026-03-11T09:06:00.000Z", { offerId: offer.id }],
    ]);
  });

  it("puts it into the pool and tells managers when nobody is available, but wakes nobody at night", () => {
    const away = aRep({ name: "Ana", awayUntil: "2027-01-01T00:00:00.000Z" });
    const day = route(aLead(), [away]);
    expect(day.lead).toMatchObject({ offeredTo: null, teamId: "sales" });
    expect(day.offer).toMatchObject({ mode: "pull", repId: null });
    expect(rules(day.lead)).toEqual(["fallback", "nobody-available", "pool"]);
    expect(day.turn.notices.map((notice) => notice.to)).toEqual([{ managers: true }]);

    const closed = aCalendar({ hours: { wed: [["09:00", "18:00"]] } });
    const night = route(aLead(), [ana], { calendar: closed });
    expect(night.lead).toMatchObject({ offeredTo: null, offerDueAt: "2026-03-11T09:10:00.000Z" });
    expect(night.turn.notices).toEqual([]);
    const holiday = aCalendar({ holidays: ["2026-03-10"] });
    expect(route(aLead(), [ana], { calendar: holiday }).lead.offeredTo).toBeNull();
  });

  it("lets the first rule that applies name the team, and says why in three languages", () => {
    const routing = aRouting({
      teams: { sales: {}, projects: { mode: "pull" }, brazil: {} },
      rules: [
        {
          id: "big",
          when: { minValue: 20_000 },
          team: "projects",
          reason: { en: "Big", pt: "Grande", es: "Grande" },
        },
        { id: "brazil", when: { language: "pt", not: { channel: "web" } }, team: "brazil", reason: "Brazil" },
      ],
    });
    const team = (facts: Partial<Lead>) => route(aLead(facts), [ana], { routing }).lead;
    const big = team({ value: 2_000_000, currency: "BRL" });
    expect(big).toMatchObject({ teamId: "projects", offeredTo: null });
    expect(big.routeReasons[0]).toEqual({ rule: "big", text: { en: "Big", pt: "Grande", es: "Grande" } });
    expect(team({ answers: { budget: anAnswer({ amount: 2_000_000, currency: "BRL" }) } }).teamId).toBe(
      "projects",
    );
    // A peso has no cents: 2,000,000 minor units are 2,000,000 pesos.
    expect(team({ value: 20_000, currency: "CLP" }).teamId).toBe("projects");
    expect(team({ value: 1_999_999, currency: "BRL" }).teamId).toBe("sales");
    expect(team({ language: "pt", channel: "telegram" }).teamId).toBe("brazil");
    expect(team({ language: "pt", channel: "web" }).teamId).toBe("sales");
  });

  it("goes round fairly, even for leads of the same millisecond", () => {
    const names = ["Ana", "Bruno", "Carla"];
    let directory = aDirectory({ reps: names.map((name) => aRep({ name })) });
    const counts: Record<string, number> = { ana: 0, bruno: 0, carla: 0 };
    for (let i = 0; i < 100; i += 1) {
      const { turn, lead } = route(aLead({ id: `lead-${i}` }), [], {
        directory,
        turn: aTurn({ seq: i + 1 }),
      });
      counts[lead.offeredTo!]! += 1;
      // As after a restart: nothing is remembered but the rows.
      directory = afterTurn({ ...directory, reps: new Map([...directory.reps].reverse()) }, turn);
      expect(Math.max(...Object.values(counts)) - Math.min(...Object.values(counts))).toBeLessThanOrEqual(1);
    }
  });

  it("goes round within one turn too", () => {
    const turn = aTurn();
    const directory = aDirectory({ reps: [ana, bruno] });
    const owners = ["a", "b", "c", "d"].map(
      (id) => route(aLead({ id }), [], { turn, directory }).lead.offeredTo,
    );
    expect(owners).toEqual(["ana", "bruno", "ana", "bruno"]);
  });

  it.each([
    ["weighted" as const, { ana: 20, bruno: 10 }],
    ["least-loaded" as const, { ana: 15, bruno: 15 }],
  ])("shares out %s", (strategy, expected) => {
    const members = [
      { team: "sales", rep: "ana", weight: 2 },
      { team: "sales", rep: "bruno", weight: 1 },
    ];
    let directory = aDirectory({ reps: [ana, bruno], members });
    const routing = aRouting({ teams: { sales: { strategy } } });
    for (let i = 0; i < 30; i += 1) {
      const { turn } = route(aLead({ id: `lead-${i}` }), [], {
        directory,
        routing,
        turn: aTurn({ seq: i + 1 }),
      });
      directory = afterTurn(directory, turn);
    }
    const loads = Object.fromEntries([...directory.reps.values()].map((rep) => [rep.id, rep.openLeads]));
    expect(loads).toEqual(expected);
  });

  it("offers a contact who comes back to the former owner, if they can take it", () => {
    const turn = aTurn();
    const facts = {
      contact: aContact(),
      channel: "web",
      language: "en" as const,
      number: 2,
      pipeline: aPipeline(),
    };
    const lead = openLead(turn, { ...facts, formerOwner: bruno });
    expect(route(lead, [ana, bruno], { turn }).lead.offeredTo).toBe("bruno");
    const away = aRep({ name: "Bruno", awayUntil: "2027-01-01T00:00:00.000Z" });
    const other = route(lead, [ana, away]).lead;
    expect(other.offeredTo).toBe("ana");
    expect(rules(other)).toEqual(["former-owner", "fallback", "former-owner-unavailable", "round-robin"]);
    const pull = aRouting({ teams: { sales: { mode: "pull" } } });
    expect(route(lead, [ana, bruno], { routing: pull }).lead.offeredTo).toBe("bruno");
    expect(route(lead, [ana, bruno], { routing: aRouting({ ownerFirst: false }) }).lead.offeredTo).toBe(
      "ana",
    );
  });

  it.each<[string, Partial<Lead>]>([
    ["lead-closed", { stage: "customer", stageKind: "won", closedAt: NOW }],
    ["already-claimed", { ownerId: "ana" }],
    ["already-offered", { offerId: "offer-1", offeredTo: "ana" }],
  ])("refuses with %s", (code, facts) => {
    expect(routeLead(aTurn(), aLead(facts), aContact(), aDirectory(), aRouting(), calendar)).toMatchObject({
      code,
    });
  });
});

describe("claimLead", () => {
  const pool = anOffer();
  const inPool = aLead({ offerId: pool.id, teamId: "sales" });

  it("gives the lead to the first and names the winner to the others", () => {
    const directory = aDirectory({ reps: [ana, bruno] });
    const turn = aTurn({ rep: "ana" });
    const won = must(claimLead(turn, inPool, pool, ana, directory));
    expect(won).toMatchObject({ ownerId: "ana", offerId: null });
    expect(turn.changes().offers).toMatchObject([{ status: "accepted", openKey: null, decidedBy: "ana" }]);
    const lost = claimLead(aTurn({ seq: 2, rep: "bruno" }), won, null, bruno, afterTurn(directory, turn));
    expect(lost).toMatchObject({ code: "already-claimed", text: { en: "Ana has taken L-1 already." } });
    expect(claimLead(aTurn({ seq: 3 }), won, null, ana, directory)).toMatchObject({ code: "already-theirs" });
  });

  it("lets nobody pass their capacity: an offer holds a place", () => {
    const offered = route(aLead(), [aRep({ name: "Ana", capacity: 1 })]);
    const directory = afterTurn(offered.directory, offered.turn);
    const second = aLead({ id: "lead-2", number: 2 });
    expect(claimLead(aTurn({ seq: 2 }), second, null, ana, directory)).toMatchObject({ code: "at-capacity" });
    expect(must(claimLead(aTurn({ seq: 2 }), offered.lead, offered.offer, ana, directory)).ownerId).toBe(
      "ana",
    );
    const lowered = aDirectory({ reps: [aRep({ name: "Ana", capacity: 0, openLeads: 1 })] });
    expect(claimLead(aTurn({ seq: 2 }), offered.lead, offered.offer, ana, lowered)).toMatchObject({
      code: "at-capacity",
    });
  });

  it("keeps what is offered to another, another team's pool, closed leads and former colleagues apart", () => {
    const directory = aDirectory({
      reps: [ana, bruno, aRep({ name: "Maria", role: "manager" }), aRep({ name: "Gone", active: false })],
      teams: [aTeam(), aTeam({ id: "projects" })],
      members: [
        { team: "sales", rep: "ana" },
        { team: "projects", rep: "bruno" },
      ],
    });
    const as = (id: string, lead: Lead, offer: Offer | null = pool) =>
      claimLead(aTurn({ rep: id }), lead, offer, directory.reps.get(id)!, directory);
    expect(as("bruno", inPool)).toMatchObject({ code: "other-team" });
    expect(must(as("maria", inPool)).ownerId).toBe("maria");
    expect(as("gone", inPool)).toMatchObject({ code: "rep-inactive" });
    const pushed = anOffer({ repId: "ana", mode: "push" });
    expect(as("maria", aLead({ offerId: pushed.id, offeredTo: "ana" }), pushed)).toMatchObject({
      code: "offered-to-other",
    });
    expect(as("ana", aLead({ stageKind: "lost", closedAt: NOW }), null)).toMatchObject({
      code: "lead-closed",
    });
  });

  it("fails when the open offer was not loaded, rather than leave it open", () => {
    expect(() => claimLead(aTurn(), inPool, null, ana, aDirectory())).toThrow(/was not loaded/);
  });
});

describe("passing on", () => {
  it("asks the next rep, and the pool when all have passed", () => {
    const first = route(aLead(), [ana, bruno]);
    let directory = afterTurn(first.directory, first.turn);
    const turn = aTurn({ seq: 2, rep: "ana" });
    const second = must(
      passLead(turn, first.lead, first.offer, ana, directory, aRouting(), calendar, "busy"),
    );
    expect(second.offeredTo).toBe("bruno");
    expect(turn.changes().activities[0]).toMatchObject({ kind: "passed", actorId: "ana", note: "busy" });
    expect(turn.changes().timers.find((timer) => timer.id === `${first.offer.id}-offer-due`)?.status).toBe(
      "cancelled",
    );
    directory = afterTurn(directory, turn);
    const offer = turn.changes().offers.find((each) => each.status === "open")!;
    const third = must(
      passLead(aTurn({ seq: 3, rep: "bruno" }), second, offer, bruno, directory, aRouting(), calendar),
    );
    expect(third.offeredTo).toBeNull();
    expect(rules(third)).toEqual(["fallback", "passed", "passed", "nobody-available", "pool"]);
  });

  it("frees a lead of one's own, and refuses for another's", () => {
    const owned = aLead({ ownerId: "ana", teamId: "sales" });
    const directory = aDirectory({ reps: [aRep({ name: "Ana", openLeads: 1 }), bruno] });
    const turn = aTurn({ rep: "ana" });
    const freed = must(passLead(turn, owned, null, ana, directory, aRouting(), calendar));
    expect(freed).toMatchObject({ ownerId: null, offeredTo: "bruno" });
    expect(afterTurn(directory, turn).reps.get("ana")?.openLeads).toBe(0);
    expect(passLead(aTurn(), owned, null, bruno, directory, aRouting(), calendar)).toMatchObject({
      code: "not-yours",
    });
  });
});

describe("expireOffer", () => {
  const expire = (onExpire: "next" | "pool" | "manager") => {
    const routing = aRouting({ teams: { sales: { onExpire } } });
    const first = route(aLead(), [ana, bruno], { routing });
    const directory = afterTurn(first.directory, first.turn);
    const turn = aTurn({ seq: 2, at: "2026-03-10T10:10:00.000Z" });
    return {
      turn,
      directory,
      routing,
      first,
      lead: must(expireOffer(turn, first.lead, first.offer, directory, routing, calendar)),
    };
  };

  it.each([
    ["next" as const, "bruno", 0],
    ["pool" as const, null, 0],
    ["manager" as const, null, 1],
  ])("on %s", (onExpire, offeredTo, told) => {
    const { turn, lead, directory } = expire(onExpire);
    expect(lead.offeredTo).toBe(offeredTo);
    expect(turn.notices).toHaveLength(told);
    expect(turn.changes().offers.map((offer) => offer.status)).toEqual(["expired", "open"]);
    expect(afterTurn(directory, turn).reps.get("ana")?.openLeads).toBe(0);
  });

  it("means nothing for an offer that is decided already", () => {
    const { first, lead, directory, routing } = expire("next");
    expect(expireOffer(aTurn({ seq: 3 }), lead, first.offer, directory, routing, calendar)).toMatchObject({
      code: "offer-closed",
    });
  });

  it("asks those who are at work by now when a pool's clock runs out, and stops at the managers", () => {
    const routing = aRouting();
    const closed = aCalendar({ hours: { wed: [["09:00", "18:00"]] } });
    const night = route(aLead(), [ana], { calendar: closed });
    const morning = aTurn({ seq: 2, at: night.lead.offerDueAt! });
    const pushed = must(expireOffer(morning, night.lead, night.offer, night.directory, routing, closed));
    expect(pushed.offeredTo).toBe("ana");

    const away = aDirectory({ reps: [aRep({ name: "Ana", awayUntil: "2027-01-01T00:00:00.000Z" })] });
    const nobody = aTurn({ seq: 2, at: night.lead.offerDueAt! });
    const pooled = must(expireOffer(nobody, night.lead, night.offer, away, routing, closed));
    expect(pooled).toMatchObject({ offeredTo: null, offerDueAt: null });
    expect(nobody.notices).toHaveLength(1);
  });
});

describe("assignLead", () => {
  const maria = aRep({ name: "Maria", role: "manager" });

  it("gives a lead to somebody else, whoever has it, and keeps who said so", () => {
    const directory = aDirectory({ reps: [aRep({ name: "Ana", openLeads: 1 }), bruno, maria] });
    const turn = aTurn({ rep: maria });
    const lead = must(assignLead(turn, aLead({ ownerId: "ana" }), null, maria, bruno, directory));
    expect(lead.ownerId).toBe("bruno");
    expect(lead.routeReasons.at(-1)?.text.en).toBe("Maria gave it to Bruno");
    const reps = afterTurn(directory, turn).reps;
    expect([reps.get("ana")?.openLeads, reps.get("bruno")?.openLeads]).toEqual([0, 1]);
  });

  it("refuses a rep without room and says how to make some", () => {
    const full = aRep({ name: "Bruno", capacity: 3, openLeads: 3 });
    const refused = assignLead(aTurn(), aLead(), null, maria, full, aDirectory({ reps: [full] }));
    expect(refused).toMatchObject({ code: "at-capacity" });
    expect(isRefusal(refused) && refused.text.en).toMatch(/3\/3 open leads. Close or pass one/);
  });
});
