import { expect, it, onTestFinished } from "vitest";
import { type App, createApp } from "../../src/app.ts";
import type { SendOutcome } from "../../src/channel/outbound.ts";
import { createManualClock } from "../../src/clock.ts";
import { loadConfig } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { NOW } from "../support/builders.ts";
import { freshPostgresUrl } from "../support/database.ts";
import { aMessage, fakeChannel, temporaryFolder } from "./support.ts";

/** A process stops in the middle of a send, and another goes on. */

const LEASE_MS = 61_000;

async function aProcess(databaseUrl: string, clock: ReturnType<typeof createManualClock>, folder: string) {
  const channel = fakeChannel();
  const config = {
    ...loadConfig(
      { DATABASE_URL: databaseUrl, LEADLINE_WEB_CHAT: "off", LEADLINE_PLAYGROUND: "off" },
      folder,
    ),
    listen: false,
  };
  const app: App = await createApp({
    config,
    log: createLog({ level: "silent" }),
    clock,
    adapters: [channel.adapter],
  });
  onTestFinished(() => app.stop());
  await app.start();
  return { app, channel };
}

it("keeps the order of a chat, and believes the late sender nothing, on PostgreSQL", async () => {
  const folder = temporaryFolder();
  const databaseUrl = await freshPostgresUrl();
  const clock = createManualClock(new Date(NOW));
  const first = await aProcess(databaseUrl, clock, folder);
  // The first sends, and then stands still: nobody knows whether it lives.
  let wakeUp: (outcome: SendOutcome) => void = () => {};
  const asked = new Promise<string>((resolve) => {
    first.channel.onSend = (envelope) => {
      resolve(envelope.id);
      return new Promise((late) => {
        wakeUp = late;
      });
    };
  });
  await first.app.accept("fake", aMessage("one", "Hi"));
  const stuck = await asked;

  const second = await aProcess(databaseUrl, clock, folder);
  await second.app.accept("fake", aMessage("two", "solar"));
  await second.app.drain();
  expect(second.channel.sent).toEqual([]);

  second.channel.found.add(stuck);
  clock.advance(LEASE_MS);
  await second.app.drain();
  expect(second.channel.lookedUp).toEqual([stuck]);
  expect(second.channel.sent).toHaveLength(1);
  expect(second.channel.sent[0]?.id).not.toBe(stuck);

  // It wakes up and reports a failure: it is no longer the holder, so nothing is sent again.
  wakeUp({ kind: "retry", reason: "the connection broke" });
  await second.app.drain();
  clock.advance(LEASE_MS);
  await second.app.drain();
  expect(second.channel.sent).toHaveLength(1);
  expect(await second.app.store.outbox.counts()).toMatchObject({ waiting: 0, parked: 0, dead: 0 });
});
