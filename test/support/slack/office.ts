import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSlackAdapter } from "../../../adapters/slack/index.ts";
import { type App, createApp } from "../../../src/app.ts";
import { createManualClock } from "../../../src/clock.ts";
import { loadConfig } from "../../../src/config.ts";
import type { Lead } from "../../../src/leads/types/lead.ts";
import type { Rep } from "../../../src/leads/types/rep.ts";
import { createLog } from "../../../src/log.ts";
import { START } from "../app.ts";
import { aTeam } from "../builders.ts";
import { createFakeChannel, type FakeChannel } from "../fake-channel.ts";
import { SIGNING_SECRET, untilReady } from "./connected.ts";
import { type FakeSlack, startFakeSlack } from "./fake-slack.ts";
import {
  buttonOf,
  chooseBody,
  clickBody,
  deliverBySocket,
  eventBody,
  homeClickBody,
  messageBody,
  postSigned,
  slashBody,
  submitBody,
  TEAM,
} from "./people.ts";
import { asJson, type FakeMessage, type Json, listOf, shownText } from "./workspace.ts";

/** The whole program with a workspace of Slack, customers on a channel in memory, and a clock moved by hand. */
export interface Office {
  readonly app: App;
  readonly slack: FakeSlack;
  readonly clock: ReturnType<typeof createManualClock>;
  readonly customers: FakeChannel;
  /** A customer writes; resolves to what they got since. */
  customer(chatId: string, text: string, name?: string): Promise<string[]>;
  /** A colleague at work, by the user id in Slack. */
  colleague(user: string): Colleague;
  lead(chatId: string): Promise<Lead>;
  /** Move the clock and do what falls due by then. */
  passes(ms: number): Promise<void>;
  /** The root of the lead's thread in the leads channel. */
  threadOf(lead: Lead): string;
  close(): Promise<void>;
}

export interface Colleague {
  /** `/lead …` in the leads channel; resolves to the answer that only they see. */
  slash(text: string): Promise<string>;
  /** In the direct chat with the bot; resolves to what the bot wrote there since. */
  asks(text: string): Promise<string>;
  /** In a lead's thread; resolves to what was shown to them or in the thread since. */
  inThread(lead: Lead, text: string): Promise<string>;
  /** Press or choose what has this label on the newest post that has it, their own answers first. */
  presses(label: string): Promise<string>;
  /** Fill in the form that was opened last; resolves to Slack's answer as shown, errors included. */
  fills(...answers: string[]): Promise<string>;
  /** Choose on the form what it wants to know at once. */
  chooses(...answers: string[]): Promise<void>;
  /** Open the page of their own; resolves to what it shows. */
  home(): Promise<string>;
  /** What the page of their own shows now. */
  page(): string;
  /** Press something on that page. */
  pressesOnPage(label: string): Promise<string>;
  /** What stands in the direct chat. */
  direct(): string[];
}

const LEADS = "C0LEADS";

/** How Slack's deliveries reach the program: as requests signed by it, or over a connection that the program opened. */
export type Way = "requests" | "socket";

export async function openOffice(
  people: { rep: Rep; user: string }[],
  way: Way = "requests",
): Promise<Office> {
  const folder = await mkdtemp(join(tmpdir(), "leadline-office-"));
  const slack = await startFakeSlack();
  const clock = createManualClock(new Date(START));
  const customers = createFakeChannel("web");
  const adapter = createSlackAdapter({
    botToken: slack.botToken,
    appToken: way === "socket" ? slack.appToken : null,
    signingSecret: way === "socket" ? null : SIGNING_SECRET,
    channel: LEADS,
    managerChannel: "C0BOSS",
    apiUrl: slack.apiUrl,
  });
  const app = await createApp({
    config: {
      ...loadConfig({}, folder),
      databaseUrl: `file:${join(folder, "leadline.db")}`,
      dataFolder: folder,
      port: 0,
      listen: true,
      playground: false,
      webChat: false,
    },
    log: createLog({ level: "silent" }),
    clock,
    // Slack's own measure would make the test wait: what it does with the pace is tested elsewhere.
    adapters: [customers, { ...adapter, pace: {} }],
    random: () => 0.5,
  });
  const managerId = people.find(({ rep }) => rep.role === "manager")?.rep.id ?? null;
  await app.store.people.save({
    reps: people.map(({ rep }) => rep),
    identities: people.map(({ rep, user }) => ({
      id: `slack-${rep.id}`,
      repId: rep.id,
      kind: "slack",
      value: `${TEAM}:${user}`,
    })),
    teams: ["sales", "projects"].map((id) => aTeam({ id, managerId })),
    members: people
      .filter(({ rep }) => rep.role === "rep")
      .flatMap(({ rep }) =>
        ["sales", "projects"].map((teamId) => ({
          id: `${teamId}-${rep.id}`,
          teamId,
          repId: rep.id,
          weight: 1,
        })),
      ),
  });
  const url = (await app.start()).url ?? "";
  if (way === "socket") await untilReady(adapter, slack);
  let count = 0;
  const next = () => {
    count += 1;
    clock.advance(1_000);
    return count;
  };

  async function deliver(body: Json): Promise<Json> {
    if (way === "socket") {
      const answer = await deliverBySocket(slack, body);
      if (!answer.acknowledged) throw new Error("Slack's delivery was not acknowledged");
      await app.drain();
      return answer.payload;
    }
    const timestamp = Math.floor(clock.now().getTime() / 1_000);
    const answer = await postSigned({ url, secret: SIGNING_SECRET, body, timestamp });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`Slack was answered ${answer.status}: ${text}`);
    await app.drain();
    return text.startsWith("{") ? (JSON.parse(text) as Json) : {};
  }

  const office: Office = {
    app,
    slack,
    clock,
    customers,
    async customer(chatId, text, name) {
      const before = customers.texts(chatId).length;
      clock.advance(5_000);
      await app.accept("web", {
        type: "message",
        externalId: `said-${next()}`,
        chatId,
        at: clock.now().toISOString(),
        from: { identities: [{ kind: "web", value: chatId }], ...(name === undefined ? {} : { name }) },
        text,
        attachments: [],
      });
      await app.drain();
      return customers.texts(chatId).slice(before);
    },
    async lead(chatId) {
      const keys = { identities: [], contacts: [], leads: [], activities: [], merges: [] };
      const { leads } = await app.store.turns.load({ ...keys, conversations: [`web:${chatId}`] });
      const lead = leads.at(-1);
      if (lead === undefined) throw new Error(`${chatId} has no lead`);
      return lead;
    },
    async passes(ms) {
      clock.advance(ms);
      await app.drain();
    },
    threadOf(lead) {
      const ref = `L-${lead.number}`;
      const card = slack
        .messages(LEADS)
        .find((message) =>
          message.thread_ts === undefined || message.thread_ts === message.ts
            ? shownText(message).includes(`${ref} ·`)
            : false,
        );
      if (card === undefined) throw new Error(`the card of ${ref} is not in the channel`);
      return card.ts;
    },
    colleague(user) {
      const direct = `D${user.slice(1)}`;
      const shownAfter = async (
        work: () => Promise<unknown>,
        places: (() => string[])[],
      ): Promise<string> => {
        const before = places.map((place) => place().length);
        await work();
        return places.flatMap((place, i) => place().slice(before[i])).join("\n");
      };
      const whispers = () =>
        slack.ephemerals.filter((each) => each.user === user).map((each) => shownText(each));
      const directly = () => slack.messages(direct).map(shownText);
      const ts = () => `${Math.floor(clock.now().getTime() / 1_000)}.${String(next()).padStart(6, "0")}`;
      const page = () => shownBlocks(slack.homes.get(user));
      return {
        slash: (text) =>
          shownAfter(
            () =>
              deliver(slashBody({ text, channel_id: LEADS, trigger_id: `1.${next()}.slash`, user_id: user })),
            [whispers],
          ),
        asks: (text) =>
          shownAfter(
            () => deliver(messageBody({ channel: direct, ts: ts(), text, user })),
            [directly, whispers],
          ),
        async inThread(lead, text) {
          const root = office.threadOf(lead);
          const thread = () => slack.messages(LEADS, root).map(shownText);
          return shownAfter(
            () => deliver(messageBody({ channel: LEADS, ts: ts(), thread_ts: root, text, user })),
            [whispers, thread],
          );
        },
        async presses(label) {
          const own = slack.ephemerals
            .filter((each) => each.user === user)
            .map((each) => ({ ...each, ts: "1.1" }) as Pick<FakeMessage, "channel" | "ts" | "blocks">);
          const posts = [
            ...own.reverse(),
            ...[...slack.messages(direct)].reverse(),
            ...[...slack.messages(LEADS)].reverse(),
          ];
          for (const post of posts) {
            const button = tryButton(post, label);
            if (button === null) continue;
            return shownAfter(
              () => deliver(clickBody(post, button, { trigger_id: `1.${next()}.click`, user })),
              [whispers, directly],
            );
          }
          throw new Error(`"${label}" stands nowhere`);
        },
        async fills(...answers) {
          const form = slack.views.at(-1);
          if (form === undefined) throw new Error("no form is open");
          let answer: Json = {};
          const shown = await shownAfter(async () => {
            answer = await deliver(submitBody(form, answers, user));
          }, [whispers, directly]);
          return answer.errors === undefined ? shown : Object.values(asJson(answer.errors)).join("\n");
        },
        async chooses(...answers) {
          const form = slack.views.at(-1);
          if (form === undefined) throw new Error("no form is open");
          await deliver(chooseBody(form, answers, user));
        },
        async home() {
          const id = `EvHome${next()}`;
          await deliver(
            eventBody({ type: "app_home_opened", user, tab: "home", channel: direct, event_ts: ts() }, id),
          );
          return page();
        },
        page,
        async pressesOnPage(label) {
          const view = slack.homes.get(user);
          if (view === undefined) throw new Error("the page was never opened");
          const button = buttonOf({ blocks: listOf(view.blocks) }, label);
          return shownAfter(
            () => deliver(homeClickBody(view, button, { trigger_id: `1.${next()}.home`, user })),
            [whispers, directly],
          );
        },
        direct: directly,
      };
    },
    async close() {
      await app.stop();
      await slack.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return office;
}

function tryButton(post: { blocks: Json[] }, label: string): Json | null {
  try {
    return buttonOf(post, label);
  } catch {
    return null;
  }
}

/** What a page shows, block after block. */
function shownBlocks(view: Json | undefined): string {
  return view === undefined ? "" : shownText({ text: "", blocks: listOf(view.blocks) });
}
