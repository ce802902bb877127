import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { OutboundMessage } from "../../../src/channel/outbound.ts";
import { createManualClock } from "../../../src/clock.ts";
import { createOutboxWorker } from "../../../src/delivery/outbox-worker.ts";
import { emptyChanges, type Send } from "../../../src/leads/changes.ts";
import { createLog } from "../../../src/log.ts";
import { noMetrics } from "../../../src/metrics.ts";
import { openStore } from "../../../src/store/index.ts";
import { createFakeHost } from "../../support/fake-host.ts";
import { connectSlack } from "../../support/slack/connected.ts";
import { shownText } from "../../support/slack/workspace.ts";
import { aCard } from "./samples.ts";

const START = "2026-03-11T14:00:00.000Z";
const CHANNELS = ["C0LEADS", "C0SALES", "C0GATES"];
const LEADS = 100;
/** Changes of each lead beside its first card. */
const CHANGES = 5;

/** By the clock of the test: Slack counts by it, and so do the pauses. */
it("shows the last state of 100 leads that change at once, and every word of their threads, within Slack's measure", async () => {
  const folder = mkdtempSync(join(tmpdir(), "leadline-burst-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const clock = createManualClock(new Date(START));
  const log = createLog({ level: "silent" });
  const store = await openStore({ databaseUrl: `file:${join(folder, "leadline.db")}`, log, clock });
  onTestFinished(() => store.close());
  const connected = await connectSlack(createFakeHost({ clock }), "http", {
    fake: { channels: [...CHANNELS, "C0BOSS"], limited: true, now: () => clock.now().getTime() },
    leadChannels: { "team:sales": "C0SALES", "product:gates": "C0GATES" },
  });
  onTestFinished(() => connected.close());
  const { slack, adapter } = connected;
  const worker = createOutboxWorker({
    store,
    adapters: new Map([["slack", adapter]]),
    clock,
    log,
    metrics: noMetrics,
    random: () => 0.5,
    token: "this-process",
    sendAttempts: 3,
    pollMs: 0,
  });
  await worker.start();
  onTestFinished(() => worker.stop());

  const channelOf = (lead: number) => CHANNELS[lead % CHANNELS.length] ?? "";
  let seq = 0;
  const rows = (round: number, messages: (lead: number) => OutboundMessage[]): Send[] =>
    Array.from({ length: LEADS }, (_, lead) => messages(lead).map((message) => ({ lead, message })))
      .flat()
      .map(({ lead, message }) => {
        seq += 1;
        const chatId = channelOf(lead);
        return {
          id: `${round}-${seq}`,
          seq,
          channel: "slack",
          lane: `slack:${chatId}`,
          chatId,
          payload: message,
          leadId: null,
          messageId: null,
          dueAt: START,
          createdAt: START,
        };
      });
  const card = (lead: number, round: number): OutboundMessage => ({
    card: aCard({ title: `L-${lead} round ${round}`, leadId: `lead-${lead}` }),
    thread: `lead-${lead}`,
    replaceKey: `lead:lead-${lead}`,
  });
  const word = (lead: number, round: number): OutboundMessage => ({
    thread: `lead-${lead}`,
    text: `said in L-${lead}, round ${round}`,
  });

  async function goesOut(sends: Send[]): Promise<void> {
    const batch = await store.turns.begin();
    await batch.commit({ seqs: [], doneAt: START, changes: { ...emptyChanges(), sends } });
    worker.add(sends);
    for (;;) {
      if ((await store.outbox.counts()).waiting === 0) break;
      clock.advance(1_000);
      worker.refresh();
      // As long as a call takes: what could be sent by now has been.
      for (let i = 0; i < 3; i += 1) await fetch(slack.apiUrl.replace("/api", "/nothing"));
    }
    await worker.idle();
  }

  await goesOut(rows(0, (lead) => [card(lead, 0)]));
  const changes = Array.from({ length: CHANGES }, (_, index) => index + 1);
  const all = changes.flatMap((round) =>
    rows(round, (lead) => (round % 2 === 0 ? [card(lead, round), word(lead, round)] : [card(lead, round)])),
  );
  const before = slack.callsOf("chat.update").length;
  await goesOut(all);

  expect(slack.refused.map(({ method }) => method)).toEqual([]);
  for (const channel of CHANNELS) {
    const messages = slack.messages(channel);
    const leads = Array.from({ length: LEADS }, (_, lead) => lead).filter(
      (lead) => channelOf(lead) === channel,
    );
    const cards = messages.filter(({ thread_ts }) => thread_ts === undefined);
    expect(cards.map((post) => shownText(post).split("\n")[0])).toEqual(
      leads.map((lead) => `🔴 L-${lead} round ${CHANGES}`),
    );
    const said = messages.filter(({ thread_ts }) => thread_ts !== undefined);
    expect(said).toHaveLength(leads.length * 2);
    for (const [index, post] of cards.entries()) {
      const thread = said.filter(({ thread_ts }) => thread_ts === post.ts).map(shownText);
      expect(thread).toEqual([2, 4].map((round) => `said in L-${leads[index]}, round ${round}`));
    }
  }
  // One state of each that waited was enough.
  expect(slack.callsOf("chat.update").length - before).toBeLessThan(LEADS * CHANGES);
  expect((await store.deadLetters.list({ limit: 10 })).length).toBe(0);
}, 60_000);
