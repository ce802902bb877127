import { z } from "zod";
import type { InboundTimer } from "../channel/inbound.ts";
import type { OutboundMessage } from "../channel/outbound.ts";
import { pageAsText } from "../channel/render.ts";
import type { Studio } from "../commands/define.ts";
import { homeCommand } from "../commands/each/home.ts";
import {
  isProblem,
  loadCommand,
  type ParsedCommand,
  type ResolveContext,
  runCommand,
} from "../commands/index.ts";
import type { CommandReads } from "../commands/reads.ts";
import { SYSTEM } from "../leads/change.ts";
import type { Turn } from "../leads/turn.ts";
import type { Rep } from "../leads/types/rep.ts";
import type { PreparedCommand } from "./prepared.ts";
import type { Snapshot } from "./snapshot.ts";

/** The timer that shows a colleague's own page anew, after something that they did has changed it. */
export const HOME = "home";

/**
 * A colleague did something on their own page, or in the chat where its buttons answer: the page is made anew once
 * that is durable.
 */
export function refreshHome(turn: Turn, snapshot: Snapshot, actor: Rep, chatId: string): void {
  const surface = snapshot.surfaces.find((each) => each.channel === turn.channel);
  const home = surface?.homeChat(actor.id, snapshot.directory) ?? null;
  if (surface === undefined || home === null) return;
  if (chatId !== home && chatId !== surface.repChat(actor.id, snapshot.directory)) return;
  const { leads, followUps, reps } = turn.changes();
  if (leads.length + followUps.length + reps.length === 0) return;
  turn.save("timers", {
    id: `${HOME}:${turn.channel}:${actor.id}`,
    kind: HOME,
    conversationId: null,
    leadId: null,
    payload: { channel: turn.channel, repId: actor.id },
    dueAt: turn.at,
    status: "pending",
    createdAt: turn.at,
  });
}

/** Read what the page shows, as it is by now. */
export async function prepareHome(
  event: InboundTimer,
  store: { reads: CommandReads; studio: Studio },
  known: Pick<ResolveContext, "directory" | "bundle" | "at">,
): Promise<PreparedCommand> {
  const actor = known.directory.reps.get(payloadSchema.parse(event.timer.payload).repId);
  if (actor === undefined || !actor.active) return { kind: "nothing" };
  const context = { ...known, actor, language: actor.language, leadInThread: null, studio: store.studio };
  const loaded = await loadCommand(PARSED, store.reads, context);
  return isProblem(loaded) ? { kind: "nothing" } : { kind: "ready", parsed: PARSED, loaded };
}

/** Show the page where the colleague has one. */
export function decideHome(
  turn: Turn,
  snapshot: Snapshot,
  event: InboundTimer,
  prepared: PreparedCommand,
): void {
  turn.actAs(SYSTEM);
  turn.save("timers", { ...event.timer, status: "fired" });
  const { channel, repId } = payloadSchema.parse(event.timer.payload);
  const actor = snapshot.directory.reps.get(repId);
  const surface = snapshot.surfaces.find((each) => each.channel === channel);
  const chatId = surface?.homeChat(repId, snapshot.directory) ?? null;
  if (prepared.kind !== "ready" || actor === undefined || chatId === null) return;
  const { reply } = runCommand(prepared.parsed, prepared.loaded, {
    actor,
    lead: null,
    activities: [],
    turn,
    bundle: snapshot.bundle,
    directory: snapshot.directory,
    language: actor.language,
    at: turn.at,
  });
  turn.send({ channel, chatId, message: reply });
}

/** A page is text where colleagues have no pages. */
export function forPlace(
  message: OutboundMessage,
  channel: string,
  actor: Rep | null,
  { surfaces, directory }: Pick<Snapshot, "surfaces" | "directory">,
): OutboundMessage {
  const { page, replaceKey, ...rest } = message;
  if (page === undefined || actor === null) return message;
  const surface = surfaces.find((each) => each.channel === channel);
  if ((surface?.homeChat(actor.id, directory) ?? null) !== null) return message;
  return { ...rest, text: [rest.text, pageAsText(page)].filter(Boolean).join("\n") };
}

const payloadSchema = z.object({ channel: z.string(), repId: z.string() });

const PARSED: ParsedCommand = {
  command: homeCommand,
  args: { page: 1 },
  target: null,
  withLead: () => "home",
};
