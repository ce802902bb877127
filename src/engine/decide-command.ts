import type { InboundCommand } from "../channel/inbound.ts";
import type { OutboundMessage } from "../channel/outbound.ts";
import type { Studio } from "../commands/define.ts";
import {
  type CommandProblem,
  isInternal,
  isProblem,
  loadCommand,
  type ParsedCommand,
  type ResolveContext,
  resolveCommand,
  runCommand,
} from "../commands/index.ts";
import { readLinkCode } from "../commands/link-code.ts";
import { refuseAccess } from "../commands/policy.ts";
import { phrase, type Texts } from "../commands/present/phrase.ts";
import { safeName } from "../commands/present/safe.ts";
import type { CommandReads } from "../commands/reads.ts";
import { advance } from "../flow/advance.ts";
import type { FlowBundle } from "../flow/bundle.ts";
import { LANGUAGES } from "../language.ts";
import { canBeColleague } from "../leads/colleague.ts";
import { isOptedOut } from "../leads/consent.ts";
import type { Turn } from "../leads/turn.ts";
import type { Activity } from "../leads/types/activity.ts";
import type { At } from "../leads/types/at.ts";
import type { ContactMerge } from "../leads/types/contact.ts";
import type { Digest } from "../leads/types/digest.ts";
import type { Directory } from "../leads/types/directory.ts";
import type { FollowUp } from "../leads/types/follow-up.ts";
import type { Lead } from "../leads/types/lead.ts";
import type { Rep } from "../leads/types/rep.ts";
import type { PeopleStore } from "../store/port/people-store.ts";
import { applyAdvance, caseOf, flowContext, flowState } from "./case.ts";
import { forPlace, refreshHome } from "./home.ts";
import type { PreparedCommand } from "./prepared.ts";
import type { Snapshot } from "./snapshot.ts";
import { tellUnasked } from "./unasked.ts";
import type { Person } from "./working-set.ts";

/** One-time codes: the two things that are written before anything is decided. */
export type CodeStore = Pick<PeopleStore, "redeemCode" | "createCode">;

/** Rows that a command named. */
export interface CommandRows {
  activities: Activity[];
  followUps: FollowUp[];
  digests: Digest[];
}

/** Whom a command is about. */
export interface CommandPeople {
  /** Whose lead it is. */
  person: Person | null;
  /** The person of the second lead, or who was joined by `merge`. */
  other: Person | null;
  /** The newest known join into `person` that is not undone. */
  merge: ContactMerge | null;
}

/** Who is behind a platform id; null for a stranger. */
export function actorOf(event: Pick<InboundCommand, "actor">, directory: Directory): Rep | null {
  const id = directory.identities.get(`${event.actor.kind}:${event.actor.value}`);
  return (id !== undefined && directory.reps.get(id)) || null;
}

/**
 * Understand a command and read what it needs: lists and numbers, and which lead it is about. A one-time code is
 * redeemed here, before anything is decided: doing it again after a crash finds the actor linked. One is made here too:
 * made again, it takes the place of the one that nobody has seen.
 */
export async function prepareCommand(
  event: InboundCommand,
  store: { reads: CommandReads; people: CodeStore; studio: Studio },
  known: { directory: Directory; bundle: FlowBundle; at: At },
): Promise<PreparedCommand> {
  const { reads } = store;
  const actor = actorOf(event, known.directory);
  const digits = readLinkCode(event.text);
  if (digits !== null && actor?.active !== false && canBeColleague(event.actor)) {
    if (actor !== null) return { kind: "linked", repId: actor.id, reply: alreadyLinked(actor) };
    return redeem(event, digits, store.people, known);
  }
  if (actor === null) return { kind: "stranger" };
  const context: ResolveContext = {
    ...known,
    actor,
    language: actor.language,
    leadInThread: event.leadId ?? null,
  };
  const parsed: ParsedCommand | CommandProblem = resolveCommand(event.text, context);
  if (event.unasked === true)
    return { kind: "problem", reply: tellUnasked(event.text, parsed, actor.language) };
  if (isProblem(parsed)) {
    return event.leadId !== undefined && isInternal(parsed)
      ? { kind: "talk", leadId: event.leadId, files: event.attachments ?? [] }
      : { kind: "problem", reply: parsed.reply };
  }
  const loaded = await loadCommand(parsed, reads, {
    ...context,
    studio: store.studio,
    makeCode: (repId) => store.people.createCode(repId, known.at),
  });
  if (isProblem(loaded)) return { kind: "problem", reply: loaded.reply };
  return { kind: "ready", parsed, loaded };
}

async function redeem(
  event: InboundCommand,
  digits: string,
  people: CodeStore,
  { directory, at }: { directory: Directory; at: At },
): Promise<PreparedCommand> {
  const redeemed = await people.redeemCode(event.actor, digits, at);
  if (redeemed.kind === "refused") return { kind: "link-refused", reply: { text: inEachLanguage(REFUSED) } };
  if (redeemed.kind === "wait") {
    const minutes = Math.max(1, Math.ceil((Date.parse(redeemed.until) - Date.parse(at)) / 60_000));
    return { kind: "link-refused", reply: { text: inEachLanguage(tooMany({ minutes })) } };
  }
  const { repId } = redeemed;
  const rep = directory.reps.get(repId);
  // Added since these colleagues were read: from the next command on they are known.
  return {
    kind: "linked",
    repId,
    reply: rep === undefined ? { text: inEachLanguage(DONE) } : nowLinked(rep),
  };
}

/** A colleague asked for something. The reply goes to who asked, where it was asked. */
export function decideCommand(
  turn: Turn,
  snapshot: Snapshot,
  event: InboundCommand,
  prepared: PreparedCommand,
  { person, other, merge }: CommandPeople,
  rows: CommandRows,
): { refused: boolean } {
  const actor = actorOf(event, snapshot.directory);
  turn.actAs({ kind: "rep", id: prepared.kind === "linked" ? prepared.repId : (actor?.id ?? null) });
  const answer = (said: OutboundMessage) => {
    const message = forPlace(said, turn.channel, actor, snapshot);
    const inThread = event.leadId === undefined ? {} : { thread: event.leadId };
    const hasFile = message.file !== undefined || message.image !== undefined;
    const elsewhere = hasFile && actor !== null ? { elsewhere: IN_DIRECT_CHAT[actor.language] } : {};
    turn.send({
      channel: turn.channel,
      chatId: event.chatId,
      message: { ...inThread, ...elsewhere, ...message, privately: message.privately ?? true },
      leadId: event.leadId ?? null,
    });
  };
  if (prepared.kind === "problem" || prepared.kind === "linked" || prepared.kind === "link-refused") {
    answer(prepared.reply);
    return { refused: prepared.kind !== "linked" };
  }
  if (actor === null || prepared.kind === "stranger") {
    answer({ text: inEachLanguage(STRANGER) });
    return { refused: true };
  }
  if (prepared.kind === "nothing" || prepared.kind === "revised" || prepared.kind === "stand-in")
    return { refused: false };
  if (prepared.kind === "talk") {
    return { refused: !decideTalk(turn, snapshot, event, prepared, { actor, person }) };
  }
  const { parsed, loaded } = prepared;
  const lead = person?.leads.find((each) => each.id === loaded.leadId) ?? null;
  const result = runCommand(parsed, loaded, {
    actor,
    lead:
      person === null || lead === null
        ? null
        : {
            lead,
            contact: person.contact,
            offer: person.offers.get(lead.id) ?? null,
            conversations: person.conversations.filter((each) => each.leadId === lead.id),
          },
    person,
    other,
    merge,
    ...rows,
    attachments: event.attachments ?? [],
    ...(snapshot.abilities ? { abilities: snapshot.abilities } : {}),
    origin: prepared.origin,
    turn,
    bundle: snapshot.bundle,
    directory: snapshot.directory,
    language: actor.language,
    at: turn.at,
  });
  if (person !== null && lead !== null) resumeFlows(turn, snapshot, person, lead);
  refreshHome(turn, snapshot, actor, event.chatId);
  for (const message of result.before ?? []) answer(message);
  answer(result.reply);
  return { refused: result.refused === true };
}

/**
 * Internal talk: colleagues elsewhere see what was said, and files stay where they are; the trail knows of them. What
 * is said by who may not see the lead stays where it was said: in a channel of several teams anybody can write in a
 * thread. Gives whether it was taken.
 */
function decideTalk(
  turn: Turn,
  { directory }: Snapshot,
  event: InboundCommand,
  { leadId, files }: Extract<PreparedCommand, { kind: "talk" }>,
  { actor, person }: { actor: Rep; person: Person | null },
): boolean {
  const lead = person?.leads.find((each) => each.id === leadId);
  if (person === null || lead === undefined) return false;
  if (refuseAccess("see", actor, lead, directory) !== null) return false;
  for (const file of files) {
    const note = `📎 ${file.fileName}`;
    turn.record({ kind: "noted", leadId, contactId: person.contact.id, note });
  }
  if (event.text.trim() === "") return true;
  const text = `${safeName(actor.name)}: ${event.text}`;
  turn.notify({
    to: { thread: leadId },
    leadId,
    message: () => ({ thread: leadId, text }),
    saidOn: turn.channel,
  });
  return true;
}

/** The floor was given back to the bot: it asks its waiting question again. */
function resumeFlows(turn: Turn, snapshot: Snapshot, person: Person, lead: Lead): void {
  for (const conversation of [...turn.changes().conversations]) {
    const before = person.conversations.find((each) => each.id === conversation.id);
    if (before?.floor !== "human" || conversation.floor !== "bot" || conversation.flow === null) continue;
    if (isOptedOut(person.contact, conversation.channel)) continue;
    const now = turn.changes().leads.find((each) => each.id === lead.id) ?? lead;
    const c = caseOf(turn, snapshot, person, now, conversation);
    applyAdvance(c, advance(c.bundle, flowState(c), { type: "resume" }, flowContext(c)));
    turn.save("conversations", c.conversation);
  }
}

/** For somebody whose language is not known. */
function inEachLanguage(texts: Texts): string {
  return LANGUAGES.map((language) => texts[language]).join("\n");
}

const nowLinked = (rep: Rep) => ({ text: welcome({ name: safeName(rep.name) })[rep.language] });
const alreadyLinked = (rep: Rep) => ({ text: linkedAs({ name: safeName(rep.name) })[rep.language] });

const IN_DIRECT_CHAT: Texts = {
  en: "The answer has a file or a picture for you alone: it is in our direct chat.",
  pt: "A resposta tem um arquivo ou uma imagem só para você: está na nossa conversa direta.",
  es: "La respuesta tiene un archivo o una imagen solo para ti: está en nuestro chat directo.",
};

const STRANGER: Texts = {
  en: "I do not know you as a colleague yet. Ask an admin to add you, or for a code: link 123-456",
  pt: "Ainda não conheço você como colega. Peça a um administrador um cadastro ou um código: vincular 123-456",
  es: "Todavía no te conozco como colega. Pide a un administrador que te agregue o un código: vincular 123-456",
};

const welcome = phrase<{ name: string }>({
  en: "Welcome, {name}! This account is yours from now on. Say help to see what I can do.",
  pt: "Boas-vindas, {name}! De agora em diante, esta conta é sua. Diga ajuda para ver o que eu faço.",
  es: "¡Te damos la bienvenida, {name}! Desde ahora esta cuenta es tuya. Di ayuda para ver lo que hago.",
});

const linkedAs = phrase<{ name: string }>({
  en: "This account is linked already: you are {name}.",
  pt: "Esta conta já está vinculada: você é {name}.",
  es: "Esta cuenta ya está vinculada: eres {name}.",
});

const DONE: Texts = {
  en: "Your account is linked.",
  pt: "Sua conta está vinculada.",
  es: "Tu cuenta está vinculada.",
};

const REFUSED: Texts = {
  en: "This code is not valid. A code works once, for 15 minutes: ask an admin for a new one.",
  pt: "Este código não é válido. Um código vale uma vez, por 15 minutos: peça outro a um administrador.",
  es: "Este código no es válido. Un código sirve una vez, por 15 minutos: pide otro a un administrador.",
};

const tooMany = phrase<{ minutes: number }>({
  en: "Too many wrong codes. Try again in {minutes, plural, one {# minute} other {# minutes}}.",
  pt: "Códigos errados demais. Tente de novo em {minutes, plural, one {# minuto} other {# minutos}}.",
  es: "Demasiados códigos incorrectos. Inténtalo de nuevo en {minutes, plural, one {# minuto} other {# minutos}}.",
});
