import { describe, expect, it } from "vitest";
import type { Plan } from "../../src/commands/args/follow-up.ts";
import { isProblem, resolveCommand } from "../../src/commands/index.ts";
import { CALL_OUTCOMES, MEETING_OUTCOMES, readOutcome } from "../../src/commands/outcomes.ts";
import { LANGUAGES } from "../../src/language.ts";
import { aFollowUp } from "../support/builders.ts";
import { aContext, aLoadedLead, ana, aWorld, bruno, say } from "./support.ts";

/** Tuesday 10 March 2026, 07:00 in São Paulo, where Ana is. */
const rep = { ...ana, timeZone: "America/Sao_Paulo" };

function planOf(text: string): Plan | string {
  const parsed = resolveCommand(text, aContext({ actor: rep }));
  if (isProblem(parsed)) return parsed.code;
  return parsed.args.plan as Plan;
}

describe("what is planned", () => {
  it.each([
    [
      "followup L-42 tomorrow at 10:00 call about the price",
      "2026-03-11T13:00",
      "call",
      "call about the price",
    ],
    ["followup L-42 call tomorrow at 10:00", "2026-03-11T13:00", "call", undefined],
    ["followup L-42 call about the price tomorrow at 10:00", "2026-03-11T13:00", "call", "about the price"],
    ["remind me L-42 friday 15:30 send the offer", "2026-03-13T18:30", "task", "send the offer"],
    ["agendar L-42 reunião sexta às 15h", "2026-03-13T18:00", "meeting", undefined],
    ["agendar L-42 amanhã às 10h ligar sobre o preço", "2026-03-11T13:00", "call", "ligar sobre o preço"],
    [
      "agendar L-42 mañana a las 10:00 llamar por el precio",
      "2026-03-11T13:00",
      "call",
      "llamar por el precio",
    ],
    ["followup L-42 support in 2 days how is it", "2026-03-12", "support", "how is it"],
    ["followup L-42 2026-03-12 09:00 visit them", "2026-03-12T12:00", "meeting", "visit them"],
  ])("%s", (text, at, kind, what) => {
    const plan = planOf(text);
    if (typeof plan === "string") throw new Error(plan);
    expect(plan).toMatchObject({ kind, repeats: null });
    expect(plan.what).toBe(what);
    expect(plan.at.startsWith(at), plan.at).toBe(true);
  });

  it.each([
    ["followup L-42 every week monday 9:00 check in", "week", 1, "2026-03-16T12:00"],
    ["followup L-42 every monday 9:00 check in", "week", 1, "2026-03-16T12:00"],
    ["followup L-42 tomorrow at 9:00 check in every 2 weeks", "week", 2, "2026-03-11T12:00"],
    ["followup L-42 monthly tomorrow at 9:00", "month", 1, "2026-03-11T12:00"],
    ["agendar L-42 toda semana segunda às 9h dar um alô", "week", 1, "2026-03-16T12:00"],
    ["agendar L-42 a cada 3 dias amanhã às 9h", "day", 3, "2026-03-11T12:00"],
    ["agendar L-42 cada semana lunes 9:00 saludar", "week", 1, "2026-03-16T12:00"],
    ["followup L-42 every other week monday 9:00 check in", "week", 2, "2026-03-16T12:00"],
    ["agendar L-42 a cada dois meses amanhã às 9h", "month", 2, "2026-03-11T12:00"],
    ["followup L-42 every weekday 9:00 call", "weekday", 1, "2026-03-10T12:00"],
    ["followup L-42 saturday 9:00 call every weekday", "weekday", 1, "2026-03-16T12:00"],
    ["agendar L-42 todo dia útil às 9h ligar", "weekday", 1, "2026-03-10T12:00"],
    ["agendar L-42 cada día hábil 9:00 llamar", "weekday", 1, "2026-03-10T12:00"],
  ])("%s", (text, every, count, at) => {
    const plan = planOf(text);
    if (typeof plan === "string") throw new Error(plan);
    expect(plan.repeats).toEqual({ every, count });
    expect(plan.at.startsWith(at), plan.at).toBe(true);
  });

  it.each([
    [
      "followup L-42 every weekday 9:00 call until 30 june except holidays",
      "2026-07-01T02:59",
      undefined,
      true,
    ],
    [
      "agendar L-42 todo dia às 9h ligar até 30 de junho exceto feriados",
      "2026-07-01T02:59",
      undefined,
      true,
    ],
    [
      "agendar L-42 cada día 9:00 llamar hasta el 30 de junio menos feriados",
      "2026-07-01T02:59",
      undefined,
      true,
    ],
    ["followup L-42 every day until friday 9:00 call", "2026-03-14T02:59", undefined, undefined],
    ["followup L-42 every week monday 9:00 call 5 times", undefined, 5, undefined],
    ["agendar L-42 toda semana segunda às 9h ligar 3 vezes sem feriados", undefined, 3, true],
    ["followup L-42 every week monday 9:00 ask until they pay", undefined, undefined, undefined],
  ])("%s", (text, until, left, skipHolidays) => {
    const plan = planOf(text);
    if (typeof plan === "string") throw new Error(plan);
    expect(plan.repeats?.until?.slice(0, 16)).toBe(until);
    expect(plan.repeats?.left).toBe(left);
    expect(plan.repeats?.skipHolidays).toBe(skipHolidays);
    expect(plan.at.slice(11, 16)).toBe("12:00");
  });

  it.each([
    ["followup L-42 every monday and thursday 9:00 call", "which-time"],
    ["agendar L-42 toda segunda e quinta às 9h", "which-time"],
    ["followup L-42 every friday 15:00 until yesterday", "which-time"],
    ["followup L-42", "which-time"],
    ["followup L-42 call her", "which-time"],
    ["followup L-42 yesterday at 10:00 call", "time-past"],
    ["agendar L-42 ontem às 10h", "time-past"],
    ["followup L-42 every week", "which-time"],
  ])("%s is refused: %s", (text, code) => {
    expect(planOf(text)).toBe(code);
  });

  it.each([
    ["followup L-42 every day 9:00 call", "2026-03-11T09:00"],
    ["agendar L-42 toda semana às 9h ligar", "2026-03-17T09:00"],
    ["agendar L-42 cada mes a las 9:00 llamar", "2026-04-10T09:00"],
    ["followup L-42 every day at 9 call", "2026-03-11T09:00"],
    ["followup L-42 call her every day at 9", "2026-03-11T09:00"],
    ["followup L-42 every weekday at 9 5 times call", "2026-03-11T09:00"],
    ["agendar L-42 todo dia às 9 ligar", "2026-03-11T09:00"],
    ["agendar L-42 llamar cada día a las 9", "2026-03-11T09:00"],
  ])("%s begins the next time where that time of today has passed", (text, at) => {
    const parsed = resolveCommand(text, aContext({ actor: ana }));
    if (isProblem(parsed)) throw new Error(parsed.code);
    expect((parsed.args.plan as Plan).at.slice(0, 16)).toBe(at);
  });

  it("is told back with its zone, in the reader's language, with how to undo it", async () => {
    const world = aWorld([aLoadedLead({ lead: { ownerId: "ana" } })]);
    for (const language of LANGUAGES) {
      const said = await say("followup L-42 2026-03-11 10:00 call", world, {
        actor: { ...rep, language },
        language,
      });
      expect(said.text).toMatch(/11 mar|11 Mar/);
      expect(said.text).toMatch(/São Paulo/);
      expect(said.text).toContain({ en: "undo L-42", pt: "desfazer L-42", es: "deshacer L-42" }[language]);
    }
  });
});

describe("which follow-up is meant", () => {
  const world = (...rows: ReturnType<typeof aFollowUp>[]) => ({
    ...aWorld([aLoadedLead({ lead: { ownerId: "ana" } })]),
    followUps: rows.map((row) => ({ ...row, leadId: "lead-42" })),
  });

  it("is the asker's own that is due, where no lead is named; with several, the person chooses", async () => {
    const due = aFollowUp({ id: "f1", dueAt: "2026-03-10T09:00:00.000Z" });
    const later = aFollowUp({ id: "f2", dueAt: "2026-03-12T09:00:00.000Z" });
    const one = await say("done went well", world(due, later), { actor: rep });
    expect(one.turn.changes().followUps).toMatchObject([{ id: "f1", status: "done", outcome: "went well" }]);
    const other = aFollowUp({ id: "f3", dueAt: "2026-03-10T09:30:00.000Z" });
    const two = await say("done went well", world(due, other), { actor: rep });
    expect(two.turn.changes().followUps).toEqual([]);
    expect(two.reply.choices!.map((each) => each.value)).toEqual([
      "done L-42 fu:f1 went well",
      "done L-42 fu:f3 went well",
    ]);
    const chosen = await say(two.reply.choices![1]!.value, world(due, other), { actor: rep });
    expect(chosen.turn.changes().followUps).toMatchObject([{ id: "f3", outcome: "went well" }]);
  });

  it("keeps the time in the choices of snooze", async () => {
    const rows = ["f1", "f2"].map((id) => aFollowUp({ id, dueAt: "2026-03-10T09:00:00.000Z" }));
    const asked = await say("snooze L-42 tomorrow at 10:00", world(...rows), { actor: rep });
    const chosen = await say(asked.reply.choices![0]!.value, world(...rows), { actor: rep });
    expect(chosen.turn.changes().followUps).toMatchObject([{ id: "f1", dueAt: "2026-03-11T13:00:00.000Z" }]);
  });

  it("is nothing of a lead that belongs to another, and nothing that is over", async () => {
    const row = aFollowUp({ id: "f1" });
    const theirs = {
      ...aWorld([aLoadedLead({ lead: { ownerId: "bruno" } })]),
      followUps: [{ ...row, leadId: "lead-42", repId: "bruno" }],
    };
    const denied = await say("done L-42 fu:f1", theirs, { actor: rep });
    expect(denied.turn.changes().followUps).toEqual([]);
    expect(denied.text).toMatch(/[Aa]sk|Bruno/);
    const over = await say("done L-42 fu:f9", world(row), { actor: rep });
    expect(over.text).toMatch(/over already/);
    const none = await say("done", aWorld(), { actor: bruno });
    expect(none.problem).toBe("no-follow-up");
  });
});

describe("what came of a call", () => {
  it.each([
    ["reached", "reached", ""],
    ["reached her", "reached", ""],
    ["reached him, wants an offer", "reached", "wants an offer"],
    ["reached them. Themes were discussed", "reached", "Themes were discussed"],
    ["no answer", "no-answer", ""],
    ["No Answer, tried twice", "no-answer", "tried twice"],
    ["não atendeu", "no-answer", ""],
    ["nao atendeu", "no-answer", ""],
    ["falei: quer proposta", "reached", "quer proposta"],
    ["no contestó", "no-answer", ""],
    ["buzón de voz", "voicemail", ""],
    ["voicemial", "voicemail", ""],
    ["wrong number", "wrong-number", ""],
  ])("%s", (text, id, rest) => {
    const found = readOutcome(text, CALL_OUTCOMES);
    expect([found?.outcome.id, found?.rest]).toEqual([id, rest]);
  });

  it("is asked for when it is not understood", async () => {
    expect(readOutcome("perhaps", CALL_OUTCOMES)).toBeNull();
    expect(readOutcome("did not come", MEETING_OUTCOMES)?.outcome.id).toBe("no-show");
    const said = await say("call L-42 perhaps", aWorld([aLoadedLead({ lead: { ownerId: "ana" } })]));
    expect(said.problem).toBe("which-outcome");
    expect(said.reply.choices!.map((each) => each.value)).toContain("call L-42 no-answer perhaps");
  });
});
