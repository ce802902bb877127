import type { BusinessCalendar, Routing, TeamRouting } from "./config.ts";
import { FORMER_OWNER } from "./open.ts";
import { unavailability, WHY_UNAVAILABLE } from "./reps.ts";
import { NOBODY_REASON, triedReps } from "./route-reasons.ts";
import type { Turn } from "./turn.ts";
import type { Directory } from "./types/directory.ts";
import type { Lead } from "./types/lead.ts";
import type { RouteReason } from "./types/offer.ts";
import type { Rep } from "./types/rep.ts";
import type { TeamMember } from "./types/team.ts";
import { say } from "./words.ts";

interface Choice {
  rep: Rep | null;
  why: RouteReason[];
}

/** Whom to offer it to, with the reasons: the rep who had them, else whom the team's strategy chooses; null is the pool. */
export function chooseRep(
  turn: Turn,
  lead: Lead,
  reasons: readonly RouteReason[],
  directory: Directory,
  team: TeamRouting,
  { routing, calendar }: { routing: Routing; calendar: BusinessCalendar },
): Choice {
  const tried = triedReps(reasons);
  const why: RouteReason[] = [];
  const formerId = reasons.find((reason) => reason.rule === FORMER_OWNER)?.rep;
  const former = formerId === undefined ? undefined : directory.reps.get(formerId);
  if (routing.ownerFirst && former && !tried.has(former.id)) {
    const obstacle = unavailability(former, lead, turn.at, calendar);
    if (obstacle === null) return { rep: former, why };
    why.push({ rule: "former-owner-unavailable", rep: former.id, text: notNow(former, obstacle) });
  }
  if (team.mode === "pull") return { rep: null, why };

  const members = directory.members.filter((member) => member.teamId === lead.teamId);
  const able = members.flatMap((member) => {
    const rep = directory.reps.get(member.repId);
    const isAble = rep && !tried.has(rep.id) && unavailability(rep, lead, turn.at, calendar) === null;
    return isAble ? [{ rep, member }] : [];
  });
  const best = able.sort(ORDER[team.strategy])[0];
  if (!best) return { rep: null, why: [...why, NOBODY_REASON] };
  return {
    rep: best.rep,
    why: [...why, { rule: team.strategy, rep: best.rep.id, text: whyRep(best.rep, team) }],
  };
}

interface Candidate {
  rep: Rep;
  member: TeamMember;
}

/** Who comes first. Equal candidates go by who has waited longest, then by id, so that a restart changes nothing. */
const ORDER: Record<TeamRouting["strategy"], (a: Candidate, b: Candidate) => number> = {
  "round-robin": byWait,
  // The share that each would carry with one lead more, in proportion to their weight.
  weighted: (a, b) => weightedLoad(a) - weightedLoad(b) || byWait(a, b),
  "least-loaded": (a, b) => a.rep.openLeads - b.rep.openLeads || byWait(a, b),
};

function byWait(a: Candidate, b: Candidate): number {
  const left = a.rep.lastAssignedAt ?? "";
  const right = b.rep.lastAssignedAt ?? "";
  if (left !== right) return left < right ? -1 : 1;
  return a.rep.id < b.rep.id ? -1 : 1;
}

function weightedLoad({ rep, member }: Candidate): number {
  return (rep.openLeads + 1) / Math.max(1, member.weight);
}

function notNow(rep: Rep, obstacle: keyof typeof WHY_UNAVAILABLE): RouteReason["text"] {
  const why = WHY_UNAVAILABLE[obstacle];
  return say(`${rep.name}: ${why.en}`, `${rep.name}: ${why.pt}`, `${rep.name}: ${why.es}`);
}

function whyRep(rep: Rep, team: TeamRouting): RouteReason["text"] {
  if (team.strategy === "round-robin") {
    return say(
      `${rep.name} has waited longest for a lead`,
      `${rep.name} está há mais tempo sem receber um lead`,
      `${rep.name} lleva más tiempo sin recibir un lead`,
    );
  }
  if (team.strategy === "least-loaded") {
    return say(
      `${rep.name} has the fewest open leads (${rep.openLeads})`,
      `${rep.name} tem menos leads abertos (${rep.openLeads})`,
      `${rep.name} tiene menos leads abiertos (${rep.openLeads})`,
    );
  }
  return say(
    `${rep.name} has the most room for their share (${rep.openLeads} open)`,
    `${rep.name} tem mais espaço na sua cota (${rep.openLeads} abertos)`,
    `${rep.name} tiene más lugar en su cuota (${rep.openLeads} abiertos)`,
  );
}
