import { randomUUID } from "node:crypto";
import { showLinkCode } from "../commands/link-code.ts";
import type { Directory } from "../leads/types/directory.ts";
import type { Rep, RepIdentity } from "../leads/types/rep.ts";
import type { Store } from "../store/port.ts";
import { type Refused, refused } from "./people-find.ts";
import type { Asked, PeopleAnswer } from "./people-schema.ts";
import { doneRep, identitiesOf, viewRep } from "./people-views.ts";

/** Make a rep known by ids of a platform; an id that is somebody else's stays theirs. */
export async function linkRep(
  store: Store,
  directory: Directory,
  rep: Rep,
  { kind, values }: Asked<"link">,
): Promise<PeopleAnswer> {
  const owners = values.map((value) => directory.identities.get(`${kind}:${value}`));
  const other = owners.find((id) => id !== undefined && id !== rep.id);
  if (other !== undefined) return refuseLink(other, directory, kind, values);
  for (const value of values) {
    const identity: RepIdentity = { id: randomUUID(), repId: rep.id, kind, value };
    const owner = await store.people.link(identity);
    if (owner !== rep.id) return refuseLink(owner, await store.turns.directory(), kind, values);
  }
  return doneRep(store, rep.id, owners.every((id) => id === rep.id) ? ["It was linked already."] : []);
}

function refuseLink(owner: string, directory: Directory, kind: string, values: string[]): Refused {
  const name = directory.reps.get(owner)?.name ?? owner;
  return refused(
    `This ${kind} id is linked to ${name}. If that is right no more: leadline reps unlink ${owner} ${kind} ${values[0]}`,
  );
}

/** Take ids from a rep. */
export async function unlinkRep(
  store: Store,
  directory: Directory,
  rep: Rep,
  { kinds, values }: Asked<"unlink">,
): Promise<PeopleAnswer> {
  const linked = identitiesOf(rep.id, directory).filter(
    ({ kind, value }) => kinds.includes(kind) && (values === null || values.includes(value)),
  );
  const count = linked.length === 0 ? 0 : await store.people.unlink(rep.id, linked);
  if (count > 0) return doneRep(store, rep.id, []);
  return refused(`${rep.name} has no such ${kinds[0]} id. See: leadline reps list`);
}

/** A code by which the rep links an account. */
export async function makeCode(
  store: Store,
  directory: Directory,
  rep: Rep,
  at: string,
): Promise<PeopleAnswer> {
  const code = await store.people.createCode(rep.id, at);
  if (code === null) {
    return refused(
      `${rep.name} is switched off. To bring them back: leadline reps set ${rep.id} --active on`,
    );
  }
  return {
    kind: "code",
    rep: viewRep(rep, directory),
    code: showLinkCode(code.digits),
    expiresAt: code.expiresAt,
  };
}
