import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DatabaseKind, startApp, type TestApp, until } from "../support/app.ts";
import { aRep } from "../support/builders.ts";
import type { Fate } from "../support/fake-channel.ts";
import { expectInvariants } from "../support/invariants.ts";

const CHATS = ["chat-0", "chat-1", "chat-2", "chat-3"];
const REPS = ["ana", "bruno", "carla", "maria"];

const TEXTS = [
  "Hi",
  "Oi, bom dia",
  "solar",
  "for my house",
  "12k",
  "50 mil",
  "asap",
  "I'm Ana Souza",
  "Curitiba",
  "ana@example.com",
  "google",
  "no",
  "back",
  "I want to talk to a human",
  "stop",
  "start",
  "qwerty",
];

const COMMANDS = [
  "claim L-%",
  "pass L-%",
  "assign L-% @carla",
  "stage L-% contacted",
  "stage L-% customer 5k",
  "stage L-% unqualified no budget",
  "stage L-% open enquiry",
  "value L-% 7k",
  "tag L-% vip",
  "note L-% a note",
  "reply L-% Good morning!",
  "resume L-%",
  "undo L-%",
  "merge L-% with L-1",
  "merge L-% with L-2",
  "split L-%",
  "followup L-% in 2 minutes call",
  "followup L-% every day 10:00 ask",
  "done L-%",
  "snooze L-% 2h",
  "drop L-%",
  "call L-% reached",
  "digest on daily at 7:00 stats",
  "digest off 1",
  "leads",
  "stats today",
  "nonsense",
];

type Step =
  | { kind: "message"; chat: number; text: string; again: boolean }
  | { kind: "command"; rep: number; lead: number; text: string }
  | { kind: "passes"; ms: number }
  | { kind: "employs"; rep: number; active: boolean }
  | { kind: "drain" }
  | { kind: "restart" }
  | { kind: "throws" }
  | { kind: "fate"; fate: Fate };

const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant("message" as const),
      chat: fc.nat(CHATS.length - 1),
      text: fc.constantFrom(...TEXTS),
      again: fc.boolean(),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("command" as const),
      rep: fc.nat(REPS.length - 1),
      lead: fc.integer({ min: 1, max: 4 }),
      text: fc.constantFrom(...COMMANDS),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("passes" as const),
      ms: fc.constantFrom(1, 6_000, 11 * 60_000, 40 * 60_000, 20 * 3_600_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("employs" as const),
      rep: fc.nat(REPS.length - 1),
      active: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.constant<Step>({ kind: "drain" }) },
  { weight: 2, arbitrary: fc.constant<Step>({ kind: "restart" }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: "throws" }) },
  // A longer wait would be the clock's, which stands still while the program drains.
  {
    weight: 1,
    arbitrary: fc.constant<Step>({ kind: "fate", fate: { kind: "retry", afterMs: 0, reason: "429" } }),
  },
);

/**
 * Whatever comes in which order, and wherever the program is stopped: each message has one recorded effect, what
 * a chat gets is in the order in which it was said, and the rows agree with each other.
 */
describe.each<[DatabaseKind, number]>([
  ["sqlite", 20],
  ["postgresql", 12],
])("random histories on %s", (database, numRuns) => {
  it("keep what must always be true", { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(stepArbitrary, { minLength: 10, maxLength: 60 }), (steps) =>
        play(database, steps),
      ),
      { numRuns },
    );
  });
});

async function play(database: DatabaseKind, steps: Step[]): Promise<void> {
  let throws = 0;
  const app = await startApp({
    database,
    faults: true,
    // A turn that throws is tried again, so nothing is set aside.
    turnAttempts: 50,
    sendAttempts: 50,
    reps: REPS.map((id) =>
      aRep({
        id,
        name: `${id[0]?.toUpperCase()}${id.slice(1)}`,
        role: id === "maria" ? "manager" : "rep",
        capacity: 2,
      }),
    ),
    teams: { sales: ["ana", "bruno", "carla"], projects: ["carla"] },
    beforeDecide: () => {
      if (throws > 0) {
        throws -= 1;
        throw new Error("this time it does not work");
      }
    },
  });
  try {
    app.channel.answerLookUps({ kind: "absent" });
    const said = new Map<string, string[]>(CHATS.map((chat) => [chat, []]));
    let events = 0;
    for (const step of steps) {
      if (step.kind === "throws") throws += 1;
      else if (step.kind === "fate") app.channel.fates(step.fate);
      else if (step.kind === "passes") app.clock.advance(step.ms);
      else if (step.kind === "employs") await employ(app, REPS[step.rep]!, step.active);
      else if (step.kind === "drain") await settled(app);
      else if (step.kind === "restart") await app.restart();
      else if (step.kind === "command")
        await app.asks(REPS[step.rep]!, step.text.replace("%", String(step.lead)));
      else {
        const chat = CHATS[step.chat]!;
        events += 1;
        said.get(chat)!.push(step.text);
        await app.writes(chat, step.text, { id: `message-${events}` });
        if (step.again) await app.writes(chat, step.text, { id: `message-${events}` });
      }
    }
    await settled(app);
    for (const [chat, texts] of said) await expectOnceInOrder(app, chat, texts);
    await expectInvariants(app);
    await expectNothingWithLeavers(app);
    expect(await app.store.deadLetters.list({ limit: 10 })).toEqual([]);
    expect(await app.store.admin.check()).toEqual([]);
  } finally {
    await app.close();
  }
}

/** A colleague leaves or comes back, as by the command line. */
async function employ(app: TestApp, id: string, active: boolean): Promise<void> {
  const updatedAt = app.clock.now().toISOString();
  const rep = { ...(await app.rep(id)), active, updatedAt };
  await app.store.people.save({ reps: [rep], only: ["active", "updatedAt"] });
}

/** Who has left has no open lead, and whatever they did was done before. */
async function expectNothingWithLeavers(app: TestApp): Promise<void> {
  const { reps } = await app.store.turns.directory();
  for (const { stageKind, ownerId, offeredTo } of await app.leads()) {
    const holder = stageKind === "open" ? reps.get(ownerId ?? offeredTo ?? "") : undefined;
    expect(holder?.active).not.toBe(false);
  }
}

/** Nothing waits any more, in the inbox or the outbox. */
async function settled(app: TestApp): Promise<void> {
  await until(async () => {
    app.clock.advance(2_000);
    await app.drain();
    const [inbox, outbox] = [await app.store.inbox.counts(), await app.store.outbox.counts()];
    return inbox.pending === 0 && outbox.waiting === 0;
  });
}

async function expectOnceInOrder(app: TestApp, chat: string, said: string[]): Promise<void> {
  const history = await app.store.reads.history(`web:${chat}`, { limit: 10_000 });
  const texts = (direction: "in" | "out") =>
    history.filter((entry) => entry.direction === direction).map((entry) => entry.text);
  expect(texts("in")).toEqual(said);
  const got = app.channel.sent.filter((each) => each.chatId === chat);
  expect(new Set(got.map((each) => each.id)).size).toBe(got.length);
  // What waited when somebody opted out was dropped: the rest is in order.
  const out = texts("out");
  let from = 0;
  for (const each of got) {
    const at = out.indexOf(each.message.text ?? "", from);
    expect(at).toBeGreaterThanOrEqual(from);
    from = at + 1;
  }
  if (!said.includes("stop")) expect(got).toHaveLength(out.length);
}
