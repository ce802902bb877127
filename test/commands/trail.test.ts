import { describe, expect, it } from "vitest";
import { toTrailEntry } from "../../src/commands/present/trail.ts";
import { LANGUAGES, type Language } from "../../src/language.ts";
import type { Activity } from "../../src/leads/types/activity.ts";
import { NOW } from "../support/builders.ts";
import { bundle, directory } from "./support.ts";

function told(facts: Partial<Activity>, language: Language) {
  const { who, text, note } = toTrailEntry({ ...ACTIVITY, ...facts }, { bundle, directory, language });
  return [who, text, ...(note === null ? [] : [note])].join(" ");
}

const ACTIVITY: Activity = {
  id: "a-1",
  seq: 1,
  channel: "web",
  leadId: "lead-42",
  contactId: "contact-1",
  kind: "noted",
  actorKind: "rep",
  actorId: null,
  before: null,
  after: null,
  note: null,
  at: NOW,
};

describe("the trail", () => {
  it.each([
    ["en", "Customer answered: Heard of us A friend; Phone +55 11 91234 5678"],
    ["pt", "Cliente respondeu: Como nos conheceu Indicação; Telefone +55 11 91234 5678"],
    ["es", "Cliente respondió: Cómo nos conoció Recomendación; Teléfono +55 11 91234 5678"],
  ] as const)("%s: tells an answer once that is kept in two places", (language, expected) => {
    const source = { en: "A friend", pt: "Indicação", es: "Recomendación" }[language];
    const phone = { value: "+5511912345678", display: "+55 11 91234 5678" };
    const raw = { source: "friend", "contact.phone": "+5511912345678" };
    const shown = { "answers.source": { value: "friend", display: source }, "answers.phone": phone };
    for (const after of [
      { ...raw, ...shown },
      { ...shown, ...raw },
    ]) {
      const activity = { kind: "answered", actorKind: "contact", after } as const;
      expect(told(activity, language)).toBe(expected);
    }
  });

  it.each([
    ["en", "Leadline got all the answers"],
    ["pt", "Leadline recebeu todas as respostas"],
    ["es", "Leadline recibió todas las respuestas"],
  ] as const)("%s: says that all is answered", (language, expected) => {
    const done: Partial<Activity> = { kind: "answered", actorKind: "system", note: "complete" };
    expect(told(done, language)).toBe(expected);
  });

  it.each(LANGUAGES)("%s: shows no ids of people, nor the one who claimed twice", (language) => {
    const by = { actorKind: "rep", actorId: "ana" } as const;
    expect(told({ kind: "claimed", ...by, after: { ownerId: "ana" } }, language)).not.toMatch(/Ana.*Ana/);
    expect(told({ kind: "released", actorKind: "system", note: "bruno" }, language)).toMatch(/: Bruno Lima$/);
    expect(told({ kind: "opted-out", actorKind: "contact", note: "web" }, language)).not.toContain("web");
  });
});
