import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createSlackAdapter } from "../../adapters/slack/index.ts";
import { createTelegramAdapter } from "../../adapters/telegram/index.ts";
import { createWhatsAppWebAdapter, type WhatsAppWebAdapter } from "../../adapters/whatsapp/web/index.ts";
import { type App, createApp } from "../../src/app.ts";
import { systemClock } from "../../src/clock.ts";
import { loadConfig } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { aVisitor } from "../faults/program.ts";
import { findBrowser } from "../support/browser.ts";
import { aRep, aTeam } from "../support/builders.ts";
import { type FakeSlack, startFakeSlack } from "../support/slack/fake-slack.ts";
import { buttonOf, clickBody, deliverBySocket, messageBody, TEAM } from "../support/slack/people.ts";
import { shownText } from "../support/slack/workspace.ts";
import { type FakeTelegram, startFakeTelegram } from "../support/telegram/fake-telegram.ts";
import { isPairing, isReady } from "../support/whatsapp-web/linked.ts";
import { type FakeWhatsApp, startFakeWhatsApp } from "../support/whatsapp-web/server.ts";

/**
 * One process with everything connected: WhatsApp in a real browser, Telegram and Slack over real HTTP and web
 * sockets, the web chat. A prospect on each is qualified; a rep claims and answers each in Slack; and whatever is
 * killed in the middle, nothing is lost and nothing comes twice.
 */
const PHONE = "15550000042";
const CHAT = 4_242;
/** The rep's own. */
const ANAS_PHONE = "15550000077";
const ANAS_CHAT = 7_777;
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

let folder: string;
let whatsapp: FakeWhatsApp;
let telegram: FakeTelegram;
let slack: FakeSlack;
let app: App;
let url: string;
let phone: WhatsAppWebAdapter;
let complaints: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "leadline-channels-"));
  whatsapp = await startFakeWhatsApp();
  whatsapp.addPerson({ pn: `${PHONE}@c.us`, lid: "900000000000042@lid", pushname: "Ana" });
  whatsapp.addPerson({ pn: `${ANAS_PHONE}@c.us`, lid: "900000000000077@lid", pushname: "Ana Rep" });
  telegram = await startFakeTelegram();
  slack = await startFakeSlack();
  complaints = [];
  await start();
  await app.store.people.save({
    reps: [aRep({ id: "ana", name: "Ana" })],
    teams: [aTeam({ id: "sales" })],
    members: [{ id: "sales-ana", teamId: "sales", repId: "ana", weight: 1 }],
    identities: [{ id: "ana-slack", repId: "ana", kind: "slack", value: `${TEAM}:U0ANA` }],
  });
});
afterEach(async () => {
  await app.stop();
  for (const fake of [telegram, slack]) await fake.close();
  await whatsapp.stop();
  await rm(folder, { recursive: true, force: true });
  expect(complaints).toEqual([]);
});

async function start(): Promise<void> {
  const browser = await findBrowser();
  phone = createWhatsAppWebAdapter({
    transport: "web",
    phone: null,
    dailyCap: 1_000,
    sending: true,
    chromePath: browser.executablePath,
    chromiumArgs: [...browser.args, ...whatsapp.chromiumArgs],
    typingMs: 0,
    retryMs: 50,
    timings: { beatMs: 250, beatTimeoutMs: 8_000, backoffMs: [100, 200, 400], readyTimeoutMs: 5_000 },
  });
  const config = loadConfig({ LEADLINE_PORT: "0", LEADLINE_PLAYGROUND: "off" }, folder);
  app = await createApp({
    config,
    log: createLog({
      level: "error",
      write: (line) => {
        complaints.push(line);
      },
    }),
    clock: systemClock,
    adapters: [
      phone,
      createTelegramAdapter({ token: telegram.token, webhook: null, apiUrl: telegram.url }),
      createSlackAdapter({
        botToken: slack.botToken,
        appToken: slack.appToken,
        signingSecret: null,
        channel: "C0LEADS",
        managerChannel: "C0BOSS",
        apiUrl: slack.apiUrl,
        backoff: { firstMs: 50, mostMs: 200 },
      }),
    ],
  });
  url = (await app.start()).url ?? "";
}

const isTrue = (look: () => boolean | Promise<boolean>) => expect.poll(look, { timeout: 40_000 }).toBe(true);

/** A person on a channel: what they write, and what they have got. */
interface Person {
  write(text: string): Promise<void> | void;
  got(): string[] | Promise<string[]>;
}

/** Everything that people wrote, by the conversation's id, in order: what must stand there in the end. */
const wrote = new Map<string, string[]>();

function note(conversation: string, text: string): void {
  wrote.set(conversation, [...(wrote.get(conversation) ?? []), text]);
}

function writesOnTelegram(text: string): void {
  note(`telegram:${CHAT}`, text);
  telegram.says(CHAT, text);
}

/** `reaches` false: the phone has it, and nobody is there to whom it could be told. */
function writesOnWhatsApp(text: string, reaches = true): void {
  note(`whatsapp:${PHONE}`, text);
  whatsapp.arrive({ from: `${PHONE}@c.us`, body: text, deliver: reaches });
}

function onTelegram(): Person {
  return {
    write: writesOnTelegram,
    got: () => telegram.posts.filter((post) => post.chat === CHAT).map((post) => post.text),
  };
}

function onWhatsApp(): Person {
  const from = `${PHONE}@c.us`;
  return {
    write: (text) => writesOnWhatsApp(text),
    got: () => whatsapp.sentTo(from).map(({ body }) => body),
  };
}

function onTheWeb(): Person {
  const visitor = aVisitor(url);
  return {
    write: async (text) => void (await visitor.says(text)),
    got: async () =>
      (await visitor.reads()).filter((entry) => entry.from !== "you").map((entry) => entry.text),
  };
}

/**
 * Answer the flow's questions until there is none left, each once it is there: what a channel knows of a person is
 * not asked.
 */
async function qualify(person: Person): Promise<void> {
  const answers: [RegExp, string][] = [
    [/What can we do for you/, "solar"],
    [/home or for a business/, "for my house"],
    [/budget|spend|invest/i, "around 12k"],
    [/When|start/, "asap"],
    [/name/, "I'm Ana Souza"],
    [/city|Where/i, "Curitiba"],
    [/e-?mail/i, "ana.souza@example.com"],
    [/hear about us/, "google"],
    [/Anything else|anything else/, "We have a big flat roof."],
  ];
  await person.write("Hi");
  for (let heard = 0; ; ) {
    await isTrue(async () => (await person.got()).length > heard);
    const all = await person.got();
    const question = all.slice(heard).join("\n");
    heard = all.length;
    if (/That's all I need/.test(question)) return;
    const answer = answers.find(([asks]) => asks.test(question));
    if (answer === undefined) throw new Error(`nothing to say to: ${question}`);
    await person.write(answer[1]);
  }
}

const cards = () =>
  slack
    .messages("C0LEADS")
    .filter((message) => message.thread_ts === undefined || message.thread_ts === message.ts);

it("serves WhatsApp, Telegram, Slack and the web at once, and survives what is killed in the middle", async () => {
  await isPairing(phone);
  // The managers have the code to scan as a picture.
  await isTrue(() => slack.files.some(({ name, channel }) => name.endsWith(".png") && channel === "C0BOSS"));
  whatsapp.scan();
  await isReady(phone);
  await slack.socket.connected();

  const people: [string, Person][] = [
    ["whatsapp", onWhatsApp()],
    ["telegram", onTelegram()],
    ["web", onTheWeb()],
  ];
  await Promise.all(people.map(([, person]) => qualify(person)));
  await isTrue(() => cards().length === people.length);

  // Ana claims each by its button, and answers from the thread.
  for (const card of cards()) {
    const claim = buttonOf(card, "Claim");
    await deliverBySocket(
      slack,
      clickBody({ channel: card.channel, ts: card.ts }, claim, { trigger_id: `t-${card.ts}` }),
    );
    await isTrue(() => shownText(cards().find(({ ts }) => ts === card.ts) ?? card).includes("Ana"));
  }
  // As Slack does: what was not acknowledged comes again.
  const inSlack = async (channel: string, text: string, more: Record<string, unknown> = {}) => {
    const said = slack.write(channel, { user: "U0ANA", text, ...more });
    const body = messageBody({ channel, ts: said, text, ...more });
    for (let taken = false; !taken; ) {
      await slack.socket.connected();
      taken = (await deliverBySocket(slack, body)).acknowledged;
    }
  };
  const inThread = (ts: string, text: string, more: Record<string, unknown> = {}) =>
    inSlack("C0LEADS", text, { thread_ts: ts, ...more });
  const channelOf = (ts: string) =>
    people.find(([name]) => {
      const card = cards().find((each) => each.ts === ts);
      return card !== undefined && new RegExp(name === "web" ? "website" : name, "i").test(shownText(card));
    });
  for (const card of cards()) {
    await inThread(card.ts, "she sounds nice, shall we offer the discount?");
    await inThread(card.ts, ">> Good morning! This is Ana, when may I call you?");
    const [, person] = channelOf(card.ts)!;
    await isTrue(async () => (await person.got()).some((text) => text.includes("This is Ana")));
    const shown = () => slack.messages("C0LEADS", card.ts).map(shownText).join("\n");
    await person.write("Tomorrow at ten, please");
    await isTrue(() => shown().includes("Tomorrow at ten, please"));
  }
  for (const [, person] of people) {
    // What was said among colleagues stayed there.
    expect((await person.got()).join()).not.toContain("discount");
  }

  // A picture from the thread reaches the customer, and one of the customer's the thread.
  const cardOf = (name: string) => cards().find((card) => channelOf(card.ts)?.[0] === name)!;
  for (const name of ["whatsapp", "telegram"]) {
    const shared = slack.share({ name: "roof.png", mimetype: "image/png", bytes: PICTURE });
    await inThread(cardOf(name).ts, ">> Your roof", { subtype: "file_share", files: [shared] });
  }
  await isTrue(() => filesOnWhatsApp().includes(PICTURE.toString("base64")));
  await isTrue(() => filesOnTelegram().includes(PICTURE.toString("base64")));
  whatsapp.arrive({
    from: `${PHONE}@c.us`,
    body: "the roof from below",
    media: { data: PICTURE, mimetype: "image/png", filename: "below.png" },
  });
  note(`whatsapp:${PHONE}`, "the roof from below");
  await isTrue(() =>
    slack.files.some(({ bytes, thread_ts }) => bytes.equals(PICTURE) && thread_ts === cardOf("whatsapp").ts),
  );

  // Ana works from her phone too: by a code said in Slack, on Telegram and on WhatsApp.
  const code = async () => {
    const before = slack.messages("D0ANA").length;
    await inSlack("D0ANA", "link @me");
    const said = () => slack.messages("D0ANA").slice(before).map(shownText).join("\n");
    await isTrue(() => /\d{3}-\d{3}/.test(said()));
    return /\d{3}-\d{3}/.exec(said())![0];
  };
  const toAna = {
    telegram: () => telegram.posts.filter(({ chat }) => chat === ANAS_CHAT).map(({ text }) => text),
    whatsapp: () => whatsapp.sentTo(`${ANAS_PHONE}@c.us`).map(({ body }) => body),
  };
  const [onWa, onTg] = [cardOf("whatsapp"), cardOf("telegram")].map((card) => numberOf(shownText(card)));
  // A new code takes the place of the one before.
  telegram.says(ANAS_CHAT, `link ${await code()}`);
  await isTrue(() => toAna.telegram().join().includes("Welcome, Ana!"));
  whatsapp.arrive({ from: `${ANAS_PHONE}@c.us`, body: `link ${await code()}` });
  await isTrue(() => toAna.whatsapp().join().includes("Welcome, Ana!"));
  telegram.says(ANAS_CHAT, "mine");
  await isTrue(() => toAna.telegram().join().includes(`${onWa}`));
  telegram.says(ANAS_CHAT, `move ${onWa} to negotiation`);
  await isTrue(() => shownText(cardOf("whatsapp")).includes("Negotiation"));
  whatsapp.arrive({ from: `${ANAS_PHONE}@c.us`, body: `nota ${onTg}: quer o telhado todo` });
  await isTrue(() => toAna.whatsapp().join().includes(`${onTg}`));
  await inThread(cardOf("telegram").ts, "history");
  await isTrue(() =>
    slack.ephemerals
      .map(shownText)
      .concat(slack.messages("C0LEADS", cardOf("telegram").ts).map(shownText))
      .join()
      .includes("quer o telhado todo"),
  );
  expect(cards()).toHaveLength(people.length);

  // The browser dies in the middle of an answer; the child dies before another; Slack's connection is cut.
  const waCard = cards().find((card) => channelOf(card.ts)?.[0] === "whatsapp")!;
  process.kill(phone.pids().browser!, "SIGKILL");
  await inThread(waCard.ts, ">> first after the browser died");
  writesOnWhatsApp("written while the browser was dead", false);
  await isReady(phone);
  await isTrue(() => onWhatsAppGot("first after the browser died") === 1);
  process.kill(phone.pids().child!, "SIGKILL");
  slack.socket.cut();
  await slack.socket.connected();
  await inThread(waCard.ts, ">> second after the child died");
  await isTrue(() => onWhatsAppGot("second after the child died") === 1);
  const thread = () => slack.messages("C0LEADS", waCard.ts).map(shownText).join("\n");
  await isTrue(() => thread().includes("written while the browser was dead"));

  // The whole program stops and begins again; what was written meanwhile is there.
  await app.stop();
  writesOnTelegram("written while you were away");
  writesOnWhatsApp("and here too", false);
  await start();
  await isTrue(() =>
    slack.messages("C0LEADS").map(shownText).join("\n").includes("written while you were away"),
  );
  await isTrue(() => thread().includes("and here too"));

  for (const text of ["first after the browser died", "second after the child died"]) {
    expect(onWhatsAppGot(text)).toBe(1);
  }
  for (const chat of [`telegram:${CHAT}`, `whatsapp:${PHONE}`]) {
    const said = (await app.store.reads.history(chat, { limit: 500 }))
      .filter((entry) => entry.direction === "in")
      .map((entry) => entry.text);
    expect(said, chat).toEqual(wrote.get(chat));
  }
  expect((await app.store.outbox.counts()).parked).toBe(0);
  expect(await app.store.deadLetters.list({ limit: 10 })).toEqual([]);
}, 240_000);

/** The contents of the files that a customer got, as base64. */
const filesOnWhatsApp = () =>
  whatsapp
    .sentTo(`${PHONE}@c.us`)
    .flatMap(({ directPath }) => whatsapp.media.get(directPath ?? "")?.toString("base64") ?? []);
const filesOnTelegram = () =>
  telegram.posts
    .filter(({ chat }) => chat === CHAT)
    .flatMap(({ file }) => file?.content.toString("base64") ?? []);

const numberOf = (card: string) => /L-\d+/.exec(card)![0];

const onWhatsAppGot = (text: string) =>
  whatsapp.sentTo(`${PHONE}@c.us`).filter((each) => each.body.includes(text)).length;
