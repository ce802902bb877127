import { z } from "zod";
import type { InboundTimer } from "../channel/inbound.ts";
import type { Studio } from "../commands/define.ts";
import { dailyCommand } from "../commands/each/daily.ts";
import { isProblem, loadCommand, type ParsedCommand, runCommand } from "../commands/index.ts";
import { phrase } from "../commands/present/phrase.ts";
import type { CommandReads } from "../commands/reads.ts";
import { formatMoment } from "../commands/when/index.ts";
import type { FlowBundle } from "../flow/bundle.ts";
import { SYSTEM } from "../leads/change.ts";
import { DAILY_LIST, isSameDay, isWorkingDay, nextDailyList, saveDailyList } from "../leads/daily-list.ts";
import { isAway } from "../leads/reps.ts";
import type { Turn } from "../leads/turn.ts";
import type { At } from "../leads/types/at.ts";
import type { Directory } from "../leads/types/directory.ts";
import type { Rep } from "../leads/types/rep.ts";
import type { PreparedCommand } from "./prepared.ts";
import type { Snapshot } from "./snapshot.ts";
import { readLate, tellLate } from "./stand-in.ts";

/** Read what a rep's list tells of, when it is to be told at all; of who is away, what is late. */
export async function prepareDailyList(
  event: InboundTimer,
  store: { reads: CommandReads; studio: Studio },
  known: { directory: Directory; bundle: FlowBundle; at: At },
): Promise<PreparedCommand> {
  const actor = repOf(event, known.directory);
  if (actor === null) return { kind: "nothing" };
  if (isAway(actor, known.at)) {
    if (!known.bundle.business.dailyList.overdue || !isItsMorning(actor, event, known))
      return { kind: "nothing" };
    const { standInToldAt } = payloadOf(event);
    return { kind: "stand-in", late: await readLate(actor, standInToldAt, store.reads, known) };
  }
  if (!isTold(actor, event, known)) return { kind: "nothing" };
  const context = { ...known, actor, language: actor.language, leadInThread: null, studio: store.studio };
  const loaded = await loadCommand(PARSED, store.reads, context);
  return isProblem(loaded) ? { kind: "nothing" } : { kind: "ready", parsed: PARSED, loaded };
}

/**
 * The list of a rep is due: it is told when there is something on it, and the next one is set for the next working
 * morning. One that comes on a later day is told at once when that day's own time has passed, else with that day's. Who
 * is away is told nothing, but who stands in is told what has become late, each follow-up once; who has left has no list
 * any more.
 */
export function decideDailyList(
  turn: Turn,
  snapshot: Snapshot,
  event: InboundTimer,
  prepared: PreparedCommand,
): void {
  turn.actAs(SYSTEM);
  turn.save("timers", { ...event.timer, status: "fired" });
  const { bundle, directory } = snapshot;
  const rep = repOf(event, directory);
  if (rep === null) return;
  const next = nextAfter(rep, event.timer.dueAt, bundle, turn.at);
  const isStandIn = prepared.kind === "stand-in";
  saveDailyList(turn, rep.id, next, isStandIn ? prepared.late.at : payloadOf(event).standInToldAt);
  if (isStandIn) {
    tellLate(turn, rep, prepared.late, { directory, timeZone: bundle.business.timeZone });
    return;
  }
  if (prepared.kind !== "ready" || !isTold(rep, event, { bundle, at: turn.at })) return;
  const { reply } = runCommand(prepared.parsed, prepared.loaded, {
    actor: rep,
    lead: null,
    activities: [],
    turn,
    bundle,
    directory,
    language: rep.language,
    at: turn.at,
  });
  // Without a card there is nothing to tell.
  if (reply.card === undefined) return;
  const due = event.timer.dueAt;
  const isLate = Date.parse(turn.at) - Date.parse(due) > LATE_MS;
  const when = formatMoment(due, rep.timeZone, rep.language, turn.at);
  const note = isLate ? `\n${late({ when })[rep.language]}` : "";
  const lines = [...(reply.card.lines ?? []), ...(isLate ? [note.trim()] : [])];
  const message = { ...reply, text: `${reply.text ?? ""}${note}`, card: { ...reply.card, lines } };
  turn.notify({ to: { rep: rep.id }, leadId: null, message: () => message, personal: true });
}

/** Somebody has no timer for the list yet, or one that was set by a clock that has been set back since. */
export function beginDailyList(turn: Turn, { bundle, directory }: Snapshot, event: InboundTimer): void {
  const rep = repOf(event, directory);
  if (rep === null) return;
  const { instead, standInToldAt } = payloadOf(event);
  if (instead !== undefined) {
    const timer = { kind: DAILY_LIST, conversationId: null, leadId: null, status: "cancelled" } as const;
    turn.save("timers", { ...timer, ...instead });
  }
  const next = nextDailyList(rep, bundle.calendar, clockOf(bundle), turn.at, true);
  saveDailyList(turn, rep.id, next, standInToldAt);
}

function nextAfter(rep: Rep, due: At, bundle: FlowBundle, now: At): At {
  return nextDailyList(rep, bundle.calendar, clockOf(bundle), now, !isSameDay(rep, due, now));
}

function isTold(rep: Rep, event: InboundTimer, { bundle, at }: { bundle: FlowBundle; at: At }): boolean {
  const { overdue, withoutNextStep } = bundle.business.dailyList;
  if ((!overdue && !withoutNextStep) || rep.dailyListOffAt !== null) return false;
  if (isAway(rep, at)) return false;
  return isItsMorning(rep, event, { bundle, at });
}

function isItsMorning(
  rep: Rep,
  event: InboundTimer,
  { bundle, at }: { bundle: FlowBundle; at: At },
): boolean {
  const { dueAt } = event.timer;
  if (isSameDay(rep, dueAt, at)) return true;
  // Today's own is still to come, or there is none today.
  const next = nextAfter(rep, dueAt, bundle, at);
  return isWorkingDay(rep, bundle.calendar, at) && !isSameDay(rep, next, at);
}

function clockOf(bundle: FlowBundle): string | null {
  return bundle.business.dailyList.at ?? null;
}

function repOf(event: InboundTimer, directory: Directory): Rep | null {
  const rep = directory.reps.get(payloadOf(event).repId);
  return rep?.active === true ? rep : null;
}

const payloadSchema = z.object({
  repId: z.string(),
  /** Up to when those who stand in for the rep were told what is late. Default: they never were. */
  standInToldAt: z.string().optional(),
  /** The timer that waits no more. */
  instead: z
    .object({
      id: z.string(),
      dueAt: z.string(),
      createdAt: z.string(),
      payload: z.record(z.string(), z.unknown()),
    })
    .optional(),
});

function payloadOf({ timer }: InboundTimer): z.infer<typeof payloadSchema> {
  return payloadSchema.parse(timer.payload);
}

/** Later than this it is said to be late: the program was off, or had a lot to do. */
const LATE_MS = 15 * 60_000;

const PARSED: ParsedCommand = {
  command: dailyCommand,
  args: {},
  target: null,
  withLead: () => "daily",
};

const late = phrase<{ when: string }>({
  en: "⏰ This list comes late: it was meant for {when}.",
  pt: "⏰ Esta lista chega com atraso: era para {when}.",
  es: "⏰ Esta lista llega tarde: era para el {when}.",
});
