import { describe, expect, it } from "vitest";
import { addNote, addTags, isRefusal, removeTags, setField, setValue } from "../../src/leads/index.ts";
import { aContact, aLead, aTurn } from "../support/builders.ts";

describe("tags, value and notes", () => {
  it("folds tags, so that one is not there twice", () => {
    expect(addTags(aTurn(), aLead({ tags: ["vip"] }), ["VIP", "#Não Ligar", "nao ligar"])).toMatchObject({
      tags: ["vip", "nao ligar"],
    });
    expect(addTags(aTurn(), aLead({ tags: ["vip"] }), ["VIP"])).toMatchObject({ code: "unchanged" });
    expect(
      addTags(
        aTurn(),
        aLead(),
        Array.from({ length: 31 }, (_, i) => `t${i}`),
      ),
    ).toMatchObject({ code: "too-many-tags" });
    expect(removeTags(aTurn(), aLead({ tags: ["vip", "late"] }), ["#VIP"])).toMatchObject({ tags: ["late"] });
    expect(removeTags(aTurn(), aLead(), ["vip"])).toMatchObject({ code: "unchanged" });
  });

  it("keeps a value in minor units", () => {
    const value = { amount: 150_000, currency: "BRL" };
    const lead = setValue(aTurn(), aLead(), value);
    expect(lead).toMatchObject({ value: 150_000, currency: "BRL" });
    expect(!isRefusal(lead) && setValue(aTurn(), lead, value)).toMatchObject({ code: "unchanged" });
    expect(!isRefusal(lead) && setValue(aTurn(), lead, null)).toMatchObject({ value: null, currency: null });
    expect(setValue(aTurn(), aLead(), { amount: 0.5, currency: "BRL" })).toMatchObject({ code: "bad-value" });
  });

  it("keeps a note in the trail, cleaned", () => {
    const turn = aTurn({ rep: "ana" });
    addNote(turn, aLead(), " wants a\u0000 call \n");
    expect(turn.changes().activities).toMatchObject([
      { kind: "noted", note: "wants a call", before: null, after: null, actorId: "ana" },
    ]);
    expect(addNote(aTurn(), aLead(), " \n")).toMatchObject({ code: "empty-note" });
  });
});

describe("setField", () => {
  const set = (field: string, value: string | null) =>
    setField(aTurn(), aLead(), aContact({ name: "Ana", fields: { size: "L" } }), field, value, "BR");

  it.each([
    ["product", "solar", { lead: { product: "solar" } }],
    ["source", "Instagram", { lead: { source: "instagram" } }],
    ["name", "Bea\u0000", { contact: { name: "Bea" } }],
    ["name", null, { contact: { name: null } }],
    ["email", "BEA@example.com", { contact: { email: "bea@example.com" } }],
    ["phone", "11 8765-4321", { contact: { phone: "+5511987654321" } }],
    ["language", "PT", { lead: { language: "pt" }, contact: { language: "pt" } }],
    ["Data de Nascimento", "1/2/80", { contact: { fields: { "data-de-nascimento": "1/2/80", size: "L" } } }],
    ["size", null, { contact: { fields: {} } }],
    ["__proto__", "x", { contact: { fields: { proto: "x", size: "L" } } }],
  ])("%s = %s", (field, value, expected) => {
    expect(set(field, value)).toMatchObject(expected);
  });

  it.each([
    ["email", "nobody", "bad-field"],
    ["phone", "123", "bad-field"],
    ["language", "fr", "bad-field"],
    ["source", null, "bad-field"],
    ["!!!", "x", "bad-field"],
    ["name", "Ana", "unchanged"],
    ["size", "L", "unchanged"],
    ["product", null, "unchanged"],
  ])("refuses %s = %s with %s", (field, value, code) => {
    expect(set(field, value)).toMatchObject({ code });
  });

  it("touches nothing that is not its own: an owner is a custom field of the contact", () => {
    expect(set("ownerId", "eve")).toMatchObject({
      lead: { ownerId: null },
      contact: { fields: { ownerid: "eve" } },
    });
  });
});
