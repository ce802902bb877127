import type { InboundTimer } from "../channel/inbound.ts";
import type { OutboundMessage } from "../channel/outbound.ts";
import type { Studio } from "../commands/define.ts";
import { isProblem, loadCommand, resolveCommand, runCommand } from "../commands/index.ts";
import { formatTime } from "../commands/present/format.ts";
import { phrase } from "../commands/present/phrase.ts";
import type { CommandReads } from "../commands/reads.ts";
import type { FlowBundle } from "../flow/bundle.ts";
import { SYSTEM } from "../leads/change.ts";
import { lastDueAt, saveDigest } from "../leads/digest.ts";
import type { Turn } from "../leads/turn.ts";
import type { At } from "../leads/types/at.ts";
import type { Digest } from "../leads/types/digest.ts";
import type { Directory } from "../leads/types/directory.ts";
import type { Rep, Role } from "../leads/types/rep.ts";
import type { TurnStore } from "../store/port/turn-store.ts";
import type { PreparedCommand } from "./prepared.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * Read the numbers of a digest that fell due, as its person's command would be: what that person may see now, as of
 * the time for which it was meant.
 */
export async function prepareDigest(
  event: InboundTimer,
  store: { reads: CommandReads; turns: Pick<TurnStore, "load">; studio: Studio },
  known: { directory: Directory; bundle: FlowBundle; at: At },
): Promise<PreparedCommand> {
  const digest = await digestOf(event, store.turns);
  const actor = digest === null ? null : recipient(digest, event, known.directory);
  if (digest === null || actor === null) return { kind: "nothing" };
  const at = lastDueAt(digest, event.timer.dueAt, known.at);
  const context = { ...known, actor, language: actor.language, leadInThread: null, at };
  const parsed = resolveCommand(digest.question, context);
  if (isProblem(parsed)) return { kind: "problem", reply: parsed.reply };
  const loaded = await loadCommand(parsed, store.reads, { ...context, studio: store.studio });
  return isProblem(loaded) ? { kind: "problem", reply: loaded.reply } : { kind: "ready", parsed, loaded };
}

/**
 * A digest fell due: it is told once, and its timer moves on. Who has left, or has lost the role in which it was asked
 * for, is told nothing more, and the digest ends.
 */
export function decideDigest(
  turn: Turn,
  snapshot: Snapshot,
  event: InboundTimer,
  digest: Digest | null,
  prepared: PreparedCommand,
): void {
  turn.actAs(SYSTEM);
  turn.save("timers", { ...event.timer, status: "fired" });
  if (digest === null || !digest.active) return;
  const actor = recipient(digest, event, snapshot.directory);
  if (actor === null) {
    saveDigest(turn, { ...digest, active: false, updatedAt: turn.at }, roleOf(event) ?? "rep");
    return;
  }
  // The person may have moved since.
  saveDigest(turn, { ...digest, timeZone: actor.timeZone }, actor.role);
  for (const message of messagesOf(turn, snapshot, digest, actor, prepared)) {
    const to = digest.place === "channel" ? ({ digest: true } as const) : { rep: digest.repId };
    turn.notify({ to, leadId: null, message: () => message });
  }
  const last = turn.notices.at(-1);
  const isLate = Date.parse(turn.at) - Date.parse(event.timer.dueAt) > LATE_MS;
  if (last === undefined || !isLate) return;
  const meant = lastDueAt(digest, event.timer.dueAt, turn.at);
  const when = formatTime(meant, turn.at, { language: actor.language, timeZone: digest.timeZone });
  const note = late({ when, zone: digest.timeZone })[actor.language];
  const said = last.message(actor.language);
  last.message = () => ({ ...said, text: `${note}\n\n${said.text ?? ""}`.trim() });
}

function messagesOf(
  turn: Turn,
  snapshot: Snapshot,
  digest: Digest,
  actor: Rep,
  prepared: PreparedCommand,
): OutboundMessage[] {
  const { language } = actor;
  if (prepared.kind === "problem") {
    const text = broken({ question: digest.question })[language];
    return [{ ...prepared.reply, text: `${text}\n${prepared.reply.text ?? ""}` }];
  }
  if (prepared.kind !== "ready") return [];
  const { parsed, loaded } = prepared;
  const { reply, before = [] } = runCommand(parsed, loaded, {
    actor,
    lead: null,
    activities: [],
    turn,
    bundle: snapshot.bundle,
    directory: snapshot.directory,
    language,
    at: turn.at,
  });
  return [...before, reply];
}

async function digestOf(event: InboundTimer, turns: Pick<TurnStore, "load">): Promise<Digest | null> {
  const id = event.timer.payload.digestId;
  if (typeof id !== "string") return null;
  const { digests } = await turns.load({
    conversations: [],
    identities: [],
    leads: [],
    contacts: [],
    activities: [],
    merges: [],
    digests: [id],
  });
  return digests.find((each) => each.id === id && each.active) ?? null;
}

/** Who wants it, if still at work, and with no less of a role than when it was asked for. */
function recipient(digest: Digest, event: InboundTimer, directory: Directory): Rep | null {
  const rep = directory.reps.get(digest.repId);
  const asked = roleOf(event);
  if (rep === undefined || !rep.active) return null;
  return asked !== null && RANK[rep.role] < RANK[asked] ? null : rep;
}

function roleOf(event: InboundTimer): Role | null {
  const { role } = event.timer.payload;
  return role === "rep" || role === "manager" || role === "admin" ? role : null;
}

const RANK: Record<Role, number> = { rep: 0, manager: 1, admin: 2 };

/** Later than this it is said to be late: the program was off, or had a lot to do. */
const LATE_MS = 15 * 60_000;

const late = phrase<{ when: string; zone: string }>({
  en: "⏰ This digest comes late: it was meant for {when} ({zone}).",
  pt: "⏰ Este boletim chega com atraso: era para {when} ({zone}).",
  es: "⏰ Este boletín llega tarde: era para {when} ({zone}).",
});

const broken = phrase<{ question: string }>({
  en: "Your digest “{question}” could not be answered. “digest” lists yours.",
  pt: "Não foi possível responder ao seu boletim “{question}”. “boletim” lista os seus.",
  es: "No se pudo responder tu boletín “{question}”. “boletín” muestra los tuyos.",
});
