import { inWords } from "../commands/present/in-words.ts";
import type { Language } from "../language.ts";
import type { Notice } from "../leads/notice.ts";
import type { Turn } from "../leads/turn.ts";
import type { Directory } from "../leads/types/directory.ts";
import { type LeadBefore, type MovedLead, movedNotice, movesOf } from "./moves.ts";
import type { Surface } from "./snapshot.ts";

/** What a turn's notices are resolved with. */
export interface NoticeContext {
  surfaces: readonly Surface[];
  directory: Directory;
  teamLanguage: Language;
  before: LeadBefore;
}

/**
 * Turn the notices of a turn into sends, on every surface that the colleagues have. A place is told the same
 * thing once a turn, however many notices lead there: the last one, which knows the most. Where a lead has left a
 * place, the card that it has there says so.
 */
export function sendNotices(turn: Turn, context: NoticeContext): void {
  if (turn.notices.length === 0) return;
  const moved = movesOf(turn, context.before);
  for (const surface of context.surfaces) {
    if (surface.isPersonal) sendPersonally(surface, turn, context);
    else sendOn(surface, turn, context, moved);
  }
}

/** To who is on no surface for colleagues, in words and choices: what is for them alone. */
function sendPersonally(surface: Surface, turn: Turn, { surfaces, directory }: NoticeContext): void {
  for (const { to, leadId, message, personal } of turn.notices) {
    if (personal !== true || !("rep" in to)) continue;
    const rep = directory.reps.get(to.rep);
    const chatId = surface.repChat(to.rep, directory);
    if (rep?.active !== true || chatId === null) continue;
    const isReached = surfaces.some(
      (each) => !each.isPersonal && !each.standsIn && each.repChat(to.rep, directory) !== null,
    );
    if (isReached) continue;
    const plain = inWords(message(rep.language));
    turn.send({ channel: surface.channel, chatId, message: plain, leadId });
  }
}

function sendOn(surface: Surface, turn: Turn, context: NoticeContext, moved: readonly MovedLead[]): void {
  const { directory, teamLanguage } = context;
  const last = new Map<string, () => void>();
  const tell = (chatId: string, index: number, notice: Pick<Notice, "leadId" | "message">, to: Language) => {
    const message = notice.message(to);
    if (message.onlyReplaces === true && !surface.replaces) return;
    if (!surface.showsFiles && (message.file || message.image) && message.text === undefined) return;
    const key = `${chatId}\n${message.replaceKey ?? index}`;
    last.delete(key);
    last.set(key, () => {
      turn.send({ channel: surface.channel, chatId, message, leadId: notice.leadId });
    });
  };
  // First, so that what the turn says of a lead in such a place stays the last word there.
  for (const lead of moved) {
    for (const { chatId, rep } of leftPlaces(surface, lead, directory)) {
      const language = (rep !== null && directory.reps.get(rep)?.language) || teamLanguage;
      const movedTo = rep === null ? surface.leadChat(lead.now) : null;
      tell(chatId, -1, { leadId: lead.now.id, message: movedNotice(lead, directory, movedTo) }, language);
    }
  }
  for (const [index, notice] of turn.notices.entries()) {
    const { to } = notice;
    if (surface.showsTalk && notice.saidOn === surface.channel) continue;
    // Who has left is told nothing more; what waits for them is for the managers.
    const hasLeft = "rep" in to && directory.reps.get(to.rep)?.active !== true;
    const place = hasLeft ? surface.managerChat : placeOf(surface, notice, turn, context);
    if (place === null) continue;
    const language = ("rep" in to && !hasLeft && directory.reps.get(to.rep)?.language) || teamLanguage;
    tell(place, index, notice, language);
  }
  for (const send of last.values()) send();
}

function placeOf(
  surface: Surface,
  { to, leadId }: Notice,
  turn: Turn,
  { directory, before }: NoticeContext,
): string | null {
  if ("rep" in to) return surface.repChat(to.rep, directory);
  if ("managers" in to) return surface.managerChat;
  if ("digest" in to) return surface.digestChat;
  const id = "thread" in to ? to.thread : leadId;
  const lead = turn.changes().leads.find((each) => each.id === id) ?? (id === null ? null : before(id)?.lead);
  if (lead) return surface.leadChat(lead);
  return "team" in to
    ? surface.leadChat({ teamId: to.team, product: null, ownerId: null, offeredTo: null })
    : surface.leadChat(null);
}

/** Where the lead's card was and is not any more: in a channel, or with a rep who had it or was offered it. */
function leftPlaces(
  surface: Surface,
  { before, now }: MovedLead,
  directory: Directory,
): { chatId: string; rep: string | null }[] {
  if (!surface.replaces) return [];
  const places: { chatId: string; rep: string | null }[] = [];
  const old = surface.leadChat(before);
  if (old !== surface.leadChat(now)) places.push({ chatId: old, rep: null });
  for (const rep of new Set([before.ownerId, before.offeredTo])) {
    if (rep === null || rep === now.ownerId || rep === now.offeredTo) continue;
    const chatId = surface.repChat(rep, directory);
    if (chatId !== null) places.push({ chatId, rep });
  }
  return places;
}
