import { afterEach, describe, expect, it } from "vitest";
import { isSame, replayLead } from "../../src/leads/trail.ts";
import { DATABASES, finishes, startApp, type TestApp } from "../support/app.ts";

describe.each(DATABASES)("a conversation on %s", (database) => {
  let app: TestApp;
  afterEach(() => app.close());

  it.each([
    { language: "en", product: "solar", grade: "hot", team: "sales" },
    { language: "pt", product: "storage", grade: "hot", team: "projects" },
    { language: "es", product: "charging", grade: "hot", team: "sales" },
  ] as const)("in $language ends in a scored, routed lead with its trail", async (expected) => {
    app = await startApp({ database });
    const lead = await finishes(app, "chat-1", expected.language);
    expect(lead).toMatchObject({
      number: 1,
      language: expected.language,
      product: expected.product,
      teamId: expected.team,
      stageKind: "open",
    });
    expect(lead.qualifiedAt).not.toBeNull();
    expect(lead.offeredTo).not.toBeNull();
    expect(lead.score).toBeGreaterThan(0);
    expect(lead.scoreReasons.length).toBeGreaterThan(0);
    const trail = await app.trail(lead);
    expect(new Set(trail.map((each) => each.kind))).toContain("offered");
    const replayed = replayLead(lead.id, trail);
    expect(
      isSame({ ...replayed, scoreReasons: [], updatedAt: "" }, { ...lead, scoreReasons: [], updatedAt: "" }),
    ).toBe(true);
  });
});
