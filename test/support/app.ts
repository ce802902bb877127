import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, createApp } from "../../src/app.ts";
import type { Chart } from "../../src/channel/chart.ts";
import type { IdentityRef, InboundMessage } from "../../src/channel/inbound.ts";
import { createManualClock } from "../../src/clock.ts";
import { type Config, loadConfig, packageFolder } from "../../src/config.ts";
import type { Activity } from "../../src/leads/types/activity.ts";
import type { Contact } from "../../src/leads/types/contact.ts";
import type { Conversation } from "../../src/leads/types/conversation.ts";
import type { Lead } from "../../src/leads/types/lead.ts";
import type { Rep } from "../../src/leads/types/rep.ts";
import type { Team, TeamMember } from "../../src/leads/types/team.ts";
import { createLog } from "../../src/log.ts";
import type { Learner } from "../../src/schedule/learner.ts";
import type { InboxRow } from "../../src/store/port/inbox-store.ts";
import type { Post } from "../../src/store/port/page-reads.ts";
import type { LoadedRows, SnapshotKeys } from "../../src/store/port/turn-store.ts";
import type { Store } from "../../src/store/port.ts";
import { aRep, aTeam } from "./builders.ts";
import { CONVERSATIONS } from "./conversations.ts";
import { DATABASES, type DatabaseKind, freshDatabaseUrl } from "./database.ts";
import { createFakeChannel, type FakeChannel } from "./fake-channel.ts";

export { CONVERSATIONS, DATABASES, type DatabaseKind };

/** A Tuesday, 11:00 in São Paulo, where the sample business is: everybody is at work. */
export const START = "2026-03-10T14:00:00.000Z";

export interface TestAppOptions {
  database: DatabaseKind;
  /** Files that stand in place of those in flows/, by name. */
  flows?: Record<string, string>;
  /** Default: Ana and Bruno sell, Carla sells and does projects, David does projects, Maria manages. */
  reps?: Rep[];
  /** Rep ids by team. Default: as above. */
  teams?: Record<string, string[]>;
  /** Default: one channel, `web`. */
  channels?: FakeChannel[];
  beforeDecide?: (row: InboxRow) => void;
  turnAttempts?: number;
  sendAttempts?: number;
  /** Serve HTTP and watch the flow files. Default: false. */
  listen?: boolean;
  /** Draws charts in place of the thread that does it. */
  draw?: (chart: Chart) => Promise<Buffer>;
  /** Learns in place of the thread that does it. */
  learner?: Learner;
  /** Of the JSON endpoint. Default: there is none. */
  apiToken?: string;
  /** The test expects faults: lines of level error are no failure. Default: false. */
  faults?: boolean;
  /** Default: 0.5 always, so that a test comes out the same twice. */
  random?: () => number;
}

export interface Says {
  /** Default: the first channel. */
  channel?: string;
  /** Default: one of the channel's own, made of the chat. */
  identities?: IdentityRef[];
  name?: string;
  /** Default: a new one for each message. */
  id?: string;
  choice?: string;
  referral?: InboundMessage["referral"];
}

/** The program with a clock that is moved by hand, channels in memory, and people who use it. */
export interface TestApp {
  /** The running program; another one after a restart. */
  readonly app: App;
  /** Where it serves HTTP; null when it does not. */
  readonly url: string | null;
  readonly store: Store;
  readonly clock: ReturnType<typeof createManualClock>;
  readonly channel: FakeChannel;
  channelOf(name: string): FakeChannel;
  readonly flowsFolder: string;
  readonly databaseUrl: string;
  /** What the program has logged of level warn or error, as JSON objects. */
  readonly complaints: Record<string, unknown>[];
  /** A prospect writes, five seconds after what happened before; resolves to what the chat then got. */
  says(chatId: string, text: string, options?: Says): Promise<string[]>;
  /** The same, not waiting for anything but that it is durable, at the same moment. */
  writes(chatId: string, text: string, options?: Says): Promise<{ duplicate: boolean }>;
  /** A colleague says a command at the desk; resolves to the answer's text. `lead` is the thread it is said in. */
  does(rep: string, command: string, lead?: Lead): Promise<string>;
  /** The same, not waiting. */
  asks(rep: string, command: string, lead?: Lead, id?: string): Promise<{ duplicate: boolean }>;
  /** The newest answer that a colleague got at the desk. */
  answer(rep: string): Promise<string>;
  /** What stands at a place of the desk: `team` or `rep:<id>`. */
  posts(chatId: string): Promise<Post[]>;
  drain(): Promise<void>;
  /** Move the clock, and do what falls due by then. */
  passes(ms: number): Promise<void>;
  /** Stop, with whatever is left undone, and begin again. */
  restart(changes?: Partial<TestAppOptions>): Promise<void>;
  /** The newest lead of a chat; fails when there is none. */
  lead(chatId?: string, channel?: string): Promise<Lead>;
  leads(): Promise<Lead[]>;
  contact(lead: Lead): Promise<Contact>;
  conversation(chatId: string, channel?: string): Promise<Conversation>;
  rep(id: string): Promise<Rep>;
  /** Oldest first. */
  trail(lead: Lead): Promise<Activity[]>;
  load(keys: Partial<SnapshotKeys>): Promise<LoadedRows>;
  /** Stops and cleans up. Fails when the program complained of faults that the test did not expect. */
  close(): Promise<void>;
}

const FLOWS = join(packageFolder(), "flows");

/** Start the whole program on an empty database, with colleagues and the flows of the sample business. */
export async function startApp(options: TestAppOptions): Promise<TestApp> {
  const folder = await mkdtemp(join(tmpdir(), "leadline-app-"));
  const flowsFolder = join(folder, "flows");
  await cp(FLOWS, flowsFolder, { recursive: true });
  for (const [name, text] of Object.entries(options.flows ?? {}))
    await writeFile(join(flowsFolder, name), text);
  const databaseUrl = await freshDatabaseUrl(options.database, folder);
  const clock = createManualClock(new Date(START));
  const channels = options.channels ?? [createFakeChannel()];
  const complaints: Record<string, unknown>[] = [];
  let current = options;
  let app = await open();
  await savePeople(app.store, options);
  let { url } = await app.start();
  let events = 0;

  function open(): Promise<App> {
    const log = createLog({
      level: "warn",
      clock,
      write: (line) => {
        complaints.push(JSON.parse(line) as Record<string, unknown>);
      },
    });
    return createApp({
      config: configOf(current, { folder, flowsFolder, databaseUrl }),
      log,
      clock,
      adapters: channels,
      random: current.random ?? (() => 0.5),
      ...(current.draw ? { draw: current.draw } : {}),
      ...(current.learner ? { learner: current.learner } : {}),
      ...(current.beforeDecide ? { beforeDecide: current.beforeDecide } : {}),
    });
  }

  const channelNamed = (name: string | undefined) =>
    channels.find((each) => each.name === name) ?? channels[0]!;

  const test: TestApp = {
    get app() {
      return app;
    },
    get url() {
      return url;
    },
    get store() {
      return app.store;
    },
    clock,
    channel: channels[0]!,
    channelOf: channelNamed,
    flowsFolder,
    databaseUrl,
    complaints,
    async says(chatId, text, says = {}) {
      clock.advance(5_000);
      const channel = channelNamed(says.channel);
      const before = channel.texts(chatId).length;
      await test.writes(chatId, text, says);
      await app.drain();
      return channel.texts(chatId).slice(before);
    },
    async writes(chatId, text, says = {}) {
      events += 1;
      const { name } = channelNamed(says.channel);
      return app.accept(name, {
        type: "message",
        externalId: says.id ?? `event-${events}`,
        chatId,
        at: clock.now().toISOString(),
        from: {
          identities: says.identities ?? [{ kind: name, value: chatId }],
          ...(says.name === undefined ? {} : { name: says.name }),
        },
        text,
        attachments: [],
        ...(says.choice === undefined ? {} : { choice: says.choice }),
        ...(says.referral === undefined ? {} : { referral: says.referral }),
      });
    },
    async does(rep, command, lead) {
      clock.advance(1_000);
      await test.asks(rep, command, lead);
      await app.drain();
      return test.answer(rep);
    },
    async asks(rep, command, lead, id) {
      events += 1;
      return app.accept("desk", {
        type: "command",
        externalId: id ?? `event-${events}`,
        chatId: `rep:${rep}`,
        at: clock.now().toISOString(),
        actor: { kind: "desk", value: rep },
        text: command,
        ...(lead ? { leadId: lead.id } : {}),
      });
    },
    async answer(rep) {
      const own = (await test.posts(`rep:${rep}`)).filter((post) => post.payload.privately === true);
      return own.at(-1)?.payload.text ?? "";
    },
    posts: (chatId) => app.store.reads.posts({ channel: "desk", chatId, limit: 10_000 }),
    drain: () => app.drain(),
    async passes(ms) {
      clock.advance(ms);
      await app.drain();
    },
    async restart(changes = {}) {
      await app.stop();
      current = { ...current, ...changes };
      app = await open();
      ({ url } = await app.start());
    },
    async lead(chatId, channel) {
      if (chatId === undefined) {
        const newest = (await test.leads()).at(-1);
        if (newest === undefined) throw new Error("There is no lead.");
        return newest;
      }
      const { leadId } = await test.conversation(chatId, channel);
      const lead = (await test.load({ leads: [leadId ?? ""] })).leads.find((each) => each.id === leadId);
      if (lead === undefined) throw new Error(`The chat ${chatId} has no lead.`);
      return lead;
    },
    async leads() {
      const { rows } = await app.store.reads.leads({ scope: { kind: "all" } }, { offset: 0, limit: 10_000 });
      const { leads } = await test.load({ leads: rows.map((row) => row.id) });
      return leads.sort((a, b) => a.number - b.number);
    },
    async contact(lead) {
      const { contacts } = await test.load({ contacts: [lead.contactId] });
      return contacts[0]!;
    },
    async conversation(chatId, channel) {
      const id = `${channelNamed(channel).name}:${chatId}`;
      const found = (await test.load({ conversations: [id] })).conversations.find((each) => each.id === id);
      if (found === undefined) throw new Error(`There is no conversation ${id}.`);
      return found;
    },
    async rep(id) {
      const rep = (await app.store.turns.directory()).reps.get(id);
      if (rep === undefined) throw new Error(`There is no rep ${id}.`);
      return rep;
    },
    trail: async (lead) => (await app.store.reads.trail(lead.id, 10_000)).reverse(),
    load: (keys) =>
      app.store.turns.load({
        conversations: [],
        identities: [],
        contacts: [],
        leads: [],
        activities: [],
        merges: [],
        ...keys,
      }),
    async close() {
      for (const channel of channels) channel.release();
      await app.stop();
      await rm(folder, { recursive: true, force: true });
      const faults = complaints.filter((line) => line.level === "error");
      if (faults.length > 0 && current.faults !== true) {
        const lines = faults.slice(0, 5).map((line) => JSON.stringify(line).slice(0, 600));
        throw new Error(`The program complained ${faults.length} times:\n${lines.join("\n")}`);
      }
    },
  };
  return test;
}

function configOf(
  options: TestAppOptions,
  places: { folder: string; flowsFolder: string; databaseUrl: string },
): Config {
  const config = loadConfig({}, places.folder);
  return {
    ...config,
    databaseUrl: places.databaseUrl,
    dataFolder: places.folder,
    flowsFolder: places.flowsFolder,
    port: 0,
    listen: options.listen ?? false,
    playground: true,
    // The prospects' channels are those of the test.
    webChat: false,
    turnAttempts: options.turnAttempts ?? config.turnAttempts,
    sendAttempts: options.sendAttempts ?? config.sendAttempts,
    apiToken: options.apiToken ?? null,
  };
}

const PEOPLE: Rep[] = [
  aRep({ name: "Ana" }),
  aRep({ name: "Bruno", language: "pt" }),
  aRep({ name: "Carla", language: "es" }),
  aRep({ name: "David" }),
  aRep({ name: "Maria", role: "manager" }),
];

const TEAMS: Record<string, string[]> = { sales: ["ana", "bruno", "carla"], projects: ["carla", "david"] };

async function savePeople(store: Store, options: TestAppOptions): Promise<void> {
  const reps = options.reps ?? PEOPLE;
  const teams = Object.entries(options.teams ?? TEAMS);
  // The first manager manages all teams.
  const managerId = reps.find((rep) => rep.role === "manager")?.id ?? null;
  await store.people.save({
    reps,
    identities: reps.map(({ id }) => ({ id: `desk-${id}`, repId: id, kind: "desk", value: id })),
    teams: teams.map(([id]): Team => aTeam({ id, managerId })),
    members: teams.flatMap(([teamId, members]) =>
      members.map((repId): TeamMember => ({ id: `${teamId}-${repId}`, teamId, repId, weight: 1 })),
    ),
  });
}

/** Resolves once something is so; the test's own time limit ends it when it never is. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}

/** A prospect answers everything. */
export async function finishes(
  app: TestApp,
  chatId: string,
  language: keyof typeof CONVERSATIONS = "en",
  says: Says = {},
): Promise<Lead> {
  for (const text of CONVERSATIONS[language]) await app.says(chatId, text, says);
  return app.lead(chatId, says.channel);
}
