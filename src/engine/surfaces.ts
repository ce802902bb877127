import type { Language } from "../language.ts";
import type { Turn } from "../leads/turn.ts";
import type { Directory } from "../leads/types.ts";
import type { Surface } from "./snapshot.ts";

/**
 * Turn the notices of a turn into sends, on every surface that the colleagues have. A place is told the same
 * thing once a turn, however many notices lead there: the last one, which knows the most.
 */
export function sendNotices(
  turn: Turn,
  surfaces: readonly Surface[],
  directory: Directory,
  teamLanguage: Language,
): void {
  for (const surface of surfaces) {
    const last = new Map<string, () => void>();
    for (const notice of turn.notices) {
      const { to } = notice;
      if (surface.showsTalk && notice.saidOn === surface.channel) continue;
      // Who has left is told nothing more; what waits for them is for the managers.
      const hasLeft = "rep" in to && directory.reps.get(to.rep)?.active !== true;
      const place =
        "rep" in to && !hasLeft
          ? surface.repChat(to.rep, directory)
          : "managers" in to || hasLeft
            ? surface.managerChat
            : surface.teamChat("team" in to ? to.team : null);
      if (place === null) continue;
      const language = ("rep" in to && !hasLeft && directory.reps.get(to.rep)?.language) || teamLanguage;
      const message = notice.message(language);
      const key = `${place}\n${message.replaceKey ?? turn.notices.indexOf(notice)}`;
      last.delete(key);
      last.set(key, () => {
        turn.send({ channel: surface.channel, chatId: place, message, leadId: notice.leadId });
      });
    }
    for (const send of last.values()) send();
  }
}
