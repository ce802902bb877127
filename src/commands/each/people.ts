import { isRefusal, routeLead, workingDirectory } from "../../leads/index.ts";
import type { ContactRows } from "../../leads/join.ts";
import type { Refusal } from "../../leads/refusal.ts";
import type { Contact } from "../../leads/types/contact.ts";
import type { Directory } from "../../leads/types/directory.ts";
import type { Lead } from "../../leads/types/lead.ts";
import type { Offer } from "../../leads/types/offer.ts";
import type { Rep } from "../../leads/types/rep.ts";
import type { LoadedPerson, RunContext } from "../define.ts";
import { refuseAccess } from "../policy.ts";
import { announceLead } from "../present/announce.ts";
import { threadNotice } from "../present/notices.ts";
import type { Texts } from "../present/phrase.ts";

/**
 * Who may join or part people: whoever may change every open lead that they have, and `besides`. One lead
 * alone is not enough, since a join closes the other open lead, whoever's it is.
 */
export function refusePeople(
  actor: Rep,
  people: readonly LoadedPerson[],
  besides: readonly Lead[],
  directory: Directory,
): Refusal | null {
  const open = people.flatMap((each) => each.leads).filter((lead) => lead.stageKind === "open");
  for (const lead of [...besides, ...open]) {
    const denied = refuseAccess("change", actor, lead, directory);
    if (denied !== null) return denied;
  }
  return null;
}

/** What belongs to these people, as one. */
export function rowsOf(people: readonly LoadedPerson[]): ContactRows {
  return {
    identities: people.flatMap((each) => each.identities),
    leads: people.flatMap((each) => each.leads),
    conversations: people.flatMap((each) => each.conversations),
    offers: people.flatMap((each) => [...each.offers.values()]),
  };
}

/** Route an open lead that has neither owner nor offer; any other stays as it is. */
export function routeLeft(input: RunContext, lead: Lead, contact: Contact): Lead {
  const { turn, directory, bundle } = input;
  if (lead.stageKind !== "open" || lead.ownerId !== null || lead.offerId !== null) return lead;
  const routed = routeLead(turn, lead, contact, directory, bundle.routing, bundle.calendar);
  return isRefusal(routed) ? lead : routed;
}

/** Tell colleagues what has become of each lead; `offers` are the open ones from before. */
export function announceAll(
  input: RunContext,
  before: readonly Lead[],
  after: readonly Lead[],
  contact: Contact,
  offers: readonly Offer[],
): void {
  const { turn, bundle, at, actor } = input;
  const directory = workingDirectory(input.directory, turn);
  const now = [...turn.changes().offers, ...offers];
  for (const lead of after) {
    const was = before.find((each) => each.id === lead.id);
    if (was === undefined) continue;
    const offer = now.find((each) => each.id === lead.offerId) ?? null;
    announceLead(turn, was, { lead, contact, offer, directory, bundle, at, by: actor });
  }
}

/** Say it in the lead's thread, and to who has the lead unless they did it themselves. */
export function tellOwner(input: RunContext, lead: Lead, text: Texts): void {
  const message = threadNotice(lead, text);
  input.turn.notify({ to: { thread: lead.id }, leadId: lead.id, message });
  const rep = lead.ownerId ?? lead.offeredTo;
  if (rep !== null && rep !== input.actor.id) input.turn.notify({ to: { rep }, leadId: lead.id, message });
}
