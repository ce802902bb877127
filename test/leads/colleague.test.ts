import { describe, expect, it } from "vitest";
import { readLinkCode, showLinkCode } from "../../src/commands/link-code.ts";
import { canBeColleague, whatsappIds } from "../../src/leads/colleague.ts";

describe("the ids by which a colleague may be known", () => {
  it.each([
    ["slack", "T0123ABCD:U0456EFGH"],
    ["slack", "E0123ABCD:W0456EFGH"],
    ["telegram", "123456789"],
    ["whatsapp", "5511987654321"],
    ["lid", "123456789012345"],
    ["whatsapp-user", "BR.abc-123"],
  ])("%s %s is one", (kind, value) => {
    expect(canBeColleague({ kind, value })).toBe(true);
  });

  it.each([
    ["slack", "U0456EFGH"],
    ["slack", "@ana"],
    ["slack", "T0123ABCD:U0456EFGH:x"],
    ["telegram", "@ana"],
    ["telegram", "-100123"],
    ["phone", "+5511987654321"],
    ["email", "ana@example.com"],
    ["web", "visitor-1"],
    ["desk", "ana"],
    ["constructor", "x"],
    ["toString", "x"],
  ])("%s %s is none", (kind, value) => {
    expect(canBeColleague({ kind, value })).toBe(false);
  });

  it("are those that WhatsApp uses for a phone, and nobody else's", () => {
    expect(whatsappIds("+55 11 98765-4321")).toEqual(["5511987654321", "551187654321"]);
    expect(whatsappIds("551187654321")).toEqual(["5511987654321", "551187654321"]);
    // Without its nine this mobile would be the number of a landline.
    expect(whatsappIds("+55 11 93456-7890")).toEqual(["5511934567890"]);
    expect(whatsappIds("+52 55 1234 5678")).toEqual(["525512345678", "5215512345678"]);
    expect(whatsappIds("+44 7400 123456")).toEqual(["447400123456"]);
    expect(whatsappIds("12345")).toEqual([]);
    expect(whatsappIds("")).toEqual([]);
  });
});

describe("a link code", () => {
  it.each([
    "link 482-913",
    "Link 482913",
    "/link 482 913",
    "/link@LeadlineBot 482-913",
    "vincular 482-913",
    "/Vincular 482.913.",
    "  link:   482-913  ",
    "<@U123> link 482-913",
    "@leadline link 482-913",
    "/lead link 482-913",
    "leadline link 482-913",
    "link ４８２-９１３",
  ])("is read from “%s”", (text) => {
    expect(readLinkCode(text)).toBe("482913");
  });

  it.each([
    "",
    "link",
    "link?",
    "482-913",
    "link 48-2913 and more",
    "link 482-9134",
    "link 482-91",
    "can you send the link 482-913",
    "link abc-def",
    "linked 482-913",
    "unlink 482-913",
    `link ${"1".repeat(5_000)}`,
  ])("is not read from “%s”", (text) => {
    expect(readLinkCode(text)).toBeNull();
  });

  it("is shown as people read it", () => {
    expect(showLinkCode("012345")).toBe("012-345");
  });
});
