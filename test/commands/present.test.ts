import { describe, expect, it } from "vitest";
import { deadlineAsText } from "../../src/channel/render.ts";
import { announceLead } from "../../src/commands/present/announce.ts";
import { leadCard } from "../../src/commands/present/card.ts";
import { whenText } from "../../src/commands/present/deadlines.ts";
import { table } from "../../src/commands/present/format.ts";
import {
  formatDuration,
  formatMoney,
  formatRelative,
  formatTime,
  safeName,
} from "../../src/commands/present/index.ts";
import { customerMessageNotice } from "../../src/commands/present/message-notices.ts";
import { handoffNotice, newLeadNotice, offerNotice } from "../../src/commands/present/notices.ts";
import { phrase } from "../../src/commands/present/phrase.ts";
import { LANGUAGES } from "../../src/language.ts";
import { anAnswer, anOffer, aTurn, NOW } from "../support/builders.ts";
import { aLoadedLead, bundle, directory } from "./support.ts";

const later = (minutes: number) => new Date(Date.parse(NOW) + minutes * 60_000).toISOString();
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");

describe("formats", () => {
  // The words are those of Intl, which change a little between versions of Node: dots and "en/dentro de".
  it.each([
    [5, /^in 5 min/, /^em 5 min/, /^(en|dentro de) 5 min/],
    [31, /^in 31 min/, /^em 31 min/, /^(en|dentro de) 31 min/],
    [59.7, /^in 1 hr/, /^em 1 h/, /^(en|dentro de) 1 h/],
    [-120, /^2 hr.? ago/, /^há 2 h/, /^hace 2 h/],
    [0.2, /^now$/, /^agora$/, /^ahora$/],
    [60 * 13, /^in 13 hr/, /^em 13 h/, /^(en|dentro de) 13 h/],
    [60 * -30, /^1 day ago/, /^há 1 dia/, /^hace 1 día/],
    [60 * 24 * -45, /^1 mo.? ago|^2 mo/, /^há [12] m/, /^hace [12] m/],
  ])("%d minutes away", (minutes, ...patterns) => {
    for (const [i, language] of LANGUAGES.entries()) {
      expect(plain(formatRelative(later(minutes), NOW, language))).toMatch(patterns[i]!);
    }
  });

  it.each([
    [0, "0 s"],
    [45_000, "45 s"],
    [90_000, "1 min 30 s"],
    [720_000, "12 min"],
    [3_900_000, "1 h 5 min"],
    [7_200_000, "2 h"],
    [187_200_000, "2 d 4 h"],
  ])("%d ms is %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it("money has cents only where there are some, and none in currencies without", () => {
    expect(plain(formatMoney(1_250_000, "BRL", "pt", bundle))).toBe("R$ 12.500");
    expect(plain(formatMoney(1_250_050, "BRL", "pt", bundle))).toBe("R$ 12.500,50");
    expect(plain(formatMoney(12_500, "CLP", "en", bundle))).toMatch(/12,500$/);
  });

  it("times are told in the reader's zone", () => {
    expect(formatTime(NOW, NOW, { language: "en", timeZone: "America/Sao_Paulo" })).toContain("07:00");
    expect(formatTime(NOW, NOW, { language: "en", timeZone: "Asia/Tokyo" })).toContain("07:00 PM");
    expect(formatTime("2025-12-31T12:00:00.000Z", NOW, { language: "pt", timeZone: "UTC" })).toContain(
      "2025",
    );
  });

  it("columns stay aligned with wide characters and accents", () => {
    const text = table(
      [
        ["Ação", "1"],
        ["🔥 hot", "22"],
        ["商談", "333"],
      ],
      [1],
    );
    expect(text.split("\n")).toEqual(["Ação      1", "🔥 hot   22", "商談    333"]);
  });

  it("a phrase takes values as they are: no placeholder in a name is filled", () => {
    const hello = phrase<{ name: string; count: number }>({
      en: "{name}: {count, plural, one {# lead} other {# leads}}",
      pt: "{name}: {count, plural, one {# lead} other {# leads}}",
      es: "{name}: {count, plural, one {# lead} other {# leads}}",
    });
    expect(hello({ name: "{count} <b>'", count: 1 }).en).toBe("{count} <b>': 1 lead");
    expect(hello({ name: "x", count: 2 }).pt).toBe("x: 2 leads");
  });
});

describe("names from outside", () => {
  it.each([
    ["Ana\nclaim L-1", "Ana claim L-1"],
    ["  Ana\t Lima ", "Ana Lima"],
    ["Ana\u202eevil", "Anaevil"],
    ["דנה", "\u2068דנה\u2069"],
    ["a".repeat(80), `${"a".repeat(59)}…`],
  ])("%j is shown as %j", (name, shown) => {
    expect(safeName(name)).toBe(shown);
  });

  it("stay on their line in cards, lists and notices", () => {
    const { lead, contact } = aLoadedLead({ contact: { name: "Eve\n\nAdmin:\u202e", company: "X\nY" } });
    for (const language of LANGUAGES) {
      const card = leadCard(lead, contact, null, directory, bundle, language, NOW);
      expect(card.title).toBe("L-42 · Eve Admin: · X Y");
      const notice = customerMessageNotice({ lead, contact, text: "hi", channel: "web" })(language);
      expect(notice.text?.split("\n")).toHaveLength(1);
    }
  });
});

describe("the card", () => {
  const full = aLoadedLead({
    contact: { company: "Sample Co", phone: "+5511987654321", email: "clara@sample.example" },
    offer: anOffer({ leadId: "lead-42", repId: "bruno", dueAt: later(5) }),
    lead: {
      offerId: "offer-1",
      offeredTo: "bruno",
      offerDueAt: later(5),
      score: 78,
      grade: "hot",
      value: 1_250_000,
      currency: "BRL",
      tags: ["vip"],
      answers: { need: anAnswer("solar panels"), name: anAnswer("Clara") },
      scoreReasons: [
        { rule: "a", points: 5, text: { en: "small", pt: "pequeno", es: "pequeño" } },
        { rule: "b", points: 30, text: { en: "budget known", pt: "orçamento", es: "presupuesto" } },
        { rule: "c", points: -10, text: { en: "slow", pt: "lento", es: "lento" } },
        { rule: "d", points: 20, text: { en: "urgent", pt: "urgente", es: "urgente" } },
      ],
    },
  });
  const card = (language: "en" | "pt" | "es", loaded = full) =>
    leadCard(loaded.lead, loaded.contact, loaded.offer, directory, bundle, language, NOW);

  it.each([
    ["direct", "website · Direct", "site · Direto", "sitio web · Directo"],
    ["friend", "website · A friend told me", "site · Indicação", "sitio web · Recomendación"],
    ["spring fair", "website · Spring fair", "site · Spring fair", "sitio web · Spring fair"],
  ])("calls the source %s as the numbers do", (source, ...words) => {
    const loaded = aLoadedLead({ lead: { source, channel: "web" } });
    for (const [i, language] of LANGUAGES.entries())
      expect(card(language, loaded).fields.map(({ value }) => value)).toContain(words[i]);
  });

  it("tells what was chosen in the reader's language, and what was typed as it was", () => {
    const answers = {
      source: { ...anAnswer("Indicação"), value: "friend" },
      comment: anAnswer("tenho pressa"),
    };
    const told = card("es", aLoadedLead({ lead: { answers } })).lines?.join() ?? "";
    expect(told).toContain("Recomendación");
    expect(told).toContain("tenho pressa");
  });

  it("tells the state at a glance", () => {
    const shown = card("en");
    expect(shown.title).toBe("L-42 · Clara Nunes · Sample Co");
    expect(plain(shown.subtitle!)).toMatch(/^Open enquiry · 🔥 Hot 78 · /);
    expect(shown.tone).toBe("hot");
    expect(shown.fields.map((field) => field.label)).toEqual(["With", "Stage", "Contact", "Source", "Tags"]);
    expect(shown.fields[0]!.value).toBe("offered to Bruno Lima");
    expect(shown.deadlines?.map(deadlineAsText)[0]).toMatch(/^⏳ Take it by \d\d:\d\d \(5 min left\)$/);
    expect(shown.lines).toEqual(["Need: solar panels", "Score: +30 budget known; +20 urgent; −10 slow"]);
  });

  it("offers what can be done now, as commands that are understood", () => {
    expect(card("pt").buttons.map((button) => button.command)).toEqual([
      "claim L-42",
      "pass L-42",
      "note L-42",
    ]);
    const owned = aLoadedLead({ lead: { ownerId: "ana" } });
    const { buttons, select, more } = card("en", owned);
    expect(buttons.map((button) => button.command)).toEqual([
      "reply L-42",
      "followup L-42",
      "note L-42",
      "pass L-42",
    ]);
    const stages = select!.options.map((option) => option.command);
    expect(stages).not.toContain("stage L-42 open-enquiry");
    expect(stages).toHaveLength(7);
    expect(more!.map((button) => button.command)).toEqual([
      "call L-42",
      "send L-42",
      "value L-42",
      "tag L-42",
      "assign L-42",
      "history L-42",
      "why L-42",
    ]);
  });

  it("asks for what a stage needs, and only for that", () => {
    const asks = (stage: string, lead: Parameters<typeof aLoadedLead>[0]) =>
      card("en", aLoadedLead(lead)).select!.options.find((each) => each.command === `stage L-42 ${stage}`)!
        .asks;
    const owned = { ownerId: "ana" };
    expect(asks("contacted", { lead: owned })).toBeUndefined();
    expect(asks("unqualified", { lead: owned })![0]!.options!.map((each) => each.value)).toContain(
      "no-budget",
    );
    expect(asks("customer", { lead: owned })).toMatchObject([{ name: "value" }]);
    expect(asks("customer", { lead: { ...owned, value: 5_000, currency: "BRL" } })).toBeUndefined();
  });

  it("says what comes next, in which zone, and whether it is overdue", () => {
    const step = {
      followUpId: "f1",
      at: "2026-03-11T13:00:00.000Z",
      kind: "call",
      note: "the offer",
    } as const;
    const next = (at: string) => {
      const loaded = aLoadedLead({ lead: { ownerId: "ana", nextStep: step } });
      const shown = leadCard(loaded.lead, loaded.contact, null, directory, bundle, "en", at);
      return [shown.fields[1]!, shown.buttons[1]!] as const;
    };
    const [field, done] = next(NOW);
    expect(field).toEqual({
      label: "Next step",
      value: "Wed 11 Mar, 10:00 (São Paulo time) · 📞 Call: the offer",
    });
    expect(done.command).toBe("done L-42 fu:f1");
    expect(next("2026-03-12T00:00:00.000Z")[0].value).toMatch(/^⚠️ overdue · Wed 11 Mar/);
  });

  it("stays short however much was answered", () => {
    const answers = Object.fromEntries(
      Array.from({ length: 30 }, (_, n) => [`question-${n}`, anAnswer("long ".repeat(50))]),
    );
    const lead = { ownerId: "ana", answers, tags: ["vip"], reason: "x" };
    const shown = card("en", aLoadedLead({ lead, contact: { phone: "+5511987654321", optedOutAt: NOW } }));
    expect(shown.fields.length).toBeLessThanOrEqual(8);
    expect(shown.lines!.join("").length).toBeLessThan(500);
  });

  it("says when the customer opted out, and who has it", () => {
    const out = aLoadedLead({ lead: { ownerId: "ana" }, contact: { optedOutAt: NOW } });
    const values = card("en", out).fields.map((field) => field.value);
    expect(values[0]).toBe("Ana");
    expect(values).toContain("asked for no more messages");
  });
});

describe("notices", () => {
  const loaded = aLoadedLead({ offer: anOffer({ leadId: "lead-42", repId: "bruno", dueAt: later(10) }) });
  const facts = { ...loaded, directory, bundle, at: NOW };

  it("are in the reader's language, with the card, in the lead's thread", () => {
    for (const language of LANGUAGES) {
      for (const notice of [
        newLeadNotice(facts),
        offerNotice(facts),
        handoffNotice({ ...facts, reason: "asked" }),
      ]) {
        const message = notice(language);
        expect(message).toMatchObject({ thread: "lead-42", card: { leadId: "lead-42" } });
        expect(message.text).toContain("L-42");
      }
    }
    expect(offerNotice(facts)("en").text).toMatch(/^L-42 is for you: please claim or pass by \d\d:\d\d$/);
  });

  it("of a customer's message have a button to answer and name the files", () => {
    const file = { fileName: "plan.pdf", mime: "application/pdf", size: 9, sha256: "", path: "a/b.pdf" };
    const attachments = [file, { ...file, fileName: "film.mp4", path: "", missing: "too-large" as const }];
    const message = customerMessageNotice({ ...loaded, text: "Hi!", channel: "web", attachments })("es");
    expect(message.text).toBe(
      "💬 Clara Nunes (sitio web): Hi!\n📎 plan.pdf\n📎 film.mp4: demasiado grande, no se guardó",
    );
    expect(message.card?.buttons[0]?.command).toBe("reply L-42");
  });

  it("announce what has become of a lead, and nothing when nothing has", () => {
    const told = (after: Partial<typeof loaded.lead>) => {
      const turn = aTurn({ rep: "ana" });
      announceLead(turn, loaded.lead, { ...facts, lead: { ...loaded.lead, ...after } });
      return turn.notices.map((notice) => notice.to);
    };
    expect(told({ ownerId: "ana" })).toEqual([{ thread: "lead-42" }]);
    expect(told({ ownerId: "bruno" })).toEqual([{ thread: "lead-42" }, { rep: "bruno" }]);
    expect(told({ offerId: "o", offeredTo: "bruno" })).toEqual([{ rep: "bruno" }]);
    expect(told({ offerId: "o", teamId: "sales" })).toEqual([{ team: "sales" }]);
    expect(told({ tags: ["vip"] })).toEqual([{ thread: "lead-42" }]);
    const turn = aTurn();
    announceLead(turn, loaded.lead, facts);
    expect(turn.notices).toEqual([]);
  });
});

describe("when something runs out", () => {
  it.each([
    ["en", "2026-03-10T17:20:00.000Z", "14:20 (2 h left)"],
    ["en", "2026-03-11T12:05:00.000Z", "Wed 11 Mar, 09:05 (20 h 45 min left)"],
    ["pt", "2026-03-11T12:05:00.000Z", "qua 11 mar, 09:05 (faltam 20 h 45 min)"],
    ["es", "2027-01-04T12:05:00.000Z", "lun 4 ene 2027, 09:05 (faltan 299 d 21 h)"],
  ] as const)("is told in %s, with the day where it is not today: %s", (language, at, text) => {
    const view = { language, zone: "America/Sao_Paulo", at: "2026-03-10T15:20:00.000Z" };
    expect(whenText(at, view)).toBe(text);
  });
});
