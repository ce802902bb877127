import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { createLog } from "../../src/log.ts";
import { openStore } from "../../src/store/index.ts";
import { type RunningProgram, startProgram } from "../faults/program.ts";
import { findBrowser } from "../support/browser.ts";
import { startFakeWhatsApp } from "../support/whatsapp-web/server.ts";
import { createRandom } from "./random.ts";
import { until } from "./until.ts";

/**
 * The real program with the real client in a real browser, killed in the middle: the phone's own messages are the
 * ledger. What people wrote while nobody was there is caught up; what was being sent is looked for in the chat.
 */
const KILLS = 4;
const PEOPLE = ["15550000071", "15550000072"];
const SAID = ["Hi", "solar", "for my house", "around 12k", "asap", "I'm Ana Souza"];

it("loses nothing and doubles nothing over kills, by the ledger of a linked phone", {
  timeout: 240_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), "leadline-phone-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 20 }));
  const fake = await startFakeWhatsApp();
  onTestFinished(() => fake.stop());
  for (const [n, phone] of PEOPLE.entries()) {
    fake.addPerson({ pn: `${phone}@c.us`, lid: `90000000000007${n}@lid`, pushname: "Ana" });
  }
  const browser = await findBrowser();
  const chrome = join(folder, "chrome.sh");
  const args = [...browser.args, ...fake.chromiumArgs].map((arg) => `'${arg}'`).join(" ");
  await writeFile(chrome, `#!/bin/sh\nexec '${browser.executablePath}' ${args} "$@"\n`);
  await chmod(chrome, 0o755);
  const environment = {
    LEADLINE_WHATSAPP: "web",
    LEADLINE_CHROME: chrome,
    LEADLINE_PLAYGROUND: "off",
    HOME: folder,
    ...(process.env.LD_LIBRARY_PATH ? { LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH } : {}),
    ...(process.env.FONTCONFIG_PATH ? { FONTCONFIG_PATH: process.env.FONTCONFIG_PATH } : {}),
  };

  let program: RunningProgram;
  const health = async (): Promise<string> =>
    (await fetch(`${program.url}/readyz`).catch(() => null))?.text() ?? "";
  program = await startProgram({ cwd: folder, environment });
  await until(async () => (await health()).includes("waits for its phone"), 100);
  fake.scan();
  await until(async () => (await health()).includes("linked and works"), 100);

  const random = createRandom(11);
  const said = PEOPLE.map(() => 0);
  const sent = () => fake.messages.filter(({ id }) => id.fromMe).length;
  const speak = (isThere: boolean) => {
    for (const [n, phone] of PEOPLE.entries()) {
      const text = SAID[said[n] ?? 0];
      if (text === undefined) continue;
      fake.arrive({ from: `${phone}@c.us`, body: text, deliver: isThere });
      said[n] = (said[n] ?? 0) + 1;
    }
  };

  for (let kill = 0; kill < KILLS; kill += 1) {
    const before = sent();
    speak(true);
    // Right when a message has gone out, or at any time.
    if (kill % 2 === 0) await until(() => sent() > before);
    else await new Promise((resolve) => setTimeout(resolve, random.whole(20, 800)));
    program.process.kill("SIGKILL");
    await until(() => program.process.signalCode !== null);
    if (kill === 1) speak(false);
    program = await startProgram({ cwd: folder, environment });
    await until(async () => (await health()).includes("linked and works"), 100);
  }
  const late = said.reduce((sum, count) => sum + SAID.length - count, 0);
  while (said.some((count) => count < SAID.length)) speak(true);
  await until(async () => {
    const metrics = await (await fetch(`${program.url}/metrics`)).text();
    const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(metrics)?.[1]);
    const accepted = /leadline_events_accepted_total\{channel="whatsapp",kind="message"\} (\d+)/.exec(
      metrics,
    );
    return (
      Number(accepted?.[1] ?? 0) >= late &&
      value("leadline_inbox_pending") === 0 &&
      value("leadline_outbox_waiting") === 0
    );
  }, 200);
  const store = async () =>
    openStore({
      databaseUrl: `file:${join(folder, "data", "leadline.db")}`,
      log: createLog({ level: "silent" }),
      clock: systemClock,
    });
  expect(await program.stop()).toBe(0);

  const open = await store();
  onTestFinished(() => open.close());
  for (const phone of PEOPLE) {
    const history = await open.reads.history(`whatsapp:${phone}`, { limit: 200 });
    const heard = history.filter((entry) => entry.direction === "in").map((entry) => entry.text);
    expect(heard, phone).toEqual(SAID);
    const wanted = history
      .filter((entry) => entry.direction === "out")
      .map((entry) => entry.text.split("\n")[0]);
    const got = fake.sentTo(`${phone}@c.us`).map(({ body }) => body.split("\n")[0]);
    expect(got, phone).toEqual(wanted);
  }
  expect((await open.outbox.counts()).parked).toBe(0);
  expect((await open.inbox.counts()).dead).toBe(0);
});
