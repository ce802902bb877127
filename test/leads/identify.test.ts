import { describe, expect, it } from "vitest";
import { canonicalEmail, canonicalIdentities, canonicalPhone, planIdentity } from "../../src/leads/index.ts";
import { aContact, anIdentity } from "../support/builders.ts";

describe("canonicalPhone", () => {
  it.each([
    ["+55 11 98765-4321", undefined, "+5511987654321"],
    ["+55 11 8765-4321", undefined, "+5511987654321"], // without the ninth digit
    ["11 8765-4321", "BR", "+5511987654321"],
    ["(11) 98765-4321", "BR", "+5511987654321"],
    ["+55 11 3456-7890", undefined, "+551134567890"], // a landline has none
    ["+52 1 55 1234 5678", undefined, "+525512345678"],
    ["+5215512345678", undefined, "+525512345678"],
    ["+1 212 555 0123", undefined, "+12125550123"],
    ["12345", "BR", null],
    ["98765-4321", undefined, null],
    ["hello", "BR", null],
    ["", "XX", null],
  ])("%s (%s) is %s", (text, country, phone) => {
    expect(canonicalPhone(text, country)).toBe(phone);
  });
});

describe("canonicalEmail", () => {
  it.each([
    [" Ana@Example.COM ", "ana@example.com"],
    ["a@b", null],
    ["a b@example.com", null],
    ["a@example..com", null],
    ["<a@example.com>", null],
  ])("%s is %s", (text, email) => {
    expect(canonicalEmail(text)).toBe(email);
  });
});

describe("canonicalIdentities", () => {
  it("adds the phone of a WhatsApp id, with the ninth digit, and leaves a LID alone", () => {
    const whatsapp = { kind: "whatsapp", value: "551187654321@c.us" };
    const lid = { kind: "lid", value: "5511987654321@lid" };
    expect(canonicalIdentities([whatsapp, lid])).toEqual([
      whatsapp,
      { kind: "phone", value: "+5511987654321" },
      lid,
    ]);
    expect(canonicalIdentities([{ kind: "whatsapp", value: "5511987654321@lid" }])).toHaveLength(1);
  });

  it("makes one of the same phone written twice", () => {
    const phones = ["+55 11 8765-4321", "11987654321"].map((value) => ({ kind: "phone", value }));
    expect(canonicalIdentities(phones, "BR")).toEqual([{ kind: "phone", value: "+5511987654321" }]);
  });
});

describe("planIdentity", () => {
  const old = aContact({ id: "old", createdAt: "2026-01-01T00:00:00.000Z" });
  const young = aContact({ id: "young", createdAt: "2026-02-01T00:00:00.000Z" });
  const contacts = new Map([old, young].map((contact) => [contact.id, contact]));
  const phone = { kind: "phone", value: "+5511987654321" };
  const lid = { kind: "lid", value: "1@lid" };

  it("makes a new contact for somebody unknown", () => {
    expect(planIdentity([phone], [], contacts)).toEqual({ contactId: null, join: [], add: [phone] });
  });

  it("joins a contact known by LID and one known by phone into the older, once a message shows both", () => {
    const known = [anIdentity({ ...lid, contactId: "old" }), anIdentity({ ...phone, contactId: "young" })];
    expect(planIdentity([phone, lid], known, contacts)).toEqual({
      contactId: "old",
      join: ["young"],
      add: [],
    });
  });

  it("keeps a new identity of a known contact", () => {
    const known = [anIdentity({ ...phone, contactId: "young" })];
    expect(planIdentity([phone, lid], known, contacts)).toEqual({ contactId: "young", join: [], add: [lid] });
  });

  it("follows a contact that was joined into another", () => {
    const joined = new Map(contacts).set("young", { ...young, mergedIntoId: "old" });
    const known = [anIdentity({ ...phone, contactId: "young" }), anIdentity({ ...lid, contactId: "old" })];
    expect(planIdentity([phone, lid], known, joined)).toEqual({ contactId: "old", join: [], add: [] });
  });

  it("never joins by name", () => {
    const named = new Map([old, young].map((contact) => [contact.id, { ...contact, name: "Ana Silva" }]));
    const known = [anIdentity({ ...phone, contactId: "young" })];
    expect(planIdentity([phone], known, named)).toEqual({ contactId: "young", join: [], add: [] });
  });

  it("ignores rows that were not asked for", () => {
    const known = [anIdentity({ kind: "web", value: "other", contactId: "old" })];
    expect(planIdentity([phone], known, contacts)).toEqual({ contactId: null, join: [], add: [phone] });
  });
});
