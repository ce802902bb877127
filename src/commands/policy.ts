import type { Language } from "../language.ts";
import { leadRef } from "../leads/ref.ts";
import { type Refusal, refuse } from "../leads/refusal.ts";
import type { Directory, RepRights } from "../leads/types/directory.ts";
import type { Lead } from "../leads/types/lead.ts";
import type { Rep } from "../leads/types/rep.ts";
import type { Access, Command, ResolveContext } from "./define.ts";
import * as texts from "./policy-texts.ts";
import type { Texts } from "./present/phrase.ts";
import { safeName } from "./present/safe.ts";
import type { Scope } from "./reads.ts";

/**
 * Who may do what. A rep sees and changes own leads, those offered to the rep, and those in the pool, and more
 * where business.yaml says so; a manager those of the teams that they manage, those of no team, and own ones;
 * an admin all. Who was switched off may do nothing. Every "no" says why, and whom to ask.
 */
export function refuseAccess(access: Access, actor: Rep, lead: Lead, directory: Directory): Refusal | null {
  if (access === "none") return null;
  if (!actor.active) return refuse("not-active", notActive(directory));
  const reach = reachOf(actor, lead, directory);
  if (REACHES.indexOf(reach) >= REACHES.indexOf(access)) return null;
  const ref = leadRef(lead);
  const asked = (language: Language) => ({ ref, ask: whomToAsk(actor, lead, directory, language) });
  if (reach === "none" && actor.role === "manager") {
    const team = safeName(directory.teams.get(lead.teamId ?? "")?.name ?? lead.teamId ?? "");
    return refuse(
      "other-team",
      texts.otherTeam((language) => ({ ...asked(language), team })),
    );
  }
  if (lead.ownerId !== null) {
    const owner = nameOf(lead.ownerId, directory);
    const told = reach === "none" ? texts.ownedByOther : texts.seeOnly;
    return refuse(
      "not-yours",
      told((language) => ({ ...asked(language), owner })),
    );
  }
  if (lead.offeredTo !== null && lead.offeredTo !== actor.id) {
    const rep = nameOf(lead.offeredTo, directory);
    return refuse(
      "offered-to-other",
      texts.offeredToOther((language) => ({ ...asked(language), rep })),
    );
  }
  return refuse("not-owner", texts.notOwner(asked));
}

/** The leads that appear in lists for this person. */
export function visibleTo(actor: Rep, directory: Directory): Scope {
  if (actor.role === "admin") return { kind: "all" };
  if (actor.role === "manager")
    return { kind: "teams", teamIds: teamsLedBy(actor, directory), repId: actor.id };
  const { see, change } = rightsOf(directory);
  if (see === "all") return { kind: "all" };
  const teamIds = see === "team" || change === "team" ? teamsOf(actor.id, directory) : [];
  return { kind: "visible", repId: actor.id, ...(teamIds.length === 0 ? {} : { teamIds }) };
}

/** The leads whose numbers this person is told. */
export function countedFor(actor: Rep, directory: Directory): Scope {
  if (actor.role === "admin") return { kind: "all" };
  if (actor.role === "manager") return { kind: "teams", teamIds: teamsLedBy(actor, directory), repId: null };
  return { kind: "owned", repId: actor.id };
}

/** The ids of the teams that somebody manages. */
export function teamsLedBy(actor: Rep, directory: Directory): string[] {
  if (!isManager(actor)) return [];
  return [...directory.teams.values()].filter((team) => team.managerId === actor.id).map((team) => team.id);
}

export function isManager(actor: Rep): boolean {
  return actor.role === "manager" || actor.role === "admin";
}

/**
 * Whether somebody may look after a colleague (give them leads, change their hours): themselves, managers those
 * in their teams and reps in no team, admins everybody.
 */
export function refuseColleague(actor: Rep, repId: string, directory: Directory): Refusal | null {
  if (looksAfter(actor, repId, directory)) return null;
  const told = actor.role === "rep" ? texts.othersAffairs : texts.notInYourTeams;
  const name = nameOf(repId, directory);
  return refuse(
    "not-your-colleague",
    told((language) => ({ name, ask: nameList(whoLooksAfter(repId, actor, directory), language) })),
  );
}

/** Whether somebody may be told a colleague's numbers: as {@link refuseColleague}. */
export function refuseNumbersOf(actor: Rep, repId: string, directory: Directory): Refusal | null {
  if (looksAfter(actor, repId, directory)) return null;
  const told = actor.role === "rep" ? texts.othersNumbers : texts.notInYourTeams;
  const name = nameOf(repId, directory);
  return refuse(
    "not-your-numbers",
    told((language) => ({ name, ask: nameList(whoLooksAfter(repId, actor, directory), language) })),
  );
}

/** The role may not use the command at all. */
export function notAllowed(command: Command, { actor, directory }: ResolveContext): Texts {
  const allowed = managers(directory).filter((rep) => command.allowed.includes(rep.role));
  const ask = (allowed.length > 0 ? allowed : admins(directory)).filter((rep) => rep.id !== actor.id);
  return texts.roleNotAllowed((language) => ({
    command: command.words[language][0]!,
    ask: nameList(ask, language),
  }));
}

/** A colleague who has left, or was switched off. */
export function notActive(directory: Directory): Texts {
  return texts.inactive((language) => ({ ask: nameList(managers(directory), language) }));
}

/** A directory with what business.yaml lets reps see and change; without it they have what is theirs and the pool. */
export function withRights(directory: Directory, { reps }: { reps: RepRights }): Directory {
  return { ...directory, rights: reps };
}

/** How near somebody is to a lead, from far to near. */
type Reach = Access;
const REACHES: readonly Reach[] = ["none", "see", "change", "own"];

function reachOf(actor: Rep, lead: Lead, directory: Directory): Reach {
  if (actor.role === "admin" || lead.ownerId === actor.id) return "own";
  const isOffered = lead.ownerId === null && lead.offeredTo === actor.id;
  if (actor.role === "manager") {
    if (lead.teamId === null || teamsLedBy(actor, directory).includes(lead.teamId)) return "own";
    return isOffered ? "change" : "none";
  }
  if (isOffered || (lead.ownerId === null && lead.offeredTo === null)) return "change";
  const { see, change } = rightsOf(directory);
  const isOfTeam = lead.teamId !== null && teamsOf(actor.id, directory).includes(lead.teamId);
  // What a rep may do with own leads, with those of the team; what nobody has is claimed first.
  if (isOfTeam && change === "team") return lead.ownerId === null ? "change" : "own";
  return see === "all" || (see === "team" && isOfTeam) ? "see" : "none";
}

function rightsOf({ rights }: Directory): RepRights {
  return rights ?? { see: "own-and-pool", change: "own-and-pool" };
}

function teamsOf(repId: string, directory: Directory): string[] {
  return directory.members.filter((member) => member.repId === repId).map((member) => member.teamId);
}

function looksAfter(actor: Rep, repId: string, directory: Directory): boolean {
  if (!actor.active) return false;
  if (repId === actor.id || actor.role === "admin") return true;
  if (actor.role !== "manager") return false;
  const theirs = teamsOf(repId, directory);
  if (theirs.length === 0) return directory.reps.get(repId)?.role === "rep";
  return teamsLedBy(actor, directory).some((teamId) => theirs.includes(teamId));
}

/** The managers of the teams that a colleague is in, else the admins; never `asker` or the colleague. */
function whoLooksAfter(repId: string, asker: Rep, directory: Directory): Rep[] {
  const leaders = teamsOf(repId, directory).flatMap((teamId) => leaderOf(teamId, directory) ?? []);
  const others = (reps: Rep[]) => reps.filter((rep) => rep.id !== asker.id && rep.id !== repId);
  const found = others([...new Set(leaders)]);
  return (found.length > 0 ? found : others(admins(directory))).slice(0, 2);
}

/** The one who has the lead or the offer, and who looks after it: the team's manager, else an admin. */
function whomToAsk(actor: Rep, lead: Lead, directory: Directory, language: Language): string {
  const holder = directory.reps.get(lead.ownerId ?? lead.offeredTo ?? "");
  const leaders =
    lead.teamId === null ? managers(directory) : [leaderOf(lead.teamId, directory), ...admins(directory)];
  const other = leaders.find((rep) => rep && rep.id !== holder?.id && rep.id !== actor.id);
  const asked = [holder, other].filter((rep) => rep !== undefined && rep !== null);
  return nameList(
    asked.filter((rep) => rep.active && rep.id !== actor.id),
    language,
  );
}

/** The manager of a team, as long as they are here and a manager. */
function leaderOf(teamId: string, directory: Directory): Rep | null {
  const rep = directory.reps.get(directory.teams.get(teamId)?.managerId ?? "");
  return rep?.active && isManager(rep) ? rep : null;
}

function managers(directory: Directory): Rep[] {
  const found = [...directory.reps.values()].filter((rep) => rep.active && rep.role === "manager");
  return found.length > 0 ? found.slice(0, 2) : admins(directory);
}

function admins(directory: Directory): Rep[] {
  return [...directory.reps.values()].filter((rep) => rep.active && rep.role === "admin").slice(0, 2);
}

function nameList(reps: readonly Rep[], language: Language): string {
  const nobody = { en: "an administrator", pt: "um administrador", es: "un administrador" };
  return reps.length === 0 ? nobody[language] : reps.map((rep) => safeName(rep.name)).join(" / ");
}

function nameOf(id: string, directory: Directory): string {
  return safeName(directory.reps.get(id)?.name ?? id);
}
