import { leadTitle } from "../commands/present/card.ts";
import { repName } from "../commands/present/labels.ts";
import type { NoticeText } from "../commands/present/notice-text.ts";
import { phrase, type Texts } from "../commands/present/phrase.ts";
import { safeName } from "../commands/present/safe.ts";
import { leadRef } from "../leads/ref.ts";
import type { Turn } from "../leads/turn.ts";
import type { Contact } from "../leads/types/contact.ts";
import type { Directory } from "../leads/types/directory.ts";
import type { Lead } from "../leads/types/lead.ts";
import { isAnnounced } from "./mirror.ts";

/** A lead and its contact as they were before the turn; null when they are not known or new. */
export type LeadBefore = (leadId: string) => { lead: Lead; contact: Contact } | null;

/** A lead that may stand elsewhere after the turn. */
export interface MovedLead {
  before: Lead;
  now: Lead;
  contact: Contact;
}

/** Leads whose owner, offer, team or product changed in the turn. */
export function movesOf(turn: Turn, before: LeadBefore): MovedLead[] {
  return turn.changes().leads.flatMap((now): MovedLead[] => {
    const was = before(now.id);
    if (was === null) return [];
    const isMoved = (["ownerId", "offeredTo", "teamId", "product"] as const).some(
      (key) => was.lead[key] !== now[key],
    );
    const contact = turn.changes().contacts.find((each) => each.id === now.contactId) ?? was.contact;
    return isMoved ? [{ before: was.lead, now, contact }] : [];
  });
}

/**
 * What is left of a lead's card where the lead is not any more: who has it now, and in which chat (`movedTo`). Shown
 * only where the card is. A channel's thread is told of it too, unless only the bot had spoken there; who had the
 * lead in private is not disturbed.
 */
export function movedNotice(
  { before, now, contact }: MovedLead,
  directory: Directory,
  movedTo: string | null,
): NoticeText {
  return (language) => {
    const text = `➡️ ${whereNow(now, directory)[language]}`;
    return {
      thread: now.id,
      ...(movedTo === null || !isAnnounced(before) ? {} : { text }),
      card: {
        title: leadTitle(now, contact),
        subtitle: text,
        fields: [],
        buttons: [],
        leadId: now.id,
        ...(movedTo === null ? {} : { movedTo }),
      },
      replaceKey: `lead:${now.id}`,
      onlyReplaces: true,
    };
  };
}

function whereNow(lead: Lead, directory: Directory): Texts {
  const ref = leadRef(lead);
  if (lead.ownerId !== null) return isWith({ ref, name: repName(directory, lead.ownerId) });
  if (lead.offeredTo !== null) return isOffered({ ref, name: repName(directory, lead.offeredTo) });
  const team = directory.teams.get(lead.teamId ?? "");
  return team === undefined ? isFree({ ref }) : isInTeam({ ref, team: safeName(team.name) });
}

const isWith = phrase<{ ref: string; name: string }>({
  en: "{ref} is with {name} now.",
  pt: "{ref} agora está com {name}.",
  es: "{ref} ahora está con {name}.",
});

const isOffered = phrase<{ ref: string; name: string }>({
  en: "{ref} is offered to {name} now.",
  pt: "{ref} agora foi oferecido a {name}.",
  es: "{ref} ahora se ofrece a {name}.",
});

const isInTeam = phrase<{ ref: string; team: string }>({
  en: "{ref} is free to claim in the team {team} now.",
  pt: "{ref} agora está livre para assumir na equipe {team}.",
  es: "{ref} ahora está libre para tomar en el equipo {team}.",
});

const isFree = phrase<{ ref: string }>({
  en: "{ref} is free to claim now.",
  pt: "{ref} agora está livre para assumir.",
  es: "{ref} ahora está libre para tomar.",
});
