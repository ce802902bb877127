import { visibleTo } from "../commands/policy.ts";
import { MOST_LATE, standInNotice } from "../commands/present/stand-in.ts";
import type { CommandReads, FollowUpPage, Scope } from "../commands/reads.ts";
import { isAway } from "../leads/reps.ts";
import type { Turn } from "../leads/turn.ts";
import type { At } from "../leads/types/at.ts";
import type { Directory } from "../leads/types/directory.ts";
import type { Rep } from "../leads/types/rep.ts";

/** What is late of a rep who is away, for each who stands in; `to` null: for the managers together. */
export interface LateLists {
  /** When it was read: all that was due by then is told. */
  at: At;
  lists: { to: string | null; late: FollowUpPage }[];
}

/**
 * Read what of a rep who is away has become late since `toldAt`, for the managers of the rep's teams who are here; where
 * there is none, for all managers.
 */
export async function readLate(
  rep: Rep,
  toldAt: At | undefined,
  reads: Pick<CommandReads, "followUps">,
  { directory, at }: { directory: Directory; at: At },
): Promise<LateLists> {
  const filter = { repId: rep.id, until: at, ...(toldAt === undefined ? {} : { after: toldAt }) };
  const page = { offset: 0, limit: MOST_LATE };
  const managers = managersOf(rep, directory, at);
  const readers: { to: string | null; scope: Scope }[] =
    managers.length === 0
      ? [{ to: null, scope: { kind: "all" } }]
      : managers.map((each) => ({ to: each.id, scope: visibleTo(each, directory) }));
  const lists = await Promise.all(
    readers.map(async ({ to, scope }) => ({ to, late: await reads.followUps({ ...filter, scope }, page) })),
  );
  return { at, lists };
}

/** Tell who stands in, each in one message; nothing when nothing is late. */
export function tellLate(
  turn: Turn,
  rep: Rep,
  { lists }: LateLists,
  { directory, timeZone }: { directory: Directory; timeZone: string },
): void {
  for (const { to, late } of lists) {
    if (late.total === 0) continue;
    const zone = directory.reps.get(to ?? "")?.timeZone ?? timeZone;
    turn.notify({
      to: to === null ? { managers: true } : { rep: to },
      leadId: null,
      message: standInNotice(rep, late, { zone, at: turn.at }),
      personal: true,
    });
  }
}

function managersOf(rep: Rep, { members, teams, reps }: Directory, at: At): Rep[] {
  const own = members.filter(({ repId }) => repId === rep.id).map(({ teamId }) => teamId);
  const ids = new Set(own.flatMap((id) => teams.get(id)?.managerId ?? []));
  return [...ids].flatMap((id) => {
    const manager = reps.get(id);
    return manager?.active && manager.id !== rep.id && !isAway(manager, at) ? [manager] : [];
  });
}
