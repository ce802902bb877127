import fc from "fast-check";
import ICAL from "ical.js";
import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../../src/language.ts";
import { moveFollowUp } from "../../src/leads/follow-up.ts";
import { isRefusal } from "../../src/leads/index.ts";
import type { FollowUp } from "../../src/leads/types/follow-up.ts";
import { aFollowUp, aLead, aTurn } from "../support/builders.ts";
import { aLoadedLead, ana, aWorld, say, type World } from "./support.ts";

const rep = { ...ana, timeZone: "America/Sao_Paulo" };

function worldOf(followUps: FollowUp[], name = "Clara Nunes"): World {
  const lead = aLoadedLead({ lead: { ownerId: "ana" }, contact: { name, company: null } });
  return { ...aWorld([lead]), followUps: followUps.map((row) => ({ ...row, leadId: "lead-42" })) };
}

/** What another library reads in the file. */
function eventsIn(file: string): ICAL.Event[] {
  const calendar = new ICAL.Component(ICAL.parse(file));
  return calendar.getAllSubcomponents("vevent").map((event) => new ICAL.Event(event));
}

async function fileOf(text: string, world: World): Promise<string> {
  const said = await say(text, world, { actor: rep });
  expect(said.reply.file).toMatchObject({ mime: "text/calendar" });
  return said.files[0] ?? "";
}

describe("the calendar file", () => {
  it("has each open follow-up of the asker, at its moment", async () => {
    const rows = [
      aFollowUp({ id: "f1", dueAt: "2026-03-11T13:00:00.000Z", note: "the price" }),
      aFollowUp({ id: "f2", kind: "meeting", dueAt: "2026-10-25T00:30:00.000Z" }),
      aFollowUp({ id: "f3", repId: "bruno" }),
      aFollowUp({ id: "f4", status: "done" }),
    ];
    const events = eventsIn(await fileOf("calendar", worldOf(rows)));
    expect(events.map((event) => event.summary)).toEqual([
      "📞 Call: the price – L-42 · Clara Nunes",
      "🗓 Meeting – L-42 · Clara Nunes",
    ]);
    expect(events.map((event) => event.startDate.toJSDate().toISOString())).toEqual([
      "2026-03-11T13:00:00.000Z",
      "2026-10-25T00:30:00.000Z",
    ]);
    expect(events[1]!.duration.toSeconds()).toBe(3_600);
    expect(events[0]!.component.getAllSubcomponents("valarm")).toHaveLength(1);
    expect(new Set(events.map((event) => event.uid)).size).toBe(2);
  });

  it("of one follow-up or one lead has just those", async () => {
    const rows = ["f1", "f2"].map((id) => aFollowUp({ id, repId: "bruno" }));
    expect(eventsIn(await fileOf("calendar L-42", worldOf(rows)))).toHaveLength(2);
    expect(eventsIn(await fileOf("calendar L-42 fu:f2", worldOf(rows)))).toHaveLength(1);
    expect(eventsIn(await fileOf("calendar F-f2", worldOf(rows)))[0]!.uid).toMatch(/^f2-/);
  });

  it("keeps the UID of an entry that was moved, and raises its SEQUENCE", async () => {
    const row = aFollowUp({ id: "f1", dueAt: "2026-03-11T13:00:00.000Z" });
    const [before] = eventsIn(await fileOf("calendar", worldOf([row])));
    let moved = row;
    for (const dueAt of ["2026-03-12T13:00:00.000Z", "2026-03-11T14:00:00.000Z"]) {
      const done = moveFollowUp(aTurn({ followUps: [moved] }), aLead(), moved, dueAt);
      if (isRefusal(done)) throw new Error(done.code);
      moved = done.followUp;
    }
    const [after] = eventsIn(await fileOf("calendar", worldOf([moved])));
    expect(after!.uid).toBe(before!.uid);
    expect([before!.sequence, after!.sequence]).toEqual([0, 2]);
  });

  it("holds whatever was written, in lines of at most 75 octets that end as they must", async () => {
    const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(text, text, async (note, name) => {
        const file = await fileOf("calendar", worldOf([aFollowUp({ note })], name));
        const lines = file.split("\r\n");
        expect(lines.pop()).toBe("");
        for (const line of lines) {
          expect(line).not.toMatch(/[\r\n]/);
          expect(Buffer.byteLength(line), line).toBeLessThanOrEqual(75);
        }
        expect(eventsIn(file)).toHaveLength(1);
      }),
      { numRuns: 100 },
    );
    const tricky = "a, b; c \\ d: “e”\nBEGIN:VEVENT\r\nEND:VCALENDAR 🎉👩‍👩‍👧 ção";
    const [event, ...more] = eventsIn(await fileOf("calendar", worldOf([aFollowUp({ note: tricky })])));
    expect(more).toEqual([]);
    expect(event!.summary).toContain("a, b; c \\ d: “e” BEGIN:VEVENT END:VCALENDAR 🎉👩‍👩‍👧 ção");
    expect(event!.description.split("\n")[0]).toBe("a, b; c \\ d: “e”");
  });

  it("is told in the reader's language; where nothing is planned there is none", async () => {
    for (const language of LANGUAGES) {
      const facts = { actor: { ...rep, language }, language };
      const said = await say("calendar", worldOf([aFollowUp()]), facts);
      expect(said.text).toContain(
        { en: "1 follow-up", pt: "1 acompanhamento", es: "1 seguimiento" }[language],
      );
      const none = await say("calendar", worldOf([]), facts);
      expect(none.problem).toBe("no-follow-up");
    }
  });
});
