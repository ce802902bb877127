import { describe, expect, it } from "vitest";
import { refusePeople } from "../../src/commands/each/people.ts";
import { COMMANDS, type LoadedLead, type LoadedPerson } from "../../src/commands/index.ts";
import { refuseAccess, visibleTo } from "../../src/commands/policy.ts";
import { LANGUAGES, type Language } from "../../src/language.ts";
import type { Campaign } from "../../src/leads/campaign.ts";
import type { Turn } from "../../src/leads/turn.ts";
import type { Activity } from "../../src/leads/types/activity.ts";
import type { Directory, RepRights } from "../../src/leads/types/directory.ts";
import type { Lead } from "../../src/leads/types/lead.ts";
import type { Rep } from "../../src/leads/types/rep.ts";
import {
  aContact,
  aConversation,
  aDirectory,
  aLead,
  anOffer,
  aRep,
  aTeam,
  aTurn,
  NOW,
} from "../support/builders.ts";
import { aLoadedLead, anotherLead, aWorld, readsOf, say } from "./support.ts";

/**
 * Two teams with a manager each, a manager of none, an admin, and somebody who has left and still stands as the
 * manager of a third team.
 */
const ana = aRep({ name: "Ana" });
const bruno = aRep({ name: "Bruno" });
const david = aRep({ name: "David" });
const marta = aRep({ name: "Marta", role: "manager" });
const paulo = aRep({ name: "Paulo", role: "manager" });
const nina = aRep({ name: "Nina", role: "manager" });
const otto = aRep({ name: "Otto", role: "admin" });
const gone = aRep({ name: "Gone", active: false });
const goneToo = aRep({ name: "Gone Manager", id: "gone-manager", role: "manager", active: false });
const everybody = [ana, bruno, david, marta, paulo, nina, otto, gone, goneToo];

const directory: Directory = aDirectory({
  reps: everybody,
  teams: [
    aTeam({ id: "sales", name: "Sales", managerId: "marta" }),
    aTeam({ id: "projects", name: "Projects", managerId: "paulo" }),
    aTeam({ id: "orphans", name: "Orphans", managerId: "gone-manager" }),
  ],
  members: [
    { team: "sales", rep: "ana" },
    { team: "sales", rep: "bruno" },
    { team: "sales", rep: "gone" },
    { team: "projects", rep: "david" },
  ],
});

const withRights = (rights: Partial<RepRights>): Directory => ({
  ...directory,
  rights: { see: "own-and-pool", change: "own-and-pool", ...rights },
});

type Facts = Parameters<typeof aLead>[0];
const offeredTo = (repId: string | null, teamId: string): LoadedLead =>
  aLoadedLead({
    offer: anOffer({ leadId: "lead-42", teamId, repId, mode: repId === null ? "pull" : "push" }),
    lead: { offerId: "offer-1", offeredTo: repId, teamId, tags: ["vip"] },
  });
const owned = (ownerId: string, teamId: string | null, facts: Facts = {}): LoadedLead =>
  aLoadedLead({ lead: { ownerId, teamId, tags: ["vip"], ...facts } });
const closed = { stage: "unqualified", stageKind: "lost", reason: "no-budget", closedAt: NOW } as const;

/** What the lead is to who asks. */
const LEADS: Record<string, (actor: Rep) => LoadedLead> = {
  own: ({ id }) => owned(id, "sales"),
  "offered to me": ({ id }) => offeredTo(id, "sales"),
  "in the pool of sales": () => offeredTo(null, "sales"),
  "offered to Bruno of sales": () => offeredTo("bruno", "sales"),
  "Bruno's, of sales": () => owned("bruno", "sales"),
  "David's, of projects": () => owned("david", "projects"),
  "in the pool of projects": () => offeredTo(null, "projects"),
  "David's, of no team": () => owned("david", null),
  "Bruno's, of sales, closed": () => owned("bruno", "sales", closed),
  "David's, of projects, closed": () => owned("david", "projects", closed),
  "of a team whose manager has left": () => owned("bruno", "orphans"),
};

/**
 * How near each is to each of these leads: `o` as to an own one, `c` may change it, `s` may see it, `-` nothing.
 * Written by hand, in the order of LEADS.
 */
const NEAR: [string, Rep, Directory, string][] = [
  ["a rep", ana, directory, "occ---c----"],
  ["a rep who sees the team's", ana, withRights({ see: "team" }), "occss-c-s--"],
  ["a rep who sees all", ana, withRights({ see: "all" }), "occssscssss"],
  ["a rep who changes the team's", ana, withRights({ change: "team" }), "occco-c-o--"],
  [
    "a rep who sees all, and changes the team's",
    ana,
    withRights({ see: "all", change: "team" }),
    "occcoscsoss",
  ],
  ["the manager of sales", marta, directory, "ooooo--oo--"],
  ["the manager of projects", paulo, directory, "oc---ooo-o-"],
  ["a manager without a team", nina, directory, "oc-----o---"],
  ["an admin", otto, directory, "ooooooooooo"],
  ["a colleague who has left", gone, directory, "-----------"],
  ["a manager who has left", goneToo, directory, "-----------"],
];
const RANK = "-sco";
const NEEDS = { none: 0, see: 1, change: 2, own: 3 } as const;

const cells = NEAR.flatMap(([who, actor, known, row]) =>
  Object.entries(LEADS).map(([what, make], i) => ({
    who,
    actor,
    known,
    what,
    make,
    near: RANK.indexOf(row[i]!),
  })),
);

/** Sentences of refusals that are about rights; what the operations themselves refuse is not among them. */
const DENIED =
  /(?:belongs to .*(?:open or change|but not change)|is being offered to .* right now|is not yours yet|which you do not manage|switched off)/;

/** Whom a refusal names. */
function asked(text: string): string[] {
  const names =
    /(?:Ask|or ask|Fale com|ou fale com|Habla con|o habla con) ([^.,:]+?)(?: ou aguarde| o espera|[.,:]|$)/.exec(
      text,
    );
  return (names?.[1] ?? "").split(" / ").map((name) => name.trim());
}

/** Everything that a turn would do. */
function effects(turn: Turn): unknown[] {
  return [...Object.values(turn.changes()).flat(), ...turn.notices];
}

/** The command as somebody would say it of lead 42. */
function textOf(command: (typeof COMMANDS)[number]): string {
  const text = command.examples.en.find((example) => /\bL-42\b/.test(example));
  if (text === undefined) throw new Error(`No English example of ${command.name} names L-42.`);
  return text;
}

function worldOf(loaded: LoadedLead, name: string) {
  if (name === "resume") loaded.conversations[0]!.floor = "human";
  if (name !== "enrol") loaded.lead.nurture = inSequence();
  return { ...aWorld([loaded, anotherLead()]), stuckSends: [{ id: "3k-2", leadId: "lead-42" }] };
}

/** In the sample sequence, whose first message is due in two days. */
function inSequence(): NonNullable<Lead["nurture"]> {
  const dueAt = "2026-03-12T14:00:00.000Z";
  const place = { sequence: "not-ready-yet", step: "savings", place: 0, dueAt };
  return { active: [{ id: "e-1", since: NOW, ...place }], past: {} };
}

describe("how near somebody is to a lead", () => {
  it.each(cells)("$who, $what", ({ actor, known, make, near }) => {
    const { lead } = make(actor);
    for (const access of ["none", "see", "change", "own"] as const) {
      const refusal = refuseAccess(access, actor, lead, known);
      expect([access, refusal === null]).toEqual([access, NEEDS[access] <= near]);
    }
  });

  it.each(cells)("lists agree: $who, $what", async ({ actor, known, make, near }) => {
    if (!actor.active) return expect(near).toBe(0);
    const world = aWorld([make(actor)]);
    const found = await readsOf(world).leads({ scope: visibleTo(actor, known) }, { offset: 0, limit: 10 });
    expect(found.total).toBe(near > 0 ? 1 : 0);
  });
});

describe.each(COMMANDS.map((command) => [command.name, command] as const))("%s", (_name, command) => {
  const denied = cells.filter(({ near }) => near < NEEDS[command.access]);
  const allowed = cells.filter(({ actor, near }) => actor.active && near >= NEEDS[command.access]);

  it("does nothing where it may not, and says whom to ask", async () => {
    for (const { who, actor, known, what, make } of denied) {
      const said = await say(textOf(command), worldOf(make(actor), command.name), {
        actor,
        directory: known,
      });
      const label = `${who}, ${what}: ${said.text}`;
      const isOfRole = command.allowed.includes(actor.role);
      expect(said.text, label).toMatch(isOfRole ? DENIED : /is for managers|switched off/);
      expect(effects(said.turn), label).toEqual([]);
      expect(said.files, label).toEqual([]);
      expect(`${said.text} ${JSON.stringify(said.reply)}`, label).not.toContain("Clara");
      expectAsked(said.text, actor, "en", label);
    }
  });

  it("works where it may", async () => {
    for (const { who, actor, known, what, make } of command.access === "none" ? [] : allowed) {
      if (!command.allowed.includes(actor.role)) continue;
      const said = await say(textOf(command), worldOf(make(actor), command.name), {
        actor,
        directory: known,
      });
      expect(said.text, `${who}, ${what}`).not.toMatch(DENIED);
    }
  });

  it("tells nothing of leads that may not be seen", async () => {
    for (const { who, actor, known, what, make } of cells.filter(({ near }) => near === 0)) {
      for (const example of command.examples.en) {
        for (const text of [example, example.replace("L-42", "Clara")]) {
          const said = await say(text, worldOf(make(actor), command.name), { actor, directory: known });
          const all = [said.text, JSON.stringify(said.reply), ...said.files].join("\n");
          // Who asks by the name has said it.
          const told = all.replaceAll(/“Clara[^”]*”/g, "");
          expect(told, `${who}, ${what}, ${text}`).not.toContain("Clara Nunes");
        }
      }
    }
  });

  it("is for its roles only", async () => {
    for (const actor of [ana, marta, otto, gone]) {
      if (actor.active && command.allowed.includes(actor.role)) continue;
      for (const text of command.examples.en) {
        const said = await say(text, worldOf(owned(actor.id, null), command.name), { actor, directory });
        expect(said.problem, text).toBe(actor.active ? "not-allowed" : "not-active");
        expect(effects(said.turn), text).toEqual([]);
        expectAsked(said.text, actor, "en", text);
      }
    }
  });
});

const ADMINISTRATOR: Record<Language, string> = {
  en: "an administrator",
  pt: "um administrador",
  es: "un administrador",
};

function expectAsked(text: string, actor: Rep, language: Language, label: string): void {
  for (const name of asked(text)) {
    if (name === ADMINISTRATOR[language]) continue;
    const rep = everybody.find((each) => each.name === name);
    expect(rep, `${label} names “${name}”`).toBeDefined();
    expect(rep!.active, label).toBe(true);
    expect(rep!.id, label).not.toBe(actor.id);
  }
}

describe("a refusal", () => {
  const denied = cells.filter(({ near }) => near < NEEDS.own);

  it.each(LANGUAGES)("says why and whom to ask (%s)", async (language) => {
    for (const { who, actor, known, what, make } of denied) {
      const refusal = refuseAccess("own", actor, make(actor).lead, known)!;
      const text = refusal.text[language];
      if (actor.active) expect(text).toContain("L-42");
      expectAsked(text, actor, language, `${who}, ${what}: ${text}`);
    }
  });

  it.each([
    ["the owner and the team's manager", ana, "Bruno's, of sales", ["Bruno", "Marta"]],
    ["the one who is asked first, and the manager", ana, "offered to Bruno of sales", ["Bruno", "Marta"]],
    ["the other team's people", ana, "David's, of projects", ["David", "Paulo"]],
    ["any manager where there is no team", ana, "David's, of no team", ["David", "Marta"]],
    [
      "the owner and an admin where the manager has left",
      ana,
      "of a team whose manager has left",
      ["Bruno", "Otto"],
    ],
    ["the other team's manager, to a manager", marta, "David's, of projects", ["David", "Paulo"]],
  ])("names %s", (_who, actor, what, names) => {
    const refusal = refuseAccess("see", actor, LEADS[what]!(actor).lead, directory)!;
    expect(asked(refusal.text.en)).toEqual(names);
  });

  it("names an administrator where there is nobody", () => {
    const alone = aDirectory({ reps: [ana, gone], teams: [aTeam({ managerId: "gone" })] });
    const { lead } = owned("gone", "sales");
    for (const language of LANGUAGES) {
      expect(asked(refuseAccess("see", ana, lead, alone)!.text[language])).toEqual([ADMINISTRATOR[language]]);
    }
  });
});

describe("sequences and campaigns", () => {
  it.each(cells)("tell of those who may be seen, and of nobody else: $who, $what", async (cell) => {
    const { who, actor, known, what, make, near } = cell;
    if (!actor.active) return;
    const context = { actor, directory: known };
    for (const text of ["nurture", "nurture not-ready-yet", "nurture preview not-ready-yet"]) {
      const said = await say(text, worldOf(make(actor), "nurture"), context);
      expect(said.text.includes("Clara Nunes"), `${who}, ${what}, ${text}: ${said.text}`).toBe(near > 0);
    }
  });

  it.each(cells)("are for people who may be seen, and for nobody else: $who, $what", async (cell) => {
    const { actor, known, make, near } = cell;
    if (!actor.active) return;
    const context = { actor, directory: known };
    const draft = await say("campaign new spring template:launch all", aWorld([make(actor)]), context);
    if (actor.role === "rep") {
      expect(draft.problem).toBe("not-allowed");
      expect(effects(draft.turn)).toEqual([]);
      return;
    }
    expect(draft.text).toContain(near > 0 ? "1 person would get it" : "nobody would get it");
    const offered = (draft.reply.choices ?? []).map(({ value }) => value.split(" ").slice(0, 2).join(" "));
    expect(offered.filter((value) => value === "campaign start")).toHaveLength(near > 0 ? 1 : 0);
    // What else is offered names who is behind a number.
    expect(offered.filter((value) => value !== "campaign start" && value !== "campaign who")).toEqual([]);
    expect(draft.turn.changes().campaignRecipients).toEqual([]);
    expect(draft.turn.changes().timers).toEqual([]);
  });

  it("are begun by who sees those whom they are for, and what one has seen another cannot confirm", async () => {
    const world = { ...aWorld([owned("bruno", "sales")]), campaigns: [aDraft()] };
    const begin = (text: string, actor: Rep) => say(text, world, { actor, directory });
    const shown = await begin("campaign start spring", marta);
    const confirm = shown.reply.choices?.[0]?.value ?? "";
    expect(confirm).toMatch(/^campaign start spring confirm /);
    for (const actor of [paulo, nina, ana, gone, goneToo]) {
      const said = await begin(confirm, actor);
      expect(effects(said.turn), actor.id).toEqual([]);
      expect(said.text, actor.id).not.toContain("on its way");
    }
    const begun = (await begin(confirm, marta)).turn.changes();
    expect(begun.campaignRecipients).toMatchObject([{ leadId: "lead-42", status: "waiting" }]);
    expect(begun.campaigns).toMatchObject([{ status: "running", confirmedAt: NOW }]);
    const byAdmin = (await begin(confirm, otto)).turn.changes();
    expect(byAdmin.campaignRecipients).toHaveLength(1);
  });

  it.each([
    "campaign",
    "campaign show spring",
    "campaign start spring",
    "campaign pause spring",
    "campaign resume spring",
    "campaign cancel spring",
    "campaign results spring",
    "outreach",
    "outreach off",
    "outreach on whatsapp",
  ])("%s is for managers and admins", async (text) => {
    for (const status of ["draft", "running"] as const) {
      for (const actor of [ana, bruno, gone, goneToo]) {
        const world = { ...aWorld([owned("ana", "sales")]), campaigns: [{ ...aDraft(), status }] };
        const said = await say(text, world, { actor, directory });
        expect(said.problem, actor.id).toBe(actor.active ? "not-allowed" : "not-active");
        expect(effects(said.turn), actor.id).toEqual([]);
        expect([said.files, said.reply.choices ?? []], actor.id).toEqual([[], []]);
      }
      for (const actor of [marta, otto]) {
        const world = { ...aWorld([owned("ana", "sales")]), campaigns: [{ ...aDraft(), status }] };
        expect((await say(text, world, { actor, directory })).problem, actor.id).toBeNull();
      }
    }
  });
});

function aDraft(): Campaign {
  return {
    id: "k-1",
    name: "spring",
    status: "draft",
    template: "launch",
    filter: { stageKinds: ["open", "won", "lost", "dormant"], words: ["all"] },
    startAt: null,
    createdBy: "marta",
    createdAt: NOW,
    confirmedAt: null,
    updatedAt: NOW,
  };
}

describe("two people at once", () => {
  const both = (first: LoadedLead, second: LoadedLead) => {
    const other = anotherLead();
    return {
      ...aWorld([first, { ...second, lead: { ...second.lead, ...idsOf(other) }, contact: other.contact }]),
    };
  };
  const idsOf = ({ lead: { id, number, contactId } }: LoadedLead) => ({ id, number, contactId });

  it.each(NEAR.filter(([, actor]) => actor.active))(
    "%s merges only what they may change",
    async (who, actor, known, row) => {
      for (const [i, [what, make]] of Object.entries(LEADS).entries()) {
        const mine = owned(actor.id, null);
        const theirs = make(actor);
        theirs.offer = null;
        theirs.lead.offerId = null;
        for (const world of [both(mine, theirs), both(theirs, mine)]) {
          const said = await say("merge L-42 with L-57", world, { actor, directory: known });
          const label = `${who}, ${what}: ${said.text}`;
          if (RANK.indexOf(row[i]!) >= NEEDS.change) expect(said.text, label).not.toMatch(DENIED);
          else {
            expect(said.text, label).toMatch(DENIED);
            expect(effects(said.turn), label).toEqual([]);
          }
        }
      }
    },
  );

  it.each(NEAR.filter(([, actor]) => actor.active))(
    "%s parts only those whose open leads they may all change",
    (_who, actor, known, row) => {
      for (const [i, make] of Object.values(LEADS).entries()) {
        const theirs = make(actor).lead;
        const mine = aLead({ id: "lead-57", ownerId: actor.id });
        const denied = refusePeople(actor, [personWith(mine), personWith(theirs)], [], known);
        const isHidden = theirs.stageKind === "open" && RANK.indexOf(row[i]!) < NEEDS.change;
        expect(denied !== null).toBe(isHidden);
        // A lead that was closed as a duplicate would be opened again.
        const also = refusePeople(actor, [personWith(mine)], [theirs], known);
        expect(also !== null).toBe(RANK.indexOf(row[i]!) < NEEDS.change);
      }
    },
  );
});

function personWith(lead: Lead): LoadedPerson {
  return { contact: aContact(), identities: [], leads: [lead], conversations: [], offers: new Map() };
}

describe("forged ids", () => {
  const bruns = owned("bruno", "sales");
  const asAna = { actor: ana, directory };

  it.each(["note L-42 x", "note x", "stage L-42 contacted", "claim", "show", "reply hello", "value 5k"])(
    "“%s” in the thread of a lead that is another's",
    async (text) => {
      const said = await say(text, aWorld([structuredClone(bruns)]), { ...asAna, leadInThread: "lead-42" });
      expect(said.text).toMatch(DENIED);
      expect(effects(said.turn)).toEqual([]);
    },
  );

  it("a lead that is named goes before the thread's, and needs its own rights", async () => {
    const mine = anotherLead({ ownerId: "ana" });
    const said = await say("note L-42 x", aWorld([structuredClone(bruns), mine]), {
      ...asAna,
      leadInThread: "lead-57",
    });
    expect(said.text).toMatch(DENIED);
    expect(effects(said.turn)).toEqual([]);
  });

  it.each(["resend L-57 3k-2", "mark arrived L-57 3k-2"])("“%s”: a message of another lead", async (text) => {
    const world = {
      ...aWorld([structuredClone(bruns), anotherLead({ ownerId: "ana" })]),
      stuckSends: [{ id: "3k-2", leadId: "lead-42" }],
    };
    const said = await say(text, world, asAna);
    expect(said.text).toMatch(/no such message of L-57/);
    expect(effects(said.turn)).toEqual([]);
  });

  it("a lead that is in no list is no lead", async () => {
    const said = await say("note x", aWorld([]), { ...asAna, leadInThread: "lead-999" });
    expect(effects(said.turn)).toEqual([]);
    expect(said.text).toMatch(/no lead/i);
  });
});

describe("undo", () => {
  const tagged = (by: Rep): Activity =>
    aTurn({ rep: by, seq: 1 }).record({
      kind: "tagged",
      leadId: "lead-42",
      before: { tags: [] },
      after: { tags: ["vip"] },
    });

  it("takes back only on leads that one may change", async () => {
    for (const { who, actor, known, what, make, near } of cells) {
      const said = await say("undo", aWorld([make(actor)], [tagged(actor)]), { actor, directory: known });
      const label = `${who}, ${what}: ${said.text}`;
      if (near >= NEEDS.change) expect(said.text, label).toMatch(/^Undone: the tags of L-42/);
      else {
        expect(said.text, label).toMatch(DENIED);
        expect(effects(said.turn), label).toEqual([]);
      }
    }
  });

  it("takes back nothing of somebody else", async () => {
    for (const actor of [bruno, marta, otto]) {
      const said = await say("undo L-42", aWorld([owned("bruno", "sales")], [tagged(ana)]), {
        actor,
        directory,
      });
      expect(said.text).toMatch(/nothing of yours/);
      expect(effects(said.turn)).toEqual([]);
    }
  });

  const given = (by: Rep, before: string | null): Activity =>
    aTurn({ rep: by, seq: 1 }).record({
      kind: "assigned",
      leadId: "lead-42",
      before: { ownerId: before },
      after: { ownerId: "bruno" },
    });

  it("gets back a lead that one gave away", async () => {
    const said = await say("undo", aWorld([owned("bruno", "sales")], [given(ana, "ana")]), {
      actor: ana,
      directory,
    });
    expect(said.turn.changes().leads[0]).toMatchObject({ ownerId: "ana" });
  });

  it("does not let who was a manager take back what they did as one", async () => {
    const said = await say("undo", aWorld([owned("bruno", "sales")], [given(ana, "david")]), {
      actor: ana,
      directory,
    });
    expect(said.text).toMatch(DENIED);
    expect(effects(said.turn)).toEqual([]);
  });
});

describe("colleagues", () => {
  it.each([
    ["a rep", ana, "@bruno", /those of colleagues are for managers. Ask Marta\./],
    ["a rep of another team's", ana, "@david", /for managers. Ask Paulo\./],
    ["the manager of another team", paulo, "@bruno", /Bruno is not in a team that you manage. Ask Marta\./],
    ["a manager without a team", nina, "@bruno", /not in a team that you manage. Ask Marta\./],
  ])("%s is not told the numbers of %s%s", async (_who, actor, name, refusal) => {
    for (const command of ["stats", "pipeline"]) {
      const said = await say(`${command} ${name}`, aWorld(), { actor, directory });
      expect(said.problem).toBe("not-your-numbers");
      expect(said.text).toMatch(refusal);
    }
  });

  it.each([
    [ana, "@me"],
    [marta, "@bruno"],
    [marta, "@gone"],
    [otto, "@david"],
  ])("others are", async (actor, name) => {
    expect((await say(`stats ${name}`, aWorld(), { actor, directory })).problem).toBeNull();
  });

  it("a manager gives leads to colleagues of their teams and to themselves", async () => {
    const give = async (to: string) =>
      say(`assign L-42 ${to}`, aWorld([owned("bruno", "sales")]), { actor: marta, directory });
    expect((await give("@ana")).turn.changes().leads[0]).toMatchObject({ ownerId: "ana" });
    expect((await give("@me")).turn.changes().leads[0]).toMatchObject({ ownerId: "marta" });
    const denied = await give("@david");
    expect(denied.text).toBe("David is not in a team that you manage. Ask Paulo.");
    expect(effects(denied.turn)).toEqual([]);
    expect((await give("@gone")).turn.changes().leads).toEqual([]);
  });
});

it("a conversation of another lead of the same person is not answered in", async () => {
  const loaded = owned("ana", "sales");
  loaded.conversations = [aConversation({ leadId: "lead-42" })];
  const said = await say("reply L-42 hello", aWorld([loaded]), { actor: ana, directory });
  expect(said.turn.changes().sends.map((send) => send.chatId)).toEqual(["chat-1"]);
});
