import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { OutboundEnvelope } from "../../src/channel/outbound.ts";
import { startApp, type TestApp, until } from "../support/app.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const WORDS = [
  "solar",
  "for my house",
  "12k",
  "Tudo bem, obrigado!",
  "¿Cuánto cuesta?",
  "I want to talk to a person",
  "qwerty",
];
const OUT = [
  "stop",
  "SAIR",
  "baja",
  "I bought elsewhere, please stop sending me messages",
  "Já comprei, não quero mais receber mensagens",
  "Ya compré, no quiero recibir más mensajes",
];
const BACK = ["start", "quero voltar a receber mensagens", "quiero volver a recibir mensajes"];

const GOODBYE = /won't get any more messages|não vai mais receber mensagens|no recibirás más mensajes/;
/** A step of the sequence below, or the template of the campaigns. */
const UNASKED = /^🌱|We have something new|Temos uma novidade|tenemos algo nuevo/;

const SEQUENCE = `
id: two
name: { en: Two steps, pt: Dois passos, es: Dos pasos }
startOn: { stages: [nurture] }
steps:
  - { id: first, after: 1h, text: { en: "🌱 First", pt: "🌱 Primeiro", es: "🌱 Primero" } }
  - { id: second, after: 1d, text: { en: "🌱 Second", pt: "🌱 Segundo", es: "🌱 Segundo" } }
  - { id: third, after: 1d, text: { en: "🌱 Third", pt: "🌱 Terceiro", es: "🌱 Tercero" } }
stopOn: []
`;

/** Narrow enough to be met within days. */
const PER_PERSON = [
  { most: 1, days: 1 },
  { most: 3, days: 6 },
];
const OUTREACH = `outreach:
  perPerson: ${JSON.stringify(PER_PERSON)}
  quietHours: ["20:00", "08:00"]
  afterQuestionHours: 1
  afterHumanDays: 1
`;

type Step =
  | { kind: "enrols"; by: "stage" | "hand" }
  | { kind: "campaign" }
  | { kind: "follow-up" }
  | { kind: "colleague-writes" }
  | { kind: "passes"; ms: number }
  | { kind: "refused"; times: number; ms: number }
  | { kind: "slow" }
  | { kind: "restart" }
  | { kind: "says"; chat: number; text: string }
  /** So many words at once that the program asks for a pause. */
  | { kind: "rushes"; chat: number }
  /** `killed`: between the moment in which the word is accepted and its turn. */
  | { kind: "out"; chat: number; text: string; killed: boolean }
  | { kind: "back"; chat: number; text: string };

const chat = fc.nat(1);
const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("enrols" as const),
      by: fc.constantFrom("stage" as const, "hand" as const),
    }),
  },
  { weight: 2, arbitrary: fc.constant<Step>({ kind: "campaign" }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: "follow-up" }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: "colleague-writes" }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("passes" as const),
      ms: fc.constantFrom(MINUTE, 40 * MINUTE, 2 * HOUR, 9 * HOUR, DAY, 3 * DAY),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("refused" as const),
      times: fc.integer({ min: 1, max: 4 }),
      ms: fc.constantFrom(0, MINUTE, 3 * HOUR),
    }),
  },
  { weight: 2, arbitrary: fc.constant<Step>({ kind: "slow" }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: "restart" }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("says" as const), chat, text: fc.constantFrom(...WORDS) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("rushes" as const), chat }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("out" as const),
      chat,
      text: fc.constantFrom(...OUT),
      killed: fc.nat(3).map((n) => n === 0),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("back" as const), chat, text: fc.constantFrom(...BACK) }),
  },
);

/** What must come about at least once for the test to tell anything; the rest is left to chance. */
const EXAMPLES: [Step[]][] = [
  // All of a sequence and a campaign, which nobody objects to.
  [
    [
      { kind: "enrols", by: "stage" },
      { kind: "campaign" },
      ...Array.from({ length: 12 }, (): Step => ({ kind: "passes", ms: 16 * HOUR })),
    ],
  ],
  // A step of the sequence waits for its second try when the person says it, in the other chat.
  [
    [
      { kind: "enrols", by: "hand" },
      { kind: "refused", times: 1, ms: 3 * HOUR },
      { kind: "passes", ms: 2 * HOUR },
      { kind: "out", chat: 0, text: "Já comprei, não quero mais receber mensagens", killed: false },
      { kind: "rushes", chat: 1 },
      { kind: "passes", ms: 3 * DAY },
      { kind: "restart" },
      { kind: "back", chat: 1, text: "quiero volver a recibir mensajes" },
      { kind: "passes", ms: DAY },
      { kind: "enrols", by: "hand" },
      { kind: "passes", ms: DAY },
    ],
  ],
  // A campaign is confirmed, and waits since there was a step of the sequence today.
  [
    [
      { kind: "enrols", by: "hand" },
      { kind: "passes", ms: 2 * HOUR },
      { kind: "campaign" },
      { kind: "passes", ms: MINUTE },
      { kind: "out", chat: 1, text: "baja", killed: false },
      { kind: "passes", ms: DAY },
      { kind: "passes", ms: 9 * HOUR },
    ],
  ],
  // A message of a campaign is under way.
  [
    [
      { kind: "passes", ms: 2 * HOUR },
      { kind: "campaign" },
      { kind: "slow" },
      { kind: "passes", ms: HOUR },
      { kind: "says", chat: 0, text: "qwerty" },
      { kind: "out", chat: 0, text: "stop", killed: true },
      { kind: "says", chat: 0, text: "solar" },
      { kind: "colleague-writes" },
      { kind: "passes", ms: DAY },
    ],
  ],
];

interface Seen {
  unasked: number;
  dropped: number;
  returned: number;
  unaskedAfterReturn: number;
}

it("who opted out gets the one goodbye and nothing more, until they come back by word", {
  timeout: 300_000,
}, async () => {
  const seen: Seen = { unasked: 0, dropped: 0, returned: 0, unaskedAfterReturn: 0 };
  const people: Silence[] = [];
  const business = await readFile(new URL("../../flows/business.yaml", import.meta.url), "utf8");
  const flows = {
    "nurture/not-ready-yet.yaml": SEQUENCE,
    "business.yaml": business.slice(0, business.indexOf("outreach:")) + OUTREACH,
  };
  const app = await startApp({ database: "sqlite", flows, sendAttempts: 50 });
  try {
    // Each history is another person's, in the same program: those before stay as silent while it goes on.
    await fc.assert(
      fc.asyncProperty(fc.array(stepArbitrary, { minLength: 6, maxLength: 14 }), async (steps) => {
        const silence = new Silence(app, people.length + 1);
        people.push(silence);
        await play(app, silence, steps);
        count(silence, seen);
      }),
      { numRuns: 25, examples: EXAMPLES },
    );
    for (const each of people) each.check();
  } finally {
    await app.close();
  }
  // It was put to the test: there was something to send, to take back, and to begin again.
  for (const [what, times] of Object.entries(seen)) expect([what, times > 0]).toEqual([what, true]);
});

async function play(app: TestApp, silence: Silence, steps: Step[]): Promise<void> {
  app.clock.advance(11_000);
  for (const [chat, text] of ["Hi", "Oi, bom dia"].entries()) await silence.writes(chat, text);
  await drain(app);
  const { number } = await silence.lead();
  for (const [n, step] of steps.entries()) {
    app.clock.advance(11_000);
    await take(app, silence, step, { lead: `L-${number}`, campaign: `spring-${number}-${n}` });
    silence.check();
  }
  // Whatever is planned falls due, and whatever waits goes out.
  app.channel.recovers();
  for (const ms of [4 * HOUR, DAY, DAY, 3 * DAY]) await passes(app, ms);
  silence.check();
  silence.checkGoodbye();
  expectLimits(silence.unasked());
}

function count(silence: Silence, seen: Seen): void {
  const [first] = silence.returns;
  const unasked = silence.unasked();
  seen.unasked += unasked.length;
  seen.dropped += silence.dropped;
  seen.returned += silence.returns.length;
  seen.unaskedAfterReturn += unasked.filter((each) => first !== undefined && each.createdAt > first).length;
}

async function take(
  app: TestApp,
  silence: Silence,
  step: Step,
  { lead, campaign }: { lead: string; campaign: string },
): Promise<void> {
  switch (step.kind) {
    case "enrols":
      if (step.by === "hand") await app.asks("maria", `enrol ${lead} two`);
      else {
        await app.asks("maria", `stage ${lead} contacted`);
        await app.asks("maria", `stage ${lead} nurture`);
      }
      return;
    case "campaign": {
      await app.asks("maria", `campaign new ${campaign} template:launch`);
      await drain(app);
      // There is no button when nobody would get it.
      const confirm = (await app.posts("rep:maria")).at(-1)?.payload.choices?.[0]?.value;
      if (confirm?.startsWith("campaign start")) await app.asks("maria", confirm);
      return;
    }
    case "follow-up":
      await app.asks("maria", `followup ${lead} in 2 hours call`);
      return;
    case "colleague-writes":
      await app.asks("maria", `reply ${lead} Good morning!`);
      return;
    case "passes":
      return passes(app, step.ms);
    case "refused":
      for (let n = 0; n < step.times; n += 1)
        app.channel.fates({ kind: "retry", afterMs: step.ms, reason: "down" });
      return;
    case "slow":
      app.channel.fates("hold");
      return;
    case "restart":
      return releasing(app, app.restart());
    case "says":
      await silence.writes(step.chat, step.text);
      return;
    case "rushes":
      for (let n = 0; n < 22; n += 1) await silence.writes(step.chat, `${n}`);
      await turnsDone(app);
      // So that it is over, whatever comes next.
      app.clock.advance(16 * MINUTE);
      return;
    case "out":
      return silence.begin(step.chat, step.text, step.killed);
    case "back":
      return silence.end(step.chat, step.text);
  }
}

/** A person with two chats: since when they want to hear nothing, and what was tried to tell them since. */
class Silence {
  readonly #app: TestApp;
  readonly #number: number;
  /** While they are out: when and where they said so, and how many sends had been tried once the turn was done. */
  #since: { at: string; chatId: string; tried: number } | null = null;
  /** When they came back, each time. */
  readonly returns: string[] = [];
  /** The sends tried from here on may have nothing that was said before they came back last. */
  #afterReturn = 0;
  /** How many sends that had been tried in vain were taken back. */
  dropped = 0;

  constructor(app: TestApp, number: number) {
    this.#app = app;
    this.#number = number;
  }

  lead() {
    return this.#app.lead(this.#chat(0));
  }

  async writes(chat: number, text: string): Promise<void> {
    const identities = [{ kind: "web", value: `person-${this.#number}` }];
    await this.#app.writes(this.#chat(chat), text, { identities });
  }

  async begin(chat: number, text: string, killed: boolean): Promise<void> {
    const app = this.#app;
    await turnsDone(app);
    this.check();
    const at = app.clock.now().toISOString();
    await this.writes(chat, text);
    if (killed) await releasing(app, app.restart());
    await turnsDone(app);
    expect(await this.#isOut()).toBe(true);
    if (this.#since !== null) return;
    this.#since = { at, chatId: this.#chat(chat), tried: app.channel.tried.length };
    this.dropped += await this.#countDropped();
  }

  async end(chat: number, text: string): Promise<void> {
    const app = this.#app;
    await turnsDone(app);
    this.check();
    const tried = app.channel.tried.length;
    const at = app.clock.now().toISOString();
    await this.writes(chat, text);
    await turnsDone(app);
    if (this.#since === null) return;
    expect(await this.#isOut()).toBe(false);
    this.#since = null;
    this.#afterReturn = tried;
    this.returns.push(at);
  }

  check(): void {
    const since = this.#since;
    const lastReturn = this.returns.at(-1);
    if (since !== null) {
      const told = this.#theirs(this.#app.channel.tried.slice(since.tried));
      expect(textsOf(told.filter((each) => !this.#isGoodbye(each)))).toEqual([]);
      const goodbyes = told.filter((each) => this.#isGoodbye(each));
      expect(new Set(goodbyes.map(({ id }) => id)).size).toBeLessThanOrEqual(1);
    } else if (lastReturn !== undefined) {
      // What was taken back stays so; the goodbye itself may be late.
      const told = this.#theirs(this.#app.channel.tried.slice(this.#afterReturn));
      const old = told.filter(({ createdAt }) => createdAt < lastReturn);
      expect(textsOf(old).filter((text) => !GOODBYE.test(text))).toEqual([]);
    }
  }

  /** Once nothing waits any more: it has arrived once, where they said so. */
  checkGoodbye(): void {
    if (this.#since === null) return;
    const got = this.#theirs(this.#app.channel.sent).filter((each) => this.#isGoodbye(each));
    expect(got.map(({ chatId }) => chatId)).toEqual([this.#since.chatId]);
  }

  /** What arrived of what nobody had asked for. */
  unasked(): OutboundEnvelope[] {
    return this.#theirs(this.#app.channel.sent).filter(({ message }) => UNASKED.test(message.text ?? ""));
  }

  #chat(chat: number): string {
    return `person-${this.#number}-chat-${chat}`;
  }

  #theirs(sends: readonly OutboundEnvelope[]): OutboundEnvelope[] {
    return sends.filter(({ chatId }) => chatId.startsWith(`person-${this.#number}-`));
  }

  async #isOut(): Promise<boolean> {
    return (await this.#app.contact(await this.lead())).optedOutAt !== null;
  }

  #isGoodbye({ message, createdAt }: OutboundEnvelope): boolean {
    return GOODBYE.test(message.text ?? "") && createdAt >= (this.#since?.at ?? "");
  }

  /** What was tried, did not arrive, and waits no more. */
  async #countDropped(): Promise<number> {
    const { channel, store } = this.#app;
    const waiting = await store.outbox.waiting({ limit: 1_000, now: "9999-01-01T00:00:00.000Z" });
    const others = new Set([...waiting, ...channel.sent].map(({ id }) => id));
    return this.#theirs(channel.tried).filter(({ id }) => !others.has(id)).length;
  }
}

/** Limits hold for what was sent when it was; a channel that is down may hold it up after that. */
function expectLimits(unasked: readonly OutboundEnvelope[]): void {
  expect(new Set(unasked.map(({ id }) => id)).size).toBe(unasked.length);
  const times = unasked.map(({ createdAt }) => Date.parse(createdAt)).sort((a, b) => a - b);
  for (const time of times) {
    // São Paulo, where the business is, is three hours behind all year.
    const hour = new Date(time - 3 * HOUR).getUTCHours();
    expect(hour >= 8 && hour < 20).toBe(true);
  }
  for (const { most, days } of PER_PERSON)
    for (const [n, time] of times.entries())
      if (times[n + most] !== undefined) expect(times[n + most]! - time).toBeGreaterThanOrEqual(days * DAY);
}

const textsOf = (sends: readonly OutboundEnvelope[]) => sends.map(({ message }) => message.text ?? "");

/** Every turn is done, whatever is still to be sent. */
function turnsDone(app: TestApp): Promise<void> {
  return until(async () => (await app.store.inbox.counts()).pending === 0);
}

async function passes(app: TestApp, ms: number): Promise<void> {
  app.clock.advance(ms);
  await drain(app);
}

const drain = (app: TestApp) => releasing(app, app.drain());

/** Wait for something, and let go what the channel is slow with. */
async function releasing(app: TestApp, work: Promise<void>): Promise<void> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  await until(() => {
    app.channel.release();
    return isDone;
  });
  await done;
}
