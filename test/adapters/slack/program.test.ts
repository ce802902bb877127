import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createSlackAdapter } from "../../../adapters/slack/index.ts";
import { type App, createApp } from "../../../src/app.ts";
import { systemClock } from "../../../src/clock.ts";
import { loadConfig } from "../../../src/config.ts";
import { createLog } from "../../../src/log.ts";
import { CONVERSATIONS } from "../../support/app.ts";
import { aRep, aTeam } from "../../support/builders.ts";
import { createFakeChannel, type FakeChannel } from "../../support/fake-channel.ts";
import { SIGNING_SECRET, until } from "../../support/slack/connected.ts";
import { type FakeSlack, startFakeSlack } from "../../support/slack/fake-slack.ts";
import {
  buttonOf,
  clickBody,
  messageBody,
  postSigned,
  slashBody,
  submitBody,
} from "../../support/slack/people.ts";
import { type FakeMessage, type Json, shownText } from "../../support/slack/workspace.ts";

/** The whole program, with a prospect on one side and a rep in Slack on the other. */
let folder: string;
let slack: FakeSlack;
let customer: FakeChannel;
let app: App;
let url: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "leadline-slack-"));
  slack = await startFakeSlack();
  customer = createFakeChannel("web");
  const adapter = createSlackAdapter({
    botToken: slack.botToken,
    appToken: null,
    signingSecret: SIGNING_SECRET,
    channel: "C0LEADS",
    managerChannel: "C0BOSS",
    apiUrl: slack.apiUrl,
  });
  app = await createApp({
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
    clock: systemClock,
    // Slack's own measure would make the test wait: what it does with the pace is tested elsewhere.
    adapters: [customer, { ...adapter, pace: {} }],
  });
  await app.store.people.save({
    reps: [aRep({ name: "Ana" })],
    identities: [{ id: "slack-ana", repId: "ana", kind: "slack", value: "T0TEAM:U0ANA" }],
    teams: [aTeam({ id: "sales" })],
    members: [{ id: "sales-ana", teamId: "sales", repId: "ana", weight: 1 }],
  });
  url = (await app.start()).url ?? "";
});
afterEach(async () => {
  await app.stop();
  await slack.close();
  await rm(folder, { recursive: true, force: true });
});

async function deliver(body: Json): Promise<void> {
  const answer = await postSigned({ url, secret: SIGNING_SECRET, body });
  expect(answer.status).toBe(200);
}

async function customerSays(text: string, index: number): Promise<void> {
  await app.accept("web", {
    type: "message",
    externalId: `said-${index}`,
    chatId: "chat-1",
    at: new Date().toISOString(),
    from: { identities: [{ kind: "web", value: "chat-1" }] },
    text,
    attachments: [],
  });
  await app.drain();
}

const card = (): FakeMessage | undefined =>
  [...slack.messages("C0LEADS"), ...slack.messages("D0ANA")].find((message) =>
    JSON.stringify(message.blocks).includes('"header"'),
  );

it("a lead comes into Slack, is claimed, noted and answered from there, and nothing internal leaves", async () => {
  for (const [index, text] of CONVERSATIONS.en.entries()) await customerSays(text, index);
  await until(() => card() !== undefined);
  const post = card()!;
  const claim = buttonOf(post, "Claim");
  const ref = /L-\d+/.exec(shownText(post))?.[0] ?? "";
  await deliver(clickBody(post, claim, { trigger_id: "1.1.claim" }));
  await deliver(clickBody(post, claim, { trigger_id: "1.1.claim" }));
  await app.drain();

  await deliver(slashBody({ text: `show ${ref}`, channel_id: "C0LEADS", trigger_id: "1.2.show" }));
  await app.drain();
  const shown = slack.ephemerals.at(-1);
  expect(shown).toMatchObject({ channel: "C0LEADS", user: "U0ANA" });
  expect(shownText(shown!)).toContain(ref);

  await deliver(
    clickBody({ channel: "C0LEADS", ts: "1.1" }, buttonOf(shown!, "Note"), { trigger_id: "1.3.note" }),
  );
  await deliver(submitBody(slack.views.at(-1)!, ["call him *after six* & not before"]));
  await app.drain();
  const root = slack.messages("C0LEADS").find(({ thread_ts }) => thread_ts !== undefined)?.thread_ts ?? "";
  const thread = () => slack.messages("C0LEADS", root).map(shownText).join("\n");
  await until(() => thread().includes("call him *after six* & not before"));

  const before = customer.texts("chat-1").length;
  for (const text of [
    "he sounds keen, I would give him ten percent",
    "&gt;&gt; Good morning from Ana &amp; team!",
  ])
    await deliver(messageBody({ channel: "C0LEADS", ts: slack.nextTs(), thread_ts: root, text }));
  await app.drain();
  await until(() => customer.texts("chat-1").length > before);
  expect(customer.texts("chat-1").slice(before)).toEqual(["Good morning from Ana & team!"]);

  const posts = slack.calls.filter(({ method }) => method.startsWith("chat."));
  expect(JSON.stringify(posts.map(({ args }) => [args.text, args.blocks]))).not.toMatch(
    /<!(?!date\^)|<@|<http/,
  );
  const dead = await app.store.deadLetters.list({ limit: 10 });
  expect(dead).toEqual([]);
});

it("a stranger is told to ask, and does nothing", async () => {
  await deliver(
    slashBody({ text: "leads", channel_id: "C0LEADS", user_id: "U0STRANGER", trigger_id: "1.1.x" }),
  );
  await app.drain();
  expect(slack.ephemerals).toMatchObject([{ user: "U0STRANGER" }]);
});
