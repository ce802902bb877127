import type { Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { appears, launchBrowser, openPage, press, write } from "../support/browser.ts";
import { servePlayground } from "../support/fake-playground.ts";

let chromium: Awaited<ReturnType<typeof launchBrowser>>;
beforeAll(async () => {
  chromium = await launchBrowser();
});
afterAll(() => chromium.close());

let playground: Awaited<ReturnType<typeof servePlayground>>;
let page: Page;
let faults: string[];
beforeEach(async () => {
  playground = await servePlayground({ leads: 9 });
  ({ page, faults } = await openPage(chromium.browser, playground.url));
});
afterEach(async () => {
  expect(faults).toEqual([]);
  await page.browserContext().close();
  await playground.close();
});

const CHAT = ".phone .leadline-chat >>> ";

async function prospectSays(text: string) {
  await write(page, `${CHAT}textarea`, text);
  await page.keyboard.press("Enter");
}

function textOf(selector: string): Promise<string> {
  return page.$$eval(selector, (nodes) => nodes.map((node) => node.textContent).join("\n"));
}

/** The new lead of the prospect on the left, opened. */
async function openNewLead() {
  await prospectSays("I need a quote");
  await press(page, ".prospect-lead button");
  await appears(page, ".lead-pane .thread");
}

/** Take the lead that is open, so that it can be moved. */
async function claim() {
  await press(page, ".lead-head .buttons .primary");
  await expect.poll(() => textOf(".lead-head .buttons")).toContain("Move to");
}

describe("the playground", () => {
  it("shows a new prospect's lead on the desk at once, and opens it", async () => {
    await openNewLead();
    expect(await textOf(".lead-pane .thread")).toContain("I need a quote");
    await press(page, "#tab-inbox");
    await expect.poll(() => textOf(".posts")).toContain("New lead L-10");
  });

  it("claims by a button, and shows who did it in the trail", async () => {
    await openNewLead();
    await press(page, ".lead-head .buttons .primary");
    await press(page, "#tab-activity");
    await expect.poll(() => textOf(".trail")).toContain("claimed it");
  });

  it("moves the lead by its menu, with the keyboard alone; Escape chooses nothing", async () => {
    await openNewLead();
    await claim();
    const before = playground.host.accepted.length;
    await page.focus(".lead-head .menu summary");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Escape");
    expect(await page.$eval(".lead-head .menu", (menu) => menu.hasAttribute("open"))).toBe(false);
    expect(playground.host.accepted).toHaveLength(before);
    await page.keyboard.press("Enter");
    const labels = await page.$$eval(".lead-head .menu:first-of-type button", (all) =>
      all.map((each) => each.textContent),
    );
    for (let i = 0; i <= labels.indexOf("Negotiation"); i += 1) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect.poll(() => textOf(".lead-head .muted")).toContain("Negotiation");
    expect(await page.$("dialog")).toBeNull();
  });

  it("says nothing when the dialog is cancelled", async () => {
    await openNewLead();
    await claim();
    const before = playground.host.accepted.length;
    await press(page, ".lead-head .buttons button:nth-child(2)");
    await appears(page, "dialog form");
    await page.keyboard.press("Escape");
    await expect.poll(() => page.$("dialog")).toBeNull();
    expect(playground.host.accepted).toHaveLength(before);
  });

  it("keeps what is typed in the thread inside, unless it is sent on purpose", async () => {
    await openNewLead();
    const chat = () => textOf(`${CHAT}.msg .text`);
    await write(page, ".thread-composer textarea", "The budget is low");
    await page.keyboard.press("Enter");
    await expect.poll(() => textOf(".entry[data-kind=internal]")).toContain("The budget is low");
    await write(page, ".thread-composer textarea", ">> Hello from Ana");
    await page.keyboard.press("Enter");
    await expect.poll(chat).toContain("Hello from Ana");
    await press(page, "[data-mode=reply]");
    await write(page, ".thread-composer textarea", "And again");
    await page.keyboard.press("Enter");
    await expect.poll(chat).toContain("And again");
    expect(await chat()).not.toContain("budget");
    // The next words are internal again.
    expect(await page.$eval(".thread-composer", (form) => form.getAttribute("data-mode"))).toBe("note");
  });

  it("completes a command and shows its answer where it was typed", async () => {
    await press(page, "#tab-leads");
    await press(page, ".command-line input");
    await page.keyboard.type("sta");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    expect(await page.$eval(".command-line input", (input) => input.value)).toBe("stage ");
    await page.keyboard.type("nothing");
    await page.keyboard.press("Enter");
    await expect.poll(() => textOf(".answer")).toContain("I do not know");
  });

  it("shows names as text, whatever they hold", async () => {
    await page.select("#who", "carla");
    await press(page, "#tab-leads");
    await expect.poll(() => textOf(".lead-grid")).toContain("<b>Zoë</b>");
    expect(await page.$(".lead-grid b b")).toBeNull();
  });

  it("speaks the colleague's language, and shows only what the colleague may see", async () => {
    await press(page, "#tab-leads");
    await expect.poll(() => textOf(".lead-grid")).toContain("L-3");
    await page.select("#who", "bruno");
    await expect.poll(() => textOf(".tabs")).toContain("Funil");
    await expect.poll(() => textOf(".lead-grid")).toContain("L-2");
    expect(await textOf(".lead-grid")).not.toContain("L-3");
    await page.select("#who", "carla");
    await expect.poll(() => textOf(".tabs")).toContain("Embudo");
    expect(await page.$eval("html", (html) => html.lang)).toBe("es");
  });

  it("keeps several prospects, each with a conversation of their own", async () => {
    await prospectSays("I am the first");
    await expect.poll(() => textOf(`${CHAT}.msg.you`)).toContain("I am the first");
    await press(page, ".new");
    await prospectSays("I am the second");
    await expect.poll(() => textOf(`${CHAT}.msg.you`)).toContain("I am the second");
    expect(await textOf(`${CHAT}.msg.you`)).not.toContain("first");
    await page.select(".prospect-pane .pane-head select", "0");
    await expect.poll(() => textOf(`${CHAT}.msg.you`)).toContain("I am the first");
  });

  it("numbers the choices when it looks like WhatsApp", async () => {
    await prospectSays("hello");
    await appears(page, `${CHAT}.choices button`);
    await press(page, ".segmented button:nth-child(2)");
    await expect.poll(() => textOf(`${CHAT}.msg.bot`)).toContain("1. Doors");
    expect(await page.$(`${CHAT}.choices`)).toBeNull();
  });

  it("draws the numbers as pictures that can also be read", async () => {
    await press(page, "#tab-numbers");
    await appears(page, ".chart svg");
    expect(await page.$eval(".chart svg", (svg) => svg.getAttribute("aria-label"))).toContain("Open enquiry");
    expect(await textOf(".chart table")).toContain("Open enquiry");
    expect(await textOf(".stat-tiles")).toContain("$12,500");
  });

  it("shows the pipeline with counts and values", async () => {
    await press(page, "#tab-pipeline");
    await appears(page, ".board-card");
    expect(await page.$$eval(".column", (columns) => columns.length)).toBe(8);
  });

  it("works on a phone, one pane at a time and nothing cut off", async () => {
    await page.setViewport({ width: 390, height: 844, isMobile: true, hasTouch: true });
    await page.reload();
    await prospectSays("from a phone");
    for (const pane of ["desk", "prospect"]) {
      await press(page, `.pane-bar [data-pane=${pane}]`);
      expect(await page.$eval("html", (html) => html.scrollWidth)).toBeLessThanOrEqual(390);
    }
    await press(page, ".prospect-lead button");
    await appears(page, ".lead-pane .thread");
    expect(await page.$eval("html", (html) => html.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
