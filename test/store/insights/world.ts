import fc from "fast-check";
import {
  type Changes,
  changeLead,
  checkLimits,
  dropFollowUp,
  finishFollowUp,
  joinContacts,
  markQualified,
  moveStage,
  openLead,
  planFollowUp,
  recordReply,
  recordTouch,
  replayLead,
  SLA,
  type SlaRules,
  separateContacts,
  setValue,
  type Turn,
  UNDOABLE,
  undo,
} from "../../../src/leads/index.ts";
import { isSame } from "../../../src/leads/trail.ts";
import type { Activity } from "../../../src/leads/types/activity.ts";
import type { Contact, ContactMerge } from "../../../src/leads/types/contact.ts";
import type { FollowUp } from "../../../src/leads/types/follow-up.ts";
import type { Lead } from "../../../src/leads/types/lead.ts";
import type { Timer } from "../../../src/leads/types/timer.ts";
import {
  aCalendar,
  aContact,
  aDirectory,
  aPipeline,
  aRep,
  aRouting,
  aTeam,
  aTurn,
} from "../../support/builders.ts";

const pipeline = aPipeline();
/** As the files have it: a limit for the first answer, another one for the team of projects, and one for each stage. */
const rules: SlaRules = {
  pipeline,
  routing: aRouting({ teams: { sales: {}, projects: { firstResponse: { minutes: 600 } } } }),
  calendar: aCalendar({ timeZone: "America/Santiago" }),
};

/** Leads and what happens to them, by the domain's own operations; time is a number of minutes that only grows. */
export class World {
  readonly leads = new Map<string, Lead>();
  readonly contacts = new Map<string, Contact>();
  readonly followUps = new Map<string, FollowUp>();
  readonly merges: ContactMerge[] = [];
  /** Those that wait. */
  readonly timers = new Map<string, Timer>();
  readonly trail: Activity[] = [];
  directory = aDirectory({
    reps: ["ana", "bruno"].map((id) => aRep({ id, name: id, capacity: null })),
    teams: [aTeam({ id: "sales" }), aTeam({ id: "projects" })],
  });
  now: number;
  #seq = 0;

  constructor(start: string) {
    this.now = Date.parse(start);
  }

  get at(): string {
    return new Date(this.now).toISOString();
  }

  /** Gives what is to be committed; null when nothing happened. */
  play(step: Step): Changes | null {
    this.now += step.after;
    this.#seq += 1;
    // A message that waited long: what it changes is dated when it came in.
    const at = new Date(this.now - step.late).toISOString();
    const rows = [...this.followUps.values()];
    const turn = aTurn({ seq: this.#seq, at, rep: step.rep, followUps: rows, rules });
    this.#act(turn, step);
    const changes = turn.changes();
    for (const row of changes.leads) this.leads.set(row.id, row);
    for (const row of changes.contacts) this.contacts.set(row.id, row);
    for (const { kind, leadId } of changes.cancelTimers) {
      for (const row of this.timers.values()) {
        if (row.kind === kind && row.leadId === leadId) this.timers.delete(row.id);
      }
    }
    for (const row of changes.timers) {
      if (row.status === "pending") this.timers.set(row.id, row);
      else this.timers.delete(row.id);
    }
    for (const row of changes.followUps) this.followUps.set(row.id, row);
    for (const row of changes.merges) {
      const known = this.merges.findIndex((each) => each.id === row.id);
      if (known === -1) this.merges.push(row);
      else this.merges[known] = row;
    }
    const reps = new Map(this.directory.reps);
    for (const row of changes.reps) reps.set(row.id, row);
    this.directory = { ...this.directory, reps };
    this.trail.push(...changes.activities);
    return changes.activities.length === 0 ? null : changes;
  }

  #act(turn: Turn, step: Step): unknown {
    if (step.do === "open") {
      const contact = aContact({ id: `contact-${this.contacts.size}` });
      turn.save("contacts", contact);
      return openLead(turn, {
        contact,
        channel: step.text === "a" ? "web" : "telegram",
        language: step.text === "a" ? "en" : "pt",
        number: this.leads.size + 1,
        source: step.text === "b" ? null : "Instagram",
        pipeline,
      });
    }
    const lead = [...this.leads.values()][step.lead % Math.max(1, this.leads.size)];
    if (lead === undefined) return null;
    const { directory } = this;
    const change = (values: Partial<Lead>, kind: "field-set" | "assigned") =>
      changeLead(turn, lead, values, { kind, directory });
    switch (step.do) {
      case "due": {
        // What fell due first of all.
        const [timer] = [...this.timers.values()]
          .filter((each) => each.kind === SLA && each.dueAt <= turn.at)
          .sort((a, b) => a.dueAt.localeCompare(b.dueAt));
        const about = this.leads.get(timer?.leadId ?? "");
        if (timer === undefined || about === undefined) return null;
        turn.save("timers", { ...timer, status: "fired" });
        return checkLimits(turn, rules, about, timer.dueAt);
      }
      case "stage": {
        const stage = pipeline.stages[step.n % pipeline.stages.length]!;
        const facts = {
          reason: step.text === "a" ? "no-need" : "__proto__",
          value: { amount: step.n * 100, currency: step.text === "c" ? "BRL" : "USD" },
        };
        return moveStage(turn, lead, stage.id, facts, pipeline, directory);
      }
      case "value":
        return setValue(turn, lead, { amount: step.n * 100, currency: step.text === "a" ? "BRL" : "USD" });
      case "owner":
        return change({ ownerId: step.text === "c" ? null : step.rep }, "assigned");
      case "file": {
        const field = (["product", "segment", "source", "teamId"] as const)[step.n % 4]!;
        const teams: Record<string, string | null> = { a: "sales", b: "projects", c: null };
        const value = field === "teamId" ? teams[step.text]! : step.text;
        return change({ [field]: field !== "source" && step.text === "c" ? null : value }, "field-set");
      }
      case "answer":
        return change(
          {
            answers: {
              ...lead.answers,
              [step.text === "a" ? "need" : "constructor"]: { value: "x", display: "x", at: turn.at },
              ...(step.n % 3 === 0 ? { Budget: { value: "y", display: "y", at: turn.at } } : {}),
            },
          },
          "field-set",
        );
      case "tag":
        return change({ tags: [...new Set([...lead.tags, step.text])] }, "field-set");
      case "qualify":
        return markQualified(turn, lead, pipeline, directory);
      case "call": {
        const isReached = step.n % 2 === 0;
        const touch = { kind: "called" as const, note: isReached ? "reached" : "busy", reached: isReached };
        return recordTouch(turn, lead, touch, pipeline, directory);
      }
      case "reply":
        return recordReply(turn, lead, pipeline, directory);
      case "plan": {
        // Nobody plans what is to be done before there is a lead.
        const from = turn.at < lead.openedAt ? lead.openedAt : turn.at;
        const dueAt = new Date(Date.parse(from) + (step.n + 1) * 5 * HOUR).toISOString();
        return planFollowUp(turn, lead, { repId: step.rep, kind: "call", note: null, dueAt });
      }
      case "done": {
        const open = [...this.followUps.values()].filter(
          (each) => each.leadId === lead.id && each.status === "open",
        )[0];
        if (open === undefined) return null;
        return step.text === "c"
          ? dropFollowUp(turn, lead, open)
          : finishFollowUp(turn, lead, open, null, "UTC");
      }
      case "undo": {
        const own = this.trail.filter((a) => a.leadId === lead.id && UNDOABLE.includes(a.kind));
        const activity = own.at(-1 - (step.n % 3));
        const contact = this.contacts.get(lead.contactId)!;
        return activity && undo(turn, activity, lead, contact, { directory, since: this.trail });
      }
      case "join": {
        const into = this.contacts.get(lead.contactId)!;
        const other = [...this.leads.values()][step.n % this.leads.size]!;
        const from = this.contacts.get(other.contactId)!;
        if (from.id === into.id) return null;
        return joinContacts(turn, from, into, this.#rowsOf(from.id, into.id), pipeline, directory);
      }
      case "separate": {
        const merge = this.merges.filter((each) => each.undoneAt === null).at(-1);
        if (merge === undefined) return null;
        const [from, into] = [this.contacts.get(merge.fromId)!, this.contacts.get(merge.intoId)!];
        return separateContacts(turn, merge, from, into, this.#rowsOf(from.id, into.id), directory);
      }
    }
  }

  #rowsOf(...contacts: string[]) {
    const leads = [...this.leads.values()].filter((lead) => contacts.includes(lead.contactId));
    return { identities: [], leads, conversations: [], offers: [] };
  }

  /** The trail must tell the rows, or a recount from it proves nothing. */
  differences(): string[] {
    return [...this.leads.values()].flatMap((lead) => {
      const told = replayLead(
        lead.id,
        this.trail.filter((activity) => activity.leadId === lead.id),
      );
      return isSame(told, lead) ? [] : [lead.id];
    });
  }
}

const HOUR = 3_600_000;

export const step = fc.record({
  do: fc.oneof(
    { weight: 4, arbitrary: fc.constant("open" as const) },
    { weight: 5, arbitrary: fc.constant("stage" as const) },
    ...(["value", "owner", "file", "answer", "tag", "qualify", "reply", "call"] as const).map((name) => ({
      weight: 2,
      arbitrary: fc.constant(name),
    })),
    { weight: 4, arbitrary: fc.constant("due" as const) },
    { weight: 2, arbitrary: fc.constant("plan" as const) },
    { weight: 2, arbitrary: fc.constant("done" as const) },
    { weight: 3, arbitrary: fc.constant("undo" as const) },
    { weight: 2, arbitrary: fc.constant("join" as const) },
    { weight: 1, arbitrary: fc.constant("separate" as const) },
  ),
  lead: fc.nat(30),
  rep: fc.constantFrom("ana", "bruno"),
  n: fc.nat(30),
  text: fc.constantFrom("a", "b", "c"),
  /** Milliseconds since the step before: mostly minutes, sometimes days. */
  after: fc.oneof(
    fc.nat(20_000),
    fc.integer({ min: 0, max: 3 * HOUR }),
    fc.integer({ min: 0, max: 20 * HOUR }),
    fc.constantFrom(0, HOUR, 24 * HOUR, 7 * 24 * HOUR),
  ),
  late: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(60 * HOUR) }),
});
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
