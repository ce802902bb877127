import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type App, createApp } from "../../src/app.ts";
import { seedPeople } from "../../src/cli/sample-people.ts";
import { createManualClock } from "../../src/clock.ts";
import { loadConfig } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { START } from "../support/app.ts";
import { appears, launchBrowser, openPage, press, write } from "../support/browser.ts";

/** The whole program in a real Chromium, from a prospect's first word to a customer. */

let chromium: Awaited<ReturnType<typeof launchBrowser>>;
beforeAll(async () => {
  chromium = await launchBrowser();
});
afterAll(() => chromium.close());

let app: App;
let folder: string;
let url: string;
let page: Page;
let faults: string[];
const complaints: string[] = [];
const clock = createManualClock(new Date(START));

beforeEach(async () => {
  complaints.length = 0;
  clock.set(new Date(START));
  folder = await mkdtemp(join(tmpdir(), "leadline-e2e-"));
  url = await start(0);
  ({ page, faults } = await openPage(chromium.browser, url));
});
afterEach(async () => {
  await page.browserContext().close();
  await app.stop();
  await rm(folder, { recursive: true, force: true });
  expect(faults).toEqual([]);
  expect(complaints).toEqual([]);
});

async function start(port: number): Promise<string> {
  const environment = { LEADLINE_DATA: folder, LEADLINE_PORT: String(port), LEADLINE_FLOWS: FLOWS };
  const log = createLog({ level: "warn", write: (line) => complaints.push(line) });
  app = await createApp({ config: loadConfig(environment, folder), log, clock });
  await seedPeople(app.store, clock);
  return (await app.start()).url ?? "";
}

const FLOWS = new URL("../../flows/", import.meta.url).pathname;
const CHAT = ".phone .leadline-chat >>> ";

function textOf(selector: string): Promise<string> {
  return page.$$eval(selector, (nodes) => nodes.map((node) => node.textContent).join("\n"));
}

/** What the business has said so far. */
function answers(): Promise<number> {
  return page.$$eval(`${CHAT}.msg:is(.bot, .human):not(.typing)`, (nodes) => nodes.length);
}

/** A prospect says something and waits for the answer. A label of a choice that is offered is pressed. */
async function says(text: string): Promise<void> {
  clock.advance(3_000);
  const before = await answers();
  const choices = await page.$$(`${CHAT}.choices button`);
  const labels = await Promise.all(choices.map((choice) => choice.evaluate((node) => node.textContent)));
  const choice = choices[labels.indexOf(text)];
  if (choice) await choice.click();
  else {
    await write(page, `${CHAT}textarea`, text);
    await page.keyboard.press("Enter");
  }
  await expect.poll(answers, { timeout: 10_000, message: `an answer to “${text}”` }).toBeGreaterThan(before);
}

/** A colleague types a command; resolves once the desk shows `expected`. */
async function commands(text: string, expected: string | RegExp): Promise<void> {
  clock.advance(1_000);
  await write(page, ".command-line input", text);
  await page.keyboard.press("Enter");
  await expect.poll(() => textOf(".posts"), { timeout: 10_000 }).toMatch(expected);
}

const CONVERSATIONS = {
  en: {
    words: [
      "Hi, I'd like solar panels",
      "Home",
      "about 20k",
      "As soon as possible",
      "Jane Sample",
      "Campinas",
      "jane@example.com",
      "Google",
    ],
    rep: "sample-ana",
    score: "Why this score",
    won: "Customer",
    claim: "claim",
    stage: "stage customer",
    stats: ["stats", /New leads/],
  },
  pt: {
    words: [
      "Oi, quero painéis solares",
      "Casa",
      "20 mil",
      "O quanto antes",
      "Joana Exemplo",
      "Campinas",
      "joana@example.com",
      "Google",
    ],
    rep: "sample-bruno",
    score: "Por que esta pontuação",
    won: "Cliente",
    claim: "assumir",
    stage: "etapa cliente",
    stats: ["números", /Novos leads|Leads novos/],
  },
  es: {
    words: [
      "Hola, quiero paneles solares",
      "Casa",
      "20 mil",
      "Lo antes posible",
      "Juana Ejemplo",
      "Campinas",
      "juana@example.com",
      "Google",
    ],
    rep: "sample-carla",
    score: "Por qué esta puntuación",
    won: "Cliente",
    claim: "tomar",
    stage: "etapa cliente",
    stats: ["números", /Leads nuevos|Nuevos leads/],
  },
} as const;

describe("the program in a browser", () => {
  it.each(["en", "pt", "es"] as const)("takes a prospect from hello to customer in %s", async (language) => {
    const talk = CONVERSATIONS[language];
    await page.select(".prospect-controls select", language);
    for (const words of talk.words) await says(words);
    // Each bubble once: the page knows its own messages again.
    expect(await page.$$eval(`${CHAT}.msg.you`, (nodes) => nodes.length)).toBe(talk.words.length);

    const lead = await app.store.reads.lead((await app.store.reads.leadIdByNumber(1)) ?? "");
    expect(lead?.lead).toMatchObject({ language, product: "solar", segment: "home", stageKind: "open" });
    expect(lead?.lead.qualifiedAt).not.toBeNull();

    const ownerId = async () => (await app.store.reads.lead(lead?.lead.id ?? ""))?.lead.ownerId;

    // A manager gives it to the rep, whoever it was offered to; the rep works it in their own language.
    await page.select("#who", "sample-maria");
    await press(page, ".prospect-lead button");
    await appears(page, ".lead-pane .thread");
    if (lead?.lead.offeredTo !== talk.rep) {
      const name = { en: "Sample Rep Ana", pt: "Sample Rep Bruno", es: "Sample Rep Carla" }[language];
      await commands(`assign L-1 ${name}`, /L-1/);
      // Notices name the lead too: until it is the rep's, the rep may not open it.
      await expect.poll(ownerId).toBe(talk.rep);
    }
    await page.select("#who", talk.rep);
    await press(page, ".prospect-lead button");
    await appears(page, ".lead-pane .thread");
    if (lead?.lead.offeredTo === talk.rep) await commands(talk.claim, /L-1/);
    await expect.poll(ownerId).toBe(talk.rep);

    await press(page, ".thread-composer [data-mode=reply]");
    await write(page, ".thread-composer textarea", "I can visit you on Thursday");
    await page.keyboard.press("Enter");
    await expect.poll(() => textOf(`${CHAT}.msg.human`)).toContain("I can visit you on Thursday");
    await write(page, ".thread-composer textarea", "wants a discount");
    await page.keyboard.press("Enter");
    await expect.poll(() => textOf(".entry[data-kind=internal]")).toContain("wants a discount");

    await commands(talk.stage, new RegExp(`L-1.*${talk.won}`));
    await expect.poll(() => textOf(".lead-head")).toContain(talk.won);
    await press(page, "#tab-score");
    await expect.poll(() => textOf(".lead-body")).toContain(talk.score);
    await press(page, "#tab-activity");
    await expect.poll(() => textOf(".trail")).toContain(talk.won);

    await commands(talk.stats[0], talk.stats[1]);
    await press(page, "#tab-numbers");
    await appears(page, ".chart svg");
    await press(page, "#tab-pipeline");
    await expect.poll(() => textOf(".column[data-kind=won]")).toContain("L-1");

    expect(await textOf(`${CHAT}.msg`)).not.toContain("discount");
    expect((await app.store.reads.lead(lead?.lead.id ?? ""))?.lead.stageKind).toBe("won");
  });

  it("keeps the conversation, and what was said meanwhile, over a restart of the program", async () => {
    await says("Hi, I'd like solar panels");
    await says("Home");
    await app.stop();
    await write(page, `${CHAT}textarea`, "about 20k");
    await page.keyboard.press("Enter");
    await appears(page, `${CHAT}[data-state=sending]`);
    const before = await answers();
    await start(Number(new URL(url).port));
    await expect.poll(answers, { timeout: 30_000 }).toBe(before + 1);
    expect(await textOf(`${CHAT}.msg.bot .text`)).toMatch(/When would you like/);
    const shown = await textOf(`${CHAT}.msg .text`);
    await page.reload();
    await expect.poll(() => textOf(`${CHAT}.msg .text`)).toBe(shown);
    // While the program was away the browser could only complain.
    faults.length = 0;
  });
});
