import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { type OutreachRules, outreachSchema, type QuietHours } from "../../src/leads/config.ts";
import { judgeOutreach, type OutreachFacts, type OutreachVerdict } from "../../src/leads/outreach.ts";
import { zonesOf } from "../../src/leads/person-zone.ts";
import { aCalendar, aContact, aConversation } from "../support/builders.ts";

/** A Tuesday, 11:00 in São Paulo. */
const AT = "2026-03-10T14:00:00.000Z";
const DAY = 86_400_000;
const ago = (ms: number, at = AT) => new Date(Date.parse(at) - ms).toISOString();

function facts(some: Partial<OutreachFacts> = {}): OutreachFacts {
  return {
    at: AT,
    channel: "whatsapp",
    contact: aContact(),
    conversation: aConversation({ lastInboundAt: ago(9 * DAY), lastOutboundAt: ago(9 * DAY) }),
    isAsked: false,
    sentToPerson: [],
    sentToday: 0,
    isOff: false,
    rules: outreachSchema.parse({}),
    business: aCalendar({ timeZone: "America/Sao_Paulo", hours: null }),
    ...some,
  };
}

const rules = (some: Partial<OutreachRules>): OutreachRules => outreachSchema.parse(some);
const told = (verdict: OutreachVerdict) =>
  verdict.kind === "go"
    ? "go"
    : [verdict.kind, verdict.why.code, ...("until" in verdict ? [verdict.until] : [])].join(" ");

describe("the guard of unasked messages", () => {
  it.each<[string, Partial<OutreachFacts>, string]>([
    ["lets one go", {}, "go"],
    ["never writes to who opted out", { contact: aContact({ optedOutAt: AT }) }, "never opted-out"],
    [
      "never writes where a colleague noted that the channel is closed",
      { contact: aContact({ consents: { "whatsapp:messages": { state: "withdrawn", at: AT } } }) },
      "never opted-out",
    ],
    [
      "never writes to who has said no to news",
      { contact: aContact({ consents: { "whatsapp:news": { state: "withdrawn", at: AT } } }) },
      "never no-consent",
    ],
    ["never writes without a yes where one is asked for", { needsYes: true }, "never no-consent"],
    [
      "writes after a yes where one is asked for",
      { needsYes: true, contact: aContact({ consents: { "whatsapp:news": { state: "granted", at: AT } } }) },
      "go",
    ],
    [
      "takes a yes for the channel on which it was given",
      { needsYes: true, contact: aContact({ consents: { "telegram:news": { state: "granted", at: AT } } }) },
      "never no-consent",
    ],
    ["never writes where there is no chat", { conversation: null }, "never never-wrote"],
    [
      "never writes to who has not written first",
      { conversation: aConversation({ lastInboundAt: null }) },
      "never never-wrote",
    ],
    [
      "leaves a colleague's talk alone for three days",
      {
        conversation: aConversation({
          floor: "human",
          lastInboundAt: ago(2 * DAY),
          lastOutboundAt: ago(DAY),
        }),
      },
      "wait human 2026-03-12T14:00:00.000Z",
    ],
    [
      "goes on when that talk is long over",
      {
        conversation: aConversation({
          floor: "human",
          lastInboundAt: ago(4 * DAY),
          lastOutboundAt: ago(5 * DAY),
        }),
      },
      "go",
    ],
    [
      "never writes into a colleague's talk where the business wants that",
      {
        conversation: aConversation({ floor: "human", lastInboundAt: ago(90 * DAY) }),
        rules: rules({ afterHumanDays: "never" }),
      },
      "never human",
    ],
    [
      "waits a day for the answer to a question",
      { isAsked: true, conversation: aConversation({ lastInboundAt: ago(DAY / 4) }) },
      "wait asked 2026-03-11T11:00:00.000Z",
    ],
    [
      "keeps to one in three days",
      { sentToPerson: [ago(DAY)] },
      "wait person-limit 2026-03-12T14:00:00.000Z",
    ],
    ["sends the next to the minute", { sentToPerson: [ago(3 * DAY)] }, "go"],
    [
      "keeps to four in thirty days",
      { sentToPerson: [ago(4 * DAY), ago(22 * DAY), ago(28 * DAY), ago(12 * DAY)] },
      "wait person-limit 2026-03-12T14:00:00.000Z",
    ],
    [
      "counts what a clock that was set back has put into the future",
      { sentToPerson: [ago(-DAY)] },
      "wait person-limit 2026-03-14T14:00:00.000Z",
    ],
    ["keeps to the channel's day", { sentToday: 50 }, "wait channel-limit 2026-03-11T11:00:00.000Z"],
    ["sends the channel's last of a day", { sentToday: 49 }, "go"],
    ["has its own limit for other channels", { channel: "telegram", sentToday: 50 }, "go"],
    [
      "knows channels that never send any",
      { rules: rules({ perDay: { whatsapp: 0 } }) },
      "never channel-closed",
    ],
    ["has no limit where none is named", { rules: rules({ perDay: {} }), sentToday: 9_999 }, "go"],
    ["waits while it is switched off", { isOff: true }, "wait off 2026-03-10T20:00:00.000Z"],
    [
      "says first that somebody opted out",
      { isOff: true, contact: aContact({ optedOutAt: AT }) },
      "never opted-out",
    ],
    ["is quiet at night", { at: "2026-03-11T02:00:00.000Z" }, "wait quiet-hours 2026-03-11T11:00:00.000Z"],
    [
      "is quiet at the person's night",
      { contact: aContact({ timeZone: "Asia/Tokyo" }) },
      "wait quiet-hours 2026-03-10T23:00:00.000Z",
    ],
    [
      "reads the night from a phone number",
      { contact: aContact({ phone: "+81312345678" }) },
      "wait quiet-hours 2026-03-10T23:00:00.000Z",
    ],
    [
      "keeps to the sequence's quiet hours too",
      { quietHours: ["10:00", "15:00"] },
      "wait quiet-hours 2026-03-10T18:00:00.000Z",
    ],
    [
      "waits for the morning after a limit that ends at night",
      { sentToPerson: [ago(3 * DAY - 10 * 3_600_000)] },
      "wait person-limit 2026-03-11T11:00:00.000Z",
    ],
    [
      "leaves out weekends where the business wants that",
      { at: "2026-03-14T14:00:00.000Z", rules: rules({ weekends: false }) },
      "wait quiet-hours 2026-03-16T11:00:00.000Z",
    ],
    [
      "leaves out holidays",
      { business: aCalendar({ timeZone: "America/Sao_Paulo", hours: null, holidays: ["2026-03-10"] }) },
      "wait quiet-hours 2026-03-11T11:00:00.000Z",
    ],
    [
      "never finds a time where all of the day is quiet",
      { quietHours: ["08:00", "20:00"] },
      "never always-quiet",
    ],
  ])("%s", (_, some, verdict) => {
    expect(told(judgeOutreach(facts(some)))).toBe(verdict);
  });
});

describe("where somebody is", () => {
  const zones = (phone: string | null, timeZone: string | null = null) =>
    zonesOf(aContact({ phone, timeZone }), { timeZone: "Europe/Lisbon" });

  it.each([
    ["a zone that is known", "+5511912345678", "Asia/Tokyo", ["Asia/Tokyo"]],
    ["a zone that is none", "+81312345678", "Mars/Olympus", ["Asia/Tokyo"]],
    ["no number", null, null, ["Europe/Lisbon"]],
    ["a number of no country", "+99912345678", null, ["Europe/Lisbon"]],
    ["São Paulo", "+5511912345678", null, ["America/Sao_Paulo"]],
    ["Manaus", "+5592991234567", null, ["America/Manaus"]],
    ["Bogotá", "+573211234567", null, ["America/Bogota"]],
    ["Germany", "+4915123456789", null, ["Europe/Berlin"]],
    ["somewhere in the United States", "+12133734253", null, ["America/New_York", "America/Los_Angeles"]],
    ["Hawaii", "+18084567890", null, ["Pacific/Honolulu"]],
  ])("%s", (_, phone, timeZone, wanted) => {
    expect(zones(phone, timeZone)).toEqual(wanted);
  });
});

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 59))
  .map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`);
const quietHours = fc.tuple(clock, clock);
const zone = fc.constantFrom(
  "America/Sao_Paulo",
  "America/New_York",
  "Europe/Berlin",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "America/Santiago",
  "Africa/Casablanca",
  "UTC",
);
const moment = fc
  .integer({ min: Date.parse("2026-01-01T00:00:00Z"), max: Date.parse("2027-12-31T00:00:00Z") })
  .map((ms) => new Date(ms).toISOString());

const anyFacts = fc
  .record({
    at: moment,
    timeZone: fc.option(zone),
    businessZone: zone,
    floor: fc.constantFrom("bot" as const, "human" as const),
    heardAgo: fc.integer({ min: 0, max: 40 * DAY }),
    saidAgo: fc.integer({ min: 0, max: 40 * DAY }),
    isAsked: fc.boolean(),
    sentAgo: fc.array(fc.integer({ min: -2 * DAY, max: 40 * DAY }), { maxLength: 8 }),
    sentToday: fc.integer({ min: 0, max: 60 }),
    quiet: quietHours,
    own: fc.option(quietHours, { nil: undefined }),
    weekends: fc.boolean(),
    optedOut: fc.boolean(),
  })
  .map(
    (each): OutreachFacts => ({
      at: each.at,
      channel: "whatsapp",
      contact: aContact({ timeZone: each.timeZone, optedOutAt: each.optedOut ? each.at : null }),
      conversation: aConversation({
        floor: each.floor,
        lastInboundAt: ago(each.heardAgo, each.at),
        lastOutboundAt: ago(each.saidAgo, each.at),
      }),
      isAsked: each.isAsked,
      sentToPerson: each.sentAgo.map((ms) => ago(ms, each.at)),
      sentToday: each.sentToday,
      isOff: false,
      rules: rules({ quietHours: each.quiet, weekends: each.weekends }),
      business: aCalendar({ timeZone: each.businessZone, hours: null }),
      quietHours: each.own,
    }),
  );

/** Read from the wall clock, not by the calendar under test. */
function isQuiet(at: string, zoneName: string, [from, to]: QuietHours): boolean {
  const now = DateTime.fromISO(at, { zone: zoneName }).toFormat("HH:mm");
  return from < to ? now >= from && now < to : from > to && (now >= from || now < to);
}

const dayOf = (at: string, timeZone: string) => DateTime.fromISO(at, { zone: timeZone }).toISODate();

describe("whatever the facts, the guard", () => {
  it("lets nothing go in quiet hours, on a day that is left out, over a limit, or after an opt-out", () => {
    fc.assert(
      fc.property(anyFacts, (each) => {
        if (judgeOutreach(each).kind !== "go") return;
        const where = each.contact.timeZone ?? each.business.timeZone;
        for (const quiet of [each.rules.quietHours, each.quietHours ?? (["00:00", "00:00"] as const)])
          expect(isQuiet(each.at, where, [...quiet])).toBe(false);
        if (!each.rules.weekends) expect(DateTime.fromISO(each.at, { zone: where }).weekday).toBeLessThan(6);
        expect(each.contact.optedOutAt).toBeNull();
        expect(each.sentToday).toBeLessThan(50);
        for (const { most, days } of each.rules.perPerson) {
          const within = each.sentToPerson.filter((sent) => sent > ago(days * DAY, each.at));
          expect(within.length).toBeLessThan(most);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("comes to an end when it is asked again at the times that it names", () => {
    fc.assert(
      fc.property(anyFacts, (first) => {
        let each = first;
        for (let asked = 0; asked < 5; asked += 1) {
          const verdict = judgeOutreach(each);
          // The same row, tried again.
          expect(judgeOutreach(structuredClone(each))).toEqual(verdict);
          if (verdict.kind !== "wait") return;
          expect(verdict.until > each.at).toBe(true);
          const { timeZone } = each.business;
          const isSameDay = dayOf(verdict.until, timeZone) === dayOf(each.at, timeZone);
          each = { ...each, at: verdict.until, sentToday: isSameDay ? each.sentToday : 0 };
        }
        expect.unreachable("it waits for ever");
      }),
      { numRuns: 1_000 },
    );
  });
});
