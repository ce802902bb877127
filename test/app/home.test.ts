import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OutboundMessage, Page } from "../../src/channel/outbound.ts";
import { DATABASES, finishes, startApp, type TestApp } from "../support/app.ts";
import { createFakeChannel, type FakeChannel } from "../support/fake-channel.ts";
import { createTeamChannel, linkTeam, talks } from "../support/team-channel.ts";

/** A colleague's own page: made of what the database holds, and made anew after what they do on it. */
describe.each(DATABASES)("a colleague's own page on %s", (database) => {
  let app: TestApp;
  let team: FakeChannel;
  beforeEach(async () => {
    team = createTeamChannel();
    app = await startApp({ database, channels: [createFakeChannel("web"), team] });
    await linkTeam(app);
  });
  afterEach(() => app.close());

  const pages = (rep: string): OutboundMessage[] =>
    team.sent.filter(({ chatId }) => chatId === `home:${rep}`).map(({ message }) => message);
  const opens = async (rep: string, text = "home"): Promise<Page> => {
    await talks(app, rep, text, null, { chatId: `home:${rep}` });
    const page = pages(rep).at(-1)?.page;
    if (page === undefined) throw new Error(`${rep} was shown no page.`);
    return page;
  };
  const headings = (page: Page) =>
    page.blocks.flatMap((block) => (block.kind === "heading" ? [block.text] : []));
  const rows = (page: Page, heading: string) => {
    const from = page.blocks.findIndex((block) => block.kind === "heading" && block.text === heading);
    const found: string[] = [];
    for (const block of from === -1 ? [] : page.blocks.slice(from + 1)) {
      if (block.kind !== "row") break;
      const runsOut = (block.deadlines ?? []).map(({ text }) => text);
      found.push([block.text, block.detail ?? "", ...runsOut].join(" | "));
    }
    return found;
  };

  it("shows an offer with its clock, then the customer who waits, then the rest", async () => {
    const lead = await finishes(app, "c1");
    const rep = lead.offeredTo ?? "";
    expect(rep).not.toBe("");
    const offered = await opens(rep);
    expect(pages(rep).at(-1)?.replaceKey).toBe(`home:${rep}`);
    const [heading] = headings(offered).slice(-1);
    expect(rows(offered, heading ?? "")[0]).toMatch(/L-1 .*⏳/);
    await talks(app, rep, "claim L-1", null, { chatId: `D-${rep}` });
    const taken = pages(rep).at(-1)?.page;
    expect(taken).not.toEqual(offered);
    const waiting = taken === undefined ? [] : rows(taken, headings(taken).at(-1) ?? "");
    expect(waiting[0]).toMatch(/L-1 .*💬/);
    await talks(app, rep, "reply L-1 Hello!", null);
    const calm = await opens(rep);
    expect(JSON.stringify(calm.blocks)).not.toContain("💬");
    expect(JSON.stringify(calm.blocks)).toContain("L-1");
    await app.says("c1", "And what does it cost?");
    app.clock.advance(2 * 3_600_000);
    expect(JSON.stringify((await opens(rep)).blocks)).toMatch(/💬 [^"]*2 h/);
  });

  it("is not made anew where nothing changed, nor by what was said elsewhere", async () => {
    const lead = await finishes(app, "c1");
    const rep = lead.offeredTo ?? "";
    await opens(rep);
    const before = pages(rep).length;
    await talks(app, rep, "show L-1", null, { chatId: `D-${rep}` });
    await talks(app, rep, "claim", lead);
    expect(pages(rep)).toHaveLength(before);
    await talks(app, rep, "note L-1 likes blue", null, { chatId: `D-${rep}` });
    await talks(app, rep, "tag L-1 vip", null, { chatId: `D-${rep}` });
    expect(pages(rep).length).toBeGreaterThan(before);
  });

  it("shows a manager the pipeline, what nobody took, who has not been answered, and the team", async () => {
    await finishes(app, "c1");
    const page = await opens("maria");
    expect(headings(page)).toEqual(
      expect.arrayContaining([
        "Pipeline",
        "Leads that nobody has taken",
        "No first answer yet",
        "Team, this month",
      ]),
    );
    expect(rows(page, "No first answer yet")[0]).toContain("L-1");
    expect(JSON.stringify(page.blocks)).toContain("Bruno");
  });

  it("has pages of bounded length, and the last one for a number beyond the end", async () => {
    for (let at = 0; at < 18; at += 1) {
      const lead = await finishes(app, `c${at}`);
      await talks(app, "maria", `assign L-${lead.number} @ana`, null);
    }
    const first = await opens("ana");
    const second = await opens("ana", "home page 2");
    expect(first.title).toContain("(1 of 2)");
    expect(second.title).toContain("(2 of 2)");
    expect(first.blocks.length).toBeLessThan(45);
    expect((await opens("ana", "home page 9")).title).toBe(second.title);
    const commands = second.blocks.flatMap((block) =>
      block.kind === "buttons" ? block.buttons.map((button) => button.command) : [],
    );
    expect(commands).toContain("home page 1");
  });

  it("is text where colleagues have no pages, in each language", async () => {
    await finishes(app, "c1");
    expect(await app.does("ana", "home")).toMatch(/^Ana: your work/);
    expect(await app.does("bruno", "início")).toMatch(/^Bruno: seu trabalho/);
    expect(await app.does("carla", "inicio")).toMatch(/^Carla: tu trabajo/);
    expect(await app.does("maria", "home")).toContain("Team, this month");
  });
});
