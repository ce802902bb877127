import { mkdtempSync, rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { createLog } from "../../src/log.ts";
import { openStore, type Store } from "../../src/store/index.ts";
import type { Post } from "../../src/store/port/page-reads.ts";
import { type RunningProgram, startProgram } from "../faults/program.ts";
import { aRep } from "../support/builders.ts";
import { startFakeSlack } from "../support/slack/fake-slack.ts";
import { deliverBySocket, slashBody, TEAM } from "../support/slack/people.ts";
import { startFakeTelegram } from "../support/telegram/fake-telegram.ts";
import { createFakeGraph, PHONE_ID, TOKEN } from "../support/whatsapp-cloud/fake-graph.ts";
import {
  APP_SECRET,
  message,
  phoneOf,
  post,
  postRaw,
  status,
  VERIFY_TOKEN,
} from "../support/whatsapp-cloud/posts.ts";
import { createRandom } from "./random.ts";
import { until } from "./until.ts";

/**
 * The real program with real vendors' servers of ours on the other end, killed in the middle of everything. The
 * vendors' ledgers are what counts: what people wrote came in once and in order, and what the program sent reached
 * them once, unless it says itself that it cannot tell.
 */
const KILLS = 8;
/** Of each channel. Slack takes one message a second in a channel, so that more take longer. */
const CHATS = 3;
const SAID = ["Hi", "solar", "It is for my home", "About 12000", "This month", "My name is Zoë", "Thank you"];

it("loses nothing and doubles nothing over kills, by the ledgers of Telegram, Meta and Slack", {
  timeout: 300_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "leadline-channels-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const telegram = await startFakeTelegram();
  onTestFinished(() => telegram.close());
  const graph = await createFakeGraph();
  onTestFinished(() => graph.close());
  const slack = await startFakeSlack();
  onTestFinished(() => slack.close());
  await addColleague(folder);
  const environment = {
    LEADLINE_SLACK_BOT_TOKEN: slack.botToken,
    LEADLINE_SLACK_APP_TOKEN: slack.appToken,
    LEADLINE_SLACK_CHANNEL: "C0LEADS",
    LEADLINE_SLACK_API_URL: slack.apiUrl,
    LEADLINE_TELEGRAM_TOKEN: telegram.token,
    LEADLINE_TELEGRAM_API_URL: telegram.url,
    LEADLINE_WHATSAPP: "cloud",
    LEADLINE_WHATSAPP_TOKEN: TOKEN,
    LEADLINE_WHATSAPP_PHONE_ID: PHONE_ID,
    LEADLINE_WHATSAPP_APP_SECRET: APP_SECRET,
    LEADLINE_WHATSAPP_VERIFY_TOKEN: VERIFY_TOKEN,
    LEADLINE_WHATSAPP_API_URL: graph.apiUrl,
    LEADLINE_PLAYGROUND: "off",
  };

  // Meta posts until it is told 200, each chat in order; it tells what became of each message of ours as well.
  let program: RunningProgram | null = null;
  const mail: { chat: string; body: string }[] = [];
  const taken = new Map<string, number>();
  const deliverMail = async () => {
    for (let first = mail[0]; first !== undefined && program !== null; first = mail[0]) {
      const answer = await postRaw(`${program.url}/whatsapp/webhook`, first.body).catch(() => 0);
      if (answer !== 200) return;
      mail.shift();
    }
  };
  graph.onTaken(({ id, recipient, body }) => {
    const label = String(body.biz_opaque_callback_data);
    taken.set(label, (taken.get(label) ?? 0) + 1);
    const told = { statuses: [status(id, recipient, "sent", { biz_opaque_callback_data: label })] };
    mail.push({ chat: recipient, body: JSON.stringify(post(told)) });
  });

  // Slack delivers again what was not acknowledged; Ana's notes come in order.
  const notes: string[] = [];
  let noted = 0;
  const deliverNotes = async () => {
    const life = program;
    while (noted < notes.length && life?.process.signalCode === null && life.process.exitCode === null) {
      await Promise.race([slack.socket.connected(), pause(500)]);
      if (slack.socket.connections === 0) continue;
      const body = slashBody({
        text: `note L-1 ${notes[noted]}`,
        channel_id: "C0LEADS",
        trigger_id: `trigger-${noted}`,
      });
      // Slack delivers again what it does not hear of in time.
      const unheard = pause(1_000).then(() => ({ acknowledged: false }));
      const answer = await Promise.race([deliverBySocket(slack, body), unheard]);
      if (answer.acknowledged) noted += 1;
    }
  };

  const random = createRandom(7);
  const script = Array.from({ length: CHATS }, () => ({ telegram: 0, whatsapp: 0 }));
  const chatOf = (n: number) => 4_000 + n;
  const speak = () => {
    for (const [n, said] of script.entries()) {
      const text = SAID[said.telegram];
      if (text !== undefined && random.whole(0, 2) > 0) {
        telegram.says(chatOf(n), text);
        said.telegram += 1;
      }
      const other = SAID[said.whatsapp];
      if (other !== undefined && random.whole(0, 2) > 0) {
        const phone = phoneOf(`person ${n}`);
        const event = message(`wamid.in-${n}-${said.whatsapp}`, phone, other);
        mail.push({ chat: phone, body: JSON.stringify(post({ messages: [event] })) });
        said.whatsapp += 1;
      }
    }
  };

  for (let kill = 0; kill < KILLS; kill += 1) {
    program = await startProgram({ cwd: folder, environment });
    const sentBefore = telegram.posts.length + graph.taken.length;
    const more = random.whole(1, 6);
    speak();
    if (kill > 1) notes.push(`note ${kill}`);
    const delivering = Promise.all([deliverMail(), deliverNotes()]);
    // Half of them right when a vendor has taken a message whose answer the program has not read yet.
    if (kill % 2 === 0)
      await Promise.race([
        until(() => telegram.posts.length + graph.taken.length >= sentBefore + more),
        pause(2_000),
      ]);
    else await pause(random.whole(5, 300));
    program.process.kill("SIGKILL");
    await until(() => program?.process.signalCode !== null);
    await delivering;
  }

  program = await startProgram({ cwd: folder, environment });
  const pending = () => telegram.updates.waiting.length > 0 || mail.length > 0;
  while (script.some((said) => said.telegram < SAID.length || said.whatsapp < SAID.length)) speak();
  await until(async () => {
    await deliverMail();
    await deliverNotes();
    const metrics = await (await fetch(`${program?.url}/metrics`)).text();
    const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(metrics)?.[1]);
    return !pending() && value("leadline_inbox_pending") === 0 && value("leadline_outbox_waiting") === 0;
  }, 100);
  expect(await program.stop()).toBe(0);

  const store = await open(folder);
  onTestFinished(() => store.close());
  expect((await store.inbox.counts()).dead).toBe(0);
  for (let n = 0; n < CHATS; n += 1) {
    for (const conversation of [`telegram:${chatOf(n)}`, `whatsapp:${phoneOf(`person ${n}`)}`]) {
      const history = await store.reads.history(conversation, { limit: 500 });
      const said = history.filter((entry) => entry.direction === "in").map((entry) => entry.text);
      expect(said, conversation).toEqual(SAID);
    }
  }

  const sends = async (channel: string) => store.reads.posts({ channel, limit: 10_000 });
  const byTelegram = await sends("telegram");
  expect(byTelegram.length).toBeGreaterThan(CHATS * 3);
  for (const chat of Array.from({ length: CHATS }, (_, n) => chatOf(n))) {
    const own = byTelegram.filter((each) => each.chatId === String(chat));
    const got = telegram.posts.filter((each) => each.chat === chat).map((each) => each.text);
    expectOnce(own, got);
  }
  const byMeta = await sends("whatsapp");
  // A send of several parts has a label for each.
  const partsOf = (send: Post) => [...taken].filter(([label]) => label.startsWith(`${send.id}:`));
  for (const send of byMeta) {
    const parts = partsOf(send);
    expect(
      parts.every(([, times]) => times === 1),
      send.id,
    ).toBe(true);
    if (send.status === "sent") expect(parts.length, send.id).toBeGreaterThan(0);
    else expect(send.status).toBe("parked");
  }
  expect(byMeta.flatMap(partsOf)).toHaveLength(taken.size);

  // Each note of Ana's is in the trail once, and each thing that was told in Slack stands there once.
  const leadId = await store.reads.leadIdByNumber(1);
  const trail = (await store.reads.trail(leadId ?? "", 1_000)).reverse();
  expect(trail.filter(({ kind }) => kind === "noted").map(({ note }) => note)).toEqual(notes);
  const marks = slack.messages("C0LEADS").map(({ metadata }) => JSON.stringify(metadata));
  expect(marks.filter((mark, n) => marks.indexOf(mark) !== n)).toEqual([]);
  expect(
    (await sends("slack")).filter((send) => send.status !== "sent" && send.status !== "dropped"),
  ).toEqual([]);
  const cards = slack
    .messages("C0LEADS")
    .filter(({ thread_ts, ts }) => thread_ts === undefined || thread_ts === ts);
  expect(cards).toHaveLength(CHATS * 2);
});

async function addColleague(folder: string): Promise<void> {
  await mkdir(join(folder, "data"), { mode: 0o700 });
  const store = await open(folder);
  await store.people.save({
    reps: [aRep({ id: "ana", name: "Ana", role: "admin" })],
    identities: [{ id: "ana-slack", repId: "ana", kind: "slack", value: `${TEAM}:U0ANA` }],
  });
  await store.close();
}

function open(folder: string): Promise<Store> {
  return openStore({
    databaseUrl: `file:${join(folder, "data", "leadline.db")}`,
    log: createLog({ level: "silent" }),
    clock: systemClock,
  });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * What was sent in a chat reached it once and in order; a parked send may or may not have. Texts of one chat may
 * repeat, so the two lists are walked together.
 */
function expectOnce(sends: readonly Post[], got: readonly string[]): void {
  const rest = [...got];
  for (const { payload, status: state } of sends) {
    const text = payload.text ?? "";
    if (rest[0]?.startsWith(text.slice(0, 40))) rest.shift();
    else expect(state, `${text} did not arrive`).toBe("parked");
  }
  expect(rest).toEqual([]);
}
